#include "query/best.h"

#include <stdlib.h>

#include "query/expand.h"

struct finder {
	struct ns_best *b;
	const struct ns_plan *plan;
	struct ns_flat *flat; // [n_langs]
	struct ns_part *part;
	uint32_t n_parts;
	struct ns_block *block; // one for each clause, shared by the segments
};

/* ---- binding ------------------------------------------------------------- */

/* The list of a group of stems. NS_NOTFOUND: there is none; NS_END: there are
 * several. */
static enum ns_code find_one(struct finder *x, uint32_t segment,
			     const struct ns_plan_word *w,
			     const struct ns_postings **out, struct ns_error *e)
{
	const struct ns_expander by = ns_expander_of(&x->plan->in, segment);
	struct ns_postings *p;
	struct ns_expansions to;
	enum ns_code rc = ns_expand(&by, w, &to, e);

	if (rc)
		return rc;
	if (to.n != 1)
		return to.n ? NS_END : NS_NOTFOUND;
	p = ns_arena_alloc(x->plan->in.arena, sizeof(*p));
	if (!p)
		return ns_out_of_budget(e);
	*out = p;
	return ns_postings_open(by.seg, to.item->entry, p, e);
}

static enum ns_code find_list(struct finder *x, uint32_t segment,
			      const struct ns_plan_word *w,
			      const struct ns_postings **out,
			      struct ns_error *e)
{
	if (!w->list)
		return find_one(x, segment, w, out, e);
	*out = w->list[segment];
	return *out ? NS_OK : NS_NOTFOUND;
}

enum { ABSENT = UINT8_MAX };

/* Groups of excluded words by number of the clause. One whose word is not in
 * the segment excludes nothing. */
static void bind_exclusions(struct ns_part *p, const uint8_t *number)
{
	const struct ns_flat *f = p->flat;
	uint32_t i, first = 0;
	bool whole = true;

	for (i = 0; i < f->n_no; i++) {
		uint8_t n = number[f->no[i]];

		whole &= n != ABSENT;
		p->no[p->n_no++] = n;
		if (!(f->no_ends >> i & 1))
			continue;
		if (whole)
			p->no_ends |= UINT64_C(1) << (p->n_no - 1);
		else
			p->n_no = first;
		first = p->n_no;
		whole = true;
	}
}

static enum ns_code bind_word(struct finder *x, struct ns_part *p,
			      uint32_t word, struct ns_error *e)
{
	const struct ns_flat_word *w = &p->flat->word[word];
	const struct ns_plan_leaf *leaf =
		&x->plan->langs[p->lang].leaf[w->leaf];
	struct ns_clause *c = &p->clause[p->n];
	enum ns_code rc;

	rc = find_list(x, p->segment, leaf->word, &c->p, e);
	if (rc)
		return rc;
	c->role = w->role;
	c->b = &x->block[p->n++];
	ns_clause_init(c, x->plan, leaf);
	p->n_must += w->role == NS_ROLE_MUST;
	p->n_any += w->role == NS_ROLE_ANY;
	p->n_excluding += w->role == NS_ROLE_NO;
	p->most += c->most;
	return NS_OK;
}

/* Binds the words of a role. NS_NOTFOUND: a required one is not there. */
static enum ns_code bind_role(struct finder *x, struct ns_part *p,
			      uint8_t *number, bool excluding,
			      struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc;

	for (i = 0; i < p->flat->n_words; i++) {
		enum ns_role role = p->flat->word[i].role;

		if ((role == NS_ROLE_NO) != excluding)
			continue;
		number[i] = (uint8_t)p->n;
		rc = bind_word(x, p, i, e);
		if (rc == NS_NOTFOUND && role != NS_ROLE_MUST)
			number[i] = ABSENT;
		else if (rc)
			return rc;
	}
	return NS_OK;
}

static enum ns_code bind_dates(const struct finder *x, struct ns_part *p,
			       struct ns_error *e)
{
	const struct ns_plan_leaf *leaf = x->plan->langs[p->lang].leaf;
	const struct ns_segment *seg =
		x->plan->in.snap->segment[p->segment].seg;
	uint32_t i;
	enum ns_code rc = NS_OK;

	p->from = 0;
	p->to = ns_segment_info(seg)->n_docs;
	for (i = 0; !rc && i < p->flat->n_dates; i++) {
		struct ns_date_span s;

		rc = ns_segment_dates(seg, &leaf[p->flat->date[i]].dates, &s,
				      e);
		if (rc)
			break;
		if (s.from != s.sure_from || s.to != s.sure_to)
			return NS_END;
		p->from = s.from > p->from ? s.from : p->from;
		p->to = s.to < p->to ? s.to : p->to;
	}
	return rc || p->from < p->to ? rc : NS_NOTFOUND;
}

/* NS_NOTFOUND: nothing in this segment; NS_END: not flat here. */
static enum ns_code bind_part(struct finder *x, struct ns_part *p,
			      struct ns_error *e)
{
	uint8_t number[NS_FLAT_WORDS];
	enum ns_code rc = bind_dates(x, p, e);

