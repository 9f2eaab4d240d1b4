/* Which documents answer, in which tier and order. */
#include <assert.h>
#include <stdlib.h>

#include "tests/oracle_ask.h"

enum { STAGE_TWO = 200 };

/* ---- a document and the tree --------------------------------------------- */

/* GONE: nothing of the node is left in this language. */
enum truth { GONE, NO, YES };

/* How the children of the root bind: ANY is the second tier of match=auto,
 * OPEN is match=any, in all that AND and OR nodes lead to. */
enum binding { PLAIN, ALL, ANY, OPEN };

struct seen {
	const struct ask *a;
	const struct ask_lang *l;
	const struct oracle_doc *d;
};

static enum truth judge(const struct seen *s, const struct ns_node *n,
			enum binding how);

static enum truth judge_leaf(const struct seen *s, const struct ns_node *n)
{
	enum truth all = GONE;
	uint32_t i, first;
	uint32_t count = ask_leaves_of(s->l, s->a->n_leaves, n, &first);

	for (i = first; i < first + count; i++) {
		const struct ask_leaf *l = &s->l->leaf[i];

		if (l->kind == ASK_GONE)
			continue;
		if (l->tf)
			return YES;
		all = NO;
	}
	return all;
}

/* What is left of several, all of which, or one of which, must hold. */
static void join(enum truth *all, enum truth one, bool any)
{
	if (one == GONE)
		return;
	if (*all == GONE || one == (any ? YES : NO))
		*all = one;
}

static bool is_optional(const struct ns_node *n, enum binding how)
{
	return how == OPEN && n->kind != NS_NODE_NOT &&
	       n->kind != NS_NODE_DATE && n->kind != NS_NODE_ALL &&
	       !ns_scope_is_name(n->scope);
}

/* Words alone, whatever brackets are around them. */
static bool is_words(const struct ns_node *n)
{
	uint32_t i;

	if (n->kind == NS_NODE_WORD || n->kind == NS_NODE_PREFIX ||
	    n->kind == NS_NODE_FUZZY)
		return n->scope == NS_SCOPE_TEXT && !n->exact && !n->required;
	if (n->kind != NS_NODE_AND || n->said || n->required || !n->group)
		return false;
	for (i = 0; i < n->n_children; i++)
		if (!is_words(n->child[i]))
			return false;
	return true;
}

/* Whether any of the words is there. */
static enum truth judge_words(const struct seen *s, const struct ns_node *n)
{
	enum truth any = GONE;
	uint32_t i;

	if (n->kind != NS_NODE_AND)
		return judge_leaf(s, n);
	for (i = 0; i < n->n_children; i++)
		join(&any, judge_words(s, n->child[i]), true);
	return any;
}

static enum truth judge_and(const struct seen *s, const struct ns_node *n,
			    enum binding how)
{
	enum truth must = GONE, bare = GONE;
	uint32_t i;

	for (i = 0; i < n->n_children; i++) {
		const struct ns_node *c = n->child[i];
		bool words = how == ANY && is_words(c);
		enum truth t = words ? judge_words(s, c)
				     : judge(s, c, how == OPEN ? OPEN : PLAIN);

		if (words || is_optional(c, how))
			join(&bare, t, true);
		else
			join(&must, t, false);
	}
	join(&must, bare, false);
	return must;
}

static enum truth judge_should(const struct seen *s, const struct ns_node *n,
			       enum binding how)
{
	enum truth no = GONE, must = GONE, should = GONE;
	uint32_t i;

	for (i = 0; i < n->n_children; i++) {
		const struct ns_node *c = n->child[i];
		enum truth t = judge(s, c, PLAIN);

		if (c->kind == NS_NODE_NOT)
			join(&no, t, false);
		else if (c->required || how == ALL)
			join(&must, t, false);
		else
			join(&should, t, true);
	}
	if (must == GONE)
		must = should;
	join(&must, no, false);
	return must;
}

static enum truth judge_or(const struct seen *s, const struct ns_node *n,
			   enum binding how)
{
	enum truth any = GONE;
	uint32_t i;

	for (i = 0; i < n->n_children; i++)
		join(&any, judge(s, n->child[i], how == OPEN ? OPEN : PLAIN),
		     true);
	return any;
}

