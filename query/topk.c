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

static void swap(struct ns_ranked *a, struct ns_ranked *b)
{
	struct ns_ranked c = *a;

	*a = *b;
	*b = c;
}

static void sift_up(struct ns_topk *t, uint32_t i)
{
	while (i) {
		uint32_t up = (i - 1) / 2;

		if (compare(t, &t->item[i], &t->item[up]) <= 0)
			return;
		swap(&t->item[i], &t->item[up]);
		i = up;
	}
}

/* Lets the root find its place among the first n. */
static void sift_down(struct ns_topk *t, uint32_t n)
{
	uint32_t i = 0;

	for (;;) {
		uint32_t worst = i, child = 2 * i + 1, last = child + 1;

		for (; child <= last && child < n; child++) {
			if (compare(t, &t->item[child], &t->item[worst]) > 0)
				worst = child;
		}
		if (worst == i)
			return;
		swap(&t->item[i], &t->item[worst]);
		i = worst;
	}
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
		sift_up(t, t->n - 1);
	} else if (compare(t, r, &t->item[0]) < 0) {
		t->item[0] = *r;
		sift_down(t, t->n);
	}
	return t->rc;
}

enum ns_code ns_topk_sort(struct ns_topk *t, struct ns_error *e)
{
	uint32_t n;

	t->error = e;
	for (n = t->n; n > 1; n--) {
		swap(&t->item[0], &t->item[n - 1]);
		sift_down(t, n - 1);
	}
	return t->rc;
}
