#include "query/search.h"

#include <stdlib.h>

#include "query/answer.h"
#include "query/best.h"
#include "query/count.h"
#include "query/embargo.h"
#include "query/page.h"
#include "query/scan.h"

enum { BUDGET_BYTES = 128 << 20 };

struct ns_searcher {
	struct ns_archive *archive;
	struct ns_analyzer *analyzer;
	struct ns_words words;
	struct ns_snippeter snippeter;
	struct ns_arena arena;   // the question and the plan
	struct ns_arena answer;  // hits and what they hold
	struct ns_arena segment; // what is bound in one segment
	struct ns_arena scratch;
	struct ns_deadline deadline;
	struct ns_bm25_tables tables;
	size_t answer_bytes; // its budget, but for "all"
	struct ns_embargo embargo;
	int64_t now;
};

enum ns_code ns_searcher_open(struct ns_archive *ar, struct ns_searcher **s,
			      struct ns_error *e)
{
	struct ns_searcher *n = calloc(1, sizeof(*n));
	enum ns_code rc;

	*s = NULL;
	if (!n)
		return ns_fail(e, NS_NOMEM, "no memory for a searcher");
	n->archive = ar;
	n->now = INT64_MIN;
	ns_searcher_budget(n, BUDGET_BYTES);
	rc = ns_analyzer_open(&n->analyzer, e);
	if (rc) {
		ns_searcher_close(n);
		return rc;
	}
	n->snippeter.an = n->analyzer;
	*s = n;
	return NS_OK;
}

void ns_searcher_close(struct ns_searcher *s)
{
	if (!s)
		return;
	ns_snippeter_free(&s->snippeter);
	ns_analyzer_free(s->analyzer);
	ns_words_free(&s->words);
	ns_embargo_free(&s->embargo);
	ns_arena_free(&s->arena);
	ns_arena_free(&s->answer);
	ns_arena_free(&s->segment);
	ns_arena_free(&s->scratch);
	free(s);
}

void ns_searcher_at(struct ns_searcher *s, int64_t now)
{
	s->now = now;
}

/* A quarter each: for the plan, for what is bound, for what is looked at, and
 * for the answer. */
void ns_searcher_budget(struct ns_searcher *s, size_t memory_bytes)
{
	size_t quarter = memory_bytes / 4 + 1;

	s->arena.budget_bytes = quarter;
	s->segment.budget_bytes = quarter;
	s->scratch.budget_bytes = quarter;
	s->answer_bytes = quarter;
}

/* ---- one question -------------------------------------------------------- */

/* What a search holds on to until its end. */
struct run {
	struct ns_searcher *s;
	const struct ns_request *r;
	struct ns_parsed parsed;
	const struct ns_snapshot *snap;
	struct ns_plan *plan;
	struct ns_topk top[2];
	struct ns_page page[2];
	uint64_t count[2];
	struct ns_found *found[2];
	struct ns_error *e;
};

static bool is_two_stage(const struct ns_request *r)
{
	return r->rank == NS_RANK_DEFAULT && r->sort == NS_SORT_RELEVANCE;
}

/* How many of a tier a page takes whose hits begin `before` documents into it.
 */
