/* expand.h - the lists of a word in one segment: which terms, and which of
 * their forms count.
 *
 *	runn*  --forms that begin so-->  (run: forms 2, 5) (runner: all)
 */
#ifndef NS_QUERY_EXPAND_H
#define NS_QUERY_EXPAND_H

#include "query/plan.h"

struct ns_expansion {
	struct ns_str term;
	const uint32_t *form;        // numbers that count, ascending
	uint32_t n_forms;            // 0: every occurrence counts
	uint32_t df;                 // BY_FORM: documents of that form; else 0
	const struct ns_term *entry; // where it was looked at, or NULL
};

struct ns_expansions {
	struct ns_expansion *item;
	uint32_t n;
	uint64_t *docs; // bitmap of the segment: documents in which the word
			// occurs, where they were counted before; or NULL
};

/* Few enough to be kept from one bind of a segment to the next. */
enum { NS_EXPANSIONS_KEPT = 1024 };

/* Everything is from the arena. A walk that meets the soft limit stops with
 * what it has. NS_OK (nothing: .n is 0), NS_LIMIT, NS_TIMEOUT, NS_CORRUPT. */
struct ns_expander {
	const struct ns_segment *seg;
	struct ns_arena *arena;
	struct ns_arena *scratch; // reset at will, for what is bound
	struct ns_deadline *deadline;
	struct ns_arena *keep; // lives with the plan
	uint32_t segment;      // its number in the snapshot
};

/* For a segment of the plan's snapshot, with the plan's arenas. */
static inline struct ns_expander ns_expander_of(const struct ns_plan_input *in,
						uint32_t segment)
{
	return (struct ns_expander){
		in->snap->segment[segment].seg,
		in->segment,
		in->scratch,
		in->deadline,
		in->arena,
		segment,
	};
}

enum ns_code ns_expand(const struct ns_expander *x,
		       const struct ns_plan_word *word,
		       struct ns_expansions *out, struct ns_error *e);

/* What to say when an arena is used up. */
enum ns_code ns_out_of_budget(struct ns_error *e);

#endif
