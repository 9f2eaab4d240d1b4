#include "core/archive/positions.h"

#include "core/archive/kernel.h"
#include "core/archive/pack.h"

/* byte 0: width of gaps; 1: width of form numbers; 2: width of what exceptions
 * add; then varint occurrences; varint exceptions; u32 each: the gap's
 * number; what they add, packed; gaps, packed; forms, packed. Positions are
 * ascending, so gaps count from the position after the one before; a posting's
 * first from 0. */
enum {
	HEADER = 3,
	INDEX_BYTES = 4,
	WIDTHS = 33,
	FEW = 1024, // occurrences that need no memory
};

/* The gap of occurrence i. */
static uint32_t gap_of(const uint32_t *position, uint32_t i, bool first)
{
	return first ? position[i] : position[i] - position[i - 1] - 1;
}

static void gaps_of(const uint32_t *start, uint32_t n, const uint32_t *position,
		    uint32_t *gap)
{
	for (uint32_t j = 0; j < n; j++)
		for (uint32_t i = start[j]; i < start[j + 1]; i++)
			gap[i] = gap_of(position, i, i == start[j]);
}

/* The width at which gaps and exceptions together take the fewest bytes. */
static unsigned best_width(const uint32_t *gap, uint32_t total,
			   unsigned *high_bits)
{
	uint32_t count[WIDTHS] = { 0 };
	uint64_t best = UINT64_MAX;
	unsigned width = 0, top = 0;
	uint32_t above = 0;

	for (uint32_t i = 0; i < total; i++)
		count[ns_bits(gap[i])]++;
	for (unsigned b = 0; b < WIDTHS; b++)
		if (count[b])
			top = b;
	for (unsigned b = top + 1; b-- > 0;) {
		uint64_t bits = (uint64_t)total * b +
				(uint64_t)above * (8 * INDEX_BYTES + top - b);

		if (bits < best) {
			best = bits;
			width = b;
		}
		above += count[b];
	}
	*high_bits = top - width;
	return width;
}

static void put_packed(struct ns_buf *out, const uint32_t *value, uint32_t n,
		       unsigned bits)
{
	size_t bytes = ns_packed_bytes(n, bits);
	uint8_t *to = ns_buf_room(out, bytes + NS_PACK_SLACK);

	if (!to)
		return;
	ns_kernel->pack(value, n, bits, to);
	out->n += bytes;
}

/* Writes exceptions and cuts gap[] to the width; high[] is scratch. */
static void put_exceptions(struct ns_buf *out, uint32_t *gap, uint32_t total,
			   unsigned width, unsigned high_bits, uint32_t *high)
{
	uint32_t mask = width < 32 ? (1u << width) - 1 : UINT32_MAX;
	uint32_t n = 0;

	for (uint32_t i = 0; i < total; i++)
		n += gap[i] > mask;
	ns_buf_varint(out, n);
	n = 0;
	for (uint32_t i = 0; i < total; i++) {
		if (gap[i] <= mask)
			continue;
		ns_buf_u32(out, i);
		high[n++] = gap[i] >> width;
		gap[i] &= mask;
	}
	put_packed(out, high, n, high_bits);
}

/* Maps form[0..n); *all: the new numbers or-ed. */
static enum ns_code map_forms(uint32_t *form, uint32_t n,
			      struct ns_form_map map, uint32_t *all)
{
	*all = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (form[i] >= map.n)
			return NS_CORRUPT;
		*all |= form[i] = map.to[form[i]];
	}
	return NS_OK;
}

enum ns_code ns_positions_remap(const uint8_t *in,
				const struct ns_positions *ps,
				struct ns_form_map map, struct ns_buf *out)
{
	size_t head = (size_t)(ps->forms - in);
	struct ns_buf forms = { 0 };
	uint32_t *form = (uint32_t *)(void *)ns_buf_room(
		&forms, (size_t)ps->total * sizeof(*form) + 1);
	enum ns_code code;
	uint32_t all;

	if (!form) {
		out->failed = true;
		return NS_OK;
	}
	ns_kernel->unpack(ps->forms, 0, ps->total, ps->form_bits, form);
	code = map_forms(form, ps->total, map, &all);
	if (!code)
		ns_buf_put(out, in, head);
	if (!code && !out->failed) {
		out->p[out->n - head + 1] = (uint8_t)ns_bits(all);
		put_packed(out, form, ps->total, ns_bits(all));
	}
	ns_buf_free(&forms);
	return code;
}

