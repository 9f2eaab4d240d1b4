/* kernel_runs.h - runs of zeros that ones end. Compiled once for each set of
 * kernels, as kernel_pack.h is.
 */
#ifndef NS_ARCHIVE_KERNEL_RUNS_H
#define NS_ARCHIVE_KERNEL_RUNS_H

#ifdef KERNEL_AVX2
#include <immintrin.h>
#endif

#include "core/archive/format.h"
#include "core/archive/kernel.h"
#include "core/base/bytes.h"

/* 64 bits of the runs at a time. */
struct run_reader {
	uint64_t word; // ones not read yet
	size_t at;     // of the word, in bits
	size_t next;   // bit behind the last one that was read
};

/* Bits from `at` on, zeros behind the end. */
static inline uint64_t run_word(const struct ns_kernel_runs *r, size_t at)
{
	size_t left = r->bytes - at / 8;
	uint64_t word = ns_le64(r->bits + at / 8);

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

/* Passes over n ones; false: there are fewer. */
static inline bool skip_ones(const struct ns_kernel_runs *r, size_t n,
			     struct run_reader *to)
{
	size_t end = 8 * r->bytes, at = 0;
	uint64_t last, word;

	for (;; at += 64) {
		size_t ones;

		if (at >= end)
			return false;
		word = run_word(r, at);
		ones = (size_t)__builtin_popcountll(word);
		if (n <= ones)
			break;
		n -= ones;
	}
	*to = (struct run_reader){ word, at, at };
	if (!n)
		return true;
	last = one_of(word, n - 1);
	to->word = word & ~(last | (last - 1));
	to->next = at + (size_t)__builtin_ctzll(last) + 1;
	return true;
}

static size_t add_runs(const struct ns_kernel_runs *r, size_t first, size_t n,
		       uint32_t *value)
{
	size_t most = (size_t)NS_POSITION_MAX >> r->shift;
	struct run_reader b;

	if (!skip_ones(r, first, &b))
		return 0;
	for (size_t i = 0; i < n; i++) {
		size_t one, run;

		while (!b.word) {
			b.at += 64;
			if (b.at >= 8 * r->bytes)
				return i;
			b.word = run_word(r, b.at);
		}
		one = b.at + (size_t)__builtin_ctzll(b.word);
		b.word &= b.word - 1;
		run = one - b.next;
		if (run > most)
			return i;
		value[i] += (uint32_t)run << r->shift;
		b.next = one + 1;
	}
	return n;
}

#endif
