/* topk.h - the best k documents so far, in one total order: by score, then
 * date, then input sequence (plan.h, "Order").
 *
 * A heap whose root is the worst that is kept. What is pushed in another order
 * gives the same result.
 */
#ifndef NS_QUERY_TOPK_H
#define NS_QUERY_TOPK_H

#include "core/archive/archive.h"
#include "query/search.h"

struct ns_ranked {
	int64_t date; // INT64_MIN: undated
	uint32_t score;
	ns_docid doc;
	uint32_t segment;
	uint32_t lang; // of the plan's languages
};

struct ns_topk {
	const struct ns_snapshot *snap;
	enum ns_sort sort;
	uint32_t k;
	uint32_t least; // lesser scores are not asked for, whatever there is
	uint32_t n, cap;
	uint64_t taken;         // how many came in
	struct ns_ranked *item; // by malloc: "all" is the user's wish
	struct ns_error *error; // where a damaged column is reported
	enum ns_code rc;
};

/* Starts empty; k may be UINT32_MAX. */
void ns_topk_init(struct ns_topk *t, const struct ns_snapshot *snap,
		  enum ns_sort sort, uint32_t k);
void ns_topk_free(struct ns_topk *t);

static inline bool ns_topk_is_full(const struct ns_topk *t)
{
	return t->n == t->k;
}

/* The least score that could still come in. */
static inline uint32_t ns_topk_floor(const struct ns_topk *t)
{
	uint32_t floor = 0;

	if (!t->k)
		return UINT32_MAX;
	if (ns_topk_is_full(t))
		floor = t->item[0].score;
	return floor > t->least ? floor : t->least;
}

/* The same for documents none of which is newer than this date: where the worst
 * that is kept is newer, equal scores do not do (sorts by relevance only). */
static inline uint32_t ns_topk_need(const struct ns_topk *t, int64_t newest)
{
	uint32_t floor = ns_topk_floor(t);

	if (!t->k || !ns_topk_is_full(t) || floor > t->item[0].score)
		return floor;
	return floor + (t->item[0].date > newest);
}

/* Offers one document. NS_OK, NS_NOMEM, NS_CORRUPT (the sequence column). */
enum ns_code ns_topk_push(struct ns_topk *t, const struct ns_ranked *r,
			  struct ns_error *e);

/* Says whether nothing with this date can come in any more, whatever its
 * sequence (sorts by date only). */
bool ns_topk_is_past(const struct ns_topk *t, int64_t date);

/* Puts item[0..n) in order, best first; no more pushes after that. */
enum ns_code ns_topk_sort(struct ns_topk *t, struct ns_error *e);

#endif
