/* rounds.h - asks questions in rounds and keeps the time that each took.
 *
 * A round is every operation over every question. Round 0 warms up. A question
 * and operation that has used PAIR_NS is not measured again. The clock covers
 * the making of a tree from the words of the question (or, where it is typed,
 * the reading of its text) and the search up to the sorted list of documents;
 * no article is read. Nothing is cached between searches.
 */
#ifndef NS_TESTS_BENCH_ROUNDS_H
#define NS_TESTS_BENCH_ROUNDS_H

#include "tests/bench/parts/asked.h"

/* Times every question; appends to out, for each and each operation that ops
 * names (with commas, empty: all), a line
 *	id TAB kind TAB op TAB hits TAB least ns TAB median ns */
struct rounds {
	struct ns_searcher *searcher;
	const struct asked_list *asked;
	uint32_t n;
	struct ns_str ops;
	bool cpu_time; // of this thread, on a machine that others use
	bool typed;    // questions are texts
};
enum ns_code rounds_time(const struct rounds *r, struct ns_buf *out,
			 struct ns_error *e);

/* Appends the best ten of every question, best first:
 *	question TAB id TAB score */
enum ns_code rounds_dump(const struct rounds *r, struct ns_buf *out,
			 struct ns_error *e);

#endif
