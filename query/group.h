/* group.h - one word in one segment: its lists, bound, as one set of documents
 * and positions. All of it lives in the segment's arena.
 *
 *	few lists    each is added to a window, or looked into
 *	many         one bitmap of the segment, made when first needed
 */
#ifndef NS_QUERY_GROUP_H
#define NS_QUERY_GROUP_H

#include "query/expand.h"
#include "query/list.h"

enum {
	NS_GROUP_CACHES = 32, // more lists than that share one decoded block
};

struct ns_group {
	const struct ns_plan_word *word;
	struct ns_arena *arena, *scratch;
	struct ns_list *list;
	uint32_t n_lists;
	uint32_t n_docs; // of the segment
	uint32_t df;     // sum over the lists, at most a bound
	bool some;       // in some list not every form counts
	bool is_exact;   // .all has no document but those that count
	ns_docid bits_from;
	uint64_t bits[NS_WINDOW_WORDS]; // documents in any of the lists
	uint64_t *all;                  // bits of the segment, of many lists
	struct ns_cache *shared;
	uint32_t *room, *spare; // places of a document
	uint32_t n_room;
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

/* Has one list, with a bitmap. */
static inline bool ns_group_is_mapped(const struct ns_group *g)
{
	return g->n_lists == 1 && g->list->p.bitmap;
}

/* Leaves in a window's bits the documents with a posting. */
enum ns_code ns_group_keep(struct ns_group *g, ns_docid from, uint64_t *bits,
			   struct ns_error *e);

/* The first document >= doc that the lists could hold; NS_NO_DOC if none. */
ns_docid ns_group_next(struct ns_group *g, ns_docid doc);

/* Positions, ascending. */
struct ns_places {
	uint32_t *at;
	uint32_t n;
};

/* places.c: the occurrences of the word in a document that count. They are the
 * caller's to change, until the group is asked again. */
enum ns_code ns_group_places(struct ns_group *g, ns_docid doc,
			     struct ns_places *out, struct ns_error *e);

/* One form of the word in a document. */
enum { NS_NO_FORM = UINT32_MAX };
struct ns_form_count {
	const uint32_t *form; // its number in each list, or NS_NO_FORM
	uint32_t title;       // places before this count title_weight times
	uint8_t title_weight;
	bool places; // they are wanted, too
	uint32_t tf; // out: occurrences of the form, weighted
};
/* Counts the form; places: of all forms, as ns_group_places. */
enum ns_code ns_group_forms(struct ns_group *g, ns_docid doc,
			    struct ns_form_count *count, struct ns_places *out,
			    struct ns_error *e);

/* A posting's places that count, into the group's room, whatever was there. */
enum ns_code ns_list_places(struct ns_list *l, const struct ns_posting *at,
			    uint32_t *n, struct ns_error *e);

/* Documents of a window; tf[] of each is added to: occurrences that count,
 * those in the title title_weight times. exists: any number above 0 will do. */
struct ns_tally {
	ns_docid from;
	const uint64_t *bits;
	uint32_t *tf; // [NS_WINDOW_DOCS]
	uint8_t title_weight;
	bool exists;
};
/* tally.c */
enum ns_code ns_group_tally(struct ns_group *g, const struct ns_tally *t,
			    struct ns_error *e);

/* How many documents of the segment have an occurrence that counts, exactly,
 * dead ones among them. */
enum ns_code ns_group_count(struct ns_group *g, uint64_t *df,
			    struct ns_error *e);

#endif