	if (rc)
		return rc;
	p->clause = ns_arena_alloc(x->plan->in.arena,
				   p->flat->n_words * sizeof(*p->clause));
	if (!p->clause)
		return ns_out_of_budget(e);
	rc = bind_role(x, p, number, false, e);
	if (!rc && p->flat->n_any && !p->n_any)
		return NS_NOTFOUND;
	if (!rc)
		rc = bind_role(x, p, number, true, e);
	if (!rc)
		bind_exclusions(p, number);
	return rc;
}

static enum ns_code bind(struct finder *x, uint32_t segment, uint32_t lang,
			 struct ns_error *e)
{
	struct ns_part *p = &x->part[x->n_parts];
	bool *done = &x->b->done[segment * x->plan->n_langs + lang];
	enum ns_code rc;

	*p = (struct ns_part){ .flat = &x->flat[lang],
			       .segment = segment,
			       .lang = lang };
	rc = bind_part(x, p, e);
	*done = rc != NS_END;
	x->n_parts += !rc;
	return rc == NS_END || rc == NS_NOTFOUND ? NS_OK : rc;
}

/* ---- thresholds ---------------------------------------------------------- */

/* A score that this many documents of the part have or more; 0: not known. */
static uint32_t prime_part(const struct finder *x, const struct ns_part *p,
			   uint32_t rank)
{
	const struct ns_segment_view *view =
		&x->plan->in.snap->segment[p->segment];
	uint32_t i, best = 0;

	if (view->live || p->n_no || p->from ||
	    p->to < ns_segment_info(view->seg)->n_docs || p->n_must > 1 ||
	    (p->n_must && p->n_any))
		return 0;
	for (i = 0; i < p->n; i++) {
		const struct ns_clause *c = &p->clause[i];
		uint32_t score;

		if (p->n_must && c->role != NS_ROLE_MUST)
			continue;
		score = ns_clause_prime(c, x->plan, rank);
		best = score > best ? score : best;
	}
	return best;
}

static void prime(const struct finder *x, struct ns_pruned *p)
{
	struct ns_page *page = x->b->page;
	uint32_t i, score;

	for (i = 0; i < x->n_parts; i++) {
		score = prime_part(x, &x->part[i], x->b->top->k);
		p->primed = score > p->primed ? score : p->primed;
		if (page)
			ns_page_prime(page,
				      prime_part(x, &x->part[i], page->n));
	}
	p->facts.primed = p->primed != 0;
}

static int by_promise(const void *a, const void *b)
{
	const struct ns_part *x = a, *y = b;

	if (x->most != y->most)
		return x->most > y->most ? -1 : 1;
	return (x->segment > y->segment) - (x->segment < y->segment);
}

/* ---- all of it ----------------------------------------------------------- */

static bool look(struct finder *x)
{
	uint32_t i;
	bool any = false;

	for (i = 0; i < x->plan->n_langs; i++) {
		ns_flat_make(x->plan, i, x->b->tier, &x->flat[i]);
		any |= x->flat[i].is;
	}
	return any;
}

static enum ns_code make_room(struct finder *x, struct ns_error *e)
{
	struct ns_arena *arena = x->plan->in.arena;
	uint32_t parts = x->plan->in.snap->n_segments * x->plan->n_langs;
	uint32_t i, words = 0;

	for (i = 0; i < x->plan->n_langs; i++) {
		if (x->flat[i].is && x->flat[i].n_words > words)
			words = x->flat[i].n_words;
	}
	x->part = ns_arena_alloc(arena, parts * sizeof(*x->part));
	x->block = ns_arena_alloc(arena, words * sizeof(*x->block));
	return x->part && x->block ? NS_OK : ns_out_of_budget(e);
}

static enum ns_code run(struct finder *x, struct ns_error *e)
{
	struct ns_pruned p = { .plan = x->plan,
			       .top = x->b->top,
			       .page = x->b->page };
	uint32_t i;
	enum ns_code rc = ns_pruner_make(x->plan, &p.pruner, e);

	prime(x, &p);
	if (x->n_parts > 1)
		qsort(x->part, x->n_parts, sizeof(*x->part), by_promise);
	for (i = 0; !rc && i < x->n_parts; i++) {
		if (x->plan->in.deadline->partial)
			break;
		rc = ns_pruned_run(&p, &x->part[i], e);
	}
	x->b->facts = p.facts;
	return rc;
}

enum ns_code ns_best_run(struct ns_best *b, struct ns_error *e)
{
	const struct ns_plan *plan = b->plan;
	struct finder x = { .b = b, .plan = plan };
	uint32_t segments = plan->in.snap->n_segments, i, j;
	enum ns_code rc = NS_OK;

	b->done = ns_arena_calloc(plan->in.arena,
				  (size_t)segments * plan->n_langs + 1,
				  sizeof(*b->done));
	x.flat =
		ns_arena_alloc(plan->in.arena, plan->n_langs * sizeof(*x.flat));
	if (!b->done || !x.flat)
		return ns_out_of_budget(e);
	if (!b->top->k || !look(&x))
		return NS_OK;
	rc = make_room(&x, e);
	for (i = 0; !rc && i < segments; i++) {
		for (j = 0; !rc && j < plan->n_langs; j++) {
			if (x.flat[j].is)
				rc = bind(&x, i, j, e);
		}
	}
	if (!rc && x.n_parts)
		rc = run(&x, e);
	return rc;
}
