/* leaf.h - one leaf of a plan in one segment: which documents of a window it
 * matches, how often, and what that adds to their scores.
 *
 * A simple leaf is the union of its lists. Any other is verified: first the
 * documents that have all its words, then those of them that somebody asks
 * for, by their positions, each once a window.
 */
#ifndef NS_QUERY_LEAF_H
#define NS_QUERY_LEAF_H

#include "query/group.h"

/* What the leaves of one segment share. */
struct ns_bound {
	const struct ns_plan *plan;
	const struct ns_segment *seg;
	struct ns_expander expander; // the segment's arena, and scratch
	ns_docid window;             // the one that is asked for
	ns_docid norms_from;         // window that norm[] belongs to
	const uint8_t *norm[2];      // NS_COL_NORM, NS_COL_TITLE_NORM
	uint32_t verified;           // documents, to look at the clock
};

struct ns_bound_leaf {
	struct ns_bound *bound;
	const struct ns_plan_leaf *plan;
	struct ns_group **word; // [plan->n_words]
	uint32_t *order;        // words of each run, the rarest first
	struct ns_places *slot; // [plan->n_slots], of the document looked at
	bool simple;
	bool one_word;  // every occurrence of one word in the text
	bool beside;    // words side by side, each one list
	bool dead;      // matches nothing in this segment
	bool exists;    // tf may be any number above 0
	uint32_t floor; // what adds less than this may be left out
	struct ns_date_span dates;
	ns_docid window; // what follows belongs to it
	uint64_t known[NS_WINDOW_WORDS], found[NS_WINDOW_WORDS];
	uint32_t *tf; // [NS_WINDOW_DOCS], NULL until needed
};

/* Binds what the plan says in this segment. The leaf lives in the segment's
 * arena. */
enum ns_code ns_leaf_bind(struct ns_bound *b, const struct ns_plan_leaf *plan,
			  struct ns_bound_leaf *out, struct ns_error *e);

/* out = those of mask's documents that match in the window of the segment's
 * struct ns_bound; out may be mask. */
enum ns_code ns_leaf_match(struct ns_bound_leaf *l, const uint64_t *mask,
			   uint64_t *out, struct ns_error *e);

/* The same, and fills .tf of what matches, unless the leaf is simple. */
enum ns_code ns_leaf_weigh(struct ns_bound_leaf *l, const uint64_t *mask,
			   uint64_t *out, struct ns_error *e);

/* The first document >= doc that could match; NS_NO_DOC if none. */
ns_docid ns_leaf_next(struct ns_bound_leaf *l, ns_docid doc);

/* Some documents of the window, and their sums of scores. */
struct ns_scores {
	const uint64_t *bits;
	uint32_t *acc; // [NS_WINDOW_DOCS]
};

/* Adds the leaf's part to those of the documents that match. */
enum ns_code ns_leaf_score(struct ns_bound_leaf *l, const struct ns_scores *s,
			   struct ns_error *e);

/* No document of the window gets more than this from the leaf. */
uint64_t ns_leaf_bound(struct ns_bound_leaf *l);

/* tf of one document as the leaf scores it, 0: it does not match. Resets
 * scratch. */
enum ns_code ns_leaf_tf(struct ns_bound_leaf *l, ns_docid doc, uint32_t *tf,
			struct ns_error *e);

/* K of the leaf's score in a document. */
enum ns_code ns_leaf_k(struct ns_bound_leaf *l, ns_docid doc, double *k,
		       struct ns_error *e);

/* Norm codes of the window's documents, and the Ks by code. */
enum ns_code ns_leaf_lengths(struct ns_bound_leaf *l, const uint8_t **norm,
			     const double **k, struct ns_error *e);

/* No document of a block with this impact gets more from a leaf of words. */
uint64_t ns_leaf_impact(const struct ns_bound_leaf *l, uint32_t impact);

/* weight * tf / (tf + K), rounded: what a leaf adds to a sum. */
static inline uint32_t ns_contribution(double weight, uint32_t tf, double k)
{
	return (uint32_t)(weight * tf / (tf + k) + .5);
}

/* occurrences.c: verifies a document by its positions. With l->exists, *tf is
 * above 0 where the leaf matches, and no more is promised. */
enum ns_code ns_leaf_occurrences(struct ns_bound_leaf *l, ns_docid doc,
				 uint32_t *tf, struct ns_error *e);

/* beside.c: of such leaves alone. Sieve: leaves in bits what has the words and
 * could add l->floor, or more than that. */
bool ns_leaf_is_beside(const struct ns_bound_leaf *l);
enum ns_code ns_beside_sieve(struct ns_bound_leaf *l, uint64_t *bits,
			     struct ns_error *e);
enum ns_code ns_beside_tf(struct ns_bound_leaf *l, ns_docid doc, uint32_t *tf,
			  struct ns_error *e);

/* phrase.c: where the words of a run stand side by side in a document, by the
 * first of them, whatever the paragraphs. The caller may change them. */
enum ns_code ns_run_places(const struct ns_bound_leaf *l,
			   const struct ns_plan_run *run, ns_docid doc,
			   struct ns_places *out, struct ns_error *e);
/* Turns places of word i of a run into starts of the run. */
void ns_places_to_starts(struct ns_places *p, uint32_t i);
/* The run occurs at most *most times, title words weighted. */
enum ns_code ns_run_most(const struct ns_bound_leaf *l,
			 const struct ns_plan_run *run, ns_docid doc,
			 uint32_t *most, struct ns_error *e);
/* Says in which order the words of all runs are looked for. */
void ns_run_order(struct ns_bound_leaf *l);

#endif
