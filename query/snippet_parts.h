/* snippet_parts.h - the parts of making a snippet: windows over the words of a
 * text are chosen, then written.
 */
#ifndef NS_QUERY_SNIPPET_PARTS_H
#define NS_QUERY_SNIPPET_PARTS_H

#include "query/snippet.h"
#include "query/snippet_match.h"

enum { NS_GAP_BYTES = 32 }; // more between two words is not looked at

/* A word's code points, [start, end) of the text, and the first word of its
 * sentence. */
struct ns_place_of {
	uint32_t start, end, sentence;
};

/* Words [first, last] of the text; score 0: none. */
struct ns_passage {
	uint32_t first, last;
	double score;
};

/* The text at hand. */
struct ns_snippet_text {
	struct ns_str text;
	const struct ns_words *words;
	const struct ns_marked_word *marked;
	const struct ns_place_of *place;
	uint32_t *seen; // a group each: times in the window
	bool *told;     // a group each: in a passage already
	uint32_t room;  // code points of a passage, without the ellipses
};

static inline bool ns_is_lead(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

static inline bool ns_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline uint32_t ns_count_points(const char *p, size_t n)
{
	uint32_t points = 0;

	for (size_t i = 0; i < n; i++)
		points += ns_is_lead(p[i]);
	return points;
}

static inline bool ns_begins_sentence(const struct ns_snippet_text *r,
				      uint32_t word)
{
	return r->place[word].sentence == word;
}

/* Fills s->places with a struct ns_place_of for each of s->words. */
enum ns_code ns_places_find(struct ns_snippeter *s, struct ns_str text);

/* The best window from one marked word to another among the words [from, end).
 */
struct ns_passage ns_passage_best(const struct ns_snippet_text *r,
				  uint32_t from, uint32_t end);

/* Makes a window as long as a passage may be, within words [from, end). */
struct ns_passage ns_passage_fill(const struct ns_snippet_text *r,
				  struct ns_passage w, uint32_t from,
				  uint32_t end);

/* Writes a window as a snippet. NS_OK or NS_NOMEM. */
enum ns_code ns_passage_write(const struct ns_snippet_text *r,
			      struct ns_passage w, struct ns_arena *arena,
			      struct ns_snippet *out);

/* Adds a span; those that overlap (bigrams) become one. */
void ns_span_add(struct ns_span *span, uint32_t *n, struct ns_span one);

#endif
