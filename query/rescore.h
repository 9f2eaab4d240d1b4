/* rescore.h - stage two: the best of a tier by exact forms and neighbouring
 * words (plan.h, "Stage two").
 */
#ifndef NS_QUERY_RESCORE_H
#define NS_QUERY_RESCORE_H

#include "query/binding.h"
#include "query/topk.h"

/* A document with its final score. */
struct ns_found {
	struct ns_ranked by; // stage one
	double score;
	bool rescored; // it holds stage two
};

/* Rescores found[0..n), n <= NS_STAGE_TWO, best first, and orders them anew:
 * those that the request's page needs. Behind them lie the others, in any
 * order, some of which could not get so far and are not rescored. */
enum ns_code ns_rescore(const struct ns_plan *plan, struct ns_found *found,
			uint32_t n, struct ns_error *e);

/* What stage two adds to one document. The segment is bound; the document is
 * in it. said: told of every part, or NULL. */
struct ns_extra {
	struct ns_binding *binding;
	uint32_t lang;
	ns_docid doc;
	struct ns_buf *said;
};
/* The words of one language as stage two needs them in one segment. */
struct ns_extra_words;
enum ns_code ns_extra_bind(struct ns_binding *b, uint32_t lang,
			   struct ns_extra_words **out, struct ns_error *e);
enum ns_code ns_extra_score(const struct ns_extra *x, struct ns_extra_words *w,
			    double *sum, struct ns_error *e);

/* The most that stage two adds to a score s of a language:
 *	the less of most and (by_score) share * s + beyond
 * since a word adds by its form what it added by its stem, times .3 and the
 * ratio of their idf, and to a pair not more than to the score. */
struct ns_extra_bound {
	double most, share, beyond;
	bool by_score;
};
void ns_extra_bound(const struct ns_plan *plan, uint32_t lang,
		    struct ns_extra_bound *out);

#endif
