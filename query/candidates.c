#include "query/candidates.h"

void ns_candidates_need(struct ns_pruned *x)
{
	struct ns_pruner *p = x->pruner;
	uint32_t need = ns_topk_need(x->top, p->date[0]);

	p->need = need > x->primed ? need : x->primed;
}

/* Says whether .any is asked for. */
static bool is_mixed(const struct ns_pruner *p)
{
	return p->part->n_any && p->part->n_must;
}

/* Keeps those whose score is at least this. */
static void keep_scores(struct ns_pruned *x, uint32_t least)
{
	struct ns_pruner *p = x->pruner;
	bool mixed = is_mixed(p);
	uint32_t i, n = 0, all = p->n;

	for (i = 0; i < all; i++) {
		uint32_t score = p->score[i];

		p->doc[n] = p->doc[i];
		p->score[n] = score;
		if (mixed)
			p->any[n] = p->any[i];
		n += score >= least;
	}
	x->facts.given_up += all - n;
	p->n = n;
}

/* Keeps those that have the required word, with their score. */
static void keep_matches(struct ns_pruner *p)
{
	const struct ns_matches *m = &p->matches;
	uint32_t i;

	for (i = 0; i < m->n; i++) {
		p->doc[i] = m->doc[i];
		p->any[i] = p->any[m->index[i]];
		p->score[i] = p->score[m->index[i]] + m->score[i];
	}
	p->n = m->n;
}

static void add_matches(struct ns_pruner *p, bool any)
{
	const struct ns_matches *m = &p->matches;
	uint32_t i;

	for (i = 0; i < m->n; i++)
		p->score[m->index[i]] += m->score[i];
	for (i = 0; any && i < m->n; i++)
		p->any[m->index[i]] = 1;
}

static enum ns_code look_up(struct ns_pruner *p, struct ns_clause *c,
			    struct ns_error *e)
{
	struct ns_matches *m = &p->matches;
	enum ns_code rc;

	rc = ns_clause_probe(c, (struct ns_asked){ p->doc, p->n }, m, e);
	if (rc)
		return rc;
	ns_clause_score(c, &p->window, m);
	if (c->role == NS_ROLE_MUST)
		keep_matches(p);
	else
		add_matches(p, c->role == NS_ROLE_ANY);
	return NS_OK;
}

/* ---- exclusions ---------------------------------------------------------- */

/* Drops the documents of matches, whose index is in the candidates. */
static void drop(struct ns_pruner *p, const uint32_t *index, uint32_t n)
{
	uint32_t i, j = 0, kept = 0;

	for (i = 0; i < p->n; i++) {
		if (j < n && index[j] == i) {
			j++;
			continue;
		}
		p->doc[kept] = p->doc[i];
		p->score[kept++] = p->score[i];
	}
	p->n = kept;
}

/* Drops the candidates whose bits are set. */
static void exclude_bits(struct ns_pruned *x, const uint64_t *bits)
{
	struct ns_pruner *p = x->pruner;
	uint32_t i, n = 0;

	for (i = 0; i < p->n; i++) {
		ns_docid doc = p->doc[i];

		p->doc[n] = doc;
		p->score[n] = p->score[i];
		n += (uint32_t)(~bits[doc / 64] >> (doc % 64) & 1);
	}
	x->facts.excluded += p->n - n;
	p->n = n;
}

/* Drops the candidates that have all of these words. */
static enum ns_code exclude(struct ns_pruned *x, const uint8_t *word,
			    uint32_t n_words, struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;
	struct ns_matches *m = &p->matches;
	uint32_t index[NS_BATCH];
	ns_docid doc[NS_BATCH];
	uint32_t n = p->n, i, j;

	if (n_words == 1 && p->part->clause[*word].p->bitmap) {
		exclude_bits(x, p->part->clause[*word].p->bitmap);
		return NS_OK;
	}
	memcpy(doc, p->doc, n * sizeof(doc[0]));
	for (i = 0; i < n; i++)
		index[i] = i;
	for (i = 0; i < n_words && n; i++) {
		enum ns_code rc;

		rc = ns_clause_probe(&p->part->clause[word[i]],
				     (struct ns_asked){ doc, n }, m, e);
		if (rc)
			return rc;
		n = m->n;
		for (j = 0; j < n; j++) {
			doc[j] = m->doc[j];
			index[j] = index[m->index[j]];
		}
	}
	x->facts.excluded += n;
	drop(p, index, n);
	return NS_OK;
}

static enum ns_code exclude_all(struct ns_pruned *x, struct ns_error *e)
{
	const struct ns_part *part = x->pruner->part;
	uint32_t i, first = 0;
	enum ns_code rc = NS_OK;

	for (i = 0; !rc && i < part->n_no; i++) {
		if (!(part->no_ends >> i & 1))
			continue;
		rc = exclude(x, part->no + first, i + 1 - first, e);
		first = i + 1;
	}
	return rc;
}

/* ---- the heap ------------------------------------------------------------ */

static enum ns_code push(struct ns_pruned *x, uint32_t i, struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;
	ns_docid doc = p->doc[i];
	struct ns_ranked r = { p->date[doc - p->window.from], p->score[i], doc,
			       p->part->segment, p->part->lang };
	enum ns_code rc;

	if (!ns_is_live(p->live, doc)) {
		x->facts.dead++;
		return NS_OK;
	}
	x->facts.pushed++;
	rc = ns_topk_push(x->top, &r, e);
	ns_candidates_need(x);
	return rc;
}

/* Some of each group of alternatives must be there, besides what is required.
 */
static void keep_any(struct ns_pruner *p)
{
	uint32_t i, n = 0;

	for (i = 0; i < p->n; i++) {
		p->doc[n] = p->doc[i];
		p->score[n] = p->score[i];
		n += p->any[i];
	}
	p->n = n;
}

enum ns_code ns_candidates_finish(struct ns_pruned *x, struct ns_error *e)
{
	struct ns_pruner *p = x->pruner;
	uint32_t i;
	enum ns_code rc = NS_OK;

	x->facts.candidates += p->n;
	for (i = 0; !rc && i < p->n_rest && p->n; i++) {
		/* Those that drive were compared when they were offered. */
		if (i && p->need > p->left[i])
			keep_scores(x, p->need - p->left[i]);
		rc = look_up(p, p->rest[i], e);
	}
	if (is_mixed(p))
		keep_any(p);
	if (!rc && p->part->n_no) {
		keep_scores(x, p->need);
		rc = exclude_all(x, e);
	}
	for (i = 0; !rc && i < p->n; i++) {
		if (p->score[i] >= p->need)
			rc = push(x, i, e);
	}
	p->n = 0;
	return rc;
}
