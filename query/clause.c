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
	const struct ns_segment_info *info = ns_segment_info(c->p->seg);
	double grown = 1;

	c->k = has_length(leaf) ? plan->k : plan->k_flat;
	c->weight = leaf->scores ? leaf->weight : 0;
	/* An average that grew since makes K smaller, and scores greater. */
	if (has_length(leaf) && info->avgdl_least > 0 &&
	    plan->avgdl > info->avgdl_least)
		grown = plan->avgdl / info->avgdl_least;
	c->stretch = c->weight * grown / 65536 * UPWARDS;
	c->loaded = c->counted = UINT32_MAX;
	c->at = c->end = 0;
	c->most = ns_clause_bound(c, c->p->max_impact);
}

uint32_t ns_clause_prime(const struct ns_clause *c, const struct ns_plan *plan,
			 uint32_t rank)
{
	const struct ns_segment_info *info = ns_segment_info(c->p->seg);
	double shrunk = 1;
	uint32_t i = 0;

	while (i < NS_BEST && ns_best_rank[i] < rank)
		i++;
	if (i == NS_BEST)
		return 0;
	if (c->k == plan->k && plan->avgdl < info->avgdl_greatest)
		shrunk = plan->avgdl / info->avgdl_greatest;
	return (uint32_t)(c->weight * shrunk * c->p->best[i] / 65536 *
				  DOWNWARDS +
			  .5);
}

/* ---- windows ------------------------------------------------------------- */

void ns_clause_enter(struct ns_clause *c, ns_docid from, ns_docid to)
{
	const struct ns_postings *p = c->p;
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
	c->at = ns_postings_seek(c->p, c->at, doc);
	if (c->at == c->p->n_blocks)
		return NS_NO_DOC;
	return c->p->base[c->at] > doc ? c->p->base[c->at] : doc;
}

/* ---- blocks -------------------------------------------------------------- */

/* The documents of block i. */
static enum ns_code load(struct ns_clause *c, uint32_t i, struct ns_error *e)
{
	enum ns_code rc;

	if (c->loaded == i)
		return NS_OK;
	c->loaded = UINT32_MAX;
	rc = ns_postings_docs(c->p, i, c->b, e);
	if (!rc)
		c->loaded = i;
	return rc;
}

/* How often those have the word. */
static enum ns_code count(struct ns_clause *c, uint32_t i, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	if (c->counted != i)
		rc = ns_postings_freqs(c->p, i, c->b, e);
	c->counted = rc ? UINT32_MAX : i;
	return rc;
}

static void score(const struct ns_clause *c, const struct ns_clause_window *w,
		  const struct ns_counted *of, uint32_t *out)
{
	const struct ns_kernel_score s = { c->weight, c->k, w->norm, w->from };

	if (c->weight > 0)
		ns_kernel->score(&s, of->doc, of->freq, of->n, out);
	else
		memset(out, 0, of->n * sizeof(*out));
}

/* The first j in [from, n) with v[j] >= x. */
static uint32_t lower_bound(const uint32_t *v, uint32_t from, uint32_t n,
			    uint32_t x)
{
	const uint32_t *at = v + from;

	n -= from;
	while (n > 1) {
		uint32_t half = n / 2;

		/* A mask: branches here are guessed wrong every other time. */
		at += half & -(uint32_t)(at[half - 1] < x);
		n -= half;
	}
	return (uint32_t)(at - v) + (n == 1 && *at < x);
}

enum ns_code ns_clause_block(struct ns_clause *c, uint32_t i,
			     const struct ns_clause_window *w,
			     struct ns_scored *out, struct ns_error *e)
{
	struct ns_counted of;
	uint32_t from = 0, to;
	enum ns_code rc = load(c, i, e);

	if (!rc)
		rc = count(c, i, e);
	if (rc)
		return rc;
	to = c->b->n;
	if (c->b->doc[0] < w->from)
		from = lower_bound(c->b->doc, 0, to, w->from);
	if (c->b->doc[to - 1] >= w->to)
		to = lower_bound(c->b->doc, from, to, w->to);
	out->doc = c->b->doc + from;
	out->n = to - from;
	of = (struct ns_counted){ out->doc, c->b->freq + from, out->n };
	score(c, w, &of, out->score);
	return NS_OK;
}

/* ---- probes -------------------------------------------------------------- */

enum { DENSE = 8 }; // documents of a block for which places are worth it

/* Both answer how many of the documents asked for are done with. */
static uint32_t find_by_search(const struct ns_block *b, struct ns_asked asked,
			       uint32_t j, struct ns_matches *out)
{
	ns_docid last = b->doc[b->n - 1];
	uint32_t n = out->n;

	/* Each from the start: searches that do not wait for one another. */
	for (; j < asked.n && asked.doc[j] <= last; j++) {
		uint32_t at = lower_bound(b->doc, 0, b->n, asked.doc[j]);

		out->index[n] = j;
		out->doc[n] = asked.doc[j];
		out->freq[n] = at;
		n += b->doc[at] == asked.doc[j];
	}
	out->n = n;
	return j;
}

