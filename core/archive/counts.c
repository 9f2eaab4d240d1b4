#include "core/archive/counts.h"

#include <string.h>

enum { HIGH_BITS = 8, LEAST_SAVED = 4 }; // bytes; less is not worth it

static uint32_t wider_than(const uint32_t *value, uint32_t n, unsigned bits)
{
	uint32_t wide = 0;

	for (uint32_t i = 0; i < n; i++)
		wide += value[i] >> bits != 0;
	return wide;
}

/* The least width that all but four of the counts have, the widest of which
 * takes `bits`; that itself where patches would save too little. */
static unsigned best_width(const uint32_t *count, uint32_t n, unsigned bits)
{
	unsigned width = bits;

	while (width && bits - width < HIGH_BITS &&
	       wider_than(count, n, width - 1) <= NS_COUNTS_PATCHES)
		width--;
	if (width > NS_COUNTS_PATCHED_MAX ||
	    ns_packed_bytes(n, width) + NS_COUNTS_PATCH_BYTES + LEAST_SAVED >
		    ns_packed_bytes(n, bits))
		return bits;
	return width;
}

/* Takes what is above the width out of the counts; unused patches add nothing
 * to the first. */
static void take_patches(uint32_t *count, uint32_t n, unsigned width,
			 uint8_t *patch)
{
	memset(patch, 0, NS_COUNTS_PATCH_BYTES);
	for (uint32_t i = 0; i < n; i++) {
		if (!(count[i] >> width))
			continue;
		*patch++ = (uint8_t)i;
		*patch++ = (uint8_t)(count[i] >> width);
		count[i] &= (UINT32_C(1) << width) - 1;
	}
}

uint8_t ns_counts_put(uint32_t *count, uint32_t n, uint8_t *out, size_t *bytes)
{
	unsigned bits = ns_bits(ns_kernel->any(count, n));
	unsigned width = best_width(count, n, bits);
	uint8_t patch[NS_COUNTS_PATCH_BYTES];

	if (width < bits)
		take_patches(count, n, width, patch);
	ns_kernel->pack(count, n, width, out);
	*bytes = ns_packed_bytes(n, width);
	if (width == bits)
		return (uint8_t)bits;
	memcpy(out + *bytes, patch, sizeof(patch));
	*bytes += sizeof(patch);
	return (uint8_t)(width | NS_COUNTS_PATCHED);
}
