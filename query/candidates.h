/* candidates.h - documents of a window that some words of a question have been
 * looked up for, on their way to the heap: the other words, exclusions. Inside
 * pruned.c and candidates.c only.
 */
#ifndef NS_QUERY_CANDIDATES_H
#define NS_QUERY_CANDIDATES_H

#include "query/pruned.h"

struct ns_pruner {
	const struct ns_part *part;
	const uint64_t *live;
	uint32_t need;     // lesser scores cannot come in
	uint32_t n_active; // clauses that do not exclude

	uint32_t reach; // documents of the next window
	struct ns_clause_window window;
	const int64_t *date; // of the window's documents
	ns_docid chunk_from; // of the columns, NS_NO_DOC: none
	const uint8_t *chunk_norm;
	const int64_t *chunk_date;

	struct ns_clause *order[NS_FLAT_WORDS]; // by bound, rising
	struct ns_clause *drive[NS_FLAT_WORDS];
	struct ns_clause *rest[NS_FLAT_WORDS];
	uint32_t n_drive, n_rest;
	uint32_t left[NS_FLAT_WORDS + 1]; // bounds of rest[i] and those behind
	uint32_t total;                   // of all bounds

	/* Candidates: ascending documents, scores so far. */
	uint32_t n;
	ns_docid doc[NS_BATCH + NS_BATCH_ROOM];
	uint32_t score[NS_BATCH + NS_BATCH_ROOM];
	uint8_t any[NS_BATCH + NS_BATCH_ROOM]; // it has one of ROLE_ANY

	struct ns_places_of_docs places;
	bool has_places;
	struct ns_matches matches;
	struct ns_scored scored;
	bool clean;    // acc and touched are zeros
	bool is_dense; // touched is not kept
	uint64_t touched[NS_WINDOW_WORDS];
	uint32_t acc[NS_WINDOW_DOCS + NS_BATCH_ROOM];
};

/* What the heap asks for from here on: sets .need. */
void ns_candidates_need(struct ns_pruned *x);

/* Looks the candidates up in the rest, and offers what is left of them to the
 * heap. Then there are none. */
enum ns_code ns_candidates_finish(struct ns_pruned *x, struct ns_error *e);

#endif
