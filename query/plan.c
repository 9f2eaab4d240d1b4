#include "query/plan.h"

#include "query/bm25.h"
#include "query/plan_make.h"

void *ns_maker_alloc(struct ns_maker *m, size_t count, size_t size)
{
	void *p;

	if (m->rc)
		return NULL;
	p = ns_arena_calloc(m->plan->in.arena, count, size);
	if (!p)
		m->rc = ns_out_of_budget(m->e);
	return p;
}

/* ---- languages ----------------------------------------------------------- */

static bool is_lang(struct ns_str text, const char code[4])
{
	struct ns_lang lang;

	return !ns_lang_parse(text, &lang) &&
	       memcmp(lang.code, code, NS_LANG_BYTES) == 0;
}

static bool allows(const struct ns_node *n, const char code[4])
{
	return n->kind != NS_NODE_WORD || n->scope != NS_SCOPE_LANG ||
	       is_lang(n->text, code);
}

/* Says whether the question leaves room for documents of a language. */
static bool is_planned(const struct ns_maker *m, const char code[4])
{
	const struct ns_request *r = m->plan->in.request;
	const struct ns_node *n = m->root;
	bool named = false, found = false, ok = allows(n, code);
	uint32_t i;

	for (i = 0; i < n->n_children; i++) {
		if (n->kind == NS_NODE_AND ||
		    (n->kind == NS_NODE_MUST_SHOULD && n->child[i]->required))
			ok &= allows(n->child[i], code);
	}
	for (i = 0; i < r->n_filters; i++) {
		if (r->filter[i].field != NS_SCOPE_LANG || r->filter[i].exclude)
			continue;
		named = true;
		found |= is_lang(r->filter[i].value, code);
	}
	return ok && (found || !named);
}

static void choose_langs(struct ns_maker *m)
{
	struct ns_plan *plan = m->plan;
	const struct ns_snapshot *snap = plan->in.snap;
	uint32_t i;

	plan->langs =
		ns_maker_alloc(m, snap->n_langs + 1u, sizeof(*plan->langs));
	for (i = 0; plan->langs && !m->rc && i < snap->n_langs; i++) {
		struct ns_plan_lang *lang = &plan->langs[plan->n_langs];

		if (!is_planned(m, snap->langs[i].lang))
			continue;
		memcpy(lang->lang.code, snap->langs[i].lang, NS_LANG_BYTES);
		lang->leaf =
			ns_maker_alloc(m, plan->n_leaves, sizeof(*lang->leaf));
		plan->n_langs++;
	}
}

/* ---- what stands beside the question ------------------------------------- */

static void add_filters(struct ns_maker *m)
{
	const struct ns_request *r = m->plan->in.request;
	uint32_t i;

	m->n_filters = r->n_filters;
	m->filter = ns_maker_alloc(m, r->n_filters + 1u, sizeof(*m->filter));
	for (i = 0; !m->rc && i < r->n_filters; i++) {
		m->filter[i].kind = NS_NODE_WORD;
		m->filter[i].scope = r->filter[i].field;
		m->filter[i].text = r->filter[i].value;
	}
	if (r->dates.from == INT64_MIN && r->dates.to == INT64_MAX)
		return;
	m->dates = ns_maker_alloc(m, 1, sizeof(*m->dates));
	if (!m->dates)
		return;
	m->dates->kind = NS_NODE_DATE;
	m->dates->dates = r->dates;
}

static void set_root(struct ns_maker *m)
{
	struct ns_node *all;

	m->root = m->plan->in.parsed->root;
	if (m->root->kind != NS_NODE_NONE || (!m->n_filters && !m->dates))
		return;
	all = ns_maker_alloc(m, 1, sizeof(*all));
	if (!all)
		return;
	all->kind = NS_NODE_ALL;
	m->root = all;
}

static void set_numbers(struct ns_maker *m)
{
	struct ns_plan *plan = m->plan;
	struct ns_bm25_tables *t = plan->in.tables;
	const struct ns_snapshot *snap = plan->in.snap;
	struct ns_bm25 text = { (double)snap->settings.k1,
				(double)snap->settings.b, 1 };
	struct ns_bm25 title = text;

	if (!t)
		t = ns_maker_alloc(m, 1, sizeof(*t));
	if (!t)
		return;
	if (snap->n_docs && snap->sum_length)
		text.avgdl = (double)snap->sum_length / (double)snap->n_docs;
	if (snap->n_titled && snap->sum_title)
		title.avgdl = (double)snap->sum_title / (double)snap->n_titled;
	ns_bm25_tables_fit(t, &text, &title);
	plan->avgdl = text.avgdl;
	plan->k = t->k;
	plan->k_title = t->k_title;
	plan->k_flat = t->k_flat;
}

static bool has_two_tiers(const struct ns_maker *m)
{
	const struct ns_plan_input *in = &m->plan->in;

	return in->request->match == NS_MATCH_AUTO &&
	       in->request->sort == NS_SORT_RELEVANCE &&
	       !in->parsed->has_operators &&
	       (m->root->kind == NS_NODE_AND ||
		m->root->kind == NS_NODE_MUST_SHOULD);
}

/* ---- all of it ----------------------------------------------------------- */

static void each_lang(struct ns_maker *m, void (*make)(struct ns_maker *))
{
	uint32_t i;

	for (i = 0; !m->rc && i < m->plan->n_langs; i++) {
		m->lang = &m->plan->langs[i];
		m->found = 0;
		make(m);
	}
}

enum ns_code ns_plan_make(const struct ns_plan_input *in, struct ns_plan **out,
			  struct ns_error *e)
{
	struct ns_maker m = { .e = e };

	m.plan = *out = ns_arena_calloc(in->arena, 1, sizeof(**out));
	if (!m.plan)
		return ns_out_of_budget(e);
	m.plan->in = *in;
	set_numbers(&m);
	add_filters(&m);
	if (!m.rc)
		set_root(&m);
	if (m.rc)
		return m.rc;
	m.plan->two_tiers = has_two_tiers(&m);
	ns_maker_leaves(&m); // without a language: counts
	m.plan->n_leaves = m.n;
	choose_langs(&m);
	each_lang(&m, ns_maker_leaves);
	if (!in->request->keep_stop_words)
		each_lang(&m, ns_maker_stop_words);
	each_lang(&m, ns_maker_trees);
	if (!m.rc)
		ns_maker_weights(&m);
	each_lang(&m, ns_maker_order);
	m.plan->scored &= in->request->sort == NS_SORT_RELEVANCE;
	return m.rc;
}
