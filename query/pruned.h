/* pruned.h - the best k of a flat question in one segment, without looking at
 * what cannot be among them (DESIGN.md section 4; Turtle and Flood's MaxScore,
 * Ding and Suel's block bounds).
 *
 *	window of at most 4,096 documents
 *	  bounds of the words within it; their sum too small: next window
 *	  words that drive: every document that could come in has one of them
 *	  (one word: its postings; several: summed up by document)
 *	  -> candidates -> the other words, one by one, as long as what is left
 *	  could bring the score over the threshold -> exclusions -> heap
 *
 * What drives is the cheapest of: a required word; a word without which the
 * others' bounds do not reach the threshold; all words but those whose bounds
 * together do not reach it.
 *
 * Scores are exact, so the order of additions and of windows changes nothing.
 */
#ifndef NS_QUERY_PRUNED_H
#define NS_QUERY_PRUNED_H

#include "query/clause.h"
#include "query/page.h"

/* A flat question in one segment. */
struct ns_part {
	const struct ns_flat *flat;
	uint32_t segment, lang;
	struct ns_clause *clause; // excluding ones come last
	uint32_t n, n_excluding;
	uint32_t n_must, n_any;
	uint32_t n_no; // as in struct ns_flat, by number of the clause
	uint8_t no[NS_FLAT_WORDS];
	uint64_t no_ends;
	ns_docid from, to; // documents asked for
	uint32_t most;     // no document gets more
};

/* How often each way was taken, for tests. */
struct ns_pruned_facts {
	uint64_t parts, parts_skipped;
	uint64_t windows, windows_skipped, blocks_skipped;
	uint64_t summed, driven, driven_by_bound; // windows
	uint64_t candidates, given_up, excluded, dead, pushed;
	uint64_t primed;
};

/* Memory of a search, made by ns_pruner_make. */
struct ns_pruner;

struct ns_pruned {
	const struct ns_plan *plan;
	struct ns_topk *top;
	struct ns_page *page; // or NULL
	uint32_t primed;      // k documents have this score or more
	struct ns_pruner *pruner;
	struct ns_pruned_facts facts;
};

/* From the plan's arena. */
enum ns_code ns_pruner_make(const struct ns_plan *plan, struct ns_pruner **out,
			    struct ns_error *e);

/* Offers everything of the part that could come in to the heap; or stops where
 * the soft limit has passed. */
enum ns_code ns_pruned_run(struct ns_pruned *x, const struct ns_part *part,
			   struct ns_error *e);

#endif
