/* kernel_vec.h - eight or sixteen packed values in a vector.
 *
 * Eight values of b bits fill b bytes, so groups of eight begin at bytes, and
 * within a group value j begins at bit b j of it (and of the phase, where the
 * first value is no multiple of eight). Up to 25 bits, what a value spans lies
 * in four bytes: they are fetched by a shuffle, each lane is shifted by its own
 * distance and masked.
 */
#ifndef NS_ARCHIVE_KERNEL_VEC_H
#define NS_ARCHIVE_KERNEL_VEC_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

enum { VECTOR_BITS = 25 };

#ifdef KERNEL_AVX512

enum { GROUP = 16 };
typedef __m512i vec;

/* How groups are fetched. */
struct fetch {
	const uint8_t *in; // the first group's bytes
	size_t step;       // to the next
	vec bytes, shift, mask;
};

static inline vec vec_all(uint32_t v)
{
	return _mm512_set1_epi32((int)v);
}

static inline vec vec_add(vec a, vec b)
{
	return _mm512_add_epi32(a, b);
}

static inline void vec_put(uint32_t *to, vec v)
{
	_mm512_storeu_si512(to, v);
}

/* bits: up to VECTOR_BITS. A group lies within the 64 bytes that are loaded:
 * (7 + 16 * 25) / 8 + 1 = 51. */
static inline struct fetch fetch_of(const uint8_t *in, size_t first,
				    unsigned bits)
{
	const vec lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
					   12, 13, 14, 15);
	uint64_t at = (uint64_t)first * bits;
	vec bit = vec_add(_mm512_mullo_epi32(lane, vec_all(bits)),
			  vec_all((uint32_t)(at % 8)));
	vec byte = _mm512_mullo_epi32(_mm512_srli_epi32(bit, 3),
				      vec_all(0x01010101));

	return (struct fetch){
		.in = in + at / 8,
		.step = (size_t)2 * bits,
		.bytes = _mm512_add_epi8(byte, vec_all(0x03020100)),
		.shift = _mm512_and_si512(bit, vec_all(7)),
		.mask = vec_all((UINT32_C(1) << bits) - 1),
	};
}

static inline vec fetch_group(const struct fetch *f, size_t group)
{
	vec v = _mm512_loadu_si512(f->in + group * f->step);

	v = _mm512_permutexvar_epi8(f->bytes, v);
	return _mm512_and_si512(_mm512_srlv_epi32(v, f->shift), f->mask);
}

/* Sums of the lanes up to each. */
static inline vec vec_sums(vec v)
{
	const vec no = _mm512_setzero_si512();

	v = vec_add(v, _mm512_alignr_epi32(v, no, 15));
	v = vec_add(v, _mm512_alignr_epi32(v, no, 14));
	v = vec_add(v, _mm512_alignr_epi32(v, no, 12));
	return vec_add(v, _mm512_alignr_epi32(v, no, 8));
}

/* The last lane in all. */
static inline vec vec_last(vec v)
{
	return _mm512_permutexvar_epi32(vec_all(15), v);
}

#else

enum { GROUP = 8 };
typedef __m256i vec;

/* Shuffles stay within halves of 16 bytes: each loads its own. */
struct fetch {
	const uint8_t *in;
	size_t step, high; // high: where the upper half's bytes begin
	vec bytes, shift, mask;
};

static inline vec vec_all(uint32_t v)
{
	return _mm256_set1_epi32((int)v);
}

static inline vec vec_add(vec a, vec b)
{
	return _mm256_add_epi32(a, b);
}

static inline void vec_put(uint32_t *to, vec v)
{
	_mm256_storeu_si256((void *)to, v);
}

/* bits: up to VECTOR_BITS. */
static inline struct fetch fetch_of(const uint8_t *in, size_t first,
				    unsigned bits)
{
	const vec lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
	uint64_t at = (uint64_t)first * bits;
	uint32_t phase = (uint32_t)(at % 8), high = (phase + 4 * bits) / 8;
	vec bit = vec_add(_mm256_mullo_epi32(lane, vec_all(bits)),
			  vec_all(phase));
	vec half =
		_mm256_blend_epi32(_mm256_setzero_si256(), vec_all(high), 0xf0);
	vec byte = _mm256_mullo_epi32(
		_mm256_sub_epi32(_mm256_srli_epi32(bit, 3), half),
		vec_all(0x01010101));

	return (struct fetch){
		.in = in + at / 8,
		.step = bits,
		.high = high,
		.bytes = _mm256_add_epi8(byte, vec_all(0x03020100)),
		.shift = _mm256_and_si256(bit, vec_all(7)),
		.mask = vec_all((UINT32_C(1) << bits) - 1),
	};
}

static inline vec fetch_group(const struct fetch *f, size_t group)
{
	const uint8_t *p = f->in + group * f->step;
	vec v = _mm256_castsi128_si256(_mm_loadu_si128((const void *)p));

	v = _mm256_inserti128_si256(
		v, _mm_loadu_si128((const void *)(p + f->high)), 1);
	v = _mm256_shuffle_epi8(v, f->bytes);
	return _mm256_and_si256(_mm256_srlv_epi32(v, f->shift), f->mask);
}

static inline vec vec_sums(vec v)
{
	vec low;

	v = vec_add(v, _mm256_slli_si256(v, 4));
	v = vec_add(v, _mm256_slli_si256(v, 8));
	low = _mm256_shuffle_epi32(v, 0xff); // the last of each half
	return vec_add(v, _mm256_permute2x128_si256(low, low, 0x08));
}

static inline vec vec_last(vec v)
{
	return _mm256_permutevar8x32_epi32(v, vec_all(7));
}

#endif
#endif
