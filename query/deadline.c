#include "query/deadline.h"

#include <time.h>

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void ns_deadline_start(struct ns_deadline *d, uint32_t soft_ms,
		       uint32_t hard_ms)
{
	uint64_t now = soft_ms || hard_ms ? now_ns() : 0;

	d->soft_ns = soft_ms ? now + soft_ms * UINT64_C(1000000) : 0;
	d->hard_ns = hard_ms ? now + hard_ms * UINT64_C(1000000) : 0;
	d->partial = false;
}

enum ns_code ns_deadline_check(struct ns_deadline *d, struct ns_error *e)
{
	uint64_t now;

	if (!d->soft_ns && !d->hard_ns)
		return NS_OK;
	now = now_ns();
	if (d->hard_ns && now >= d->hard_ns)
		return ns_fail(e, NS_TIMEOUT, "the search took too long");
	if (d->soft_ns && now >= d->soft_ns)
		d->partial = true;
	return NS_OK;
}
