/* answer.h - what was found becomes hits: articles, snippets, explanations. */
#ifndef NS_QUERY_ANSWER_H
#define NS_QUERY_ANSWER_H

#include "query/marks.h"
#include "query/rescore.h"

struct ns_answerer {
	const struct ns_plan *plan;
	struct ns_snippeter *snippeter;
	struct ns_arena *arena; // the hits and what they hold
	struct ns_marks marks;
	struct ns_buf text; // an explanation
};

enum ns_code ns_answerer_begin(struct ns_answerer *a, struct ns_error *e);
void ns_answerer_end(struct ns_answerer *a);

/* Fills *hit (its tier is set) from a document found; all of it lives in the
 * answerer's arena. */
enum ns_code ns_answerer_hit(struct ns_answerer *a, const struct ns_found *f,
			     struct ns_hit *hit, struct ns_error *e);

#endif
