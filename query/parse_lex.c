#include "query/parse_lex.h"

enum { NUMBER_BYTES = 12, BOOST_MAX = 1000 };

/* Quotation marks. A quote ends at the first closing mark of its family:
 * people mix “, ” and ", and write « » either way round. */
enum family { DOUBLE, ANGLE, CORNER, WHITE_CORNER, FAMILIES };

static const struct mark {
	const char *text;
	enum family family;
	bool opens, closes;
} marks[] = {
	{ "\"", DOUBLE, true, true },
	{ "\u201c", DOUBLE, true, true },
	{ "\u201d", DOUBLE, true, true },
	{ "\u201e", DOUBLE, true, false },
	{ "\u201f", DOUBLE, true, true },
	{ "\uff02", DOUBLE, true, true },
	{ "\u00ab", ANGLE, true, true },
	{ "\u00bb", ANGLE, true, true },
	{ "\u300c", CORNER, true, false },
	{ "\u300d", CORNER, false, true },
	{ "\u300e", WHITE_CORNER, true, false },
	{ "\u300f", WHITE_CORNER, false, true },
};

static const struct ns_quotes pairs[FAMILIES] = {
	[DOUBLE] = { "\"", "\"" },
	[ANGLE] = { "\u00ab", "\u00bb" },
	[CORNER] = { "\u300c", "\u300d" },
	[WHITE_CORNER] = { "\u300e", "\u300f" },
};

static bool is_at(struct ns_str s, size_t at, const char *text)
{
	size_t n = strlen(text);

	return s.n - at >= n && memcmp(s.p + at, text, n) == 0;
}

static const struct mark *mark_at(struct ns_str s, size_t at)
{
	uint8_t c = (uint8_t)s.p[at];

	if (c != '"' && c < 0xc2)
		return NULL;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (is_at(s, at, marks[i].text))
			return &marks[i];
	return NULL;
}

/* U+0085, U+00A0, U+1680, U+2000..200B, U+2028, 2029, 202F, 205F, 3000 and the
 * byte order mark. */
size_t ns_lex_space(struct ns_str s, size_t at)
{
	const uint8_t *p = (const uint8_t *)s.p + at;
	size_t left = s.n - at;

	if (*p <= ' ' || *p == 0x7f)
		return 1;
	if (*p == 0xc2 && left >= 2)
		return p[1] == 0x85 || p[1] == 0xa0 ? 2 : 0;
	if (left < 3 || *p < 0xe1)
		return 0;
	if (*p == 0xe2 && p[1] == 0x80 &&
	    (p[2] <= 0x8b || p[2] == 0xa8 || p[2] == 0xa9 || p[2] == 0xaf))
		return 3;
	if (memcmp(p, "\xe1\x9a\x80", 3) == 0 ||
	    memcmp(p, "\xe2\x81\x9f", 3) == 0 ||
	    memcmp(p, "\xe3\x80\x80", 3) == 0 ||
	    memcmp(p, "\xef\xbb\xbf", 3) == 0)
		return 3;
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || (uint8_t)c >= 0x80;
}

bool ns_lex_has_letters(struct ns_str s)
{
	return ns_lex_letters(s) > 0;
}

uint32_t ns_lex_letters(struct ns_str s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += is_letter(s.p[i]) && ((uint8_t)s.p[i] & 0xc0) != 0x80;
	return n;
}

struct ns_quotes ns_lex_quotes(struct ns_str text)
{
	bool used[FAMILIES] = { false };
	int f = 0;

	for (size_t i = 0; i < text.n; i++) {
		const struct mark *m = mark_at(text, i);

		if (m && m->closes)
			used[m->family] = true;
	}
	while (f < FAMILIES - 1 && used[f])
		f++;
	return pairs[f];
}

/* ---- tokens -------------------------------------------------------------- */

static struct ns_str trim(struct ns_str s)
{
	size_t from = 0, to = 0, n;

	while (from < s.n && (n = ns_lex_space(s, from)) > 0)
		from += n;
	for (size_t i = from; i < s.n; i += n ? n : 1) {
		n = ns_lex_space(s, i);
		if (!n)
			to = i + 1;
	}
	return (struct ns_str){ s.p + from, to > from ? to - from : 0 };
}

