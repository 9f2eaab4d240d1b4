/* time_zone.h - the names of time zones that dates of news carry. */
#ifndef NS_BASE_TIME_ZONE_H
#define NS_BASE_TIME_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/base/time.h"

struct ns_zone {
	const char *name;
	int16_t offset_min; // east of UTC
	bool us_summer;     // ET, CT ...: an hour more in the US's summer
};

/* The zone of that name, any case ("utc", "EST"), or NULL. Where a name has
 * several meanings the one of English-language news holds: IST is India, BST
 * Britain, CST Chicago. */
const struct ns_zone *ns_zone_find(struct ns_str name);

/* Seconds east of UTC at that local time. */
int64_t ns_zone_offset_s(const struct ns_zone *zone, struct ns_civil local);

#endif
