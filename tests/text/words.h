/* words.h - what the tests of core/text share: an analyser, words as text. */
#ifndef NS_TESTS_TEXT_WORDS_H
#define NS_TESTS_TEXT_WORDS_H

#include "core/text/analyze.h"
#include "tests/t.h"

static inline struct ns_lang lang_of(const char *code)
{
	struct ns_lang lang = { 0 };

	if (*code)
		T_INT(ns_lang_parse(ns_str_of(code), &lang), NS_OK);
	return lang;
}

static inline struct ns_analyzer *analyzer_open(void)
{
	struct ns_error e = { 0 };
	struct ns_analyzer *an;

	if (ns_analyzer_open(&an, &e)) {
		fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
	return an;
}

static inline bool same_word(const struct ns_words *a, const struct ns_words *b,
			     uint32_t i)
{
	const struct ns_word *x = &a->word[i], *y = &b->word[i];

	return ns_str_eq(ns_word_str(a, i), ns_word_str(b, i)) &&
	       x->start == y->start && x->end == y->end &&
	       x->position == y->position &&
	       x->starts_paragraph == y->starts_paragraph;
}

static inline void print_word(const char *name, const struct ns_words *w,
			      uint32_t i, struct ns_str text)
{
	struct ns_str word;
	size_t from;

	if (i >= w->n) {
		fprintf(stderr, "%s: only %u words\n", name, w->n);
		return;
	}
	word = ns_word_str(w, i);
	from = w->word[i].start > 16 ? w->word[i].start - 16 : 0;
	fprintf(stderr, "%s: word %u '%.*s' at %u-%u in ", name, i, (int)word.n,
		word.p, w->word[i].start, w->word[i].end);
	for (size_t k = from; k < text.n && k < w->word[i].end + 16; k++)
		fprintf(stderr, "%02x ", (unsigned char)text.p[k]);
	fprintf(stderr, "\n");
}

/* Analyses text both ways and says whether all is the same; a difference is
 * printed with the bytes around it. */
static inline bool same_both_ways(struct ns_analyzer *an, const char *code,
				  struct ns_str text)
{
	struct ns_lang lang = lang_of(code);
	struct ns_words fast = { 0 }, slow = { 0 };
	struct ns_error e = { 0 };
	uint32_t i = 0;
	bool same;

	T_INT(ns_analyze(an, lang, text, &fast, &e), NS_OK);
	T_INT(ns_analyze_slow(an, lang, text, &slow, &e), NS_OK);
	while (i < fast.n && i < slow.n && same_word(&fast, &slow, i))
		i++;
	same = i == fast.n && i == slow.n;
	if (!same) {
		print_word("fast", &fast, i, text);
		print_word("slow", &slow, i, text);
	}
	ns_words_free(&fast);
	ns_words_free(&slow);
	return same;
}

#endif
