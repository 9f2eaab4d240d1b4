/* What a word is: the table of decisions. A row is a language, a text and its
 * words, each as "form" or, where it differs, "form=stem". Offsets, marks and
 * paragraphs have tables of their own below. */
#include "core/base/buf.h"
#include "tests/text/words.h"

/* clang-format off */
static const struct row {
	const char *lang, *text, *words;
} rows[] = {
	/* Case, marks, compatibility. */
	{ "en", "Running RUNS ran", "running=run runs=run ran" },
	{ "en", "naïve nai\xcc\x88ve", "naive=naiv naive=naiv" },
	{ "en", "Łódź Đoković Ørsted Þór", "lodz dokovic orsted thor" },
	{ "de", "Straße STRASSE Müller", "strasse=strass strasse=strass muller=mull" },
	{ "en", "ﬁne Ｆｕｌｌ ｗｉｄｔｈ", "fine full width" },
	{ "en", "co\xc2\xadop\xc2\xad", "coop" },
	{ "es", "habían habian", "habian=hab habian=habi" },
	{ "el", "Άνθρωπος ανθρωποσ", "ανθρωποσ=ανθρωπ ανθρωποσ=ανθρωπ" },
	{ "ru", "Ёлка елка йод иод", "елка=елк елка=елк йод иод" },
	{ "ru", "больши\xcc\x81м", "большим=больш" },
	{ "uk", "п'и\xcc\x81ти", "пити" },
	{ "ar", "مُدَرِّس العـــربية", "مدرس العربية=عرب" },
	{ "tr", "IŞIK ışık İSTANBUL istanbul", "isik isik istanbul istanbul" },
	{ "tr", "I\xcc\x87zmir", "izmir" },
	{ "en", "İstanbul Kılıç", "istanbul kilic" },
	{ "vi", "Đà Nẵng", "da nang" },

	/* Apostrophes: ' ’ ʼ ʿ ` are one, and vanish inside words. */
	{ "en", "Khamene'i Khamene’i Khameneʼi Khameneʿi Khamene`i Khamenei",
	  "khamenei khamenei khamenei khamenei khamenei khamenei" },
	{ "en", "ʿAli O'Brien Hawaiʻi", "ali obrien hawaii" },
	{ "en", "don't 'quoted' rock 'n' roll", "dont quoted=quot rock n roll" },
	{ "en", "Trump's TRUMP’S workers' James's",
	  "trump trump workers=worker james=jame" },
	{ "en", "we're I'll she'd I've I'm", "we i she i i" },
	{ "fr", "L’homme d'abord qu’il jusqu'ici aujourd'hui",
	  "homme=homm abord il ici aujourdhui" },
	{ "it", "dell'arte l'Aquila c'è", "arte aquila=aquil e" },
	{ "ca", "l'home col·legi", "home=hom collegi=colleg" },
	{ "pt", "copo d'água", "copo=cop agua=agu" },
	{ "de", "Andrea's geht's", "andrea geht" },
	{ "nl", "foto's", "foto" },
	{ "tr", "Ankara'da Ankara Kur'an", "ankara=ankar ankara=ankar kuran=kura" },
	{ "uk", "п'ять п’ять", "пять пять" },
	{ "he", "צה\"ל צה״ל צהל ג'ורג'", "צהל צהל צהל גורג" },
	{ "af", "ŉ", "n" },
	{ "en", "5'000", "5000" },

	/* Full stops: acronyms lose theirs unless a function word is left. */
	{ "en", "The U.S. and the U.S economy",
	  "the u.s and the u.s economy=economi" },
	{ "en", "U.N. U.K. U.S.A. N.A.T.O. F.B.I.", "un uk usa nato fbi" },
	{ "en", "9 a.m. to 5 p.m.", "9 a.m to 5 pm" },
	{ "fr", "l'O.N.U. et l'U.N.", "onu et u.n" },
	{ "en", "3.5 30,000 1.000.000,5 v1.2", "3.5 30,000 1.000.000,5 v1.2" },
	{ "en", "www.example.com user@example.com Lt.Gen lt.gen",
	  "www example=exampl com user@example=user@exampl com lt gen lt gen" },
	{ "en", "said.The U.S.The J.R.R.Tolkien J.Smith Ph.D N.A.T.O's",
	  "said the u.s the jrr tolkien j smith ph d nato" },
	{ "ta", "எம்.ஏ.சுமந்திரன்", "எம் ஏ சுமந்திரன்" },

	/* Signs. */
	{ "en", "AT&T", "at t" },
	{ "en", "C++ C# F#. Notepad++ C+ c+++ foo#bar x#1 footnote#",
	  "c++ c# f# notepad++ c c foo bar x 1 footnote=footnot" },
	{ "en", "COVID-19 well-known", "covid 19 well known" },
	{ "en", "#climate @name @_name_ foo_bar __x__",
	  "climate=climat name name foo_bar x" },
	{ "en", "10:30 and/or €30 30%", "10 30 and or 30 30" },
	{ "en", "CO₂ m² ½ Ⅳ ①", "co2 m 2 1⁄2 iv 1" },
	{ "en", "😀 — “” … ❤️ ©", "" },
	{ "en", "2nd H1N1 1990s", "2nd h1n1 1990s" },
	{ "fr", "20\u202f000 mot\u202f!", "20 000 mot" },
	{ "en", "___ @ ' . \xcc\x81", "" },
	{ "", "no language at all, running", "no language at all running" },

	/* Scripts. */
	{ "zh", "漢字 漢 中华人民", "漢字 漢 中华 华人 人民" },
	{ "ja", "カタカナとかな ガス ｶﾞｽ ABC株",
	  "カタ タカ カナ ナと とか かな ガス ガス abc 株" },
	{ "ko", "한국어 문서TV 2024년", "한국어 문서 tv 2024 년" },
	{ "th", "สวัสดีชาวโลก", "สวัสดี ชาว โลก" },
	{ "hi", "हिन्दी क्षि", "हिन्दी=हिन्द क्षि=क्ष" },
	{ "si", "ශ්\u200dරී ලංකා", "ශ්රී ලංකා" },
	{ "fa", "می\u200cخواهم", "میخواهم" },
	{ "ta", "கொ க\u0bc6\u0bbe", "கொ கொ" },
};
/* clang-format on */

