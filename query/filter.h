/* filter.h - names to filter by, as options and parameters list them:
 * "BBC,-AP" and "Fish\, Chips".
 */
#ifndef NS_QUERY_FILTER_H
#define NS_QUERY_FILTER_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "query/search.h"

struct ns_filters {
	struct ns_filter *filter; // room for `most`
	uint32_t n, most;
	uint32_t name_bytes; // of the longest that is taken
	struct ns_arena *arena;
};

/* Cuts text at its commas and adds a filter for each piece: "-" before it
 * excludes, "\," "\-" and "\\" are the characters themselves, spaces around
 * it and empty pieces are skipped. NS_LIMIT (too many, or too long: e says
 * which), NS_INVALID (a minus alone), NS_NOMEM. */
enum ns_code ns_filters_add(struct ns_filters *f, enum ns_scope field,
			    struct ns_str text, struct ns_error *e);

#endif
