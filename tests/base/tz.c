/* Zones that people name, the moments when their clocks shift, and bounds that
 * are typed across them. */
#include "core/base/tz.h"

#include <unistd.h>

#include "core/base/time.h"
#include "tests/t.h"

/* "2024-03-31T02:30:00Z" as seconds */
static int64_t seconds(const char *iso)
{
	struct ns_time t = { 0, NS_PREC_NONE };

	T_INT(ns_time_parse(ns_str_of(iso), &t, NULL), NS_OK);
	return t.seconds;
}

/* ---- a file of our own: +01:00, from 2000-01-01 on +02:00, then summers ----
 */

#define COUNTS(times, types)                                                   \
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, times, 0, 0, 0, types, 0, \
		0, 0, 4
#define MAGIC \
	'T', 'Z', 'i', 'f', '2', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

/* clang-format off */
static const uint8_t file[] = {
	MAGIC, COUNTS(0, 1),
	0, 0, 0, 0, 0, 0, 'U', 'T', 'C', 0,
	MAGIC, COUNTS(1, 2),
	0, 0, 0, 0, 0x38, 0x6d, 0x43, 0x80, // 2000-01-01
	1,
	0, 0, 0x0e, 0x10, 0, 0,             // +01:00
	0, 0, 0x1c, 0x20, 0, 0,             // +02:00
	'E', 'E', 'T', 0,
	'\n', 'E', 'E', 'T', '-', '2', '<', '+', '0', '3', '>', ',',
	'M', '3', '.', '5', '.', '0', '/', '3', ',',
	'M', '1', '0', '.', '5', '.', '0', '/', '4', '\n',
};
/* clang-format on */

static void a_file_is_read(void)
{
	static const struct {
		const char *at;
		int32_t offset_s;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 3600 },
		{ "1999-12-31T23:59:59Z", 3600 },
		{ "2000-01-01T00:00:00Z", 7200 },
		{ "2000-03-26T00:59:59Z", 7200 },
		{ "2000-03-26T01:00:00Z", 10800 },
		{ "2000-10-29T00:59:59Z", 10800 },
		{ "2000-10-29T01:00:00Z", 7200 },
		{ "2100-07-01T00:00:00Z", 10800 },
		{ "2101-07-01T00:00:00Z", 7200 },
	};
	struct ns_arena arena = { 0 };
	struct ns_tz tz;

	T_INT(ns_tz_decode((struct ns_str){ (const char *)file, sizeof(file) },
			   &arena, &tz),
	      NS_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (ns_tz_offset_s(&tz, seconds(rows[i].at)) !=
		    rows[i].offset_s)
			T_FAIL("%s is %d s from UTC, not %d", rows[i].at,
			       ns_tz_offset_s(&tz, seconds(rows[i].at)),
			       rows[i].offset_s);
	ns_arena_free(&arena);
}

/* Reads a copy of exactly that size; the answer must be of use. */
static void read_copy(const uint8_t *bytes, size_t n)
{
	char *copy = malloc(n ? n : 1);
	struct ns_arena arena = { 0 };
	struct ns_tz tz;

	memcpy(copy, bytes, n);
	if (ns_tz_decode((struct ns_str){ copy, n }, &arena, &tz) == NS_OK)
		for (uint32_t i = 1; i < tz.n_shifts; i++)
			T_OK(tz.shift[i].from > tz.shift[i - 1].from);
	ns_arena_free(&arena);
	free(copy);
}

static void damaged_files_are_refused(void)
{
	uint8_t copy[sizeof(file)];

	for (size_t n = 0; n < sizeof(file); n++)
		read_copy(file, n);
	for (size_t i = 0; i < sizeof(file); i++)
		for (unsigned v = 0; v < 256; v++) {
			memcpy(copy, file, sizeof(file));
			copy[i] = (uint8_t)v;
			read_copy(copy, sizeof(copy));
		}
}

/* A refusal, a row: what is written where. */
static void each_refusal(void)
{
	enum { SECOND = 54, BODY = SECOND + 44 };
	static const struct {
		const char *what;
		size_t at;
		uint8_t byte;
	} rows[] = {
		{ "no TZif", 0, 'X' },
		{ "of version 1", 4, '1' },
		{ "thousands of shifts", SECOND + 33, 0xff },
		{ "more shifts than bytes", SECOND + 35, 200 },
		{ "a type that is not there", BODY + 8, 2 },
		{ "no type", SECOND + 39, 0 },
		{ "an offset of days", BODY + 9 + 6, 0x10 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char copy[sizeof(file)];
		struct ns_arena arena = { 0 };
		struct ns_tz tz;

		memcpy(copy, file, sizeof(file));
		copy[rows[i].at] = (char)rows[i].byte;
		if (ns_tz_decode((struct ns_str){ copy, sizeof(copy) }, &arena,
				 &tz) != NS_INVALID)
			T_FAIL("%s is taken", rows[i].what);
		ns_arena_free(&arena);
	}
}

/* ---- names ---- */

static void names_without_a_file(void)
{
	static const struct {
		const char *name;
		int32_t offset_s; // 1: refused
	} rows[] = {
		{ "UTC", 0 },
		{ "z", 0 },
		{ "EST", -18000 },
		{ "+05:30", 19800 },
		{ " 0530", 19800 },
		{ "-0930", -34200 },
		{ "+14:00", 50400 },
		{ "+15:00", 1 },
		{ "+05:60", 1 },
		{ "+5", 1 },
		{ "", 1 },
		{ "Mars", 1 },
		{ "/etc/passwd", 1 },
		{ "../zoneinfo/UTC", 1 },
		{ "Europe/../Utc", 1 },
		{ "right/Europe/Paris", 1 },
		{ "Europe", 1 },
		{ "tzdata.zi", 1 },
	};
	struct ns_arena arena = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ns_tz tz;
		enum ns_code rc =
			ns_tz_read(ns_str_of(rows[i].name), &arena, &tz);

		if ((rc == NS_OK ? tz.offset_s : 1) != rows[i].offset_s)
			T_FAIL("'%s' is %d, %d s", rows[i].name, (int)rc,
			       tz.offset_s);
	}
	ns_arena_free(&arena);
}

