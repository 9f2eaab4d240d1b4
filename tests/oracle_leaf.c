/* The question's leaves in each language, their words and weights. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "tests/oracle_ask.h"
#include "tests/oracle_word.h"

void *ask_alloc(struct ask *a, size_t n, size_t size)
{
	void *p = ns_arena_calloc(&a->arena, n + 1, size);

	assert(p);
	return p;
}

/* ---- leaves -------------------------------------------------------------- */

static bool is_text(const struct ns_node *n, enum ns_scope scope)
{
	return n->scope == scope &&
	       (n->kind == NS_NODE_WORD || n->kind == NS_NODE_PHRASE ||
		n->kind == NS_NODE_PREFIX || n->kind == NS_NODE_FUZZY);
}

static bool is_together(const struct ns_node *n)
{
	uint32_t i, j;

	for (i = 0; i < n->n_children; i++) {
		const struct ns_node *c = n->child[i];

		if (c->kind != NS_NODE_OR && !is_text(c, n->scope))
			return false;
		for (j = 0; c->kind == NS_NODE_OR && j < c->n_children; j++)
			if (!is_text(c->child[j], n->scope))
				return false;
	}
	return n->n_children && !ns_scope_is_name(n->scope);
}

bool ask_is_leaf(const struct ns_node *n)
{
	switch (n->kind) {
	case NS_NODE_AND:
	case NS_NODE_OR:
	case NS_NODE_NOT:
	case NS_NODE_MUST_SHOULD:
		return false;
	case NS_NODE_NEAR:
	case NS_NODE_SAME:
		return is_together(n);
	default:
		return true;
	}
}

static bool has_scope(const struct ask *a, const struct ns_node *n,
		      enum ns_scope s)
{
	const uint32_t text = 1u << NS_SCOPE_TITLE | 1u << NS_SCOPE_SUMMARY |
			      1u << NS_SCOPE_BODY;
	bool all = (a->r->in & text) == text;

	if (n->kind == NS_NODE_DATE || n->kind == NS_NODE_ALL ||
	    n->scope != NS_SCOPE_TEXT || !a->r->in)
		return s == n->scope;
	if (s == NS_SCOPE_TEXT)
		return all;
	return (a->r->in >> s & 1) && !(all && (text >> s & 1));
}

/* ---- texts of leaves ----------------------------------------------------- */

struct maker {
	struct ask *a;
	struct ask_lang *lang; // NULL: leaves are counted only
	uint32_t n;
};

static void add_run(struct maker *m, struct ask_leaf *l,
		    const struct ns_node *n, bool exact)
{
	struct ask_slot *slot = &l->slot[l->n_slots];
	struct ask_run *run = &slot->run[slot->n];
	uint32_t i;

	*run = ask_run_make(m->a, m->lang->lang,
			    (struct ask_text){ n, l->scope, exact });
	if (!run->n)
		return;
	slot->n++;
	for (i = 0; i < run->n; i++)
		l->word[l->n_words++] = &run->word[i];
}

/* A question's words are fewer than its bytes; bigrams are one a character. */
static void room(struct maker *m, struct ask_leaf *l, const struct ns_node *n)
{
	uint32_t i;

	l->word = ask_alloc(m->a, m->a->r->text.n + 64, sizeof(l->word[0]));
	l->slot = ask_alloc(m->a, n->n_children + 1u, sizeof(*l->slot));
	for (i = 0; i <= n->n_children; i++) {
		uint32_t runs = i < n->n_children ? n->child[i]->n_children : 0;

		l->slot[i].run =
			ask_alloc(m->a, runs + 1u, sizeof(struct ask_run));
	}
}

static void make_together(struct maker *m, struct ask_leaf *l,
			  const struct ns_node *n)
{
	uint32_t i, j;

	for (i = 0; i < n->n_children; i++) {
		const struct ns_node *c = n->child[i];

		/* A slot that stayed empty is filled by the next child, whose
		 * alternatives may be more. */
		l->slot[l->n_slots].run = l->slot[i].run;
		if (c->kind != NS_NODE_OR)
			add_run(m, l, c, n->exact);
		for (j = 0; c->kind == NS_NODE_OR && j < c->n_children; j++)
			add_run(m, l, c->child[j], n->exact);
		l->n_slots += l->slot[l->n_slots].n > 0;
	}
	l->kind = n->kind == NS_NODE_NEAR ? ASK_NEAR : ASK_SAME;
}

