#include "core/archive/gaps.h"

#include "core/archive/chunkset.h"
#include "core/archive/kernel.h"
#include "core/archive/pack.h"
#include "core/base/bytes.h"

/* ---- encoding ---- */

/* The low bits with which the gaps take the fewest: they cannot be more than
 * those of the mean, where a bit more costs n and saves less. *ones: where the
 * last one of the high bits stands, plus one. */
static unsigned best_width(const uint32_t *gap, uint32_t n, uint64_t *ones)
{
	unsigned width = ns_bits((uint32_t)(ns_kernel->sum(gap, n, 0) / n));
	uint64_t high = ns_kernel->sum(gap, n, width);

	for (; width; width--) {
		uint64_t more = ns_kernel->sum(gap, n, width - 1);

		if (more >= high + n)
			break;
		high = more;
	}
	*ones = high + n;
	return width;
}

/* Writes the high bits, which end after so many. */
static void put_high(struct ns_buf *out, const uint32_t *gap, unsigned width,
		     uint64_t ones)
{
	size_t bytes = (size_t)((ones + 7) / 8);
	uint8_t *to = ns_buf_room(out, bytes + NS_PACK_SLACK);
	uint64_t word = 0, at = 0;

	for (uint64_t place = 0; to && place < ones; place++, gap++) {
		place += *gap >> width;
		for (; place / 64 > at; at++, word = 0)
			memcpy(to + 8 * at, &word, sizeof(word));
		word |= UINT64_C(1) << (place % 64);
	}
	if (!to)
		return;
	memcpy(to + 8 * at, &word, sizeof(word));
	out->n += bytes;
}

static void put_gaps(struct ns_buf *out, uint32_t *gap, uint32_t n,
		     unsigned width, uint64_t ones)
{
	uint32_t mask = (UINT32_C(1) << width) - 1;

	ns_buf_varint(out, (ones + 7) / 8);
	put_high(out, gap, width, ones);
	for (uint32_t i = 0; i < n; i++)
		gap[i] &= mask;
	ns_pack_put(gap, n, width, out);
}

void ns_positions_encode_gaps(uint32_t *gap, uint32_t n, const uint32_t *form,
			      struct ns_buf *out)
{
	uint32_t all = form ? ns_kernel->any(form, n) : 0;
	uint64_t ones;
	unsigned width = best_width(gap, n, &ones);

	ns_buf_u8(out, (uint8_t)width);
	ns_buf_u8(out, (uint8_t)ns_bits(all));
	ns_buf_varint(out, n);
	put_gaps(out, gap, n, width, ones);
	if (form)
		ns_pack_put(form, n, ns_bits(all), out);
}

/* ---- decoding ---- */

/* Adds n runs of zeros, which ones end, to the low bits; false: there are
 * fewer. */
static bool add_high(const struct ns_positions *ps, uint32_t n, uint32_t *gap)
{
	size_t bytes = ps->gaps.high_bytes, next = 0;
	uint32_t i = 0;

	for (size_t at = 0; at < bytes && i < n; at += 8) {
		uint64_t word = ns_le64(ps->gaps.high + at);

		if (bytes - at < 8)
			word &= (UINT64_C(1) << (8 * (bytes - at))) - 1;
		for (; word && i < n; word &= word - 1, i++) {
			size_t one = 8 * at + (size_t)__builtin_ctzll(word);

			gap[i] += (uint32_t)(one - next) << ps->gaps.bits;
			next = one + 1;
		}
	}
	return i == n;
}

enum ns_code ns_gaps_decode(const struct ns_positions *ps, uint32_t total,
			    uint32_t *gap, uint32_t *form)
{
	ns_kernel->unpack(ps->gaps.low, 0, total, ps->gaps.bits, gap);
	if (!add_high(ps, total, gap) ||
	    ns_kernel->any(gap, total) > NS_POSITION_MAX)
		return NS_CORRUPT;
	if (form)
		ns_kernel->unpack(ps->forms, 0, total, ps->form_bits, form);
	return NS_OK;
}

static enum ns_code of_inline(const struct ns_positions *ps, uint32_t n,
			      uint32_t *gap, uint32_t *form)
{
	struct ns_rd r = ns_rd_of(ps->list, (size_t)(ps->end - ps->list));

	for (uint32_t i = 0; i < n; i++) {
		uint32_t f = 0;

		gap[i] = ns_rd_varint32(&r);
		if (ps->p->has_forms)
			f = ns_rd_varint32(&r);
		if (form)
			form[i] = f;
	}
	return r.bad || ns_kernel->any(gap, n) > NS_POSITION_MAX ? NS_CORRUPT
								 : NS_OK;
}

enum ns_code ns_positions_gaps(const struct ns_positions *ps, uint32_t n,
			       uint32_t *gap, uint32_t *form,
			       struct ns_error *e)
{
	enum ns_code code =
		ps->block ? of_inline(ps, ps->start[n], gap, form)
			  : ns_gaps_decode(ps, ps->start[n], gap, form);

	return code ? ns_segment_damaged(ps->p->seg, "a positions block", e)
		    : NS_OK;
}
