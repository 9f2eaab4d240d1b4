/* positions.h - the codec of one block's positions (FORMAT.md, "Positions
 * block"): gaps as low bits of one width and high bits in unary, then form
 * numbers of one width, so that a document's positions are read without its
 * neighbours'.
 */
#ifndef NS_ARCHIVE_POSITIONS_H
#define NS_ARCHIVE_POSITIONS_H

#include "core/archive/segment.h"
#include "core/base/buf.h"

/* Appends the block: start[0..n] are occurrences before each posting,
 * position[] and form[] (NULL: all 0) hold start[n] values. */
void ns_positions_encode(const uint32_t *start, uint32_t n,
			 const uint32_t *position, const uint32_t *form,
			 struct ns_buf *out);

/* Reads the head of in[0..len) into *ps; ps->start[n] must be set. The views
 * point into in, behind which NS_PACK_SLACK bytes must be readable. NS_OK or
 * NS_CORRUPT. */
enum ns_code ns_positions_head(const uint8_t *in, size_t len, uint32_t n,
			       struct ns_positions *ps);
/* The same without knowing the postings; *bytes: the block's length. */
enum ns_code ns_positions_shape(const uint8_t *in, size_t len,
				struct ns_positions *ps, size_t *bytes);
/* New numbers of the forms [0, n). */
struct ns_form_map {
	const uint32_t *to;
	uint32_t n;
};
/* Appends the block that begins at in, as ns_positions_shape read it, with its
 * form numbers mapped; gaps are copied. NS_CORRUPT: a number of n or more. */
enum ns_code ns_positions_remap(const uint8_t *in,
				const struct ns_positions *ps,
				struct ns_form_map map, struct ns_buf *out);
/* Posting j of such a block, as ns_positions_get. */
enum ns_code ns_positions_decode(struct ns_positions *ps, uint32_t j,
				 uint32_t *position, uint32_t *form);

#endif
