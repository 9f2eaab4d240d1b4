#include "core/text/ascii.h"

#include "core/base/bytes.h"
#include "core/text/emit.h"

/* What a byte says where a word may begin or end. */
enum {
	BREAK = 0, // stands alone
	LETTER,
	BRIDGE, // ends a word of letters unless a letter follows
	SIGN,   // ends a word, and may belong to its name: C++, C#
	TABLE,  // ask the table
};

/* clang-format off */
static const uint8_t kinds[256] = {
	['A' ... 'Z'] = LETTER, ['a' ... 'z'] = LETTER,
	['.'] = BRIDGE, ['\''] = BRIDGE, ['`'] = BRIDGE,
	['+'] = SIGN, ['#'] = SIGN,
	['0' ... '9'] = TABLE, ['@'] = TABLE, ['_'] = TABLE,
	[0x80 ... 0xff] = TABLE,
};
/* clang-format on */

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Copies the ASCII letters at p in lower case to out, up to 7 bytes too many;
 * answers how many they are. */
static size_t copy_letters(const uint8_t *p, const uint8_t *end, uint8_t *out)
{
	const uint8_t *from = p;

	while (end - p >= 8) {
		uint64_t v = ns_le64(p), low = v | EACH(0x20);
		uint64_t seven = low & EACH(0x7f);
		uint64_t from_a = seven + EACH(0x80 - 'a');
		uint64_t past_z = seven + EACH(0x7f - 'z');
		uint64_t other = ~(from_a & ~past_z & ~v) & EACH(0x80);

		memcpy(out, &low, 8);
		if (other)
			return (size_t)(p - from) +
			       (size_t)__builtin_ctzll(other) / 8;
		p += 8;
		out += 8;
	}
	for (; p < end && kinds[*p] == LETTER; p++)
		*out++ = *p | 0x20;
	return (size_t)(p - from);
}

/* Says whether a word of letters ends at p. */
static inline bool ends(const uint8_t *p, const uint8_t *end)
{
	if (p == end || kinds[*p] == BREAK)
		return true;
	if (kinds[*p] != BRIDGE)
		return false;
	return p + 1 == end ||
	       (p[1] < 0x80 && kinds[p[1]] != LETTER && p[1] != '@');
}

/* Appends the n letters at s, which lie folded at the end of the bytes. */
static enum ns_code add(struct ns_tokens *t, const uint8_t *s, size_t n)
{
	struct ns_buf *bytes = &t->out->bytes;
	size_t kept = n < NS_WORD_BYTES ? n : NS_WORD_BYTES;
	struct ns_word word = {
		.at = (uint32_t)bytes->n,
		.len = (uint32_t)kept,
		.start = (uint32_t)(s - t->begin),
		.end = (uint32_t)(s - t->begin) + (uint32_t)n,
	};

	bytes->n += kept;
	return ns_emit_word(t, word);
}

bool ns_ascii_words(struct ns_tokens *t, const uint8_t **at, enum ns_code *rc)
{
	const uint8_t *p = *at, *from = p;
	struct ns_buf *bytes = &t->out->bytes;
	size_t n;

	if (!ns_buf_room(bytes, (size_t)(t->end - p) + 16)) {
		*rc = ns_fail(t->e, NS_NOMEM, "no memory for words");
		return true;
	}
	while (p < t->end && !*rc) {
		if (kinds[*p] == LETTER) {
			n = copy_letters(p, t->end, bytes->p + bytes->n);
			if (!ends(p + n, t->end))
				break;
			*rc = add(t, p, n);
			p += n;
		} else if (kinds[*p] != TABLE) {
			p++;
		} else {
			break;
		}
	}
	*at = p;
	return p > from;
}
