/* snippet_match.h - the words of a text that a question's marks match. */
#ifndef NS_QUERY_SNIPPET_MATCH_H
#define NS_QUERY_SNIPPET_MATCH_H

#include "query/snippet.h"

/* What a word of the text matched: the mark with the greatest weight. */
struct ns_marked_word {
	float weight; // 0: nothing
	uint32_t group;
};

/* Analyses text, which is of this scope (TITLE, SUMMARY or BODY), into s->words
 * and fills s->found with a struct ns_marked_word for each word. */
enum ns_code ns_marks_find(struct ns_snippeter *s,
			   const struct ns_snippet_ask *ask,
			   enum ns_scope scope, struct ns_str text,
			   struct ns_error *e);

static inline struct ns_marked_word *
ns_marked_words(const struct ns_snippeter *s)
{
	return (struct ns_marked_word *)(void *)s->found.p;
}

#endif
