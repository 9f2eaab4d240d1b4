/* time_scan.h - a date's text, read from left to right; for time_parse.c alone.
 */
#ifndef NS_BASE_TIME_SCAN_H
#define NS_BASE_TIME_SCAN_H

#include "core/base/time_zone.h"

struct ns_scan {
	const char *p, *end;
	struct ns_civil c;
	enum ns_precision precision; // of the time of day, if there is one
	int64_t zone_s;              // seconds east of UTC
	const struct ns_zone *zone;  // by name, or NULL
	bool unknown_zone;
	bool doubt;
};

static inline size_t ns_scan_left(const struct ns_scan *s)
{
	return (size_t)(s->end - s->p);
}

static inline bool ns_scan_at(const struct ns_scan *s, char c)
{
	return s->p < s->end && *s->p == c;
}

/* Digits in a row, from here on; nothing is consumed. */
size_t ns_scan_digits(const struct ns_scan *s);

/* Each passes over what it names, if it is there. */
void ns_scan_spaces(struct ns_scan *s);
void ns_scan_weekday(struct ns_scan *s);  // and what separates it
void ns_scan_fraction(struct ns_scan *s); // ".79"

/* Reads what a letter of a shape (time_parse.c) stands for; the letter behind
 * it is looked at. False: it is not there. */
bool ns_scan_letter(struct ns_scan *s, const char *letter);

/* Reads what may follow a date: nothing, or a time of day and a zone. */
bool ns_scan_tail(struct ns_scan *s);

#endif
