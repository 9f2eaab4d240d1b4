/* list.h - one list of a word in one segment, bound, with the block of it that
 * was decoded last. It lives in the segment's arena.
 *
 * A window is NS_WINDOW_DOCS documents whose first is a multiple of that; bit
 * d of its bits is document from + d. Windows and documents may come in any
 * order, and are cheapest in ascending order.
 */
#ifndef NS_QUERY_LIST_H
#define NS_QUERY_LIST_H

#include "query/plan.h"

enum {
	NS_WINDOW_DOCS = 4096,
	NS_WINDOW_WORDS = NS_WINDOW_DOCS / 64,
};

_Static_assert((int)NS_WINDOW_DOCS == (int)NS_BITMAP_DOCS,
	       "a segment's bitmap is whole windows");

struct ns_group;
struct ns_list;

/* A decoded block. */
struct ns_cache {
	const struct ns_list *owner; // NULL: nothing
	uint32_t block;
	uint32_t at;   // the posting found last
	bool is_whole; // or else it has its documents alone
	bool placed;   // positions are opened
	struct ns_block b;
	struct ns_positions ps;
};

struct ns_list {
	struct ns_group *group;
	struct ns_postings p;
	const uint32_t *form; // that count, ascending
	uint32_t n_forms;     // 0: all
	uint32_t at;          // first block of the last window asked for
	uint32_t near;        // block of the last document asked for
	struct ns_cache *cache;
};

/* Moves the list to the window that begins at `from`: the first block that
 * could hold documents from there on; n_blocks: none. */
uint32_t ns_list_seek(struct ns_list *l, ns_docid from);

/* Adds the list's documents to a window's bits. */
enum ns_code ns_list_add(struct ns_list *l, ns_docid from, uint64_t *bits,
			 struct ns_error *e);

/* Whether block i has room for a document that is asked for in bits, those of
 * the window at `from`, which the block reaches into. */
bool ns_list_is_asked(const struct ns_list *l, uint32_t i, ns_docid from,
		      const uint64_t *bits);

/* Whether it is cheaper to look a window's n documents up than to add the
 * list's documents to bits. Moves the list to the window. */
bool ns_list_is_probed(struct ns_list *l, ns_docid from, uint32_t n);

/* Adds to out those of a window's documents that the list has. */
enum ns_code ns_list_probe(struct ns_list *l, ns_docid from,
			   const uint64_t *asked, uint64_t *out,
			   struct ns_error *e);

/* Block i, decoded whole; it lives until another block of the group is asked
 * for. */
enum ns_code ns_list_block(struct ns_list *l, uint32_t i, struct ns_cache **out,
			   struct ns_error *e);

/* A document's place in a list: its block, decoded, and its posting there. */
struct ns_posting {
	struct ns_cache *in;
	uint32_t j;
};
/* NS_NOTFOUND: the list has not got it. */
enum ns_code ns_list_find(struct ns_list *l, ns_docid doc,
			  struct ns_posting *out, struct ns_error *e);

/* Opens the positions of a posting's block; how many the posting has. */
enum ns_code ns_posting_place(const struct ns_posting *at, uint32_t *n,
			      struct ns_error *e);

#endif
