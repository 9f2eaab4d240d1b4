#include "query/group.h"

#include <stdlib.h>

/* ---- binding ------------------------------------------------------------- */

static enum ns_code bind_list(const struct ns_expander *x, struct ns_group *g,
			      const struct ns_expansion *from,
			      struct ns_error *e)
{
	const struct ns_plan_word *w = g->word;
	struct ns_list *l = &g->list[g->n_lists];
	struct ns_term term;
	enum ns_code rc;

	rc = ns_term_find(x->seg, w->kind, w->lang, from->term, &term, e);
	if (rc)
		return rc == NS_NOTFOUND ? NS_OK : rc;
	rc = ns_postings_open(x->seg, &term, &l->p, e);
	if (rc)
		return rc;
	l->group = g;
	l->form = from->form;
	l->n_forms = from->n_forms == term.n_forms ? 0 : from->n_forms;
	g->some |= l->n_forms != 0;
	g->df = g->df > UINT32_MAX - l->p.df ? UINT32_MAX : g->df + l->p.df;
	g->n_lists++;
	return NS_OK;
}

enum ns_code ns_group_bind(const struct ns_expander *x,
			   const struct ns_plan_word *word,
			   struct ns_group **out, struct ns_error *e)
{
	struct ns_group *g = ns_arena_calloc(x->arena, 1, sizeof(*g));
	struct ns_expansions to;
	uint32_t i;
	enum ns_code rc;

	*out = g;
	if (!g)
		return ns_out_of_budget(e);
	g->word = word;
	g->arena = x->arena;
	g->scratch = x->scratch;
	g->bits_from = NS_NO_DOC;
	rc = ns_expand(x, word, &to, e);
	if (rc)
		return rc;
	g->list = ns_arena_calloc(x->arena, to.n + 1u, sizeof(*g->list));
	if (!g->list)
		return ns_out_of_budget(e);
	for (i = 0; !rc && i < to.n; i++)
		rc = bind_list(x, g, &to.item[i], e);
	return rc;
}

/* ---- windows ------------------------------------------------------------- */

/* Moves the list to the window that begins at `from`. */
static uint32_t seek(struct ns_list *l, ns_docid from)
{
	if (l->at && l->p.last_doc[l->at - 1] >= from)
		l->at = 0;
	l->at = ns_postings_seek(&l->p, l->at, from);
	return l->at;
}

static enum ns_code list_bits(struct ns_list *l, ns_docid from, uint64_t *bits,
			      struct ns_error *e)
{
	uint32_t i = seek(l, from);
	enum ns_code rc = NS_OK;

	for (; !rc && i < l->p.n_blocks; i++) {
		if (l->p.base[i] >= from + NS_WINDOW_DOCS)
			break;
		rc = ns_postings_bits(&l->p, i, from, bits, NS_WINDOW_WORDS, e);
	}
	return rc;
}

enum ns_code ns_group_bits(struct ns_group *g, ns_docid from,
			   struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc = NS_OK;

	if (g->bits_from == from)
		return NS_OK;
	memset(g->bits, 0, sizeof(g->bits));
	for (i = 0; !rc && i < g->n_lists; i++)
		rc = list_bits(&g->list[i], from, g->bits, e);
	g->bits_from = rc ? NS_NO_DOC : from;
	return rc;
}

ns_docid ns_group_next(struct ns_group *g, ns_docid doc)
{
	ns_docid best = NS_NO_DOC;
	uint32_t i;

	for (i = 0; i < g->n_lists && best > doc; i++) {
		struct ns_list *l = &g->list[i];
		uint32_t b = seek(l, doc);

		if (b < l->p.n_blocks && l->p.base[b] < best)
			best = l->p.base[b] > doc ? l->p.base[b] : doc;
	}
	return best;
}

/* ---- blocks and postings ------------------------------------------------- */

static struct ns_cache *cache_of(struct ns_list *l)
{
	struct ns_group *g = l->group;
	bool share = g->n_lists > NS_GROUP_CACHES;
	struct ns_cache **slot = share ? &g->shared : &l->cache;

	if (!*slot) {
		*slot = ns_arena_alloc(g->arena, sizeof(**slot));
		if (*slot)
			(*slot)->owner = NULL;
	}
	return *slot;
}

enum ns_code ns_list_block(struct ns_list *l, uint32_t i, struct ns_cache **out,
			   struct ns_error *e)
{
	struct ns_cache *c = cache_of(l);
	enum ns_code rc;

	*out = c;
	if (!c)
		return ns_out_of_budget(e);
	if (c->owner == l && c->block == i)
		return NS_OK;
	c->owner = NULL;
	c->placed = false;
	rc = ns_postings_block(&l->p, i, &c->b, e);
	if (rc)
		return rc;
	c->owner = l;
	c->block = i;
	return NS_OK;
}

