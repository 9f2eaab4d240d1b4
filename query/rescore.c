#include "query/rescore.h"

#include <stdlib.h>

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

static enum ns_code order(const struct ns_plan *plan, struct ns_found *found,
			  uint32_t n, struct ns_error *e)
{
	struct entry entry[NS_STAGE_TWO];
	uint32_t i;
	enum ns_code rc = NS_OK;

	for (i = 0; !rc && i < n; i++) {
		uint32_t segment = found[i].by.segment;

		entry[i].found = found[i];
		rc = ns_column_get(plan->in.snap->segment[segment].seg,
				   NS_COL_SEQUENCE, found[i].by.doc,
				   &entry[i].sequence, e);
	}
	if (rc)
		return rc;
	qsort(entry, n, sizeof(entry[0]), by_score);
	for (i = 0; i < n; i++)
		found[i] = entry[i].found;
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

enum ns_code ns_rescore(const struct ns_plan *plan, struct ns_found *found,
			uint32_t n, struct ns_error *e)
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
	return rc ? rc : order(plan, found, n, e);
}
