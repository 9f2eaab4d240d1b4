/* extra.c - what stage two adds to the score of a document. */
#include "query/rescore.h"

enum { NEAR_WORDS = 8 }; // how far neighbours may stand apart

/* DESIGN.md, "Ranking": measured on 15 judged sets. */
static const double form_share = .3, next_share = .12, near_share = .06;

/* A plain word: its occurrences, and those of its very form. */
struct extra_word {
	uint32_t leaf, word;
	struct ns_group *group;
	struct ns_bound_leaf form; // .plan is NULL for exact words
	struct ns_places at;       // in the document being scored
};

struct ns_extra_words {
	struct extra_word *word;
	uint32_t n;
};

/* ---- binding ------------------------------------------------------------- */

/* A leaf of the word's form alone. */
static enum ns_code bind_form(struct ns_binding *b,
			      const struct ns_plan_leaf *from,
			      struct extra_word *x, struct ns_error *e)
{
	struct ns_arena *arena = b->bound.expander.arena;
	struct ns_plan_leaf *l = ns_arena_calloc(arena, 1, sizeof(*l));
	struct ns_plan_word *w = ns_arena_calloc(arena, 1, sizeof(*w));
	struct ns_plan_run *r = ns_arena_calloc(arena, 1, sizeof(*r));
	struct ns_plan_slot *s = ns_arena_calloc(arena, 1, sizeof(*s));

	if (!l || !w || !r || !s)
		return ns_out_of_budget(e);
	*w = from->word[x->word];
	w->mode = NS_BY_FORM;
	*r = (struct ns_plan_run){ w, 1 };
	*s = (struct ns_plan_slot){ r, 1 };
	l->kind = NS_LEAF_WORDS;
	l->scope = NS_SCOPE_TEXT;
	l->slot = s;
	l->word = w;
	l->n_slots = l->n_words = l->at_least = 1;
	l->boost = from->boost;
	return ns_leaf_bind(&b->bound, l, &x->form, e);
}

static uint32_t count_plain(const struct ns_plan *plan, uint32_t lang)
{
	const struct ns_plan_leaf *l = plan->langs[lang].leaf;
	uint32_t i, n = 0;

	for (i = 0; i < plan->n_leaves; i++)
		n += l[i].plain ? l[i].n_words : 0;
	return n;
}

enum ns_code ns_extra_bind(struct ns_binding *b, uint32_t lang,
			   struct ns_extra_words **out, struct ns_error *e)
{
	const struct ns_plan *plan = b->bound.plan;
	const struct ns_plan_leaf *l = plan->langs[lang].leaf;
	struct ns_arena *arena = b->bound.expander.arena;
	struct ns_extra_words *w = ns_arena_calloc(arena, 1, sizeof(*w));
	uint32_t i, j;
	enum ns_code rc = NS_OK;

	*out = w;
	if (w)
		w->word = ns_arena_calloc(arena, count_plain(plan, lang) + 1u,
					  sizeof(*w->word));
	if (!w || !w->word)
		return ns_out_of_budget(e);
	for (i = 0; i < plan->n_leaves; i++) {
		for (j = 0; !rc && l[i].plain && j < l[i].n_words; j++) {
			struct extra_word *x = &w->word[w->n++];

			x->leaf = i;
			x->word = j;
			x->group = b->leaf[lang][i].word[j];
			if (l[i].word[j].mode != NS_BY_FORM)
				rc = bind_form(b, &l[i], x, e);
		}
	}
	return rc;
}

/* ---- a document ---------------------------------------------------------- */

struct scorer {
	const struct ns_extra *x;
	struct ns_extra_words *words;
	const struct ns_plan_leaf *leaf; // of the language
	double k;
	double sum;
};

static enum ns_code add_form(struct scorer *s, struct extra_word *w,
			     struct ns_error *e)
{
	const struct ns_plan_leaf *l = &s->leaf[w->leaf];
	const struct ns_plan_word *word = &l->word[w->word];
	double part;
	uint32_t tf;
	enum ns_code rc;

	if (!w->form.plan)
		return NS_OK;
	rc = ns_leaf_tf(&w->form, s->x->doc, &tf, e);
	if (rc || !tf)
		return rc;
	part = form_share * word->form_idf * l->boost * tf / (tf + s->k);
	s->sum += part;
	if (s->x->said)
		ns_buf_printf(s->x->said,
			      "  + %.6f  form \"%.*s\": idf %.4f, tf %u\n",
			      part, (int)word->form.n, word->form.p,
			      word->form_idf, tf);
	return NS_OK;
}

