/* extra_bound.c - the most that stage two adds to the score of a document. */
#include "query/rescore.h"

/* What a plain leaf can add at most by its forms, beyond what grows with its
 * score. */
static void bound_leaf(const struct ns_plan_leaf *l, struct ns_extra_bound *b,
		       double *least_boost)
{
	uint32_t i;

	if (!l->plain)
		return;
	if (l->n_words != 1)
		b->by_score = false;
	*least_boost = l->boost < *least_boost ? l->boost : *least_boost;
	for (i = 0; i < l->n_words; i++) {
		double form = NS_FORM_SHARE * l->boost * l->word[i].form_idf;
		double stem = NS_FORM_SHARE * l->boost * l->word[i].idf;

		if (l->word[i].mode == NS_BY_FORM)
			continue;
		b->forms += form;
		b->beyond += form > stem ? form - stem : 0;
	}
}

static double idf_of(const struct ns_plan_lang *l, const struct ns_plan_pair *p,
		     uint32_t i)
{
	return l->leaf[p->leaf[i]].word[p->word[i]].idf;
}

/* Says whether a pair goes on where another ends: those of a chain come one
 * after another. */
static bool goes_on(const struct ns_plan_pair *p, const struct ns_plan_pair *to)
{
	return p->leaf[1] == to->leaf[0] && p->word[1] == to->word[0];
}

/* The greatest ratio of what the pairs from `first` on could add to what their
 * words add to the score. What a pair adds grows with the lesser of its words'
 * tf / (tf + K); the ratio is greatest where some words of a chain that stand
 * side by side have the same, and the others none. */
static double chain_ratio(const struct ns_plan_lang *l, uint32_t first)
{
	const struct ns_plan_pair *p = &l->pair[first];
	double words = idf_of(l, p, 0), pairs = 0, best = 0;
	uint32_t i;

	for (i = first; i < l->n_pairs; i++, p++) {
		if (i > first && !goes_on(p - 1, p))
			break;
		words += idf_of(l, p, 1);
		pairs += idf_of(l, p, 0) + idf_of(l, p, 1);
		if (pairs > best * words)
			best = pairs / words;
	}
	return best;
}

void ns_extra_bound(const struct ns_plan *plan, uint32_t lang,
		    struct ns_extra_bound *out)
{
	const struct ns_plan_lang *l = &plan->langs[lang];
	double least_boost = 1, ratio = 0;
	uint32_t i;

	*out = (struct ns_extra_bound){ .by_score = true };
	for (i = 0; i < plan->n_leaves; i++)
		bound_leaf(&l->leaf[i], out, &least_boost);
	for (i = 0; i < l->n_pairs; i++) {
		const struct ns_plan_pair *p = &l->pair[i];
		double r = chain_ratio(l, i);

		out->pairs += (NS_NEXT_SHARE + NS_NEAR_SHARE) *
			      (idf_of(l, p, 0) + idf_of(l, p, 1));
		ratio = r > ratio ? r : ratio;
	}
	if (!(least_boost > 0))
		out->by_score = false;
	else
		out->share =
			ratio * (NS_NEXT_SHARE + NS_NEAR_SHARE) / least_boost;
}

double ns_extra_forms(const struct ns_extra_bound *b, double score)
{
	double add = NS_FORM_SHARE * score + b->beyond;

	return b->by_score && add < b->forms ? add : b->forms;
}

double ns_extra_most(const struct ns_extra_bound *b, double score)
{
	double add = b->share * score;

	return ns_extra_forms(b, score) +
	       (b->by_score && add < b->pairs ? add : b->pairs);
}
