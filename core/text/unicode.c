#include "core/text/unicode.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "core/text/chars.h"
#include "core/text/codepoint.h"

/* UTF-16 units that grow. */
struct units {
	UChar *p;
	int32_t n, cap;
};

struct ns_unicode {
	UBreakIterator *words;
	const UNormalizer2 *fold, *nfc;
	struct units text; // what is being broken
	struct units a, b; // scratch of the folds
	const uint8_t *at; // walks the source of text
	const uint8_t *begin, *end;
	int32_t at_unit;
};

enum { KEPT_UNITS = 1 << 20 }; // a larger buffer is given back after use

static enum ns_code icu_failed(UErrorCode error, struct ns_error *e)
{
	if (error == U_MEMORY_ALLOCATION_ERROR)
		return ns_fail(e, NS_NOMEM, "no memory for ICU");
	return ns_fail(e, NS_INVALID, "ICU says %s", u_errorName(error));
}

static bool units_room(struct units *b, int32_t n)
{
	UChar *p;

	if (n <= b->cap)
		return true;
	p = realloc(b->p, (size_t)n * sizeof(*p));
	if (!p)
		return false;
	b->p = p;
	b->cap = n;
	return true;
}

void ns_unicode_free(struct ns_unicode *u)
{
	if (!u)
		return;
	if (u->words)
		ubrk_close(u->words);
	free(u->text.p);
	free(u->a.p);
	free(u->b.p);
	free(u);
}

enum ns_code ns_unicode_open(struct ns_unicode **out, struct ns_error *e)
{
	struct ns_unicode *u = calloc(1, sizeof(*u));
	UErrorCode error = U_ZERO_ERROR;

	*out = NULL;
	if (!u)
		return ns_fail(e, NS_NOMEM, "no memory for the analyser");
	u->words = ubrk_open(UBRK_WORD, "", NULL, 0, &error);
	u->fold = unorm2_getNFKCCasefoldInstance(&error);
	u->nfc = unorm2_getNFCInstance(&error);
	if (U_FAILURE(error)) {
		ns_unicode_free(u);
		return icu_failed(error, e);
	}
	*out = u;
	return NS_OK;
}

/* s as UTF-16 in *b, through ns_char_map when asked. A character never takes
 * more units than bytes. */
static bool units_read(struct units *b, struct ns_str s, bool mapped)
{
	const uint8_t *p = (const uint8_t *)s.p, *end = p + s.n;

	if (!units_room(b, (int32_t)s.n + 1))
		return false;
	b->n = 0;
	while (p < end) {
		uint32_t c;

		p = ns_codepoint_next(p, end, &c);
		if (mapped)
			c = ns_char_map(c);
		if (c < 0x10000) {
			b->p[b->n++] = (UChar)c;
		} else {
			b->p[b->n++] = U16_LEAD(c);
			b->p[b->n++] = U16_TRAIL(c);
		}
	}
	return true;
}

enum ns_code ns_breaks_start(struct ns_unicode *u, struct ns_str text,
			     bool mapped, struct ns_error *e)
{
	UErrorCode error = U_ZERO_ERROR;

	if (text.n >= INT32_MAX)
		return ns_fail(e, NS_LIMIT, "text of %zu bytes", text.n);
	if (u->text.cap > KEPT_UNITS && text.n <= KEPT_UNITS) {
		free(u->text.p);
		u->text = (struct units){ 0 };
	}
	if (!units_read(&u->text, text, mapped))
		return ns_fail(e, NS_NOMEM, "no memory to break words");
	ubrk_setText(u->words, u->text.p, u->text.n, &error);
	if (U_FAILURE(error))
		return icu_failed(error, e);
	ubrk_first(u->words);
	u->begin = u->at = (const uint8_t *)text.p;
	u->end = u->at + text.n;
	u->at_unit = 0;
	return NS_OK;
}

bool ns_breaks_next(struct ns_unicode *u, size_t *end_byte)
{
	int32_t next = ubrk_next(u->words);
	uint32_t c;

	if (next == UBRK_DONE)
		return false;
	while (u->at_unit < next) {
		u->at = ns_codepoint_next(u->at, u->end, &c);
		u->at_unit += c < 0x10000 ? 1 : 2;
	}
	*end_byte = (size_t)(u->at - u->begin);
	return true;
}

