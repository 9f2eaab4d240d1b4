/* snippet.c - the best passages of a text are taken one after another, each
 * from what the others left free; then they are written in the text's order.
 */
#include "query/snippet.h"

#include "query/snippet_parts.h"

void ns_snippeter_free(struct ns_snippeter *s)
{
	ns_words_free(&s->words);
	ns_buf_free(&s->found);
	ns_buf_free(&s->places);
	ns_buf_free(&s->scratch);
	ns_buf_free(&s->terms);
}

/* The free words around the passages taken so far: the gap before passage k of
 * n, by place. */
static void gap_before(const struct ns_passage *taken, uint32_t n, uint32_t k,
		       uint32_t n_words, uint32_t bounds[2])
{
	bounds[0] = k ? taken[k - 1].last + 1 : 0;
	bounds[1] = k < n ? taken[k].first : n_words;
}

static void insert(struct ns_passage *taken, uint32_t n, uint32_t k,
		   struct ns_passage w)
{
	memmove(&taken[k + 1], &taken[k], (n - k) * sizeof(*taken));
	taken[k] = w;
}

/* The best passage beside those taken, put among them; false: none has a
 * marked word. */
static bool take_next(struct ns_snippet_text *r, struct ns_passage *taken,
		      uint32_t n)
{
	struct ns_passage best = { 0 };
	uint32_t at = 0, bounds[2];

	for (uint32_t k = 0; k <= n; k++) {
		struct ns_passage w;

		gap_before(taken, n, k, r->words->n, bounds);
		w = ns_passage_best(r, bounds[0], bounds[1]);
		if (w.score > best.score) {
			best = w;
			at = k;
		}
	}
	if (best.score == 0)
		return false;
	gap_before(taken, n, at, r->words->n, bounds);
	best = ns_passage_fill(r, best, bounds[0], bounds[1]);
	insert(taken, n, at, best);
	for (uint32_t i = best.first; i <= best.last; i++)
		if (r->marked[i].weight > 0)
			r->told[r->marked[i].group] = true;
	return true;
}

/* The beginning of a text in which nothing is marked. */
static void take_beginning(const struct ns_snippet_text *r,
			   struct ns_passage *taken)
{
	taken[0] = ns_passage_fill(r, (struct ns_passage){ 0, 0, 1 }, 0,
				   r->words->n);
}

static enum ns_code write_passages(struct ns_snippet_text *r,
				   const struct ns_snippet_ask *ask,
				   struct ns_hit *hit)
{
	struct ns_passage *taken =
		ns_arena_calloc(ask->arena, ask->passages, sizeof(*taken));
	uint32_t n = 0;

	hit->snippet = ns_arena_calloc(ask->arena, ask->passages,
				       sizeof(*hit->snippet));
	r->seen = ns_arena_calloc(ask->arena, ask->marks->n_groups,
				  sizeof(*r->seen));
	r->told = ns_arena_calloc(ask->arena, ask->marks->n_groups,
				  sizeof(*r->told));
	if (!taken || !hit->snippet || !r->seen || !r->told)
		return NS_NOMEM;
	while (n < ask->passages && take_next(r, taken, n))
		n++;
	if (n == 0) {
		take_beginning(r, taken);
		n = 1;
	}
	for (uint32_t i = 0; i < n; i++) {
		enum ns_code rc = ns_passage_write(r, taken[i], ask->arena,
						   &hit->snippet[i]);

		if (rc)
			return rc;
	}
	hit->n_snippets = n;
	return NS_OK;
}

/* ---- the whole ----------------------------------------------------------- */

static bool has_marked(const struct ns_snippeter *s)
{
	for (uint32_t i = 0; i < s->words.n; i++)
		if (ns_marked_words(s)[i].weight > 0)
			return true;
	return false;
}

/* The title's spans count in the title itself, as it is stored. */
static enum ns_code mark_title(struct ns_snippeter *s,
			       const struct ns_snippet_ask *ask,
			       struct ns_hit *hit, struct ns_error *e)
{
	struct ns_str title = hit->article.title;
	enum ns_code rc = ns_marks_find(s, ask, NS_SCOPE_TITLE, title, e);

	if (!rc)
		rc = ns_places_find(s, title);
	if (rc)
		return rc;
	hit->title_span = ns_arena_calloc(ask->arena, s->words.n,
					  sizeof(*hit->title_span));
	if (!hit->title_span)
		return NS_NOMEM;
	for (uint32_t i = 0; i < s->words.n; i++) {
		const struct ns_place_of *p =
			(const struct ns_place_of *)(const void *)s->places.p;

		if (ns_marked_words(s)[i].weight > 0)
			ns_span_add(hit->title_span, &hit->n_title_spans,
				    (struct ns_span){ p[i].start, p[i].end });
	}
	return NS_OK;
}

/* Leaves the words of the text to show in s: the body's, or the summary's
 * where only that has any or a match. */
static enum ns_code choose_text(struct ns_snippeter *s,
				const struct ns_snippet_ask *ask,
				const struct ns_article *a, struct ns_str *text,
				struct ns_error *e)
{
	enum ns_code rc;

	*text = a->body;
	rc = ns_marks_find(s, ask, NS_SCOPE_BODY, *text, e);
	if (rc || !a->summary.n || has_marked(s))
		return rc;
	*text = a->summary;
	rc = ns_marks_find(s, ask, NS_SCOPE_SUMMARY, *text, e);
	if (rc || !a->body.n || has_marked(s))
		return rc;
	*text = a->body;
	return ns_marks_find(s, ask, NS_SCOPE_BODY, *text, e);
}

static enum ns_code make_passages(struct ns_snippeter *s,
				  const struct ns_snippet_ask *ask,
				  struct ns_hit *hit, struct ns_error *e)
{
	struct ns_snippet_text r = { 0 };
	enum ns_code rc = choose_text(s, ask, &hit->article, &r.text, e);

	if (rc || !s->words.n)
		return rc;
	rc = ns_places_find(s, r.text);
	if (rc)
		return rc;
	r.words = &s->words;
	r.marked = ns_marked_words(s);
	r.place = (const struct ns_place_of *)(const void *)s->places.p;
	r.room = ask->chars > 2 ? ask->chars - 2 : 1;
	return write_passages(&r, ask, hit);
}

enum ns_code ns_snippet_make(struct ns_snippeter *s,
			     const struct ns_snippet_ask *ask,
			     struct ns_hit *hit, struct ns_error *e)
{
	enum ns_code rc;

	hit->snippet = NULL;
	hit->n_snippets = 0;
	hit->title_span = NULL;
	hit->n_title_spans = 0;
	rc = mark_title(s, ask, hit, e);
	if (!rc && ask->chars && ask->passages)
		rc = make_passages(s, ask, hit, e);
	if (rc == NS_NOMEM)
		return ns_fail(e, rc, "no memory is left for a snippet");
	return rc;
}
