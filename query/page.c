#include "query/page.h"

enum {
	FIRST_LOOK = 90, // documents in the heap, beyond those of the page
	LATER = 4,       // times as many until the next look
	HALVINGS = 12,   // a four thousandth of a score
};

enum ns_code ns_page_make(struct ns_page *p, bool two_stage, struct ns_error *e)
{
	struct ns_arena *arena = p->plan->in.arena;

	p->rescorer.plan = p->plan;
	p->learns = two_stage && p->plan->scored && p->n &&
		    p->n <= NS_STAGE_TWO;
	if (!p->learns)
		return NS_OK;
	p->next = (uint64_t)p->n + FIRST_LOOK;
	p->best = ns_arena_alloc(arena, p->n * sizeof(*p->best));
	p->known = ns_arena_alloc(arena, NS_PAGE_KNOWN * sizeof(*p->known));
	return p->best && p->known ? NS_OK : ns_out_of_budget(e);
}

/* ---- what a document must have ------------------------------------------- */

/* A score of stage one below which stage two cannot lift any up to this one:
 * f(s) = s + ns_extra_most(s) rises, in at most four straight parts. */
static double least_in(const struct ns_page *p, uint32_t lang, double score)
{
	struct ns_extra_bound b;
	double lo = 0, hi = score;
	uint32_t i;

	ns_extra_bound(p->plan, lang, &b);
	score -= NS_EXTRA_SLACK;
	for (i = 0; i < HALVINGS; i++) {
		double s = (lo + hi) / 2;

		if (s + ns_extra_most(&b, s) < score)
			lo = s;
		else
			hi = s;
	}
	return lo;
}

/* n documents have this score or more after stage two. */
static void learn(const struct ns_page *p, double score)
{
	double least = score;
	uint32_t i;

	for (i = 0; i < p->plan->n_langs; i++) {
		double l = least_in(p, i, score);

		least = l < least ? l : least;
	}
	least = least * p->plan->scale - 1;
	if (least > p->top->least)
		p->top->least = (uint32_t)least;
}

void ns_page_prime(struct ns_page *p, uint32_t score)
{
	if (p->learns && score)
		learn(p, score / p->plan->scale);
}

/* ---- the heap ------------------------------------------------------------ */

/* The best of the heap, best first, by their places in it. */
struct chosen {
	uint32_t at[NS_STAGE_TWO];
	uint32_t n;
};

static void choose(const struct ns_topk *top, uint32_t n, struct chosen *out)
{
	const struct ns_ranked *item = top->item;
	uint32_t i, j;

	for (i = 0; i < top->n; i++) {
		if (out->n < n)
			j = out->n++;
		else if (item[i].score > item[out->at[n - 1]].score)
			j = n - 1;
		else
			continue;
		for (; j && item[out->at[j - 1]].score < item[i].score; j--)
			out->at[j] = out->at[j - 1];
		out->at[j] = i;
	}
}

void ns_page_note(struct ns_page *p, double score)
{
	uint32_t j;

	if (!p->learns || (p->n_best == p->n && score <= p->best[p->n - 1]))
		return;
	j = p->n_best < p->n ? p->n_best++ : p->n - 1;
	for (; j && p->best[j - 1] < score; j--)
		p->best[j] = p->best[j - 1];
	p->best[j] = score;
}

static const struct ns_found *find(const struct ns_page *p,
				   const struct ns_ranked *r)
{
	uint32_t i;

	for (i = 0; i < p->n_known; i++) {
		const struct ns_ranked *k = &p->known[i].by;

		if (k->doc == r->doc && k->segment == r->segment)
			return &p->known[i];
	}
	return NULL;
}

static enum ns_code rescore(struct ns_page *p, const struct ns_ranked *r,
			    struct ns_error *e)
{
	struct ns_found *f = &p->known[p->n_known];
	enum ns_code rc;

	if (p->n_known == NS_PAGE_KNOWN || find(p, r))
		return NS_OK;
	*f = (struct ns_found){ .by = *r };
	f->score = r->score / p->plan->scale;
	p->rescorer.floor = ns_page_floor(p);
	rc = ns_rescorer_add(&p->rescorer, f, e);
	if (rc || !f->rescored)
		return rc;
	p->n_known++;
	ns_page_note(p, f->score);
	return NS_OK;
}

void ns_page_recall(struct ns_page *p, struct ns_found *found, uint32_t n)
{
	uint32_t i;

	p->n_best = 0;
	for (i = 0; p->n_known && i < n; i++) {
		const struct ns_found *f = find(p, &found[i].by);

		if (!f)
			continue;
		found[i] = *f;
		ns_page_note(p, f->score);
	}
}

enum ns_code ns_page_look(struct ns_page *p, uint32_t segment,
			  struct ns_error *e)
{
	const struct ns_ranked *item = p->top->item;
	struct chosen c = { .n = 0 };
	uint32_t i;
	enum ns_code rc = NS_OK;

	if (!p->learns || p->top->taken < p->next)
		return NS_OK;
	p->next = p->top->taken * LATER;
	choose(p->top, p->n, &c);
	for (i = 0; !rc && i < c.n; i++) {
		if (item[c.at[i]].segment == segment)
			rc = rescore(p, &item[c.at[i]], e);
	}
	if (c.n == p->n)
		learn(p, item[c.at[p->n - 1]].score / p->plan->scale);
	learn(p, ns_page_floor(p));
	return rc;
}
