#include "core/text/token.h"

#include "core/text/ascii.h"
#include "core/text/codepoint.h"
#include "core/text/emit.h"
#include "core/text/table.h"

static uint8_t facts_at(struct ns_tokens *t, const uint8_t **p)
{
	uint32_t c;

	*p = ns_codepoint_next(*p, t->end, &c);
	return ns_char_any(t->chars, c);
}

/* Says whether [s, e) holds a letter or a number. */
static bool is_word(struct ns_tokens *t, const uint8_t *s, const uint8_t *e)
{
	while (s < e) {
		if (facts_at(t, &s) & NS_CHAR_WORD)
			return true;
	}
	return false;
}

/* ICU's words in [s, e), which holds no Han and no kana. */
static enum ns_code read_icu(struct ns_tokens *t, const uint8_t *s,
			     const uint8_t *e)
{
	struct ns_str text = { (const char *)s, (size_t)(e - s) };
	enum ns_code rc;
	size_t from = 0, to;

	if (s == e)
		return NS_OK;
	rc = ns_breaks_start(t->chars->unicode, text, true, t->e);
	if (rc)
		return rc;
	while (ns_breaks_next(t->chars->unicode, &to)) {
		if (is_word(t, s + from, s + to)) {
			rc = ns_emit(t, s + from, s + to);
			if (rc)
				return rc;
		}
		from = to;
	}
	return NS_OK;
}

/* Where the character of Han or kana at p and its marks end; p where none is.
 */
static const uint8_t *cjk_end(struct ns_tokens *t, const uint8_t *p,
			      const uint8_t *e)
{
	const uint8_t *next = p;
	enum ns_break b;

	if (p == e || ns_facts_break(facts_at(t, &next)) != NS_BREAK_CJK)
		return p;
	for (p = next; p < e; p = next) {
		b = ns_facts_break(facts_at(t, &next));
		if (b != NS_BREAK_EXTEND && b != NS_BREAK_ZWJ)
			break;
	}
	return p;
}

/* The overlapping pairs of the run of Han and kana that begins at s; a lone
 * character is a word. *end is where the run ends. */
static enum ns_code read_cjk(struct ns_tokens *t, const uint8_t *s,
			     const uint8_t *e, const uint8_t **end)
{
	const uint8_t *first = s, *second = cjk_end(t, s, e), *third;
	enum ns_code rc = NS_OK;

	third = cjk_end(t, second, e);
	if (third == second)
		rc = ns_emit(t, first, second);
	while (!rc && third > second) {
		rc = ns_emit(t, first, third);
		first = second;
		second = third;
		third = cjk_end(t, second, e);
	}
	*end = second;
	return rc;
}

/* All words in [s, e), by ICU and by pairs. */
static enum ns_code read_slowly(struct ns_tokens *t, const uint8_t *s,
				const uint8_t *e)
{
	const uint8_t *run = s, *p = s;
	enum ns_code rc = NS_OK;

	while (p < e && !rc) {
		const uint8_t *next = p;

		if (ns_facts_break(facts_at(t, &next)) == NS_BREAK_CJK) {
			rc = read_icu(t, run, p);
			if (!rc)
				rc = read_cjk(t, p, e, &next);
			run = next;
		}
		p = next;
	}
	return rc ? rc : read_icu(t, run, e);
}

static const uint8_t *white_space(const uint8_t *p, const uint8_t *e)
{
	while (p < e && *p != ' ' && *p != '\n' && *p != '\r' && *p != '\t')
		p++;
	return p;
}

/* The segment at *p by table, or ICU's words from there to white space; *p is
 * then where they end. */
static enum ns_code read_segment(struct ns_tokens *t, const uint8_t **p)
{
	const uint8_t *s = *p;
	struct ns_segment segment = ns_table_segment(t->chars, s, t->end);

	if (segment.foreign) {
		*p = white_space(s + 1, t->end); // s may be a space
		return read_slowly(t, s, *p);
	}
	*p = segment.end;
	return segment.word ? ns_emit(t, s, segment.end) : NS_OK;
}

static enum ns_code read_fast(struct ns_tokens *t)
{
	const uint8_t *p = t->begin;
	enum ns_code rc = NS_OK;

	while (p < t->end && !rc) {
		if (t->turkic || !ns_ascii_words(t, &p, &rc))
			rc = read_segment(t, &p);
	}
	return rc;
}

enum ns_code ns_tokens_read(struct ns_tokens *t)
{
	return t->slow ? read_slowly(t, t->begin, t->end) : read_fast(t);
}
