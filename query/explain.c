#include "query/explain.h"

struct explainer {
	const struct ns_plan *plan;
	const struct ns_found *found;
	struct ns_binding b;
	struct ns_buf *out;
};

static uint64_t leaf_df(const struct ns_plan *plan, uint32_t leaf,
			uint32_t word)
{
	uint64_t df = 0;
	uint32_t i;

	for (i = 0; i < plan->n_langs; i++) {
		const struct ns_plan_leaf *l = &plan->langs[i].leaf[leaf];

		if (ns_leaf_is_used(l) && word < l->n_words)
			df += l->word[word].df;
	}
	return df;
}

static void say_words(struct explainer *x, uint32_t leaf,
		      const struct ns_plan_leaf *l)
{
	uint32_t i;

	for (i = 0; i < l->n_words; i++) {
		const struct ns_plan_word *w = &l->word[i];
		struct ns_str lang = { w->lang, strnlen(w->lang, 4) };
		bool stem = w->mode == NS_BY_STEM;

		ns_buf_printf(x->out,
			      "    %s \"%.*s\" of \"%.*s\"%s%.*s: df %llu, idf "
			      "%.4f\n",
			      stem ? "stem" : "term",
			      (int)(stem ? w->stem.n : w->form.n),
			      stem ? w->stem.p : w->form.p, (int)w->form.n,
			      w->form.p, lang.n ? " in " : "", (int)lang.n,
			      lang.p,
			      (unsigned long long)leaf_df(x->plan, leaf, i),
			      w->idf);
	}
}

static enum ns_code say_leaf(struct explainer *x, uint32_t leaf,
			     struct ns_error *e)
{
	uint32_t lang = x->found->by.lang, tf = 0;
	const struct ns_plan_leaf *l = &x->plan->langs[lang].leaf[leaf];
	struct ns_bound_leaf *bound = &x->b.leaf[lang][leaf];
	double k = 0;
	enum ns_code rc;

	if (!l->scores || !ns_leaf_is_used(l))
		return NS_OK;
	rc = ns_leaf_tf(bound, x->found->by.doc, &tf, e);
	if (!rc && tf)
		rc = ns_leaf_k(bound, x->found->by.doc, &k, e);
	if (rc || !tf)
		return rc;
	ns_buf_printf(x->out, "  + %.6f  %.*s: idf %.4f, tf %u, K %.4f",
		      ns_contribution(l->weight, tf, k) / x->plan->scale,
		      (int)l->node->text.n, l->node->text.p, l->idf, tf, k);
	if (l->boost < 1 || l->boost > 1)
		ns_buf_printf(x->out, ", boost %g", l->boost);
	ns_buf_printf(x->out, "\n");
	say_words(x, leaf, l);
	return NS_OK;
}

static enum ns_code say_document(struct explainer *x, struct ns_error *e)
{
	uint64_t length = 0;
	enum ns_code rc;

	rc = ns_column_get(x->b.bound.seg, NS_COL_LENGTH, x->found->by.doc,
			   &length, e);
	if (rc)
		return rc;
	ns_buf_printf(x->out, "%.6f  dl %llu, avgdl %.2f, N %llu\n",
		      x->found->score, (unsigned long long)length,
		      x->plan->avgdl,
		      (unsigned long long)x->plan->in.snap->n_docs);
	return NS_OK;
}

static enum ns_code say_stage_two(struct explainer *x, struct ns_error *e)
{
	uint32_t lang = x->found->by.lang;
	struct ns_extra extra = { &x->b, lang, x->found->by.doc, x->out, 0 };
	struct ns_extra_words *words;
	double sum = 0;
	enum ns_code rc = ns_extra_bind(&x->b, lang, &words, e);

	return rc ? rc : ns_extra_score(&extra, words, &sum, e);
}

enum ns_code ns_explain(const struct ns_plan *plan, const struct ns_found *f,
			struct ns_buf *out, struct ns_error *e)
{
	struct explainer x = { .plan = plan, .found = f, .out = out };
	uint32_t i;
	enum ns_code rc = ns_binding_make(plan, f->by.segment, &x.b, e);

	if (!rc)
		rc = say_document(&x, e);
	for (i = 0; !rc && plan->scored && i < plan->n_leaves; i++)
		rc = say_leaf(&x, i, e);
	if (!rc && f->rescored)
		rc = say_stage_two(&x, e);
	return rc;
}
