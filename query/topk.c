#include "query/topk.h"

#include <stdlib.h>

void ns_topk_init(struct ns_topk *t, const struct ns_snapshot *snap,
		  enum ns_sort sort, uint32_t k)
{
	*t = (struct ns_topk){ .snap = snap, .sort = sort, .k = k };
}

void ns_topk_free(struct ns_topk *t)
{
	free(t->item);
	t->item = NULL;
	t->n = t->cap = 0;
}

/* ---- the order ----------------------------------------------------------- */

/* Negative: a date comes before b. */
static int by_date(const struct ns_topk *t, int64_t a, int64_t b)
{
	if (t->sort == NS_SORT_OLDEST && a != INT64_MIN && b != INT64_MIN)
		return (a > b) - (a < b);
	return (a < b) - (a > b);
}

static uint64_t sequence(struct ns_topk *t, const struct ns_ranked *r)
{
	uint64_t v = 0;
	enum ns_code rc;

	rc = ns_column_get(t->snap->segment[r->segment].seg, NS_COL_SEQUENCE,
			   r->doc, &v, t->error);
	if (rc)
		t->rc = rc;
	return v;
}

/* Negative: a comes before b. */
static int compare(struct ns_topk *t, const struct ns_ranked *a,
		   const struct ns_ranked *b)
{
	uint64_t x, y;
	int order;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	order = by_date(t, a->date, b->date);
	if (order)
		return order;
	x = sequence(t, a);
	y = sequence(t, b);
	return (x > y) - (x < y);
}

bool ns_topk_is_past(const struct ns_topk *t, int64_t date)
{
	return ns_topk_is_full(t) &&
	       (!t->k || by_date(t, date, t->item[0].date) > 0);
}

/* ---- the heap ------------------------------------------------------------ */

/* Says whether a comes behind b. Most differ by score. */
static inline bool is_behind(struct ns_topk *t, const struct ns_ranked *a,
			     const struct ns_ranked *b)
{
	if (a->score != b->score)
		return a->score < b->score;
	return compare(t, a, b) > 0;
}

/* Lets the last item find its place. */
static void sift_up(struct ns_topk *t, uint32_t i)
{
	struct ns_ranked it = t->item[i];

	while (i) {
		uint32_t up = (i - 1) / 2;

		if (!is_behind(t, &it, &t->item[up]))
			break;
		t->item[i] = t->item[up];
		i = up;
	}
	t->item[i] = it;
}

/* Lets an item find its place from the root on, among n. */
static void sift_down(struct ns_topk *t, const struct ns_ranked *it, uint32_t n)
{
	struct ns_ranked *item = t->item;
	uint32_t i = 0, child;

	for (; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n &&
		    is_behind(t, &item[child + 1], &item[child]))
			child++;
		if (!is_behind(t, &item[child], it))
			break;
		item[i] = item[child];
	}
	item[i] = *it;
}

static enum ns_code grow(struct ns_topk *t, struct ns_error *e)
{
	uint32_t cap = t->cap > UINT32_MAX / 2 ? UINT32_MAX
		       : t->cap                ? t->cap * 2
					       : 256;
	struct ns_ranked *p = realloc(t->item, cap * sizeof(*p));

	if (!p)
		return ns_fail(e, NS_NOMEM, "no memory for %u results", cap);
	t->item = p;
	t->cap = cap;
	return NS_OK;
}

enum ns_code ns_topk_push(struct ns_topk *t, const struct ns_ranked *r,
			  struct ns_error *e)
{
	enum ns_code rc;

	t->error = e;
	if (!t->k)
		return NS_OK;
	if (!ns_topk_is_full(t)) {
		rc = t->n == t->cap ? grow(t, e) : NS_OK;
		if (rc)
			return rc;
		t->item[t->n++] = *r;
		t->taken++;
		sift_up(t, t->n - 1);
	} else if (is_behind(t, &t->item[0], r)) {
		sift_down(t, r, t->n);
		t->taken++;
	}
	return t->rc;
}

enum ns_code ns_topk_sort(struct ns_topk *t, struct ns_error *e)
{
	uint32_t n;

	t->error = e;
	for (n = t->n; n > 1; n--) {
		struct ns_ranked last = t->item[n - 1];

		t->item[n - 1] = t->item[0];
		sift_down(t, &last, n - 1);
	}
	return t->rc;
}
