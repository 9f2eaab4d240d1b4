#include "indexer/renumber.h"

#include <string.h>

enum {
	FEW = 48, // sorted by insertion
};

/* Sorted by insertion, from the last document on: what came in by date is then
 * nearly in order. */
static void insert(struct ns_renumbered *to, const uint32_t *doc, uint32_t n,
		   const uint32_t *number)
{
	for (uint32_t i = 0; i < n; i++) {
		struct ns_renumbered x = { n - 1 - i, number[doc[n - 1 - i]] };
		uint32_t at = i;

		for (; at && to[at - 1].doc > x.doc; at--)
			to[at] = to[at - 1];
		to[at] = x;
	}
}

/* Two rounds of a radix sort, each by half of the bits that n_all has. */
struct rounds {
	unsigned bits;        // of a digit
	uint32_t *low, *high; // where the next of each digit goes
};

static void sum_up(uint32_t *count, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t here = count[i];

		count[i] = sum;
		sum += here;
	}
}

static void sort(struct ns_renumbered *to, struct ns_renumbered *other,
		 uint32_t n, struct rounds r)
{
	size_t digits = (size_t)1 << r.bits;
	uint32_t mask = (uint32_t)digits - 1;

	memset(r.low, 0, digits * sizeof(*r.low));
	memset(r.high, 0, digits * sizeof(*r.high));
	for (uint32_t i = 0; i < n; i++) {
		r.low[to[i].doc & mask]++;
		r.high[to[i].doc >> r.bits]++;
	}
	sum_up(r.low, digits);
	sum_up(r.high, digits);
	for (uint32_t i = 0; i < n; i++)
		other[r.low[to[i].doc & mask]++] = to[i];
	for (uint32_t i = 0; i < n; i++)
		to[r.high[other[i].doc >> r.bits]++] = other[i];
}

/* Half of the bits of numbers below n. */
static unsigned half_bits(uint32_t n)
{
	return (33u - (unsigned)__builtin_clz(n | 1)) / 2;
}

const struct ns_renumbered *ns_renumber(const uint32_t *doc, uint32_t n,
					const uint32_t *number, uint32_t n_all,
					struct ns_buf *memory)
{
	struct rounds r = { .bits = half_bits(n_all) };
	size_t digits = (size_t)1 << r.bits;
	size_t pairs = 2 * (size_t)n * sizeof(struct ns_renumbered);
	struct ns_renumbered *to;

	ns_buf_reset(memory);
	to = (void *)ns_buf_room(memory, pairs + 2 * digits * sizeof(uint32_t));
	if (!to)
		return NULL;
	if (n <= FEW) {
		insert(to, doc, n, number);
		return to;
	}
	r.low = (void *)(to + 2 * (size_t)n);
	r.high = r.low + digits;
	for (uint32_t i = 0; i < n; i++)
		to[i] = (struct ns_renumbered){ i, number[doc[i]] };
	sort(to, to + n, n, r);
	return to;
}
