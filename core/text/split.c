#include "core/text/split.h"

#include <string.h>

#include "core/text/codepoint.h"

/* What lies between two full stops. Letters are counted up to the first
 * apostrophe and from the last one: l'O.N.U, N.A.T.O's. */
struct part {
	const uint8_t *end; // the full stop, or the end of the segment
	unsigned head, tail;
	bool starts, ends; // with a letter
};

static bool is_letter(uint8_t facts)
{
	return (facts & NS_CHAR_WORD) &&
	       ns_facts_break(facts) != NS_BREAK_DIGIT;
}

static struct part part_read(struct ns_chars *t, const uint8_t *s,
			     const uint8_t *e)
{
	struct part part = { .end = s };
	bool apostrophe = false;
	uint8_t facts;
	uint32_t c;

	while (part.end < e && *part.end != '.') {
		bool first = part.end == s;

		part.end = ns_codepoint_next(part.end, e, &c);
		facts = ns_char_any(t, c);
		if (ns_char_map(c) == '\'') {
			apostrophe = true;
			part.tail = 0;
		}
		if (ns_facts_break(facts) == NS_BREAK_EXTEND ||
		    ns_facts_break(facts) == NS_BREAK_ZWJ)
			continue;
		part.ends = is_letter(facts);
		part.starts |= first && part.ends;
		part.head += !apostrophe && part.ends;
		part.tail += part.ends;
	}
	return part;
}

const uint8_t *ns_split(struct ns_chars *t, const uint8_t *s, const uint8_t *e,
			const uint8_t **next)
{
	struct part left, right;

	*next = e;
	if (!memchr(s, '.', (size_t)(e - s)))
		return e;
	left = part_read(t, s, e);
	while (left.end < e) {
		right = part_read(t, left.end + 1, e);
		if (left.ends && right.starts &&
		    (left.tail > 1 || right.head > 1)) {
			*next = left.end + 1;
			return left.end;
		}
		left = right;
	}
	return e;
}
