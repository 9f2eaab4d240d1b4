/* page.h - what a page says, in the order in which it stands there: the blocks
 * of its text, each with the container it lies in, and what its head tells.
 *
 *	page --tags--> blocks:      "Tram to the sea"  "The council ..."  ...
 *	                             |                  |
 *	               containers:  h1 < header        p < div < article < body
 *
 * Containers are rows that name their parent; a row is written when its tag
 * opens and nothing walks back, so the time is linear in the page. What a
 * hostile page has beyond the limits is passed over.
 */
#ifndef NS_INDEXER_HTML_PAGE_H
#define NS_INDEXER_HTML_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "indexer/html/names.h"

enum {
	NS_HTML_NODES = 1 << 20,  // containers; those beyond are their parents'
	NS_HTML_BLOCKS = 1 << 20, // of text; those beyond are dropped
	NS_HTML_DEPTH = 512,      // elements inside each other, as above
	NS_HTML_METAS = 512,
	NS_HTML_LINKED = 32,            // JSON-LD
	NS_HTML_VALUE_BYTES = 64 << 10, // of an attribute that is kept
};

/* What the name of a container says about it (marks.h). */
enum ns_html_mark {
	NS_MARK_FURNITURE = 1, // navigation, teasers, comments, forms ...
	NS_MARK_STORY = 2,     // "article-body"
	NS_MARK_BODY = 4,      // itemprop="articleBody"
	NS_MARK_CAPTION = 8,   // of a picture
	NS_MARK_BYLINE = 16,
	NS_MARK_DATE = 32,
	NS_MARK_HIDDEN = 64,
};

struct ns_html_node {
	uint32_t parent;                 // itself: the root
	uint32_t first_block, end_block; // of all that it holds
	uint32_t weight;                 // main_text.c's: of its prose
	enum ns_html_tag tag;
	uint32_t marks;
};

/* Text between two breaks, white space collapsed. */
struct ns_html_block {
	uint32_t at, n; // in .text
	uint32_t node;
	uint32_t chars, link_chars; // characters, and those inside links
	uint32_t strong_chars;
	bool keep; // main_text.c's: it is the article's
};

struct ns_html_meta {
	struct ns_str name, content; // references replaced
};

struct ns_html_page {
	struct ns_buf text;
	struct ns_html_node *node; // the root is the first
	struct ns_html_block *block;
	uint32_t n_nodes, n_blocks;
	struct ns_html_meta meta[NS_HTML_METAS];
	struct ns_str linked[NS_HTML_LINKED]; // application/ld+json, as it is
	uint32_t n_metas, n_linked;
	struct ns_str title, lang, canonical, base, time; // empty: none
	struct ns_arena arena;                            // of meta, title, ...
	uint32_t room_nodes, room_blocks;
	bool nomem;
};

/* Reads html, valid UTF-8 without NULs, which the page points into from then
 * on. A zeroed struct is legal; one that was read is used again. NS_NOMEM. */
enum ns_code ns_html_page_read(struct ns_html_page *page, struct ns_str html,
			       struct ns_error *e);
void ns_html_page_free(struct ns_html_page *page); // zeroed is fine

static inline struct ns_str ns_html_block_text(const struct ns_html_page *page,
					       const struct ns_html_block *b)
{
	return (struct ns_str){ (const char *)page->text.p + b->at, b->n };
}

/* The content of the meta of that name (or property, or itemprop), of several
 * the first that is not empty; empty: none. */
struct ns_str ns_html_page_meta(const struct ns_html_page *page,
				const char *name);

/* s with its references replaced and its white space collapsed, in the arena.
 * .p NULL: no memory. */
struct ns_str ns_html_plain(struct ns_str s, struct ns_arena *arena);

#endif