static uint32_t paged(const struct run *x, uint64_t before)
{
	const struct ns_request *r = x->r;
	uint64_t last = (uint64_t)r->first + r->limit;
	uint64_t n = last > before ? last - before : 0;

	if (r->count_only || !r->limit)
		return 0;
	return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

/* How many are needed for that: stage two always sees the same best. */
static uint32_t needed(const struct run *x, uint32_t n)
{
	return n && n < NS_STAGE_TWO && is_two_stage(x->r) ? NS_STAGE_TWO : n;
}

/* Offers what a tier has to its heap; all of tier one and two is counted. */
static enum ns_code fill(struct run *x, uint32_t tier, struct ns_scan *s)
{
	struct ns_topk *top = &x->top[tier];
	struct ns_best best = { .plan = x->plan,
				.tier = tier,
				.top = top,
				.page = &x->page[tier] };
	enum ns_code rc = ns_best_run(&best, x->e);

	s->top[tier] = top->k ? top : NULL;
	s->done[tier] = best.done;
	if (!rc)
		rc = ns_scan_run(s, x->e);
	return rc ? rc : ns_topk_sort(top, x->e);
}

static enum ns_code scan(struct run *x, uint32_t tier, uint64_t before)
{
	struct ns_scan s = { .plan = x->plan,
			     .uncounted = tier || x->r->no_total };
	uint32_t n = paged(x, before), k = needed(x, n);
	uint64_t known = 0;
	bool is_known;
	enum ns_code rc = NS_OK;

	ns_topk_init(&x->top[tier], x->snap, x->r->sort, k);
	x->page[tier] = (struct ns_page){ .plan = x->plan,
					  .top = &x->top[tier],
					  .n = n };
	rc = ns_page_make(&x->page[tier], is_two_stage(x->r), x->e);
	is_known = !s.uncounted && ns_count_is_known(x->plan, &known);
	s.uncounted |= is_known;
	if (!rc && (k || !s.uncounted))
		rc = fill(x, tier, &s);
	if (is_known)
		s.count[0] = known;
	if (!tier)
		memcpy(x->count, s.count, sizeof(x->count));
	return rc;
}

/* Stage two, for the best of a tier. */
static enum ns_code rank(struct run *x, uint32_t tier)
{
	const struct ns_topk *top = &x->top[tier];
	uint32_t n = top->n < NS_STAGE_TWO ? top->n : NS_STAGE_TWO, i;
	struct ns_found *f;

	f = ns_arena_calloc(&x->s->arena, n + 1u, sizeof(*f));
	if (!f)
		return ns_out_of_budget(x->e);
	x->found[tier] = f;
	for (i = 0; i < n; i++) {
		f[i].by = top->item[i];
		f[i].score = f[i].by.score / x->plan->scale;
	}
	if (!is_two_stage(x->r) || !x->plan->scored)
		return NS_OK;
	return ns_rescore(&x->page[tier], f, n, x->e);
}

/* Without totals tier two is looked at where tier one has too little. */
static bool has_further(struct run *x)
{
	const struct ns_topk *top = &x->top[0];

	if (!x->r->no_total)
		return x->count[1] != 0;
	x->count[0] = top->n;
	return x->plan->two_tiers && top->n < x->page[0].n;
}

static enum ns_code search(struct run *x)
{
	enum ns_code rc = scan(x, 0, 0);

	if (!rc)
		rc = rank(x, 0);
	if (rc || !has_further(x) || x->s->deadline.partial)
		return rc;
	rc = scan(x, 1, x->count[0]);
	if (x->r->no_total)
		x->count[1] = x->top[1].n;
	return rc ? rc : rank(x, 1);
}

/* Hit i of all, both tiers one after the other. */
static bool hit_at(const struct run *x, uint64_t i, struct ns_found *f,
		   uint32_t *tier)
{
	for (*tier = 0; *tier < 2; (*tier)++) {
		const struct ns_topk *top = &x->top[*tier];

		if (i < top->n) {
			*f = (struct ns_found){ .by = top->item[i] };
			f->score = f->by.score / x->plan->scale;
			if (i < NS_STAGE_TWO)
				*f = x->found[*tier][i];
			return true;
		}
		i -= top->n;
	}
	return false;
}

static enum ns_code make_hits(struct run *x, struct ns_answer *out)
{
	struct ns_answerer a = { .plan = x->plan,
				 .snippeter = &x->s->snippeter,
				 .arena = &x->s->answer };
	uint64_t all = (uint64_t)x->top[0].n + x->top[1].n, i;
	uint64_t n = all > x->r->first ? all - x->r->first : 0;
	enum ns_code rc = NS_OK;

	n = n < x->r->limit ? n : x->r->limit;
	if (x->r->count_only || !n)
		return NS_OK;
	out->hit = ns_arena_calloc(&x->s->answer, n, sizeof(*out->hit));
	if (!out->hit)
		return ns_out_of_budget(x->e);
	rc = ns_answerer_begin(&a, x->e);
	for (i = 0; !rc && i < n; i++) {
		struct ns_found f;
		uint32_t tier;

		if (!hit_at(x, x->r->first + i, &f, &tier))
			break;
		out->hit[i].tier = tier + 1;
		rc = ns_answerer_hit(&a, &f, &out->hit[i], x->e);
		out->n_hits++;
	}
	ns_answerer_end(&a);
	return rc;
}

static enum ns_code understand(struct run *x, struct ns_answer *out)
{
	struct ns_buf text = { 0 };
	enum ns_code rc = NS_OK;

	if (x->r->parsed)
		return NS_OK;
	ns_node_print(x->parsed.root, &text);
	out->understood = ns_arena_str(&x->s->arena, ns_buf_view(&text));
	if (text.failed || !out->understood.p)
		rc = ns_out_of_budget(x->e);
	ns_buf_free(&text);
	out->warning = x->parsed.warning;
	out->n_warnings = x->parsed.n_warnings;
	return rc;
}

static enum ns_code run(struct run *x, struct ns_answer *out)
{
	struct ns_searcher *s = x->s;
	struct ns_plan_input in = { x->snap,     x->r,        &x->parsed,
				    s->analyzer, &s->words,   &s->deadline,
				    &s->arena,   &s->segment, &s->scratch,
				    &s->tables };
	enum ns_code rc = understand(x, out);

	if (!rc)
		rc = ns_plan_make(&in, &x->plan, x->e);
	if (!rc)
		rc = search(x);
	if (!rc)
		rc = make_hits(x, out);
	out->generation = x->snap->generation;
	out->total = x->count[0];
	out->further = x->count[1];
	out->has_next = x->count[0] + x->count[1] + x->r->no_total >
			(uint64_t)x->r->first + x->r->limit;
	out->partial = s->deadline.partial;
	return rc;
}

static enum ns_code read_question(struct run *x, uint32_t *error_at)
{
	const struct ns_request *r = x->r;

	if (!r->parsed)
		return ns_parse(r->text, &r->parse, &x->s->arena, &x->parsed,
				error_at, x->e);
	x->parsed = *r->parsed;
	return NS_OK;
}

enum ns_code ns_search(struct ns_searcher *s, const struct ns_request *r,
		       struct ns_answer *out, uint32_t *error_at,
		       struct ns_error *e)
{
	struct run x = { .s = s, .r = r, .e = e };
	const struct ns_snapshot *held = NULL;
	enum ns_code rc;

	memset(out, 0, sizeof(*out));
	*error_at = UINT32_MAX;
	ns_arena_reset(&s->arena);
	ns_arena_reset(&s->answer);
	s->answer.budget_bytes = r->limit < UINT32_MAX ? s->answer_bytes : 0;
	ns_deadline_start(&s->deadline, r->parse.limits.soft_ms,
			  r->parse.limits.hard_ms);
	rc = read_question(&x, error_at);
	if (!rc)
		rc = ns_snapshot_get(s->archive, &held, e);
	if (!rc)
		rc = ns_embargo_hide(&s->embargo, held, s->now, &s->arena,
				     &x.snap, e);
	if (!rc)
		rc = run(&x, out);
	ns_topk_free(&x.top[0]);
	ns_topk_free(&x.top[1]);
	ns_snapshot_put(held);
	return rc;
}

/* ---- the archive itself -------------------------------------------------- */

enum ns_code ns_search_article(struct ns_searcher *s, struct ns_str id,
			       struct ns_article *out, uint64_t *generation,
			       struct ns_error *e)
{
	const struct ns_snapshot *snap = NULL;
	uint32_t segment;
	ns_docid doc;
	bool is_over = true;
	enum ns_code rc;

	ns_arena_reset(&s->answer);
	s->answer.budget_bytes = s->answer_bytes;
	rc = ns_snapshot_get(s->archive, &snap, e);
	if (!rc)
		rc = ns_snapshot_find(snap, id, &segment, &doc, e);
	if (!rc)
		rc = ns_embargo_is_over(snap->segment[segment].seg, doc, s->now,
					&is_over, e);
	if (!rc && !is_over)
		rc = ns_fail(e, NS_NOTFOUND, "no article has the id \"%.*s\"",
			     (int)(id.n < 200 ? id.n : 200), id.p);
	if (!rc)
		rc = ns_segment_article(snap->segment[segment].seg, doc,
					&s->answer, out, e);
	if (!rc)
		*generation = snap->generation;
	ns_snapshot_put(snap);
	return rc;
}

enum ns_code ns_search_archive_open(const char *dir, struct ns_archive **ar,
				    struct ns_error *e)
{
	return ns_archive_open(dir, ar, e);
}

void ns_search_archive_close(struct ns_archive *ar)
{
	ns_archive_close(ar);
}

enum ns_code ns_search_facts(struct ns_searcher *s,
			     struct ns_archive_facts *out, struct ns_error *e)
{
	const struct ns_snapshot *snap = NULL;
	uint32_t i;
	enum ns_code rc = ns_snapshot_get(s->archive, &snap, e);

	memset(out, 0, sizeof(*out));
	if (!rc)
		rc = ns_embargo_read(&s->embargo, snap, s->now, e);
	if (rc) {
		ns_snapshot_put(snap);
		return rc;
	}
	out->generation = snap->generation;
	out->n_hidden = s->embargo.n_hidden;
	out->n_docs = snap->n_docs - out->n_hidden;
	memcpy(out->uuid, snap->uuid, sizeof(out->uuid));
	out->newest = INT64_MIN;
	out->oldest = INT64_MAX;
	for (i = 0; i < snap->n_segments; i++) {
		const struct ns_segment_info *info =
			ns_segment_info(snap->segment[i].seg);

		if (!info->n_dated)
			continue;
		if (info->newest > out->newest)
			out->newest = info->newest;
		if (info->oldest < out->oldest)
			out->oldest = info->oldest;
	}
	ns_snapshot_put(snap);
	return NS_OK;
}
