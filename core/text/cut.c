#include "core/text/cut.h"

#include "core/text/codepoint.h"

/* Lists hold a space before and after each entry. */
struct rules {
	char lang[NS_LANG_BYTES];
	const char *heads; // elided: stand before an apostrophe
	const char *tails; // stand behind the last apostrophe
};

#define FRENCH " l d j m t s n c qu jusqu lorsqu puisqu quoiqu "
#define ITALIAN                                                            \
	" l un d c m t s v all dall dell nell sull coll pell gl agl dagl " \
	"degl negl sugl quest quell "

static const struct rules rules[] = {
	{ "ca", " l d m n s t ", NULL }, { "da", NULL, " s " },
	{ "de", NULL, " s " },           { "en", NULL, " s ll re ve d m " },
	{ "eo", " l ", NULL },           { "fr", FRENCH, NULL },
	{ "ga", " d m b ", NULL },       { "it", ITALIAN, NULL },
	{ "nl", NULL, " s " },           { "no", NULL, " s " },
	{ "oc", FRENCH, NULL },          { "pt", " d ", NULL },
	{ "sv", NULL, " s " },
};

static bool listed(const char *list, const uint8_t *p, size_t n)
{
	const char *next;

	if (!list || n == 0)
		return false;
	for (list++; *list; list = next + 1) {
		next = strchr(list, ' ');
		if ((size_t)(next - list) == n && memcmp(list, p, n) == 0)
			return true;
	}
	return false;
}

static const struct rules *rules_of(struct ns_lang lang)
{
	static const struct rules none;

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (memcmp(rules[i].lang, lang.code, NS_LANG_BYTES) == 0)
			return &rules[i];
	}
	return &none;
}

static void keep(uint8_t *p, size_t *n, size_t from, size_t to)
{
	memmove(p, p + from, to - from);
	*n = to - from;
}

static unsigned count_quotes(const uint8_t *p, size_t n)
{
	unsigned count = 0;

	for (size_t i = 0; i < n; i++)
		count += p[i] == '\'';
	return count;
}

/* A Turkish name's ending goes with its apostrophe (Ankara'da); no ending
 * begins with "an", as Kur'an does. */
static struct ns_cut cut_turkish(uint8_t *p, size_t *n, size_t quote)
{
	if (quote == 0 ||
	    (*n - quote > 2 && p[quote + 1] == 'a' && p[quote + 2] == 'n'))
		return (struct ns_cut){ 0 };
	keep(p, n, 0, quote);
	return (struct ns_cut){ .before = 1 };
}

static struct ns_cut cut_quotes(struct ns_lang lang, uint8_t *p, size_t *n)
{
	const struct rules *r = rules_of(lang);
	const uint8_t *quote = memchr(p, '\'', *n);
	size_t at = (size_t)(quote - p);
	struct ns_cut cut = { 0 };
	unsigned count = count_quotes(p, *n);

	if (memcmp(lang.code, "tr", 3) == 0)
		return cut_turkish(p, n, at);
	if (at + 1 < *n && listed(r->heads, p, at)) {
		keep(p, n, at + 1, *n);
		cut.after = 1;
	}
	quote = memrchr(p, '\'', *n);
	at = quote ? (size_t)(quote - p) : 0;
	if (at && listed(r->tails, quote + 1, *n - at - 1)) {
		keep(p, n, 0, at);
		cut.before = count;
	}
	return cut;
}

static bool is_cyrillic(uint8_t lead)
{
	return lead >= 0xd0 && lead <= 0xd4;
}

/* Says how many bytes at `at`, of which n are left, vanish inside a word:
 * apostrophes (also the one of NFKC's "'n"), Hebrew's marks of numbers and
 * acronyms, Catalan's middle dot (a stemmer takes col·legi and collegi for
 * strangers), stress accents on Cyrillic letters, and the spaces that NFKC
 * writes for some ligatures. `lead` is the second byte before. */
static size_t vanishing(const uint8_t *at, size_t n, uint8_t lead)
{
	if (*at == '\'' || *at == '"' || *at == ' ')
		return 1;
	if (n < 2)
		return 0;
	if ((at[0] == 0xca && at[1] == 0xbc) ||
	    (at[0] == 0xd7 && (at[1] == 0xb3 || at[1] == 0xb4)) ||
	    (at[0] == 0xc2 && at[1] == 0xb7))
		return 2;
	if (is_cyrillic(lead) && at[0] == 0xcc &&
	    (at[1] == 0x80 || at[1] == 0x81))
		return 2;
	return 0;
}

static void squeeze(uint8_t *p, size_t *n)
{
	size_t kept = 0, gone;

	for (size_t i = 0; i < *n; i += gone ? gone : 1) {
		gone = vanishing(p + i, *n - i, kept > 1 ? p[kept - 2] : 0);
		if (!gone)
			p[kept++] = p[i];
	}
	*n = kept;
}

/* Says whether p[0..n) is one letter, dot, one letter ... */
static bool is_acronym(struct ns_chars *t, const uint8_t *p, size_t n)
{
	const uint8_t *end = p + n;
	unsigned letters = 0, run = 0;
	uint32_t c;

	while (p < end) {
		enum ns_break b;

		p = ns_codepoint_next(p, end, &c);
		b = ns_facts_break(ns_char_any(t, c));
		if (c == '.' && run == 1)
			run = 0;
		else if ((b == NS_BREAK_LETTER || b == NS_BREAK_HEBREW) &&
			 run++ == 0)
			letters++;
		else if (b != NS_BREAK_EXTEND || run == 0)
			return false;
	}
	return letters > 1 && run == 1;
}

static void cut_dots(struct ns_chars *t, struct ns_lang lang, uint8_t *p,
		     size_t *n)
{
	uint8_t plain[NS_WORD_BYTES];
	size_t kept = 0;

	if (*n > NS_WORD_BYTES || !is_acronym(t, p, *n))
		return;
	for (size_t i = 0; i < *n; i++) {
		if (p[i] != '.')
			plain[kept++] = p[i];
	}
	if (ns_is_stop_word(lang, (struct ns_str){ (char *)plain, kept }))
		return;
	memcpy(p, plain, kept);
	*n = kept;
}

struct ns_cut ns_cut_word(struct ns_chars *t, struct ns_lang lang, uint8_t *p,
			  size_t *n)
{
	struct ns_cut cut = { 0 };

	if (*n && memchr(p, '\'', *n))
		cut = cut_quotes(lang, p, n);
	squeeze(p, n);
	if (*n && memchr(p, '.', *n))
		cut_dots(t, lang, p, n);
	return cut;
}
