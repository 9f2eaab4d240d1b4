#include "core/base/utf8.h"
#include "query/plan_make.h"

/* ---- which nodes are leaves ---------------------------------------------- */

static bool is_word(const struct ns_node *n)
{
	return n->kind == NS_NODE_WORD || n->kind == NS_NODE_PREFIX ||
	       n->kind == NS_NODE_FUZZY || n->kind == NS_NODE_PHRASE;
}

/* What the parser promises of NEAR and SAME; trees may come from elsewhere. */
bool ns_near_is_plain(const struct ns_node *n)
{
	uint32_t i, j;

	for (i = 0; i < n->n_children; i++) {
		const struct ns_node *c = n->child[i];

		if (c->kind != NS_NODE_OR && !is_word(c))
			return false;
		if (c->kind != NS_NODE_OR && c->scope != n->scope)
			return false;
		for (j = 0; c->kind == NS_NODE_OR && j < c->n_children; j++) {
			if (!is_word(c->child[j]) ||
			    c->child[j]->scope != n->scope)
				return false;
		}
	}
	return n->n_children && !ns_scope_is_name(n->scope);
}

static bool is_leaf(const struct ns_node *n)
{
	switch (n->kind) {
	case NS_NODE_AND:
	case NS_NODE_OR:
	case NS_NODE_NOT:
	case NS_NODE_MUST_SHOULD:
		return false;
	case NS_NODE_NEAR:
	case NS_NODE_SAME:
		return ns_near_is_plain(n);
	default:
		return true;
	}
}

uint32_t ns_maker_scopes(const struct ns_maker *m, const struct ns_node *n)
{
	const uint32_t text = 1u << NS_SCOPE_TITLE | 1u << NS_SCOPE_SUMMARY |
			      1u << NS_SCOPE_BODY;
	uint32_t in = m->plan->in.request->in;

	if (n->kind == NS_NODE_DATE || n->kind == NS_NODE_ALL ||
	    n->scope != NS_SCOPE_TEXT || !in || in & 1u << NS_SCOPE_TEXT)
		return 1u << n->scope;
	if ((in & text) == text)
		in = (in & ~text) | 1u << NS_SCOPE_TEXT;
	return in & ((1u << NS_SCOPE_OUTLET) - 1);
}

/* ---- texts --------------------------------------------------------------- */

static struct ns_maker_text text_of(const struct ns_node *n, bool exact,
				    enum ns_scope scope)
{
	struct ns_maker_text t = { n->text, scope, NS_BY_STEM, NS_BY_STEM,
				   n->n };

	if (exact || n->exact || n->kind == NS_NODE_PHRASE)
		t.mode = t.last = NS_BY_FORM;
	if (n->kind == NS_NODE_PREFIX)
		t.last = NS_BY_PREFIX;
	if (n->kind == NS_NODE_FUZZY)
		t.last = NS_BY_EDITS;
	return t;
}

/* Where a run of words belongs, while they are gathered. */
struct run_at {
	uint32_t slot, first, n;
};

struct gatherer {
	struct ns_maker *m;
	struct ns_maker_words words;
	struct run_at *run;
	uint32_t n_runs, n_slots;
};

static uint32_t count_texts(const struct ns_node *n)
{
	uint32_t i, all = 0;

	if (n->kind != NS_NODE_NEAR && n->kind != NS_NODE_SAME)
		return 1;
	for (i = 0; i < n->n_children; i++) {
		const struct ns_node *c = n->child[i];

		all += c->kind == NS_NODE_OR ? c->n_children : 1;
	}
	return all;
}

static void gather_text(struct gatherer *g, struct ns_maker_text t)
{
	struct run_at *r = &g->run[g->n_runs];

	r->slot = g->n_slots;
	r->first = g->words.n;
	ns_maker_analyze(g->m, &t, &g->words);
	r->n = g->words.n - r->first;
	g->n_runs += r->n != 0;
}

static void gather(struct gatherer *g, const struct ns_node *n,
		   enum ns_scope scope)
{
	uint32_t i, j, before;

	if (n->kind != NS_NODE_NEAR && n->kind != NS_NODE_SAME) {
		gather_text(g, text_of(n, false, scope));
		g->n_slots = g->n_runs;
		return;
	}
	for (i = 0; i < n->n_children; i++) {
		const struct ns_node *c = n->child[i];

		before = g->n_runs;
		if (c->kind != NS_NODE_OR)
			gather_text(g, text_of(c, n->exact, scope));
		for (j = 0; c->kind == NS_NODE_OR && j < c->n_children; j++)
			gather_text(g, text_of(c->child[j], n->exact, scope));
		g->n_slots += g->n_runs > before;
	}
}

