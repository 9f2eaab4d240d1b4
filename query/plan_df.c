/* plan_df.c - how many documents have a word, and what that makes it weigh. */
#include "query/bm25.h"
#include "query/group.h"
#include "query/plan_make.h"

/* What makes a leaf dear, above any number of documents (plan_tree.c). */
#define COST_ALL (UINT64_C(1) << 38)
#define COST_VERIFIED (UINT64_C(1) << 40)

/* ---- stop words ---------------------------------------------------------- */

static bool is_used(const struct ns_plan_leaf *l)
{
	return l->kind != NS_LEAF_NONE && !l->dropped;
}

static bool is_stop_word(const struct ns_maker *m, const struct ns_plan_leaf *l)
{
	return l->may_drop && ns_is_stop_word(m->lang->lang, l->word[0].form);
}

void ns_maker_stop_words(struct ns_maker *m)
{
	struct ns_plan_leaf *leaf = m->lang->leaf;
	uint32_t scoring = 0, left = 0, i;

	for (i = 0; i < m->plan->n_leaves; i++)
		scoring += is_used(&leaf[i]) && leaf[i].scores;
	for (i = 0; scoring > 1 && i < m->plan->n_leaves; i++) {
		if (!is_used(&leaf[i]) || !leaf[i].scores)
			continue;
		leaf[i].dropped = is_stop_word(m, &leaf[i]);
		left += !leaf[i].dropped;
	}
	for (i = 0; i < m->plan->n_leaves; i++) {
		if (!left)
			leaf[i].dropped = false;
		if (leaf[i].dropped)
			leaf[i].scores = leaf[i].plain = false;
	}
}

/* ---- documents ----------------------------------------------------------- */

/* Keeps what was counted: the segment is bound again for the search. */
static void keep_docs(struct ns_maker *m, struct ns_plan_word *w,
		      const struct ns_group *g, uint32_t segment)
{
	struct ns_expansions *kept = w->kept ? w->kept[segment] : NULL;
	size_t n = ns_bitmap_words(g->n_docs);

	if (!kept || kept->docs)
		return;
	kept->docs = ns_maker_alloc(m, n, sizeof(*kept->docs));
	if (kept->docs)
		memcpy(kept->docs, g->all, n * sizeof(*kept->docs));
}

/* Several lists, or some of the forms of one. */
static void count_bound(struct ns_maker *m, const struct ns_expander *x,
			struct ns_plan_word *w)
{
	struct ns_group *g;
	uint64_t df = 0;

	m->rc = ns_group_bind(x, w, &g, m->e);
	if (!m->rc)
		m->rc = ns_group_count(g, &df, m->e);
	if (!m->rc && g->is_exact)
		keep_docs(m, w, g, x->segment);
	w->df += df;
}

/* Where nothing but the order of operators depends on it. */
static void guess(const struct ns_expansions *to, struct ns_plan_word *w)
{
	uint32_t i;

	for (i = 0; i < to->n; i++)
		w->df += to->item[i].entry ? to->item[i].entry->df : 1;
	w->counted = false;
}

/* The entry of a single term; NULL: the segment has none. */
static const struct ns_term *find_single(struct ns_maker *m,
					 const struct ns_plan_word *w,
					 uint32_t segment, struct ns_term *room)
{
	const struct ns_segment *seg = m->plan->in.snap->segment[segment].seg;
	enum ns_code rc;

	if (w->own)
		return w->own[segment].df ? &w->own[segment] : NULL;
	rc = ns_term_find(seg, w->kind, w->lang, w->form, room, m->e);
	if (rc && rc != NS_NOTFOUND)
		m->rc = rc;
	return rc ? NULL : room;
}

/* Opens the list of a single term in a segment, unless its entry says all that
 * is asked for. */
static void count_single(struct ns_maker *m, struct ns_plan_word *w,
			 uint32_t segment)
{
	const struct ns_segment *seg = m->plan->in.snap->segment[segment].seg;
	struct ns_postings *list;
	struct ns_term room;
	const struct ns_term *t = find_single(m, w, segment, &room);

	if (!t)
		return;
	w->df += t->df;
	if (!w->list)
		return;
	list = ns_maker_alloc(m, 1, sizeof(*list));
	if (list)
		m->rc = ns_postings_open(seg, t, list, m->e);
	w->list[segment] = list;
}

/* The documents of a list are written in its entry. */
static void count_segment(struct ns_maker *m, const struct ns_plan_leaf *l,
			  struct ns_plan_word *w, uint32_t segment)
{
	const struct ns_plan_input *in = &m->plan->in;
	const struct ns_expander x = ns_expander_of(in, segment);
	struct ns_expansions to;

	ns_arena_reset(in->segment);
	m->rc = ns_expand(&x, w, &to, m->e);
	if (m->rc || !to.n)
		return;
	if (to.n == 1 && to.item->entry && !to.item->n_forms)
		w->df += to.item->entry->df;
	else if (in->request->count_only && !l->alone)
		guess(&to, w);
	else
		count_bound(m, &x, w);
}

static void count_word(struct ns_maker *m, const struct ns_plan_leaf *l,
		       struct ns_plan_word *w)
{
	const struct ns_snapshot *snap = m->plan->in.snap;
	bool single = w->mode == NS_BY_TERM ||
		      (w->mode == NS_BY_STEM && w->n_stems == 1);
	uint32_t i;

