/* group.h - one word in one segment: its lists, bound, with what was decoded
 * last. All of it lives in the segment's arena.
 *
 * A window is NS_WINDOW_DOCS documents whose first is a multiple of that; bit
 * d of its bits is document from + d. Windows may come in any order, and are
 * cheapest in ascending order.
 */
#ifndef NS_QUERY_GROUP_H
#define NS_QUERY_GROUP_H

#include "query/expand.h"

enum {
	NS_WINDOW_DOCS = 4096,
	NS_WINDOW_WORDS = NS_WINDOW_DOCS / 64,
	NS_GROUP_CACHES = 32, // more lists than that share one decoded block
};

struct ns_list;

/* A decoded block. */
struct ns_cache {
	const struct ns_list *owner; // NULL: nothing
	uint32_t block;
	bool placed; // positions are opened
	struct ns_block b;
	struct ns_positions ps;
};

struct ns_list {
	struct ns_group *group;
	struct ns_postings p;
	const uint32_t *form; // that count, ascending
	uint32_t n_forms;     // 0: all
	uint32_t at;          // first block of the last window asked for
	struct ns_cache *cache;
};

struct ns_group {
	const struct ns_plan_word *word;
	struct ns_arena *arena, *scratch;
	struct ns_list *list;
	uint32_t n_lists;
	uint32_t df; // sum over the lists, at most a bound
	bool some;   // in some list not every form counts
	ns_docid bits_from;
	uint64_t bits[NS_WINDOW_WORDS]; // documents in any of the lists
	struct ns_cache *shared;
};

/* Finds and opens the lists of a word; *out is never NULL on NS_OK, and has no
 * lists where the segment has none. */
enum ns_code ns_group_bind(const struct ns_expander *x,
			   const struct ns_plan_word *word,
			   struct ns_group **out, struct ns_error *e);

/* Fills .bits for the window at `from`: every document with a posting (forms
 * are not looked at). */
enum ns_code ns_group_bits(struct ns_group *g, ns_docid from,
			   struct ns_error *e);

/* The first document >= doc that the lists could hold; NS_NO_DOC if none. */
ns_docid ns_group_next(struct ns_group *g, ns_docid doc);

/* Block i of a list, decoded; it lives until another block of the group is
 * asked for. */
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

/* Positions, ascending, from the scratch arena. */
struct ns_places {
	uint32_t *at;
	uint32_t n;
};

/* The occurrences of the word in a document that count. */
enum ns_code ns_group_places(struct ns_group *g, ns_docid doc,
			     struct ns_places *out, struct ns_error *e);

/* How many documents of a segment of n_docs have an occurrence that counts,
 * exactly, dead ones among them. Resets the scratch arena. */
enum ns_code ns_group_count(struct ns_group *g, uint32_t n_docs, uint64_t *df,
			    struct ns_error *e);

#endif
