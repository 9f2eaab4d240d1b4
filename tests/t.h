/* t.h - the test harness: one program a file, named cases, counted checks.
 *
 *	static void adds_up(void) { T_INT(1 + 1, 2); }
 *	int main(void) { T_RUN(adds_up); return t_end(); }
 *
 * A failed check prints its place and goes on; the case fails. The last line
 * is "N passed, N failed[, N skipped]", counted in cases; tests/run.sh adds
 * them up.
 */
#ifndef NS_TESTS_T_H
#define NS_TESTS_T_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int t_passed, t_failed, t_skipped, t_bad;
static bool t_skip;

#define T_FAIL(...)                                                     \
	do {                                                            \
		if (t_bad++ < 20) {                                     \
			fprintf(stderr, "%s:%d: ", __FILE__, __LINE__); \
			fprintf(stderr, __VA_ARGS__);                   \
			fputc('\n', stderr);                            \
		}                                                       \
	} while (0)

#define T_OK(condition)                                     \
	do {                                                \
		if (!(condition))                           \
			T_FAIL("not true: %s", #condition); \
	} while (0)

#define T_INT(is, wanted)                                                   \
	do {                                                                \
		int64_t is_ = (int64_t)(is), wanted_ = (int64_t)(wanted);   \
		if (is_ != wanted_)                                         \
			T_FAIL("%s is %" PRId64 ", not %" PRId64, #is, is_, \
			       wanted_);                                    \
	} while (0)

/* Strings given as pointer and length, or NUL-terminated. */
#define T_BYTES(is, n_is, wanted, n_wanted)                              \
	do {                                                             \
		size_t a_ = (n_is), b_ = (n_wanted);                     \
		if (a_ != b_ || (a_ && memcmp((is), (wanted), a_)))      \
			T_FAIL("%s is '%.*s', not '%.*s'", #is, (int)a_, \
			       (const char *)(is), (int)b_,              \
			       (const char *)(wanted));                  \
	} while (0)

#define T_TEXT(is, wanted) T_BYTES(is, strlen(is), wanted, strlen(wanted))

/* Leaves the case as skipped, saying why (data that is not there). */
#define T_SKIP(...)                           \
	do {                                  \
		fprintf(stderr, "skipped: "); \
		fprintf(stderr, __VA_ARGS__); \
		fputc('\n', stderr);          \
		t_skip = true;                \
		return;                       \
	} while (0)

#define T_RUN(f) t_run(#f, f)

static inline void t_run(const char *name, void (*f)(void))
{
	t_bad = 0;
	t_skip = false;
	f();
	if (t_bad) {
		fprintf(stderr, "FAILED %s: %d checks\n", name, t_bad);
		t_failed++;
	} else if (t_skip) {
		fprintf(stderr, "skipped %s\n", name);
		t_skipped++;
	} else {
		t_passed++;
	}
}

static inline int t_end(void)
{
	printf("%d passed, %d failed, %d skipped\n", t_passed, t_failed,
	       t_skipped);
	return t_failed ? 1 : 0;
}

/* The next number of a splitmix64 sequence: tests are repeatable. */
static inline uint64_t t_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* $DATA, the folder of real data, or NULL where it is absent. */
static inline const char *t_data(void)
{
	const char *data = getenv("DATA");

	return data && *data ? data : NULL;
}

#endif
