/* bytes.h - little-endian integers and varints, bounded on both sides.
 *
 * struct ns_rd reads untrusted bytes and remembers the first short or
 * malformed read: read on, check .bad once at the end. After a bad read every
 * further read answers 0 or an empty view.
 *
 * A varint is LEB128: seven bits a byte, low bits first, bit 7 set on all but
 * the last byte, at most 10 bytes.
 */
#ifndef NS_BASE_BYTES_H
#define NS_BASE_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/base/str.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && sizeof(void *) == 8,
	       "Newsstand reads and maps its archives as they lie on disk: it "
	       "needs a little-endian 64-bit machine");

enum { NS_VARINT_BYTES = 10 };

struct ns_rd {
	const uint8_t *p, *end;
	bool bad;
};

static inline uint16_t ns_le16(const void *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint32_t ns_le32(const void *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t ns_le64(const void *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline struct ns_rd ns_rd_of(const void *p, size_t n)
{
	const uint8_t *b = p;

	return (struct ns_rd){ b, n ? b + n : b, false };
}

static inline size_t ns_rd_left(const struct ns_rd *r)
{
	return r->bad ? 0 : (size_t)(r->end - r->p);
}

/* The next n bytes, or NULL (and .bad) when fewer are left. */
static inline const uint8_t *ns_rd_take(struct ns_rd *r, size_t n)
{
	const uint8_t *p = r->p;

	if (ns_rd_left(r) < n || r->bad) {
		r->bad = true;
		return NULL;
	}
	r->p += n;
	return p;
}

static inline uint8_t ns_rd_u8(struct ns_rd *r)
{
	const uint8_t *p = ns_rd_take(r, 1);

	return p ? *p : 0;
}

static inline uint16_t ns_rd_u16(struct ns_rd *r)
{
	const uint8_t *p = ns_rd_take(r, 2);

	return p ? ns_le16(p) : 0;
}

static inline uint32_t ns_rd_u32(struct ns_rd *r)
{
	const uint8_t *p = ns_rd_take(r, 4);

	return p ? ns_le32(p) : 0;
}

static inline uint64_t ns_rd_u64(struct ns_rd *r)
{
	const uint8_t *p = ns_rd_take(r, 8);

	return p ? ns_le64(p) : 0;
}

static inline float ns_rd_f32(struct ns_rd *r)
{
	uint32_t bits = ns_rd_u32(r);
	float v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static inline double ns_rd_f64(struct ns_rd *r)
{
	uint64_t bits = ns_rd_u64(r);
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

uint64_t ns_rd_varint_long(struct ns_rd *r);

static inline uint64_t ns_rd_varint(struct ns_rd *r)
{
	if (ns_rd_left(r) && *r->p < 0x80)
		return *r->p++;
	return ns_rd_varint_long(r);
}

/* A varint that must fit 32 bits; .bad otherwise. */
static inline uint32_t ns_rd_varint32(struct ns_rd *r)
{
	uint64_t v = ns_rd_varint(r);

	if (v > UINT32_MAX)
		r->bad = true;
	return r->bad ? 0 : (uint32_t)v;
}

/* A varint length and that many bytes, as a view of the input. */
static inline struct ns_str ns_rd_str(struct ns_rd *r)
{
	uint64_t n = ns_rd_varint(r);
	const uint8_t *p = n <= SIZE_MAX ? ns_rd_take(r, (size_t)n) : NULL;

	if (!p)
		return (struct ns_str){ "", 0 };
	return (struct ns_str){ (const char *)p, (size_t)n };
}

/* Writes v as a varint at out (NS_VARINT_BYTES are enough); answers the bytes
 * used. */
static inline size_t ns_put_varint(uint8_t *out, uint64_t v)
{
	size_t n = 0;

	for (; v >= 0x80; v >>= 7)
		out[n++] = (uint8_t)(v | 0x80);
	out[n++] = (uint8_t)v;
	return n;
}

/* Zigzag: small negative numbers become small unsigned ones. */
static inline uint64_t ns_zigzag(int64_t v)
{
	return ((uint64_t)v << 1) ^ (uint64_t)(v < 0 ? -1 : 0);
}

static inline int64_t ns_unzigzag(uint64_t v)
{
	return (int64_t)((v >> 1) ^ (0 - (v & 1)));
}

#endif
