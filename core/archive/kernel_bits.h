/* kernel_bits.h - bitmaps, and places in rising numbers. Compiled once for each
 * set of kernels, as kernel_pack.h is. The plain loops are the compiler's to
 * turn into vectors.
 */
#ifndef NS_ARCHIVE_KERNEL_BITS_H
#define NS_ARCHIVE_KERNEL_BITS_H

#include "core/base/bytes.h"

#ifdef KERNEL_AVX2
#include <immintrin.h>
#include <stdbool.h>
#endif

static void bits_and(uint64_t *out, const uint64_t *a, const uint64_t *b,
		     size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = a[i] & b[i];
}

static void bits_or(uint64_t *out, const uint64_t *a, const uint64_t *b,
		    size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = a[i] | b[i];
}

static void bits_andnot(uint64_t *out, const uint64_t *a, const uint64_t *b,
			size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = a[i] & ~b[i];
}

/* ---- counting ------------------------------------------------------------ */

#ifdef KERNEL_AVX2
enum { VECTOR_WORDS = 4 };

static inline __m256i load_words(const uint64_t *p)
{
	return _mm256_loadu_si256((const void *)p);
}

/* Bits of each eight bytes of v: two look-ups of four bits a byte. */
static inline __m256i count_lanes(__m256i v)
{
	const __m256i ones = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2,
					      3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2,
					      2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
	const __m256i low = _mm256_set1_epi8(15);
	__m256i n = _mm256_add_epi8(
		_mm256_shuffle_epi8(ones, _mm256_and_si256(v, low)),
		_mm256_shuffle_epi8(
			ones, _mm256_and_si256(_mm256_srli_epi16(v, 4), low)));

	return _mm256_sad_epu8(n, _mm256_setzero_si256());
}

static inline uint64_t sum_lanes(__m256i v)
{
	__m128i two = _mm_add_epi64(_mm256_castsi256_si128(v),
				    _mm256_extracti128_si256(v, 1));

	return (uint64_t)_mm_cvtsi128_si64(two) +
	       (uint64_t)_mm_extract_epi64(two, 1);
}
#endif

static uint64_t count(const uint64_t *a, size_t n)
{
	uint64_t bits = 0;
	size_t i = 0;

#ifdef KERNEL_AVX2
	__m256i sum = _mm256_setzero_si256();

	for (; i + VECTOR_WORDS <= n; i += VECTOR_WORDS)
		sum = _mm256_add_epi64(sum, count_lanes(load_words(a + i)));
	bits = sum_lanes(sum);
#endif
	for (; i < n; i++)
		bits += (uint64_t)__builtin_popcountll(a[i]);
	return bits;
}

static uint64_t and_count(const uint64_t *a, const uint64_t *b, size_t n)
{
	uint64_t bits = 0;
	size_t i = 0;

#ifdef KERNEL_AVX2
	__m256i sum = _mm256_setzero_si256();

	for (; i + VECTOR_WORDS <= n; i += VECTOR_WORDS) {
		__m256i both =
			_mm256_and_si256(load_words(a + i), load_words(b + i));

		sum = _mm256_add_epi64(sum, count_lanes(both));
	}
	bits = sum_lanes(sum);
#endif
	for (; i < n; i++)
		bits += (uint64_t)__builtin_popcountll(a[i] & b[i]);
	return bits;
}

/* ---- bits and numbers ---------------------------------------------------- */

#ifdef KERNEL_AVX2
enum { DENSE = 5 }; // one bit of fewer is set: bytes are faster than bits

/* The places of a byte's bits, a byte each, lowest first. */
#define PLACE(b, i)                     \
	((uint64_t)((b) >> (i)&1) * (i) \
	 << 8 * __builtin_popcount((b) & ((1u << (i)) - 1)))
#define PLACES(b)                                                              \
	(PLACE(b, 1) | PLACE(b, 2) | PLACE(b, 3) | PLACE(b, 4) | PLACE(b, 5) | \
	 PLACE(b, 6) | PLACE(b, 7))
#define PLACES_4(b) PLACES(b), PLACES(b + 1), PLACES(b + 2), PLACES(b + 3)
#define PLACES_16(b) \
	PLACES_4(b), PLACES_4(b + 4), PLACES_4(b + 8), PLACES_4(b + 12)
#define PLACES_64(b) \
	PLACES_16(b), PLACES_16(b + 16), PLACES_16(b + 32), PLACES_16(b + 48)
static const uint64_t places_of[256] = { PLACES_64(0u), PLACES_64(64u),
					 PLACES_64(128u), PLACES_64(192u) };

/* Eight numbers a byte are written, and the next begin where its own end: *i
 * bytes were done when fewer than eight fit. */