static uint32_t find_by_place(struct ns_clause *c, struct ns_asked asked,
			      uint32_t j, struct ns_matches *out)
{
	const struct ns_block *b = c->b;
	ns_docid last = b->doc[b->n - 1];
	uint8_t *place = c->places->at;
	uint32_t i, n = out->n;

	for (i = 0; i < b->n; i++)
		place[b->doc[i] % NS_PLACES] = (uint8_t)i;
	for (; j < asked.n && asked.doc[j] <= last; j++) {
		ns_docid doc = asked.doc[j];
		uint32_t at = place[doc % NS_PLACES];

		out->index[n] = j;
		out->doc[n] = doc;
		out->freq[n] = at;
		n += (at < b->n) & (b->doc[at] == doc);
	}
	out->n = n;
	return j;
}

/* Looks for documents [j, ..) in the loaded block, as long as they could be in
 * it; out->freq is their place in the block. */
static uint32_t probe_block(struct ns_clause *c, struct ns_asked asked,
			    uint32_t j, struct ns_matches *out)
{
	const struct ns_block *b = c->b;
	ns_docid last = b->doc[b->n - 1];

	if (asked.n - j > DENSE && asked.doc[j + DENSE] <= last &&
	    last - b->doc[0] < NS_PLACES)
		return find_by_place(c, asked, j, out);
	return find_by_search(b, asked, j, out);
}

enum { SINGLE = 4 }; // frequencies of a block that are looked up one by one

/* The matches from `from` on are of block i, and .freq their place in it. */
static enum ns_code count_matches(struct ns_clause *c, uint32_t i,
				  uint32_t from, struct ns_matches *m,
				  struct ns_error *e)
{
	bool single = m->n - from < SINGLE && c->counted != i;
	uint32_t *freq = m->freq, k;
	enum ns_code rc = NS_OK;

	if (c->weight <= 0 || from == m->n)
		return NS_OK;
	if (!single || c->p->list)
		rc = count(c, i, e);
	for (k = from; !rc && k < m->n; k++) {
		if (single && !c->p->list)
			rc = ns_postings_freq(c->p, i, freq[k], &freq[k], e);
		else
			freq[k] = c->b->freq[freq[k]];
	}
	return rc;
}

/* ---- dense lists --------------------------------------------------------- */

/* How many bits are set in [from, to). */
static uint32_t rank(const uint64_t *bits, ns_docid from, ns_docid to)
{
	uint64_t first = UINT64_MAX << (from % 64);
	uint64_t last = (UINT64_C(1) << (to % 64)) - 1;
	uint32_t i = from / 64, n = 0;

	if (i == to / 64)
		return (uint32_t)__builtin_popcountll(bits[i] & first & last);
	n = (uint32_t)__builtin_popcountll(bits[i] & first);
	while (++i < to / 64)
		n += (uint32_t)__builtin_popcountll(bits[i]);
	if (last)
		n += (uint32_t)__builtin_popcountll(bits[i] & last);
	return n;
}

/* Places in block i of the matches from `from` on, as many as lie in it. */
static uint32_t place_by_rank(const struct ns_clause *c, uint32_t i,
			      uint32_t from, struct ns_matches *m)
{
	const struct ns_postings *p = c->p;
	ns_docid before = p->base[i];
	uint32_t place = 0, k;

	for (k = from; k < m->n && m->doc[k] <= p->last_doc[i]; k++) {
		place += rank(p->bitmap, before, m->doc[k]);
		before = m->doc[k];
		m->freq[k] = place % NS_BLOCK_DOCS;
	}
	return k;
}

/* Where one document in four has the word, its bits say which are meant. */
static enum ns_code probe_bits(struct ns_clause *c, struct ns_asked asked,
			       struct ns_matches *out, struct ns_error *e)
{
	const uint64_t *bits = c->p->bitmap;
	uint32_t i = c->at, n = 0, all, j;
	enum ns_code rc = NS_OK;

	for (j = 0; j < asked.n; j++) {
		ns_docid doc = asked.doc[j];

		out->index[n] = j;
		out->doc[n] = doc;
		n += (uint32_t)(bits[doc / 64] >> (doc % 64) & 1);
	}
	out->n = all = n;
	for (j = 0; !rc && c->weight > 0 && j < all; j = out->n) {
		i = ns_postings_seek(c->p, i, out->doc[j]);
		if (i == c->p->n_blocks)
			return ns_fail(e, NS_CORRUPT, "a bitmap");
		out->n = all;
		out->n = place_by_rank(c, i, j, out);
		rc = count_matches(c, i, j, out, e);
	}
	out->n = all;
	return rc;
}

enum ns_code ns_clause_probe(struct ns_clause *c, struct ns_asked asked,
			     struct ns_matches *out, struct ns_error *e)
{
	const struct ns_postings *p = c->p;
	uint32_t i = c->at, j = 0, n;
	enum ns_code rc = NS_OK;

	if (p->bitmap)
		return probe_bits(c, asked, out, e);
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
		if (rc)
			break;
		n = out->n;
		j = probe_block(c, asked, j, out);
		rc = count_matches(c, i, n, out, e);
	}
	return rc;
}

void ns_clause_score(const struct ns_clause *c,
		     const struct ns_clause_window *w, struct ns_matches *m)
{
	const struct ns_counted of = { m->doc, m->freq, m->n };

	score(c, w, &of, m->score);
}
