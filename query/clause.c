#include "query/clause.h"

#include "core/archive/skip.h"

/* Rounding of doubles, many times over: a bound must not be below the truth. */
#define UPWARDS (1 + 1e-9)
#define DOWNWARDS (1 - 1e-9)

static bool has_length(const struct ns_plan_leaf *leaf)
{
	return leaf->scope == NS_SCOPE_TEXT;
}

void ns_clause_init(struct ns_clause *c, const struct ns_plan *plan,
		    const struct ns_plan_leaf *leaf)
{
	const struct ns_segment_info *info = ns_segment_info(c->p.seg);
	double grown = 1;

	c->k = has_length(leaf) ? plan->k : plan->k_flat;
	c->weight = leaf->scores ? leaf->weight : 0;
	/* An average that grew since makes K smaller, and scores greater. */
	if (has_length(leaf) && info->avgdl_least > 0 &&
	    plan->avgdl > info->avgdl_least)
		grown = plan->avgdl / info->avgdl_least;
	c->stretch = c->weight * grown / 65536 * UPWARDS;
	c->loaded = UINT32_MAX;
	c->at = c->end = 0;
	c->most = ns_clause_bound(c, c->p.max_impact);
}

uint32_t ns_clause_prime(const struct ns_clause *c, const struct ns_plan *plan,
			 uint32_t rank)
{
	const struct ns_segment_info *info = ns_segment_info(c->p.seg);
	double shrunk = 1;
	uint32_t i = 0;

	while (i < NS_BEST && ns_best_rank[i] < rank)
		i++;
	if (i == NS_BEST)
		return 0;
	if (c->k == plan->k && plan->avgdl < info->avgdl_greatest)
		shrunk = plan->avgdl / info->avgdl_greatest;
	return (uint32_t)(c->weight * shrunk * c->p.best[i] / 65536 *
				  DOWNWARDS +
			  .5);
}

/* ---- windows ------------------------------------------------------------- */

void ns_clause_enter(struct ns_clause *c, ns_docid from, ns_docid to)
{
	const struct ns_postings *p = &c->p;
	uint16_t impact = 0;
	uint32_t i;

	c->at = ns_postings_seek(p, c->at, from);
	for (i = c->at; i < p->n_blocks && p->base[i] < to; i++)
		impact = p->impact[i] > impact ? p->impact[i] : impact;
	c->end = i;
	c->bound = i > c->at ? ns_clause_bound(c, impact) : 0;
}

ns_docid ns_clause_next(struct ns_clause *c, ns_docid doc)
{
	c->at = ns_postings_seek(&c->p, c->at, doc);
	if (c->at == c->p.n_blocks)
		return NS_NO_DOC;
	return c->p.base[c->at] > doc ? c->p.base[c->at] : doc;
}

/* ---- blocks -------------------------------------------------------------- */

static enum ns_code load(struct ns_clause *c, uint32_t i, struct ns_error *e)
{
	enum ns_code rc;

	if (c->loaded == i)
		return NS_OK;
	c->loaded = UINT32_MAX;
	rc = ns_postings_block(&c->p, i, c->b, e);
	if (!rc)
		c->loaded = i;
	return rc;
}

/* The first j in [from, n) with v[j] >= x. */
static uint32_t lower_bound(const uint32_t *v, uint32_t from, uint32_t n,
			    uint32_t x)
{
	const uint32_t *at = v + from;

	n -= from;
	while (n > 1) {
		uint32_t half = n / 2;

		at += at[half - 1] < x ? half : 0;
		n -= half;
	}
	return (uint32_t)(at - v) + (n == 1 && *at < x);
}

enum ns_code ns_clause_block(struct ns_clause *c, uint32_t i,
			     const struct ns_clause_window *w,
			     struct ns_scored *out, struct ns_error *e)
{
	enum ns_code rc = load(c, i, e);
	uint32_t from = 0, to, j;

	if (rc)
		return rc;
	to = c->b->n;
	if (c->b->doc[0] < w->from)
		from = lower_bound(c->b->doc, 0, to, w->from);
	if (c->b->doc[to - 1] >= w->to)
		to = lower_bound(c->b->doc, from, to, w->to);
	out->doc = c->b->doc + from;
	out->n = to - from;
	for (j = 0; j < out->n; j++)
		out->score[j] =
			ns_contribution(c->weight, c->b->freq[from + j],
					c->k[w->norm[out->doc[j] - w->from]]);
	return NS_OK;
}

/* ---- probes -------------------------------------------------------------- */

/* Looks for documents [*j, ..) in the loaded block, as long as they could be
 * in it. */
static void probe_block(const struct ns_clause *c, struct ns_asked asked,
			uint32_t *j, struct ns_matches *out)
{
	const struct ns_block *b = c->b;
	ns_docid last = b->doc[b->n - 1];
	uint32_t at = 0, n = out->n;

	for (; *j < asked.n && asked.doc[*j] <= last; ++*j) {
		at = lower_bound(b->doc, at, b->n, asked.doc[*j]);
		out->index[n] = *j;
		out->doc[n] = asked.doc[*j];
		out->freq[n] = b->freq[at];
		n += b->doc[at] == asked.doc[*j];
	}
	out->n = n;
}

enum ns_code ns_clause_probe(struct ns_clause *c, struct ns_asked asked,
			     struct ns_matches *out, struct ns_error *e)
{
	const struct ns_postings *p = &c->p;
	uint32_t i = c->at, j = 0;
	enum ns_code rc = NS_OK;

	out->n = 0;
	while (!rc && j < asked.n) {
		i = ns_postings_seek(p, i, asked.doc[j]);
		if (i == p->n_blocks)
			break;
		while (j < asked.n && asked.doc[j] < p->base[i])
			j++;
		if (j == asked.n || asked.doc[j] > p->last_doc[i])
			continue;
		rc = load(c, i, e);
		if (!rc)
			probe_block(c, asked, &j, out);
	}
	return rc;
}

void ns_clause_score(const struct ns_clause *c,
		     const struct ns_clause_window *w, struct ns_matches *m)
{
	uint32_t j;

	for (j = 0; j < m->n; j++)
		m->score[j] =
			ns_contribution(c->weight, m->freq[j],
					c->k[w->norm[m->doc[j] - w->from]]);
}