static void make_text(struct maker *m, struct ask_leaf *l,
		      const struct ns_node *n)
{
	room(m, l, n);
	if (n->kind == NS_NODE_NEAR || n->kind == NS_NODE_SAME) {
		make_together(m, l, n);
	} else {
		add_run(m, l, n, false);
		l->n_slots = l->slot[0].n;
		l->kind = ASK_TEXT;
	}
	if (!l->n_slots) {
		l->kind = ASK_GONE;
		return;
	}
	l->scores = !l->negative;
	l->stop = l->scores && n->kind == NS_NODE_WORD && !n->exact &&
		  !n->required && l->scope <= NS_SCOPE_BODY &&
		  l->n_words == 1 &&
		  ns_is_stop_word(m->lang->lang, l->word[0]->form);
}

static void make_name(struct maker *m, struct ask_leaf *l,
		      const struct ns_node *n)
{
	struct ns_buf b = { 0 };
	struct ns_lang lang;
	enum ns_code rc = NS_OK;

	if (l->scope == NS_SCOPE_LANG && !ns_lang_parse(n->text, &lang))
		ns_buf_text(&b, ns_str_of(lang.code));
	else
		rc = ns_fold_name(m->a->o->an, n->text, &b, NULL);
	assert(!rc && !b.failed);
	l->kind = ASK_NAME;
	l->name = ask_alloc(m->a, b.n, 1);
	if (b.n)
		memcpy(l->name, b.p, b.n);
	ns_buf_free(&b);
}

/* What a node inherits. */
struct above {
	double boost;
	bool negative;
};

static void make_leaf(struct maker *m, const struct ns_node *n,
		      enum ns_scope scope, struct above above)
{
	struct ask_leaf *l;

	if (!m->lang) {
		m->n++;
		return;
	}
	l = &m->lang->leaf[m->n++];
	l->node = n;
	l->scope = scope;
	l->boost = above.boost;
	l->negative = above.negative;
	if (n->kind == NS_NODE_DATE)
		l->kind = ASK_DATE;
	else if (n->kind == NS_NODE_ALL)
		l->kind = ASK_ALL;
	else if (ns_scope_is_name(scope))
		make_name(m, l, n);
	else if (n->kind != NS_NODE_NONE)
		make_text(m, l, n);
}

static void visit(struct maker *m, const struct ns_node *n, struct above above)
{
	uint32_t i;

	above.boost *= n->boost > 0 ? (double)n->boost : 0;
	above.negative |= n->kind == NS_NODE_NOT;
	if (!ask_is_leaf(n)) {
		for (i = 0; i < n->n_children; i++)
			visit(m, n->child[i], above);
		return;
	}
	for (i = 0; i < NS_SCOPES; i++)
		if (has_scope(m->a, n, (enum ns_scope)i))
			make_leaf(m, n, (enum ns_scope)i, above);
}

uint32_t ask_leaves_of(const struct ask_lang *l, uint32_t n_leaves,
		       const struct ns_node *n, uint32_t *first)
{
	uint32_t i, count = 0;

	*first = 0;
	for (i = 0; i < n_leaves; i++) {
		if (l->leaf[i].node != n)
			continue;
		if (!count++)
			*first = i;
	}
	return count;
}

/* ---- languages ----------------------------------------------------------- */

static bool names(struct ns_str text, struct ns_lang lang)
{
	struct ns_lang l;

	return !ns_lang_parse(text, &l) && ns_lang_eq(l, lang);
}

static bool allows(const struct ns_node *n, struct ns_lang lang)
{
	return n->kind != NS_NODE_WORD || n->scope != NS_SCOPE_LANG ||
	       names(n->text, lang);
}

static bool is_planned(const struct ask *a, struct ns_lang lang)
{
	const struct ns_node *n = a->root;
	bool named = false, found = false;
	uint32_t i;

	if (!allows(n, lang))
		return false;
	for (i = 0; i < n->n_children; i++)
		if ((n->kind == NS_NODE_AND ||
		     (n->kind == NS_NODE_MUST_SHOULD &&
		      n->child[i]->required)) &&
		    !allows(n->child[i], lang))
			return false;
	for (i = 0; i < a->r->n_filters; i++) {
		if (a->r->filter[i].field != NS_SCOPE_LANG ||
		    a->r->filter[i].exclude)
			continue;
		named = true;
		found |= names(a->r->filter[i].value, lang);
	}
	return found || !named;
}

/* ---- weights ------------------------------------------------------------- */

