/* tally.c - how often one word occurs in the documents of a window, list by
 * list: of lists all of whose forms count, by the frequencies of their blocks;
 * of the others by positions, where somebody asks.
 */
#include "query/group.h"

struct tally {
	const struct ns_tally *t;
	struct ns_list *l;
	uint32_t block;
	struct ns_cache *in;
};

/* Weighs the places [0, n) of a document. */
static enum ns_code weigh(const struct tally *x, ns_docid doc, uint32_t n,
			  uint32_t *tf, struct ns_error *e)
{
	const uint32_t *at = x->l->group->room;
	struct ns_paragraphs zones;
	uint32_t i;
	enum ns_code rc;

	*tf += n;
	if (x->t->exists || x->t->title_weight == 1 || !x->in->b.has_title ||
	    !n)
		return NS_OK;
	rc = ns_paragraphs_open(x->l->p.seg, doc, &zones, e);
	for (i = 0; !rc && i < n && at[i] < zones.title; i++)
		*tf += x->t->title_weight - 1u;
	return rc;
}

static enum ns_code add_forms(const struct tally *x, uint32_t j, uint32_t *tf,
			      struct ns_error *e)
{
	const struct ns_posting at = { x->in, j };
	uint32_t n;
	enum ns_code rc = ns_list_places(x->l, &at, &n, e);

	return rc ? rc : weigh(x, x->in->b.doc[j], n, tf, e);
}

static enum ns_code add_block(struct tally *x, struct ns_error *e)
{
	const struct ns_tally *t = x->t;
	const struct ns_block *b;
	uint32_t j;
	enum ns_code rc = ns_list_block(x->l, x->block, &x->in, e);

	if (rc)
		return rc;
	b = &x->in->b;
	for (j = 0; !rc && j < b->n; j++) {
		uint32_t d = b->doc[j] - t->from;

		if (d >= NS_WINDOW_DOCS || !(t->bits[d / 64] >> (d % 64) & 1))
			continue;
		if (!x->l->n_forms)
			t->tf[d] += b->freq[j];
		else if (!t->exists || !t->tf[d])
			rc = add_forms(x, j, &t->tf[d], e);
	}
	return rc;
}

static enum ns_code add_list(const struct ns_tally *t, struct ns_list *l,
			     struct ns_error *e)
{
	struct tally x = { t, l, ns_list_seek(l, t->from), NULL };
	enum ns_code rc = NS_OK;

	for (; !rc && x.block < l->p.n_blocks; x.block++) {
		if (l->p.base[x.block] >= t->from + NS_WINDOW_DOCS)
			break;
		if (ns_list_is_asked(l, x.block, t->from, t->bits))
			rc = add_block(&x, e);
	}
	return rc;
}

enum ns_code ns_group_tally(struct ns_group *g, const struct ns_tally *t,
			    struct ns_error *e)
{
	uint32_t some, i;
	enum ns_code rc = NS_OK;

	/* What is sure comes first: then less is looked at. */
	for (some = 0; some < 2; some++) {
		for (i = 0; !rc && i < g->n_lists; i++) {
			if (some == (g->list[i].n_forms != 0))
				rc = add_list(t, &g->list[i], e);
		}
	}
	return rc;
}
