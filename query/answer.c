#include "query/answer.h"

#include "query/explain.h"

enum ns_code ns_answerer_begin(struct ns_answerer *a, struct ns_error *e)
{
	const struct ns_request *r = a->plan->in.request;

	if (!r->articles)
		return NS_OK;
	return ns_marks_make(a->plan, &a->marks, e);
}

void ns_answerer_end(struct ns_answerer *a)
{
	ns_buf_free(&a->text);
}

static enum ns_code add_snippets(struct ns_answerer *a,
				 const struct ns_found *f, struct ns_hit *hit,
				 struct ns_error *e)
{
	const struct ns_request *r = a->plan->in.request;
	const struct ns_snippet_ask ask = {
		.marks = &a->marks,
		.lang = a->plan->langs[f->by.lang].lang,
		.chars = r->snippet_chars,
		.passages = r->snippets,
		.arena = a->arena,
	};

	return ns_snippet_make(a->snippeter, &ask, hit, e);
}

static enum ns_code add_explanation(struct ns_answerer *a,
				    const struct ns_found *f,
				    struct ns_hit *hit, struct ns_error *e)
{
	enum ns_code rc;

	ns_buf_reset(&a->text);
	rc = ns_explain(a->plan, f, &a->text, e);
	if (rc)
		return rc;
	hit->explanation = ns_arena_str(a->arena, ns_buf_view(&a->text));
	if (a->text.failed || !hit->explanation.p)
		return ns_out_of_budget(e);
	return NS_OK;
}

enum ns_code ns_answerer_hit(struct ns_answerer *a, const struct ns_found *f,
			     struct ns_hit *hit, struct ns_error *e)
{
	const struct ns_plan_input *in = &a->plan->in;
	enum ns_code rc = NS_OK;

	hit->score = f->score;
	hit->segment = f->by.segment;
	hit->doc = f->by.doc;
	if (in->request->articles)
		rc = ns_segment_article(in->snap->segment[hit->segment].seg,
					hit->doc, a->arena, &hit->article, e);
	if (!rc && in->request->articles)
		rc = add_snippets(a, f, hit, e);
	if (!rc && in->request->explain)
		rc = add_explanation(a, f, hit, e);
	return rc;
}
