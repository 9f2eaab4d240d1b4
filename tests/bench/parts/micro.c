#include "tests/bench/parts/micro.h"

#include <time.h>

static double clock_ns(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

double micro_least(void (*call)(void *), void *with, unsigned calls)
{
	double least = 1e18;

	for (unsigned i = 0; i < calls; i++) {
		double start = clock_ns(CLOCK_THREAD_CPUTIME_ID), ns;

		call(with);
		ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - start;
		least = ns < least ? ns : least;
	}
	return least;
}

double micro_wall_ms(void)
{
	return clock_ns(CLOCK_MONOTONIC) / 1e6;
}

double micro_cpu_ms(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e6;
}

void micro_keep(uint64_t value)
{
	static volatile uint64_t kept;

	kept = value;
	(void)kept;
}

void micro_put(struct micro *m, const struct micro_row *row)
{
	ns_buf_printf(m->out, "%-44s %10.3f %-12s", row->what, row->figure,
		      row->unit);
	if (row->limit > 0)
		ns_buf_printf(m->out, " %10.3f  %s", row->limit, row->why);
	ns_buf_u8(m->out, '\n');
}