static struct extra_word *find(struct scorer *s, uint32_t leaf, uint32_t word)
{
	uint32_t lo = 0, n = s->words->n;

	while (n) {
		uint32_t half = n / 2;
		const struct extra_word *w = &s->words->word[lo + half];

		if (w->leaf < leaf || (w->leaf == leaf && w->word < word)) {
			lo += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return &s->words->word[lo];
}

/* Positions of x with y directly after them. */
static uint32_t count_next(const struct ns_places *x, const struct ns_places *y)
{
	uint32_t i, j = 0, n = 0;

	for (i = 0; i < x->n; i++) {
		while (j < y->n && y->at[j] <= x->at[i])
			j++;
		n += j < y->n && y->at[j] == x->at[i] + 1;
	}
	return n;
}

/* Positions of the rarer with another of the other nearby. */
static uint32_t count_near(const struct ns_places *x, const struct ns_places *y)
{
	const struct ns_places *rare = x->n <= y->n ? x : y;
	const struct ns_places *other = rare == x ? y : x;
	uint32_t i, j = 0, n = 0;

	for (i = 0; i < rare->n; i++) {
		uint32_t p = rare->at[i], k;
		bool near = false;

		while (j < other->n && other->at[j] + NEAR_WORDS < p)
			j++;
		for (k = j; k < other->n && other->at[k] <= p + NEAR_WORDS; k++)
			near |= other->at[k] != p;
		n += near;
	}
	return n;
}

static void add_pair(struct scorer *s, const struct ns_plan_pair *p)
{
	struct extra_word *x = find(s, p->leaf[0], p->word[0]);
	struct extra_word *y = find(s, p->leaf[1], p->word[1]);
	const struct ns_plan_word *wx = &s->leaf[x->leaf].word[x->word];
	const struct ns_plan_word *wy = &s->leaf[y->leaf].word[y->word];
	double a, w, part;

	if (!x->at.n || !y->at.n)
		return;
	a = count_next(&x->at, &y->at);
	w = count_near(&x->at, &y->at);
	part = (wx->idf + wy->idf) *
	       (next_share * a / (a + s->k) + near_share * w / (w + s->k));
	s->sum += part;
	if (s->x->said && w > 0)
		ns_buf_printf(s->x->said,
			      "  + %.6f  \"%.*s %.*s\": adjacent %.0f, within "
			      "%d words %.0f\n",
			      part, (int)wx->form.n, wx->form.p,
			      (int)wy->form.n, wy->form.p, a, NEAR_WORDS, w);
}

/* Positions of all words, kept until the next document. */
static enum ns_code find_places(struct scorer *s, struct ns_error *e)
{
	struct ns_extra_words *w = s->words;
	uint32_t i;
	enum ns_code rc = NS_OK;

	ns_arena_reset(s->x->binding->bound.expander.scratch);
	for (i = 0; !rc && i < w->n; i++)
		rc = ns_group_places(w->word[i].group, s->x->doc,
				     &w->word[i].at, e);
	return rc;
}

enum ns_code ns_extra_score(const struct ns_extra *x, struct ns_extra_words *w,
			    double *sum, struct ns_error *e)
{
	const struct ns_plan *plan = x->binding->bound.plan;
	const struct ns_plan_lang *lang = &plan->langs[x->lang];
	struct scorer s = { x, w, lang->leaf, 0, *sum };
	uint32_t i;
	enum ns_code rc = NS_OK;

	if (!w->n)
		return NS_OK;
	rc = ns_leaf_k(&x->binding->leaf[x->lang][w->word[0].leaf], x->doc,
		       &s.k, e);
	/* Forms first: they use the scratch arena that keeps the places. */
	for (i = 0; !rc && i < w->n; i++)
		rc = add_form(&s, &w->word[i], e);
	if (!rc && lang->n_pairs)
		rc = find_places(&s, e);
	for (i = 0; !rc && i < lang->n_pairs; i++)
		add_pair(&s, &lang->pair[i]);
	*sum = s.sum;
	return rc;
}
