/* The kernels of each set that this processor runs: values that lie in the
 * nearest cache, as a block or a window does.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/archive/kernel.h"
#include "core/archive/pack.h"
#include "core/archive/segment.h"
#include "tests/bench/parts/micro.h"

enum {
	CALLS = 2000, // of a kernel, timed together
	WINDOW_WORDS = 64,
	SEGMENT_WORDS = 16384, // a bitmap of 1,048,576 documents
	NORMS = 1 << 20,
};

struct inputs {
	const struct ns_kernels *set;
	unsigned bits; // a value
	size_t words;  // of a bitmap
	unsigned calls;
	uint8_t packed[4 * NS_BLOCK_DOCS + NS_PACK_SLACK];
	uint32_t value[NS_BLOCK_DOCS + NS_KERNEL_ROOM];
	uint32_t doc[NS_BLOCK_DOCS + NS_KERNEL_ROOM];
	uint32_t freq[NS_BLOCK_DOCS + NS_KERNEL_ROOM];
	double k[256];
	uint64_t a[SEGMENT_WORDS], b[SEGMENT_WORDS];
	uint8_t norm[NORMS];
};

static void unpack(void *with)
{
	struct inputs *in = with;

	for (unsigned i = 0; i < in->calls; i++)
		in->set->unpack(in->packed, 0, NS_BLOCK_DOCS, in->bits,
				in->value);
	micro_keep(in->value[1]);
}

static void make_numbers(void *with)
{
	struct inputs *in = with;
	uint64_t sum = 0;

	for (unsigned i = 0; i < in->calls; i++)
		sum += in->set->numbers(in->packed, NS_BLOCK_DOCS, in->bits, i,
					in->value);
	micro_keep(sum);
}

static void score(void *with)
{
	struct inputs *in = with;
	const struct ns_kernel_score s = { 1e6, in->k, in->norm, 0 };

	for (unsigned i = 0; i < in->calls; i++)
		in->set->score(&s, in->doc, in->freq, NS_BLOCK_DOCS, in->value);
	micro_keep(in->value[1]);
}

static void count_both(void *with)
{
	struct inputs *in = with;
	uint64_t sum = 0;

	for (unsigned i = 0; i < in->calls; i++)
		sum += in->set->and_count(in->a, in->b, in->words);
	micro_keep(sum);
}

static void seek(void *with)
{
	struct inputs *in = with;
	size_t sum = 0;

	for (unsigned i = 0; i < in->calls; i++)
		sum += in->set->find(in->doc, NS_BLOCK_DOCS, 0,
				     in->doc[i * 37 % NS_BLOCK_DOCS]);
	micro_keep(sum);
}

/* A row; bytes: what one of n reads and writes, in the nearest cache. */
static void put(struct micro *m, struct inputs *in, void (*call)(void *),
		const char *what, double n, double bytes)
{
	char name[96];
	double ns;

	call(in); // tables are touched
	ns = micro_least(call, in, 15) / in->calls / n;
	(void)snprintf(name, sizeof(name), "%s: %s", in->set->name, what);
	micro_put(m, &(struct micro_row){ name, "ns", ns,
					  bytes / m->limit.near_gbs,
					  "those bytes from 16 KB" });
}

static void measure(struct micro *m, struct inputs *in)
{
	static const unsigned widths[] = { 1, 4, 8, 13 };
	char what[64];

	in->calls = CALLS;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		in->bits = widths[i];
		(void)snprintf(what, sizeof(what), "a value of %u bits",
			       in->bits);
		put(m, in, unpack, what, NS_BLOCK_DOCS, in->bits / 8. + 4);
	}
	in->bits = 5;
	put(m, in, make_numbers, "a document from a gap of 5 bits",
	    NS_BLOCK_DOCS, 5 / 8. + 4);
	put(m, in, score, "a posting scored", NS_BLOCK_DOCS, 4 + 4 + 1 + 4);
	put(m, in, seek, "a place found in a block", 1, 0);
	in->words = WINDOW_WORDS;
	put(m, in, count_both, "4,096 documents and-ed, counted", 1,
	    2 * 8. * WINDOW_WORDS);
	in->words = SEGMENT_WORDS;
	in->calls = 20;
	put(m, in, count_both, "1,048,576 documents and-ed, counted", 1,
	    2 * 8. * SEGMENT_WORDS);
}

static void fill(struct inputs *in)
{
	uint64_t random = 7;

	for (size_t i = 0; i < sizeof(in->packed); i++)
		in->packed[i] = (uint8_t)(i * 151);
	for (size_t i = 0; i < SEGMENT_WORDS; i++) {
		random = random * UINT64_C(6364136223846793005) + 1;
		in->a[i] = random;
		in->b[i] = random >> 7;
	}
	for (uint32_t i = 0; i < NS_BLOCK_DOCS; i++) {
		in->doc[i] = i * 29 + i % 7;
		in->freq[i] = 1 + i % 5;
	}
	for (int i = 0; i < 256; i++)
		in->k[i] = .3 + i / 100.;
	for (size_t i = 0; i < NORMS; i++)
		in->norm[i] = (uint8_t)(i * 31);
}

enum ns_code micro_kernels(struct micro *m)
{
	struct inputs *in = calloc(1, sizeof(*in));

	if (!in)
		return ns_fail(m->e, NS_NOMEM, "no memory to measure");
	fill(in);
	for (size_t i = 0; ns_kernel_sets[i]; i++) {
		in->set = ns_kernel_sets[i];
		if (ns_kernel_runs(in->set))
			measure(m, in);
	}
	free(in);
	return NS_OK;
}