/* now is 2024-03-05T23:30:00Z: clocks are of winter in the north. */
static const struct asked {
	const char *zone, *text, *from, *to;
} bounds[] = {
	{ "Europe/Paris", "2024-07-14", "2024-07-13T22:00:00Z",
	  "2024-07-14T21:59:59Z" },
	{ "Europe/Paris", "2024-01-14", "2024-01-13T23:00:00Z",
	  "2024-01-14T22:59:59Z" },
	{ "Europe/Paris", "2024-03-31", "2024-03-30T23:00:00Z",
	  "2024-03-31T21:59:59Z" },
	{ "Europe/Paris", "2024-10-27", "2024-10-26T22:00:00Z",
	  "2024-10-27T22:59:59Z" },
	{ "Europe/Paris", "2024", "2023-12-31T23:00:00Z",
	  "2024-12-31T22:59:59Z" },
	{ "Europe/Paris", "2024-03-31T02:30", "2024-03-31T01:30:00Z",
	  "2024-03-31T01:30:59Z" },
	{ "Europe/Paris", "2024-10-27T02:30", "2024-10-27T00:30:00Z",
	  "2024-10-27T00:30:59Z" },
	{ "Europe/Paris", "2024-07-14T12:00Z", "2024-07-14T12:00:00Z",
	  "2024-07-14T12:00:59Z" },
	{ "Europe/Paris", "today", "2024-03-05T23:00:00Z",
	  "2024-03-06T22:59:59Z" },
	{ "Europe/Paris", "-8m", "2023-07-05T22:00:00Z",
	  "2023-07-06T21:59:59Z" },
	{ "Europe/Paris", "-12h", "2024-03-05T11:30:00Z",
	  "2024-03-05T11:30:00Z" },
	{ "Europe/Paris", "2050-07-14", "2050-07-13T22:00:00Z",
	  "2050-07-14T21:59:59Z" },
	{ "ET", "1995-07-04", "1995-07-04T04:00:00Z", "1995-07-05T03:59:59Z" },
	{ "Asia/Kolkata", "2024-07-14", "2024-07-13T18:30:00Z",
	  "2024-07-14T18:29:59Z" },
	{ "Australia/Sydney", "2045-01-01", "2044-12-31T13:00:00Z",
	  "2045-01-01T12:59:59Z" },
	/* Midnight was skipped. */
	{ "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z",
	  "2018-11-05T01:59:59Z" },
	/* The day before had its last hour twice. */
	{ "America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z",
	  "2018-02-18T02:59:59Z" },
};

static void check_bound(const struct asked *b)
{
	enum { NOW = 1709681400 };
	struct ns_arena arena = { 0 };
	struct ns_tz tz = { 0 };
	struct ns_interval span = { 0, 0 };
	char from[NS_TIME_TEXT], to[NS_TIME_TEXT];

	T_INT(ns_tz_read(ns_str_of(b->zone), &arena, &tz), NS_OK);
	T_INT(ns_time_bound(ns_str_of(b->text), NOW, &tz, &span), NS_OK);
	ns_time_format((struct ns_time){ span.from, NS_PREC_SECOND }, from);
	ns_time_format((struct ns_time){ span.to, NS_PREC_SECOND }, to);
	if (strcmp(from, b->from) != 0 || strcmp(to, b->to) != 0)
		T_FAIL("%s of %s is %s .. %s, not %s .. %s", b->text, b->zone,
		       from, to, b->from, b->to);
	ns_arena_free(&arena);
}

static void days_follow_the_clocks(void)
{
	if (access("/usr/share/zoneinfo/Europe/Paris", R_OK) != 0) {
		T_SKIP("this machine has no time zones (tzdata)");
		return;
	}
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++)
		check_bound(&bounds[i]);
}

int main(void)
{
	T_RUN(a_file_is_read);
	T_RUN(damaged_files_are_refused);
	T_RUN(each_refusal);
	T_RUN(names_without_a_file);
	T_RUN(days_follow_the_clocks);
	return t_end();
}
