/* time.h - dates of news: one parser for every shape met in dumps and typed by
 * people, with the precision they were given in.
 */
#ifndef NS_BASE_TIME_H
#define NS_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

enum ns_precision {
	NS_PREC_NONE = 0, // no date
	NS_PREC_YEAR,
	NS_PREC_MONTH,
	NS_PREC_DAY,
	NS_PREC_MINUTE,
	NS_PREC_SECOND,
};

/* A moment: Unix seconds UTC. A date of precision day or coarser is kept at
 * 12:00 UTC of its first day. */
struct ns_time {
	int64_t seconds;
	enum ns_precision precision;
};

/* Years outside are refused: Unix seconds of 1600-01-01 .. 2399-12-31. */
#define NS_TIME_MIN INT64_C(-11676096000)
#define NS_TIME_MAX INT64_C(13569465599)

/* Reads the date of a dump's field: ISO 8601 (also basic, with or without zone,
 * fractions), RFC 2822, RFC 850, asctime, YYYYMMDD, Unix seconds, milliseconds
 * and microseconds, "26-FEB-1987 15:01:01.79", "20110719 3:39PM UTC",
 * "January 2, 2006", "2 Jan 2006" and their like, zone names (EST, EDT, ...).
 * *doubt is set when day and month could be read either way (then: day first
 * unless the other cannot be). NS_INVALID when nothing fits. */
enum ns_code ns_time_parse(struct ns_str text, struct ns_time *out,
			   bool *doubt);

/* An inclusive interval of seconds that a person asked for. */
struct ns_interval {
	int64_t from, to; // INT64_MIN, INT64_MAX: open
};

/* Reads one bound as typed: 2024, 2024-03, 2024-03-05, 20240305,
 * 2024-03-05T10:20[:30][Z|+01:00], today, yesterday, now, -30d, -2w, -6m, -1y,
 * -12h. *out is the whole span it names (a month: its first to its last
 * second), by the clocks of that zone as they stand then. now: Unix seconds.
 * NS_INVALID when it is no date. */
struct ns_tz;
enum ns_code ns_time_bound(struct ns_str text, int64_t now,
			   const struct ns_tz *tz, struct ns_interval *out);

/* 12:00 UTC of the calendar day that it is `offset_s` seconds east of UTC at a
 * moment: where a date of that day is kept. INT64_MIN and MAX stay. */
int64_t ns_time_noon(int64_t seconds, int32_t offset_s);

/* Proleptic Gregorian calendar of t (UTC). */
struct ns_civil {
	int32_t year;
	uint8_t month, day, hour, minute, second, weekday; // 0 = Sunday
};
struct ns_civil ns_time_civil(int64_t seconds);
int64_t ns_time_seconds(struct ns_civil c); // weekday is not read

/* Writes t in ISO 8601 at its own precision ("2024", "2024-03", "2024-03-05",
 * "2024-03-05T10:20Z", "2024-03-05T10:20:30Z"; "" for NONE), NUL-terminated.
 */
enum { NS_TIME_TEXT = 32 };
void ns_time_format(struct ns_time t, char out[NS_TIME_TEXT]);

#endif
