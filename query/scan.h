/* scan.h - runs a plan over all segments, window by window: counts what
 * matches, and offers it to the best k.
 */
#ifndef NS_QUERY_SCAN_H
#define NS_QUERY_SCAN_H

#include "query/binding.h"
#include "query/program.h"
#include "query/topk.h"

struct ns_scan {
	const struct ns_plan *plan;
	struct ns_topk *top[2]; // by tier; NULL: only counted
	const bool *done[2];    // [n_segments][n_langs]: of these the heap has
				// the best already (best.h); or NULL
	bool uncounted;         // only what is for a heap is looked at
	uint64_t count[2];      // of live documents
};

/* Scans everything, or until the soft limit. .count is set anew. NS_OK,
 * NS_TIMEOUT, NS_LIMIT, NS_NOMEM, NS_CORRUPT. */
enum ns_code ns_scan_run(struct ns_scan *s, struct ns_error *e);

#endif
