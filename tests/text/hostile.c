/* Texts that nobody wrote: megabytes of one character, broken UTF-8, words
 * without end. Time grows with length, memory is not touched outside, and what
 * comes out keeps the promises of analyze.h. */
#include <time.h>

#include "core/base/buf.h"
#include "core/base/utf8.h"
#include "tests/text/words.h"

static struct ns_analyzer *an;

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The promises: words in order, inside the text, whole characters, 1 to
 * NS_WORD_BYTES, nothing at or under a space; terms likewise. */
static void check_words(struct ns_lang lang, struct ns_str text,
			const struct ns_words *w, uint32_t step)
{
	bool valid = ns_utf8_valid(text);

	for (uint32_t i = 0; i < w->n; i += step) {
		struct ns_str word = ns_word_str(w, i);
		struct ns_terms t = { 0 };

		T_OK(word.n >= 1 && word.n <= NS_WORD_BYTES);
		T_OK(w->word[i].start < w->word[i].end);
		T_OK(w->word[i].end <= text.n);
		T_OK(i == 0 || w->word[i - 1].start < w->word[i].start);
		T_OK(!valid || ns_utf8_valid(word));
		for (size_t k = 0; k < word.n; k++)
			T_OK((unsigned char)word.p[k] > ' ');
		T_INT(ns_word_terms(an, lang, word, &t, NULL), NS_OK);
		T_OK(t.form.n >= 1 && t.form.n <= NS_WORD_BYTES);
		T_OK(t.stem.n >= 1 && t.stem.n <= NS_WORD_BYTES);
	}
}

/* Exactly sized, so that AddressSanitizer sees a byte too many. */
static void check_text(const char *code, struct ns_str text)
{
	struct ns_words words = { 0 };
	char *copy = malloc(text.n ? text.n : 1);
	struct ns_str exact = { copy, text.n };

	memcpy(copy, text.p, text.n);
	T_INT(ns_analyze(an, lang_of(code), exact, &words, NULL), NS_OK);
	check_words(lang_of(code), exact, &words, 1);
	T_INT(ns_analyze_slow(an, lang_of(code), exact, &words, NULL), NS_OK);
	check_words(lang_of(code), exact, &words, 1);
	ns_words_free(&words);
	free(copy);
}

static void broken_bytes_break_nothing(void)
{
	static const char *const langs[] = { "en", "tr", "fr", "el", "ar",
					     "ta", "zh", "sr", "" };
	static const uint8_t bytes[] = { 'a',  'S',  '\'', '.',  ' ',  '+',
					 '#',  0x80, 0xbf, 0xc2, 0xcc, 0x81,
					 0xd0, 0xe0, 0xae, 0xbe, 0xe2, 0x80,
					 0x8d, 0xed, 0xa0, 0xf0, 0x9f, 0x98,
					 0xf4, 0xff, 0,    '\n', 0xe6, 0xbc,
					 0xa2, 0xb8 };
	uint64_t seed = 5;
	char text[48];

	for (int i = 0; i < 40000; i++) {
		size_t n = t_random(&seed) % sizeof(text);

		for (size_t k = 0; k < n; k++)
			text[k] = (char)bytes[t_random(&seed) % sizeof(bytes)];
		check_text(langs[i % 9], (struct ns_str){ text, n });
	}
}

static void every_prefix_is_a_text(void)
{
	/* clang-format off */
	static const char text[] =
		"L’homme Khamene'i U.S.A. co\xc2\xadop C++ ﷺ ŉ naïve "
		"漢字ｶﾞｽ ไทย ශ්\u200dරී 👍🏽 🇫🇷 𝐀𝟏 صـلى Ёлка́ "
		"a\u200d❤ ½ 30,000\n\n J.R.R.Tolkien x";
	/* clang-format on */

	for (size_t n = 0; n < sizeof(text); n++)
		check_text("fr", (struct ns_str){ text, n });
}

