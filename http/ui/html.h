/* html.h - writes HTML in which every text and every value is escaped.
 *
 *	ns_html_open(&h, "a");
 *	ns_html_attr(&h, "href", url);
 *	ns_html_text(&h, title);
 *	ns_html_close(&h);
 *
 * There is no call that writes markup as it is: names of elements and
 * attributes are literals of ours, all the rest is text.
 */
#ifndef NS_HTTP_UI_HTML_H
#define NS_HTTP_UI_HTML_H

#include <stdint.h>

#include "core/base/buf.h"

enum { NS_HTML_DEPTH = 32 };

/* { .out = &buf } begins. */
struct ns_html {
	struct ns_buf *out;
	const char *open[NS_HTML_DEPTH];
	uint32_t depth;
	bool in_tag; // attributes may follow
};

void ns_html_doctype(struct ns_html *h);
void ns_html_open(struct ns_html *h, const char *element);
/* Only directly behind open, or another attr. */
void ns_html_attr(struct ns_html *h, const char *name, struct ns_str value);
void ns_html_flag(struct ns_html *h, const char *name); // checked, selected
void ns_html_text(struct ns_html *h, struct ns_str text);
void ns_html_close(struct ns_html *h);
/* An element without an end: link, meta, input. */
void ns_html_void(struct ns_html *h, const char *element);

/* <element class="...">text</element>; class may be NULL. */
void ns_html_simple(struct ns_html *h, const char *element, const char *class,
		    struct ns_str text);

#endif
