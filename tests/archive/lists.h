/* lists.h - random postings and positions for the tests of their codecs. */
#ifndef NS_TESTS_ARCHIVE_LISTS_H
#define NS_TESTS_ARCHIVE_LISTS_H

#include "core/archive/postings.h"
#include "tests/archive/hurt.h"

enum { WEIGHT = 2 }; // of titles

/* A block whose gaps, counts and titles take at most these bits. */
static inline void random_block(struct ns_block *b, ns_docid base,
				uint64_t *seed)
{
	unsigned gap_bits = hurt_below(seed, 20);
	unsigned freq_bits = hurt_below(seed, 12);
	uint32_t doc = base;

	memset(b, 0, sizeof(*b));
	b->n = 1 + hurt_below(seed, NS_BLOCK_DOCS);
	b->has_title = hurt_below(seed, 2) == 0;
	for (uint32_t i = 0; i < b->n; i++, doc++) {
		doc += hurt_number(seed, gap_bits);
		b->doc[i] = doc;
		b->freq[i] = 1 + hurt_number(seed, freq_bits);
		b->title[i] = b->has_title ? hurt_below(seed, b->freq[i]) : 0;
	}
	b->has_title = 0;
	for (uint32_t i = 0; i < b->n; i++)
		if (b->title[i])
			b->has_title = 1;
}

/* Occurrences of each posting, and their places. */
static inline uint32_t random_positions(const struct ns_block *b,
					uint32_t *start, uint32_t *position,
					uint64_t *seed)
{
	unsigned gap_bits = hurt_below(seed, 9);
	uint32_t at = 0;

	start[0] = 0;
	for (uint32_t j = 0; j < b->n; j++) {
		uint32_t n = ns_occurrences(b, j, WEIGHT), next = 0;

		for (uint32_t k = 0; k < n; k++) {
			next += hurt_number(seed, gap_bits);
			if (hurt_below(seed, 50) == 0)
				next += hurt_number(seed, 14);
			position[at++] = next++;
		}
		start[j + 1] = at;
	}
	return at;
}

#endif
