/* snippet_window.c - windows over the words of a text.
 *
 *	words    ---- ---- MARK ---- ---- MARK MARK ---- ---- ----
 *	window             |<--- chars ------->|
 *	passage  |<-- begun earlier, at a sentence, and filled up -->|
 *
 * A window runs from one marked word to another. Its score is the sum of the
 * weights of the distinct groups in it; a word again counts little. Of what
 * room is left, some goes before the window, the rest behind.
 */
#include "query/snippet_parts.h"

enum { AROUND = 2 };

/* ---- places ---------------------------------------------------------------
 */

/* Says whether the text between two words ends a sentence: a mark of its end
 * and, but for the marks of scripts without spaces, white space behind it. */
static bool ends_sentence(struct ns_str gap, char next)
{
	static const char *const mark[] = { ".",      "!",      "?",
					    "\u2026", "\u061f", "\u06d4",
					    "\u0964", "\u3002", "\uff01",
					    "\uff1f" };
	enum { WIDE = 7 }; // from here on without spaces
	bool blank = gap.n && ns_is_blank(gap.p[gap.n - 1]);

	if (gap.n > NS_GAP_BYTES || (next >= 'a' && next <= 'z'))
		return false;
	for (size_t i = 0; i < sizeof(mark) / sizeof(mark[0]); i++)
		if ((i >= WIDE || blank || memchr(gap.p, ' ', gap.n)) &&
		    memmem(gap.p, gap.n, mark[i], strlen(mark[i])))
			return true;
	return false;
}

/* Says whether a sentence ends between word w and the one before it. */
static bool sentence_between(struct ns_str text, const struct ns_word *w)
{
	uint32_t from = w[-1].end;

	/* Mostly there is one space: no mark has room in it. */
	if (w->start <= from + 1 && (w->start <= from || text.p[from] == ' '))
		return false;
	return ends_sentence((struct ns_str){ text.p + from, w->start - from },
			     text.p[w->start]);
}

enum ns_code ns_places_find(struct ns_snippeter *s, struct ns_str text)
{
	uint32_t at = 0, points = 0, sentence = 0;

	ns_buf_reset(&s->places);
	for (uint32_t i = 0; i < s->words.n; i++) {
		const struct ns_word *w = &s->words.word[i];
		struct ns_place_of p;

		/* Bigrams overlap: a gap is only where there is one. */
		points += ns_count_points(text.p + at, w->start - at);
		p.start = points;
		p.end = points +
			ns_count_points(text.p + w->start, w->end - w->start);
		if (w->starts_paragraph || (i && sentence_between(text, w)))
			sentence = i;
		p.sentence = sentence;
		at = w->start;
		ns_buf_put(&s->places, &p, sizeof(p));
	}
	return s->places.failed ? NS_NOMEM : NS_OK;
}

/* ---- windows ------------------------------------------------------------- */

/* What a word adds to a window that has seen its group so often. */
static double worth(const struct ns_snippet_text *r, uint32_t word,
		    uint32_t seen)
{
	const struct ns_marked_word *m = &r->marked[word];

	if (seen)
		return .05 * (double)m->weight;
	return (r->told[m->group] ? .3 : 1.0) * (double)m->weight;
}

/* The first word of the sentence of `word`, if it is within `room` code points
 * and not before `floor`; else word. */
static uint32_t sentence_of(const struct ns_snippet_text *r, uint32_t word,
			    uint32_t room, uint32_t floor)
{
	uint32_t first = r->place[word].sentence;

	if (first < floor ||
	    r->place[word].start - r->place[first].start > room)
		return word;
	return first;
}

/* What window [first, last] is worth: a fifth more where its sentence can be
 * begun with. */
static double judge(const struct ns_snippet_text *r, struct ns_passage w,
		    uint32_t floor)
{
	uint32_t used = r->place[w.last].end - r->place[w.first].start;
	uint32_t begin = w.first;

	if (used < r->room)
		begin = sentence_of(r, w.first, r->room - used, floor);
	return ns_begins_sentence(r, begin) ? w.score * 1.2 : w.score;
}

/* The next marked word from i on, below end; end if there is none. */
static uint32_t next_marked(const struct ns_snippet_text *r, uint32_t i,
			    uint32_t end)
{
	while (i < end && r->marked[i].weight == 0)
		i++;
	return i;
}

/* Adds the marked word `next` to *w, and keeps *w if it is the best. */
static void extend(const struct ns_snippet_text *r, struct ns_passage *w,
		   uint32_t next, uint32_t floor, struct ns_passage *best)
{
	double value;

	w->score += worth(r, next, r->seen[r->marked[next].group]++);
	w->last = next;
	value = judge(r, *w, floor);
	if (value > best->score)
		*best = (struct ns_passage){ w->first, w->last, value };
}

/* Both ends move forwards only. */
struct ns_passage ns_passage_best(const struct ns_snippet_text *r,
				  uint32_t from, uint32_t end)
{
	struct ns_passage best = { 0 }, w = { 0 };
	uint32_t next = next_marked(r, from, end);

	w.first = next;
	while (w.first < end) {
		while (next < end &&
		       (next == w.first ||
			r->place[next].end - r->place[w.first].start <=
				r->room)) {
			extend(r, &w, next, from, &best);
			next = next_marked(r, next + 1, end);
		}
		w.score -=
			worth(r, w.first, --r->seen[r->marked[w.first].group]);
		w.first = next_marked(r, w.first + 1, end);
	}
	return best;
}

/* The room that the words [first, last] leave. */
static uint32_t room_left(const struct ns_snippet_text *r, struct ns_passage w)
{
	uint32_t used = r->place[w.last].end - r->place[w.first].start;

	return used < r->room ? r->room - used : 0;
}

/* Begins the window earlier by at most `room` code points. */
static void widen(const struct ns_snippet_text *r, struct ns_passage *w,
		  uint32_t from, uint32_t room)
{
	uint32_t was = r->place[w->first].start;

	while (w->first > from && was - r->place[w->first - 1].start <= room)
		w->first--;
}

struct ns_passage ns_passage_fill(const struct ns_snippet_text *r,
				  struct ns_passage w, uint32_t from,
				  uint32_t end)
{
	uint32_t marked = w.first;

	w.first = sentence_of(r, marked, room_left(r, w), from);
	if (!ns_begins_sentence(r, w.first))
		widen(r, &w, from, room_left(r, w) / AROUND);
	while (w.last + 1 < end &&
	       r->place[w.last + 1].end - r->place[w.first].start <= r->room)
		w.last++;
	if (w.last + 1 < end)
		return w;
	/* The text ended first: the rest of the room goes before, in whole
	 * sentences where one fits. */
	widen(r, &w, from, room_left(r, w));
	for (uint32_t i = w.first; i <= marked; i++)
		if (ns_begins_sentence(r, i)) {
			w.first = i;
			break;
		}
	return w;
}
