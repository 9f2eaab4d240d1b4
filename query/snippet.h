/* snippet.h - why an article was found: its best passages, and the words in
 * them (and in the title) that match.
 *
 * The plan says what matches as a list of marks; a mark is a run of words at
 * consecutive positions, mostly of one. Offsets count code points of the
 * string they come with, and cover exactly the words.
 */
#ifndef NS_QUERY_SNIPPET_H
#define NS_QUERY_SNIPPET_H

#include "core/text/analyze.h"
#include "query/search.h"

enum ns_mark_kind {
	NS_MARK_STEM,   // words of this stem
	NS_MARK_FORM,   // words of this very form
	NS_MARK_PREFIX, // words whose form begins so
};

struct ns_mark_word {
	enum ns_mark_kind kind;
	struct ns_str text; // as ns_word_terms gives it
};

struct ns_mark {
	const struct ns_mark_word *word;
	uint32_t n_words;    // 1, or more for a phrase
	struct ns_lang lang; // articles of this language only; {0}: of any
	enum ns_scope scope; // TEXT, TITLE, SUMMARY or BODY
	uint32_t group; // number of the query's word or phrase: marks of one
			// group (its stems, its expansions) count once
	float weight;   // idf, > 0
};

/* Scratch memory and the analyser, one per thread: set .an, leave the rest
 * zeroed. */
struct ns_snippeter {
	struct ns_analyzer *an;
	struct ns_words words;
	struct ns_buf found, places, scratch; // arrays, while one text is read
	struct ns_buf terms; // of words seen before (snippet_terms.h)
};
void ns_snippeter_free(struct ns_snippeter *s); // not the analyser

/* The marks of one question, made ready by ns_marks_prepare. */
struct ns_marks {
	const struct ns_mark *mark;
	uint32_t n;
	uint32_t *slot;   // hash of the first word -> 1 + a mark, 0: free
	uint32_t *next;   // 1 + the next mark of the same first word, 0: none
	uint32_t n_slots; // a power of two
	uint32_t n_groups;
	uint32_t prefix; // 1 + the first mark that begins with a PREFIX
	/* By kind: bit b of 256, a first word begins with byte b. */
	uint64_t begins[NS_MARK_FORM + 1][4];
};
/* Marks and arrays live as long as the arena. NS_OK or NS_NOMEM. */
enum ns_code ns_marks_prepare(const struct ns_mark *mark, uint32_t n,
			      struct ns_arena *arena, struct ns_marks *out);

struct ns_snippet_ask {
	const struct ns_marks *marks;
	struct ns_lang lang;    // the article was indexed in
	uint32_t chars;         // code points a passage; 0: no passages
	uint32_t passages;      // at most
	struct ns_arena *arena; // keeps the texts and spans
};

/* Fills title_span, n_title_spans, snippet and n_snippets of *hit from its
 * article. Passages come in the order of the text; an article without a match
 * in its text gives its beginning; one without text none. NS_OK, NS_NOMEM, or
 * the analyser's. */
enum ns_code ns_snippet_make(struct ns_snippeter *s,
			     const struct ns_snippet_ask *ask,
			     struct ns_hit *hit, struct ns_error *e);

#endif
