#include "query/leaf.h"

enum {
	VERIFY_CHECK = 512, // documents between two looks at the clock
	COMMON = 4,         // words that one in so many documents has
};

/* ---- binding ------------------------------------------------------------- */

static bool slot_is_dead(const struct ns_bound_leaf *l,
			 const struct ns_plan_slot *s)
{
	uint32_t i, j;

	for (i = 0; i < s->n; i++) {
		size_t at = (size_t)(s->run[i].word - l->plan->word);

		for (j = 0; j < s->run[i].n; j++) {
			if (!l->word[at + j]->n_lists)
				break;
		}
		if (j == s->run[i].n)
			return false;
	}
	return true;
}

static enum ns_code bind_dates(struct ns_bound_leaf *l, struct ns_error *e)
{
	enum ns_code rc =
		ns_segment_dates(l->bound->seg, &l->plan->dates, &l->dates, e);

	l->dead = !rc && l->dates.from >= l->dates.to;
	return rc;
}

static enum ns_code make_arrays(struct ns_bound_leaf *l, struct ns_arena *arena,
				struct ns_error *e)
{
	const struct ns_plan_leaf *plan = l->plan;

	l->word = ns_arena_calloc(arena, plan->n_words,
				  sizeof(struct ns_group *));
	l->order = ns_arena_calloc(arena, plan->n_words, sizeof(*l->order));
	l->slot = ns_arena_calloc(arena, plan->n_slots, sizeof(*l->slot));
	return l->word && l->order && l->slot ? NS_OK : ns_out_of_budget(e);
}

enum ns_code ns_leaf_bind(struct ns_bound *b, const struct ns_plan_leaf *plan,
			  struct ns_bound_leaf *out, struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc = NS_OK;

	out->bound = b;
	out->plan = plan;
	out->window = NS_NO_DOC;
	out->dead = plan->kind == NS_LEAF_NONE;
	if (plan->kind == NS_LEAF_DATES)
		return bind_dates(out, e);
	if (plan->kind == NS_LEAF_NONE || plan->kind == NS_LEAF_ALL)
		return NS_OK;
	rc = make_arrays(out, b->expander.arena, e);
	for (i = 0; !rc && i < plan->n_words; i++)
		rc = ns_group_bind(&b->expander, &plan->word[i], &out->word[i],
				   e);
	for (i = 0; !rc && i < plan->n_slots; i++)
		out->dead |= slot_is_dead(out, &plan->slot[i]);
	if (rc)
		return rc;
	out->one_word = ns_leaf_is_one_word(plan);
	out->simple = out->one_word && !out->word[0]->some;
	out->beside = !out->dead && ns_leaf_is_beside(out);
	ns_run_order(out);
	return NS_OK;
}

/* ---- matching ------------------------------------------------------------ */

static bool is_empty(const uint64_t *bits)
{
	uint64_t any = 0;
	uint32_t i;

	for (i = 0; i < NS_WINDOW_WORDS; i++)
		any |= bits[i];
	return !any;
}

/* The rarest word first: where few documents are left, they are looked up. A
 * word that many documents have leaves nearly all of them in: its positions are
 * soon found to be amiss; unless it has a bitmap. */
static enum ns_code run_bits(struct ns_bound_leaf *l,
			     const struct ns_plan_run *run, uint64_t *bits,
			     struct ns_error *e)
{
	size_t at = (size_t)(run->word - l->plan->word);
	uint32_t i;
	enum ns_code rc = NS_OK;

	for (i = 0; !rc && i < run->n && !is_empty(bits); i++) {
		struct ns_group *g = l->word[at + l->order[at + i]];

		if (i && !ns_group_is_mapped(g) && g->df > g->n_docs / COMMON)
			break;
		rc = ns_group_keep(g, l->bound->window, bits, e);
	}
	return rc;
}

/* Keeps the documents that have any of the slot's runs. */
static enum ns_code slot_bits(struct ns_bound_leaf *l,
			      const struct ns_plan_slot *slot, uint64_t *bits,
			      struct ns_error *e)
{
	uint64_t any[NS_WINDOW_WORDS] = { 0 }, run[NS_WINDOW_WORDS];
	uint32_t j, k;
	enum ns_code rc = NS_OK;

	if (slot->n == 1)
		return run_bits(l, slot->run, bits, e);
	for (j = 0; !rc && j < slot->n; j++) {
		memcpy(run, bits, sizeof(run));
		rc = run_bits(l, &slot->run[j], run, e);
		for (k = 0; k < NS_WINDOW_WORDS; k++)
			any[k] |= run[k];
	}
	memcpy(bits, any, sizeof(any));
	return rc;
}

/* bits: in, documents that are asked for; out, those that have the words. */
static enum ns_code candidates(struct ns_bound_leaf *l, uint64_t *bits,
			       struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc = NS_OK;

	for (i = 0; !rc && i < l->plan->n_slots && !is_empty(bits); i++)
		rc = slot_bits(l, &l->plan->slot[i], bits, e);
	return rc;
}

