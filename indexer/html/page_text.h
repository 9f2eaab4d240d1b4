/* page_text.h - text as it is laid out: blocks; for page.c alone. */
#ifndef NS_INDEXER_HTML_PAGE_TEXT_H
#define NS_INDEXER_HTML_PAGE_TEXT_H

#include "indexer/html/page.h"

/* The block that is being written. */
struct ns_html_line {
	struct ns_html_page *page;
	struct ns_html_block block; // .n: not kept up to date
	bool space;                 // white space before what comes next
};

/* Where text stands. */
struct ns_html_place {
	uint32_t node;
	bool link, strong;
};

/* Adds text, references as they stand. */
void ns_html_line_add(struct ns_html_line *line, struct ns_str text,
		      struct ns_html_place at);
/* Ends the block, if it has any text. */
void ns_html_line_end(struct ns_html_line *line);

#endif
