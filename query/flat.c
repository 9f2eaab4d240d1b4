#include "query/flat.h"

#include <string.h>

/* A question while it is looked at. */
struct maker {
	struct ns_flat *f;
	const struct ns_plan_leaf *leaf; // [n_leaves], of the language
	bool grouped;                    // an OR was met
};

/* One list, or the lists of a group of stems, every posting of which counts. */
static bool is_list(const struct ns_plan_leaf *l)
{
	return ns_leaf_is_one_word(l) &&
	       (l->word[0].mode == NS_BY_STEM || l->word[0].mode == NS_BY_TERM);
}

static bool add_word(struct maker *m, uint32_t leaf, enum ns_role role)
{
	struct ns_flat *f = m->f;

	if (f->n_words == NS_FLAT_WORDS || !is_list(&m->leaf[leaf]))
		return false;
	f->word[f->n_words++] = (struct ns_flat_word){ leaf, role };
	f->n_must += role == NS_ROLE_MUST;
	f->n_any += role == NS_ROLE_ANY;
	return true;
}

static bool add_required(struct maker *m, uint32_t leaf)
{
	struct ns_flat *f = m->f;

	if (m->leaf[leaf].kind != NS_LEAF_DATES)
		return add_word(m, leaf, NS_ROLE_MUST);
	if (f->n_dates == sizeof(f->date) / sizeof(f->date[0]))
		return false;
	f->date[f->n_dates++] = leaf;
	return true;
}

static bool add_any(struct maker *m, const struct ns_branch *b)
{
	uint32_t i;

	if (b->kind == NS_BRANCH_LEAF)
		return add_word(m, b->leaf, NS_ROLE_ANY);
	if (b->kind != NS_BRANCH_OR)
		return false;
	for (i = 0; i < b->n; i++) {
		if (!add_any(m, b->child[i]))
			return false;
	}
	return true;
}

/* ---- what is excluded ---------------------------------------------------- */

static bool put_no(struct ns_flat *f, uint32_t word)
{
	if (f->n_no == NS_FLAT_WORDS)
		return false;
	f->no[f->n_no++] = (uint8_t)word;
	return true;
}

static void end_no(struct ns_flat *f)
{
	if (f->n_no)
		f->no_ends |= UINT64_C(1) << (f->n_no - 1);
}

static bool add_no_leaf(struct maker *m, const struct ns_branch *b)
{
	return b->kind == NS_BRANCH_LEAF && add_word(m, b->leaf, NS_ROLE_NO) &&
	       put_no(m->f, m->f->n_words - 1);
}

static bool add_no(struct maker *m, const struct ns_branch *b)
{
	uint32_t i;

	if (b->kind == NS_BRANCH_NOT)
		return false;
	for (i = 0; b->kind == NS_BRANCH_OR && i < b->n; i++) {
		if (!add_no(m, b->child[i]))
			return false;
	}
	for (i = 0; b->kind == NS_BRANCH_AND && i < b->n; i++) {
		if (!add_no_leaf(m, b->child[i]))
			return false;
	}
	if (b->kind == NS_BRANCH_LEAF && !add_no_leaf(m, b))
		return false;
	if (b->kind != NS_BRANCH_OR)
		end_no(m->f);
	return true;
}

/* ---- the tree ------------------------------------------------------------ */

/* Trees are no deeper than NS_PLAN_DEPTH: the plan saw to that. */
static bool add_branch(struct maker *m, const struct ns_branch *b)
{
	uint32_t i;

	switch (b->kind) {
	case NS_BRANCH_LEAF:
		return add_required(m, b->leaf);
	case NS_BRANCH_NOT:
		return add_no(m, b->child[0]);
	case NS_BRANCH_OR:
		if (m->grouped)
			return false;
		m->grouped = true;
		return add_any(m, b);
	case NS_BRANCH_AND:
		for (i = 0; i < b->n; i++) {
			if (!add_branch(m, b->child[i]))
				return false;
		}
		return true;
	}
	return false;
}

static bool has_word(const struct ns_flat *f, uint32_t leaf)
{
	uint32_t i;

	for (i = 0; i < f->n_words; i++) {
		if (f->word[i].leaf == leaf)
			return true;
	}
	return false;
}

/* Whatever scores is looked at, wherever it stands in the question. */
static bool add_scoring(struct maker *m, uint32_t n_leaves)
{
	uint32_t i;

	for (i = 0; i < n_leaves; i++) {
		const struct ns_plan_leaf *l = &m->leaf[i];

		if (!l->scores || l->kind == NS_LEAF_NONE || l->dropped ||
		    has_word(m->f, i))
			continue;
		/* Without a required word something must be found first. */
		if (!m->f->n_must || !add_word(m, i, NS_ROLE_ADD))
			return false;
	}
	return true;
}

static bool make(const struct ns_plan *plan, uint32_t lang, uint32_t tier,
		 struct ns_flat *f)
{
	struct maker m = { .f = f, .leaf = plan->langs[lang].leaf };

	memset(f, 0, offsetof(struct ns_flat, word));
	f->n_no = f->n_dates = 0;
	f->no_ends = 0;
	return add_branch(&m, plan->langs[lang].tier[tier]) &&
	       (f->n_must || f->n_any) && add_scoring(&m, plan->n_leaves);
}

/* ---- tier two ------------------------------------------------------------ */

static uint32_t number_of(const struct ns_flat *f, uint32_t leaf)
{
	uint32_t i;

	for (i = 0; i < f->n_words; i++) {
		if (f->word[i].leaf == leaf)
			break;
	}
	return i;
}

/* Tier two without what tier one has: its words, of which one group of
 * excluded ones is made. All else that tier one asks for, tier two must ask for
 * as well. */
static bool subtract(struct ns_flat *f, const struct ns_flat *one)
{
	uint32_t i;

	if (!one->is || one->n_any || one->n_dates != f->n_dates ||
	    memcmp(one->date, f->date, one->n_dates * sizeof(f->date[0])) != 0)
		return false;
	for (i = 0; i < one->n_words; i++) {
		uint32_t n = number_of(f, one->word[i].leaf);

		if (one->word[i].role == NS_ROLE_ADD)
			continue;
		if (n == f->n_words)
			return false;
		if (one->word[i].role == NS_ROLE_NO) {
			if (f->word[n].role != NS_ROLE_NO)
				return false;
		} else if (!put_no(f, n)) {
			return false;
		}
	}
	end_no(f);
	return true;
}

void ns_flat_make(const struct ns_plan *plan, uint32_t lang, uint32_t tier,
		  struct ns_flat *out)
{
	struct ns_branch *const *trees = plan->langs[lang].tier;
	struct ns_flat one;

	out->is = plan->scored && trees[tier] && make(plan, lang, tier, out);
	if (!out->is || !tier || !trees[0])
		return;
	ns_flat_make(plan, lang, 0, &one);
	out->is = subtract(out, &one);
}
