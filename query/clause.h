/* clause.h - one word of a flat question in one segment: its list, what its
 * postings add to scores, and the most that they can add.
 *
 *	   window            [at, end): blocks that could hold documents of it
 *	|<-------->|         bound: no document of the window gets more
 *	[ ] [ ] [ ] [ ]
 */
#ifndef NS_QUERY_CLAUSE_H
#define NS_QUERY_CLAUSE_H

#include "core/archive/kernel.h"
#include "query/flat.h"
#include "query/leaf.h"

/* Documents at a time. Arrays have room for what vectors write beyond. */
enum { NS_BATCH = 512, NS_BATCH_ROOM = NS_KERNEL_ROOM };

/* Where in a block a document is, by its low bits: asked of a block that spans
 * less than that. What lies there from other blocks does no harm: whoever finds
 * a place looks whether the document is there. */
enum { NS_PLACES = 4096 };
struct ns_places_of_docs {
	uint8_t at[NS_PLACES];
};

struct ns_clause {
	const struct ns_postings *p;
	const double *k; // K by norm code
	double weight;   // 0: does not score
	double stretch;  // weight of an impact's unit, 2^-16
	enum ns_role role;
	uint32_t most;    // bound of the whole list
	uint32_t at, end; // blocks of the window
	uint32_t bound;   // in the window
	uint32_t loaded;  // the block in *b; UINT32_MAX: none
	uint32_t counted; // the block whose freqs are in *b, or none
	struct ns_block *b;
	struct ns_places_of_docs *places; // shared by all clauses
};

/* What all clauses need of a window. */
struct ns_clause_window {
	ns_docid from, to;
	const uint8_t *norm; // of document `from` and those behind it
};

/* Readies a clause whose .p and .b are set. scores: or else its weight is 0. */
void ns_clause_init(struct ns_clause *c, const struct ns_plan *plan,
		    const struct ns_plan_leaf *leaf);

/* No posting with an impact of at most this adds more. */
static inline uint32_t ns_clause_bound(const struct ns_clause *c,
				       uint16_t impact)
{
	double most = c->stretch * impact;

	if (impact == UINT16_MAX || most > c->weight)
		most = c->weight;
	return c->weight > 0 ? (uint32_t)most + 1 : 0;
}

/* A score that the document of this rank at least gets from the list alone; 0:
 * not known. Only while all documents count. */
uint32_t ns_clause_prime(const struct ns_clause *c, const struct ns_plan *plan,
			 uint32_t rank);

/* Goes forward to the window: sets .at, .end and .bound. */
void ns_clause_enter(struct ns_clause *c, ns_docid from, ns_docid to);

/* The first document >= doc that the list could hold; NS_NO_DOC if none. Moves
 * .at. */
ns_docid ns_clause_next(struct ns_clause *c, ns_docid doc);

/* Documents and how often they have a word. */
struct ns_counted {
	const ns_docid *doc;
	const uint32_t *freq;
	uint32_t n;
};

/* Postings of a block with their parts of scores. */
struct ns_scored {
	const ns_docid *doc;
	uint32_t n;
	uint32_t score[NS_BLOCK_DOCS + NS_BATCH_ROOM];
};
/* Those of block i that lie in the window. out->doc lives until another block
 * of the clause is asked for. */
enum ns_code ns_clause_block(struct ns_clause *c, uint32_t i,
			     const struct ns_clause_window *w,
			     struct ns_scored *out, struct ns_error *e);

/* Which of some ascending documents the list has. */
struct ns_matches {
	uint32_t n;
	uint32_t index[NS_BATCH + NS_BATCH_ROOM]; // of the document
	ns_docid doc[NS_BATCH + NS_BATCH_ROOM];
	uint32_t freq[NS_BATCH + NS_BATCH_ROOM];
	uint32_t score[NS_BATCH + NS_BATCH_ROOM]; // by ns_clause_score
};
struct ns_asked {
	const ns_docid *doc; // in the window
	uint32_t n;          // at most NS_BATCH
};
enum ns_code ns_clause_probe(struct ns_clause *c, struct ns_asked asked,
			     struct ns_matches *out, struct ns_error *e);

/* What the matches add to their scores. */
void ns_clause_score(const struct ns_clause *c,
		     const struct ns_clause_window *w, struct ns_matches *m);

#endif
