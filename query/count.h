/* count.h - counts that are known before any document is looked at.
 */
#ifndef NS_QUERY_COUNT_H
#define NS_QUERY_COUNT_H

#include "query/plan.h"

/* Says whether the documents of tier one are those of one word that the plan
 * has counted, in each language, without tier two, dates, exclusions and dead
 * documents: then *count is how many they are. */
bool ns_count_is_known(const struct ns_plan *plan, uint64_t *count);

#endif
