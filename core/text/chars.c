#include "core/text/chars.h"

static uint8_t pack(struct ns_char c)
{
	return (uint8_t)((unsigned)c.brk | (c.word ? NS_CHAR_WORD : 0u) |
			 (unsigned)c.fold << NS_CHAR_FOLD_SHIFT);
}

void ns_chars_fill(struct ns_chars *t, uint32_t page)
{
	for (uint32_t c = page << 8; c < (page + 1) << 8; c++) {
		struct ns_char facts = ns_unicode_char(t->unicode, c);

		t->facts[c] = pack(facts);
		t->folded[c] = facts.folded;
	}
	t->filled[page] = true;
}

uint8_t ns_char_any(struct ns_chars *t, uint32_t c)
{
	if (c < NS_CHARS_BMP)
		return ns_char_facts(t, c);
	return pack(ns_unicode_char(t->unicode, c));
}
