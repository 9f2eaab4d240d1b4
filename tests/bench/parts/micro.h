/* micro.h - small measurements, each a row of a table, with what the machine
 * itself could do beside it.
 *
 * A figure is the least of several repetitions in processor time of the thread;
 * what waits for the disk is measured by the clock on the wall.
 */
#ifndef NS_TESTS_BENCH_MICRO_H
#define NS_TESTS_BENCH_MICRO_H

#include "core/base/article.h"
#include "core/base/buf.h"
#include "core/base/err.h"

/* What the machine can do, measured in the same run. */
struct micro_limits {
	double memory_gbs; // reading what no cache holds
	double near_gbs;   // reading 16 KB again and again
	double cache_gbs;  // 256 KB
	double latency_ns; // of a read that no cache holds
	double fsync_ms;   // of a page that was written
	double copy_gbs;   // memcpy of what no cache holds, bytes copied
};

struct micro {
	const char *dump, *dir; // JSON lines; a folder for what is made
	const struct ns_article *article;
	size_t n;
	uint64_t text_bytes; // of titles and bodies
	struct micro_limits limit;
	struct ns_buf *out;
	struct ns_error *e;
};

/* Appends a row. limit: the best that the machine allows, in the same unit, and
 * why; 0 and "" where nothing sensible can be said. */
struct micro_row {
	const char *what, *unit;
	double figure, limit;
	const char *why;
};
void micro_put(struct micro *m, const struct micro_row *row);

/* The least processor time of a call, in ns, of so many. */
double micro_least(void (*call)(void *), void *with, unsigned calls);
double micro_wall_ms(void);
double micro_cpu_ms(void); // of the process

/* Keeps a result from being optimised away. */
void micro_keep(uint64_t value);

/* The groups of rows. */
enum ns_code micro_limits(struct micro *m);
enum ns_code micro_kernels(struct micro *m);
enum ns_code micro_text(struct micro *m);
enum ns_code micro_building(struct micro *m);
enum ns_code micro_archive(struct micro *m);

#endif
