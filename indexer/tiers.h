/* tiers.h - when segments are merged.
 *
 * Segments of about one size make up a tier; ten of them become one of the next
 * tier, up to a cap. So an article is rewritten once a tier, and an archive of
 * any size has a few dozen segments. A segment of which more than a fifth is
 * dead is rewritten alone.
 */
#ifndef NS_INDEXER_TIERS_H
#define NS_INDEXER_TIERS_H

#include "core/archive/update.h"

#define NS_TIER_SEGMENTS 10                      // that become one
#define NS_TIER_LEAST_BYTES (UINT64_C(16) << 20) // below: the first tier
#define NS_TIER_MOST_BYTES (UINT64_C(5) << 30)   // no merge makes more
#define NS_TIER_DEAD_SHARE 5                     // one in so many

/* What a file of so many bytes belongs to: 0, 1, 2 ... */
unsigned ns_tier_of(uint64_t bytes);

/* Merges what is due among the published segments, each merge in a commit of
 * its own. stop (may be NULL): once it is set no merge begins, and one under
 * way is given up; that is NS_OK. */
enum ns_code ns_tiers_tidy(struct ns_update *u, const _Atomic bool *stop,
			   struct ns_error *e);

/* Makes one segment of all; none is made when there is one without dead
 * documents. The cap does not count. NS_INTERRUPTED: *stop was set,
 * nothing has changed. */
enum ns_code ns_tiers_compact(struct ns_update *u, const _Atomic bool *stop,
			      struct ns_error *e);

#endif