static void quote(struct ns_lexer *lx, const struct mark *opening,
		  struct ns_token *t)
{
	struct ns_str s = lx->text;
	size_t from = lx->at + strlen(opening->text), i = from;
	const struct mark *m = NULL;

	for (; i < s.n; i++) {
		m = mark_at(s, i);
		if (m && m->closes && m->family == opening->family)
			break;
		m = NULL;
	}
	t->kind = NS_TOKEN_QUOTE;
	t->text = trim((struct ns_str){ s.p + from, i - from });
	t->open = !m;
	lx->at = m ? i + strlen(m->text) : i;
}

static bool ends_word(struct ns_str s, size_t at)
{
	char c = s.p[at];

	return c == '(' || c == ')' || c == '|' || ns_lex_space(s, at) ||
	       mark_at(s, at);
}

static void word(struct ns_lexer *lx, struct ns_token *t)
{
	struct ns_str s = lx->text;
	const struct mark *m;
	size_t i = lx->at;

	/* A word ends behind a square bracket: date:[a TO b]c is read once. */
	while (i < s.n && !ends_word(s, i)) {
		char c = s.p[i++];

		if (c == ']' || c == '}')
			break;
	}
	m = i < s.n ? mark_at(s, i) : NULL;
	t->kind = NS_TOKEN_WORD;
	t->text = (struct ns_str){ s.p + lx->at, i - lx->at };
	t->attached = i < s.n && (s.p[i] == '(' || (m && m->opens));
	lx->at = i;
}

/* Steps over white space, and over closing marks that close nothing. */
static void skip(struct ns_lexer *lx)
{
	while (lx->at < lx->text.n) {
		size_t n = ns_lex_space(lx->text, lx->at);
		const struct mark *m = n ? NULL : mark_at(lx->text, lx->at);

		if (m && !m->opens)
			n = strlen(m->text);
		if (!n)
			return;
		lx->at += n;
	}
}

static enum ns_token_kind bracket(char c)
{
	return c == '('   ? NS_TOKEN_OPEN
	       : c == ')' ? NS_TOKEN_CLOSE
	       : c == '|' ? NS_TOKEN_BAR
			  : NS_TOKEN_WORD;
}

struct ns_token ns_lex_next(struct ns_lexer *lx)
{
	struct ns_token t = { .kind = NS_TOKEN_END };
	const struct mark *m;

	skip(lx);
	t.start = (uint32_t)lx->at;
	if (lx->at < lx->text.n) {
		m = mark_at(lx->text, lx->at);
		t.kind = bracket(lx->text.p[lx->at]);
		if (m)
			quote(lx, m, &t);
		else if (t.kind == NS_TOKEN_WORD)
			word(lx, &t);
		else
			lx->at++;
	}
	if (t.kind == NS_TOKEN_BAR && lx->at < lx->text.n &&
	    lx->text.p[lx->at] == '|')
		lx->at++;
	t.end = (uint32_t)lx->at;
	return t;
}

/* ---- suffixes ------------------------------------------------------------ */

/* Reads digits, a point, digits; the value in thousandths, at most
 * BOOST_MAX * 1000. */
static uint32_t thousandths(struct ns_str s)
{
	uint32_t value = 0, unit = 1000;
	bool fraction = false;

	for (size_t i = 0; i < s.n; i++) {
		uint32_t digit = (uint32_t)(s.p[i] - '0');

		if (s.p[i] == '.') {
			fraction = true;
		} else if (fraction) {
			unit /= 10;
			value += digit * unit;
		} else if (value <= BOOST_MAX * 1000) {
			value = value * 10 + digit * 1000;
		}
	}
	return value < BOOST_MAX * 1000 ? value : BOOST_MAX * 1000;
}

/* Bytes of a number at the end of s: digits, with at most one point inside. */
static size_t number_behind(struct ns_str s, bool *point)
{
	size_t n = 0;

	*point = false;
	while (n < s.n && n < NUMBER_BYTES) {
		char c = s.p[s.n - n - 1];

		if (c == '.' && n > 0 && !*point)
			*point = true;
		else if (!is_digit(c))
			break;
		n++;
	}
	if (n > 0 && s.p[s.n - n] == '.')
		return 0;
	return n;
}

