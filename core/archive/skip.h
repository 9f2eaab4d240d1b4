/* skip.h - the codec of a list's skip data (FORMAT.md, "Skip data"): plain
 * arrays over its blocks, 64-byte aligned within a verified chunk.
 */
#ifndef NS_ARCHIVE_SKIP_H
#define NS_ARCHIVE_SKIP_H

#include "core/archive/segment.h"
#include "core/base/buf.h"

enum { NS_SKIP_ALIGN = 8, NS_BEST = 4 };

/* Ranks whose impact is kept: the 10th, 100th, 200th and 1,000th best. */
extern const uint32_t ns_best_rank[NS_BEST];

/* What a list has gathered, one element a block. */
struct ns_skip {
	uint32_t n;
	const uint32_t *last_doc, *base, *offset;
	const uint32_t *pos_offset; // NULL: no positions
	const uint16_t *impact;
	uint16_t best[NS_BEST];
};
void ns_skip_encode(const struct ns_skip *s, struct ns_buf *out);

/* Points *p's arrays into in[0..len), which must be 4-byte aligned; p->n_blocks
 * and p->has_positions are set already. NS_OK, NS_CORRUPT. */
enum ns_code ns_skip_open(const uint8_t *in, size_t len, struct ns_postings *p);

#endif
