#include "query/count.h"

/* One word, all of whose occurrences count: then its df is what matches. Words
 * that only add to scores are in no tree, and change no count. */
static bool add_lang(const struct ns_plan *plan, uint32_t lang, uint64_t *count)
{
	const struct ns_plan_lang *l = &plan->langs[lang];
	const struct ns_plan_leaf *leaf;

	if (!l->tier[0] || l->tier[1])
		return !l->tier[0] && !l->tier[1];
	if (l->tier[0]->kind != NS_BRANCH_LEAF)
		return false;
	leaf = &l->leaf[l->tier[0]->leaf];
	if (!ns_leaf_is_one_word(leaf) || !leaf->word->counted)
		return false;
	*count += leaf->word->df;
	return true;
}

bool ns_count_is_known(const struct ns_plan *plan, uint64_t *count)
{
	const struct ns_snapshot *snap = plan->in.snap;
	uint32_t i;

	*count = 0;
	for (i = 0; i < snap->n_segments; i++) {
		if (snap->segment[i].live)
			return false;
	}
	for (i = 0; i < plan->n_langs; i++) {
		if (!add_lang(plan, i, count))
			return false;
	}
	return true;
}
