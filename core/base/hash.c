#include "core/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t ns_hash64(const void *p, size_t n)
{
	return XXH3_64bits(p, n);
}

uint64_t ns_hash64_seed(const void *p, size_t n, uint64_t seed)
{
	return XXH3_64bits_withSeed(p, n, seed);
}

struct ns_hash128 ns_hash128(const void *p, size_t n)
{
	XXH128_hash_t h = XXH3_128bits(p, n);

	return (struct ns_hash128){ h.low64, h.high64 };
}