/* Now that the words stay where they are, points at them. */
static void point(struct gatherer *g, struct ns_plan_leaf *leaf)
{
	struct ns_plan_run *run;
	uint32_t i;

	leaf->n_words = g->words.n;
	leaf->word = g->words.word;
	leaf->n_slots = g->n_slots;
	leaf->slot = ns_maker_alloc(g->m, g->n_slots, sizeof(*leaf->slot));
	run = ns_maker_alloc(g->m, g->n_runs, sizeof(*run));
	for (i = 0; !g->m->rc && i < g->n_runs; i++) {
		struct ns_plan_slot *slot = &leaf->slot[g->run[i].slot];

		run[i].word = leaf->word + g->run[i].first;
		run[i].n = g->run[i].n;
		if (!slot->n++)
			slot->run = &run[i];
	}
}

static void make_text(struct ns_maker *m, struct ns_plan_leaf *leaf)
{
	const struct ns_node *n = leaf->node;
	struct gatherer g = { .m = m };

	g.run = ns_maker_alloc(m, count_texts(n), sizeof(*g.run));
	if (g.run)
		gather(&g, n, leaf->scope);
	if (m->rc || !g.n_slots)
		return;
	point(&g, leaf);
	leaf->kind = n->kind == NS_NODE_NEAR   ? NS_LEAF_NEAR
		     : n->kind == NS_NODE_SAME ? NS_LEAF_SAME
					       : NS_LEAF_WORDS;
	leaf->within = n->n;
	leaf->at_least = n->kind == NS_NODE_ATLEAST && n->n ? n->n : 1;
	leaf->scores = !leaf->negative;
	leaf->plain = leaf->scores && n->kind == NS_NODE_WORD &&
		      leaf->scope == NS_SCOPE_TEXT;
	leaf->may_drop = leaf->scores && n->kind == NS_NODE_WORD && !n->exact &&
			 !n->required && leaf->scope <= NS_SCOPE_BODY &&
			 leaf->n_words == 1;
}

/* ---- names --------------------------------------------------------------- */

static uint8_t name_kind(enum ns_scope scope)
{
	static const uint8_t kinds[NS_SCOPES] = {
		[NS_SCOPE_AUTHOR] = NS_KIND_AUTHOR,
		[NS_SCOPE_OUTLET] = NS_KIND_OUTLET,
		[NS_SCOPE_SECTION] = NS_KIND_SECTION,
		[NS_SCOPE_LANG] = NS_KIND_LANG,
		[NS_SCOPE_TAG] = NS_KIND_TAG,
		[NS_SCOPE_TYPE] = NS_KIND_TYPE,
	};

	return kinds[scope];
}

/* The name as it is in the dictionary (the index cuts long ones). */
static struct ns_str fold(struct ns_maker *m, const struct ns_plan_leaf *leaf)
{
	struct ns_buf folded = { 0 };
	struct ns_str out = { NULL, 0 };
	struct ns_lang lang;

	if (leaf->scope == NS_SCOPE_LANG &&
	    !ns_lang_parse(leaf->node->text, &lang)) {
		out = (struct ns_str){ lang.code,
				       strnlen(lang.code, NS_LANG_BYTES) };
		return ns_arena_str(m->plan->in.arena, out);
	}
	m->rc = ns_fold_name(m->plan->in.analyzer, leaf->node->text, &folded,
			     m->e);
	if (!m->rc)
		out = ns_arena_str(m->plan->in.arena,
				   ns_utf8_cut(ns_buf_view(&folded),
					       NS_ARTICLE_NAME_BYTES));
	ns_buf_free(&folded);
	return out;
}

static void make_name(struct ns_maker *m, struct ns_plan_leaf *leaf)
{
	struct ns_plan_slot *slot = ns_maker_alloc(m, 1, sizeof(*slot));
	struct ns_plan_run *run = ns_maker_alloc(m, 1, sizeof(*run));
	struct ns_plan_word *w = ns_maker_alloc(m, 1, sizeof(*w));

	if (m->rc)
		return;
	w->form = w->stem = fold(m, leaf);
	if (!m->rc && !w->form.p)
		m->rc = ns_out_of_budget(m->e);
	w->kind = name_kind(leaf->scope);
	w->mode = leaf->node->kind == NS_NODE_PREFIX  ? NS_BY_PREFIX
		  : leaf->node->kind == NS_NODE_FUZZY ? NS_BY_EDITS
						      : NS_BY_TERM;
	w->edits = leaf->node->n;
	*run = (struct ns_plan_run){ w, 1 };
	*slot = (struct ns_plan_slot){ run, 1 };
	leaf->kind = NS_LEAF_WORDS;
	leaf->slot = slot;
	leaf->word = w;
	leaf->n_slots = leaf->n_words = leaf->at_least = 1;
}

