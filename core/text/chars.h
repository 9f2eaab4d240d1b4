/* chars.h - what the analyser knows of a character without asking ICU twice.
 *
 * A table over the 65,536 characters of the basic plane, filled from ICU a page
 * of 256 at a time when a page is first met. Characters beyond are always
 * asked for.
 */
#ifndef NS_TEXT_CHARS_H
#define NS_TEXT_CHARS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/text/unicode.h"

enum {
	NS_CHAR_BREAK = 0x0f, // mask: enum ns_break
	NS_CHAR_WORD = 0x10,
	NS_CHAR_FOLD_SHIFT = 5, // enum ns_fold
	NS_CHARS_BMP = 0x10000,
};

/* Whether a character may stand behind another as it is (fold.c). */
struct ns_char_pair {
	uint32_t pair;
	bool is_mark, known, stands;
};

enum { NS_PAIR_BITS = 10 };

struct ns_chars {
	struct ns_unicode *unicode;
	struct ns_char_pair pair[1 << NS_PAIR_BITS];
	bool filled[256];
	uint8_t facts[NS_CHARS_BMP];
	uint16_t folded[NS_CHARS_BMP];
};

/* The characters that are one for searching, before words are broken:
 * apostrophes become ', low digits (H2O's) become digits, the narrow no-break
 * space is a space (ICU joins words over it), the only two pictures that are
 * letters are letters. One UTF-16 unit each. */
static inline uint32_t ns_char_map(uint32_t c)
{
	if (c < 0x80)
		return c == '`' ? '\'' : c;
	switch (c) {
	case 0x00b4: // acute accent, typed as an apostrophe
	case 0x02bb: // okina
	case 0x02bc:
	case 0x02bd:
	case 0x02be: // hamza
	case 0x02bf: // ayin
	case 0x055a:
	case 0x2018:
	case 0x2019:
	case 0x201b:
	case 0xff07:
		return '\'';
	case 0x202f:
		return ' ';
	case 0x2139:
		return 'i';
	case 0x24c2:
		return 'm';
	default:
		return c - 0x2080 < 10 ? '0' + (c - 0x2080) : c;
	}
}

void ns_chars_fill(struct ns_chars *t, uint32_t page);

/* The facts of c < NS_CHARS_BMP, packed as above. */
static inline uint8_t ns_char_facts(struct ns_chars *t, uint32_t c)
{
	if (!t->filled[c >> 8])
		ns_chars_fill(t, c >> 8);
	return t->facts[c];
}

static inline enum ns_break ns_facts_break(uint8_t facts)
{
	return (enum ns_break)(facts & NS_CHAR_BREAK);
}

static inline enum ns_fold ns_facts_fold(uint8_t facts)
{
	return (enum ns_fold)(facts >> NS_CHAR_FOLD_SHIFT);
}

/* Any c: facts of the table or, beyond the basic plane, of ICU. */
uint8_t ns_char_any(struct ns_chars *t, uint32_t c);

#endif
