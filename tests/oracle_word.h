/* oracle_word.h - a text of the question becomes words: which words of the
 * vocabulary each of them stands for, and in how many documents. */
#ifndef NS_TESTS_ORACLE_WORD_H
#define NS_TESTS_ORACLE_WORD_H

#include "tests/oracle_ask.h"

struct ask_text {
	const struct ns_node *node; // WORD, PHRASE, PREFIX, FUZZY, ATLEAST
	enum ns_scope scope;
	bool exact; // asked for from above
};

/* The words of the text in a language; n is 0 where it has none. */
struct ask_run ask_run_make(struct ask *a, struct ns_lang lang,
			    struct ask_text t);

#endif
