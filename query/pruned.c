#include "query/pruned.h"

#include "query/candidates.h"

enum {
	FEW = 4, // blocks of a window that do not fill it
	FIRST_REACH = 256,
	GROUP = 16, // numbers that are looked at together
};

enum ns_code ns_pruner_make(const struct ns_plan *plan, struct ns_pruner **out,
			    struct ns_error *e)
{
	struct ns_pruner *p = ns_arena_alloc(plan->in.arena, sizeof(*p));

	*out = p;
	if (!p)
		return ns_out_of_budget(e);
	p->clean = false;
	p->has_places = false;
	return NS_OK;
}

/* ---- what drives --------------------------------------------------------- */

/* Sorts by bound; from one window to the next the order stays, nearly. */
static void sort(struct ns_pruner *p)
{
	uint32_t i, j;

	for (i = 1; i < p->n_active; i++) {
		struct ns_clause *c = p->order[i];

		for (j = i; j && p->order[j - 1]->bound > c->bound; j--)
			p->order[j] = p->order[j - 1];
		p->order[j] = c;
	}
}

/* The first of the order without which, and those behind it, a document does
 * not reach the threshold. */
static uint32_t first_essential(const struct ns_pruner *p)
{
	uint32_t i, sum = 0;

	for (i = 0; i < p->n_active; i++) {
		sum += p->order[i]->bound;
		if (sum >= p->need)
			break;
	}
	return i;
}

/* The cheapest word that every document must have, by itself or by the bounds
 * of the others; n_active: there is none. */
static uint32_t cheapest_required(const struct ns_pruner *p)
{
	uint32_t i, best = p->n_active;

	for (i = 0; i < p->n_active; i++) {
		const struct ns_clause *c = p->order[i];

		if (c->role != NS_ROLE_MUST && p->total - c->bound >= p->need)
			continue;
		if (best == p->n_active || c->p->df < p->order[best]->p->df)
			best = i;
	}
	return best;
}

static bool can_sum(const struct ns_pruner *p, uint32_t first, uint64_t *cost)
{
	bool mixed = p->part->n_must && p->part->n_any;
	uint32_t i;

	*cost = 0;
	for (i = first; i < p->n_active; i++) {
		if (mixed && p->order[i]->role != NS_ROLE_ANY)
			return false;
		*cost += p->order[i]->p->df;
	}
	return first < p->n_active;
}

/* Required words first, the rarest of them first; then those that could add
 * most. */
static bool comes_before(const struct ns_clause *a, const struct ns_clause *b)
{
	bool x = a->role == NS_ROLE_MUST, y = b->role == NS_ROLE_MUST;

	if (x != y)
		return x;
	return x ? a->p->df < b->p->df : a->bound > b->bound;
}

static void add_rest(struct ns_pruner *p, struct ns_clause *c)
{
	uint32_t i = p->n_rest++;

	/* A word that has nothing here is only asked where it is required. */
	for (; i && comes_before(c, p->rest[i - 1]); i--)
		p->rest[i] = p->rest[i - 1];
	p->rest[i] = c;
}

static void split(struct ns_pruner *p, uint32_t first, uint32_t last)
{
	uint32_t i;

	p->n_drive = p->n_rest = 0;
	for (i = 0; i < p->n_active; i++) {
		struct ns_clause *c = p->order[i];

		if (i >= first && i <= last)
			p->drive[p->n_drive++] = c;
		else if (c->end > c->at || c->role == NS_ROLE_MUST)
			add_rest(p, c);
	}
	p->left[p->n_rest] = 0;
	for (i = p->n_rest; i--;)
		p->left[i] = p->left[i + 1] + p->rest[i]->bound;
}

static void choose(struct ns_pruned *x)
{
	struct ns_pruner *p = x->pruner;
	uint32_t first, one;
	uint64_t cost;

	sort(p);
	first = first_essential(p);
	one = cheapest_required(p);
	if (can_sum(p, first, &cost) &&
	    (one == p->n_active || cost < p->order[one]->p->df)) {
		split(p, first, p->n_active - 1);
		return;
	}
	x->facts.driven_by_bound += p->order[one]->role != NS_ROLE_MUST &&
				    p->n_active > 1;
	split(p, one, one);
}

/* ---- one word drives ----------------------------------------------------- */

/* Says whether one of GROUP numbers below 2^31 is at least this. */
static inline bool reaches(const uint32_t *v, uint32_t least)
{
	uint32_t i, over = 0;

	for (i = 0; i < GROUP; i++)
		over |= least - 1 - v[i]; // below 0, or 0 - 1 - v
	return over >> 31;
}

