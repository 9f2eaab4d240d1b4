/* render.h - an answer as bytes, for people and for programs.
 *
 * The same answer gives the same bytes, but for the time that a terminal is
 * told. Texts are valid UTF-8 (article.h).
 */
#ifndef NS_QUERY_RENDER_H
#define NS_QUERY_RENDER_H

#include "query/search.h"

enum ns_format {
	NS_FORMAT_TEXT,
	NS_FORMAT_JSON,  // one document
	NS_FORMAT_JSONL, // an object a hit
	NS_FORMAT_CSV,
	NS_FORMAT_TSV,
	NS_FORMAT_ATOM,
	NS_FORMAT_IDS,
	NS_FORMAT_TREC,
	NS_FORMAT_URLS, // the id where there is none
};

/* What of a hit is written: bits 1 << field. The names are those of HTTP. */
enum ns_shown {
	NS_SHOW_ID,
	NS_SHOW_URL,
	NS_SHOW_TITLE,
	NS_SHOW_SUMMARY,
	NS_SHOW_BODY,
	NS_SHOW_AUTHOR,
	NS_SHOW_DATE,
	NS_SHOW_PRECISION,
	NS_SHOW_MODIFIED,
	NS_SHOW_EMBARGO,
	NS_SHOW_OUTLET,
	NS_SHOW_SECTION,
	NS_SHOW_LANG,
	NS_SHOW_TYPE,
	NS_SHOW_TAGS,
	NS_SHOW_STATUS,
	NS_SHOW_IMAGE,
	NS_SHOW_SCORE,
	NS_SHOW_SNIPPET,
	NS_SHOW_HIGHLIGHTS,
	NS_SHOWN,
};
#define NS_SHOW_BIT(field) (UINT32_C(1) << (field))

/* NS_SHOWN when no field has that name. */
enum ns_shown ns_shown_find(struct ns_str name);
extern const char *const ns_shown_names[NS_SHOWN];

/* What a format shows when nothing is said. */
uint32_t ns_shown_default(enum ns_format format);

struct ns_render {
	enum ns_format format;
	uint32_t fields;  // NS_SHOW_BIT(...)
	uint32_t columns; // TEXT: of the terminal, 0: lines are not broken
	bool colour;      // TEXT
	bool compact;     // JSON: without white space
	bool snippets;    // TEXT: with passages
	char end;         // of a line of IDS and URLS
	double seconds;   // TEXT: that it took; below 0: not said
	struct ns_str id; // of the question, when there are several; else ""
	const struct ns_request *request;
};

/* Append. Memory running out shows in out->failed. TEXT has no word of an
 * answer without hits. */
void ns_render_answer(const struct ns_render *r, const struct ns_answer *a,
		      struct ns_buf *out);

/* One article, whole: TEXT, else JSON. */
void ns_render_article(const struct ns_render *r, const struct ns_article *a,
		       struct ns_buf *out);

/* "12 articles have all the words; 340 more have some." */
void ns_render_total(const struct ns_answer *a, struct ns_buf *out);

#endif
