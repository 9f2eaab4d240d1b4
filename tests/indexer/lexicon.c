/* One word of one group is one token, however often it comes. */
#include "indexer/lexicon.h"

#include <stdlib.h>

#include "tests/t.h"

enum { WORDS = 20000, ROUNDS = 3 }; // more than the places of frequent words

/* Word i: of one to 21 bytes, no two alike, many that begin alike. */
static uint32_t spell(uint32_t i, char *to)
{
	uint32_t n = 0;

	for (uint32_t left = i; left; left /= 7)
		to[n++] = (char)('a' + left % 7);
	for (uint32_t k = 0; k < i % 4 * 5; k++)
		to[n++] = 'z';
	return n;
}

/* Words [1, WORDS], every second round backwards. */
static void fill(struct ns_words *w, bool backwards)
{
	w->n = 0;
	ns_buf_reset(&w->bytes);
	for (uint32_t i = 1; i <= WORDS; i++) {
		char text[32];
		uint32_t n = spell(backwards ? WORDS + 1 - i : i, text);

		w->word[w->n++] = (struct ns_word){ .at = (uint32_t)w->bytes.n,
						    .len = n };
		ns_buf_put(&w->bytes, text, n);
	}
	/* Nothing lies behind the last word. */
	w->bytes.p = realloc(w->bytes.p, w->bytes.n);
	w->bytes.cap = w->bytes.n;
}

static void check(const struct ns_lexicon *lx, const struct ns_token *token,
		  uint16_t group)
{
	for (uint32_t i = 0; i < WORDS; i++) {
		const struct ns_lexstem *s =
			&ns_lexicon_stems(lx)[token[i].stem];

		T_OK(token[i].stem < ns_lexicon_n_stems(lx));
		T_OK(token[i].form < s->n_forms);
		T_INT(s->group, group);
	}
}

static bool same(struct ns_token a, struct ns_token b)
{
	return a.stem == b.stem && a.form == b.form;
}

static void a_word_is_found_again(void)
{
	static struct ns_token token[ROUNDS][2][WORDS];
	struct ns_lexicon lx = { .seed = 7 };
	struct ns_words w = { 0 };
	struct ns_analyzer *an;
	struct ns_error e;
	uint16_t group[2];

	T_INT(ns_analyzer_open(&an, &e), NS_OK);
	T_INT(ns_lexicon_group(&lx, NS_KIND_STEM, (struct ns_lang){ "en" },
			       &group[0]),
	      NS_OK);
	T_INT(ns_lexicon_group(&lx, NS_KIND_STEM, (struct ns_lang){ "de" },
			       &group[1]),
	      NS_OK);
	w.word = calloc(WORDS, sizeof(*w.word));
	w.cap = WORDS;
	for (int r = 0; r < ROUNDS; r++) {
		fill(&w, r % 2);
		for (int g = 0; g < 2; g++) {
			struct ns_lex_reader reader = { &lx, an, group[g] };

			T_INT(ns_lexicon_resolve(&reader, &w, token[r][g], &e),
			      NS_OK);
			check(&lx, token[r][g], group[g]);
		}
	}
	for (uint32_t i = 0; i < WORDS; i++) {
		T_OK(same(token[0][0][i], token[2][0][i]));
		T_OK(same(token[0][0][i], token[1][0][WORDS - 1 - i]));
		T_OK(!same(token[0][0][i], token[0][1][i]));
	}
	/* These words are their own forms: no two became one. */
	T_INT(ns_lexicon_n_forms(&lx), 2 * WORDS);
	ns_words_free(&w);
	ns_lexicon_free(&lx);
	ns_analyzer_free(an);
}

int main(void)
{
	T_RUN(a_word_is_found_again);
	return t_end();
}
