#include "core/base/utf8.h"

#include <string.h>

/* Lead bytes by what may follow: length, and the range of the second byte
 * (Unicode, table 3-7). The other continuation bytes are 80..BF. */
struct lead {
	uint8_t first, last, length, low, high;
};

static const struct lead leads[] = {
	{ 0xc2, 0xdf, 2, 0x80, 0xbf }, { 0xe0, 0xe0, 3, 0xa0, 0xbf },
	{ 0xe1, 0xec, 3, 0x80, 0xbf }, { 0xed, 0xed, 3, 0x80, 0x9f },
	{ 0xee, 0xef, 3, 0x80, 0xbf }, { 0xf0, 0xf0, 4, 0x90, 0xbf },
	{ 0xf1, 0xf3, 4, 0x80, 0xbf }, { 0xf4, 0xf4, 4, 0x80, 0x8f },
};

static const struct lead *lead_of(uint8_t byte)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	return NULL;
}

/* Bytes of the character at p (0 < n), or the negated length of the bad
 * sequence there. */
static int character(const uint8_t *p, size_t n)
{
	const struct lead *lead;
	int i;

	if (p[0] < 0x80)
		return 1;
	lead = lead_of(p[0]);
	if (!lead || n < 2 || p[1] < lead->low || p[1] > lead->high)
		return -1;
	for (i = 2; i < lead->length; i++)
		if ((size_t)i >= n || (p[i] & 0xc0) != 0x80)
			return -i;
	return i;
}

/* Bytes of ASCII from p, at least: 64 at a time, which compilers turn into
 * vectors. */
static size_t ascii(const uint8_t *p, size_t n)
{
	size_t i = 0;

	for (; i + 64 <= n; i += 64) {
		uint8_t any = 0;

		for (int k = 0; k < 64; k++)
			any |= p[i + (size_t)k];
		if (any & 0x80)
			break;
	}
	while (i < n && p[i] < 0x80)
		i++;
	return i;
}

/* The three bytes of a character of most scripts: not the rare second bytes
 * after E0, ED and the like. */
static bool is_common3(const uint8_t *c)
{
	return c[0] >= 0xe0 && c[0] <= 0xec &&
	       c[1] >= (c[0] == 0xe0 ? 0xa0 : 0x80) && c[1] <= 0xbf &&
	       (c[2] & 0xc0) == 0x80;
}

/* Two- and three-byte characters and the single spaces between their words,
 * without a search. */
static size_t common(const uint8_t *p, size_t n)
{
	size_t i = 0;

	while (i + 3 <= n) {
		const uint8_t *c = p + i;

		if (is_common3(c))
			i += 3;
		else if (c[0] >= 0xc2 && c[0] <= 0xdf && (c[1] & 0xc0) == 0x80)
			i += 2;
		else if (c[0] < 0x80 && c[1] >= 0x80)
			i++;
		else
			break;
	}
	return i;
}

size_t ns_utf8_span(struct ns_str s)
{
	const uint8_t *p = (const uint8_t *)s.p;
	size_t i = 0;

	while (i < s.n) {
		int n;

		i += ascii(p + i, s.n - i);
		i += common(p + i, s.n - i);
		if (i == s.n)
			break;
		n = character(p + i, s.n - i);
		if (n < 0)
			break;
		i += (size_t)n;
	}
	return i;
}

uint64_t ns_utf8_repair(struct ns_str s, struct ns_buf *out)
{
	uint64_t bad = 0;

	for (;;) {
		size_t good = ns_utf8_span(s);
		int n;

		ns_buf_put(out, s.p, good);
		if (good == s.n)
			return bad;
		n = character((const uint8_t *)s.p + good, s.n - good);
		ns_buf_text(out, NS_STR(NS_UTF8_BAD));
		good += (size_t)-n;
		s = (struct ns_str){ s.p + good, s.n - good };
		bad++;
	}
}

struct ns_str ns_utf8_cut(struct ns_str s, size_t n)
{
	if (n >= s.n)
		return s;
	while (n > 0 && ((uint8_t)s.p[n] & 0xc0) == 0x80)
		n--;
	return (struct ns_str){ s.p, n };
}