static enum truth judge(const struct seen *s, const struct ns_node *n,
			enum binding how)
{
	enum truth t;

	if (ask_is_leaf(n))
		return judge_leaf(s, n);
	switch (n->kind) {
	case NS_NODE_OR:
		return judge_or(s, n, how);
	case NS_NODE_MUST_SHOULD:
		return judge_should(s, n, how);
	case NS_NODE_NOT:
		t = judge(s, n->child[0], PLAIN);
		return t == GONE ? GONE : t == YES ? NO : YES;
	default:
		return judge_and(s, n, n->kind == NS_NODE_AND ? how : PLAIN);
	}
}

bool ask_is_gone(const struct ask *a, const struct ask_lang *l,
		 const struct ns_node *n)
{
	struct oracle_doc none = { .lang = l->lang };
	struct seen s = { a, l, &none };

	return judge(&s, n, PLAIN) == GONE;
}

/* ---- filters ------------------------------------------------------------- */

static bool has_filter(const struct seen *s, const struct ns_filter *f)
{
	struct oracle *o = s->a->o;
	struct ns_buf b = { 0 };
	struct ns_lang lang;
	bool found = false;
	uint32_t i;

	if (f->field == NS_SCOPE_LANG && !ns_lang_parse(f->value, &lang))
		return ns_lang_eq(lang, s->d->lang);
	if (ns_fold_name(o->an, f->value, &b, NULL))
		return false;
	for (i = 0; i < s->d->n_names; i++) {
		struct ns_str name = { s->d->name[i].folded, s->d->name[i].n };

		found |= s->d->name[i].field == f->field &&
			 ns_str_eq(name, ns_buf_view(&b));
	}
	ns_buf_free(&b);
	return found;
}

static bool passes_field(const struct seen *s, enum ns_scope field)
{
	const struct ns_request *r = s->a->r;
	bool named = false, found = false;
	uint32_t i;

	for (i = 0; i < r->n_filters; i++) {
		const struct ns_filter *f = &r->filter[i];

		if (f->field != field)
			continue;
		if (f->exclude && has_filter(s, f))
			return false;
		named |= !f->exclude;
		found |= !f->exclude && has_filter(s, f);
	}
	return found || !named;
}

static bool passes(const struct seen *s)
{
	const struct ns_request *r = s->a->r;
	uint32_t i;

	if ((r->dates.from != INT64_MIN || r->dates.to != INT64_MAX) &&
	    !ask_is_dated(r, &r->dates, s->d))
		return false;
	for (i = 0; i < NS_SCOPES; i++)
		if (!passes_field(s, (enum ns_scope)i))
			return false;
	return true;
}

/* ---- tiers --------------------------------------------------------------- */

static bool has_two_tiers(const struct ask *a)
{
	return a->r->match == NS_MATCH_AUTO && !a->by_date &&
	       !a->parsed->has_operators &&
	       (a->root->kind == NS_NODE_AND ||
		a->root->kind == NS_NODE_MUST_SHOULD);
}

static uint32_t tier_of(const struct seen *s)
{
	const struct ask *a = s->a;
	enum binding how = a->parsed->has_operators      ? PLAIN
			   : a->r->match == NS_MATCH_ANY ? OPEN
							 : ALL;

	if (judge(s, a->root, how) == YES)
		return 1;
	if (has_two_tiers(a) && judge(s, a->root, ANY) == YES)
		return 2;
	return 0;
}

/* ---- scores -------------------------------------------------------------- */

static double stage_one(const struct seen *s)
{
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < s->a->n_leaves; i++) {
		const struct ask_leaf *l = &s->l->leaf[i];

		if (l->scores && l->tf)
			sum += (uint64_t)(l->weight * l->tf /
						  (l->tf + ask_k(s->a, s->d,
								 l->scope)) +
					  .5);
	}
	return (double)sum / s->a->scale;
}

/* ---- order --------------------------------------------------------------- */

static const struct oracle *sorted; // for qsort
static bool oldest_first;