static size_t bit_numbers_by_bytes(const uint8_t *set, size_t *i, uint32_t base,
				   uint32_t *number, size_t n)
{
	size_t found = 0, bytes = *i;

	for (*i = 0; *i < bytes && found + 8 <= n; ++*i) {
		uint8_t byte = set[*i];
		__m256i at = _mm256_cvtepu8_epi32(
			_mm_cvtsi64_si128((long long)places_of[byte]));

		at = _mm256_add_epi32(
			at, _mm256_set1_epi32((int)(base + 8 * (uint32_t)*i)));
		_mm256_storeu_si256((void *)(number + found), at);
		found += (size_t)__builtin_popcount(byte);
	}
	return found;
}
#endif

static size_t bit_numbers(const uint8_t *set, size_t bytes, uint32_t base,
			  uint32_t *number, size_t n)
{
	size_t found = 0, i = 0;

#ifdef KERNEL_AVX2
	if (bytes < n * DENSE / 8) {
		i = bytes;
		found = bit_numbers_by_bytes(set, &i, base, number, n);
	}
#endif
	while (i < bytes) {
		size_t more = bytes - i < 8 ? bytes - i : 8;
		uint32_t first = base + 8 * (uint32_t)i;
		uint64_t left = 0;

		memcpy(&left, set + i, more);
		i += more;
		if (found + (size_t)__builtin_popcountll(left) > n)
			return n + 1;
		for (; left; left &= left - 1)
			number[found++] =
				first + (uint32_t)__builtin_ctzll(left);
	}
	return found;
}

/* Neighbours often share a word, and a word that was just written is read back
 * late: so four quarters of the numbers take turns. */
static void set_bits(const uint32_t *number, size_t n, uint32_t from,
		     uint64_t *words)
{
	size_t quarter = n / 4, i = 0;

	for (; i < quarter; i++)
		for (size_t k = 0; k < 4; k++) {
			uint32_t bit = number[k * quarter + i] - from;

			words[bit / 64] |= UINT64_C(1) << (bit % 64);
		}
	for (i = 4 * quarter; i < n; i++) {
		uint32_t bit = number[i] - from;

		words[bit / 64] |= UINT64_C(1) << (bit % 64);
	}
}

/* ---- places -------------------------------------------------------------- */

#ifdef KERNEL_AVX2
/* Of eight numbers those that are x or more, a bit each. */
static inline unsigned not_below(const uint32_t *number, __m256i x)
{
	__m256i v = _mm256_loadu_si256((const void *)number);
	__m256i is = _mm256_cmpeq_epi32(_mm256_max_epu32(v, x), v);

	return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(is));
}
#endif

/* First right there, then by halves without a branch to foretell, then in a row
 * again. */
static size_t find(const uint32_t *number, size_t n, size_t from, uint32_t x)
{
	size_t i = from;

#ifdef KERNEL_AVX2
	const __m256i wanted = _mm256_set1_epi32((int)x);
	unsigned is = i + 8 <= n ? not_below(number + i, wanted) : 0;

	if (is)
		return i + (unsigned)__builtin_ctz(is);
#endif
	for (size_t left = n - i; left > 16; left -= left / 2)
		i += number[i + left / 2 - 1] < x ? left / 2 : 0;
#ifdef KERNEL_AVX2
	for (; i + 8 <= n; i += 8) {
		is = not_below(number + i, wanted);
		if (is)
			return i + (unsigned)__builtin_ctz(is);
	}
#endif
	while (i < n && number[i] < x)
		i++;
	return i;
}

static size_t seek(const uint32_t *number, size_t n, size_t from, uint32_t x)
{
	size_t low = from, step = 16;

	/* All before low are below x. */
	while (low + step < n && number[low + step - 1] < x) {
		low += step;
		step *= 2;
	}
	while (step > 16) {
		step /= 2;
		if (low + step < n && number[low + step - 1] < x)
			low += step;
	}
	return find(number, n, low, x);
}

/* ---- side by side -------------------------------------------------------- */

#ifdef KERNEL_AVX2
/* Of eight numbers, of which n count, says whether one is x. */
static inline bool has_number(const uint32_t *number, size_t n, uint32_t x)
{
	__m256i v = _mm256_loadu_si256((const void *)number);
	__m256i is = _mm256_cmpeq_epi32(v, _mm256_set1_epi32((int)x));
	unsigned lanes = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(is));

	return (lanes & (n < 8 ? (1u << n) - 1 : 0xff)) != 0;
}

static size_t beside(uint32_t *a, size_t n, const uint32_t *b, size_t m,
		     uint32_t by)
{
	size_t kept = 0, y = 0;

	for (size_t x = 0; m && x < n; x++) {
		uint32_t v = a[x];

		while (y + 8 < m && b[y + 7] < v + by)
			y += 8;
		a[kept] = v;
		kept += has_number(b + y, m - y, v + by);
	}
	return kept;
}
#else
/* Which of the two is ahead cannot be foretold: there is no branch on it. */
static size_t beside(uint32_t *a, size_t n, const uint32_t *b, size_t m,
		     uint32_t by)
{
	size_t kept = 0, x = 0, y = 0;

	while (x < n && y < m) {
		uint32_t v = a[x], p = v + by, q = b[y];

		a[kept] = v;
		kept += p == q;
		x += p <= q;
		y += q <= p;
	}
	return kept;
}
#endif

#endif
