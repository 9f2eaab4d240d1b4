/* Stop words: forms, sorted, few; of their own language alone. */
#include "core/text/stop.h"
#include "tests/text/words.h"

static const char *const codes[] = {
	"ar", "ca", "da", "de", "el", "en", "es", "eu", "fi", "fr",
	"ga", "hi", "hu", "hy", "id", "it", "lt", "ne", "nl", "no",
	"pt", "ro", "ru", "sr", "sv", "ta", "tr", "yi",
};

static const struct {
	const char *lang, *form;
	bool stop;
} rows[] = {
	{ "en", "the", true },     { "en", "us", true },
	{ "en", "thing", false },  { "en", "th", false },
	{ "en", "", false },       { "en", "the of", false },
	{ "en", "die", false },    { "de", "die", true },
	{ "de", "fur", true },     { "de", "für", false },
	{ "fr", "etaient", true }, { "es", "tambien", true },
	{ "tr", "icin", true },    { "ru", "еще", true },
	{ "el", "τησ", true },     { "fi", "ja", true },
	{ "sv", "och", true },     { "si", "the", false },
	{ "", "the", false },      { "hi", "और", true },
	{ "ar", "من", true },      { "ta", "ஒரு", true },
	{ "pt", "nao", true },     { "it", "perche", true },
	{ "nl", "het", true },     { "no", "ikke", true },
	{ "da", "ikke", true },    { "hu", "es", true },
	{ "ro", "si", true },
};

static void rows_hold(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (ns_is_stop_word(lang_of(rows[i].lang),
				    ns_str_of(rows[i].form)) != rows[i].stop)
			T_FAIL("%s %s", rows[i].lang, rows[i].form);
	}
}

static void embedded_nul_is_no_stop_word(void)
{
	T_OK(!ns_is_stop_word(lang_of("en"), (struct ns_str){ "the\0x", 5 }));
	T_OK(!ns_is_stop_word(lang_of("en"), (struct ns_str){ NULL, 0 }));
}

/* Checks one word of a list: behind the one before, and a form. */
static void check_word(struct ns_analyzer *an, struct ns_lang lang,
		       struct ns_str before, struct ns_str word)
{
	struct ns_words words = { 0 };
	struct ns_terms terms = { 0 };

	if (ns_str_cmp(before, word) >= 0)
		T_FAIL("%s: '%.*s' is not in its place", lang.code, (int)word.n,
		       word.p);
	T_INT(ns_analyze(an, lang, word, &words, NULL), NS_OK);
	if (words.n == 1)
		T_INT(ns_word_terms(an, lang, ns_word_str(&words, 0), &terms,
				    NULL),
		      NS_OK);
	T_BYTES(terms.form.p, terms.form.n, word.p, word.n);
	T_OK(ns_is_stop_word(lang, word));
	ns_words_free(&words);
}

static void lists_are_sorted_forms(void)
{
	struct ns_analyzer *an = analyzer_open();

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct ns_lang lang = lang_of(codes[i]);
		struct ns_str before = { "", 0 };
		const char *p = ns_stop_words(lang);
		int n = 0;

		T_OK(p && ns_lang_has_stemmer(lang));
		while (p && *++p) {
			struct ns_str word = { p, strcspn(p, " ") };

			check_word(an, lang, before, word);
			before = word;
			p += word.n;
			n++;
		}
		T_OK(n >= 40 && n <= NS_STOP_WORDS);
	}
	ns_analyzer_free(an);
}

int main(void)
{
	T_RUN(rows_hold);
	T_RUN(embedded_nul_is_no_stop_word);
	T_RUN(lists_are_sorted_forms);
	return t_end();
}