static void offer(struct ns_pruner *p, const struct ns_clause *c)
{
	struct ns_scored *s = &p->scored;
	uint32_t least = p->need > p->left[0] ? p->need - p->left[0] : 0;
	uint32_t i, j, n = p->n;

	memset(s->score + s->n, 0, GROUP * sizeof(s->score[0]));
	for (i = 0; i < s->n; i += GROUP) {
		uint32_t to = s->n - i < GROUP ? s->n : i + GROUP;

		if (!reaches(s->score + i, least))
			continue;
		for (j = i; j < to; j++) {
			p->doc[n] = s->doc[j];
			p->score[n] = s->score[j];
			n += s->score[j] >= least;
		}
	}
	memset(p->any + p->n, c->role == NS_ROLE_ANY, n - p->n);
	p->n = n;
}

static enum ns_code run_one(struct ns_pruned *x, struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;
	struct ns_clause *c = p->drive[0];
	uint32_t i;
	enum ns_code rc = NS_OK;

	x->facts.driven++;
	for (i = c->at; !rc && i < c->end; i++) {
		if (ns_clause_bound(c, c->p->impact[i]) + p->left[0] <
		    p->need) {
			x->facts.blocks_skipped++;
			continue;
		}
		rc = ns_clause_block(c, i, &p->window, &p->scored, e);
		if (rc)
			break;
		offer(p, c);
		if (p->n > NS_BATCH - NS_BLOCK_DOCS)
			rc = ns_candidates_finish(x, e);
	}
	return rc ? rc : ns_candidates_finish(x, e);
}

/* ---- several words drive ------------------------------------------------- */

static void add_up(struct ns_pruner *p)
{
	const struct ns_scored *s = &p->scored;
	uint32_t *acc = p->acc;
	uint32_t i;

	for (i = 0; i < s->n; i++)
		acc[s->doc[i] - p->window.from] += s->score[i];
	if (p->is_dense)
		return;
	for (i = 0; i < s->n; i++) {
		uint32_t d = s->doc[i] - p->window.from;

		p->touched[d / 64] |= UINT64_C(1) << (d % 64);
	}
}

static enum ns_code sum_up(struct ns_pruned *x, struct ns_clause *c,
			   struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;
	uint32_t others = p->total - c->bound, i;
	enum ns_code rc = NS_OK;

	for (i = c->at; !rc && i < c->end; i++) {
		if (ns_clause_bound(c, c->p->impact[i]) + others < p->need) {
			x->facts.blocks_skipped++;
			continue;
		}
		rc = ns_clause_block(c, i, &p->window, &p->scored, e);
		if (!rc)
			add_up(p);
	}
	return rc;
}

static inline void take(struct ns_pruner *p, uint32_t d, uint32_t least)
{
	p->doc[p->n] = p->window.from + d;
	p->score[p->n] = p->acc[d];
	p->any[p->n] = 1;
	p->n += p->acc[d] >= least;
}

/* Of few documents: those that were touched. */
static enum ns_code collect_touched(struct ns_pruned *x, struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;
	uint32_t i, least = p->need > p->left[0] ? p->need - p->left[0] : 0;
	enum ns_code rc = NS_OK;

	for (i = 0; !rc && i < NS_WINDOW_WORDS; i++) {
		uint64_t bits = p->touched[i];

		for (p->touched[i] = 0; bits; bits &= bits - 1) {
			uint32_t d = i * 64 + (uint32_t)__builtin_ctzll(bits);

			take(p, d, least);
			p->acc[d] = 0;
		}
		if (p->n > NS_BATCH - 64)
			rc = ns_candidates_finish(x, e);
	}
	return rc;
}

/* Of many: all whose sum reaches the threshold, which is above 0. */
static enum ns_code collect_sums(struct ns_pruned *x, struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;
	uint32_t i, j, n = p->window.to - p->window.from;
	enum ns_code rc = NS_OK;

	for (i = 0; !rc && i < n; i += GROUP) {
		uint32_t least = p->need - p->left[0];

		if (!reaches(p->acc + i, least))
			continue;
		for (j = i; j < i + GROUP; j++)
			take(p, j, least);
		if (p->n > NS_BATCH - GROUP)
			rc = ns_candidates_finish(x, e);
	}
	memset(p->acc, 0, n * sizeof(p->acc[0]));
	return rc;
}

/* Says whether looking at all sums costs less than noting the documents. */
static bool is_dense(const struct ns_pruner *p)
{
	uint32_t blocks = 0, i;

	for (i = 0; i < p->n_drive; i++)
		blocks += p->drive[i]->end - p->drive[i]->at;
	return blocks > FEW && p->need > p->left[0];
}

static enum ns_code run_sums(struct ns_pruned *x, struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;
	uint32_t i;
	enum ns_code rc = NS_OK;

	x->facts.summed++;
	if (!p->clean) {
		memset(p->acc, 0, sizeof(p->acc));
		memset(p->touched, 0, sizeof(p->touched));
	}
	p->clean = false;
	p->is_dense = is_dense(p);
	for (i = 0; !rc && i < p->n_drive; i++)
		rc = sum_up(x, p->drive[i], e);
	if (!rc)
		rc = p->is_dense ? collect_sums(x, e) : collect_touched(x, e);
	p->clean = !rc;
	return rc ? rc : ns_candidates_finish(x, e);
}

