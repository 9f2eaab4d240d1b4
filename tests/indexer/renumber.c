/* A list's documents, by their final numbers. */
#include "indexer/renumber.h"

#include "tests/t.h"

enum { MOST = 70000 };

static uint32_t number[MOST], doc[MOST];

static uint32_t below(uint32_t n)
{
	static uint64_t seed = 1;

	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

static void shuffle(uint32_t *v, uint32_t n)
{
	for (uint32_t i = n; i > 1; i--) {
		uint32_t j = below(i), x = v[j];

		v[j] = v[i - 1];
		v[i - 1] = x;
	}
}

/* About one document in `step` of n_all. */
static void check(uint32_t n_all, uint32_t step)
{
	struct ns_buf memory = { 0 };
	const struct ns_renumbered *d;
	uint32_t n = 0;

	for (uint32_t i = 0; i < n_all; i++)
		if (below(step) == 0)
			doc[n++] = i;
	d = ns_renumber(doc, n, number, n_all, &memory);
	T_OK(d != NULL);
	for (uint32_t i = 0; d && i < n; i++) {
		T_OK(d[i].place < n && number[doc[d[i].place]] == d[i].doc);
		T_OK(i == 0 || d[i].doc > d[i - 1].doc);
	}
	ns_buf_free(&memory);
}

static void every_list_comes_out_in_order(void)
{
	static const uint32_t all[] = { 1, 2, 3, 48, 49, 50, 1000, 4096, MOST };
	static const uint32_t step[] = { 1, 2, 20, 1000 };

	for (unsigned a = 0; a < sizeof(all) / sizeof(*all); a++)
		for (unsigned order = 0; order < 3; order++) {
			for (uint32_t i = 0; i < all[a]; i++)
				number[i] = order == 1 ? all[a] - 1 - i : i;
			if (order == 2)
				shuffle(number, all[a]);
			for (unsigned s = 0; s < sizeof(step) / sizeof(*step);
			     s++)
				check(all[a], step[s]);
		}
}

int main(void)
{
	T_RUN(every_list_comes_out_in_order);
	return t_end();
}