/* Of a single word all of whose forms count: what its block knows. */
static enum ns_code count_in_block(struct ns_bound_leaf *l, ns_docid doc,
				   uint32_t *tf, struct ns_error *e)
{
	const struct ns_plan_leaf *plan = l->plan;
	uint32_t weight = l->bound->plan->in.snap->settings.title_weight;
	uint32_t freq = 0, title = 0, i;
	struct ns_posting hit;

	for (i = 0; i < l->word[0]->n_lists; i++) {
		const struct ns_block *b;
		enum ns_code rc;

		rc = ns_list_find(&l->word[0]->list[i], doc, &hit, e);
		if (rc == NS_NOTFOUND)
			continue;
		if (rc)
			return rc;
		b = &hit.in->b;
		freq += b->freq[hit.j];
		title += b->has_title ? b->title[hit.j] : 0;
	}
	*tf = plan->scope == NS_SCOPE_TITLE ? title : freq;
	if (plan->scope != NS_SCOPE_TITLE)
		freq -= (weight - 1) * title;
	if ((plan->scope == NS_SCOPE_TITLE ? title : freq) < plan->at_least)
		*tf = 0;
	return NS_OK;
}

enum ns_code ns_leaf_tf(struct ns_bound_leaf *l, ns_docid doc, uint32_t *tf,
			struct ns_error *e)
{
	const struct ns_plan_leaf *p = l->plan;

	*tf = 0;
	if (l->dead || !p->n_words)
		return NS_OK;
	if (p->kind == NS_LEAF_WORDS && p->n_words == 1 && !l->word[0]->some &&
	    p->scope != NS_SCOPE_SUMMARY && p->scope != NS_SCOPE_BODY)
		return count_in_block(l, doc, tf, e);
	return l->beside ? ns_beside_tf(l, doc, tf, e)
			 : ns_leaf_occurrences(l, doc, tf, e);
}

/* Says whether what the leaf adds to a document could reach l->floor. */
static enum ns_code can_reach(struct ns_bound_leaf *l, ns_docid doc, bool *can,
			      struct ns_error *e)
{
	const struct ns_plan_leaf *p = l->plan;
	uint32_t most;
	double k;
	enum ns_code rc;

	*can = true;
	if (!l->floor || l->beside || p->kind != NS_LEAF_WORDS ||
	    p->slot->n != 1)
		return NS_OK;
	rc = ns_run_most(l, p->slot->run, doc, &most, e);
	if (!rc)
		rc = ns_leaf_k(l, doc, &k, e);
	if (!rc)
		*can = ns_contribution(p->weight, most, k) >= l->floor;
	return rc;
}

static enum ns_code verify_one(struct ns_bound_leaf *l, ns_docid doc,
			       uint32_t *tf, struct ns_error *e)
{
	bool can;
	enum ns_code rc = can_reach(l, doc, &can, e);

	*tf = 0;
	return rc || !can ? rc : ns_leaf_tf(l, doc, tf, e);
}

static enum ns_code verify(struct ns_bound_leaf *l, uint32_t word,
			   uint64_t todo, struct ns_error *e)
{
	struct ns_deadline *deadline = l->bound->plan->in.deadline;
	enum ns_code rc = NS_OK;

	for (; !rc && todo; todo &= todo - 1) {
		uint32_t i = word * 64 + (uint32_t)__builtin_ctzll(todo);

		rc = verify_one(l, l->window + i, &l->tf[i], e);
		if (!rc && l->tf[i])
			l->found[word] |= todo & -todo;
		if (!rc && ++l->bound->verified % VERIFY_CHECK == 0)
			rc = ns_deadline_check(deadline, e);
	}
	return rc;
}

static enum ns_code begin_window(struct ns_bound_leaf *l, struct ns_error *e)
{
	if (l->window == l->bound->window)
		return NS_OK;
	if (!l->tf)
		l->tf = ns_arena_alloc(l->bound->expander.arena,
				       NS_WINDOW_DOCS * sizeof(*l->tf));
	if (!l->tf)
		return ns_out_of_budget(e);
	if (l->one_word)
		memset(l->tf, 0, NS_WINDOW_DOCS * sizeof(*l->tf));
	memset(l->known, 0, sizeof(l->known));
	memset(l->found, 0, sizeof(l->found));
	l->window = l->bound->window;
	return NS_OK;
}

/* Nobody will ask how often the leaf occurs. */
static bool is_only_counted(const struct ns_bound_leaf *l)
{
	const struct ns_plan *plan = l->bound->plan;

	return (!plan->scored || !l->plan->scores ||
		plan->in.request->count_only) &&
	       l->plan->at_least <= 1;
}

/* Verifies a window of one word, some of whose forms count: list by list. */
static enum ns_code tally(struct ns_bound_leaf *l, const uint64_t *todo,
			  struct ns_error *e)
{
	struct ns_group *g = l->word[0];
	struct ns_tally t = { .from = l->window, .bits = todo, .tf = l->tf };
	uint32_t i;
	enum ns_code rc;

