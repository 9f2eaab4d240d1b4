/* kernel_runs.h - positions from gaps whose high bits are runs of zeros that
 * ones end. Compiled once for each set of kernels, as kernel_pack.h is.
 *
 *	gaps      low bits l0 l1 l2 ...         ones at bits b0 b1 b2 ...
 *	place i = l0 + ... + li + i + ((bi - first bit - i) << width)
 */
#ifndef NS_ARCHIVE_KERNEL_RUNS_H
#define NS_ARCHIVE_KERNEL_RUNS_H

#ifdef KERNEL_AVX2
#include <immintrin.h>
#endif

#include "core/archive/format.h"
#include "core/archive/kernel.h"
#include "core/base/bytes.h"

/* Bits from `at` on, zeros behind the end. */
static inline uint64_t run_word(const struct ns_kernel_places *p, size_t at)
{
	size_t left = p->high_bytes - at / 8;
	uint64_t word = ns_le64(p->high + at / 8);

	return left < 8 ? word & ((UINT64_C(1) << (8 * left)) - 1) : word;
}

/* Of the ones in word, number n, as a word. */
static inline uint64_t one_of(uint64_t word, size_t n)
{
#ifdef KERNEL_AVX2
	return _pdep_u64(UINT64_C(1) << n, word);
#else
	for (; n; n--)
		word &= word - 1;
	return word & (0 - word);
#endif
}

static inline int load_word(struct ns_kernel_places *p)
{
	if (p->at >= 8 * p->high_bytes)
		return 0;
	p->word = run_word(p, p->at);
	p->at += 64;
	return 1;
}

/* Goes on until `first` ones are passed, 0: there are fewer. */
static inline int pass_ones(struct ns_kernel_places *p, size_t first)
{
	size_t n, ones;
	uint64_t last;

	if (first < p->ones) {
		p->word = 0;
		p->ones = p->at = p->next = 0;
	}
	for (n = first - p->ones; n; n -= ones) {
		ones = (size_t)__builtin_popcountll(p->word);
		if (n <= ones)
			break;
		if (!load_word(p))
			return 0;
	}
	if (n) {
		last = one_of(p->word, n - 1);
		p->word &= ~(last | (last - 1));
		p->next = p->at - 64 + (size_t)__builtin_ctzll(last) + 1;
	}
	p->ones = first;
	return 1;
}

/* Low bits to places. */
static inline int add_highs(struct ns_kernel_places *p, size_t n,
			    uint32_t *value)
{
	uint64_t place = 0, low = 0, word = p->word;
	size_t start = p->next, i = 0, run = 0;

	while (i < n) {
		size_t most = (size_t)__builtin_popcountll(word) + i;
		size_t bit = p->at - 64 - start;

		for (most = most < n ? most : n; i < most; i++) {
			run = bit + (size_t)__builtin_ctzll(word) - i;
			word &= word - 1;
			low += value[i];
			place = low + i + ((uint64_t)run << p->bits);
			value[i] = (uint32_t)place;
		}
		if (i == n)
			break;
		if (!load_word(p))
			return 0;
		word = p->word;
	}
	p->word = word;
	p->next = start + run + n;
	p->ones += n;
	return place <= NS_POSITION_MAX;
}

static int places(struct ns_kernel_places *p, size_t first, size_t n,
		  uint32_t *value)
{
	int is = pass_ones(p, first);

	if (is) {
		unpack(p->low, first, n, p->bits, value);
		is = add_highs(p, n, value);
	}
	if (!is)
		p->ones = SIZE_MAX; // the next call begins anew
	return is;
}

#endif
