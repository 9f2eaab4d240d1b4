#include "query/binding.h"

static bool is_bound(const struct ns_binding *b, const struct ns_plan_leaf *l)
{
	return ns_leaf_is_used(l) && (l->plain || !b->plain_only);
}

static enum ns_code bind_lang(struct ns_binding *b, uint32_t lang,
			      struct ns_error *e)
{
	const struct ns_plan *plan = b->bound.plan;
	struct ns_bound_leaf *leaf;
	uint32_t i;
	enum ns_code rc = NS_OK;

	leaf = ns_arena_calloc(b->bound.expander.arena, plan->n_leaves,
			       sizeof(*leaf));
	if (!leaf)
		return ns_out_of_budget(e);
	b->leaf[lang] = leaf;
	for (i = 0; !rc && i < plan->n_leaves; i++) {
		const struct ns_plan_leaf *l = &plan->langs[lang].leaf[i];

		leaf[i].dead = true;
		if (is_bound(b, l))
			rc = ns_leaf_bind(&b->bound, l, &leaf[i], e);
	}
	return rc;
}

static enum ns_code make(const struct ns_plan *plan, uint32_t segment,
			 struct ns_binding *out, struct ns_error *e)
{
	const struct ns_plan_input *in = &plan->in;
	uint32_t i;
	enum ns_code rc = NS_OK;

	ns_arena_reset(in->segment);
	out->segment = segment;
	out->bound.plan = plan;
	out->bound.seg = in->snap->segment[segment].seg;
	out->bound.norms_from = NS_NO_DOC;
	out->bound.expander = ns_expander_of(in, segment);
	out->leaf = ns_arena_calloc(in->segment, plan->n_langs + 1u,
				    sizeof(*out->leaf));
	if (!out->leaf)
		return ns_out_of_budget(e);
	for (i = 0; !rc && i < plan->n_langs; i++) {
		if (plan->langs[i].tier[0] || plan->langs[i].tier[1])
			rc = bind_lang(out, i, e);
	}
	return rc;
}

enum ns_code ns_binding_make(const struct ns_plan *plan, uint32_t segment,
			     struct ns_binding *out, struct ns_error *e)
{
	memset(out, 0, sizeof(*out));
	return make(plan, segment, out, e);
}

enum ns_code ns_binding_make_plain(const struct ns_plan *plan, uint32_t segment,
				   struct ns_binding *out, struct ns_error *e)
{
	memset(out, 0, sizeof(*out));
	out->plain_only = true;
	return make(plan, segment, out, e);
}
