#include "core/archive/narrow.h"

#include "core/archive/pack.h"
#include "core/base/bytes.h"

/* The table has an entry for each group: u64 least value; u32: bits of a
 * distance, and from bit 7 on where the group's begin, in bytes behind the
 * table. Distances that need more than 57 bits take 64: any other width can be
 * read by loading 8 bytes. */
enum { ENTRY = 12, WHERE = 8, WIDTH_BITS = 7, SHORT_BITS = 57 };

static unsigned width_of(uint64_t span)
{
	unsigned bits = span ? 64u - (unsigned)__builtin_clzll(span) : 0;

	return bits > SHORT_BITS ? 64 : bits;
}

static uint64_t mask_of(unsigned width)
{
	return width < 64 ? (UINT64_C(1) << width) - 1 : UINT64_MAX;
}

static void pack(const uint64_t *value, size_t n, uint64_t least,
		 struct ns_narrow *c)
{
	const uint64_t *last = value + n;
	uint64_t most = least, word = 0;
	unsigned width, have = 0;

	for (const uint64_t *v = value; v < last; v++)
		most = *v > most ? *v : most;
	width = width_of(most - least);
	ns_buf_u64(&c->table, least);
	ns_buf_u32(&c->table, (uint32_t)c->packed.n << WIDTH_BITS | width);
	for (; width && value < last; value++) {
		uint64_t v = *value - least;

		word |= v << have;
		have += width;
		if (have < 64)
			continue;
		ns_buf_u64(&c->packed, word);
		have -= 64;
		word = have ? v >> (width - have) : 0;
	}
	ns_buf_put(&c->packed, &word, (have + 7) / 8);
}

static void end_group(struct ns_narrow *c)
{
	const uint64_t *value = (const void *)c->values.p;
	size_t n = c->values.n / sizeof(*value);
	uint64_t least = UINT64_MAX;

	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		least = value[i] < least ? value[i] : least;
	pack(value, n, least, c);
	c->values.n = 0;
}

void ns_narrow_add(struct ns_narrow *c, uint64_t value)
{
	ns_buf_u64(&c->values, value);
	if (c->values.n == NS_NARROW_GROUP * sizeof(value))
		end_group(c);
}

void ns_narrow_end(struct ns_narrow *c, struct ns_buf *out)
{
	end_group(c);
	ns_buf_text(out, ns_buf_view(&c->table));
	ns_buf_text(out, ns_buf_view(&c->packed));
	out->failed |= c->values.failed || c->table.failed || c->packed.failed;
	ns_buf_reset(&c->table);
	ns_buf_reset(&c->packed);
}

void ns_narrow_free(struct ns_narrow *c)
{
	ns_buf_free(&c->values);
	ns_buf_free(&c->table);
	ns_buf_free(&c->packed);
}

enum ns_code ns_narrow_get(const uint8_t *in, size_t len, uint32_t n,
			   uint32_t i, uint64_t *value)
{
	size_t table =
		((size_t)n + NS_NARROW_GROUP - 1) / NS_NARROW_GROUP * ENTRY;
	const uint8_t *entry = in + (size_t)(i / NS_NARROW_GROUP) * ENTRY;
	unsigned width;
	uint64_t at;

	if (i >= n || len < table)
		return NS_CORRUPT;
	width = ns_le32(entry + WHERE) & ((1u << WIDTH_BITS) - 1);
	at = UINT64_C(8) * (ns_le32(entry + WHERE) >> WIDTH_BITS) +
	     (uint64_t)(i % NS_NARROW_GROUP) * width;
	if ((width > SHORT_BITS && width != 64) ||
	    at + width > UINT64_C(8) * (len - table))
		return NS_CORRUPT;
	*value = ns_le64(entry) +
		 (width ? (ns_le64(in + table + at / 8) >> (at % 8)) &
				  mask_of(width)
			: 0);
	return NS_OK;
}

bool ns_narrow_is_all(const uint8_t *in, size_t len, uint32_t n, uint32_t i,
		      uint64_t value)
{
	size_t table =
		((size_t)n + NS_NARROW_GROUP - 1) / NS_NARROW_GROUP * ENTRY;
	const uint8_t *entry = in + (size_t)(i / NS_NARROW_GROUP) * ENTRY;

	return i < n && len >= table &&
	       (ns_le32(entry + WHERE) & ((1u << WIDTH_BITS) - 1)) == 0 &&
	       ns_le64(entry) == value;
}
