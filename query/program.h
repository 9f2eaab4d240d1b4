/* program.h - a tree of operators as a list of instructions over bitsets.
 *
 *	(a OR b) AND NOT c    r0: documents asked for
 *
 *	r1 = 0; r1 |= a in r0; r1 |= b in r0; r0 = r1;
 *	r0 empty? -> end; r0 &= not c
 *
 * What is cheap comes first, and a leaf is asked only for the documents that
 * are still in.
 */
#ifndef NS_QUERY_PROGRAM_H
#define NS_QUERY_PROGRAM_H

#include "query/leaf.h"

enum ns_instruction_kind {
	NS_DO_KEEP_LEAF, // to &= leaf
	NS_DO_DROP_LEAF, // to &= ~leaf
	NS_DO_ADD_LEAF,  // to |= leaf & from
	NS_DO_COPY,      // to = from
	NS_DO_CLEAR,     // to = 0
	NS_DO_ADD,       // to |= from
	NS_DO_DROP,      // to &= ~from
	NS_DO_SKIP,      // to empty: go on at `from`
};

struct ns_instruction {
	enum ns_instruction_kind kind;
	uint32_t to, from; // registers
	uint32_t leaf;
};

struct ns_program {
	struct ns_instruction *code;
	uint32_t n, cap;
	uint32_t n_registers;
	uint32_t *driver; // every match is in one of these leaves
	uint32_t n_drivers, cap_drivers;
	bool driven; // otherwise every document may match
};

/* Compiles a tree; from the arena. */
enum ns_code ns_program_make(const struct ns_branch *op, struct ns_arena *arena,
			     struct ns_program *out, struct ns_error *e);

/* Where a program runs: the leaves of one language in one segment. */
struct ns_machine {
	struct ns_bound_leaf *leaf;
	uint64_t (*reg)[NS_WINDOW_WORDS]; // as many as the program needs
};

/* Runs over the window that the leaves are asked for: register 0 holds the
 * documents asked for, and then those of them that match. */
enum ns_code ns_program_run(const struct ns_program *p, struct ns_machine *m,
			    struct ns_error *e);

/* The first document >= doc that could match; NS_NO_DOC if none. */
ns_docid ns_program_next(const struct ns_program *p, struct ns_bound_leaf *leaf,
			 ns_docid doc);

#endif
