#include "core/base/time_scan.h"

#include <string.h>

enum { PIVOT = 69 }; // 69..99 are 19xx, as in POSIX strptime

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static size_t run(const struct ns_scan *s, bool (*is)(char))
{
	size_t n = 0;

	while (n < ns_scan_left(s) && is(s->p[n]))
		n++;
	return n;
}

size_t ns_scan_digits(const struct ns_scan *s)
{
	return run(s, is_digit);
}

void ns_scan_spaces(struct ns_scan *s)
{
	while (ns_scan_at(s, ' ') || ns_scan_at(s, '\t'))
		s->p++;
}

static bool is_separator(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == '-' || c == '\t' ||
	       c == ';' || c == '/';
}

static void skip_separators(struct ns_scan *s)
{
	s->p += run(s, is_separator);
}

/* From min to max digits; more may follow. */
static bool take_number(struct ns_scan *s, size_t min, size_t max, unsigned *v)
{
	size_t n = ns_scan_digits(s);

	if (n < min)
		return false;
	n = n < max ? n : max;
	*v = 0;
	for (size_t i = 0; i < n; i++)
		*v = *v * 10 + (unsigned)(s->p[i] - '0');
	s->p += n;
	return true;
}

static bool take_word(struct ns_scan *s, const char *word)
{
	size_t n = strlen(word);

	if (ns_scan_left(s) < n || strncasecmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	return true;
}

/* A name of a list, or its first three letters or more ("Sept"): its number
 * from 1; 0 when none fits. */
static unsigned take_name(struct ns_scan *s, const char *const *names,
			  unsigned n)
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

static bool take_month_name(struct ns_scan *s)
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
void ns_scan_weekday(struct ns_scan *s)
{
	static const char *const names[] = {
		"Sunday",   "Monday", "Tuesday",  "Wednesday",
		"Thursday", "Friday", "Saturday",
	};

	if (take_name(s, names, 7))
		skip_separators(s);
}

/* One or two digits and no more; `compact`: two of a longer run. */
static bool take_two(struct ns_scan *s, bool compact, uint8_t *out)
{
	unsigned v;

	if (!compact && ns_scan_digits(s) > 2)
		return false;
	if (!take_number(s, compact ? 2 : 1, 2, &v))
		return false;
	*out = (uint8_t)v;
	return true;
}

static bool take_month(struct ns_scan *s, bool compact)
{
	return take_two(s, compact, &s->c.month);
}

static bool take_day(struct ns_scan *s, bool compact)
{
	static const char *const ordinals[] = { "st", "nd", "rd", "th" };

	if (!take_two(s, compact, &s->c.day))
		return false;
	for (size_t i = 0; i < 4; i++)
		if (take_word(s, ordinals[i]))
			break;
	return true;
}

static bool take_year(struct ns_scan *s, size_t digits, bool compact)
{
	unsigned year;

	if (!compact && ns_scan_digits(s) > digits)
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
static bool take_half(struct ns_scan *s, unsigned *hour)
{
	struct ns_scan t = *s;
	bool pm;

	ns_scan_spaces(&t);
	pm = ns_scan_at(&t, 'p') || ns_scan_at(&t, 'P');
	if (!pm && !ns_scan_at(&t, 'a') && !ns_scan_at(&t, 'A'))
		return false;
	t.p++;
	t.p += ns_scan_at(&t, '.');
	if (!ns_scan_at(&t, 'm') && !ns_scan_at(&t, 'M'))
		return false;
	t.p++;
	t.p += ns_scan_at(&t, '.');
	if (t.p < t.end && is_letter(*t.p))
		return false;
	if (pm ? *hour < 12 : *hour == 12)
		*hour = (*hour + 12) % 24;
	s->p = t.p;
	return true;
}

void ns_scan_fraction(struct ns_scan *s)
{
	if ((ns_scan_at(s, '.') || ns_scan_at(s, ',')) && ns_scan_left(s) > 1 &&
	    is_digit(s->p[1])) {
		s->p++;
		s->p += ns_scan_digits(s);
	}
}

/* 10:20, 10:20:30.5, 3:39PM, 3 pm; after the date also 1020 and 102030. */
static bool take_clock(struct ns_scan *s, unsigned *hour, unsigned *minute,
		       unsigned *second)
{
	size_t digits = ns_scan_digits(s);
	bool compact = digits == 4 || digits == 6;

	s->precision = NS_PREC_MINUTE;
	if (!take_number(s, 1, 2, hour) || (digits > 2 && !compact))
		return false;
	if (!compact && !ns_scan_at(s, ':') && !ns_scan_at(s, '.'))
		return true;
	s->p += !compact;
	if (!take_number(s, 2, 2, minute))
		return false;
	if (compact ? digits == 6 : ns_scan_at(s, ':') || ns_scan_at(s, '.')) {
		s->p += !compact;
		s->precision = NS_PREC_SECOND;
		if (!take_number(s, 2, 2, second))
			return false;
		ns_scan_fraction(s);
	}
	return true;
}

/* An hour alone needs am or pm, or the T of ISO 8601 before it. */
static bool take_time(struct ns_scan *s, bool after_t)
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
static bool take_offset(struct ns_scan *s)
{
	bool west = ns_scan_at(s, '-');
	unsigned hours = 0, minutes = 0;

	if (!west && !ns_scan_at(s, '+'))
		return false;
	s->p++;
	if (!take_number(s, 1, 2, &hours))
		return false;
	if (ns_scan_at(s, ':'))
		s->p++;
	if (ns_scan_digits(s) && !take_number(s, 2, 2, &minutes))
		return false;
	if (hours > 15 || minutes > 59)
		return false;
	s->zone_s = (int64_t)(hours * 60 + minutes) * (west ? -60 : 60);
	return true;
}

/* Comments after a zone: "(CET)", "[Europe/Paris]". */
static void skip_comment(struct ns_scan *s)
{
	ns_scan_spaces(s);
	if (ns_scan_left(s) > 2 && ((ns_scan_at(s, '(') && s->end[-1] == ')') ||
				    (ns_scan_at(s, '[') && s->end[-1] == ']')))
		s->p = s->end;
}

/* A name that nobody knows still leaves the day certain. */
static bool take_zone_name(struct ns_scan *s, size_t letters)
{
	s->zone = ns_zone_find((struct ns_str){ s->p, letters });
	s->unknown_zone = !s->zone;
	for (size_t i = 0; !s->zone && i < letters; i++)
		if (letters < 2 || letters > 5 || (s->p[i] & 0x20))
			return false;
	s->p += letters;
	if (s->zone && s->zone->offset_min == 0 &&
	    (ns_scan_at(s, '+') || ns_scan_at(s, '-')))
		return take_offset(s);
	return true;
}

/* A zone, or nothing: then UTC. */
static bool take_zone(struct ns_scan *s)
{
	size_t letters;

	ns_scan_spaces(s);
	letters = run(s, is_letter);
	if (letters)
		return take_zone_name(s, letters);
	if (ns_scan_at(s, '+') || ns_scan_at(s, '-'))
		return take_offset(s);
	return true;
}

/* ---- a whole date ---- */

/* In front of a date, where a month's name may be next. */
static void take_zone_before(struct ns_scan *s)
{
	struct ns_scan t = *s;

	if (take_zone(&t) && !t.unknown_zone)
		*s = t;
}

bool ns_scan_letter(struct ns_scan *s, const char *letter)
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
		ns_scan_weekday(s);
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
		if (!ns_scan_at(s, *letter))
			return false;
		s->p++;
		return true;
	}
}

/* A zone directly behind a day, as xsd:date has it, does not move the day. */
static bool is_day_zone(const struct ns_scan *s)
{
	struct ns_scan t = *s;

	if (!ns_scan_at(&t, 'Z') && !ns_scan_at(&t, '+') &&
	    !ns_scan_at(&t, '-'))
		return false;
	return take_zone(&t) && t.p == t.end && !t.unknown_zone;
}

/* What stands between date and time of day; true when it is the T of ISO. */
static bool skip_to_time(struct ns_scan *s)
{
	skip_separators(s);
	if (ns_scan_left(s) > 1 && (ns_scan_at(s, 'T') || ns_scan_at(s, 't')) &&
	    is_digit(s->p[1])) {
		s->p++;
		return true;
	}
	if (ns_scan_at(s, ':') || ns_scan_at(s, '_') || ns_scan_at(s, '|') ||
	    ns_scan_at(s, '@'))
		s->p++;
	else
		(void)take_word(s, "at ");
	skip_separators(s);
	return false;
}

bool ns_scan_tail(struct ns_scan *s)
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