/* Normalises *in into *out, growing it as ICU asks. */
static UErrorCode normalize(const UNormalizer2 *form, const struct units *in,
			    struct units *out)
{
	UErrorCode error = U_ZERO_ERROR;

	out->n = unorm2_normalize(form, in->p, in->n, out->p, out->cap, &error);
	if (error != U_BUFFER_OVERFLOW_ERROR)
		return error;
	if (!units_room(out, out->n))
		return U_MEMORY_ALLOCATION_ERROR;
	error = U_ZERO_ERROR;
	out->n = unorm2_normalize(form, in->p, in->n, out->p, out->cap, &error);
	return error;
}

static void swap_units(struct ns_unicode *u)
{
	struct units a = u->a;

	u->a = u->b;
	u->b = a;
}

/* u->a through NFC (I with a combining dot becomes one letter), then the two
 * capitals I as Turkish and Azerbaijani fold them. */
static UErrorCode fold_turkic(struct ns_unicode *u)
{
	UErrorCode error = normalize(u->nfc, &u->a, &u->b);

	if (U_FAILURE(error))
		return error;
	swap_units(u);
	for (int32_t i = 0; i < u->a.n; i++) {
		if (u->a.p[i] == 'I')
			u->a.p[i] = 0x0131;
		else if (u->a.p[i] == 0x0130)
			u->a.p[i] = 'i';
	}
	return U_ZERO_ERROR;
}

static uint32_t units_next(const struct units *b, int32_t *i)
{
	uint32_t c = b->p[(*i)++];

	if (!U16_IS_SURROGATE(c))
		return c;
	if (!U16_IS_SURROGATE_LEAD(c) || *i == b->n || !U16_IS_TRAIL(b->p[*i]))
		return NS_CODEPOINT_BAD;
	return 0x10000 + ((c - 0xd800) << 10) + (b->p[(*i)++] - 0xdc00u);
}

static enum ns_code units_write(const struct units *b, struct ns_buf *out,
				struct ns_error *e)
{
	uint8_t *begin = ns_buf_room(out, (size_t)b->n * 3 + 4), *p = begin;

	if (!begin)
		return ns_fail(e, NS_NOMEM, "no memory to fold words");
	for (int32_t i = 0; i < b->n;)
		p = ns_codepoint_put(p, units_next(b, &i));
	out->n += (size_t)(p - begin);
	return NS_OK;
}

enum ns_code ns_unicode_fold(struct ns_unicode *u, struct ns_str s, bool turkic,
			     struct ns_buf *out, struct ns_error *e)
{
	UErrorCode error = U_ZERO_ERROR;

	if (s.n >= INT32_MAX / 32)
		return ns_fail(e, NS_LIMIT, "word of %zu bytes", s.n);
	if (!units_read(&u->a, s, true))
		return ns_fail(e, NS_NOMEM, "no memory to fold words");
	if (turkic)
		error = fold_turkic(u);
	if (U_SUCCESS(error))
		error = normalize(u->fold, &u->a, &u->b);
	if (U_FAILURE(error))
		return icu_failed(error, e);
	return units_write(&u->b, out, e);
}

unsigned ns_unicode_decompose(const struct ns_unicode *u, uint32_t c,
			      uint32_t out[NS_DECOMPOSED])
{
	UErrorCode error = U_ZERO_ERROR;
	UChar text[16];
	struct units parts = { text, 0, 16 };
	unsigned n = 0;

	parts.n = unorm2_getDecomposition(u->nfc, (UChar32)c, text, 16, &error);
	for (int32_t i = 0; i < parts.n && n < NS_DECOMPOSED;)
		out[n++] = units_next(&parts, &i);
	if (n == 0)
		out[n++] = c;
	return n;
}

bool ns_unicode_composes(const struct ns_unicode *u, uint32_t a, uint32_t b)
{
	return unorm2_composePair(u->nfc, (UChar32)a, (UChar32)b) >= 0;
}

