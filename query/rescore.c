#include "query/rescore.h"

#include <stdlib.h>
#include <string.h>

/* ---- the order after stage two ------------------------------------------- */

/* With the last word of the order beside it, for qsort. */
struct entry {
	struct ns_found found;
	uint64_t sequence;
};

static int by_score(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int64_t p = x->found.by.date, q = y->found.by.date;

	if (x->found.score > y->found.score || x->found.score < y->found.score)
		return x->found.score > y->found.score ? -1 : 1;
	if (p != q)
		return p > q ? -1 : 1;
	return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

/* Orders those that were rescored, before the others. */
static enum ns_code order(const struct ns_plan *plan, struct ns_found *found,
			  uint32_t n, struct ns_error *e)
{
	struct entry entry[NS_STAGE_TWO];
	struct ns_found rest[NS_STAGE_TWO];
	uint32_t i, m = 0, n_rest = 0;
	enum ns_code rc = NS_OK;

	for (i = 0; !rc && i < n; i++) {
		uint32_t segment = found[i].by.segment;

		if (!found[i].rescored) {
			rest[n_rest++] = found[i];
			continue;
		}
		entry[m].found = found[i];
		rc = ns_column_get(plan->in.snap->segment[segment].seg,
				   NS_COL_SEQUENCE, found[i].by.doc,
				   &entry[m++].sequence, e);
	}
	if (rc)
		return rc;
	qsort(entry, m, sizeof(entry[0]), by_score);
	for (i = 0; i < m; i++)
		found[i] = entry[i].found;
	if (n_rest)
		memcpy(found + m, rest, n_rest * sizeof(*rest));
	return NS_OK;
}

/* ---- segment by segment -------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const struct ns_found *x = a, *y = b;

	if (x->by.segment != y->by.segment)
		return x->by.segment > y->by.segment ? 1 : -1;
	return (x->by.doc > y->by.doc) - (x->by.doc < y->by.doc);
}

/* found[0..n) are of one segment. */
static enum ns_code rescore_segment(const struct ns_plan *plan,
				    struct ns_found *found, uint32_t n,
				    struct ns_error *e)
{
	struct ns_extra_words **words;
	struct ns_binding b;
	uint32_t i;
	enum ns_code rc = ns_binding_make_plain(plan, found->by.segment, &b, e);

	if (rc)
		return rc;
	words = ns_arena_calloc(plan->in.segment, plan->n_langs,
				sizeof(struct ns_extra_words *));
	if (!words)
		return ns_out_of_budget(e);
	for (i = 0; !rc && i < n; i++) {
		uint32_t lang = found[i].by.lang;
		struct ns_extra x = { &b, lang, found[i].by.doc, NULL };

		if (!words[lang])
			rc = ns_extra_bind(&b, lang, &words[lang], e);
		if (!rc)
			rc = ns_extra_score(&x, words[lang], &found[i].score,
					    e);
		found[i].rescored = true;
	}
	return rc;
}

static enum ns_code rescore_all(const struct ns_plan *plan,
				struct ns_found *found, uint32_t n,
				struct ns_error *e)
{
	uint32_t i, to;
	enum ns_code rc = NS_OK;

	if (n)
		qsort(found, n, sizeof(*found), by_place);
	for (i = 0; !rc && i < n; i = to) {
		for (to = i + 1; to < n; to++) {
			if (found[to].by.segment != found[i].by.segment)
				break;
		}
		rc = rescore_segment(plan, found + i, to - i, e);
	}
	return rc;
}

/* ---- which of them ------------------------------------------------------- */

static int falling(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y) - (x > y);
}

/* The score of the `page`-th of found[0..n), all rescored. */
static double floor_of(const struct ns_found *found, uint32_t n, uint32_t page)
{
	double score[NS_STAGE_TWO];
	uint32_t i;

	for (i = 0; i < n; i++)
		score[i] = found[i].score;
	qsort(score, n, sizeof(score[0]), falling);
	return score[page - 1];
}

/* Says whether stage two could lift a document up to a score. */
static bool can_reach(const struct ns_extra_bound *b, const struct ns_found *f,
		      double floor)
{
	double add = b->share * f->score + b->beyond;

	if (!b->by_score || b->most < add)
		add = b->most;
	/* Parts of scores are rounded, and sums of doubles. */
	return f->score + add + 1e-4 >= floor;
}

/* Those that can come onto the page, before the others; how many. */
static uint32_t choose(const struct ns_plan *plan, struct ns_found *found,
		       uint32_t n, double floor)
{
	uint32_t i, kept = 0, lang = UINT32_MAX;
	struct ns_extra_bound b = { 0 };

	for (i = 0; i < n; i++) {
		struct ns_found f = found[i];

		if (f.by.lang != lang)
			ns_extra_bound(plan, f.by.lang, &b);
		lang = f.by.lang;
		if (!can_reach(&b, &f, floor))
			continue;
		found[i] = found[kept];
		found[kept++] = f;
	}
	return kept;
}

/* First as many as the page needs, and some: what they reach, most of the
 * others cannot. */
enum ns_code ns_rescore(const struct ns_plan *plan, struct ns_found *found,
			uint32_t n, struct ns_error *e)
{
	const struct ns_request *r = plan->in.request;
	uint64_t last = (uint64_t)r->first + r->limit;
	uint32_t page = last < n ? (uint32_t)last : n;
	uint32_t first = page + page / 2 < n ? page + page / 2 : n;
	uint32_t more = 0;
	enum ns_code rc = rescore_all(plan, found, first, e);

	if (!rc && first < n && page)
		more = choose(plan, found + first, n - first,
			      floor_of(found, first, page));
	if (!rc && more)
		rc = rescore_all(plan, found + first, more, e);
	return rc ? rc : order(plan, found, n, e);
}
