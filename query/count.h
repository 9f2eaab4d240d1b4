/* count.h - counts that are known before any document is looked at.
 */
#ifndef NS_QUERY_COUNT_H
#define NS_QUERY_COUNT_H

#include "query/plan.h"

/* Says whether the documents of tier one are those of one list a segment and
 * language, without tier two, dates, exclusions and dead documents: then
 * *count is the sum of their document frequencies, all live. */
bool ns_count_is_known(const struct ns_plan *plan, uint64_t *count);

#endif