static struct ns_analyzer *an;

static void print_words(struct ns_lang lang, const struct ns_words *w,
			struct ns_buf *out)
{
	struct ns_terms t = { 0 };

	for (uint32_t i = 0; i < w->n; i++) {
		T_INT(ns_word_terms(an, lang, ns_word_str(w, i), &t, NULL),
		      NS_OK);
		T_INT(w->word[i].position, i);
		if (i)
			ns_buf_u8(out, ' ');
		ns_buf_text(out, t.form);
		if (ns_str_eq(t.form, t.stem))
			continue;
		ns_buf_u8(out, '=');
		ns_buf_text(out, t.stem);
	}
}

static void decisions_hold(void)
{
	struct ns_words words = { 0 };
	struct ns_buf got = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ns_str text = ns_str_of(rows[i].text);
		struct ns_lang lang = lang_of(rows[i].lang);

		T_INT(ns_analyze(an, lang, text, &words, NULL), NS_OK);
		ns_buf_reset(&got);
		print_words(lang, &words, &got);
		T_BYTES(got.p, got.n, rows[i].words, strlen(rows[i].words));
		T_OK(same_both_ways(an, rows[i].lang, text));
	}
	ns_words_free(&words);
	ns_buf_free(&got);
}

/* Where words lie: what is cut off or decoration is outside. */
static void offsets_cover_the_word(void)
{
	static const struct {
		const char *lang, *text;
		uint32_t start, end;
	} places[] = {
		{ "en", " Trump’s ", 1, 6 },    { "fr", "L’homme", 4, 9 },
		{ "fr", "l'homme", 2, 7 },      { "tr", "Ankara'da", 0, 6 },
		{ "en", "@_name_,", 2, 6 },     { "en", "(C++)", 1, 4 },
		{ "en", "U.S.A.", 0, 5 },       { "en", "don't", 0, 5 },
		{ "en", "na\xc3\xafve", 0, 6 }, { "en", "co\xc2\xadop.", 0, 6 },
		{ "zh", "。漢。", 3, 6 },
	};
	struct ns_words words = { 0 };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		T_INT(ns_analyze(an, lang_of(places[i].lang),
				 ns_str_of(places[i].text), &words, NULL),
		      NS_OK);
		T_INT(words.n, 1);
		T_INT(words.word[0].start, places[i].start);
		T_INT(words.word[0].end, places[i].end);
	}
	ns_words_free(&words);
}

