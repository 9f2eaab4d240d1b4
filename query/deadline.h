/* deadline.h - the time that a search may take. */
#ifndef NS_QUERY_DEADLINE_H
#define NS_QUERY_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

struct ns_deadline {
	uint64_t soft_ns, hard_ns; // of the monotonic clock; 0: none
	bool partial;              // the soft limit has passed
};

/* Starts the clock now; 0: no limit. */
void ns_deadline_start(struct ns_deadline *d, uint32_t soft_ms,
		       uint32_t hard_ms);

/* Looks at the clock: NS_OK, NS_TIMEOUT behind the hard limit; sets .partial
 * behind the soft one. */
enum ns_code ns_deadline_check(struct ns_deadline *d, struct ns_error *e);

#endif
