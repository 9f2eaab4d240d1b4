/* The calendar, ISO 8601 out, and the bounds that people type. What dumps give
 * is read by time_parse.c.
 */
#include "core/base/time.h"

#include <string.h>

#include "core/base/tz.h"

enum { DAY_S = 86400, HOUR_S = 3600, NOON_S = 12 * HOUR_S };

/* ---- calendar ---- */

/* Days since 1970-01-01, by years that begin in March, so that leap days come
 * last (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t march_0 = month > 2 ? (int64_t)month - 3 : (int64_t)month + 9;
	int64_t of_year = (153 * march_0 + 2) / 5 + (int64_t)day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct ns_civil ns_time_civil(int64_t seconds)
{
	int64_t days = floor_div(seconds, DAY_S);
	int64_t rest = seconds - days * DAY_S;
	int64_t era = floor_div(days + 719468, 146097);
	int64_t doe = days + 719468 - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	struct ns_civil c;

	c.day = (uint8_t)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (uint8_t)(mp < 10 ? mp + 3 : mp - 9);
	c.year = (int32_t)(yoe + era * 400 + (c.month <= 2));
	c.hour = (uint8_t)(rest / HOUR_S);
	c.minute = (uint8_t)(rest / 60 % 60);
	c.second = (uint8_t)(rest % 60);
	c.weekday = (uint8_t)(days - floor_div(days + 4, 7) * 7 + 4);
	return c;
}

int64_t ns_time_seconds(struct ns_civil c)
{
	return days_of(c.year, c.month, c.day) * DAY_S + c.hour * HOUR_S +
	       c.minute * 60 + c.second;
}

int64_t ns_time_noon(int64_t seconds, int32_t offset_s)
{
	if (seconds == INT64_MIN || seconds == INT64_MAX)
		return seconds;
	return floor_div(seconds + offset_s, DAY_S) * DAY_S + NOON_S;
}

static char *put_two(char *to, char before, unsigned v)
{
	*to++ = before;
	*to++ = (char)('0' + v / 10);
	*to++ = (char)('0' + v % 10);
	return to;
}

/* By hand: dates of dumps are written to be compared with what was given, and
 * printf costs more than reading them. */
void ns_time_format(struct ns_time t, char out[NS_TIME_TEXT])
{
	struct ns_civil c = ns_time_civil(t.seconds);
	unsigned century = (unsigned)c.year / 100;
	char *to = out;

	if (t.precision >= NS_PREC_YEAR) {
		*to++ = (char)('0' + century / 10 % 10);
		to = put_two(to, (char)('0' + century % 10),
			     (unsigned)c.year % 100);
	}
	if (t.precision >= NS_PREC_MONTH)
		to = put_two(to, '-', c.month);
	if (t.precision >= NS_PREC_DAY)
		to = put_two(to, '-', c.day);
	if (t.precision >= NS_PREC_MINUTE) {
		to = put_two(to, 'T', c.hour);
		to = put_two(to, ':', c.minute);
		if (t.precision == NS_PREC_SECOND)
			to = put_two(to, ':', c.second);
		*to++ = 'Z';
	}
	*to = '\0';
}

/* ---- bounds ---- */

struct clock {
	int64_t now, local; // Unix seconds; what clocks show then
	const struct ns_tz *tz;
};

/* The day that a local time lies in. */
static struct ns_interval day_of(int64_t local, struct clock clock)
{
	int64_t first = floor_div(local, DAY_S) * DAY_S;

	return (struct ns_interval){ ns_tz_moment(clock.tz, first),
				     ns_tz_moment(clock.tz, first + DAY_S) -
					     1 };
}

/* The same day of the month `months` earlier, or that month's last. */
static int64_t months_before(int64_t local, int64_t months)
{
	struct ns_civil c = ns_time_civil(local);
	int64_t month = (int64_t)c.year * 12 + c.month - 1 - months;
	int64_t year = floor_div(month, 12);
	unsigned of_year = (unsigned)(month - year * 12);
	int64_t first = days_of(year, of_year + 1, 1);
	int64_t next =
		days_of(year + (of_year == 11), (of_year + 1) % 12 + 1, 1);
	int64_t day = c.day <= next - first ? c.day : next - first;

	return (first + day - 1) * DAY_S;
}

/* Days, weeks, months and years name a day; hours and minutes a moment. */
struct unit {
	char letter;
	int64_t seconds, months;
};

static const struct unit units[] = {
	{ 'h', HOUR_S, 0 }, { 'd', DAY_S, 0 }, { 'w', 7 * DAY_S, 0 },
	{ 'm', 0, 1 },      { 'y', 0, 12 },
};

enum { AGO_DIGITS = 5 };

static const struct unit *unit_of(char letter)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].letter == (letter | 0x20))
			return &units[i];
	return NULL;
}