void ns_positions_encode(const uint32_t *start, uint32_t n,
			 const uint32_t *position, const uint32_t *form,
			 struct ns_buf *out)
{
	uint32_t total = start[n], all = 0, few[2 * FEW] = { 0 };
	struct ns_buf scratch = { 0 };
	uint32_t *gap = few;
	unsigned width, high_bits;

	if (total > FEW)
		gap = (uint32_t *)(void *)ns_buf_room(
			&scratch, 2 * (size_t)total * sizeof(*gap));
	if (!gap) {
		out->failed = true;
		return;
	}
	gaps_of(start, n, position, gap);
	width = best_width(gap, total, &high_bits);
	if (form)
		all = ns_kernel->any(form, total);
	ns_buf_u8(out, (uint8_t)width);
	ns_buf_u8(out, (uint8_t)ns_bits(all));
	ns_buf_u8(out, (uint8_t)high_bits);
	ns_buf_varint(out, total);
	put_exceptions(out, gap, total, width, high_bits, gap + total);
	put_packed(out, gap, total, width);
	if (form)
		put_packed(out, form, total, ns_bits(all));
	ns_buf_free(&scratch);
}

enum ns_code ns_positions_head(const uint8_t *in, size_t len, uint32_t n,
			       struct ns_positions *ps)
{
	size_t bytes;
	enum ns_code code = ns_positions_shape(in, len, ps, &bytes);

	if (!code && ps->total != ps->start[n])
		code = NS_CORRUPT;
	return code;
}

enum ns_code ns_positions_shape(const uint8_t *in, size_t len,
				struct ns_positions *ps, size_t *bytes)
{
	struct ns_rd r = ns_rd_of(in, len);
	uint32_t total;

	ps->bits = ns_rd_u8(&r);
	ps->form_bits = ns_rd_u8(&r);
	ps->high_bits = ns_rd_u8(&r);
	ps->total = total = ns_rd_varint32(&r);
	ps->n_exceptions = ns_rd_varint32(&r);
	if (ps->bits > NS_PACK_BITS_MAX || ps->high_bits > NS_PACK_BITS_MAX ||
	    ps->form_bits > NS_FORM_BITS_MAX || ps->n_exceptions > total)
		return NS_CORRUPT;
	ps->exceptions = ns_rd_take(&r, (size_t)ps->n_exceptions * INDEX_BYTES);
	ps->high = ns_rd_take(&r,
			      ns_packed_bytes(ps->n_exceptions, ps->high_bits));
	ps->packed = ns_rd_take(&r, ns_packed_bytes(total, ps->bits));
	ps->forms = ns_rd_take(&r, ns_packed_bytes(total, ps->form_bits));
	*bytes = (size_t)(r.p - in);
	return r.bad ? NS_CORRUPT : NS_OK;
}

/* The first exception whose gap is number i or later. */
static uint32_t exception_from(const struct ns_positions *ps, uint32_t i)
{
	uint32_t low = 0, high = ps->n_exceptions;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (ns_le32(ps->exceptions + (size_t)INDEX_BYTES * mid) < i)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void add_exceptions(const struct ns_positions *ps, uint32_t first,
			   uint32_t n, uint32_t *gap)
{
	for (uint32_t x = exception_from(ps, first); x < ps->n_exceptions;
	     x++) {
		uint32_t i = ns_le32(ps->exceptions + (size_t)INDEX_BYTES * x);
		uint64_t high = ns_unpack_one(ps->high, x, ps->high_bits);

		if (i < first || i - first >= n)
			return;
		gap[i - first] |= (uint32_t)(high << ps->bits);
	}
}

enum ns_code ns_positions_decode(const struct ns_positions *ps, uint32_t j,
				 uint32_t *position, uint32_t *form)
{
	uint32_t first = ps->start[j], n = ps->start[j + 1] - first;
	uint64_t next = 0;

	ns_kernel->unpack(ps->packed, first, n, ps->bits, position);
	if (ps->n_exceptions)
		add_exceptions(ps, first, n, position);
	for (uint32_t i = 0; i < n; i++) {
		next += position[i];
		if (next > NS_POSITION_MAX)
			return NS_CORRUPT;
		position[i] = (uint32_t)next++;
	}
	if (form)
		ns_kernel->unpack(ps->forms, first, n, ps->form_bits, form);
	return NS_OK;
}
