/* The fast paths give the words, offsets and paragraphs of ICU's path: on
 * random text of nasty alphabets and on real articles. */
#include "core/base/buf.h"
#include "core/text/codepoint.h"
#include "tests/text/words.h"

static struct ns_analyzer *an;

/* Each a set of characters that meet in words, or break them. */
static const char *const alphabets[] = {
	"ab I'’.-_@#+:, 5\n",
	"aé'’ʼ`´.·:;,\"0123 \t",
	"xÉéi\xcc\x87I\xcc\x81İıſßﬁ\xc2\xad '.",
	"שהצ'\"״׳.:a5_\xd6\xb0 ",
	"ابتـ\xd9\x8e\xd9\x91،۵.,'  ي",
	"иёй\xcc\x86\xcc\x81' .Їі",
	"தமிழ்கொ\xe0\xae\xbe\xe0\xaf\x86 ௰.a1",
	"සිංහල\xe2\x80\x8d\xe0\xb7\x8aයක්\xe0\xb7\x9a 's",
	"हिन्दी\xe0\xa4\xbc\xe2\x80\x8c।'a ",
	"漢字かなカナーｶﾞ々〇a1'.、　 ",
	("한국어\xcc\x81"
	 "abc12가'_. \xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8"),
	"ไทยภาษา\xe0\xb9\x88 a1'._ລາວខ្មែ",
	"a\xe2\x80\x8d©❤👍🏽\xef\xb8\x8f🇫🇷🇩🇪' 1\xe2\x83\xa3",
	"½²₂ⅣⓂⓐℹ™①a1 .'ﷺŉ\xef\xbd\x81\xef\xbc\x91",
	("𝐀𝟏𐐀𐐨𠀀\xf0\x9b\x80\x80"
	 "a' .1"),
	"C+#F ++##a1\xc3\xa9_@",
	"U.S.A.Né5. ",
	"\r\n\v\f\xc2\x85\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaf\xc2\xa0 a.1!",
	("\xcc\x81\xe2\x80\x8d\xc2\xad\xef\xbb\xbf\xe2\x80\x8b"
	 "a1'._ "),
	"s'S’llredvm dlqu’ ",
};

static const char *const langs[] = { "en", "fr", "tr", "de", "ru", "" };

/* Appends a random character of the alphabet, or of all of Unicode. */
static void put_random(struct ns_buf *b, const char *alphabet, uint64_t *seed)
{
	const uint8_t *p = (const uint8_t *)alphabet;
	const uint8_t *end = p + strlen(alphabet), *next = p;
	uint64_t skip = t_random(seed) % 32;
	uint8_t out[4];
	uint32_t c = 0;

	for (uint64_t i = 0; i <= skip; i++) {
		if (next == end)
			next = p;
		next = ns_codepoint_next(next, end, &c);
	}
	if (t_random(seed) % 64 == 0)
		c = (uint32_t)(t_random(seed) % 0x3000);
	if (t_random(seed) % 256 == 0)
		c = (uint32_t)(t_random(seed) % 0x20000);
	if (c - 0xd800 < 0x800)
		c = ' ';
	ns_buf_put(b, out, (size_t)(ns_codepoint_put(out, c) - out));
}

static void random_text_is_the_same(void)
{
	enum { ALPHABETS = sizeof(alphabets) / sizeof(alphabets[0]) };
	struct ns_buf text = { 0 };
	uint64_t seed = 99;

	for (uint32_t i = 0; i < t_scaled(60000); i++) {
		const char *alphabet = alphabets[i % ALPHABETS];
		const char *lang = langs[t_random(&seed) % 6];
		uint64_t n = 1 + t_random(&seed) % 40;

		ns_buf_reset(&text);
		while (n--)
			put_random(&text, alphabet, &seed);
		if (!same_both_ways(an, lang, ns_buf_view(&text)))
			T_FAIL("alphabet %d, language '%s'", i % ALPHABETS,
			       lang);
	}
	ns_buf_free(&text);
}

/* All alphabets mixed, long: chunks of every kind follow each other. */
static void mixed_text_is_the_same(void)
{
	enum { ALPHABETS = sizeof(alphabets) / sizeof(alphabets[0]) };
	struct ns_buf text = { 0 };
	uint64_t seed = 98;

	for (int i = 0; i < 1000; i++) {
		ns_buf_reset(&text);
		for (int k = 0; k < 2000; k++)
			put_random(&text,
				   alphabets[t_random(&seed) % ALPHABETS],
				   &seed);
		T_OK(same_both_ways(an, langs[i % 6], ns_buf_view(&text)));
	}
	ns_buf_free(&text);
}

/* Every character of the basic plane and some beyond: behind letters, digits
 * and marks, before a mark and a letter. */
static void every_character_is_the_same(void)
{
	static const char *const before[] = { "",   "a", "x5",       "6,",
					      "a.", "é", "a\xcc\x81" };
	struct ns_buf text = { 0 };
	uint8_t out[4];

	for (uint32_t c = 1; c < 0x30000; c += c < 0x10000 ? 1 : 61) {
		size_t n = (size_t)(ns_codepoint_put(out, c) - out);

		if (c - 0xd800 < 0x800)
			continue;
		ns_buf_reset(&text);
		for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
			ns_buf_text(&text, ns_str_of(before[i]));
			ns_buf_put(&text, out, n);
			ns_buf_text(&text, i & 1 ? NS_STR("\xcc\x81q. ")
						 : NS_STR("a "));
		}
		T_OK(same_both_ways(an, "en", ns_buf_view(&text)));
	}
	ns_buf_free(&text);
}

/* Lines of JSON are text enough: keys, numbers, escapes, three languages. */
static void real_text_is_the_same(void)
{
	static const char *const files[] = { "lk-2024", "senate-2004-2008",
					     "headlines-1m" };
	char command[512], *line = NULL;
	size_t cap = 0;
	ssize_t n;

	if (!t_data())
		T_SKIP("DATA is not set");
	for (int i = 0; i < 3; i++) {
		FILE *f;
		int lines = 0;

		snprintf(command, sizeof(command),
			 "zstd -dcq '%s/bench/%s.jsonl.zst' 2>/dev/null",
			 t_data(), files[i]);
		f = popen(command, "r");
		while (f && lines < 3000 && (n = getline(&line, &cap, f)) > 0) {
			struct ns_str text = { line, (size_t)n };

			T_OK(same_both_ways(an, lines++ % 2 ? "en" : "fr",
					    text));
		}
		if (f)
			pclose(f);
		if (!lines)
			fprintf(stderr, "%s is absent\n", files[i]);
	}
	free(line);
}

int main(void)
{
	an = analyzer_open();
	T_RUN(random_text_is_the_same);
	T_RUN(mixed_text_is_the_same);
	T_RUN(every_character_is_the_same);
	T_RUN(real_text_is_the_same);
	ns_analyzer_free(an);
	return t_end();
}
