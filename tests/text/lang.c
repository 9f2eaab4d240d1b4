/* Languages as dumps write them. */
#include "tests/text/words.h"

static const struct {
	const char *text, *code; // NULL: refused
} rows[] = {
	{ "en", "en" },
	{ "EN-us", "en" },
	{ "eng", "en" },
	{ "English", "en" },
	{ " english ", "en" },
	{ "pt_BR", "pt" },
	{ "Portuguese", "pt" },
	{ "zh-Hant", "zh" },
	{ "zho", "zh" },
	{ "chi", "zh" },
	{ "cmn", "zh" },
	{ "nb", "no" },
	{ "nn-NO", "no" },
	{ "no", "no" },
	{ "nob", "no" },
	{ "ger", "de" },
	{ "deu", "de" },
	{ "Deutsch", "de" },
	{ "Français", "fr" },
	{ "Русский", "ru" },
	{ "русский", "ru" },
	{ "தமிழ்", "ta" },
	{ "iw", "he" },
	{ "in", "id" },
	{ "swa", "sw" },
	{ "hau", "ha" },
	{ "yor", "yo" },
	{ "sinhala", "si" },
	{ "fil", "fil" },
	{ "xx", "xx" },
	{ "ckb-Arab-IQ", "ckb" },
	{ "sr-Latn", "sr" },
	{ "english-uk", "en" },
	{ "", NULL },
	{ " ", NULL },
	{ "e", NULL },
	{ "und", NULL },
	{ "mul", NULL },
	{ "en-", NULL },
	{ "en--us", NULL },
	{ "en us!", NULL },
	{ "123", NULL },
	{ "klingonese", NULL },
	{ "e1", NULL },
	{ "en-toolongsubtag", NULL },
	{ "a name longer than any language has had since people began to write",
	  NULL },
};

static void rows_hold(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ns_lang lang = { "?" };
		enum ns_code rc = ns_lang_parse(ns_str_of(rows[i].text), &lang);

		T_INT(rc, rows[i].code ? NS_OK : NS_INVALID);
		T_TEXT(lang.code, rows[i].code ? rows[i].code : "");
	}
}

static void embedded_nul_is_refused(void)
{
	struct ns_lang lang;

	T_INT(ns_lang_parse((struct ns_str){ "en\0x", 4 }, &lang), NS_INVALID);
	T_INT(ns_lang_parse((struct ns_str){ NULL, 0 }, &lang), NS_INVALID);
}

static void stemmers_are_known(void)
{
	T_OK(ns_lang_has_stemmer(lang_of("en")));
	T_OK(ns_lang_has_stemmer(lang_of("nb")));
	T_OK(ns_lang_has_stemmer(lang_of("ta")));
	T_OK(!ns_lang_has_stemmer(lang_of("si")));
	T_OK(!ns_lang_has_stemmer(lang_of("")));
}

int main(void)
{
	T_RUN(rows_hold);
	T_RUN(embedded_nul_is_refused);
	T_RUN(stemmers_are_known);
	return t_end();
}
