/* beside.c - words side by side, each of them one list: what most phrases are.
 *
 *	documents that have all the words
 *	-> in which each occurs often enough  (only the best are wanted)
 *	-> places of the rarest word, beside those of the next, ...
 *	-> within a paragraph
 */
#include "core/archive/kernel.h"
#include "query/leaf.h"

bool ns_leaf_is_beside(const struct ns_bound_leaf *l)
{
	const struct ns_plan_leaf *p = l->plan;
	uint32_t i;

	if (p->kind != NS_LEAF_WORDS || p->n_slots != 1 || p->slot->n != 1 ||
	    p->scope != NS_SCOPE_TEXT || p->n_words < 2 ||
	    p->word->kind != NS_KIND_STEM)
		return false;
	for (i = 0; i < p->n_words; i++) {
		if (l->word[i]->n_lists != 1)
			return false;
	}
	return true;
}

/* ---- often enough -------------------------------------------------------- */

/* What a word's blocks are sieved by. */
struct sieve {
	struct ns_bound_leaf *leaf;
	const uint8_t *norm;
	const uint64_t *in;
	uint64_t out[NS_WINDOW_WORDS];
	double least[256]; // occurrences, by norm code
};

/* The least tf for which weight * tf / (tf + K) + .5 reaches the floor is
 * (floor - .5) K / (weight - floor + .5), here a little less: what is left in
 * is looked at again. */
static bool set_least(struct sieve *s, const double *k)
{
	enum { CODES = 256 };
	double floor = s->leaf->floor - .5;
	double by = s->leaf->plan->weight - floor;
	uint32_t i;

	if (by <= 0)
		return false;
	by = floor / by * (1 - 1e-6);
	for (i = 0; i < CODES; i++)
		s->least[i] = by * k[i];
	return true;
}

static void sieve_block(struct sieve *s, const struct ns_block *b)
{
	ns_docid window = s->leaf->bound->window;
	uint32_t j;

	for (j = 0; j < b->n; j++) {
		uint32_t d = b->doc[j] - window;
		uint64_t bit = UINT64_C(1) << (d % 64);

		if (d < NS_WINDOW_DOCS && s->in[d / 64] & bit &&
		    b->freq[j] >= s->least[s->norm[d]])
			s->out[d / 64] |= bit;
	}
}

static enum ns_code sieve_list(struct sieve *s, struct ns_list *list,
			       struct ns_error *e)
{
	ns_docid window = s->leaf->bound->window;
	uint32_t i = ns_list_seek(list, window);
	struct ns_cache *c;
	enum ns_code rc = NS_OK;

	memset(s->out, 0, sizeof(s->out));
	for (; !rc && i < list->p.n_blocks; i++) {
		if (list->p.base[i] >= window + NS_WINDOW_DOCS)
			break;
		if (ns_leaf_impact(s->leaf, list->p.impact[i]) <
			    s->leaf->floor ||
		    !ns_list_is_asked(list, i, window, s->in))
			continue;
		rc = ns_list_block(list, i, &c, e);
		if (!rc)
			sieve_block(s, &c->b);
	}
	return rc;
}

enum ns_code ns_beside_sieve(struct ns_bound_leaf *l, uint64_t *bits,
			     struct ns_error *e)
{
	struct sieve s = { .leaf = l, .in = bits };
	const double *k;
	uint32_t i;
	enum ns_code rc = ns_leaf_lengths(l, &s.norm, &k, e);

	if (!rc && !set_least(&s, k)) {
		memset(bits, 0, sizeof(s.out));
		return NS_OK;
	}
	for (i = 0; !rc && i < l->plan->n_words; i++) {
		rc = sieve_list(&s, &l->word[l->order[i]]->list[0], e);
		memcpy(bits, s.out, sizeof(s.out));
	}
	return rc;
}

/* ---- a document ---------------------------------------------------------- */

/* The word's places in a document; none: it has not got it. */
static enum ns_code places(struct ns_group *g, ns_docid doc,
			   struct ns_places *out, struct ns_error *e)
{
	struct ns_posting at;
	enum ns_code rc = ns_list_find(g->list, doc, &at, e);

	*out = (struct ns_places){ NULL, 0 };
	if (rc)
		return rc == NS_NOTFOUND ? NS_OK : rc;
	rc = ns_list_places(g->list, &at, &out->n, e);
	out->at = g->room;
	return rc;
}

static enum ns_code starts(struct ns_bound_leaf *l, ns_docid doc,
			   struct ns_places *out, struct ns_error *e)
{
	struct ns_places more;
	uint32_t i;
	enum ns_code rc = places(l->word[l->order[0]], doc, out, e);

	if (!rc)
		ns_places_to_starts(out, l->order[0]);
	for (i = 1; !rc && out->n && i < l->plan->n_words; i++) {
		rc = places(l->word[l->order[i]], doc, &more, e);
		if (!rc)
			out->n = (uint32_t)ns_kernel->beside(
				out->at, out->n, more.at, more.n, l->order[i]);
	}
	return rc;
}

/* Counts the starts whose run stays within a paragraph, those in the title
 * title_weight times; with l->exists, the first will do. */
static enum ns_code count_whole(const struct ns_bound_leaf *l, ns_docid doc,
				const struct ns_places *p, uint32_t *tf,
				struct ns_error *e)
{
	uint32_t weight = l->bound->plan->in.snap->settings.title_weight;
	uint32_t i, n = 0, title = 0;
	struct ns_paragraphs zones;
	enum ns_code rc = ns_paragraphs_open(l->bound->seg, doc, &zones, e);

	for (i = 0; !rc && i < p->n && !(l->exists && n); i++) {
		uint32_t at = p->at[i], end = at + l->plan->n_words;

		ns_paragraphs_pass(&zones, at);
		n += end <= zones.next;
		title += end <= zones.next && at < zones.title;
	}
	if (!rc && zones.bad)
		rc = ns_fail(e, NS_CORRUPT, "the text map of document %u", doc);
	*tf = n < l->plan->at_least ? 0 : n + title * (weight - 1);
	return rc;
}

enum ns_code ns_beside_tf(struct ns_bound_leaf *l, ns_docid doc, uint32_t *tf,
			  struct ns_error *e)
{
	struct ns_places at;
	enum ns_code rc = starts(l, doc, &at, e);

	*tf = 0;
	return rc || !at.n ? rc : count_whole(l, doc, &at, tf, e);
}
