/* gaps.h - positions of a whole block as they are kept, for merges: gaps do not
 * change when postings move from block to block, so that nothing is summed up
 * and parted again.
 */
#ifndef NS_ARCHIVE_GAPS_H
#define NS_ARCHIVE_GAPS_H

#include "core/archive/segment.h"
#include "core/base/buf.h"

/* Gaps and form numbers (NULL: not wanted; 0 where the list has none) of all
 * postings of a block that ns_positions_open opened: gap[] and form[] hold
 * start[n] each. The first gap of a posting is its first position, the others
 * count from the position after the one before. */
enum ns_code ns_positions_gaps(const struct ns_positions *ps, uint32_t n,
			       uint32_t *gap, uint32_t *form,
			       struct ns_error *e);
/* The codec: total of them, of a block that ns_positions_shape read.
 * NS_CORRUPT: there are fewer, or one is above NS_POSITION_MAX. */
enum ns_code ns_gaps_decode(const struct ns_positions *ps, uint32_t total,
			    uint32_t *gap, uint32_t *form);

/* Appends the block (positions.h) of gap[0..n), which are undefined after it:
 * each at most NS_POSITION_MAX. form: NULL: all 0. */
void ns_positions_encode_gaps(uint32_t *gap, uint32_t n, const uint32_t *form,
			      struct ns_buf *out);

#endif
