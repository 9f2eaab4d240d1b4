/* tags.h - HTML from left to right: text and tags, nothing else.
 *
 *	page --ns_html_next--> OPEN html, TEXT, OPEN p, TEXT, CLOSE p, ...
 *
 * The rules are those of HTML5's tokenizer, in essence: what is a tag, where a
 * comment ends, that a script is text until </script>. Every byte is looked at
 * a bounded number of times, whatever the page; no memory is asked for.
 */
#ifndef NS_INDEXER_HTML_TAGS_H
#define NS_INDEXER_HTML_TAGS_H

#include <stdbool.h>

#include "core/base/str.h"
#include "indexer/html/names.h"

enum ns_html_kind {
	NS_HTML_TEXT,  // outside tags
	NS_HTML_RAW,   // between the tags of a script, a style, a title ...
	NS_HTML_OPEN,  // <p>
	NS_HTML_CLOSE, // </p>
};

/* Views of the page, references (&amp;) as they stand. */
struct ns_html_token {
	enum ns_html_kind kind;
	enum ns_html_tag tag; // of OPEN, CLOSE, RAW
	struct ns_str text;   // of TEXT, RAW
	/* Of OPEN: the first of each name; .p NULL: not there. */
	struct ns_str attr[NS_ATTRS];
};

/* Made by { .p = start, .end = end }. */
struct ns_html_reader {
	const char *p, *end;
	enum ns_html_tag raw; // the element whose text comes next
};

/* The next token; false at the end. The page is UTF-8. */
bool ns_html_next(struct ns_html_reader *r, struct ns_html_token *t);

/* White space of HTML. */
static inline bool ns_html_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

#endif
