/* words.h - numbers, dates and marked texts as the page shows them. */
#ifndef NS_HTTP_UI_WORDS_H
#define NS_HTTP_UI_WORDS_H

#include "http/ui/html.h"
#include "query/search.h"

enum { NS_WORDS_BYTES = 64 };

/* 1234567 -> "1,234,567". */
void ns_words_number(uint64_t n, char out[NS_WORDS_BYTES]);

/* At its own precision: "2024", "March 2024", "5 March 2024",
 * "5 March 2024, 10:20 UTC"; "" without a date. */
void ns_words_date(struct ns_time t, char out[NS_WORDS_BYTES]);

/* <time datetime="2024-03-05">5 March 2024</time>; nothing without a date. */
void ns_words_time(struct ns_html *h, struct ns_time t);

/* Text with <mark> around the spans: code points, ascending. What lies outside
 * the text or overlaps is left out. */
struct ns_marked {
	struct ns_str text;
	const struct ns_span *span;
	uint32_t n;
};
void ns_words_marked(struct ns_html *h, const struct ns_marked *m);

/* lang="..." when it looks like a language code, and dir="auto". */
void ns_words_lang(struct ns_html *h, struct ns_str lang);

/* A line under a title: outlet, date, section, authors, and a link to where the
 * article was published when that is on the web. */
void ns_words_meta(struct ns_html *h, const struct ns_article *a);

#endif