static bool is_word(uint32_t c)
{
	return (U_GET_GC_MASK((UChar32)c) & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
}

static bool is_cjk(uint32_t c)
{
	UErrorCode error = U_ZERO_ERROR;
	UScriptCode script;

	if (c < 0x2e80 || !is_word(c))
		return false;
	if (c == 0x30fc || c == 0xff70) // the long vowel of both kana
		return true;
	script = uscript_getScript((UChar32)c, &error);
	return U_SUCCESS(error) &&
	       (script == USCRIPT_HAN || script == USCRIPT_HIRAGANA ||
		script == USCRIPT_KATAKANA);
}

/* ICU's root rules are UAX #29 but for these: ':' joins no letters, '@' is a
 * letter, Hangul joins nothing but Hangul, South-East Asian letters go to a
 * dictionary. */
static enum ns_break break_of(uint32_t c)
{
	static const uint8_t of[U_WB_COUNT] = {
		[U_WB_ALETTER] = NS_BREAK_LETTER,
		[U_WB_FORMAT] = NS_BREAK_EXTEND,
		[U_WB_KATAKANA] = NS_BREAK_ICU,
		[U_WB_MIDLETTER] = NS_BREAK_MID_LETTER,
		[U_WB_MIDNUM] = NS_BREAK_MID_DIGIT,
		[U_WB_NUMERIC] = NS_BREAK_DIGIT,
		[U_WB_EXTENDNUMLET] = NS_BREAK_JOINER,
		[U_WB_EXTEND] = NS_BREAK_EXTEND,
		[U_WB_MIDNUMLET] = NS_BREAK_MID_BOTH,
		[U_WB_REGIONAL_INDICATOR] = NS_BREAK_ICU,
		[U_WB_HEBREW_LETTER] = NS_BREAK_HEBREW,
		[U_WB_SINGLE_QUOTE] = NS_BREAK_QUOTE,
		[U_WB_DOUBLE_QUOTE] = NS_BREAK_DOUBLE_QUOTE,
		[U_WB_ZWJ] = NS_BREAK_ZWJ,
	};
	int32_t wb = u_getIntPropertyValue((UChar32)c, UCHAR_WORD_BREAK);
	bool picture =
		u_hasBinaryProperty((UChar32)c, UCHAR_EXTENDED_PICTOGRAPHIC);

	if (c == '@')
		return NS_BREAK_LETTER;
	if (c == ':' || c == 0xfe55 || c == 0xff1a)
		return NS_BREAK_OTHER;
	if (is_cjk(c))
		return NS_BREAK_CJK;
	if (c >= 0xac00 && c <= 0xd7a3)
		return NS_BREAK_HANGUL;
	if (u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK) ==
	    U_LB_COMPLEX_CONTEXT)
		return NS_BREAK_ICU;
	if (picture)
		return of[wb] ? NS_BREAK_ICU : NS_BREAK_PICTURE;
	return (enum ns_break)of[wb];
}

static void fold_of(struct ns_unicode *u, uint32_t c, struct ns_char *out)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar from[2], to[4];
	int32_t n = 0;
	uint8_t class;

	U16_APPEND_UNSAFE(from, n, c);
	n = unorm2_normalize(u->fold, from, n, to, 4, &error);
	out->fold = n == 0 ? NS_FOLD_DROP : NS_FOLD_HARD;
	if (n != 1 || U_FAILURE(error) || U16_IS_SURROGATE(to[0]))
		return;
	out->folded = to[0];
	class = u_getCombiningClass(to[0]);
	if (class)
		out->fold = NS_FOLD_MARK;
	else if (unorm2_quickCheck(u->nfc, to, 1, &error) == UNORM_YES)
		out->fold = NS_FOLD_PLAIN;
	else
		out->fold = NS_FOLD_MAYBE;
}

struct ns_char ns_unicode_char(struct ns_unicode *u, uint32_t c)
{
	struct ns_char out = { .brk = NS_BREAK_OTHER, .fold = NS_FOLD_HARD };

	c = ns_char_map(c);
	if (c >= 0xd800 && c < 0xe000)
		return out;
	out.brk = break_of(c);
	out.word = out.brk != NS_BREAK_EXTEND && is_word(c);
	fold_of(u, c, &out);
	return out;
}
