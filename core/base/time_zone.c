#include "core/base/time_zone.h"

#include <string.h>

static const struct ns_zone zones[] = {
	{ "UTC", 0, false },     { "GMT", 0, false },
	{ "Z", 0, false },       { "UT", 0, false },
	{ "EST", -300, false },  { "EDT", -240, false },
	{ "CST", -360, false },  { "CDT", -300, false },
	{ "MST", -420, false },  { "MDT", -360, false },
	{ "PST", -480, false },  { "PDT", -420, false },
	{ "ET", -300, true },    { "CT", -360, true },
	{ "MT", -420, true },    { "PT", -480, true },
	{ "AKST", -540, false }, { "AKDT", -480, false },
	{ "HST", -600, false },  { "AST", -240, false },
	{ "ADT", -180, false },  { "NST", -210, false },
	{ "NDT", -150, false },  { "BRT", -180, false },
	{ "ART", -180, false },  { "CLT", -240, false },
	{ "COT", -300, false },  { "WET", 0, false },
	{ "WEST", 60, false },   { "BST", 60, false },
	{ "CET", 60, false },    { "CEST", 120, false },
	{ "MET", 60, false },    { "MEZ", 60, false },
	{ "MESZ", 120, false },  { "WAT", 60, false },
	{ "CAT", 120, false },   { "SAST", 120, false },
	{ "EET", 120, false },   { "EEST", 180, false },
	{ "EAT", 180, false },   { "MSK", 180, false },
	{ "MSD", 240, false },   { "TRT", 180, false },
	{ "IRST", 210, false },  { "GST", 240, false },
	{ "PKT", 300, false },   { "IST", 330, false },
	{ "NPT", 345, false },   { "ICT", 420, false },
	{ "WIB", 420, false },   { "SGT", 480, false },
	{ "MYT", 480, false },   { "HKT", 480, false },
	{ "PHT", 480, false },   { "AWST", 480, false },
	{ "JST", 540, false },   { "KST", 540, false },
	{ "ACST", 570, false },  { "ACDT", 630, false },
	{ "AEST", 600, false },  { "AEDT", 660, false },
	{ "NZST", 720, false },  { "NZDT", 780, false },
};

const struct ns_zone *ns_zone_find(struct ns_str name)
{
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if ((name.p[0] | 0x20) == (zones[i].name[0] | 0x20) &&
		    strlen(zones[i].name) == name.n &&
		    strncasecmp(zones[i].name, name.p, name.n) == 0)
			return &zones[i];
	return NULL;
}

/* Summer time in the United States, from that year on: it begins and ends on
 * Sundays, at two o'clock. A week of 5 is the month's last. */
struct summer {
	int32_t year;
	uint8_t month, week, end_month, end_week;
};

static const struct summer summers[] = {
	{ 2007, 3, 2, 11, 1 },
	{ 1987, 4, 1, 10, 5 },
	{ 1967, 4, 5, 10, 5 },
};

static int64_t sunday(int32_t year, uint8_t month, uint8_t week)
{
	struct ns_civil c = { year, month, 1, 2, 0, 0, 0 };
	int64_t first = ns_time_seconds(c);
	int64_t to_sunday = (7 - ns_time_civil(first).weekday) % 7;
	int64_t t = first + (to_sunday + 7 * (week - 1)) * 86400;

	if (ns_time_civil(t).month != month)
		t -= 7 * 86400;
	return t;
}

static bool is_us_summer(struct ns_civil local)
{
	int64_t t = ns_time_seconds(local);

	for (size_t i = 0; i < sizeof(summers) / sizeof(summers[0]); i++) {
		const struct summer *s = &summers[i];

		if (local.year >= s->year)
			return t >= sunday(local.year, s->month, s->week) &&
			       t < sunday(local.year, s->end_month,
					  s->end_week);
	}
	return false;
}

int64_t ns_zone_offset_s(const struct ns_zone *zone, struct ns_civil local)
{
	int64_t offset = zone->offset_min * INT64_C(60);

	if (zone->us_summer && is_us_summer(local))
		offset += 3600;
	return offset;
}
