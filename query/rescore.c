#include "query/rescore.h"

#include <stdlib.h>
#include <string.h>

#include "query/page.h"

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

static enum ns_code enter(struct ns_rescorer *r, uint32_t segment,
			  struct ns_error *e)
{
	const struct ns_plan *plan = r->plan;
	enum ns_code rc;

	if (r->words && r->binding.segment == segment)
		return NS_OK;
	r->words = NULL;
	rc = ns_binding_make_plain(plan, segment, &r->binding, e);
	if (rc)
		return rc;
	r->words = ns_arena_calloc(plan->in.segment, plan->n_langs,
				   sizeof(struct ns_extra_words *));
	return r->words ? NS_OK : ns_out_of_budget(e);
}

enum ns_code ns_rescorer_add(struct ns_rescorer *r, struct ns_found *f,
			     struct ns_error *e)
{
	uint32_t lang = f->by.lang;
	struct ns_extra x = { &r->binding, lang, f->by.doc, NULL, r->floor };
	enum ns_code rc = enter(r, f->by.segment, e);

	if (!rc && !r->words[lang])
		rc = ns_extra_bind(&r->binding, lang, &r->words[lang], e);
	if (!rc)
		rc = ns_extra_score(&x, r->words[lang], &f->score, e);
	f->rescored = !rc;
	return rc == NS_END ? NS_OK : rc;
}

static enum ns_code rescore_all(struct ns_page *p, struct ns_found *found,
				uint32_t n, struct ns_error *e)
{
	struct ns_rescorer *r = &p->rescorer;
	uint32_t i;
	enum ns_code rc = NS_OK;

	if (n)
		qsort(found, n, sizeof(*found), by_place);
	for (i = 0; !rc && i < n; i++) {
		if (found[i].rescored)
			continue;
		r->floor = ns_page_floor(p);
		rc = ns_rescorer_add(r, &found[i], e);
		if (found[i].rescored)
			ns_page_note(p, found[i].score);
	}
	return rc;
}

/* ---- which of them ------------------------------------------------------- */

/* Those that can come onto the page, before the others; how many. */
static uint32_t choose(const struct ns_page *p, struct ns_found *found,
		       uint32_t n)
{
	uint32_t i, kept = 0, lang = UINT32_MAX;
	double floor = ns_page_floor(p) - NS_EXTRA_SLACK;
	struct ns_extra_bound b = { 0 };

	for (i = 0; i < n; i++) {
		struct ns_found f = found[i];

		if (f.by.lang != lang)
			ns_extra_bound(p->plan, f.by.lang, &b);
		lang = f.by.lang;
		if (f.rescored || f.score + ns_extra_most(&b, f.score) < floor)
			continue;
		found[i] = found[kept];
		found[kept++] = f;
	}
	return kept;
}

/* The best first: what they reach, most of the others cannot. */
enum ns_code ns_rescore(struct ns_page *p, struct ns_found *found, uint32_t n,
			struct ns_error *e)
{
	uint32_t page = p->n < n ? p->n : n;
	uint32_t first = page + page / 2 < n ? page + page / 2 : n;
	uint32_t more = 0;
	enum ns_code rc;

	/* The segment arena was used since. */
	p->rescorer.words = NULL;
	ns_page_recall(p, found, n);
	rc = rescore_all(p, found, first, e);
	if (!rc)
		more = choose(p, found + first, n - first);
	if (!rc && more)
		rc = rescore_all(p, found + first, more, e);
	return rc ? rc : order(p->plan, found, n, e);
}
