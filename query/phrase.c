/* phrase.c - words side by side in one document.
 *
 *	a b c, c the rarest     starts = places of c, less 2
 *	                        starts that b has 1 behind, then a 0 behind
 */
#include "core/archive/kernel.h"
#include "query/leaf.h"

static struct ns_group *group_of(const struct ns_bound_leaf *l,
				 const struct ns_plan_run *run, uint32_t i)
{
	return l->word[(size_t)(run->word - l->plan->word) + i];
}

static const uint32_t *order_of(const struct ns_bound_leaf *l,
				const struct ns_plan_run *run)
{
	return l->order + (run->word - l->plan->word);
}

static void sort_run(struct ns_bound_leaf *l, const struct ns_plan_run *run)
{
	uint32_t *order = l->order + (run->word - l->plan->word), i, j;

	for (i = 0; i < run->n; i++) {
		uint32_t df = group_of(l, run, i)->df;

		for (j = i; j && group_of(l, run, order[j - 1])->df > df; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
}

void ns_run_order(struct ns_bound_leaf *l)
{
	uint32_t i, j;

	for (i = 0; i < l->plan->n_slots; i++) {
		for (j = 0; j < l->plan->slot[i].n; j++)
			sort_run(l, &l->plan->slot[i].run[j]);
	}
}

/* ---- places -------------------------------------------------------------- */

void ns_places_to_starts(struct ns_places *p, uint32_t i)
{
	uint32_t n = 0, j;

	for (j = 0; i && j < p->n; j++) {
		uint32_t place = p->at[j];

		p->at[n] = place - i;
		n += place >= i;
	}
	p->n = i ? n : p->n;
}

enum ns_code ns_run_places(const struct ns_bound_leaf *l,
			   const struct ns_plan_run *run, ns_docid doc,
			   struct ns_places *out, struct ns_error *e)
{
	const uint32_t *order = order_of(l, run);
	struct ns_places more;
	uint32_t i;
	enum ns_code rc;

	rc = ns_group_places(group_of(l, run, order[0]), doc, out, e);
	if (!rc)
		ns_places_to_starts(out, order[0]);
	for (i = 1; !rc && out->n && i < run->n; i++) {
		rc = ns_group_places(group_of(l, run, order[i]), doc, &more, e);
		if (!rc)
			out->n = (uint32_t)ns_kernel->beside(
				out->at, out->n, more.at, more.n, order[i]);
	}
	return rc;
}

/* ---- bounds -------------------------------------------------------------- */

static enum ns_code group_freq(struct ns_group *g, ns_docid doc, uint32_t *freq,
			       struct ns_error *e)
{
	struct ns_posting at;
	uint32_t i;
	enum ns_code rc = NS_OK;

	*freq = 0;
	for (i = 0; !rc && i < g->n_lists; i++) {
		rc = ns_list_find(&g->list[i], doc, &at, e);
		if (!rc)
			*freq += at.in->b.freq[at.j];
		else if (rc == NS_NOTFOUND)
			rc = NS_OK;
	}
	return rc;
}

enum ns_code ns_run_most(const struct ns_bound_leaf *l,
			 const struct ns_plan_run *run, ns_docid doc,
			 uint32_t *most, struct ns_error *e)
{
	const uint32_t *order = order_of(l, run);
	uint32_t i, freq;
	enum ns_code rc = NS_OK;

	*most = UINT32_MAX;
	for (i = 0; !rc && *most > 1 && i < run->n; i++) {
		rc = group_freq(group_of(l, run, order[i]), doc, &freq, e);
		*most = freq < *most ? freq : *most;
	}
	return rc;
}
