#include "core/text/fold.h"

#include "core/text/codepoint.h"
#include "core/text/cut.h"

/* The last character that was written, as far as the next one asks. */
struct last {
	uint32_t c;
	bool mark;
};

/* Says whether a mark stays as it is behind the character c: no composition,
 * and no mark inside c that it could slip under. */
static bool takes_mark(const struct ns_unicode *u, uint32_t c, uint32_t mark)
{
	uint32_t part[NS_DECOMPOSED];

	return c && !ns_unicode_composes(u, c, mark) &&
	       ns_unicode_decompose(u, c, part) == 1;
}

/* Says whether b may stand behind a as it is. A script has few such pairs, and
 * asking ICU for each is slow: the last answer is kept. */
static bool stands_behind(struct ns_chars *t, uint32_t a, uint32_t b,
			  bool is_mark)
{
	uint32_t pair = a << 16 | b;
	struct ns_char_pair *kept =
		&t->pair[pair * UINT32_C(0x9e3779b1) >> (32 - NS_PAIR_BITS)];

	if (kept->pair != pair || kept->is_mark != is_mark || !kept->known)
		*kept = (struct ns_char_pair){
			.pair = pair,
			.is_mark = is_mark,
			.known = true,
			.stands = is_mark ? takes_mark(t->unicode, a, b)
					  : !ns_unicode_composes(t->unicode, a,
								 b),
		};
	return kept->stands;
}

/* Folds c behind *last; false where the two may interact in a way that only
 * the normaliser knows. */
static bool fold_char(struct ns_chars *t, uint32_t c, struct last *last,
		      uint8_t **out)
{
	uint8_t facts = ns_char_facts(t, c);
	uint32_t folded = t->folded[c];

	switch (ns_facts_fold(facts)) {
	case NS_FOLD_DROP:
		return true;
	case NS_FOLD_PLAIN:
		*last = (struct last){ folded, false };
		break;
	case NS_FOLD_MAYBE:
		if (last->mark || !stands_behind(t, last->c, folded, false))
			return false;
		*last = (struct last){ folded, false };
		break;
	case NS_FOLD_MARK:
		if (last->mark || !stands_behind(t, last->c, folded, true))
			return false;
		*last = (struct last){ folded, true };
		break;
	default:
		return false;
	}
	*out = ns_codepoint_put(*out, folded);
	return true;
}

enum ns_folded ns_fold_quick(struct ns_chars *t, struct ns_str s, bool turkic,
			     struct ns_buf *out)
{
	const uint8_t *p = (const uint8_t *)s.p, *end = p + s.n;
	uint8_t *begin = ns_buf_room(out, s.n * 2 + 4), *to = begin;
	struct last last = { 0 };
	bool cut = false;
	uint32_t c;

	if (!begin)
		return NS_FOLDED_NOT;
	while (p < end) {
		p = ns_codepoint_next(p, end, &c);
		if (c >= NS_CHARS_BMP || (turkic && (c == 'I' || c == 0x130)))
			return NS_FOLDED_NOT;
		if (!fold_char(t, c, &last, &to))
			return NS_FOLDED_NOT;
		cut |= ns_may_cut(last.c);
	}
	out->n += (size_t)(to - begin);
	return cut ? NS_FOLDED : NS_FOLDED_PLAIN;
}

/* Letters with a stroke or of two parts have no decomposition. */
static const struct {
	uint32_t c;
	char plain[3];
} strokes[] = {
	{ 0x00e6, "ae" }, { 0x00f0, "d" }, { 0x00f8, "o" }, { 0x00fe, "th" },
	{ 0x0111, "d" },  { 0x0127, "h" }, { 0x0131, "i" }, { 0x0142, "l" },
	{ 0x0153, "oe" }, { 0x0167, "t" }, { 0x0180, "b" }, { 0x019a, "l" },
	{ 0x01b6, "z" },  { 0x01e5, "g" }, { 0x0249, "j" }, { 0x0253, "b" },
	{ 0x0257, "d" },  { 0x0268, "i" }, { 0x0289, "u" }, { 0x0199, "k" },
	{ 0x01b4, "y" },
};

static bool in(uint32_t c, uint32_t first, uint32_t last)
{
	return c - first <= last - first;
}

static bool is_latin_or_greek(uint32_t c)
{
	return in(c, 0xc0, 0x24f) || in(c, 0x250, 0x2af) ||
	       in(c, 0x370, 0x3ff) || in(c, 0x1e00, 0x1fff);
}

static bool is_accent(uint32_t c)
{
	return in(c, 0x300, 0x36f) || in(c, 0x1ab0, 0x1aff) ||
	       in(c, 0x1dc0, 0x1dff) || in(c, 0x20d0, 0x20ff) ||
	       in(c, 0xfe20, 0xfe2f);
}

static bool is_point(uint32_t c)
{
	return in(c, 0x591, 0x5bd) || c == 0x5bf || in(c, 0x5c1, 0x5c2) ||
	       in(c, 0x5c4, 0x5c5) || c == 0x5c7 || c == 0x640 ||
	       in(c, 0x64b, 0x652) || c == 0x670 || in(c, 0x6d6, 0x6dc) ||
	       in(c, 0x6df, 0x6e4) || in(c, 0x6e7, 0x6e8) ||
	       in(c, 0x6ea, 0x6ed);
}

static uint8_t *put_plain(uint8_t *out, uint32_t c)
{
	for (size_t i = 0; i < sizeof(strokes) / sizeof(strokes[0]); i++) {
		if (strokes[i].c != c)
			continue;
		for (const char *p = strokes[i].plain; *p; p++)
			*out++ = (uint8_t)*p;
		return out;
	}
	return ns_codepoint_put(out, c);
}

/* Writes c without marks; base is the last character that is no accent. */
static uint8_t *put_bare(const struct ns_unicode *u, uint32_t c, uint32_t base,
			 uint8_t *out)
{
	uint32_t part[NS_DECOMPOSED];
	unsigned n;

	if (is_accent(c)) {
		if (base < 0x80 || is_latin_or_greek(base))
			return out;
		return ns_codepoint_put(out, c);
	}
	if (is_point(c))
		return out;
	if (c == 0x451)
		c = 0x435;
	if (!is_latin_or_greek(c))
		return ns_codepoint_put(out, c);
	n = ns_unicode_decompose(u, c, part);
	for (unsigned i = 0; i < n; i++) {
		if (!is_accent(part[i]))
			out = put_plain(out, part[i]);
	}
	return out;
}

void ns_marks_off(const struct ns_unicode *u, struct ns_str word,
		  struct ns_buf *out)
{
	const uint8_t *p = (const uint8_t *)word.p, *end = p + word.n;
	uint8_t *begin =
		ns_buf_room(out, word.n * 2 + sizeof(uint32_t[NS_DECOMPOSED]));
	uint8_t *to = begin;
	uint32_t c, base = 0;

	if (!begin)
		return;
	while (p < end) {
		p = ns_codepoint_next(p, end, &c);
		if (c < 0x80)
			*to++ = (uint8_t)c;
		else
			to = put_bare(u, c, base, to);
		if (!is_accent(c))
			base = c;
	}
	if (to == begin)
		ns_buf_text(out, word);
	else
		out->n += (size_t)(to - begin);
}