static int by_rank(const void *p, const void *q)
{
	const struct oracle_hit *x = p, *y = q;
	const struct oracle_doc *a = &sorted->doc[x->doc];
	const struct oracle_doc *b = &sorted->doc[y->doc];

	if (x->tier != y->tier)
		return x->tier < y->tier ? -1 : 1;
	if (x->score > y->score || x->score < y->score)
		return x->score > y->score ? -1 : 1;
	if (a->date != b->date) {
		if (oldest_first && a->date != INT64_MIN &&
		    b->date != INT64_MIN)
			return a->date < b->date ? -1 : 1;
		return a->date > b->date ? -1 : 1;
	}
	return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static void sort(const struct ask *a, struct oracle_hit *hit, uint32_t n)
{
	sorted = a->o;
	oldest_first = a->r->sort == NS_SORT_OLDEST;
	if (n)
		qsort(hit, n, sizeof(*hit), by_rank);
}

/* ---- all documents ------------------------------------------------------- */

static struct ask_lang *lang_of(const struct ask *a, const struct oracle_doc *d)
{
	uint32_t i;

	for (i = 0; i < a->n_langs; i++)
		if (ns_lang_eq(a->lang[i].lang, d->lang))
			return &a->lang[i];
	return NULL;
}

static void read_leaves(const struct seen *s)
{
	uint32_t i;

	for (i = 0; i < s->a->n_leaves; i++)
		s->l->leaf[i].tf = ask_occurrences(s->a, &s->l->leaf[i], s->d);
}

static void rescore(const struct ask *a, struct oracle_hit *hit, uint32_t n)
{
	uint32_t i;

	n = n < STAGE_TWO ? n : STAGE_TWO;
	for (i = 0; i < n; i++) {
		const struct oracle_doc *d = &a->o->doc[hit[i].doc];

		hit[i].score = ask_stage_two(a, lang_of(a, d), d, hit[i].score);
	}
	sort(a, hit, n);
}

static void put(struct oracle_answer *out, struct oracle_hit hit)
{
	if (out->n_hits == out->cap) {
		out->cap = out->cap ? 2 * out->cap : 256;
		out->hit = realloc(out->hit, out->cap * sizeof(*out->hit));
		assert(out->hit);
	}
	out->hit[out->n_hits++] = hit;
	if (hit.tier == 1)
		out->total++;
	else
		out->further++;
}

static void look_at_all(const struct ask *a, struct oracle_answer *out)
{
	uint32_t i;

	for (i = 0; i < a->o->n_docs; i++) {
		const struct oracle_doc *d = &a->o->doc[i];
		struct seen s = { a, d->live ? lang_of(a, d) : NULL, d };
		uint32_t tier;

		if (!s.l || !passes(&s))
			continue;
		read_leaves(&s);
		tier = tier_of(&s);
		if (tier)
			put(out,
			    (struct oracle_hit){
				    i, tier, a->by_date ? 0 : stage_one(&s) });
	}
}

/* ---- all of it ---------------------------------------------------------- */

void oracle_ask(struct oracle *o, const struct ns_request *r,
		const struct ns_parsed *parsed, struct oracle_answer *out)
{
	static const struct ns_node all = { .kind = NS_NODE_ALL, .boost = 1 };
	struct ask a = { .o = o, .r = r, .parsed = parsed };
	uint32_t i;

	a.root = parsed->root;
	a.by_date = r->sort != NS_SORT_RELEVANCE;
	out->total = out->further = 0;
	out->n_hits = 0;
	if (a.root->kind == NS_NODE_NONE &&
	    (r->n_filters || r->dates.from != INT64_MIN ||
	     r->dates.to != INT64_MAX))
		a.root = &all;
	ask_prepare(&a);
	for (i = 0; i < a.n_langs; i++)
		ask_find_pairs(&a, &a.lang[i], a.root);
	look_at_all(&a, out);
	sort(&a, out->hit, out->n_hits);
	if (!a.by_date && r->rank == NS_RANK_DEFAULT) {
		rescore(&a, out->hit, (uint32_t)out->total);
		rescore(&a, out->hit + out->total, (uint32_t)out->further);
	}
	ask_facts(&a, &out->facts);
	for (i = 0; i < a.n_langs; i++)
		free(a.lang[i].pair);
	ns_arena_free(&a.arena);
}

void oracle_answer_free(struct oracle_answer *a)
{
	free(a->hit);
	*a = (struct oracle_answer){ 0 };
}
