/* A TZif file (RFC 9636): a block of 32-bit times that is skipped, the same in
 * 64 bits, and a line that says how clocks go on after the last of them:
 *
 *	"TZif" version, 15 bytes, six counts u32 BE
 *	    isutcnt isstdcnt leapcnt timecnt typecnt charcnt
 *	timecnt times, timecnt types u8, typecnt (offset i32, dst u8, name u8),
 *	names, leap seconds (time and i32), isstdcnt bytes, isutcnt bytes
 *	... once more with times of 8 bytes
 *	"\nCET-1CEST,M3.5.0,M10.5.0/3\n"
 */
#include "core/base/tz.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/time.h"

#define DAY_S INT64_C(86400)

enum {
	HEADER = 44,
	COUNTS = 20, // byte where the counts begin
	UNTIL = 2100,
	SHIFTS = 2000, // in a file
	TYPE = 6,      // bytes
	OFFSET_MAX_S = 26 * 3600,
};

enum count { ISUT, ISSTD, LEAP, TIMES, TYPES, CHARS, N_COUNTS };

struct block {
	uint32_t n[N_COUNTS];
	const uint8_t *times, *index, *types;
	size_t bytes; // of all behind the header
};

static uint64_t big(const uint8_t *p, unsigned bytes)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

/* The block at s, whose times have so many bytes. */
static bool read_block(struct ns_str s, unsigned width, struct block *b)
{
	const uint8_t *p = (const uint8_t *)s.p;

	if (s.n < HEADER || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
		return false;
	for (unsigned i = 0; i < N_COUNTS; i++) {
		b->n[i] = (uint32_t)big(p + COUNTS + i * 4, 4);
		if (b->n[i] > SHIFTS)
			return false;
	}
	b->times = p + HEADER;
	b->index = b->times + (size_t)b->n[TIMES] * width;
	b->types = b->index + b->n[TIMES];
	b->bytes = (size_t)b->n[TIMES] * (width + 1) + b->n[TYPES] * TYPE +
		   b->n[CHARS] + (size_t)b->n[LEAP] * (width + 4) +
		   b->n[ISSTD] + b->n[ISUT];
	return s.n - HEADER >= b->bytes;
}

static bool type_offset(const struct block *b, uint32_t type, int32_t *out)
{
	if (type >= b->n[TYPES])
		return false;
	*out = (int32_t)(uint32_t)big(b->types + (size_t)type * TYPE, 4);
	return *out > -OFFSET_MAX_S && *out < OFFSET_MAX_S;
}

static bool read_shifts(const struct block *b, struct ns_shift *shift,
			struct ns_tz *tz)
{
	int64_t last = INT64_MIN;

	if (!type_offset(b, 0, &tz->offset_s))
		return false;
	for (uint32_t i = 0; i < b->n[TIMES]; i++) {
		shift[i].from = (int64_t)big(b->times + (size_t)i * 8, 8);
		if ((i && shift[i].from <= last) ||
		    !type_offset(b, b->index[i], &shift[i].offset_s))
			return false;
		last = shift[i].from;
	}
	tz->n_shifts = b->n[TIMES];
	return true;
}

/* ---- the line at the end ---- */

/* A day of the year, "M3.5.0/2": the month's fifth (last) Sunday, at two. */
struct turn {
	int32_t month, week, weekday, seconds;
};

struct line {
	const char *p, *end;
};

static bool skip(struct line *l, char c)
{
	if (l->p == l->end || *l->p != c)
		return false;
	l->p++;
	return true;
}

static bool number(struct line *l, int32_t most, int32_t *out)
{
	const char *start = l->p;

	for (*out = 0; l->p < l->end && *l->p >= '0' && *l->p <= '9'; l->p++)
		if ((*out = *out * 10 + *l->p - '0') > most)
			return false;
	return l->p > start;
}

/* "2", "-1", "3:30" as seconds. */
static bool clock(struct line *l, int32_t *out)
{
	int32_t unit[3] = { 0 };
	bool minus = skip(l, '-');

	if (!minus)
		(void)skip(l, '+');
	for (int i = 0; i < 3; i++)
		if ((i == 0 || skip(l, ':')) && !number(l, 167, &unit[i]))
			return false;
	*out = (unit[0] * 60 + unit[1]) * 60 + unit[2];
	if (minus)
		*out = -*out;
	return true;
}

/* "CET" or "<+03>" */
static bool name(struct line *l)
{
	const char *start = l->p;
	bool bracket = skip(l, '<');

	while (l->p < l->end &&
	       (bracket ? *l->p != '>'
			: (*l->p | 0x20) >= 'a' && (*l->p | 0x20) <= 'z'))
		l->p++;
	return bracket ? skip(l, '>') : l->p > start;
}

static bool turn(struct line *l, struct turn *t)
{
	t->seconds = 2 * 3600;
	return skip(l, ',') && skip(l, 'M') && number(l, 12, &t->month) &&
	       skip(l, '.') && number(l, 5, &t->week) && skip(l, '.') &&
	       number(l, 6, &t->weekday) && t->month && t->week &&
	       (!skip(l, '/') || clock(l, &t->seconds));
}

/* Where the turn falls in a year, by the clocks of before. */
static int64_t turn_of(const struct turn *t, int32_t year)
{
	struct ns_civil c = { .year = year,
			      .month = (uint8_t)t->month,
			      .day = 1 };
	int64_t first = ns_time_seconds(c);
	int32_t ahead = t->weekday - ns_time_civil(first).weekday;
	int64_t day = first + ((ahead + 7) % 7 + 7 * (t->week - 1)) * DAY_S;

	if (ns_time_civil(day).month != c.month)
		day -= 7 * DAY_S;
	return day + t->seconds;
}

struct summer {
	int32_t winter_s, summer_s; // offsets
	struct turn begin, end;
};

/* "CET-1CEST,M3.5.0,M10.5.0/3"; false where clocks go on without summers. */
static bool read_summer(struct ns_str s, struct summer *out)
{
	struct line l = { s.p, s.p + s.n };
	int32_t west;

	if (!skip(&l, '\n') || !name(&l) || !clock(&l, &west))
		return false;
	out->winter_s = -west;
	out->summer_s = 3600 - west;
	if (!name(&l))
		return false;
	if (l.p < l.end && *l.p != ',') {
		if (!clock(&l, &west))
			return false;
		out->summer_s = -west;
	}
	return turn(&l, &out->begin) && turn(&l, &out->end) && skip(&l, '\n');
}

static void add(struct ns_shift *shift, struct ns_tz *tz, struct ns_shift next)
{
	if (!tz->n_shifts || next.from > shift[tz->n_shifts - 1].from)
		shift[tz->n_shifts++] = next;
}

/* A year's summer may begin before it ends, or, in the south, after. */
static void add_summers(const struct summer *s, struct ns_shift *shift,
			struct ns_tz *tz)
{
	int64_t last = tz->n_shifts ? shift[tz->n_shifts - 1].from : 0;
	int32_t year = 1970;

	if (last > 0) // and no further than years go
		year = ns_time_civil(last < NS_TIME_MAX ? last : NS_TIME_MAX)
			       .year;
	for (; year <= UNTIL; year++) {
		struct ns_shift begin = {
			turn_of(&s->begin, year) - s->winter_s, s->summer_s
		};
		struct ns_shift end = { turn_of(&s->end, year) - s->summer_s,
					s->winter_s };
		bool north = begin.from < end.from;

		add(shift, tz, north ? begin : end);
		add(shift, tz, north ? end : begin);
	}
}

enum ns_code ns_tz_decode(struct ns_str bytes, struct ns_arena *arena,
			  struct ns_tz *out)
{
	enum { LATER = 2 * (UNTIL - 1970 + 1) };
	struct ns_shift *shift;
	struct block b;
	struct summer s;
	size_t n;

	*out = (struct ns_tz){ 0 };
	if (!read_block(bytes, 4, &b))
		return NS_INVALID;
	n = HEADER + b.bytes;
	bytes = (struct ns_str){ bytes.p + n, bytes.n - n };
	if (!read_block(bytes, 8, &b))
		return NS_INVALID;
	shift = ns_arena_calloc(arena, b.n[TIMES] + LATER, sizeof(*shift));
	if (!shift)
		return NS_NOMEM;
	if (!read_shifts(&b, shift, out))
		return NS_INVALID;
	n = HEADER + b.bytes;
	if (read_summer((struct ns_str){ bytes.p + n, bytes.n - n }, &s))
		add_summers(&s, shift, out);
	out->shift = shift;
	return NS_OK;
}
