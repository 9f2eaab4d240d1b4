/* Dates as dumps give them. Each shape is one row; a row's letters are read
 * one after another, and what a row leaves over must be a time of day and a
 * zone ("tail").
 */
#include "core/base/time.h"

#include "core/base/time_scan.h"

enum {
	DAY_S = 86400,
	NOON_S = DAY_S / 2,
	LONGEST_BYTES = 100, // a longer text is no date
	YEAR_MIN = 1600,
	YEAR_MAX = 2399,
};

/* Y four digits, y two; M and D two digits; m and d one or two; B a month's
 * name; T a time of day; Z a zone or nothing; a space any separators or none;
 * others themselves. */
struct shape {
	const char *letters;
	enum ns_precision precision;
	bool either; // day and month may have changed places
};

static const struct shape shapes[] = {
	{ "Y-m-d", NS_PREC_DAY, false },
	{ "YMD", NS_PREC_DAY, false },
	{ "d B Y", NS_PREC_DAY, false },
	{ "B d Y", NS_PREC_DAY, false },
	{ "Y/m/d", NS_PREC_DAY, false },
	{ "Y.m.d", NS_PREC_DAY, false },
	{ "d/m/Y", NS_PREC_DAY, true },
	{ "d-m-Y", NS_PREC_DAY, true },
	{ "d. m. Y", NS_PREC_DAY, false },
	{ "d B y", NS_PREC_DAY, false },
	{ "B d y", NS_PREC_DAY, false },
	{ "B d TZ Y", NS_PREC_SECOND, false },
	{ "Y B d", NS_PREC_DAY, false },
	{ "d/m/y", NS_PREC_DAY, true },
	{ "d.m.y", NS_PREC_DAY, false },
	{ "TZ A d B Y", NS_PREC_SECOND, false },
	{ "TZ A B d Y", NS_PREC_SECOND, false },
	{ "TZ d/m/Y", NS_PREC_SECOND, true },
	{ "TZ Y-m-d", NS_PREC_SECOND, false },
	{ "Y-m", NS_PREC_MONTH, false },
	{ "Y/m", NS_PREC_MONTH, false },
	{ "YM", NS_PREC_MONTH, false },
	{ "m/Y", NS_PREC_MONTH, false },
	{ "B Y", NS_PREC_MONTH, false },
	{ "Y B", NS_PREC_MONTH, false },
	{ "Y", NS_PREC_YEAR, false },
};

static bool is_leap(int32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool is_day(const struct ns_civil *c)
{
	static const uint8_t days[] = { 0,  31, 28, 31, 30, 31, 30,
					31, 31, 30, 31, 30, 31 };

	return c->year >= YEAR_MIN && c->year <= YEAR_MAX && c->month >= 1 &&
	       c->month <= 12 && c->day >= 1 &&
	       c->day <= days[c->month] + (c->month == 2 && is_leap(c->year));
}

/* 03/04 is read day first, 03/14 as it must be. */
static void settle_order(struct ns_scan *s)
{
	uint8_t month = s->c.month;

	s->doubt = month <= 12 && s->c.day <= 12 && month != s->c.day;
	if (month > 12) {
		s->c.month = s->c.day;
		s->c.day = month;
	}
}

static bool match(struct ns_scan *s, const struct shape *shape)
{
	for (const char *letter = shape->letters; *letter; letter++)
		if (!ns_scan_letter(s, letter))
			return false;
	if (shape->either)
		settle_order(s);
	if (!is_day(&s->c))
		return false;
	if (shape->precision == NS_PREC_DAY)
		return ns_scan_tail(s);
	return s->p == s->end;
}

static bool finish(const struct ns_scan *s, enum ns_precision coarse,
		   struct ns_time *out)
{
	struct ns_civil c = s->c;

	out->precision = s->precision ? s->precision : coarse;
	if (s->unknown_zone)
		out->precision = NS_PREC_DAY;
	if (out->precision <= NS_PREC_DAY) {
		c.hour = c.minute = c.second = 0;
		out->seconds = ns_time_seconds(c) + NOON_S;
	} else {
		out->seconds = ns_time_seconds(c) - s->zone_s;
		if (s->zone)
			out->seconds -= ns_zone_offset_s(s->zone, c);
	}
	return out->seconds >= NS_TIME_MIN && out->seconds <= NS_TIME_MAX;
}

static bool parse_shape(struct ns_scan start, struct ns_time *out, bool *doubt)
{
	start.c = (struct ns_civil){ 0, 1, 1, 0, 0, 0, 0 };
	ns_scan_weekday(&start);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		struct ns_scan s = start;

		if (match(&s, &shapes[i])) {
			*doubt = s.doubt;
			return finish(&s, shapes[i].precision, out);
		}
	}
	return false;
}

/* ---- Unix time ---- */

/* The unit of a number follows from its digits: all are after 1973 and before
 * 2400. 12 and 14 digits are calendar dates first (YYYYMMDDhhmm[ss]). */
static const struct epoch {
	uint8_t min_digits, max_digits;
	int64_t per_second;
} epochs[] = {
	{ 9, 11, 1 },
	{ 12, 14, 1000 },
	{ 15, 17, 1000000 },
	{ 18, 19, 1000000000 },
};

static bool parse_epoch(struct ns_scan s, struct ns_time *out)
{
	bool negative = ns_scan_at(&s, '-');
	size_t digits;
	int64_t v = 0;

	s.p += negative;
	digits = ns_scan_digits(&s);
	for (size_t i = 0; i < digits && i < 18; i++)
		v = v * 10 + (s.p[i] - '0');
	s.p += digits;
	ns_scan_fraction(&s);
	if (s.p != s.end)
		return false;
	for (size_t i = 0; i < sizeof(epochs) / sizeof(epochs[0]); i++) {
		const struct epoch *e = &epochs[i];

		if (digits < e->min_digits || digits > e->max_digits)
			continue;
		v /= digits == 19 ? e->per_second / 10 : e->per_second;
		out->seconds = negative ? -v : v;
		out->precision = NS_PREC_SECOND;
		return out->seconds >= NS_TIME_MIN &&
		       out->seconds <= NS_TIME_MAX;
	}
	return false;
}

/* ---- the door ---- */

static bool is_calendar_run(size_t digits)
{
	return digits == 4 || digits == 6 || digits == 8 || digits == 12 ||
	       digits == 14;
}

enum ns_code ns_time_parse(struct ns_str text, struct ns_time *out, bool *doubt)
{
	struct ns_scan s = { .p = text.p, .end = text.p + text.n };
	bool unused;
	size_t digits;

	doubt = doubt ? doubt : &unused;
	*doubt = false;
	*out = (struct ns_time){ 0, NS_PREC_NONE };
	if (!text.n || text.n > LONGEST_BYTES)
		return NS_INVALID;
	ns_scan_spaces(&s);
	while (s.end > s.p && (s.end[-1] == ' ' || s.end[-1] == '\t' ||
			       s.end[-1] == '\n' || s.end[-1] == '\r'))
		s.end--;
	digits = ns_scan_digits(&s);
	if (digits == ns_scan_left(&s) && !is_calendar_run(digits)) {
		if (parse_epoch(s, out))
			return NS_OK;
	} else if (parse_shape(s, out, doubt) || parse_epoch(s, out)) {
		return NS_OK;
	}
	*out = (struct ns_time){ 0, NS_PREC_NONE };
	*doubt = false;
	return NS_INVALID;
}
