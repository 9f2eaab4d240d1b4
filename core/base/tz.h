/* tz.h - where people's clocks stand: how far a zone is from UTC, and since
 * when.
 */
#ifndef NS_BASE_TZ_H
#define NS_BASE_TZ_H

#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"

/* Clocks are put forward or back. */
struct ns_shift {
	int64_t from;     // Unix seconds
	int32_t offset_s; // east of UTC, from then on
};

/* A zeroed struct is UTC. */
struct ns_tz {
	int32_t offset_s; // before the first shift
	uint32_t n_shifts;
	const struct ns_shift *shift; // ascending
};

/* The zone that a person names: "UTC", "+05:30", "+0530", "+05" (a plus that
 * came as a space is one), "EST", or a name of the tz database as
 * "Europe/Paris", which is read from the system's files; ET, CT, MT and PT are
 * New York, Chicago, Denver and Los Angeles. The shifts are the arena's, up to
 * the year 2100. NS_INVALID when there is no such zone; NS_NOMEM. */
enum ns_code ns_tz_read(struct ns_str name, struct ns_arena *arena,
			struct ns_tz *out);

/* The same from the bytes of a TZif file (RFC 9636), which are not trusted.
 * NS_INVALID when they are none. */
enum ns_code ns_tz_decode(struct ns_str bytes, struct ns_arena *arena,
			  struct ns_tz *out);

/* Seconds east of UTC at a moment. */
int32_t ns_tz_offset_s(const struct ns_tz *tz, int64_t t);

/* The moment at which the zone's clocks show local_s (Unix seconds, as if they
 * were of UTC). Of a time shown twice the first; of one that is skipped the
 * moment at which it is. */
int64_t ns_tz_moment(const struct ns_tz *tz, int64_t local_s);

#endif
