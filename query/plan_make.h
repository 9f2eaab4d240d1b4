/* plan_make.h - what the files that make a plan share.
 *
 *	plan.c        languages, numbers; calls the others
 *	plan_leaf.c   nodes become leaves
 *	plan_words.c  texts become words; what a word's form is in the segments
 *	plan_tree.c   operators, tiers, neighbours
 *	plan_df.c     how many documents have a word; weights
 */
#ifndef NS_QUERY_PLAN_MAKE_H
#define NS_QUERY_PLAN_MAKE_H

#include "query/expand.h"
#include "query/plan.h"

/* The tree of the question, with the request's filters beside it. */
struct ns_maker {
	struct ns_plan *plan;
	struct ns_plan_lang *lang; // the one being made
	const struct ns_node *root;
	struct ns_node *filter; // [n_filters], each a WORD
	uint32_t n_filters;
	struct ns_node *dates; // of the request; NULL: none
	uint32_t n;            // leaves so far
	uint32_t found;        // where the last leaf was found
	bool pairing;          // neighbours are looked for
	enum ns_code rc;       // the first failure: then nothing is done
	struct ns_error *e;
};

/* Cleared memory that lives with the plan; NULL sets m->rc. */
void *ns_maker_alloc(struct ns_maker *m, size_t count, size_t size);

/* Says whether NEAR or SAME can be decided by positions. */
bool ns_near_is_plain(const struct ns_node *n);

/* The scopes of a leaf as bits: what `in` makes of them. */
uint32_t ns_maker_scopes(const struct ns_maker *m, const struct ns_node *n);

/* Makes the leaves of all nodes in m->lang, in the order of the question; then
 * filters, dates and the language's own. Without m->lang: only counts. */
void ns_maker_leaves(struct ns_maker *m);

/* Words of a text in the language being made. */
struct ns_maker_words {
	struct ns_plan_word *word;
	uint32_t n, cap;
};
/* Appends them; how the last is found may differ from the others. */
struct ns_maker_text {
	struct ns_str text;
	enum ns_scope scope;
	enum ns_word_mode mode, last;
	uint32_t edits;
};
void ns_maker_analyze(struct ns_maker *m, const struct ns_maker_text *t,
		      struct ns_maker_words *out);

/* Looks a word's form up: the stems of its group. */
void ns_maker_look_up(struct ns_maker *m, struct ns_plan_word *w);

/* Says which stop words of m->lang are dropped. */
void ns_maker_stop_words(struct ns_maker *m);

/* Makes the trees and neighbours of m->lang, and drops the leaves that neither
 * they nor scores need. */
void ns_maker_trees(struct ns_maker *m);

/* Looks the words of all languages up; fills df, idf, costs and weights. */
void ns_maker_weights(struct ns_maker *m);

/* Puts the operands of m->lang's trees in order, the cheapest first. */
void ns_maker_order(struct ns_maker *m);

/* The first leaf of a node; UINT32_MAX: it has none. */
uint32_t ns_maker_find(struct ns_maker *m, const struct ns_node *n);

#endif
