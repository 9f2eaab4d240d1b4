/* embargo.h - articles that may not be read before their time.
 *
 * A searcher remembers which of a generation's articles these are, until the
 * first of them may be read: archives without embargoes pay once a generation.
 */
#ifndef NS_QUERY_EMBARGO_H
#define NS_QUERY_EMBARGO_H

#include "core/archive/archive.h"

/* A zeroed struct knows nothing yet. */
struct ns_embargo {
	bool known;
	uint64_t generation;
	int64_t from, until; // what follows holds at from <= now < until
	uint64_t n_hidden;
	uint32_t n_segments;
	uint64_t **live;  // by segment; NULL: as the snapshot says
	uint32_t *n_live; // where there is a bitmap
};
void ns_embargo_free(struct ns_embargo *m);

/* Brings *m up to a snapshot and a moment (Unix seconds). */
enum ns_code ns_embargo_read(struct ns_embargo *m,
			     const struct ns_snapshot *snap, int64_t now,
			     struct ns_error *e);

/* The snapshot as it may be searched at that moment: snap itself, or a copy in
 * the arena in which such articles are as if dead (frequencies and lengths
 * count them, as they do those). It lives as long as snap, the arena, and *m as
 * it is. */
enum ns_code ns_embargo_hide(struct ns_embargo *m,
			     const struct ns_snapshot *snap, int64_t now,
			     struct ns_arena *arena,
			     const struct ns_snapshot **out,
			     struct ns_error *e);

/* Says whether one article is to be read at that moment. */
enum ns_code ns_embargo_is_over(const struct ns_segment *seg, ns_docid doc,
				int64_t now, bool *is, struct ns_error *e);

#endif
