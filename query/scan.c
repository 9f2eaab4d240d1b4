#include "query/scan.h"

#include "core/archive/kernel.h"

/* The programs of one language. */
struct programs {
	struct ns_program tier[2];
	bool is[2];
};

struct scanner {
	struct ns_scan *s;
	const struct ns_plan *plan;
	struct programs *lang; // [n_langs]
	uint64_t (*reg)[NS_WINDOW_WORDS];
	uint32_t acc[NS_WINDOW_DOCS];
	struct ns_binding b;
	uint32_t n_docs;
	/* By tier: behind this window nothing of the segment can come in. */
	ns_docid closed[2];
	ns_docid window;
	uint64_t asked[NS_WINDOW_WORDS]; // live documents of the window
};

/* A tier of a language in the window. */
struct part {
	uint32_t lang, tier;
	const uint64_t *bits;
	const int64_t *date; // of the window's documents
};

/* ---- what is asked for --------------------------------------------------- */

/* Says whether the heap of a tier waits for this part. */
static bool is_open(const struct ns_scan *s, uint32_t tier, uint32_t segment,
		    uint32_t lang)
{
	size_t part = (size_t)segment * s->plan->n_langs + lang;

	return s->top[tier] && s->plan->langs[lang].tier[tier] &&
	       !(s->done[tier] && s->done[tier][part]);
}

/* Says whether the segment is looked at. */
static bool is_needed(const struct ns_scan *s, uint32_t segment)
{
	uint32_t i;

	if (!s->uncounted)
		return true;
	for (i = 0; i < s->plan->n_langs; i++) {
		if (is_open(s, 0, segment, i) || is_open(s, 1, segment, i))
			return true;
	}
	return false;
}

/* ---- collecting ---------------------------------------------------------- */

/* Says whether a tier of a language goes to a heap from here. */
static bool is_offered(const struct scanner *x, uint32_t lang, uint32_t tier)
{
	return is_open(x->s, tier, x->b.segment, lang);
}

/* No document of the window gets a greater score in this language. */
static uint64_t bound(struct scanner *x, uint32_t lang)
{
	const struct ns_plan_leaf *l = x->plan->langs[lang].leaf;
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < x->plan->n_leaves; i++) {
		if (l[i].scores && ns_leaf_is_used(&l[i]))
			sum += ns_leaf_bound(&x->b.leaf[lang][i]);
	}
	return sum;
}

static enum ns_code score(struct scanner *x, const struct part *p,
			  struct ns_error *e)
{
	const struct ns_plan_leaf *l = x->plan->langs[p->lang].leaf;
	const struct ns_scores s = { p->bits, x->acc };
	uint32_t i;
	enum ns_code rc = NS_OK;

	memset(x->acc, 0, sizeof(x->acc));
	for (i = 0; !rc && x->plan->scored && i < x->plan->n_leaves; i++) {
		if (l[i].scores && ns_leaf_is_used(&l[i]))
			rc = ns_leaf_score(&x->b.leaf[p->lang][i], &s, e);
	}
	return rc;
}

/* Offers the documents of one word of bits. NS_END: what follows in this
 * language is too old. */
static enum ns_code offer(struct scanner *x, const struct part *p,
			  uint32_t word, struct ns_error *e)
{
	uint64_t bits = p->bits[word];
	struct ns_topk *top = x->s->top[p->tier];
	enum ns_code rc = NS_OK;

	for (; !rc && bits; bits &= bits - 1) {
		uint32_t i = word * 64 + (uint32_t)__builtin_ctzll(bits);
		struct ns_ranked r = { p->date[i], x->acc[i], x->window + i,
				       x->b.segment, p->lang };

		if (r.score < ns_topk_floor(top))
			continue;
		if (!x->plan->scored && ns_topk_is_past(top, r.date)) {
			if (top->sort == NS_SORT_OLDEST)
				continue;
			x->closed[p->tier] = x->window;
			return NS_END;
		}
		rc = ns_topk_push(top, &r, e);
	}
	return rc;
}

static enum ns_code collect(struct scanner *x, struct part *p,
			    struct ns_error *e)
{
	struct ns_topk *top = x->s->top[p->tier];
	const int64_t *date;
	uint32_t w;
	enum ns_code rc;