/* ---- windows ------------------------------------------------------------- */

static enum ns_code enter_columns(struct ns_pruner *p,
				  const struct ns_segment *seg, ns_docid doc,
				  struct ns_error *e)
{
	ns_docid from = doc - doc % NS_COLUMN_DOCS;

	if (p->chunk_from != from) {
		uint32_t chunk = doc / NS_COLUMN_DOCS;

		p->chunk_norm = ns_column_chunk(seg, NS_COL_NORM, chunk, e);
		p->chunk_date = ns_column_chunk(seg, NS_COL_DATE, chunk, e);
		if (!p->chunk_norm || !p->chunk_date)
			return e ? e->code : NS_CORRUPT;
		p->chunk_from = from;
	}
	p->window.norm = p->chunk_norm + (doc - from);
	p->date = p->chunk_date + (doc - from);
	return NS_OK;
}

/* The first document >= doc that could match. */
static ns_docid next(struct ns_pruner *p, ns_docid doc)
{
	ns_docid best = p->part->n_must ? doc : NS_NO_DOC;
	uint32_t i;

	for (i = 0; i < p->n_active; i++) {
		struct ns_clause *c = p->order[i];

		if (!p->part->n_must) {
			ns_docid d = ns_clause_next(c, doc);

			best = d < best ? d : best;
		} else if (c->role == NS_ROLE_MUST && best != NS_NO_DOC) {
			best = ns_clause_next(c, best);
		}
	}
	return best;
}

/* Sets the window at doc, and all bounds. */
static enum ns_code enter(struct ns_pruned *x, ns_docid doc, struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;
	ns_docid to = doc + p->reach;
	ns_docid chunk = doc - doc % NS_COLUMN_DOCS + NS_COLUMN_DOCS;
	uint32_t i;
	enum ns_code rc;

	if (p->reach < NS_WINDOW_DOCS)
		p->reach *= 2;
	to = to < chunk ? to : chunk;
	to = to < p->part->to ? to : p->part->to;
	p->window.from = doc;
	p->window.to = to;
	rc = enter_columns(p, x->plan->in.snap->segment[p->part->segment].seg,
			   doc, e);
	if (rc)
		return rc;
	ns_candidates_need(x);
	p->total = 0;
	for (i = 0; i < p->n_active; i++) {
		ns_clause_enter(p->order[i], doc, to);
		p->total += p->order[i]->bound;
	}
	for (i = p->n_active; i < p->part->n; i++)
		ns_clause_next(&p->part->clause[i], doc);
	return NS_OK;
}

static enum ns_code run_window(struct ns_pruned *x, struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;

	x->facts.windows++;
	if (p->total < p->need) {
		x->facts.windows_skipped++;
		return NS_OK;
	}
	choose(x);
	if (p->n_drive == 1)
		return run_one(x, e);
	return run_sums(x, e);
}

static void begin(struct ns_pruned *x, const struct ns_part *part)
{
	struct ns_pruner *p = x->pruner;
	uint32_t i;

	p->part = part;
	p->live = x->plan->in.snap->segment[part->segment].live;
	p->chunk_from = NS_NO_DOC;
	/* Small windows first, until there is a threshold. */
	p->reach = ns_topk_floor(x->top) || x->primed ? NS_WINDOW_DOCS
						      : FIRST_REACH;
	p->n = 0;
	p->n_active = part->n - part->n_excluding;
	for (i = 0; i < p->n_active; i++)
		p->order[i] = &part->clause[i];
	if (!p->has_places && part->n > 1) {
		memset(&p->places, 0, sizeof(p->places));
		p->has_places = true;
	}
	for (i = 0; i < part->n; i++)
		part->clause[i].places = &p->places;
}

enum ns_code ns_pruned_run(struct ns_pruned *x, const struct ns_part *part,
			   struct ns_error *e)
{
	const struct ns_deadline *d = x->plan->in.deadline;
	ns_docid doc = part->from;
	enum ns_code rc = NS_OK;

	x->facts.parts++;
	if (part->most < ns_topk_floor(x->top) || part->most < x->primed) {
		x->facts.parts_skipped++;
		return NS_OK;
	}
	begin(x, part);
	while (!rc && !d->partial) {
		doc = next(x->pruner, doc);
		if (doc >= part->to)
			break;
		rc = ns_deadline_check(x->plan->in.deadline, e);
		if (!rc)
			rc = enter(x, doc, e);
		if (!rc)
			rc = run_window(x, e);
		if (!rc && x->page)
			rc = ns_page_look(x->page, part->segment, e);
		doc = x->pruner->window.to;
	}
	return rc;
}
