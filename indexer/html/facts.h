/* facts.h - what a page tells of its article beside the text.
 *
 * Each field is the first of its places that says something: the article's
 * object in JSON-LD, Open Graph and other metas, <time>, what stands in the
 * page, its address.
 */
#ifndef NS_INDEXER_HTML_FACTS_H
#define NS_INDEXER_HTML_FACTS_H

#include "core/base/article.h"
#include "indexer/html/linked.h"

/* All that facts are read from, and where they are kept. */
struct ns_html_source {
	const struct ns_html_page *page;
	const struct ns_json *article, *root; // JSON-LD; NULL: none
	struct ns_arena *arena;
	struct ns_str author[NS_ARTICLE_NAMES], tag[NS_ARTICLE_NAMES];
	struct ns_str bad_date; // the first that was not read; empty: none
	uint64_t dropped_names;
	bool nomem;
};

/* Fills *a but for its body, with views that live as long as the page and the
 * arena. a->outlet and a->lang stay as they are where the page says nothing,
 * but the outlet of a page with an address is at least its host. */
enum ns_code ns_html_facts(struct ns_html_source *s, struct ns_article *a,
			   struct ns_error *e);

/* The text of the article that JSON-LD holds; empty: none. */
struct ns_str ns_html_linked_body(struct ns_html_source *s);

#endif
