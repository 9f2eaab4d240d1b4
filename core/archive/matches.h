/* matches.h - what a record repeats of a dictionary and of itself.
 *
 *	[dictionary][record]  -->  literals, match, literals, match, ..., rest
 *
 * zstd's own search looks into tables of 32-bit positions that miss the second
 * cache when each record is a few kilobytes and comes with its dictionary. Here
 * dictionary and record are one window below 128 KiB, positions have 16 bits,
 * and a record's own tables are small. docstore.c has zstd encode the result.
 */
#ifndef NS_ARCHIVE_MATCHES_H
#define NS_ARCHIVE_MATCHES_H

#include <stdint.h>

#include "core/base/str.h"

enum {
	NS_MATCH_LEAST = 4,             // bytes
	NS_MATCHER_LEAST = 64,          // bytes of a record: less is not worth
	NS_MATCHER_RECORD = 64000,      // most bytes of a record
	NS_MATCHER_DICTIONARY = 0xffff, // of a dictionary: its last bytes
	NS_MATCHES = NS_MATCHER_RECORD / NS_MATCH_LEAST + 1,
};

/* So many literal bytes, then `length` bytes as they stand `offset` before. */
struct ns_match {
	uint32_t literals, length, offset;
};

/* One per thread; NULL where there is no memory. The dictionary's content is
 * copied: what zstd may point into, without its header. */
struct ns_matcher;
struct ns_matcher *ns_matcher_new(struct ns_str dictionary);
void ns_matcher_free(struct ns_matcher *m); // NULL is fine

/* The matches of a record of NS_MATCHER_LEAST to NS_MATCHER_RECORD bytes, in
 * order, valid until the next call; *n is 1 at least: the last has the literals
 * that are left, and length and offset 0. */
const struct ns_match *ns_matcher_find(struct ns_matcher *m,
				       struct ns_str record, uint32_t *n);

#endif
