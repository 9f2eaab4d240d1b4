#include "query/bm25.h"

#include <math.h>
#include <stdbool.h>

#include "core/archive/format.h"

double ns_idf(uint64_t n_docs, uint64_t df)
{
	double n = (double)n_docs, d = (double)(df < n_docs ? df : n_docs);

	return log(1 + (n - d + .5) / (d + .5));
}

void ns_bm25_table(const struct ns_bm25 *m, double k[256])
{
	double avgdl = m->avgdl > 0 ? m->avgdl : 1;
	uint32_t code;

	for (code = 0; code < 256; code++) {
		double dl = ns_norm_length((uint8_t)code);

		k[code] = m->k1 * (1 - m->b + m->b * dl / avgdl);
	}
}

static bool is_same(const struct ns_bm25 *a, const struct ns_bm25 *b)
{
	return !(a->k1 < b->k1 || a->k1 > b->k1 || a->b < b->b || a->b > b->b ||
		 a->avgdl < b->avgdl || a->avgdl > b->avgdl);
}

void ns_bm25_tables_fit(struct ns_bm25_tables *t, const struct ns_bm25 *text,
			const struct ns_bm25 *title)
{
	uint32_t i;

	if (!is_same(&t->text, text)) {
		ns_bm25_table(text, t->k);
		for (i = 0; i < 256; i++)
			t->k_flat[i] = text->k1;
	}
	if (!is_same(&t->title, title))
		ns_bm25_table(title, t->k_title);
	t->text = *text;
	t->title = *title;
}
