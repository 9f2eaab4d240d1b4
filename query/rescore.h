/* rescore.h - stage two: the best of a tier by exact forms and neighbouring
 * words (plan.h, "Stage two").
 */
#ifndef NS_QUERY_RESCORE_H
#define NS_QUERY_RESCORE_H

#include "query/binding.h"
#include "query/topk.h"

/* DESIGN.md, "Ranking": measured on 15 judged sets. */
#define NS_FORM_SHARE .3
#define NS_NEXT_SHARE .12
#define NS_NEAR_SHARE .06

/* A document with its final score. */
struct ns_found {
	struct ns_ranked by; // stage one
	double score;
	bool rescored; // it holds stage two
};

/* What stage two adds to one document. The segment is bound; the document is
 * in it. said: told of every part, or NULL. */
struct ns_extra {
	struct ns_binding *binding;
	uint32_t lang;
	ns_docid doc;
	struct ns_buf *said;
	double floor; // lesser scores are not asked for
};
/* The words of one language as stage two needs them in one segment. */
struct ns_extra_words;
enum ns_code ns_extra_bind(struct ns_binding *b, uint32_t lang,
			   struct ns_extra_words **out, struct ns_error *e);
/* Adds to *sum. NS_END: it does not reach the floor; *sum stays. */
enum ns_code ns_extra_score(const struct ns_extra *x, struct ns_extra_words *w,
			    double *sum, struct ns_error *e);

/* Adds stage two to documents, those of a segment one after another: its lists
 * are bound in the plan's segment arena. Starts with .plan alone. */
struct ns_rescorer {
	const struct ns_plan *plan;
	struct ns_binding binding;
	struct ns_extra_words **words; // [n_langs]; NULL: nothing is bound
	double floor; // documents that do not get so far stay as they are
};
enum ns_code ns_rescorer_add(struct ns_rescorer *r, struct ns_found *f,
			     struct ns_error *e);

/* The most that stage two adds to a score s of a language:
 *	by forms      the less of forms and (by_score) .3 s + beyond: a word
 *	              adds what it added by its stem, times .3 and the ratio of
 *	              their idf
 *	by neighbours the less of pairs and (by_score) share * s
 */
struct ns_extra_bound {
	double forms, beyond, pairs, share;
	bool by_score;
};
/* Parts of scores are rounded, and sums of doubles. */
#define NS_EXTRA_SLACK 1e-4
void ns_extra_bound(const struct ns_plan *plan, uint32_t lang,
		    struct ns_extra_bound *out);
double ns_extra_forms(const struct ns_extra_bound *b, double score);
double ns_extra_most(const struct ns_extra_bound *b, double score);

struct ns_page;

/* Rescores found[0..n), n <= NS_STAGE_TWO, best first, and orders them anew:
 * those that the page needs (page.h). Behind them lie the others, in any order,
 * some of which could not get so far and are not rescored. */
enum ns_code ns_rescore(struct ns_page *page, struct ns_found *found,
			uint32_t n, struct ns_error *e);

#endif
