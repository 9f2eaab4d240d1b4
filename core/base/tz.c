#include "core/base/tz.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/base/time_zone.h"

#define DAY_S INT64_C(86400)
#define ZONES "/usr/share/zoneinfo/"

enum {
	NAME_BYTES = 64,
	FILE_BYTES = 64 * 1024, // the longest of 2024 has 3,600
	OFFSET_MAX_S = 14 * 3600,
};

int32_t ns_tz_offset_s(const struct ns_tz *tz, int64_t t)
{
	uint32_t low = 0, high = tz->n_shifts;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (tz->shift[middle].from <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? tz->shift[low - 1].offset_s : tz->offset_s;
}

/* No zone is a day from UTC, and none shifts twice in two days: what holds a
 * day before and a day later are the only offsets that can apply. */
int64_t ns_tz_moment(const struct ns_tz *tz, int64_t local_s)
{
	int32_t before = ns_tz_offset_s(tz, local_s - DAY_S);
	int32_t after = ns_tz_offset_s(tz, local_s + DAY_S);
	bool is_after = ns_tz_offset_s(tz, local_s - after) == after;

	if (ns_tz_offset_s(tz, local_s - before) == before || !is_after)
		return local_s - before;
	return local_s - after;
}

/* ---- names ---- */

/* +05:30, +0530, +05 */
static bool read_offset(struct ns_str s, int32_t *out)
{
	int32_t digit[4] = { 0 };
	size_t n = 0;

	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == ':' && i == 3 && s.n == 6)
			continue;
		if (s.p[i] < '0' || s.p[i] > '9' || n == 4)
			return false;
		digit[n++] = s.p[i] - '0';
	}
	if (!memchr("+- ", *s.p, 3) || (n != 2 && n != 4) || digit[2] > 5)
		return false;
	*out = (digit[0] * 10 + digit[1]) * 3600 +
	       (digit[2] * 10 + digit[3]) * 60;
	if (*s.p == '-')
		*out = -*out;
	return *out >= -OFFSET_MAX_S && *out <= OFFSET_MAX_S;
}

/* Names lead to no other folder, nor to the zones that count leap seconds. */
static bool is_name(struct ns_str s)
{
	static const char leap[] = "right/";

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], small = (char)(c | 0x20);

		if (!(small >= 'a' && small <= 'z') &&
		    (i == 0 || !(c >= '0' && c <= '9')) &&
		    (i == 0 || !memchr("_+-/", c, 4)))
			return false;
	}
	return s.n < NAME_BYTES &&
	       (s.n < sizeof(leap) || memcmp(s.p, leap, sizeof(leap) - 1) != 0);
}

static enum ns_code read_file(struct ns_str name, struct ns_arena *arena,
			      struct ns_tz *out)
{
	char path[sizeof(ZONES) + NAME_BYTES] = ZONES;
	char *bytes = ns_arena_alloc(arena, FILE_BYTES);
	size_t n = 0;
	ssize_t got = 1;
	int fd;

	if (!bytes)
		return NS_NOMEM;
	memcpy(path + sizeof(ZONES) - 1, name.p, name.n);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return NS_INVALID;
	while (got > 0 && n < FILE_BYTES) {
		got = read(fd, bytes + n, FILE_BYTES - n);
		n += got > 0 ? (size_t)got : 0;
	}
	(void)close(fd);
	return ns_tz_decode((struct ns_str){ bytes, n }, arena, out);
}

/* The zones whose clocks such names follow, summer and winter. */
static struct ns_str place_of(struct ns_str name)
{
	static const struct {
		const char *name, *place;
	} rows[] = {
		{ "ET", "America/New_York" },
		{ "CT", "America/Chicago" },
		{ "MT", "America/Denver" },
		{ "PT", "America/Los_Angeles" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (name.n == 2 && !strncasecmp(name.p, rows[i].name, 2))
			return ns_str_of(rows[i].place);
	return name;
}

enum ns_code ns_tz_read(struct ns_str name, struct ns_arena *arena,
			struct ns_tz *out)
{
	const struct ns_zone *zone = name.n ? ns_zone_find(name) : NULL;

	*out = (struct ns_tz){ 0 };
	if (zone && !zone->us_summer) {
		out->offset_s = zone->offset_min * 60;
		return NS_OK;
	}
	if (name.n && read_offset(name, &out->offset_s))
		return NS_OK;
	*out = (struct ns_tz){ 0 };
	name = place_of(name);
	if (name.n == 0 || !is_name(name))
		return NS_INVALID;
	return read_file(name, arena, out);
}
