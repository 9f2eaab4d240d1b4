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

/* The tables of an archive, which change with its generations. A zeroed struct
 * has none. */
struct ns_bm25_tables {
	struct ns_bm25 text, title; // what they were made for
	double k[256];              // K of texts
	double k_title[256];        // of titles
	double k_flat[256];         // k1, where length does not matter
};

/* Makes those anew that are for something else. */
void ns_bm25_tables_fit(struct ns_bm25_tables *t, const struct ns_bm25 *text,
			const struct ns_bm25 *title);

#endif
