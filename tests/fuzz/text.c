/* The fast path and ICU's cut any text into the same words. The first byte
 * chooses the language. */
#include <stdlib.h>
#include <string.h>

#include "core/text/analyze.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct ns_analyzer *an;
static struct ns_words fast, slow;

static void compare(struct ns_lang lang, struct ns_str text)
{
	if (ns_analyze(an, lang, text, &fast, NULL) ||
	    ns_analyze_slow(an, lang, text, &slow, NULL) || fast.n != slow.n)
		abort();
	for (uint32_t i = 0; i < fast.n; i++) {
		struct ns_str a = ns_word_str(&fast, i);
		struct ns_str b = ns_word_str(&slow, i);

		if (!ns_str_eq(a, b) ||
		    fast.word[i].start != slow.word[i].start ||
		    fast.word[i].end != slow.word[i].end ||
		    fast.word[i].end > text.n)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const codes[] = { "en", "tr", "fr", "el", "ar",
					     "ta", "zh", "sr", "th", "" };
	struct ns_lang lang;

	if (n == 0 || (!an && ns_analyzer_open(&an, NULL)) ||
	    ns_lang_parse(ns_str_of(codes[*data % 10]), &lang))
		return 0;
	compare(lang, (struct ns_str){ (const char *)data + 1, n - 1 });
	return 0;
}
