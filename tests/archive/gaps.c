/* Gaps of a whole block are those of its positions, and make it again byte for
 * byte. */
#include "core/archive/gaps.h"
#include "core/archive/pack.h"
#include "core/archive/positions.h"
#include "tests/archive/hurt.h"
#include "tests/archive/lists.h"

enum { ROUNDS = 300, HURT_EVERY = 60, MANY = 4096 };

static enum ns_code decode(const uint8_t *in, size_t n, const void *total)
{
	static uint32_t gap[MANY], form[MANY];
	const uint32_t *wanted = total;
	struct ns_positions ps;
	size_t bytes;

	if (ns_positions_shape(in, n, &ps, &bytes) || ps.total != *wanted)
		return NS_CORRUPT;
	return ns_gaps_decode(&ps, *wanted, gap, form);
}

/* Sums a posting's gaps up. */
static void same_places(const uint32_t *gap, const uint32_t *position,
			const uint32_t *start, uint32_t n)
{
	for (uint32_t j = 0; j < n; j++) {
		uint32_t next = 0;

		for (uint32_t i = start[j]; i < start[j + 1]; i++) {
			T_INT(next + gap[i], position[i]);
			next = position[i] + 1;
		}
	}
}

/* The gaps of out, and the same block made of them. */
static void same_gaps(const struct ns_buf *out, const uint32_t *position,
		      const uint32_t *start, uint32_t n)
{
	static uint32_t gap[MANY], form[MANY];
	uint8_t *exact = hurt_copy(out->p, out->n, NS_PACK_SLACK);
	struct ns_buf again = { 0 };
	struct ns_positions ps;
	size_t bytes;

	T_INT(ns_positions_shape(exact, out->n, &ps, &bytes), NS_OK);
	T_INT(ns_gaps_decode(&ps, start[n], gap, form), NS_OK);
	same_places(gap, position, start, n);
	ns_positions_encode_gaps(gap, start[n], form, &again);
	T_BYTES(again.p, again.n, out->p, out->n);
	ns_buf_free(&again);
	free(exact);
}

static void gaps_make_the_block_again(void)
{
	static uint32_t position[1 << 19], form[MANY];
	uint32_t start[NS_BLOCK_DOCS + 1];
	uint64_t seed = 5;

	for (int round = 0; round < ROUNDS; round++) {
		unsigned form_bits = hurt_below(&seed, 9);
		struct hurt h = { "gaps",        decode, NULL,
				  NS_PACK_SLACK, true,   false };
		struct ns_buf out = { 0 };
		struct ns_block b;
		uint32_t n;

		random_block(&b, 0, &seed);
		for (uint32_t j = 0; j < b.n; j++) {
			b.title[j] = 0;
			b.freq[j] = 1 + b.freq[j] % 31;
		}
		n = random_positions(&b, start, position, &seed);
		for (uint32_t i = 0; i < n; i++)
			form[i] = hurt_number(&seed, form_bits);
		ns_positions_encode(start, b.n, position, form, &out);
		same_gaps(&out, position, start, b.n);
		h.arg = &n;
		if (round % HURT_EVERY == 0 && out.n < 1500)
			hurt_all(&h, out.p, out.n);
		ns_buf_free(&out);
	}
}

/* One occurrence: width 0, and its gap in the high bits. */
static void refuses_what_is_no_gap(void)
{
	uint8_t none[5 + NS_PACK_SLACK] = { 0, 0, 1, 1, 0 };
	uint8_t wide[9 + NS_PACK_SLACK] = { 22, 0, 1, 1, 2 };
	uint8_t behind[6 + NS_PACK_SLACK] = { 0, 0, 1, 1, 0, 1 };
	uint32_t one = 1;

	T_INT(decode(none, 5, &one), NS_CORRUPT);
	T_INT(decode(wide, 8, &one), NS_CORRUPT);
	T_INT(decode(behind, 5, &one), NS_CORRUPT);
	none[4] = 1;
	wide[4] = 1;
	T_INT(decode(none, 5, &one), NS_OK);
	T_INT(decode(wide, 8, &one), NS_OK);
}

int main(void)
{
	T_RUN(gaps_make_the_block_again);
	T_RUN(refuses_what_is_no_gap);
	return t_end();
}
