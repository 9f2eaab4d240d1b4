/* kernel_pack.h - packed values, gaps and bitsets as numbers. Compiled once for
 * each set of kernels: KERNEL_AVX512, KERNEL_AVX2 say for which. Values wider
 * than vectors take are rare and go one by one.
 */
#ifndef NS_ARCHIVE_KERNEL_PACK_H
#define NS_ARCHIVE_KERNEL_PACK_H

#include "core/archive/pack.h"

#ifdef KERNEL_AVX2
#include "core/archive/kernel_vec.h"
#endif

static void unpack_each(const uint8_t *in, size_t first, size_t n,
			unsigned bits, uint32_t *value)
{
	const uint64_t mask = (UINT64_C(1) << bits) - 1;
	uint64_t at = (uint64_t)first * bits;

	for (size_t i = 0; i < n; i++, at += bits)
		value[i] =
			(uint32_t)((ns_le64(in + at / 8) >> (at % 8)) & mask);
}

static void unpack(const uint8_t *in, size_t first, size_t n, unsigned bits,
		   uint32_t *value)
{
	size_t i = 0;

#ifdef KERNEL_AVX2
	if (bits && bits <= VECTOR_BITS && n >= GROUP) {
		struct fetch f = fetch_of(in, first, bits);

		for (; i + GROUP <= n; i += GROUP)
			vec_put(value + i, fetch_group(&f, i / GROUP));
	}
#endif
	unpack_each(in, first + i, n - i, bits, value + i);
}

static void unpack_add(const uint8_t *in, size_t n, unsigned bits, uint32_t add,
		       uint32_t *value)
{
#ifdef KERNEL_AVX2
	const vec more = vec_all(add);

	if (!bits) {
		for (size_t i = 0; i < n; i += GROUP)
			vec_put(value + i, more);
		return;
	}
	if (bits <= VECTOR_BITS) {
		struct fetch f = fetch_of(in, 0, bits);

		for (size_t i = 0; i < n; i += GROUP)
			vec_put(value + i,
				vec_add(fetch_group(&f, i / GROUP), more));
		return;
	}
#endif
	unpack_each(in, 0, n, bits, value);
	for (size_t i = 0; i < n; i++)
		value[i] += add;
}

/* ---- numbers from gaps --------------------------------------------------- */

static uint64_t numbers_each(const uint8_t *in, size_t n, unsigned bits,
			     uint32_t base, uint32_t *number)
{
	uint64_t next = base;

	unpack_each(in, 0, n, bits, number);
	for (size_t i = 0; i < n; i++) {
		next += number[i];
		number[i] = (uint32_t)next;
		next++;
	}
	return next;
}

static uint64_t numbers(const uint8_t *in, size_t n, unsigned bits,
			uint32_t base, uint32_t *number)
{
#ifdef KERNEL_AVX2
	/* Neither the sums of 128 gaps nor the base may pass 2^32. */
	if (bits <= 24 && n <= 128 && base < UINT32_C(1) << 31) {
		const vec one = vec_all(1);
		vec before = vec_all(base - 1);
		struct fetch f = fetch_of(in, 0, bits);

		for (size_t i = 0; i < n; i += GROUP) {
			vec gap = fetch_group(&f, i / GROUP);
			vec sum = vec_sums(vec_add(gap, one));

			vec_put(number + i, vec_add(sum, before));
			before = vec_add(before, vec_last(sum));
		}
		return (uint64_t)number[n - 1] + 1;
	}
#endif
	return numbers_each(in, n, bits, base, number);
}

static uint32_t gaps(const uint32_t *number, size_t n, uint32_t base,
		     uint32_t *gap)
{
	uint32_t all = gap[0] = number[0] - base;

	for (size_t i = 1; i < n; i++)
		all |= gap[i] = number[i] - number[i - 1] - 1;
	return all;
}

static uint32_t any(const uint32_t *value, size_t n)
{
	uint32_t all = 0;

	for (size_t i = 0; i < n; i++)
		all |= value[i];
	return all;
}

static uint64_t sum(const uint32_t *value, size_t n, unsigned shift)
{
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += value[i] >> shift;
	return all;
}

/* ---- packing ------------------------------------------------------------- */

/* Bits that are written one after another, 64 at a time. */
struct bit_writer {
	uint8_t *out;
	uint64_t word;
	unsigned have;
};

static inline void put_word(struct bit_writer *w, uint64_t v, unsigned bits)
{
	w->word |= v << w->have;
	w->have += bits;
	if (w->have < 64)
		return;
	memcpy(w->out, &w->word, sizeof(w->word));
	w->out += sizeof(w->word);
	w->have -= 64;
	w->word = w->have ? v >> (bits - w->have) : 0;
}

#ifdef KERNEL_AVX2
/* Eight values of up to 8 bits. */
static inline void pack_bytes(const uint32_t *value, unsigned bits,
			      uint8_t *out)
{
	const __m128i pick = _mm_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1,
					   -1, -1, -1, -1, -1, -1);
	__m128i low = _mm_loadu_si128((const void *)value);
	__m128i high = _mm_loadu_si128((const void *)(value + 4));
	uint64_t eight, mask = ((UINT64_C(1) << bits) - 1) *
			       UINT64_C(0x0101010101010101);

	eight = (uint64_t)_mm_cvtsi128_si64(_mm_unpacklo_epi32(
		_mm_shuffle_epi8(low, pick), _mm_shuffle_epi8(high, pick)));
	eight = _pext_u64(eight, mask);
	memcpy(out, &eight, sizeof(eight));
}

/* Eight values of 9 to 16 bits: twice four, of which the upper begin at half a
 * byte where the width is odd. */
static inline void pack_shorts(const uint32_t *value, unsigned bits,
			       uint8_t *out)
{
	__m128i all =
		_mm_packus_epi32(_mm_loadu_si128((const void *)value),
				 _mm_loadu_si128((const void *)(value + 4)));
	uint64_t mask =
		((UINT64_C(1) << bits) - 1) * UINT64_C(0x0001000100010001);
	uint64_t low = _pext_u64((uint64_t)_mm_cvtsi128_si64(all), mask);
	uint64_t high = _pext_u64((uint64_t)_mm_extract_epi64(all, 1), mask);

	memcpy(out, &low, sizeof(low));
	if (bits % 2)
		high = high << 4 | low >> (4 * bits - 4);
	memcpy(out + bits / 2, &high, sizeof(high));
}
#endif

static void pack(const uint32_t *value, size_t n, unsigned bits, uint8_t *out)
{
	struct bit_writer w = { out, 0, 0 };
	size_t i = 0;

#ifdef KERNEL_AVX2
	for (; bits <= 8 && i + 8 <= n; i += 8, w.out += bits)
		pack_bytes(value + i, bits, w.out);
	for (; bits <= 16 && i + 8 <= n; i += 8, w.out += bits)
		pack_shorts(value + i, bits, w.out);
#endif
	for (; i < n; i++)
		put_word(&w, value[i], bits);
	memcpy(w.out, &w.word, sizeof(w.word));
}

#endif
