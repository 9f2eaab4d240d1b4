/* kernel.h - the loops that a processor's vectors speed up: one source
 * (kernel_pack.h, kernel_bits.h, kernel_score.h), compiled for AVX-512, for
 * AVX2 and for any processor, chosen once when the program starts.
 *
 *	kernel_portable.c \
 *	kernel_avx2.c      >  struct ns_kernels  <-  ns_kernel points to one
 *	kernel_avx512.c   /
 *
 * A call is a block's or a window's worth of work, never a value's. All sets
 * give the same bytes and the same results.
 */
#ifndef NS_ARCHIVE_KERNEL_H
#define NS_ARCHIVE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/* What a block's arrays hold more than its n: vectors write whole ones. */
enum { NS_KERNEL_ROOM = 16 };

/* What c = floor(weight * tf / (tf + K) + .5) is made from. */
struct ns_kernel_score {
	double weight;       // below 2^31
	const double *k;     // [256], by norm code
	const uint8_t *norm; // of document `from` and those behind it
	uint32_t from;
};

/* Gaps (positions.h): packed low bits, and their high ones in high[0..bytes),
 * runs of zeros that ones end. The slack is readable behind both. */
struct ns_kernel_places {
	const uint8_t *low, *high;
	size_t high_bytes;
	unsigned bits; // low ones
	/* Where the last call stopped, so that the next goes on; 0 at first. */
	size_t ones, at, next;
	uint64_t word;
};

struct ns_kernels {
	const char *name;

	/* Packed values (pack.h). What is read lies before NS_PACK_SLACK bytes
	 * behind the packed ones.
	 *
	 * unpack: values [first, first + n); exactly n are written.
	 *
	 * unpack_add: values [0, n), each + add; room for n rounded up to
	 * NS_KERNEL_ROOM. Sums wrap.
	 *
	 * pack: what lies within NS_PACK_SLACK behind the packed bytes is
	 * undefined after it. Each value is below 2^bits. */
	void (*unpack)(const uint8_t *in, size_t first, size_t n, unsigned bits,
		       uint32_t *value);
	void (*unpack_add)(const uint8_t *in, size_t n, unsigned bits,
			   uint32_t add, uint32_t *value);
	void (*pack)(const uint32_t *value, size_t n, unsigned bits,
		     uint8_t *out);

	/* n gaps of this width, the first from base, the others from one more
	 * than the number before, to numbers; room as above. One more than the
	 * last: over 2^32 - 1 when the numbers do not fit their type. */
	uint64_t (*numbers)(const uint8_t *in, size_t n, unsigned bits,
			    uint32_t base, uint32_t *number);
	/* The reverse: gaps of n rising numbers; all of them or-ed. */
	uint32_t (*gaps)(const uint32_t *number, size_t n, uint32_t base,
			 uint32_t *gap);
	/* value[0..n) or-ed; value[i] >> shift summed up. */
	uint32_t (*any)(const uint32_t *value, size_t n);
	uint64_t (*sum)(const uint32_t *value, size_t n, unsigned shift);

	/* The gaps [first, first + n), n > 0, to value[0..n): the first, then
	 * each added to one more than the value before. 0: there are fewer, or
	 * a value is above NS_POSITION_MAX. Cheapest in ascending order. */
	int (*places)(struct ns_kernel_places *p, size_t first, size_t n,
		      uint32_t *value);

	/* base + each bit set in set[0..bytes), at most n of them, to number[],
	 * which holds n. How many bits there are. */
	size_t (*bit_numbers)(const uint8_t *set, size_t bytes, uint32_t base,
			      uint32_t *number, size_t n);

	/* Bitmaps of n words; out may be a or b. andnot: those of a not in b.
	 */
	void (*and)(uint64_t *out, const uint64_t *a, const uint64_t *b,
		    size_t n);
	void (* or)(uint64_t *out, const uint64_t *a, const uint64_t *b,
		    size_t n);
	void (*andnot)(uint64_t *out, const uint64_t *a, const uint64_t *b,
		       size_t n);
	/* Bits set, of one and of both. */
	uint64_t (*count)(const uint64_t *a, size_t n);
	uint64_t (*and_count)(const uint64_t *a, const uint64_t *b, size_t n);

	/* Sets bit number[i] - from; all are in [from, from + 64 * words). */
	void (*set_bits)(const uint32_t *number, size_t n, uint32_t from,
			 uint64_t *words);

	/* The first i >= from with number[i] >= x in the rising number[0..n),
	 * n if there is none. seek: far from `from` too (it gallops); find: in
	 * blocks of at most 128. */
	size_t (*seek)(const uint32_t *number, size_t n, size_t from,
		       uint32_t x);
	size_t (*find)(const uint32_t *number, size_t n, size_t from,
		       uint32_t x);

	/* Keeps those of the rising a[0..n) that the rising b[0..m) has, each
	 * plus `by`: how many. Room behind b as above; sums do not wrap. */
	size_t (*beside)(uint32_t *a, size_t n, const uint32_t *b, size_t m,
			 uint32_t by);

	/* Contributions of n postings to their scores; room as above, of which
	 * no more than n count. doc[i] >= s->from. */
	void (*score)(const struct ns_kernel_score *s, const uint32_t *doc,
		      const uint32_t *freq, size_t n, uint32_t *out);
};

/* The set that is used. */
extern const struct ns_kernels *ns_kernel;

/* All sets, the fastest first; NULL ends them. */
extern const struct ns_kernels *const ns_kernel_sets[];

/* Says whether this processor runs the set. */
int ns_kernel_runs(const struct ns_kernels *set);

/* Takes the set of that name, NULL or "": the fastest that runs. NS_INVALID:
 * there is none of that name, or this processor does not run it. Only while
 * nothing else runs. */
enum ns_code ns_kernel_take(const char *name, struct ns_error *e);

/* Before main, $NS_KERNEL is taken, or the fastest. Programs ask here at their
 * start whether $NS_KERNEL was fit to take. */
enum ns_code ns_kernel_check(struct ns_error *e);

#endif
