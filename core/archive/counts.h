/* counts.h - the codec of a postings block's counts (FORMAT.md, "Postings
 * block"): packed in one width, but for up to four that are wider. One document
 * that repeats a word does not make the numbers of all others wide.
 *
 * Reading is inline, and patches are always four: a loop of an unforeseen
 * length costs more than they do.
 */
#ifndef NS_ARCHIVE_COUNTS_H
#define NS_ARCHIVE_COUNTS_H

#include <stdbool.h>

#include "core/archive/kernel.h"
#include "core/archive/pack.h"
#include "core/base/err.h"

enum {
	NS_COUNTS_PATCHED = 0x80, // in a width
	NS_COUNTS_PATCHES = 4,
	NS_COUNTS_PATCH_BYTES = 2 * NS_COUNTS_PATCHES,
	NS_COUNTS_PATCHED_MAX = 20, // the greatest width of patched counts
};

struct ns_counts {
	const uint8_t *packed;
	const uint8_t *patch; // four of place u8, what is above the width u8
	uint32_t n;
	uint8_t bits;
};

/* Writes count[0..n), which is undefined after it, to out; answers their width,
 * as the header has it. The pack slack behind *bytes is undefined too. */
uint8_t ns_counts_put(uint32_t *count, uint32_t n, uint8_t *out, size_t *bytes);

/* The c->n counts of that width that begin at in; answers what is behind them.
 * NULL: they would not end at `end`, or have no such width. */
static inline const uint8_t *ns_counts_open(const uint8_t *in,
					    const uint8_t *end, uint8_t width,
					    struct ns_counts *c)
{
	bool patched = width >= NS_COUNTS_PATCHED;
	unsigned bits = width % NS_COUNTS_PATCHED;
	size_t bytes = ns_packed_bytes(c->n, bits);

	c->packed = in;
	c->bits = (uint8_t)bits;
	c->patch = patched ? in + bytes : NULL;
	bytes += patched ? NS_COUNTS_PATCH_BYTES : 0;
	if (bits > (patched ? NS_COUNTS_PATCHED_MAX : NS_PACK_BITS_MAX) ||
	    bytes > (size_t)(end - in))
		return NULL;
	return in + bytes;
}

/* Each + add, to room for a block: NS_OK or NS_CORRUPT. Patched counts stay
 * below 2^31, whatever the bytes are. */
static inline enum ns_code ns_counts_get(const struct ns_counts *c,
					 uint32_t add, uint32_t *count)
{
	const uint8_t *p = c->patch;

	ns_kernel->unpack_add(c->packed, c->n, c->bits, add, count);
	if (!p)
		return NS_OK;
	if (p[0] >= c->n || p[2] >= c->n || p[4] >= c->n || p[6] >= c->n)
		return NS_CORRUPT;
	count[p[0]] += (uint32_t)p[1] << c->bits;
	count[p[2]] += (uint32_t)p[3] << c->bits;
	count[p[4]] += (uint32_t)p[5] << c->bits;
	count[p[6]] += (uint32_t)p[7] << c->bits;
	return NS_OK;
}

/* Count j alone. */
static inline uint32_t ns_counts_one(const struct ns_counts *c, uint32_t j)
{
	uint32_t count = ns_unpack_one(c->packed, j, c->bits);

	for (unsigned i = 0; c->patch && i < NS_COUNTS_PATCHES; i++)
		count += c->patch[2 * i] == j
				 ? (uint32_t)c->patch[2 * i + 1] << c->bits
				 : 0;
	return count;
}

#endif
