#include "query/marks.h"

#include "query/binding.h"

enum { MOST_STEMS = 64 }; // stems of a misspelt word that are shown

struct marker {
	const struct ns_plan *plan;
	struct ns_lang lang;
	const struct ns_plan_leaf *leaf;
	uint32_t group;
	struct ns_mark *mark;
	uint32_t n, cap;
	enum ns_code rc;
	struct ns_error *e;
};

static void *alloc(struct marker *m, size_t n, size_t size)
{
	void *p = ns_arena_calloc(m->plan->in.arena, n, size);

	if (!p)
		m->rc = ns_out_of_budget(m->e);
	return p;
}

static void add(struct marker *m, const struct ns_mark_word *word, uint32_t n)
{
	double weight = m->leaf->idf;

	if (m->n == m->cap) {
		uint32_t cap = m->cap ? m->cap * 2 : 16;
		struct ns_mark *p = alloc(m, cap, sizeof(*p));

		if (!p)
			return;
		if (m->n)
			memcpy(p, m->mark, m->n * sizeof(*p));
		m->mark = p;
		m->cap = cap;
	}
	m->mark[m->n++] = (struct ns_mark){
		.word = word,
		.n_words = n,
		.lang = m->lang,
		.scope = m->leaf->scope,
		.group = m->group,
		.weight = weight > 1e-6 ? (float)weight : 1e-6f,
	};
}

static void add_stems(struct marker *m, const struct ns_str *stem, uint32_t n)
{
	struct ns_mark_word *w = alloc(m, n, sizeof(*w));
	uint32_t i;

	for (i = 0; w && i < n; i++) {
		w[i] = (struct ns_mark_word){ NS_MARK_STEM, stem[i] };
		add(m, &w[i], 1);
	}
}

/* The stems within some edits, of the segments. */
static void add_edits(struct marker *m, const struct ns_plan_word *word)
{
	const struct ns_plan_input *in = &m->plan->in;
	struct ns_str *stem = alloc(m, MOST_STEMS, sizeof(*stem));
	uint32_t n = 0, i, j;

	for (i = 0; !m->rc && i < in->snap->n_segments; i++) {
		struct ns_expander x = { in->snap->segment[i].seg,
					 in->segment,
					 in->scratch,
					 in->deadline,
					 in->arena,
					 i };
		struct ns_expansions found;

		ns_arena_reset(in->segment);
		m->rc = ns_expand(&x, word, &found, m->e);
		for (j = 0; !m->rc && j < found.n && n < MOST_STEMS; j++) {
			stem[n] = ns_arena_str(in->arena, found.item[j].term);
			if (!stem[n++].p)
				m->rc = ns_out_of_budget(m->e);
		}
	}
	if (!m->rc)
		add_stems(m, stem, n);
}

static struct ns_mark_word mark_word(const struct ns_plan_word *w)
{
	switch (w->mode) {
	case NS_BY_STEM:
		return (struct ns_mark_word){ NS_MARK_STEM, w->stem };
	case NS_BY_PREFIX:
		return (struct ns_mark_word){ NS_MARK_PREFIX, w->form };
	default:
		return (struct ns_mark_word){ NS_MARK_FORM, w->form };
	}
}

static void add_run(struct marker *m, const struct ns_plan_run *run)
{
	struct ns_mark_word *w;
	uint32_t i;

	if (run->n == 1 && run->word->mode == NS_BY_STEM) {
		add_stems(m, run->word->stems, run->word->n_stems);
		return;
	}
	if (run->n == 1 && run->word->mode == NS_BY_EDITS) {
		add_edits(m, run->word);
		return;
	}
	w = alloc(m, run->n, sizeof(*w));
	for (i = 0; w && i < run->n; i++)
		w[i] = mark_word(&run->word[i]);
	if (w)
		add(m, w, run->n);
}

/* Every slot is a group of its own: near words are found one by one. */
static void add_leaf(struct marker *m)
{
	const struct ns_plan_leaf *l = m->leaf;
	uint32_t i, j;

	for (i = 0; i < l->n_slots; i++) {
		for (j = 0; !m->rc && j < l->slot[i].n; j++)
			add_run(m, &l->slot[i].run[j]);
		m->group++;
	}
}

enum ns_code ns_marks_make(const struct ns_plan *plan, struct ns_marks *out,
			   struct ns_error *e)
{
	struct marker m = { .plan = plan, .e = e };
	uint32_t i, j;

	for (i = 0; i < plan->n_langs; i++) {
		m.lang = plan->langs[i].lang;
		m.group = 0;
		for (j = 0; !m.rc && j < plan->n_leaves; j++) {
			m.leaf = &plan->langs[i].leaf[j];
			if (m.leaf->scores && ns_leaf_is_used(m.leaf) &&
			    m.leaf->scope <= NS_SCOPE_BODY)
				add_leaf(&m);
		}
	}
	return m.rc ? m.rc : ns_marks_prepare(m.mark, m.n, plan->in.arena, out);
}
