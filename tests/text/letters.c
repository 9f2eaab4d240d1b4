/* Blocks of text by vectors, by eight bytes and by a loop. */
#include "core/text/letters.h"

#include "tests/t.h"

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_other(uint8_t c)
{
	return (c >= '0' && c <= '9') || c == '@' || c == '_' || c >= 0x80;
}

static void check(struct ns_letters m, const uint8_t *p, const uint8_t *low)
{
	for (unsigned i = 0; i < NS_LETTERS; i++) {
		T_INT(m.letters >> i & 1, is_letter(p[i]));
		T_INT(m.others >> i & 1, is_other(p[i]));
		T_INT(low[i], p[i] | 0x20);
	}
}

/* Each byte at each place, among neighbours that differ. */
static void every_byte_is_known(void)
{
	uint8_t p[NS_LETTERS + 1], low[NS_LETTERS];

	for (unsigned first = 0; first < 256; first++)
		for (unsigned step = 1; step < 16; step += 2) {
			for (unsigned i = 0; i < sizeof(p); i++)
				p[i] = (uint8_t)(first + i * step);
			check(ns_letters(p + 1, low), p + 1, low);
			check(ns_letters_plain(p + 1, low), p + 1, low);
		}
}

int main(void)
{
	T_RUN(every_byte_is_known);
	return t_end();
}
