#include "core/text/table.h"

#include "core/text/codepoint.h"

/* Where the scan stands: behind a character of class `last` (the last one that
 * was no mark). */
struct scan {
	struct ns_chars *chars;
	const uint8_t *at, *end;
	uint8_t last;
	bool word, foreign;
};

#define BIT(class) (1u << NS_BREAK_##class)
#define LETTERS (BIT(LETTER) | BIT(HEBREW))
#define JOINABLE (LETTERS | BIT(DIGIT) | BIT(JOINER))
#define MIDDLES                                                          \
	(BIT(MID_LETTER) | BIT(MID_DIGIT) | BIT(MID_BOTH) | BIT(QUOTE) | \
	 BIT(DOUBLE_QUOTE))

/* The classes that follow a class without a break: WB5, 8, 9, 10, 13a, 13b. */
static const uint16_t joins[16] = {
	[NS_BREAK_LETTER] = JOINABLE,
	[NS_BREAK_HEBREW] = JOINABLE,
	[NS_BREAK_DIGIT] = JOINABLE,
	[NS_BREAK_JOINER] = JOINABLE,
};

/* The middles that join a class to the next: WB6, 7, 7b, 7c, 11, 12. */
static uint32_t bridges(uint8_t from, uint8_t to)
{
	uint32_t both = (1u << from) | (1u << to);

	if (both == BIT(HEBREW))
		return MIDDLES & ~BIT(MID_DIGIT);
	if (!(both & ~LETTERS))
		return BIT(MID_LETTER) | BIT(MID_BOTH) | BIT(QUOTE);
	if (both == BIT(DIGIT))
		return BIT(MID_DIGIT) | BIT(MID_BOTH) | BIT(QUOTE);
	return 0;
}

static inline uint8_t read(const struct scan *s, const uint8_t **p)
{
	uint32_t c;

	*p = ns_codepoint_next(*p, s->end, &c);
	return c < NS_CHARS_BMP ? ns_char_facts(s->chars, c) : NS_BREAK_ICU;
}

/* Skips marks (WB4) from p. What may be a mark that only ICU knows, and a
 * picture behind a joiner, which belongs to the segment (WB3c), leave a word to
 * ICU. */
static const uint8_t *skip_marks(struct scan *s, const uint8_t *p)
{
	const uint8_t *next = p;
	uint8_t class = NS_BREAK_EXTEND;
	bool zwj = false;

	while (p < s->end) {
		class = read(s, &next) & NS_CHAR_BREAK;
		if (class != NS_BREAK_EXTEND && class != NS_BREAK_ZWJ)
			break;
		zwj = class == NS_BREAK_ZWJ;
		p = next;
	}
	if (class == NS_BREAK_ICU ? zwj || s->word
				  : zwj && class == NS_BREAK_PICTURE)
		s->foreign = true;
	return p;
}

/* Goes over a middle of class `middle` that ends at p, and over what it joins;
 * false when it joins nothing. */
static bool step_over(struct scan *s, uint8_t middle, const uint8_t *p)
{
	const uint8_t *to = skip_marks(s, p);
	uint8_t facts = to < s->end ? read(s, &to) : 0;
	uint8_t class = facts & NS_CHAR_BREAK;

	if (class == NS_BREAK_ICU)
		s->foreign = true;
	if (bridges(s->last, class) & (1u << middle)) {
		s->at = to;
		s->last = class;
		s->word |= (facts & NS_CHAR_WORD) != 0;
		return true;
	}
	if (s->last != NS_BREAK_HEBREW || middle != NS_BREAK_QUOTE)
		return false;
	s->at = p; // WB7a
	s->last = middle;
	return true;
}

/* One step further in a word; false where it ends. */
static bool step(struct scan *s)
{
	const uint8_t *next;
	uint8_t facts, class;

	s->at = skip_marks(s, s->at);
	if (s->at == s->end)
		return false;
	next = s->at;
	facts = read(s, &next);
	class = facts & NS_CHAR_BREAK;
	if (class == NS_BREAK_ICU)
		s->foreign = true;
	if (joins[s->last] & (1u << class)) {
		s->at = next;
		s->last = class;
		s->word |= (facts & NS_CHAR_WORD) != 0;
		return true;
	}
	return (1u << class) & MIDDLES && step_over(s, class, next);
}

static void scan_hangul(struct scan *s)
{
	const uint8_t *next = s->at;

	while (s->at < s->end &&
	       (read(s, &next) & NS_CHAR_BREAK) == NS_BREAK_HANGUL)
		s->at = next;
	s->at = skip_marks(s, s->at);
}

struct ns_segment ns_table_segment(struct ns_chars *t, const uint8_t *from,
				   const uint8_t *end)
{
	struct scan s = { .chars = t, .at = from, .end = end };
	uint8_t facts = read(&s, &s.at);

	s.last = facts & NS_CHAR_BREAK;
	s.word = (facts & NS_CHAR_WORD) != 0;
	if (s.last == NS_BREAK_ICU || s.last == NS_BREAK_CJK)
		s.foreign = true;
	else if (s.last == NS_BREAK_HANGUL)
		scan_hangul(&s);
	else if ((1u << s.last) & JOINABLE)
		while (step(&s) && !s.foreign)
			;
	else
		s.at = skip_marks(&s, s.at);
	return (struct ns_segment){ s.at, s.word, s.foreign };
}
