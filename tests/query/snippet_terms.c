/* Terms that were made before are those that the analyser makes. */
#include "query/snippet_terms.h"

#include "tests/t.h"

static void same(struct ns_snippeter *s, struct ns_analyzer *an,
		 const char *code, const char *text)
{
	struct ns_str word = ns_str_of(text);
	struct ns_terms kept, made;
	struct ns_error e = { 0 };
	struct ns_lang lang;

	T_INT(ns_lang_parse(ns_str_of(code), &lang), NS_OK);
	T_INT(ns_word_terms(an, lang, word, &made, &e), NS_OK);
	T_INT(ns_snippet_terms(s, lang, word, &kept, &e), NS_OK);
	T_BYTES(kept.form.p, kept.form.n, made.form.p, made.form.n);
	T_BYTES(kept.stem.p, kept.stem.n, made.stem.p, made.stem.n);
}

/* Two analysers: what one has made does not become the other's views. */
static void terms_are_those_of_the_analyser(void)
{
	static const char *const langs[] = { "en", "de", "fr" };
	struct ns_analyzer *an = NULL, *other = NULL;
	struct ns_snippeter s = { 0 };
	struct ns_error e = { 0 };
	char word[100];
	uint32_t round, i;

	T_INT(ns_analyzer_open(&an, &e), NS_OK);
	T_INT(ns_analyzer_open(&other, &e), NS_OK);
	s.an = an;
	for (round = 0; round < 2; round++) {
		for (i = 0; i < 6000; i++) {
			(void)snprintf(word, sizeof(word), "%c%uwalkings%s",
				       'a' + (char)(i % 26), i,
				       i % 7 ? ""
					     : "undersecretaries"
					       "andthelike");
			same(&s, other, langs[i % 3], word);
		}
	}
	T_OK(s.terms.n <= 1 << 16);
	ns_snippeter_free(&s);
	ns_analyzer_free(an);
	ns_analyzer_free(other);
}

/* The same word has other terms in another language, and is kept: the second
 * time its views lie in the snippeter. */
static void words_are_kept_by_language(void)
{
	struct ns_analyzer *an = NULL, *other = NULL;
	struct ns_snippeter s = { 0 };
	struct ns_terms t;
	struct ns_error e = { 0 };
	struct ns_lang en;
	uint32_t i;

	T_INT(ns_lang_parse(NS_STR("en"), &en), NS_OK);
	T_INT(ns_analyzer_open(&an, &e), NS_OK);
	T_INT(ns_analyzer_open(&other, &e), NS_OK);
	s.an = an;
	for (i = 0; i < 3; i++) {
		same(&s, other, "en", "nations");
		same(&s, other, "de", "nationen");
		same(&s, other, "fr", "nations");
	}
	same(&s, other, "en", "nations");
	T_INT(ns_snippet_terms(&s, en, NS_STR("nations"), &t, &e), NS_OK);
	T_OK((const uint8_t *)t.stem.p > s.terms.p &&
	     (const uint8_t *)t.stem.p < s.terms.p + s.terms.n);
	ns_snippeter_free(&s);
	ns_analyzer_free(an);
	ns_analyzer_free(other);
}

int main(void)
{
	T_RUN(terms_are_those_of_the_analyser);
	T_RUN(words_are_kept_by_language);
	return t_end();
}
