#include "http/render.h"

#include "http/ui/words.h"
#include "query/render.h"

/* ---- highlight=html ---- */

/* The text in HTML, its spans in <mark>; .p is NULL without memory. */
static struct ns_str marked(struct ns_arena *arena, const struct ns_marked *m)
{
	struct ns_buf b = { 0 };
	struct ns_html h = { .out = &b };
	struct ns_str out = { NULL, 0 };

	ns_words_marked(&h, m);
	if (!b.failed)
		out = ns_arena_str(arena, ns_buf_view(&b));
	ns_buf_free(&b);
	return out;
}

static bool mark_snippets(struct ns_arena *arena, struct ns_hit *hit)
{
	const struct ns_snippet *from = hit->snippet;

	if (hit->n_snippets == 0)
		return true;
	hit->snippet = ns_arena_calloc(arena, hit->n_snippets, sizeof(*from));
	for (uint32_t i = 0; hit->snippet && i < hit->n_snippets; i++) {
		const struct ns_marked m = { from[i].text, from[i].span,
					     from[i].n_spans };

		hit->snippet[i].text = marked(arena, &m);
		if (!hit->snippet[i].text.p)
			return false;
	}
	return hit->snippet != NULL;
}

static bool mark_hit(struct ns_arena *arena, struct ns_hit *hit)
{
	const struct ns_marked title = { hit->article.title, hit->title_span,
					 hit->n_title_spans };

	hit->article.title = marked(arena, &title);
	hit->n_title_spans = 0;
	return hit->article.title.p && mark_snippets(arena, hit);
}

/* A copy of the answer whose titles and snippets are HTML. */
static bool mark(const struct ns_answer *a, struct ns_arena *arena,
		 struct ns_answer *out)
{
	bool good;

	*out = *a;
	out->hit = ns_arena_calloc(arena, a->n_hits, sizeof(*a->hit));
	good = out->hit != NULL;
	for (uint32_t i = 0; good && i < a->n_hits; i++) {
		out->hit[i] = a->hit[i];
		good = mark_hit(arena, &out->hit[i]);
	}
	return good;
}

/* ---- JSON ---- */

void ns_http_render_answer(const struct ns_answer *a,
			   const struct ns_question *question,
			   struct ns_arena *arena, struct ns_buf *out)
{
	struct ns_render r = { .format = NS_FORMAT_JSON,
			       .fields = question->fields,
			       .compact = !question->asked.pretty,
			       .request = &question->request };
	struct ns_answer html;

	if (question->asked.highlight != NS_HIGHLIGHT_OFFSETS)
		r.fields &= ~NS_SHOW_BIT(NS_SHOW_HIGHLIGHTS);
	if (question->asked.highlight != NS_HIGHLIGHT_HTML)
		ns_render_answer(&r, a, out);
	else if (mark(a, arena, &html))
		ns_render_answer(&r, &html, out);
	else
		out->failed = true;
	if (!question->asked.pretty)
		ns_buf_u8(out, '\n');
}

void ns_http_render_article(const struct ns_article *a, bool pretty,
			    struct ns_buf *out)
{
	const struct ns_render r = { .format = NS_FORMAT_JSON,
				     .compact = !pretty };

	ns_render_article(&r, a, out);
}