/* Stop words go where something that scores is left. */
static void drop_stop_words(const struct ask *a, struct ask_lang *l)
{
	bool left = false;
	uint32_t i;

	for (i = 0; i < a->n_leaves; i++)
		left |= l->leaf[i].scores && !l->leaf[i].stop;
	for (i = 0; left && i < a->n_leaves; i++) {
		if (!l->leaf[i].stop)
			continue;
		l->leaf[i].kind = ASK_GONE;
		l->leaf[i].scores = false;
	}
}

static double idf(const struct ask *a, uint64_t df)
{
	double n = (double)a->o->n_live, d = (double)df;

	if (d > n)
		d = n;
	return log(1 + (n - d + .5) / (d + .5));
}

/* The same word of the same leaf in all languages: one frequency. Words of
 * authors and addresses have no language: each counted them all. */
static void share_word(struct ask *a, uint32_t leaf, uint32_t word)
{
	uint64_t df = 0, form_df = 0;
	uint32_t i;

	for (i = 0; i < a->n_langs; i++) {
		const struct ask_leaf *l = &a->lang[i].leaf[leaf];

		if (l->kind == ASK_GONE || word >= l->n_words)
			continue;
		if (l->scope > NS_SCOPE_BODY) {
			df = l->word[word]->df;
			continue;
		}
		df += l->word[word]->df;
		form_df += l->word[word]->form_df;
	}
	for (i = 0; i < a->n_langs; i++) {
		struct ask_leaf *l = &a->lang[i].leaf[leaf];

		if (l->kind == ASK_GONE || word >= l->n_words)
			continue;
		l->word[word]->idf = idf(a, df);
		l->word[word]->form_idf = idf(a, form_df);
	}
}

static double leaf_idf(const struct ask_leaf *l)
{
	double sum = 0;
	uint32_t i, j, k;

	for (i = 0; i < l->n_slots; i++) {
		double best = 0;

		for (j = 0; j < l->slot[i].n; j++) {
			const struct ask_run *r = &l->slot[i].run[j];
			double run = 0;

			for (k = 0; k < r->n; k++)
				run += r->word[k].idf;
			best = run > best ? run : best;
		}
		sum += best;
	}
	return sum;
}

static double sum_of_weights(const struct ask *a, const struct ask_lang *l)
{
	double sum = 0;
	uint32_t i;

	for (i = 0; i < a->n_leaves; i++)
		if (l->leaf[i].scores)
			sum += l->leaf[i].idf * l->leaf[i].boost;
	return sum;
}

static void set_weights(struct ask *a)
{
	double most = 0;
	uint32_t i, j;

	for (i = 0; i < a->n_langs; i++) {
		double sum;

		for (j = 0; j < a->n_leaves; j++)
			a->lang[i].leaf[j].idf = leaf_idf(&a->lang[i].leaf[j]);
		sum = sum_of_weights(a, &a->lang[i]);
		most = sum > most ? sum : most;
	}
	for (a->scale = 1 << 20; most * a->scale >= 2147483648.0;)
		a->scale /= 2;
	for (i = 0; i < a->n_langs; i++)
		for (j = 0; j < a->n_leaves; j++) {
			struct ask_leaf *l = &a->lang[i].leaf[j];

			l->weight = l->idf * l->boost * a->scale;
		}
}

static uint32_t most_words(const struct ask *a, uint32_t leaf)
{
	uint32_t most = 0, i;

	for (i = 0; i < a->n_langs; i++)
		if (a->lang[i].leaf[leaf].n_words > most)
			most = a->lang[i].leaf[leaf].n_words;
	return most;
}

void ask_prepare(struct ask *a)
{
	struct maker m = { .a = a };
	struct above none = { 1, false };
	uint32_t i, j;

	visit(&m, a->root, none);
	a->n_leaves = m.n;
	a->lang = ask_alloc(a, a->o->n_langs, sizeof(*a->lang));
	for (i = 0; i < a->o->n_langs; i++) {
		if (!is_planned(a, a->o->lang[i]))
			continue;
		m = (struct maker){ a, &a->lang[a->n_langs++], 0 };
		m.lang->lang = a->o->lang[i];
		m.lang->leaf = ask_alloc(a, a->n_leaves, sizeof(*m.lang->leaf));
		visit(&m, a->root, none);
		if (!a->r->keep_stop_words)
			drop_stop_words(a, m.lang);
	}
	for (i = 0; i < a->n_leaves; i++)
		for (j = 0; j < most_words(a, i); j++)
			share_word(a, i, j);
	set_weights(a);
}
