/* hurt.h - what every decoder must bear: its bytes cut at every place, and each
 * of its bytes changed to every other value, in memory of exactly their size
 * (plus the slack that the decoder's contract grants), so that the address
 * sanitizer sees the first read outside. That each call comes back is the test
 * against endless loops.
 */
#ifndef NS_TESTS_ARCHIVE_HURT_H
#define NS_TESTS_ARCHIVE_HURT_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "tests/t.h"

/* Decodes in[0..n) with all functions of the codec and uses what came out.
 * Answers the code of the strictest. */
typedef enum ns_code hurt_decode(const uint8_t *in, size_t n, const void *arg);

struct hurt {
	const char *name;
	hurt_decode *decode;
	const void *arg;
	size_t slack;    // bytes behind the end that may be read
	bool cuts_fail;  // no truncation may be taken for whole
	bool flips_fail; // the bytes are summed: no change either
};

/* Reads what a decoder gave, so that a view beyond its bytes is seen. */
static inline void hurt_use(const void *p, size_t n)
{
	static volatile uint8_t sink;

	for (size_t i = 0; i < n; i++)
		sink = (uint8_t)(sink ^ ((const uint8_t *)p)[i]);
}

static inline uint8_t *hurt_copy(const uint8_t *in, size_t n, size_t slack)
{
	uint8_t *copy = calloc(n + slack + (n + slack == 0), 1);

	if (!copy)
		abort();
	if (n)
		memcpy(copy, in, n);
	memset(copy + n, 0xa5, slack);
	return copy;
}

static inline enum ns_code hurt_at(const struct hurt *h, const uint8_t *in,
				   size_t n)
{
	uint8_t *exact = hurt_copy(in, n, h->slack);
	enum ns_code code = h->decode(exact, n, h->arg);

	free(exact);
	return code;
}

static inline void hurt_cut(const struct hurt *h, const uint8_t *in, size_t n)
{
	for (size_t cut = 0; cut < n; cut++) {
		enum ns_code code = hurt_at(h, in, cut);

		if (h->cuts_fail && code == NS_OK)
			T_FAIL("%s: %zu of %zu bytes pass", h->name, cut, n);
	}
}

static inline void hurt_change(const struct hurt *h, const uint8_t *in,
			       size_t n)
{
	uint8_t *exact = hurt_copy(in, n, h->slack);

	for (size_t i = 0; i < n; i++) {
		for (unsigned x = 1; x < 256; x++) {
			exact[i] = (uint8_t)(in[i] ^ x);
			if (h->decode(exact, n, h->arg) == NS_OK &&
			    h->flips_fail)
				T_FAIL("%s: byte %zu changed by %02x passes",
				       h->name, i, x);
		}
		exact[i] = in[i];
	}
	free(exact);
}

/* Whole bytes decode; cut and changed ones do what the struct promises. */
static inline void hurt_all(const struct hurt *h, const uint8_t *in, size_t n)
{
	if (hurt_at(h, in, n))
		T_FAIL("%s: what was encoded is refused", h->name);
	hurt_cut(h, in, n);
	hurt_change(h, in, n);
}

/* Bytes of a table's row. */
struct hurt_bytes {
	uint8_t p[64];
	size_t n;
};
#define B(...)                                                      \
	{                                                           \
		{ __VA_ARGS__ }, sizeof((uint8_t[]){ __VA_ARGS__ }) \
	}

static inline uint32_t hurt_below(uint64_t *seed, uint64_t n)
{
	return (uint32_t)(t_random(seed) % n);
}

/* A number of at most `bits` bits; of all lengths alike. */
static inline uint32_t hurt_number(uint64_t *seed, unsigned bits)
{
	unsigned b = hurt_below(seed, bits + 1u);

	return b ? (uint32_t)(t_random(seed) >> (64 - b)) : 0;
}

#endif
