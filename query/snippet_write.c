/* snippet_write.c - a window of a text as a string of its own, with spans. */
#include <assert.h>

#include "query/snippet_parts.h"

#define ELLIPSIS "\u2026"

/* A piece of the text, bytes [from, to), which words [first, last] lie in. */
struct piece {
	size_t from, to;
	uint32_t first, last;
	bool cut_before, cut_behind;
};

/* ---- strings --------------------------------------------------------------
 */

/* A string being written, with its spans. */
struct writer {
	char *text;
	size_t n; // bytes
	uint32_t points;
	struct ns_span *span;
	uint32_t n_spans;
	bool space; // white space waits to be written
};

static void write_bytes(struct writer *w, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ns_is_blank(p[i])) {
			w->space = w->n > 0;
			continue;
		}
		if (w->space) {
			w->text[w->n++] = ' ';
			w->points++;
		}
		w->space = false;
		w->text[w->n++] = p[i];
		w->points += ns_is_lead(p[i]);
	}
}

/* Where the byte at `from` will stand, once it is written. */
static uint32_t next_point(const struct writer *w)
{
	return w->points + w->space;
}

void ns_span_add(struct ns_span *span, uint32_t *n, struct ns_span one)
{
	struct ns_span *last = *n ? &span[*n - 1] : NULL;

	assert(span);
	if (!last || one.start >= last->end)
		span[(*n)++] = one;
	else if (one.end > last->end)
		last->end = one.end;
}

/* Writes up to byte `to`, of which words may have been written already. */
static void write_to(struct writer *w, struct ns_str text, size_t *at,
		     size_t to)
{
	if (to <= *at)
		return;
	write_bytes(w, text.p + *at, to - *at);
	*at = to;
}

static void write_words(struct writer *w, const struct ns_snippet_text *r,
			const struct piece *p)
{
	size_t at = p->from;

	for (uint32_t i = p->first; i <= p->last && r->words->n; i++) {
		const struct ns_word *word = &r->words->word[i];
		size_t end = word->end < p->to ? word->end : p->to;
		uint32_t start;

		if (r->marked[i].weight == 0 || word->start >= end)
			continue;
		write_to(w, r->text, &at, word->start);
		start = next_point(w);
		if (at > word->start) // a bigram that began in the last one
			start = w->points -
				ns_count_points(r->text.p + word->start,
						at - word->start);
		write_to(w, r->text, &at, end);
		ns_span_add(w->span, &w->n_spans,
			    (struct ns_span){ start, w->points });
	}
	write_to(w, r->text, &at, p->to);
}

/* ---- pieces ---------------------------------------------------------------
 */

/* Where the text of word i begins: with what stands directly before it, as an
 * opening quote. */
static size_t begin_of(const struct ns_snippet_text *r, uint32_t i)
{
	const struct ns_word *w = &r->words->word[i];
	size_t low = i ? w[-1].end : 0, at = w->start;

	while (at > low && w->start - at < NS_GAP_BYTES &&
	       !ns_is_blank(r->text.p[at - 1]))
		at--;
	while (!ns_is_lead(r->text.p[at]))
		at++;
	return at > low || i == 0 ? at : w->start;
}

/* Where it ends: behind what stands directly behind it, as a full stop. */
static size_t end_of(const struct ns_snippet_text *r, uint32_t i)
{
	const struct ns_word *w = &r->words->word[i];
	size_t high = i + 1 < r->words->n ? w[1].start : r->text.n;
	size_t at = w->end;

	while (at < high && at - w->end < NS_GAP_BYTES &&
	       !ns_is_blank(r->text.p[at]))
		at++;
	while (at < r->text.n && !ns_is_lead(r->text.p[at]))
		at--;
	return at > w->end ? at : w->end;
}

/* A word alone can be longer than a passage: it is cut. */
static size_t cut_points(struct ns_str text, size_t from, size_t to,
			 uint32_t room)
{
	uint32_t points = 0;

	for (size_t i = from; i < to; i++) {
		if (!ns_is_lead(text.p[i]))
			continue;
		if (points++ == room)
			return i;
	}
	return to;
}

static struct piece piece_of(const struct ns_snippet_text *r,
			     struct ns_passage w)
{
	struct piece p = { .first = w.first, .last = w.last };
	bool last = w.last + 1 == r->words->n;

	p.from = begin_of(r, w.first);
	p.to = end_of(r, w.last);
	p.cut_before = !ns_begins_sentence(r, w.first);
	p.cut_behind = !last && !ns_begins_sentence(r, w.last + 1);
	if (w.first == w.last) {
		size_t to = cut_points(r->text, r->words->word[w.first].start,
				       p.to, r->room);

		p.cut_behind |= to < p.to;
		p.to = to;
	}
	return p;
}

enum ns_code ns_passage_write(const struct ns_snippet_text *r,
			      struct ns_passage window, struct ns_arena *arena,
			      struct ns_snippet *out)
{
	struct piece p = piece_of(r, window);
	struct writer w = { 0 };
	uint32_t spans = 0;

	for (uint32_t i = p.first; i <= p.last && r->words->n; i++)
		spans += r->marked[i].weight != 0;
	w.text = ns_arena_alloc(arena, p.to - p.from + 2 * sizeof(ELLIPSIS));
	w.span = ns_arena_calloc(arena, spans, sizeof(*w.span));
	if (!w.text || !w.span)
		return NS_NOMEM;
	if (p.cut_before)
		write_bytes(&w, ELLIPSIS, strlen(ELLIPSIS));
	write_words(&w, r, &p);
	w.space = false;
	if (p.cut_behind)
		write_bytes(&w, ELLIPSIS, strlen(ELLIPSIS));
	*out = (struct ns_snippet){ { w.text, w.n }, w.span, w.n_spans };
	return NS_OK;
}
