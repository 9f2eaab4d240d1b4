/* kernel_score.h - what postings add to scores. Compiled once for each set of
 * kernels, as kernel_pack.h is. Vectors divide as the scalar does, in doubles
 * and in the same order of operations, so results are the same bit for bit.
 */
#ifndef NS_ARCHIVE_KERNEL_SCORE_H
#define NS_ARCHIVE_KERNEL_SCORE_H

#include "core/archive/kernel.h"

#ifdef KERNEL_AVX2
#include <immintrin.h>
#endif

static void score(const struct ns_kernel_score *s, const uint32_t *doc,
		  const uint32_t *freq, size_t n, uint32_t *out)
{
	const uint8_t *norm = s->norm;
	size_t i = 0;

#ifdef KERNEL_AVX2
	const __m256d weight = _mm256_set1_pd(s->weight);
	const __m256d half = _mm256_set1_pd(.5);
	const uint32_t *d = doc;

	for (; i + 4 <= n; i += 4) {
		__m256d tf = _mm256_cvtepi32_pd(
			_mm_loadu_si128((const void *)(freq + i)));
		__m256d k = _mm256_setr_pd(s->k[norm[d[i] - s->from]],
					   s->k[norm[d[i + 1] - s->from]],
					   s->k[norm[d[i + 2] - s->from]],
					   s->k[norm[d[i + 3] - s->from]]);
		__m256d c = _mm256_div_pd(_mm256_mul_pd(weight, tf),
					  _mm256_add_pd(tf, k));

		c = _mm256_add_pd(c, half);
		_mm_storeu_si128((void *)(out + i), _mm256_cvttpd_epi32(c));
	}
#endif
	for (; i < n; i++) {
		double tf = freq[i], k = s->k[norm[doc[i] - s->from]];

		out[i] = (uint32_t)(s->weight * tf / (tf + k) + .5);
	}
}

#endif
