/* binding.h - the leaves of a plan in one segment, those of every language.
 */
#ifndef NS_QUERY_BINDING_H
#define NS_QUERY_BINDING_H

#include "query/leaf.h"

struct ns_binding {
	struct ns_bound bound;
	uint32_t segment;            // of the snapshot
	bool plain_only;             // all others are dead
	struct ns_bound_leaf **leaf; // [n_langs][n_leaves]
};

/* Binds a segment; what was bound in the segment's arena before is gone. */
enum ns_code ns_binding_make(const struct ns_plan *plan, uint32_t segment,
			     struct ns_binding *out, struct ns_error *e);

/* The same, but plain words alone: what stage two needs. */
enum ns_code ns_binding_make_plain(const struct ns_plan *plan, uint32_t segment,
				   struct ns_binding *out, struct ns_error *e);

/* Says whether a leaf takes part: it is there in its language. */
static inline bool ns_leaf_is_used(const struct ns_plan_leaf *l)
{
	return l->kind != NS_LEAF_NONE && !l->dropped;
}

#endif