	t.title_weight = l->bound->plan->in.snap->settings.title_weight;
	if (g->word->kind != NS_KIND_STEM)
		t.title_weight = 1;
	t.exists = l->exists;
	rc = ns_group_tally(g, &t, e);
	for (i = 0; !rc && i < NS_WINDOW_DOCS; i++) {
		if (todo[i / 64] >> (i % 64) & 1 && l->tf[i])
			l->found[i / 64] |= UINT64_C(1) << (i % 64);
	}
	return rc;
}

static enum ns_code match_verified(struct ns_bound_leaf *l,
				   const uint64_t *mask, uint64_t *out,
				   struct ns_error *e)
{
	uint64_t todo[NS_WINDOW_WORDS];
	uint32_t i;
	enum ns_code rc = begin_window(l, e);

	if (rc)
		return rc;
	for (i = 0; i < NS_WINDOW_WORDS; i++)
		todo[i] = mask[i] & ~l->known[i];
	if (!is_empty(todo))
		rc = candidates(l, todo, e);
	if (!rc && l->beside && l->floor)
		rc = ns_beside_sieve(l, todo, e);
	l->exists = is_only_counted(l);
	if (!rc && l->one_word)
		rc = tally(l, todo, e);
	for (i = 0; !rc && i < NS_WINDOW_WORDS; i++) {
		if (!l->one_word)
			rc = verify(l, i, todo[i], e);
		l->known[i] |= mask[i];
		out[i] = mask[i] & l->found[i];
	}
	l->exists = false;
	return rc;
}

/* Those of 64 documents, from `first` on, that are within [from, to). */
static uint64_t within(ns_docid first, ns_docid from, ns_docid to)
{
	uint64_t bits = UINT64_MAX;

	if (from >= first + 64 || to <= first || from >= to)
		return 0;
	if (from > first)
		bits &= UINT64_MAX << (from - first);
	if (to < first + 64)
		bits &= UINT64_MAX >> (first + 64 - to);
	return bits;
}

static enum ns_code match_dates(const struct ns_bound_leaf *l,
				const uint64_t *mask, uint64_t *out,
				struct ns_error *e)
{
	const struct ns_date_span *s = &l->dates;
	enum ns_code rc = NS_OK;
	uint32_t i;

	for (i = 0; !rc && i < NS_WINDOW_WORDS; i++) {
		ns_docid first = l->bound->window + i * 64;
		uint64_t all = mask[i] & within(first, s->from, s->to);
		uint64_t sure = all & within(first, s->sure_from, s->sure_to);
		uint64_t todo = all & ~sure;

		for (; !rc && todo; todo &= todo - 1) {
			ns_docid doc = first + (ns_docid)__builtin_ctzll(todo);
			bool is = false;

			rc = ns_segment_dated(l->bound->seg, &l->plan->dates,
					      doc, &is, e);
			sure |= is ? todo & -todo : 0;
		}
		out[i] = sure;
	}
	return rc;
}

enum ns_code ns_leaf_match(struct ns_bound_leaf *l, const uint64_t *mask,
			   uint64_t *out, struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc;

	if (l->dead) {
		memset(out, 0, NS_WINDOW_WORDS * sizeof(*out));
		return NS_OK;
	}
	if (l->plan->kind == NS_LEAF_DATES)
		return match_dates(l, mask, out, e);
	if (l->plan->kind == NS_LEAF_ALL) {
		memmove(out, mask, NS_WINDOW_WORDS * sizeof(*out));
		return NS_OK;
	}
	if (!l->simple && !(l->one_word && l->word[0]->is_exact))
		return match_verified(l, mask, out, e);
	if (out == mask)
		return ns_group_keep(l->word[0], l->bound->window, out, e);
	rc = ns_group_bits(l->word[0], l->bound->window, e);
	for (i = 0; !rc && i < NS_WINDOW_WORDS; i++)
		out[i] = mask[i] & l->word[0]->bits[i];
	return rc;
}

enum ns_code ns_leaf_weigh(struct ns_bound_leaf *l, const uint64_t *mask,
			   uint64_t *out, struct ns_error *e)
{
	if (l->one_word && !l->simple && !l->dead)
		return match_verified(l, mask, out, e);
	return ns_leaf_match(l, mask, out, e);
}

ns_docid ns_leaf_next(struct ns_bound_leaf *l, ns_docid doc)
{
	ns_docid most = doc;
	uint32_t i;

	if (l->dead)
		return NS_NO_DOC;
	if (l->plan->kind == NS_LEAF_DATES && doc >= l->dates.to)
		return NS_NO_DOC;
	if (l->plan->kind == NS_LEAF_DATES)
		return doc < l->dates.from ? l->dates.from : doc;
	if (l->plan->kind == NS_LEAF_ALL)
		return doc;
	/* Every word of the first slot is needed when it is one run. */
	if (l->plan->slot[0].n != 1)
		return doc;
	for (i = 0; i < l->plan->slot[0].run->n && most != NS_NO_DOC; i++) {
		ns_docid next = ns_group_next(l->word[i], doc);

		most = next > most ? next : most;
	}
	return most;
}
