/* letters.h - 64 bytes of text at once: which are ASCII letters, and those in
 * lower case.
 *
 * SSE2 belongs to every x86-64, so nothing is chosen at run time; elsewhere
 * eight bytes make a vector. tests/text/letters.c compares both with a loop.
 */
#ifndef NS_TEXT_LETTERS_H
#define NS_TEXT_LETTERS_H

#include <stdint.h>

#ifdef __SSE2__
#include <immintrin.h>
#endif

#include "core/base/bytes.h"

enum { NS_LETTERS = 64 };

/* Bit i says what byte i is. */
struct ns_letters {
	uint64_t letters;
	uint64_t others; // digits, '@', '_', and what is not ASCII
};

/* Eight bytes; bit 7 of each byte of the masks. */
static inline uint64_t ns_letters_low(uint64_t v, uint64_t n)
{
	uint64_t each = UINT64_C(0x0101010101010101);

	return (v & each * 0x7f) + each * (0x80 - n);
}

/* Bit 7 of each byte of `mask`, gathered. */
static inline uint64_t ns_letters_gather(uint64_t mask)
{
	return (mask >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* Reads p[0..64), writes it to out[0..64) with bit 5 set. */
static inline struct ns_letters ns_letters_plain(const uint8_t *p, uint8_t *out)
{
	uint64_t each = UINT64_C(0x0101010101010101), top = each * 0x80;
	struct ns_letters m = { 0, 0 };

	for (unsigned i = 0; i < NS_LETTERS; i += 8) {
		uint64_t v = ns_le64(p + i), low = v | each * 0x20;
		uint64_t letter = ns_letters_low(low, 'a') &
				  ~ns_letters_low(low, 'z' + 1);
		uint64_t digit = ns_letters_low(v, '0') &
				 ~ns_letters_low(v, '9' + 1);
		uint64_t at = ns_letters_low(v, '@') &
			      ~ns_letters_low(v, '@' + 1);
		uint64_t line = ns_letters_low(v, '_') &
				~ns_letters_low(v, '_' + 1);

		memcpy(out + i, &low, sizeof(low));
		m.letters |= ns_letters_gather(letter & ~v & top) << i;
		m.others |= ns_letters_gather((digit | at | line | v) & top)
			    << i;
	}
	return m;
}

#ifdef __SSE2__
/* Says which bytes lie in [first, first + n). */
static inline __m128i ns_letters_in(__m128i v, char first, char n)
{
	__m128i x = _mm_sub_epi8(v, _mm_set1_epi8(first));

	return _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8((char)(n - 1))), x);
}

static inline uint64_t ns_letters_mask(__m128i v)
{
	return (uint64_t)(uint32_t)_mm_movemask_epi8(v);
}
#endif

/* The same, as fast as the processor is known to be. */
static inline struct ns_letters ns_letters(const uint8_t *p, uint8_t *out)
{
#ifdef __SSE2__
	struct ns_letters m = { 0, 0 };

	for (unsigned i = 0; i < NS_LETTERS; i += 16) {
		__m128i v =
			_mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i low = _mm_or_si128(v, _mm_set1_epi8(0x20));
		__m128i other = _mm_or_si128(
			_mm_or_si128(v, ns_letters_in(v, '0', 10)),
			_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('@')),
				     _mm_cmpeq_epi8(v, _mm_set1_epi8('_'))));

		_mm_storeu_si128((__m128i *)(void *)(out + i), low);
		m.letters |= ns_letters_mask(ns_letters_in(low, 'a', 26)) << i;
		m.others |= ns_letters_mask(other) << i;
	}
	return m;
#else
	return ns_letters_plain(p, out);
#endif
}

#endif
