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
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int t_passed, t_failed, t_skipped, t_bad;
static bool t_skip;

/* Where a check stands, and what it looks at. */
struct t_at {
	const char *file;
	int line;
	const char *what;
};
#define T_AT(what) ((struct t_at){ __FILE__, __LINE__, what })

#define T_FAIL(...) t_fail(T_AT(""), __VA_ARGS__)
#define T_OK(condition) t_ok(T_AT(#condition), (condition))
#define T_INT(is, wanted) t_int(T_AT(#is), (int64_t)(is), (int64_t)(wanted))
/* Strings given as pointer and length, or NUL-terminated. */
#define T_BYTES(is, n_is, wanted, n_wanted) \
	t_bytes(T_AT(#is), is, n_is, wanted, n_wanted)
#define T_TEXT(is, wanted) t_text(T_AT(#is), is, wanted)

__attribute__((format(printf, 2, 3))) static inline void
t_fail(struct t_at at, const char *format, ...)
{
	va_list args;

	if (t_bad++ >= 20)
		return;
	fprintf(stderr, "%s:%d: ", at.file, at.line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

static inline void t_ok(struct t_at at, bool is)
{
	if (!is)
		t_fail(at, "not true: %s", at.what);
}

static inline void t_int(struct t_at at, int64_t is, int64_t wanted)
{
	if (is != wanted)
		t_fail(at, "%s is %" PRId64 ", not %" PRId64, at.what, is,
		       wanted);
}

static inline void t_bytes(struct t_at at, const void *is, size_t n_is,
			   const void *wanted, size_t n_wanted)
{
	const char *a = is, *b = wanted;

	if (n_is != n_wanted || (n_is && memcmp(a, b, n_is) != 0))
		t_fail(at, "%s is '%.*s', not '%.*s'", at.what, (int)n_is,
		       a ? a : "", (int)n_wanted, b ? b : "");
}

static inline void t_text(struct t_at at, const char *is, const char *wanted)
{
	t_bytes(at, is, strlen(is), wanted, strlen(wanted));
}

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

/* How many of n random cases to try: one in $NS_TEST_DIVISOR, which is set
 * where the sanitizers make each of them slow. */
static inline uint32_t t_scaled(uint32_t n)
{
	const char *text = getenv("NS_TEST_DIVISOR");
	unsigned long by = text ? strtoul(text, NULL, 10) : 1;

	if (by <= 1)
		return n;
	return n > by ? (uint32_t)(n / by) : 1;
}

#endif
