#include "query/count.h"

#include "query/flat.h"

/* The word that decides alone; NULL: there is more to it. Words that only add
 * to scores change no count. */
static const struct ns_plan_word *only_word(const struct ns_plan *plan,
					    uint32_t lang)
{
	const struct ns_plan_lang *l = &plan->langs[lang];
	struct ns_flat f;
	uint32_t i;

	if (l->tier[1])
		return NULL;
	ns_flat_make(plan, lang, 0, &f);
	if (!f.is || f.n_no || f.n_dates || f.n_must + f.n_any != 1)
		return NULL;
	for (i = 0; f.word[i].role == NS_ROLE_ADD; i++)
		continue;
	return l->leaf[f.word[i].leaf].word;
}

static bool add_lang(const struct ns_plan *plan, uint32_t lang, uint64_t *count)
{
	const struct ns_snapshot *snap = plan->in.snap;
	const struct ns_plan_word *w = only_word(plan, lang);
	uint32_t i;

	if (!w || !w->list)
		return false;
	for (i = 0; i < snap->n_segments; i++) {
		if (snap->segment[i].live)
			return false;
		*count += w->list[i] ? w->list[i]->df : 0;
	}
	return true;
}

bool ns_count_is_known(const struct ns_plan *plan, uint64_t *count)
{
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < plan->n_langs; i++) {
		if (plan->langs[i].tier[0] ? !add_lang(plan, i, &sum)
					   : plan->langs[i].tier[1] != NULL)
			return false;
	}
	*count = sum;
	return true;
}