	if (!is_offered(x, p->lang, p->tier) || x->window > x->closed[p->tier])
		return NS_OK;
	if (x->plan->scored && ns_topk_is_full(top) &&
	    bound(x, p->lang) < ns_topk_floor(top))
		return NS_OK;
	date = ns_column_chunk(x->b.bound.seg, NS_COL_DATE,
			       x->window / NS_COLUMN_DOCS, e);
	if (!date)
		return e ? e->code : NS_CORRUPT;
	p->date = date + x->window % NS_COLUMN_DOCS;
	rc = score(x, p, e);
	for (w = 0; !rc && w < NS_WINDOW_WORDS; w++)
		rc = offer(x, p, w, e);
	return rc == NS_END ? NS_OK : rc;
}

/* ---- a window ------------------------------------------------------------ */

static void ask(struct scanner *x)
{
	const uint64_t *live = x->plan->in.snap->segment[x->b.segment].live;
	uint32_t i;

	for (i = 0; i < NS_WINDOW_WORDS; i++) {
		ns_docid first = x->window + i * 64;
		uint64_t bits = 0;

		if (first < x->n_docs)
			bits = live ? live[first / 64] : UINT64_MAX;
		if (first < x->n_docs && x->n_docs - first < 64)
			bits &= (UINT64_C(1) << (x->n_docs - first)) - 1;
		x->asked[i] = bits;
	}
}

/* Where only the best are wanted, tells the leaves that are verified what does
 * not help. False: nothing of the window does. */
static bool set_floors(struct scanner *x, uint32_t lang, uint32_t tier)
{
	const struct ns_topk *top = x->s->top[tier];
	struct ns_bound_leaf *leaf = x->b.leaf[lang];
	uint64_t all, floor;
	uint32_t i;

	/* Tier two needs to know all of tier one. */
	if (!x->s->uncounted || tier || x->s->top[1] || !x->plan->scored ||
	    !is_offered(x, lang, tier) || !ns_topk_is_full(top))
		return true;
	all = bound(x, lang);
	floor = ns_topk_floor(top);
	for (i = 0; i < x->plan->n_leaves; i++) {
		const struct ns_plan_leaf *l = leaf[i].plan;
		uint64_t others;

		if (!l || !l->scores || leaf[i].simple || leaf[i].dead)
			continue;
		others = all - ns_leaf_bound(&leaf[i]);
		leaf[i].floor = floor > others ? (uint32_t)(floor - others) : 0;
	}
	return all >= floor;
}

static enum ns_code scan_tier(struct scanner *x, uint32_t lang, uint32_t tier,
			      struct ns_error *e)
{
	struct ns_machine m = { x->b.leaf[lang], x->reg };
	struct part p = { lang, tier, x->reg[0], NULL };
	uint64_t n;
	enum ns_code rc;

	if (!set_floors(x, lang, tier))
		return NS_OK;
	memcpy(x->reg[0], x->asked, sizeof(x->asked));
	rc = ns_program_run(&x->lang[lang].tier[tier], &m, e);
	if (rc)
		return rc;
	n = ns_kernel->count(x->reg[0], NS_WINDOW_WORDS);
	x->s->count[tier] += n;
	return n ? collect(x, &p, e) : NS_OK;
}

static enum ns_code scan_lang(struct scanner *x, uint32_t lang,
			      struct ns_error *e)
{
	uint64_t asked[NS_WINDOW_WORDS];
	uint32_t i;
	enum ns_code rc = NS_OK;

	if (x->lang[lang].is[0])
		rc = scan_tier(x, lang, 0, e);
	if (rc || !x->lang[lang].is[1])
		return rc;
	/* Tier two is asked for what tier one has not got. */
	memcpy(asked, x->asked, sizeof(asked));
	for (i = 0; x->lang[lang].is[0] && i < NS_WINDOW_WORDS; i++)
		x->asked[i] &= ~x->reg[0][i];
	rc = scan_tier(x, lang, 1, e);
	memcpy(x->asked, asked, sizeof(asked));
	return rc;
}

static enum ns_code scan_window(struct scanner *x, ns_docid window,
				struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc;

	x->window = x->b.bound.window = window;
	ask(x);
	rc = ns_deadline_check(x->plan->in.deadline, e);
	for (i = 0; !rc && i < x->plan->n_langs; i++)
		rc = scan_lang(x, i, e);
	return rc;
}