static uint32_t lower_bound(const uint32_t *v, uint32_t n, uint32_t x)
{
	uint32_t lo = 0;

	while (n) {
		uint32_t half = n / 2;

		if (v[lo + half] < x) {
			lo += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return lo;
}

enum ns_code ns_list_find(struct ns_list *l, ns_docid doc,
			  struct ns_posting *out, struct ns_error *e)
{
	uint32_t from = l->at, i, j;
	enum ns_code rc;

	if (from && l->p.last_doc[from - 1] >= doc)
		from = 0;
	i = ns_postings_seek(&l->p, from, doc);
	if (i >= l->p.n_blocks || l->p.base[i] > doc)
		return NS_NOTFOUND;
	rc = ns_list_block(l, i, &out->in, e);
	if (rc)
		return rc;
	j = lower_bound(out->in->b.doc, out->in->b.n, doc);
	if (j == out->in->b.n || out->in->b.doc[j] != doc)
		return NS_NOTFOUND;
	out->j = j;
	return NS_OK;
}

/* ---- occurrences --------------------------------------------------------- */

/* Keeps the positions whose form counts. */
static uint32_t keep_forms(const struct ns_list *l, uint32_t *at,
			   const uint32_t *form, uint32_t n)
{
	uint32_t i, kept = 0;

	for (i = 0; i < n; i++) {
		uint32_t f = lower_bound(l->form, l->n_forms, form[i]);

		if (f < l->n_forms && l->form[f] == form[i])
			at[kept++] = at[i];
	}
	return kept;
}

static enum ns_code place(struct ns_posting *at, struct ns_error *e)
{
	struct ns_cache *c = at->in;
	enum ns_code rc;

	if (c->placed)
		return NS_OK;
	rc = ns_positions_open(&c->owner->p, c->block, &c->b, &c->ps, e);
	c->placed = !rc;
	return rc;
}

static enum ns_code list_places(struct ns_list *l, ns_docid doc,
				struct ns_places *out, struct ns_error *e)
{
	struct ns_arena *scratch = l->group->scratch;
	struct ns_posting hit;
	uint32_t n, *form = NULL;
	enum ns_code rc;

	*out = (struct ns_places){ 0 };
	rc = ns_list_find(l, doc, &hit, e);
	if (rc)
		return rc == NS_NOTFOUND ? NS_OK : rc;
	rc = place(&hit, e);
	if (rc)
		return rc;
	n = hit.in->ps.start[hit.j + 1] - hit.in->ps.start[hit.j];
	out->at = ns_arena_alloc(scratch, n * sizeof(*out->at));
	if (l->n_forms)
		form = ns_arena_alloc(scratch, n * sizeof(*form));
	if (!out->at || (l->n_forms && !form))
		return ns_out_of_budget(e);
	rc = ns_positions_get(&hit.in->ps, hit.j, out->at, form, e);
	if (!rc)
		out->n = form ? keep_forms(l, out->at, form, n) : n;
	return rc;
}

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Adds more to *out, in order. */
static enum ns_code merge(struct ns_places *out, const struct ns_places *more,
			  struct ns_arena *scratch, struct ns_error *e)
{
	uint32_t n = out->n + more->n, *at;

	if (!out->n || !more->n) {
		if (more->n)
			*out = *more;
		return NS_OK;
	}
	at = ns_arena_alloc(scratch, n * sizeof(*at));
	if (!at)
		return ns_out_of_budget(e);
	memcpy(at, out->at, out->n * sizeof(*at));
	memcpy(at + out->n, more->at, more->n * sizeof(*at));
	qsort(at, n, sizeof(*at), ascending);
	*out = (struct ns_places){ at, n };
	return NS_OK;
}

enum ns_code ns_group_places(struct ns_group *g, ns_docid doc,
			     struct ns_places *out, struct ns_error *e)
{
	struct ns_places more;
	uint32_t i;
	enum ns_code rc = NS_OK;

	*out = (struct ns_places){ 0 };
	for (i = 0; !rc && i < g->n_lists; i++) {
		rc = list_places(&g->list[i], doc, &more, e);
		if (!rc)
			rc = merge(out, &more, g->scratch, e);
	}
	return rc;
}

/* ---- counting ------------------------------------------------------------ */

/* Adds the documents of one word of a window's bits that really count. */
static enum ns_code count_some(struct ns_group *g, ns_docid from, uint64_t bits,
			       uint64_t *df, struct ns_error *e)
{
	struct ns_places at;
	enum ns_code rc = NS_OK;

	for (; !rc && bits; bits &= bits - 1) {
		uint32_t bit = (uint32_t)__builtin_ctzll(bits);

		ns_arena_reset(g->scratch);
		rc = ns_group_places(g, from + bit, &at, e);
		*df += at.n != 0;
	}
	return rc;
}

static enum ns_code count_window(struct ns_group *g, ns_docid from,
				 uint64_t *df, struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc = ns_group_bits(g, from, e);

	for (i = 0; !rc && i < NS_WINDOW_WORDS; i++) {
		uint64_t bits = g->bits[i];

		if (g->some)
			rc = count_some(g, from + i * 64, bits, df, e);
		else
			*df += (uint64_t)__builtin_popcountll(bits);
	}
	return rc;
}

enum ns_code ns_group_count(struct ns_group *g, uint32_t n_docs, uint64_t *df,
			    struct ns_error *e)
{
	ns_docid from = 0;
	enum ns_code rc = NS_OK;

	*df = 0;
	if (g->n_lists == 1 && !g->some) {
		*df = g->list[0].p.df;
		return NS_OK;
	}
	while (!rc && (from = ns_group_next(g, from)) < n_docs) {
		from -= from % NS_WINDOW_DOCS;
		rc = count_window(g, from, df, e);
		from += NS_WINDOW_DOCS;
	}
	return rc;
}
