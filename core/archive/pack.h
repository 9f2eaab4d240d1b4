/* pack.h - horizontal bit packing, low bits first: value i of width b occupies
 * bits [i * b, (i + 1) * b) of the bytes read as one little-endian number.
 *
 * One byte format for every kernel, any number of values, random access.
 */
#ifndef NS_ARCHIVE_PACK_H
#define NS_ARCHIVE_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/bytes.h"

enum { NS_PACK_BITS_MAX = 32, NS_PACK_SLACK = 64 };

static inline size_t ns_packed_bytes(uint64_t n, unsigned bits)
{
	return (size_t)((n * bits + 7) / 8);
}

/* Bits that v needs: 0 for 0. */
static inline unsigned ns_bits(uint32_t v)
{
	return v ? 32u - (unsigned)__builtin_clz(v) : 0;
}

/* Appends n packed values, each below 2^bits. */
void ns_pack_put(const uint32_t *value, size_t n, unsigned bits,
		 struct ns_buf *out);

/* Many values at once are kernels' work (kernel.h): they read up to
 * NS_PACK_SLACK bytes behind the packed ones, and write there. */
static inline uint32_t ns_unpack_one(const uint8_t *in, size_t i, unsigned bits)
{
	uint64_t at = (uint64_t)i * bits;

	return (uint32_t)((ns_le64(in + at / 8) >> (at % 8)) &
			  ((UINT64_C(1) << bits) - 1));
}

#endif
