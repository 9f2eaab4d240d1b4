#include "query/bm25.h"

#include <math.h>

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