/* clang-format off */
static const char *const long_units[] = {
	"a", "'", "a'", ".", "a.", "1,", "_", "@", "\xcc\x81",
	"a\xcc\x81", "\xcc\xa3\xcc\x81", "é", "்", "\u200d",
	"a\u200d", "\u00ad", "漢", "漢\xcc\x81", "ｶﾞ", "가", "ก",
	"ไทย", "ខ្មែ", "👍", "🇫", "\"", "ש\"", "ш", "௰", "ﷺ", "\n",
	"\r\n", ".\n", "\xff", "a '", "a'\xcc\x81", "က",
};
/* clang-format on */

/* 4 MiB of each; ten seconds are a hundred times what most take. */
static void long_runs_take_linear_time(void)
{
	struct ns_words words = { 0 };
	struct ns_buf text = { 0 };

	for (size_t i = 0; i < sizeof(long_units) / sizeof(*long_units); i++) {
		double seconds = cpu_seconds();

		ns_buf_reset(&text);
		while (text.n < 4 << 20)
			ns_buf_text(&text, ns_str_of(long_units[i]));
		T_INT(ns_analyze(an, lang_of("en"), ns_buf_view(&text), &words,
				 NULL),
		      NS_OK);
		check_words(lang_of("en"), ns_buf_view(&text), &words, 4099);
		seconds = cpu_seconds() - seconds;
		if (seconds > 10)
			T_FAIL("4 MiB of '%s' took %.1f s", long_units[i],
			       seconds);
	}
	ns_words_free(&words);
	ns_buf_free(&text);
}

static void long_words_are_cut_between_characters(void)
{
	static const char *const units[] = { "a", "é", "ш",        "த",
					     "ﷺ", "𐐀", "e\xcc\x81" };
	struct ns_words words = { 0 };
	struct ns_buf text = { 0 };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		ns_buf_reset(&text);
		for (int k = 0; k < 3000; k++) {
			ns_buf_text(&text, ns_str_of(units[i]));
			if (k % 100 && k < 2900)
				continue;
			T_INT(ns_analyze(an, lang_of("en"), ns_buf_view(&text),
					 &words, NULL),
			      NS_OK);
			T_INT(words.n, 1);
			T_INT(words.word[0].end, text.n);
			check_words(lang_of("en"), ns_buf_view(&text), &words,
				    1);
		}
		T_OK(words.word[0].len > NS_WORD_BYTES - 4);
		T_OK(same_both_ways(an, "en", ns_buf_view(&text)));
	}
	ns_words_free(&words);
	ns_buf_free(&text);
}

/* Greek words for which libstemmer answers NULL stay as they are. */
static void no_stem_keeps_the_word(void)
{
	struct ns_words words = { 0 };
	struct ns_terms t = { 0 };
	uint64_t seed = 8;

	for (int i = 0; i < 20000; i++) {
		char text[64];
		size_t n = 0, letters = 1 + t_random(&seed) % 12;

		for (size_t k = 0; k < letters; k++) {
			unsigned c = 0x3b1 + (unsigned)(t_random(&seed) % 25);

			text[n++] = (char)(0xc0 | c >> 6);
			text[n++] = (char)(0x80 | (c & 0x3f));
		}
		T_INT(ns_analyze(an, lang_of("el"), (struct ns_str){ text, n },
				 &words, NULL),
		      NS_OK);
		T_INT(words.n, 1);
		T_INT(ns_word_terms(an, lang_of("el"), ns_word_str(&words, 0),
				    &t, NULL),
		      NS_OK);
		T_OK(t.stem.n > 0 && ns_utf8_valid(t.stem));
	}
	ns_words_free(&words);
}

int main(void)
{
	an = analyzer_open();
	T_RUN(broken_bytes_break_nothing);
	T_RUN(every_prefix_is_a_text);
	T_RUN(long_runs_take_linear_time);
	T_RUN(long_words_are_cut_between_characters);
	T_RUN(no_stem_keeps_the_word);
	ns_analyzer_free(an);
	return t_end();
}