/* ---- a segment ----------------------------------------------------------- */

/* The first document >= doc that could match in any language. */
static ns_docid next(struct scanner *x, ns_docid doc)
{
	ns_docid best = NS_NO_DOC;
	uint32_t i, tier;

	for (i = 0; i < x->plan->n_langs; i++) {
		for (tier = 0; tier < 2 && best > doc; tier++) {
			ns_docid d;

			if (!x->lang[i].is[tier])
				continue;
			d = ns_program_next(&x->lang[i].tier[tier],
					    x->b.leaf[i], doc);
			best = d < best ? d : best;
		}
	}
	return best;
}

static enum ns_code scan_forward(struct scanner *x, struct ns_error *e)
{
	const struct ns_deadline *d = x->plan->in.deadline;
	ns_docid doc = 0;
	enum ns_code rc = NS_OK;

	while (!rc && !d->partial) {
		doc = next(x, doc);
		if (doc >= x->n_docs)
			break;
		doc -= doc % NS_WINDOW_DOCS;
		rc = scan_window(x, doc, e);
		doc += NS_WINDOW_DOCS;
	}
	return rc;
}

static enum ns_code scan_backward(struct scanner *x, struct ns_error *e)
{
	const struct ns_deadline *d = x->plan->in.deadline;
	uint32_t n = (x->n_docs + NS_WINDOW_DOCS - 1) / NS_WINDOW_DOCS;
	enum ns_code rc = NS_OK;

	while (!rc && n && !d->partial)
		rc = scan_window(x, --n * NS_WINDOW_DOCS, e);
	return rc;
}

static enum ns_code scan_segment(struct scanner *x, uint32_t segment,
				 struct ns_error *e)
{
	enum ns_code rc;

	if (!is_needed(x->s, segment))
		return NS_OK;
	rc = ns_binding_make(x->plan, segment, &x->b, e);
	if (rc)
		return rc;
	x->n_docs = ns_segment_info(x->b.bound.seg)->n_docs;
	x->closed[0] = x->closed[1] = NS_NO_DOC;
	if (x->plan->in.request->sort == NS_SORT_OLDEST)
		return scan_backward(x, e);
	return scan_forward(x, e);
}

/* ---- all of it ----------------------------------------------------------- */

static enum ns_code compile(struct scanner *x, struct ns_error *e)
{
	const struct ns_plan *plan = x->plan;
	uint32_t i, tier, n = 1;
	enum ns_code rc = NS_OK;

	x->lang = ns_arena_calloc(plan->in.arena, plan->n_langs + 1u,
				  sizeof(*x->lang));
	if (!x->lang)
		return ns_out_of_budget(e);
	for (i = 0; i < plan->n_langs; i++) {
		for (tier = 0; !rc && tier < 2; tier++) {
			struct ns_program *p = &x->lang[i].tier[tier];

			x->lang[i].is[tier] = plan->langs[i].tier[tier] != NULL;
			if (!x->lang[i].is[tier])
				continue;
			rc = ns_program_make(plan->langs[i].tier[tier],
					     plan->in.arena, p, e);
			n = p->n_registers > n ? p->n_registers : n;
		}
	}
	x->reg = ns_arena_calloc(plan->in.arena, n, sizeof(*x->reg));
	return rc ? rc : x->reg ? NS_OK : ns_out_of_budget(e);
}

enum ns_code ns_scan_run(struct ns_scan *s, struct ns_error *e)
{
	const struct ns_snapshot *snap = s->plan->in.snap;
	bool backward = s->plan->in.request->sort == NS_SORT_OLDEST;
	struct scanner *x;
	uint32_t i;
	enum ns_code rc;

	s->count[0] = s->count[1] = 0;
	for (i = 0; i < snap->n_segments && !is_needed(s, i); i++)
		continue;
	if (i == snap->n_segments)
		return NS_OK;
	x = ns_arena_calloc(s->plan->in.arena, 1, sizeof(*x));
	if (!x)
		return ns_out_of_budget(e);
	x->s = s;
	x->plan = s->plan;
	rc = compile(x, e);
	for (i = 0; !rc && i < snap->n_segments; i++) {
		if (s->plan->in.deadline->partial)
			break;
		rc = scan_segment(x, backward ? snap->n_segments - 1 - i : i,
				  e);
	}
	return rc;
}