	if (w->mode == NS_BY_FORM) {
		w->df = w->form_df;
		return;
	}
	w->counted = true;
	if (single && !l->alone)
		w->list = ns_maker_alloc(m, snap->n_segments + 1u,
					 sizeof(struct ns_postings *));
	for (i = 0; !m->rc && i < snap->n_segments; i++) {
		if (single)
			count_single(m, w, i);
		else
			count_segment(m, l, w, i);
	}
	w->counted &= !m->plan->in.deadline->partial;
}

/* Words that only exclude need no number but for the order of operators. */
static void count_leaf(struct ns_maker *m, struct ns_plan_leaf *l)
{
	uint32_t i;

	for (i = 0; is_used(l) && i < l->n_words && !m->rc; i++) {
		struct ns_plan_word *w = &l->word[i];

		ns_maker_look_up(m, w);
		if (m->rc)
			break;
		if (l->scores || w->mode == NS_BY_TERM || w->n_stems == 1)
			count_word(m, l, w);
	}
	if (!m->rc)
		m->rc = ns_deadline_check(m->plan->in.deadline, m->e);
}

/* ---- weights ------------------------------------------------------------- */

static void share_word(struct ns_maker *m, uint32_t leaf, uint32_t word)
{
	struct ns_plan *plan = m->plan;
	uint64_t df = 0, form_df = 0, n = plan->in.snap->n_docs;
	uint32_t i;

	for (i = 0; i < plan->n_langs; i++) {
		const struct ns_plan_leaf *l = &plan->langs[i].leaf[leaf];

		if (!is_used(l) || word >= l->n_words)
			continue;
		/* Lists without a language are the same in all. */
		if (!l->word[word].lang[0])
			df = form_df = 0;
		df += l->word[word].df;
		form_df += l->word[word].form_df;
	}
	for (i = 0; i < plan->n_langs; i++) {
		const struct ns_plan_leaf *l = &plan->langs[i].leaf[leaf];

		if (!is_used(l) || word >= l->n_words)
			continue;
		l->word[word].idf = ns_idf(n, df);
		l->word[word].form_idf = ns_idf(n, form_df);
	}
}

static void share_words(struct ns_maker *m, uint32_t leaf)
{
	uint32_t most = 0, i;

	for (i = 0; i < m->plan->n_langs; i++) {
		const struct ns_plan_leaf *l = &m->plan->langs[i].leaf[leaf];

		if (is_used(l) && l->n_words > most)
			most = l->n_words;
	}
	for (i = 0; i < most; i++)
		share_word(m, leaf, i);
}

static double leaf_idf(const struct ns_plan_leaf *l)
{
	double sum = 0;
	uint32_t i, j, k;

	for (i = 0; i < l->n_slots; i++) {
		double best = 0;

		for (j = 0; j < l->slot[i].n; j++) {
			const struct ns_plan_run *r = &l->slot[i].run[j];
			double run = 0;

			for (k = 0; k < r->n; k++)
				run += r->word[k].idf;
			best = run > best ? run : best;
		}
		sum += best;
	}
	return sum;
}

static uint64_t leaf_cost(const struct ns_plan_leaf *l)
{
	uint64_t least = UINT64_MAX;
	bool verified = l->n_words > 1 || l->at_least > 1 ||
			l->scope == NS_SCOPE_TITLE ||
			l->scope == NS_SCOPE_SUMMARY ||
			l->scope == NS_SCOPE_BODY;
	uint32_t i, j;

	if (l->kind == NS_LEAF_DATES)
		return 0;
	if (l->kind == NS_LEAF_ALL || !l->n_slots)
		return COST_ALL;
	for (i = 0; i < l->n_slots; i++) {
		uint64_t sum = 0;

		for (j = 0; j < l->slot[i].n; j++) {
			sum += l->slot[i].run[j].word->df;
			verified |= l->slot[i].run[j].word->mode == NS_BY_FORM;
		}
		least = sum < least ? sum : least;
	}
	return least + (verified ? COST_VERIFIED : 0);
}

static void set_scale(struct ns_plan *plan)
{
	double most = 0;
	uint32_t i, j;

	for (i = 0; i < plan->n_langs; i++) {
		double sum = 0;

		for (j = 0; j < plan->n_leaves; j++) {
			const struct ns_plan_leaf *l = &plan->langs[i].leaf[j];

			if (l->scores && is_used(l))
				sum += l->idf * l->boost;
		}
		most = sum > most ? sum : most;
	}
	plan->scale = 1 << 20;
	while (most * plan->scale >= 2147483648.0)
		plan->scale /= 2;
}

void ns_maker_weights(struct ns_maker *m)
{
	struct ns_plan *plan = m->plan;
	uint32_t i, j;

	for (i = 0; i < plan->n_langs; i++) {
		for (j = 0; !m->rc && j < plan->n_leaves; j++)
			count_leaf(m, &plan->langs[i].leaf[j]);
	}
	for (j = 0; !m->rc && j < plan->n_leaves; j++)
		if (!plan->in.request->count_only)
			share_words(m, j);
	for (i = 0; !m->rc && i < plan->n_langs; i++) {
		for (j = 0; j < plan->n_leaves; j++) {
			struct ns_plan_leaf *l = &plan->langs[i].leaf[j];

			l->idf = leaf_idf(l);
			l->cost = leaf_cost(l);
		}
	}
	set_scale(plan);
	for (i = 0; !m->rc && i < plan->n_langs; i++) {
		for (j = 0; j < plan->n_leaves; j++) {
			struct ns_plan_leaf *l = &plan->langs[i].leaf[j];

			l->weight = l->idf * l->boost * plan->scale;
			plan->scored |= l->scores && is_used(l);
		}
	}
}
