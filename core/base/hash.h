/* hash.h - XXH3, by libxxhash: checksums on disk and identities.
 *
 * The values are part of the archive format: libxxhash >= 0.8 keeps them.
 */
#ifndef NS_BASE_HASH_H
#define NS_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct ns_hash128 {
	uint64_t lo, hi;
};

uint64_t ns_hash64(const void *p, size_t n);
uint64_t ns_hash64_seed(const void *p, size_t n, uint64_t seed);
struct ns_hash128 ns_hash128(const void *p, size_t n);

#endif
