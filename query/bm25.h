/* bm25.h - the numbers of BM25: idf, and K by length. */
#ifndef NS_QUERY_BM25_H
#define NS_QUERY_BM25_H

#include <stdint.h>

/* Lucene's idf, never negative: ln(1 + (n - df + .5) / (df + .5)). df above n
 * (dead documents) counts as n. */
double ns_idf(uint64_t n_docs, uint64_t df);

/* K of every norm code: k1 (1 - b + b dl / avgdl). */
struct ns_bm25 {
	double k1, b, avgdl;
};
void ns_bm25_table(const struct ns_bm25 *m, double k[256]);

#endif
