/* leaf_score.c - what a leaf adds to the scores of a window's documents. */
#include "query/leaf.h"

/* ---- lengths ------------------------------------------------------------- */

static const double *table_of(const struct ns_bound_leaf *l)
{
	const struct ns_plan *plan = l->bound->plan;

	switch (l->plan->scope) {
	case NS_SCOPE_TITLE:
		return plan->k_title;
	case NS_SCOPE_TEXT:
	case NS_SCOPE_SUMMARY:
	case NS_SCOPE_BODY:
		return plan->k;
	default:
		return plan->k_flat;
	}
}

/* Norm codes of the window's documents; NULL and *e set when damaged. */
static const uint8_t *norms_of(struct ns_bound_leaf *l, ns_docid window,
			       struct ns_error *e)
{
	struct ns_bound *b = l->bound;
	bool title = l->plan->scope == NS_SCOPE_TITLE;
	const uint8_t *p;

	if (b->norms_from != window) {
		b->norms_from = window;
		b->norm[0] = b->norm[1] = NULL;
	}
	if (b->norm[title])
		return b->norm[title];
	p = ns_column_chunk(b->seg, title ? NS_COL_TITLE_NORM : NS_COL_NORM,
			    window / NS_COLUMN_DOCS, e);
	if (p)
		b->norm[title] = p + window % NS_COLUMN_DOCS;
	return b->norm[title];
}

enum ns_code ns_leaf_lengths(struct ns_bound_leaf *l, const uint8_t **norm,
			     const double **k, struct ns_error *e)
{
	*k = table_of(l);
	*norm = norms_of(l, l->bound->window, e);
	return *norm ? NS_OK : e ? e->code : NS_CORRUPT;
}

enum ns_code ns_leaf_k(struct ns_bound_leaf *l, ns_docid doc, double *k,
		       struct ns_error *e)
{
	ns_docid window = doc - doc % NS_WINDOW_DOCS;
	const uint8_t *norm = norms_of(l, window, e);

	if (!norm)
		return e ? e->code : NS_CORRUPT;
	*k = table_of(l)[norm[doc - window]];
	return NS_OK;
}

/* ---- adding -------------------------------------------------------------- */

struct adder {
	const struct ns_scores *s;
	ns_docid window;
	const uint8_t *norm;
	const double *k;
	double weight;
};

static inline bool has(const uint64_t *bits, uint32_t i)
{
	return bits[i / 64] >> (i % 64) & 1;
}

static void add_block(const struct adder *a, const struct ns_block *b)
{
	ns_docid window = a->window;
	uint32_t j;

	for (j = 0; j < b->n; j++) {
		uint32_t i = b->doc[j] - window;

		if (i < NS_WINDOW_DOCS && has(a->s->bits, i))
			a->s->acc[i] += ns_contribution(a->weight, b->freq[j],
							a->k[a->norm[i]]);
	}
}

/* A walk over the blocks of a list that hold documents asked for. */
struct blocks {
	struct ns_list *list;
	const struct adder *a;
	uint32_t i; // the next
	enum ns_code rc;
};

/* NULL behind the last of the window, or with w->rc set. */
static const struct ns_block *next_block(struct blocks *w, struct ns_error *e)
{
	const struct ns_postings *p = &w->list->p;
	struct ns_cache *c;

	for (; w->i < p->n_blocks; w->i++) {
		if (p->base[w->i] >= w->a->window + NS_WINDOW_DOCS)
			return NULL;
		if (!ns_list_is_asked(w->list, w->i, w->a->window,
				      w->a->s->bits))
			continue;
		w->rc = ns_list_block(w->list, w->i++, &c, e);
		return w->rc ? NULL : &c->b;
	}
	return NULL;
}

static enum ns_code add_list(const struct adder *a, struct ns_list *l,
			     struct ns_error *e)
{
	struct blocks w = { l, a, l->at, NS_OK };
	const struct ns_block *b;

	while ((b = next_block(&w, e)))
		add_block(a, b);
	return w.rc;
}

static void count_block(const struct adder *a, const struct ns_block *b,
			uint32_t *tf)
{
	for (uint32_t j = 0; j < b->n; j++) {
		uint32_t d = b->doc[j] - a->window;

		if (d < NS_WINDOW_DOCS)
			tf[d] += b->freq[j];
	}
}

