/* codepoint.h - one code point at a time, bounded on the right.
 *
 * Texts are valid UTF-8 by contract; what is not is read as U+FFFD, a byte at a
 * time, so that a broken promise costs a strange word and no memory fault.
 */
#ifndef NS_TEXT_CODEPOINT_H
#define NS_TEXT_CODEPOINT_H

#include <stddef.h>
#include <stdint.h>

enum { NS_CODEPOINT_BAD = 0xfffd };

static inline uint32_t ns_codepoint_tail(const uint8_t *p, unsigned n)
{
	uint32_t c = 0;

	for (unsigned i = 0; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return UINT32_MAX;
		c = c << 6 | (p[i] & 0x3fu);
	}
	return c;
}

/* Reads the code point at p < end into *c; answers where the next begins. */
static inline const uint8_t *ns_codepoint_next(const uint8_t *p,
					       const uint8_t *end, uint32_t *c)
{
	uint32_t b = *p;
	size_t left = (size_t)(end - p);
	uint32_t tail;

	if (b < 0x80) {
		*c = b;
		return p + 1;
	}
	if (b >= 0xc2 && b < 0xe0 && left > 1) {
		tail = ns_codepoint_tail(p + 1, 1);
		*c = (b & 0x1fu) << 6 | tail;
		if (tail != UINT32_MAX)
			return p + 2;
	} else if (b >= 0xe0 && b < 0xf0 && left > 2) {
		tail = ns_codepoint_tail(p + 1, 2);
		*c = (b & 0x0fu) << 12 | tail;
		if (tail != UINT32_MAX && *c >= 0x800 && *c >> 11 != 0x1b)
			return p + 3;
	} else if (b >= 0xf0 && b < 0xf5 && left > 3) {
		tail = ns_codepoint_tail(p + 1, 3);
		*c = (b & 0x07u) << 18 | tail;
		if (tail != UINT32_MAX && *c >= 0x10000 && *c < 0x110000)
			return p + 4;
	}
	*c = NS_CODEPOINT_BAD;
	return p + 1;
}

/* Writes c at out (4 bytes are enough); answers where the next goes. */
static inline uint8_t *ns_codepoint_put(uint8_t *out, uint32_t c)
{
	if (c < 0x80) {
		*out++ = (uint8_t)c;
	} else if (c < 0x800) {
		*out++ = (uint8_t)(0xc0 | c >> 6);
		*out++ = (uint8_t)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*out++ = (uint8_t)(0xe0 | c >> 12);
		*out++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		*out++ = (uint8_t)(0x80 | (c & 0x3f));
	} else {
		*out++ = (uint8_t)(0xf0 | c >> 18);
		*out++ = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		*out++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		*out++ = (uint8_t)(0x80 | (c & 0x3f));
	}
	return out;
}

#endif