/* The words of a text with a '|' before each that starts a paragraph. */
static void paragraphs_hold(void)
{
	static const struct {
		const char *text, *marks;
	} texts[] = {
		{ "", "" },
		{ "\n\n a b \n\n", "|a b" },
		{ "a b\nc\n\nd. \n e\n \t\n\n f", "|a b c |d e |f" },
		{ "a.\nb\nc!\r\nd?\xe2\x80\x9d \n e", "|a |b c |d |e" },
		{ "a.\r\n\r\nb.\r\nc", "|a |b c" },
		{ "a.\rb c.\rd", "|a |b c |d" },
		{ "漢。\n字", "|漢 |字" },
		{ "a.\n\n---\n\nb", "|a |b" },
	};
	struct ns_words words = { 0 };
	struct ns_buf got = { 0 };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		T_INT(ns_analyze(an, lang_of("en"), ns_str_of(texts[i].text),
				 &words, NULL),
		      NS_OK);
		ns_buf_reset(&got);
		for (uint32_t k = 0; k < words.n; k++) {
			ns_buf_text(&got, k ? NS_STR(" ") : NS_STR(""));
			if (words.word[k].starts_paragraph)
				ns_buf_u8(&got, '|');
			ns_buf_text(&got, ns_word_str(&words, k));
		}
		T_BYTES(got.p, got.n, texts[i].marks, strlen(texts[i].marks));
	}
	ns_words_free(&words);
	ns_buf_free(&got);
}

static void names_fold(void)
{
	static const char *const names[][2] = {
		{ "  The   Daily\tMirror\n", "the daily mirror" },
		{ "Le Monde diplomatique", "le monde diplomatique" },
		{ "El País\xc2\xa0!", "el pais !" },
		{ "O’Brien", "o'brien" },
		{ "İstanbul IŞIK", "istanbul isik" },
		{ "Ｆｕｌｌ", "full" },
		{ "", "" },
		{ " ", "" },
	};
	struct ns_buf got = { 0 };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		ns_buf_reset(&got);
		T_INT(ns_fold_name(an, ns_str_of(names[i][0]), &got, NULL),
		      NS_OK);
		T_BYTES(got.p, got.n, names[i][1], strlen(names[i][1]));
	}
	ns_buf_free(&got);
}

static void fingerprints_tell_languages_apart(void)
{
	struct ns_analyzer *other = analyzer_open();
	uint64_t en, en_again, de, none;

	T_INT(ns_analyzer_fingerprint(an, lang_of("en"), &en, NULL), NS_OK);
	T_INT(ns_analyzer_fingerprint(an, lang_of("de"), &de, NULL), NS_OK);
	T_INT(ns_analyzer_fingerprint(an, lang_of(""), &none, NULL), NS_OK);
	T_INT(ns_analyzer_fingerprint(other, lang_of("en"), &en_again, NULL),
	      NS_OK);
	T_OK(en == en_again && en != de && en != none && de != none);
	ns_analyzer_free(other);
}

int main(void)
{
	an = analyzer_open();
	T_RUN(decisions_hold);
	T_RUN(offsets_cover_the_word);
	T_RUN(paragraphs_hold);
	T_RUN(names_fold);
	T_RUN(fingerprints_tell_languages_apart);
	ns_analyzer_free(an);
	return t_end();
}