/* Cuts one suffix off the end of *s; of two of a kind the last counts. */
static bool cut_suffix(struct ns_str *s, struct ns_suffix *x)
{
	bool point;
	size_t n = number_behind(*s, &point);
	struct ns_str number = { s->p + s->n - n, n };
	char c = n < s->n ? s->p[s->n - n - 1] : 0;

	if (c == '*' && n == 0) {
		x->star = true;
	} else if (c == '^' && n > 0) {
		if (!x->boosted)
			x->boost = thousandths(number);
		x->boosted = true;
	} else if (c == '~') {
		if (!x->fuzzy && n > 0 && !point)
			x->n = (int32_t)(thousandths(number) / 1000);
		x->fuzzy = true;
	} else {
		return false;
	}
	s->n -= n + 1;
	return true;
}

struct ns_suffix ns_lex_suffix(struct ns_str *word)
{
	struct ns_suffix x = { .n = -1, .boost = 1000 }, next = x;
	struct ns_str s = *word;

	while (cut_suffix(&s, &next) && s.n > 0) {
		x = next;
		*word = s;
	}
	return x;
}

struct ns_suffix ns_lex_suffix_behind(struct ns_lexer *lx)
{
	struct ns_suffix x = { .n = -1, .boost = 1000 };
	struct ns_str s = { lx->text.p + lx->at, 0 };
	size_t left = lx->text.n - lx->at, n;

	while (s.n < left &&
	       (is_digit(s.p[s.n]) || s.p[s.n] == '.' || s.p[s.n] == '*' ||
		s.p[s.n] == '~' || s.p[s.n] == '^'))
		s.n++;
	n = s.n;
	if (n < left && !ends_word(lx->text, lx->at + n))
		return x;
	while (s.n > 0 && cut_suffix(&s, &x))
		;
	if (s.n > 0)
		return (struct ns_suffix){ .n = -1, .boost = 1000 };
	lx->at += n;
	return x;
}

/* ---- ranges -------------------------------------------------------------- */

static struct ns_str range_word(struct ns_lexer *lx)
{
	struct ns_str s = lx->text;
	size_t n, from;

	while (lx->at < s.n && (n = ns_lex_space(s, lx->at)) > 0)
		lx->at += n;
	from = lx->at;
	while (lx->at < s.n && !ends_word(s, lx->at) && s.p[lx->at] != ']' &&
	       s.p[lx->at] != '}')
		lx->at++;
	return (struct ns_str){ s.p + from, lx->at - from };
}

struct ns_range ns_lex_range(struct ns_lexer *lx)
{
	struct ns_range r = { .from_open = lx->text.p[lx->at] == '{' };
	struct ns_str middle;
	size_t from = ++lx->at, n;

	r.from = range_word(lx);
	middle = range_word(lx);
	r.to = range_word(lx);
	r.inside = trim((struct ns_str){ lx->text.p + from, lx->at - from });
	r.whole = r.from.n && r.to.n && ns_str_eq(middle, NS_STR("TO"));
	while (lx->at < lx->text.n && (n = ns_lex_space(lx->text, lx->at)) > 0)
		lx->at += n;
	if (lx->at < lx->text.n &&
	    (lx->text.p[lx->at] == ']' || lx->text.p[lx->at] == '}')) {
		r.closed = true;
		r.to_open = lx->text.p[lx->at++] == '}';
	}
	return r;
}

uint32_t ns_lex_near(struct ns_str s)
{
	size_t at = ns_str_starts(s, NS_STR("NEAR/")) ? 5
		    : ns_str_starts(s, NS_STR("W/"))  ? 2
						      : 0;
	uint32_t n = 0;

	if (!at || at == s.n)
		return 0;
	for (; at < s.n; at++) {
		if (s.p[at] < '0' || s.p[at] > '9')
			return 0;
		n = n * 10 + (uint32_t)(s.p[at] - '0');
		if (n > NS_NEAR_MAX)
			n = NS_NEAR_MAX;
	}
	return n;
}
