/* Dates as dumps give them. Each shape is one row; a row's letters are read
 * one after another, and what a row leaves over must be a time of day and a
 * zone ("tail").
 */
#include "core/base/time.h"

#include <string.h>

#include "core/base/time_zone.h"

enum {
	DAY_S = 86400,
	NOON_S = DAY_S / 2,
	LONGEST_BYTES = 100, // a longer text is no date
	YEAR_MIN = 1600,
	YEAR_MAX = 2399,
	PIVOT = 69, // two digits: 69..99 are 19xx, as in POSIX strptime
};

struct scan {
	const char *p, *end;
	struct ns_civil c;
	enum ns_precision precision; // of the time of day, if there is one
	int64_t zone_s;              // seconds east of UTC
	const struct ns_zone *zone;  // by name, or NULL
	bool unknown_zone;
	bool doubt;
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

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static size_t left(const struct scan *s)
{
	return (size_t)(s->end - s->p);
}

static bool at(const struct scan *s, char c)
{
	return s->p < s->end && *s->p == c;
}

static size_t run(const struct scan *s, bool (*is)(char))
{
	size_t n = 0;

	while (n < left(s) && is(s->p[n]))
		n++;
	return n;
}

static void skip_spaces(struct scan *s)
{
	while (at(s, ' ') || at(s, '\t'))
		s->p++;
}

static bool is_separator(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == '-' || c == '\t' ||
	       c == ';' || c == '/';
}

static void skip_separators(struct scan *s)
{
	s->p += run(s, is_separator);
}

/* From min to max digits; more may follow. */
static bool take_number(struct scan *s, size_t min, size_t max, unsigned *v)
{
	size_t n = run(s, is_digit);

	if (n < min)
		return false;
	n = n < max ? n : max;
	*v = 0;
	for (size_t i = 0; i < n; i++)
		*v = *v * 10 + (unsigned)(s->p[i] - '0');
	s->p += n;
	return true;
}

static bool take_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if (left(s) < n || strncasecmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	return true;
}

/* A name of a list, or its first three letters or more ("Sept"): its number
 * from 1; 0 when none fits. */
static unsigned take_name(struct scan *s, const char *const *names, unsigned n)
{
	size_t letters = run(s, is_letter);

	for (unsigned i = 0; letters >= 3 && i < n; i++) {
		if (letters <= strlen(names[i]) &&
		    strncasecmp(s->p, names[i], letters) == 0) {
			s->p += letters;
			return i + 1;
		}
	}
	return 0;
}

static bool take_month_name(struct scan *s)
{
	static const char *const names[] = {
		"January",   "February", "March",    "April",
		"May",       "June",     "July",     "August",
		"September", "October",  "November", "December",
	};

	s->c.month = (uint8_t)take_name(s, names, 12);
	return s->c.month != 0;
}

/* A weekday says nothing that the date does not. */
static void skip_weekday(struct scan *s)
{
	static const char *const names[] = {
		"Sunday",   "Monday", "Tuesday",  "Wednesday",
		"Thursday", "Friday", "Saturday",
	};

	if (take_name(s, names, 7))
		skip_separators(s);
}

/* One or two digits and no more; `compact`: two of a longer run. */
static bool take_two(struct scan *s, bool compact, uint8_t *out)
{
	unsigned v;

	if (!compact && run(s, is_digit) > 2)
		return false;
	if (!take_number(s, compact ? 2 : 1, 2, &v))
		return false;
	*out = (uint8_t)v;
	return true;
}

static bool take_month(struct scan *s, bool compact)
{
	return take_two(s, compact, &s->c.month);
}

static bool take_day(struct scan *s, bool compact)
{
	static const char *const ordinals[] = { "st", "nd", "rd", "th" };

	if (!take_two(s, compact, &s->c.day))
		return false;
	for (size_t i = 0; i < 4; i++)
		if (take_word(s, ordinals[i]))
			break;
	return true;
}

static bool take_year(struct scan *s, size_t digits, bool compact)
{
	unsigned year;

	if (!compact && run(s, is_digit) > digits)
		return false;
	if (!take_number(s, digits, digits, &year))
		return false;
	if (digits == 2)
		year += year < PIVOT ? 2000 : 1900;
	s->c.year = (int32_t)year;
	return true;
}

/* ---- time of day ---- */

/* am, p.m., PM: hours run from 12 over 1 to 11. "15:01 PM" is met too. */
static bool take_half(struct scan *s, unsigned *hour)
{
	struct scan t = *s;
	bool pm;

	skip_spaces(&t);
	pm = at(&t, 'p') || at(&t, 'P');
	if (!pm && !at(&t, 'a') && !at(&t, 'A'))
		return false;
	t.p++;
	t.p += at(&t, '.');
	if (!at(&t, 'm') && !at(&t, 'M'))
		return false;
	t.p++;
	t.p += at(&t, '.');
	if (t.p < t.end && is_letter(*t.p))
		return false;
	if (pm ? *hour < 12 : *hour == 12)
		*hour = (*hour + 12) % 24;
	s->p = t.p;
	return true;
}

static void skip_fraction(struct scan *s)
{
	if ((at(s, '.') || at(s, ',')) && left(s) > 1 && is_digit(s->p[1])) {
		s->p++;
		s->p += run(s, is_digit);
	}
}

/* 10:20, 10:20:30.5, 3:39PM, 3 pm; after the date also 1020 and 102030. */
static bool take_clock(struct scan *s, unsigned *hour, unsigned *minute,
		       unsigned *second)
{
	size_t digits = run(s, is_digit);
	bool compact = digits == 4 || digits == 6;

	s->precision = NS_PREC_MINUTE;
	if (!take_number(s, 1, 2, hour) || (digits > 2 && !compact))
		return false;
	if (!compact && !at(s, ':') && !at(s, '.'))
		return true;
	s->p += !compact;
	if (!take_number(s, 2, 2, minute))
		return false;
	if (compact ? digits == 6 : at(s, ':') || at(s, '.')) {
		s->p += !compact;
		s->precision = NS_PREC_SECOND;
		if (!take_number(s, 2, 2, second))
			return false;
		skip_fraction(s);
	}
	return true;
}

/* An hour alone needs am or pm, or the T of ISO 8601 before it. */
static bool take_time(struct scan *s, bool after_t)
{
	const char *start = s->p;
	unsigned hour = 0, minute = 0, second = 0;
	bool half;

	if (!take_clock(s, &hour, &minute, &second))
		return false;
	half = s->p - start <= 2;
	if (!take_half(s, &hour) && half && !after_t)
		return false;
	if (hour > 24 || minute > 59 || second > 60 ||
	    (hour == 24 && minute + second > 0))
		return false;
	s->c.hour = (uint8_t)hour;
	s->c.minute = (uint8_t)minute;
	s->c.second = (uint8_t)second;
	return true;
}

/* ---- zone ---- */

/* +01:00, -0530, +1 */
static bool take_offset(struct scan *s)
{
	bool west = at(s, '-');
	unsigned hours = 0, minutes = 0;

	if (!west && !at(s, '+'))
		return false;
	s->p++;
	if (!take_number(s, 1, 2, &hours))
		return false;
	if (at(s, ':'))
		s->p++;
	if (run(s, is_digit) && !take_number(s, 2, 2, &minutes))
		return false;
	if (hours > 15 || minutes > 59)
		return false;
	s->zone_s = (int64_t)(hours * 60 + minutes) * (west ? -60 : 60);
	return true;
}

/* Comments after a zone: "(CET)", "[Europe/Paris]". */
static void skip_comment(struct scan *s)
{
	skip_spaces(s);
	if (left(s) > 2 && ((at(s, '(') && s->end[-1] == ')') ||
			    (at(s, '[') && s->end[-1] == ']')))
		s->p = s->end;
}

/* A name that nobody knows still leaves the day certain. */
static bool take_zone_name(struct scan *s, size_t letters)
{
	s->zone = ns_zone_find((struct ns_str){ s->p, letters });
	s->unknown_zone = !s->zone;
	for (size_t i = 0; !s->zone && i < letters; i++)
		if (letters < 2 || letters > 5 || (s->p[i] & 0x20))
			return false;
	s->p += letters;
	if (s->zone && s->zone->offset_min == 0 && (at(s, '+') || at(s, '-')))
		return take_offset(s);
	return true;
}

/* A zone, or nothing: then UTC. */
static bool take_zone(struct scan *s)
{
	size_t letters;

	skip_spaces(s);
	letters = run(s, is_letter);
	if (letters)
		return take_zone_name(s, letters);
	if (at(s, '+') || at(s, '-'))
		return take_offset(s);
	return true;
}

/* ---- a whole date ---- */

/* In front of a date, where a month's name may be next. */
static void take_zone_before(struct scan *s)
{
	struct scan t = *s;

	if (take_zone(&t) && !t.unknown_zone)
		*s = t;
}

static bool take_letter(struct scan *s, const char *letter)
{
	switch (*letter) {
	case 'Y':
		return take_year(s, 4, letter[1] == 'M');
	case 'y':
		return take_year(s, 2, false);
	case 'M':
	case 'm':
		return take_month(s, *letter == 'M');
	case 'D':
	case 'd':
		return take_day(s, *letter == 'D');
	case 'A':
		skip_weekday(s);
		return true;
	case 'B':
		return take_month_name(s);
	case 'T':
		return take_time(s, false);
	case 'Z':
		take_zone_before(s);
		return true;
	case ' ':
		skip_separators(s);
		return true;
	default:
		if (!at(s, *letter))
			return false;
		s->p++;
		return true;
	}
}

/* A zone directly behind a day, as xsd:date has it, does not move the day. */
static bool is_day_zone(const struct scan *s)
{
	struct scan t = *s;

	if (!at(&t, 'Z') && !at(&t, '+') && !at(&t, '-'))
		return false;
	return take_zone(&t) && t.p == t.end && !t.unknown_zone;
}

/* What stands between date and time of day; true when it is the T of ISO. */
static bool skip_to_time(struct scan *s)
{
	skip_separators(s);
	if (left(s) > 1 && (at(s, 'T') || at(s, 't')) && is_digit(s->p[1])) {
		s->p++;
		return true;
	}
	if (at(s, ':') || at(s, '_') || at(s, '|') || at(s, '@'))
		s->p++;
	else
		(void)take_word(s, "at ");
	skip_separators(s);
	return false;
}

static bool take_tail(struct scan *s)
{
	bool after_t;

	if (is_day_zone(s))
		return true;
	after_t = skip_to_time(s);
	if (s->p == s->end)
		return true;
	if (!take_time(s, after_t) || !take_zone(s))
		return false;
	skip_comment(s);
	skip_separators(s);
	return s->p == s->end;
}

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
static void settle_order(struct scan *s)
{
	uint8_t month = s->c.month;

	s->doubt = month <= 12 && s->c.day <= 12 && month != s->c.day;
	if (month > 12) {
		s->c.month = s->c.day;
		s->c.day = month;
	}
}

static bool match(struct scan *s, const struct shape *shape)
{
	for (const char *letter = shape->letters; *letter; letter++)
		if (!take_letter(s, letter))
			return false;
	if (shape->either)
		settle_order(s);
	if (!is_day(&s->c))
		return false;
	if (shape->precision == NS_PREC_DAY)
		return take_tail(s);
	return s->p == s->end;
}

static bool finish(const struct scan *s, enum ns_precision coarse,
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

static bool parse_shape(struct scan start, struct ns_time *out, bool *doubt)
{
	start.c = (struct ns_civil){ 0, 1, 1, 0, 0, 0, 0 };
	skip_weekday(&start);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		struct scan s = start;

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

static bool parse_epoch(struct scan s, struct ns_time *out)
{
	bool negative = at(&s, '-');
	size_t digits;
	int64_t v = 0;

	s.p += negative;
	digits = run(&s, is_digit);
	for (size_t i = 0; i < digits && i < 18; i++)
		v = v * 10 + (s.p[i] - '0');
	s.p += digits;
	skip_fraction(&s);
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
	struct scan s = { .p = text.p, .end = text.p + text.n };
	bool unused;
	size_t digits;

	doubt = doubt ? doubt : &unused;
	*doubt = false;
	*out = (struct ns_time){ 0, NS_PREC_NONE };
	if (!text.n || text.n > LONGEST_BYTES)
		return NS_INVALID;
	skip_spaces(&s);
	while (s.end > s.p && (s.end[-1] == ' ' || s.end[-1] == '\t' ||
			       s.end[-1] == '\n' || s.end[-1] == '\r'))
		s.end--;
	digits = run(&s, is_digit);
	if (digits == left(&s) && !is_calendar_run(digits)) {
		if (parse_epoch(s, out))
			return NS_OK;
	} else if (parse_shape(s, out, doubt) || parse_epoch(s, out)) {
		return NS_OK;
	}
	*out = (struct ns_time){ 0, NS_PREC_NONE };
	*doubt = false;
	return NS_INVALID;
}
