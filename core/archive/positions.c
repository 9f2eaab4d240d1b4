#include "core/archive/positions.h"

#include "core/archive/gaps.h"
#include "core/archive/kernel.h"
#include "core/archive/pack.h"

/* byte 0: low bits of each gap; 1: width of form numbers; then varint
 * occurrences; varint bytes of the high bits: for each gap its value without
 * the low bits in zeros, ended by a one; those; the low bits, packed; forms,
 * packed. Positions are ascending, so gaps count from the position after the
 * one before; a posting's first from 0. (Golomb-Rice codes, with the unary
 * parts apart: the others are addressed at once, and the ones are counted by
 * words.) */
enum {
	FORM_BITS_AT = 1,
	LOW_BITS_MAX = 22, // of a position
	FEW = 1024,        // occurrences that need no memory
};

static void gaps_of(const uint32_t *start, uint32_t n, const uint32_t *position,
		    uint32_t *gap)
{
	for (uint32_t j = 0; j < n; j++) {
		uint32_t i = start[j];

		gap[i] = position[i];
		for (i++; i < start[j + 1]; i++)
			gap[i] = position[i] - position[i - 1] - 1;
	}
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
		out->p[out->n - head + FORM_BITS_AT] = (uint8_t)ns_bits(all);
		ns_pack_put(form, ps->total, ns_bits(all), out);
	}
	ns_buf_free(&forms);
	return code;
}

void ns_positions_encode(const uint32_t *start, uint32_t n,
			 const uint32_t *position, const uint32_t *form,
			 struct ns_buf *out)
{
	uint32_t total = start[n], few[FEW];
	struct ns_buf scratch = { 0 };
	uint32_t *gap = few;

	if (total > FEW)
		gap = (uint32_t *)(void *)ns_buf_room(
			&scratch, (size_t)total * sizeof(*gap));
	if (!gap) {
		out->failed = true;
		return;
	}
	gaps_of(start, n, position, gap);
	ns_positions_encode_gaps(gap, total, form, out);
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

	ps->gaps = (struct ns_kernel_places){ .bits = ns_rd_u8(&r) };
	ps->form_bits = ns_rd_u8(&r);
	ps->total = total = ns_rd_varint32(&r);
	ps->gaps.high_bytes = ns_rd_varint32(&r);
	if (ps->gaps.bits > LOW_BITS_MAX || ps->form_bits > NS_FORM_BITS_MAX ||
	    8 * ps->gaps.high_bytes < total)
		return NS_CORRUPT;
	ps->gaps.high = ns_rd_take(&r, ps->gaps.high_bytes);
	ps->gaps.low = ns_rd_take(&r, ns_packed_bytes(total, ps->gaps.bits));
	ps->forms = ns_rd_take(&r, ns_packed_bytes(total, ps->form_bits));
	*bytes = (size_t)(r.p - in);
	return r.bad ? NS_CORRUPT : NS_OK;
}

enum ns_code ns_positions_decode(struct ns_positions *ps, uint32_t j,
				 uint32_t *position, uint32_t *form)
{
	uint32_t first = ps->start[j], n = ps->start[j + 1] - first;

	if (n && !ns_kernel->places(&ps->gaps, first, n, position))
		return NS_CORRUPT;
	if (form)
		ns_kernel->unpack(ps->forms, first, n, ps->form_bits, form);
	return NS_OK;
}
