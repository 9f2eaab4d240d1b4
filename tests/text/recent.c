/* An analyser that remembers words answers as one that never met them. */
#include "core/text/recent.h"

#include "tests/t.h"
#include "tests/text/words.h"

enum { ROUNDS = 4000, WORD_BYTES = 64 };

static const char *const langs[] = { "en", "de", "fr", "xx" };

/* Some are short and come again and again, some are too long to be kept. */
static struct ns_str make_word(char *to, uint64_t *seed)
{
	static const char *const ends[] = { "ing", "er", "s", "\xc3\xa9", "" };
	size_t n = 1 + t_random(seed) % (t_random(seed) % 8 ? 3 : 30);

	for (size_t i = 0; i < n; i++)
		to[i] = (char)('a' + t_random(seed) % 3);
	(void)snprintf(to + n, WORD_BYTES - n, "%s", ends[t_random(seed) % 5]);
	return ns_str_of(to);
}

static void words_are_answered_alike(void)
{
	struct ns_analyzer *warm = NULL, *cold = NULL;
	uint64_t seed = 3;

	T_INT(ns_analyzer_open(&warm, NULL), NS_OK);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct ns_lang lang = lang_of(langs[t_random(&seed) % 4]);
		struct ns_terms a, b;
		char room[WORD_BYTES];
		struct ns_str word = make_word(room, &seed);

		T_INT(ns_word_terms(warm, lang, word, &a, NULL), NS_OK);
		if (i % 8)
			continue;
		T_INT(ns_analyzer_open(&cold, NULL), NS_OK);
		T_INT(ns_word_terms(warm, lang, word, &a, NULL), NS_OK);
		T_INT(ns_word_terms(cold, lang, word, &b, NULL), NS_OK);
		T_OK(ns_str_eq(a.form, b.form) && ns_str_eq(a.stem, b.stem));
		ns_analyzer_free(cold);
	}
	ns_analyzer_free(warm);
}

static void kept(size_t n, bool is)
{
	static struct ns_recent r;
	struct ns_lang en = lang_of("en"), de = lang_of("de");
	char bytes[64];
	struct ns_str word = { bytes, n };
	struct ns_terms terms = { word, word }, got;
	struct ns_recent_word *at;

	memset(bytes, 'x', sizeof(bytes));
	at = ns_recent_at(&r, en, word);
	T_OK(!ns_recent_get(at, en, word, &got));
	ns_recent_put(at, en, word, &terms);
	T_INT(ns_recent_get(at, en, word, &got), is);
	T_OK(!ns_recent_get(at, de, word, &got));
	bytes[n ? n - 1 : 0] = 'y';
	T_OK(!ns_recent_get(at, en, word, &got));
}

static void what_does_not_fit_is_not_kept(void)
{
	kept(0, false);
	kept(1, true);
	kept(NS_RECENT_BYTES / 3, true);
	kept(NS_RECENT_BYTES / 3 + 1, false);
	kept(NS_RECENT_BYTES, false);
	kept(NS_RECENT_BYTES + 1, false);
}

int main(void)
{
	T_RUN(words_are_answered_alike);
	T_RUN(what_does_not_fit_is_not_kept);
	return t_end();
}