/* Several lists make one tf: they are summed first. */
static enum ns_code sum_lists(struct ns_bound_leaf *l, const struct adder *a,
			      struct ns_error *e)
{
	const struct ns_block *b;
	uint32_t n;

	if (!l->tf)
		l->tf = ns_arena_alloc(l->bound->expander.arena,
				       NS_WINDOW_DOCS * sizeof(*l->tf));
	if (!l->tf)
		return ns_out_of_budget(e);
	memset(l->tf, 0, NS_WINDOW_DOCS * sizeof(*l->tf));
	for (n = 0; n < l->word[0]->n_lists; n++) {
		struct ns_list *list = &l->word[0]->list[n];
		struct blocks w = { list, a, list->at, NS_OK };

		while ((b = next_block(&w, e)))
			count_block(a, b, l->tf);
		if (w.rc)
			return w.rc;
	}
	return NS_OK;
}

static void add_tf(const struct adder *a, const uint32_t *tf,
		   const uint64_t *bits)
{
	uint32_t w;

	for (w = 0; w < NS_WINDOW_WORDS; w++) {
		uint64_t left = bits[w];

		for (; left; left &= left - 1) {
			uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(left);

			a->s->acc[i] += ns_contribution(a->weight, tf[i],
							a->k[a->norm[i]]);
		}
	}
}

enum ns_code ns_leaf_score(struct ns_bound_leaf *l, const struct ns_scores *s,
			   struct ns_error *e)
{
	struct adder a = { .s = s,
			   .window = l->bound->window,
			   .weight = l->plan->weight };
	uint64_t bits[NS_WINDOW_WORDS];
	enum ns_code rc;

	if (l->dead)
		return NS_OK;
	/* This also brings the lists to the window. */
	rc = ns_leaf_weigh(l, s->bits, bits, e);
	if (rc)
		return rc;
	rc = ns_leaf_lengths(l, &a.norm, &a.k, e);
	if (rc)
		return rc;
	if (l->simple && l->word[0]->n_lists == 1)
		return add_list(&a, &l->word[0]->list[0], e);
	if (l->simple)
		rc = sum_lists(l, &a, e);
	if (!rc)
		add_tf(&a, l->tf, bits);
	return rc;
}

/* ---- bounds -------------------------------------------------------------- */

/* The greatest impact of the list's blocks in the window. */
static uint32_t list_impact(struct ns_list *l, ns_docid window)
{
	uint32_t i = ns_list_seek(l, window), impact = 0;

	for (; i < l->p.n_blocks; i++) {
		if (l->p.base[i] >= window + NS_WINDOW_DOCS)
			break;
		if (l->p.impact[i] > impact)
			impact = l->p.impact[i];
	}
	return impact;
}

/* Words side by side occur no more often than each of them. */
static uint32_t least_impact(struct ns_bound_leaf *l)
{
	uint32_t least = UINT16_MAX, i;

	for (i = 0; i < l->plan->n_words; i++) {
		struct ns_group *g = l->word[i];
		uint32_t impact = least;

		if (g->n_lists == 1)
			impact = list_impact(&g->list[0], l->bound->window);
		least = impact < least ? impact : least;
	}
	return least;
}

uint64_t ns_leaf_impact(const struct ns_bound_leaf *l, uint32_t impact)
{
	const struct ns_segment_info *info = ns_segment_info(l->bound->seg);
	double most, stretch, avgdl = l->bound->plan->avgdl;

	/* An average that grew since makes K smaller, and scores greater. */
	stretch = info->avgdl_least > 0 ? avgdl / info->avgdl_least : 1;
	most = impact / 65536.0 * (stretch > 1 ? stretch : 1);
	most = most < 1 && impact < UINT16_MAX ? most : 1;
	return (uint64_t)(l->plan->weight * most * (1 + 1e-9)) + 1;
}

uint64_t ns_leaf_bound(struct ns_bound_leaf *l)
{
	const struct ns_plan_leaf *p = l->plan;
	uint32_t impact;

	if (l->dead)
		return 0;
	if (p->kind != NS_LEAF_WORDS || p->slot->n != 1 ||
	    p->scope != NS_SCOPE_TEXT)
		return (uint64_t)p->weight + 1;
	impact = least_impact(l);
	return impact ? ns_leaf_impact(l, impact) : 0;
}