/* ---- all of them --------------------------------------------------------- */

/* What a node inherits. */
struct above {
	double boost;
	bool negative;
	uint32_t depth;
};

static struct ns_plan_leaf *next_leaf(struct ns_maker *m,
				      const struct ns_node *n)
{
	struct ns_plan_leaf *leaf;
	uint32_t at = m->n++;

	if (!m->lang || m->rc)
		return NULL;
	leaf = &m->lang->leaf[at];
	leaf->node = n;
	leaf->scope = n->scope;
	return leaf;
}

static struct ns_dates dates_of(const struct ns_maker *m,
				const struct ns_interval *d)
{
	const struct ns_tz *tz = &m->plan->in.request->parse.tz;

	return (struct ns_dates){
		d->from, d->to,
		ns_time_noon(d->from, ns_tz_offset_s(tz, d->from)),
		ns_time_noon(d->to, ns_tz_offset_s(tz, d->to))
	};
}

static void make_leaf(struct ns_maker *m, const struct ns_node *n,
		      enum ns_scope scope, struct above above)
{
	struct ns_plan_leaf *leaf = next_leaf(m, n);

	if (!leaf)
		return;
	leaf->scope = scope;
	leaf->boost = above.boost;
	leaf->negative = above.negative;
	if (n->kind == NS_NODE_DATE) {
		leaf->kind = NS_LEAF_DATES;
		leaf->dates = dates_of(m, &n->dates);
	} else if (n->kind == NS_NODE_ALL) {
		leaf->kind = NS_LEAF_ALL;
	} else if (ns_scope_is_name(scope)) {
		make_name(m, leaf);
	} else if (n->kind != NS_NODE_NONE) {
		make_text(m, leaf);
	}
}

static void visit(struct ns_maker *m, const struct ns_node *n,
		  struct above above)
{
	uint32_t i, scopes;

	if (m->rc)
		return;
	if (++above.depth > NS_PLAN_DEPTH) {
		m->rc = ns_fail(m->e, NS_LIMIT, "the question nests too deep");
		return;
	}
	above.boost *= n->boost > 0 ? (double)n->boost : 0;
	above.negative |= n->kind == NS_NODE_NOT;
	if (!is_leaf(n)) {
		for (i = 0; i < n->n_children; i++)
			visit(m, n->child[i], above);
		return;
	}
	scopes = ns_maker_scopes(m, n);
	for (i = 0; i < NS_SCOPES; i++) {
		if (scopes >> i & 1)
			make_leaf(m, n, (enum ns_scope)i, above);
	}
}

static void make_lang_leaf(struct ns_maker *m)
{
	struct ns_plan_leaf *leaf;
	struct ns_node *n = NULL;

	if (m->lang) {
		n = ns_maker_alloc(m, 1, sizeof(*n));
		if (!n)
			return;
		n->kind = NS_NODE_WORD;
		n->scope = NS_SCOPE_LANG;
		n->text = (struct ns_str){ m->lang->lang.code,
					   strnlen(m->lang->lang.code,
						   NS_LANG_BYTES) };
		m->lang->lang_leaf = m->n;
	}
	leaf = n ? next_leaf(m, n) : (m->n++, NULL);
	if (leaf)
		make_name(m, leaf);
}

void ns_maker_leaves(struct ns_maker *m)
{
	uint32_t i;

	m->n = 0;
	visit(m, m->root, (struct above){ 1, false, 0 });
	for (i = 0; i < m->n_filters; i++) {
		struct ns_plan_leaf *leaf = next_leaf(m, &m->filter[i]);

		if (leaf)
			make_name(m, leaf);
	}
	if (m->dates)
		make_leaf(m, m->dates, NS_SCOPE_TEXT,
			  (struct above){ 1, false, 0 });
	if (m->plan->in.snap->n_langs > 1)
		make_lang_leaf(m);
}

uint32_t ns_maker_find(struct ns_maker *m, const struct ns_node *n)
{
	uint32_t n_leaves = m->plan->n_leaves, i;

	/* They are asked for in order, mostly. */
	for (i = 0; i < n_leaves; i++) {
		uint32_t at = (m->found + i) % n_leaves;

		if (m->lang->leaf[at].node == n) {
			while (at && m->lang->leaf[at - 1].node == n)
				at--;
			m->found = at;
			return at;
		}
	}
	return UINT32_MAX;
}
