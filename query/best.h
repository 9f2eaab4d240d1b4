/* best.h - the best k of a tier over all segments, as far as its question is
 * flat (flat.h): the most promising segments first, with a threshold that
 * travels from one to the next.
 */
#ifndef NS_QUERY_BEST_H
#define NS_QUERY_BEST_H

#include "query/pruned.h"

struct ns_best {
	const struct ns_plan *plan;
	uint32_t tier;
	struct ns_topk *top;
	struct ns_page *page; // of .top, or NULL
	bool *done; // [n_segments][n_langs]: what was answered here; the others
		    // are the window machine's (scan.h)
	struct ns_pruned_facts facts;
};

/* Makes .done from the plan's arena, and offers to .top. NS_OK, NS_TIMEOUT,
 * NS_LIMIT, NS_NOMEM, NS_CORRUPT. */
enum ns_code ns_best_run(struct ns_best *b, struct ns_error *e);

#endif
