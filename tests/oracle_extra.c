/* What stage two adds: the very words, and neighbours; and what a question
 * touches. */
#include <assert.h>
#include <stdlib.h>

#include "tests/oracle_ask.h"

enum { NEAR_WORDS = 8 };

/* A document that is scored. */
struct seen {
	const struct ask *a;
	const struct ask_lang *l;
	const struct oracle_doc *d;
};

double ask_k(const struct ask *a, const struct oracle_doc *d,
	     enum ns_scope scope)
{
	const struct oracle *o = a->o;

	if (scope == NS_SCOPE_TITLE)
		return o->k_title[ns_norm_code(d->n_title)];
	if (scope > NS_SCOPE_BODY)
		return o->k_flat;
	return o->k_text[ns_norm_code(d->length)];
}

/* ---- stage two ----------------------------------------------------------- */

static bool is_plain(const struct ask_leaf *l)
{
	return l->scores && l->node->kind == NS_NODE_WORD &&
	       l->scope == NS_SCOPE_TEXT;
}

static double form_part(const struct seen *s, const struct ask_leaf *l,
			const struct ask_word *w)
{
	uint32_t i, tf = 0;

	for (i = 0; i < s->d->text.n; i++)
		if (w->is_form[s->d->text.word[i]])
			tf += i < s->d->n_title ? s->a->o->settings.title_weight
						: 1;
	return .3 * w->form_idf * l->boost * tf /
	       (tf + ask_k(s->a, s->d, NS_SCOPE_TEXT));
}

static uint32_t occurrences(const struct seen *s, const struct ask_word *w)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->d->text.n; i++)
		n += w->is[s->d->text.word[i]];
	return n;
}

static bool is_at(const struct seen *s, const struct ask_word *w, int64_t at)
{
	return at >= 0 && at < s->d->text.n && w->is[s->d->text.word[at]];
}

static bool has_beside(const struct seen *s, const struct ask_word *w,
		       int64_t at)
{
	int64_t i;

	for (i = 1; i <= NEAR_WORDS; i++)
		if (is_at(s, w, at - i) || is_at(s, w, at + i))
			return true;
	return false;
}

static double pair_part(const struct seen *s, struct ask_pair p)
{
	const struct ask_word *x = p.x, *y = p.y;
	double k = ask_k(s->a, s->d, NS_SCOPE_TEXT), next = 0, near = 0;
	bool swap = occurrences(s, y) < occurrences(s, x);
	uint32_t i;

	for (i = 0; i < s->d->text.n; i++) {
		next += is_at(s, x, i) && is_at(s, y, (int64_t)i + 1);
		near += is_at(s, swap ? y : x, i) &&
			has_beside(s, swap ? x : y, i);
	}
	return (x->idf + y->idf) *
	       (.12 * next / (next + k) + .06 * near / (near + k));
}

double ask_stage_two(const struct ask *a, const struct ask_lang *l,
		     const struct oracle_doc *d, double score)
{
	struct seen seen = { a, l, d }, *s = &seen;
	uint32_t i, j;

	for (i = 0; i < s->a->n_leaves; i++) {
		const struct ask_leaf *leaf = &l->leaf[i];

		if (!is_plain(leaf) || leaf->node->exact)
			continue;
		for (j = 0; j < leaf->n_words; j++)
			score += form_part(s, leaf, leaf->word[j]);
	}
	for (i = 0; i < s->l->n_pairs; i++)
		score += pair_part(s, s->l->pair[i]);
	return score;
}

/* ---- neighbours ---------------------------------------------------------- */

static void add_pair(struct ask_lang *l, const struct ask_word *x,
		     const struct ask_word *y)
{
	if (ns_str_eq(x->stem, y->stem))
		return;
	if (l->n_pairs == l->cap_pairs) {
		l->cap_pairs = l->cap_pairs ? 2 * l->cap_pairs : 16;
		l->pair = realloc(l->pair, l->cap_pairs * sizeof(*l->pair));
		assert(l->pair);
	}
	l->pair[l->n_pairs++] = (struct ask_pair){ x, y };
}

/* The plain leaf of a child, or NULL. */
static const struct ask_leaf *
plain_of(const struct ask *a, const struct ask_lang *l, const struct ns_node *n)
{
	uint32_t i;

	for (i = 0; i < a->n_leaves; i++)
		if (l->leaf[i].node == n && is_plain(&l->leaf[i]))
			return &l->leaf[i];
	return NULL;
}

static void chain(const struct ask *a, struct ask_lang *l,
		  const struct ns_node *n)
{
	const struct ask_word *last = NULL;
	uint32_t i, j;

	for (i = 0; i < n->n_children; i++) {
		const struct ask_leaf *leaf = plain_of(a, l, n->child[i]);

		if (ask_is_gone(a, l, n->child[i]))
			continue;
		if (!leaf)
			last = NULL;
		for (j = 0; leaf && j < leaf->n_words; j++) {
			if (last)
				add_pair(l, last, leaf->word[j]);
			last = leaf->word[j];
		}
	}
}

void ask_find_pairs(const struct ask *a, struct ask_lang *l,
		    const struct ns_node *n)
{
	uint32_t i;

	if (ask_is_leaf(n))
		return;
	if (n->kind == NS_NODE_AND || n->kind == NS_NODE_MUST_SHOULD)
		chain(a, l, n);
	for (i = 0; i < n->n_children; i++)
		ask_find_pairs(a, l, n->child[i]);
}

/* ---- what was touched ---------------------------------------------------- */

static void note_stem(struct oracle_facts *f, uint32_t number)
{
	uint32_t i;

	for (i = 0; i < f->n_stem; i++)
		if (f->stem[i] == number)
			return;
	if (f->n_stem < 64)
		f->stem[f->n_stem++] = number;
}

static void note_word(const struct ask *a, const struct ask_word *w,
		      struct oracle_facts *f)
{
	uint32_t i;

	if (w->stems > f->stems)
		f->stems = w->stems;
	for (i = 0; i < a->o->n_words; i++)
		if (w->is[i])
			note_stem(f, a->o->word[i].stem_number);
}

void ask_facts(const struct ask *a, struct oracle_facts *f)
{
	uint32_t i, j, k;

	*f = (struct oracle_facts){ 0 };
	for (i = 0; i < a->n_langs; i++)
		for (j = 0; j < a->n_leaves; j++) {
			const struct ask_leaf *l = &a->lang[i].leaf[j];

			if (l->kind == ASK_GONE || l->scope > NS_SCOPE_BODY)
				continue;
			for (k = 0; k < l->n_words; k++)
				note_word(a, l->word[k], f);
		}
}