/* "-30d": the day, or the moment, that long ago. */
static bool bound_ago(struct ns_str s, struct clock clock,
		      struct ns_interval *out)
{
	const struct unit *unit;
	int64_t n = 0;

	if (s.n < 3 || s.n > AGO_DIGITS + 2 || s.p[0] != '-')
		return false;
	for (size_t i = 1; i < s.n - 1; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		n = n * 10 + (s.p[i] - '0');
	}
	unit = unit_of(s.p[s.n - 1]);
	if (!unit)
		return false;
	if (unit->months)
		*out = day_of(months_before(clock.local, n * unit->months),
			      clock);
	else if (unit->seconds < DAY_S)
		out->from = out->to = clock.now - n * unit->seconds;
	else
		*out = day_of(clock.local - n * unit->seconds, clock);
	return true;
}

static bool bound_word(struct ns_str s, struct clock clock,
		       struct ns_interval *out)
{
	if (ns_str_eq(s, NS_STR("now")))
		out->from = out->to = clock.now;
	else if (ns_str_eq(s, NS_STR("today")))
		*out = day_of(clock.local, clock);
	else if (ns_str_eq(s, NS_STR("yesterday")))
		*out = day_of(clock.local - DAY_S, clock);
	else
		return false;
	return true;
}

/* Shapes of a bound: a digit where 0 stands, and the span it names. */
static const struct bound_shape {
	const char *shape;
	enum ns_precision precision;
} bound_shapes[] = {
	{ "0000", NS_PREC_YEAR },
	{ "0000-00", NS_PREC_MONTH },
	{ "0000-00-00", NS_PREC_DAY },
	{ "00000000", NS_PREC_DAY },
	{ "0000-00-00T00:00", NS_PREC_MINUTE },
	{ "0000-00-00T00:00:00", NS_PREC_SECOND },
};

static bool has_shape(struct ns_str s, const char *shape)
{
	if (s.n != strlen(shape))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';

		if (shape[i] == '0' ? !digit
				    : s.p[i] != shape[i] && !(shape[i] == 'T' &&
							      s.p[i] == ' '))
			return false;
	}
	return true;
}

/* What stands before a zone: Z, +01:00, -0530, +01. */
static struct ns_str without_zone(struct ns_str s)
{
	static const char *const zones[] = { "+00:00", "-00:00", "+0000",
					     "-0000",  "+00",    "-00" };
	enum { WITH_MINUTES = 16 };

	if (s.n > WITH_MINUTES && (s.p[s.n - 1] | 0x20) == 'z')
		return (struct ns_str){ s.p, s.n - 1 };
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		size_t n = strlen(zones[i]);

		if (s.n >= WITH_MINUTES + n &&
		    has_shape((struct ns_str){ s.p + s.n - n, n }, zones[i]))
			return (struct ns_str){ s.p, s.n - n };
	}
	return s;
}

static const struct bound_shape *shape_of(struct ns_str s)
{
	for (size_t i = 0; i < sizeof(bound_shapes) / sizeof(bound_shapes[0]);
	     i++)
		if (has_shape(s, bound_shapes[i].shape))
			return &bound_shapes[i];
	return NULL;
}

/* First second after the span that begins at c. */
static int64_t span_end(struct ns_civil c, enum ns_precision precision)
{
	switch (precision) {
	case NS_PREC_YEAR:
		return days_of(c.year + 1, 1, 1) * DAY_S;
	case NS_PREC_MONTH:
		return days_of(c.year + c.month / 12, c.month % 12u + 1, 1) *
		       DAY_S;
	case NS_PREC_DAY:
		return ns_time_seconds(c) + DAY_S;
	case NS_PREC_MINUTE:
		return ns_time_seconds(c) + 60;
	default:
		return ns_time_seconds(c) + 1;
	}
}

static bool bound_date(struct ns_str s, struct clock clock,
		       struct ns_interval *out)
{
	struct ns_str bare = without_zone(s);
	const struct bound_shape *shape = shape_of(bare);
	const struct ns_tz utc = { 0 };
	const struct ns_tz *tz = bare.n == s.n ? clock.tz : &utc;
	struct ns_time t;
	struct ns_civil c;

	if (!shape || ns_time_parse(s, &t, NULL) ||
	    t.precision != shape->precision)
		return false;
	if (t.precision <= NS_PREC_DAY)
		t.seconds -= NOON_S;
	c = ns_time_civil(t.seconds);
	out->from = ns_tz_moment(tz, t.seconds);
	out->to = ns_tz_moment(tz, span_end(c, t.precision)) - 1;
	return true;
}

enum ns_code ns_time_bound(struct ns_str text, int64_t now,
			   const struct ns_tz *tz, struct ns_interval *out)
{
	struct clock clock = { now, now + ns_tz_offset_s(tz, now), tz };

	if (bound_word(text, clock, out) || bound_ago(text, clock, out) ||
	    bound_date(text, clock, out))
		return NS_OK;
	return NS_INVALID;
}
