#include "core/archive/skip.h"

#include "core/base/bytes.h"

const uint32_t ns_best_rank[NS_BEST] = { 10, 100, 200, 1000 };

/* 0 blocks u32, 4 greatest impact u16, 6 best u16 * 4, 14 zero u16; then
 * last_doc[n], base[n], offset[n], pos_offset[n] (lists with positions) u32,
 * impact[n] u16, impact32[(n + 31) / 32] u16. */
enum { HEADER = 16, AT_MAX = 4, AT_BEST = 6 };

static uint32_t groups(uint32_t n)
{
	return (n + NS_IMPACT_BLOCKS - 1) / NS_IMPACT_BLOCKS;
}

static uint16_t greatest(const uint16_t *v, uint32_t from, uint32_t to)
{
	uint16_t max = 0;

	for (uint32_t i = from; i < to; i++)
		if (v[i] > max)
			max = v[i];
	return max;
}

void ns_skip_encode(const struct ns_skip *s, struct ns_buf *out)
{
	size_t bytes = sizeof(uint32_t) * s->n;

	ns_buf_u32(out, s->n);
	ns_buf_u16(out, greatest(s->impact, 0, s->n));
	for (int i = 0; i < NS_BEST; i++)
		ns_buf_u16(out, s->best[i]);
	ns_buf_u16(out, 0);
	ns_buf_put(out, s->last_doc, bytes);
	ns_buf_put(out, s->base, bytes);
	ns_buf_put(out, s->offset, bytes);
	if (s->pos_offset)
		ns_buf_put(out, s->pos_offset, bytes);
	ns_buf_put(out, s->impact, sizeof(uint16_t) * s->n);
	for (uint32_t i = 0; i < s->n; i += NS_IMPACT_BLOCKS) {
		uint32_t to = s->n - i < NS_IMPACT_BLOCKS
				      ? s->n
				      : i + NS_IMPACT_BLOCKS;

		ns_buf_u16(out, greatest(s->impact, i, to));
	}
}

/* The accessor that casts: in lies in a verified chunk, aligned. */
static const uint32_t *words_at(const uint8_t *in, size_t at)
{
	return (const uint32_t *)(const void *)(in + at);
}

enum ns_code ns_skip_open(const uint8_t *in, size_t len, struct ns_postings *p)
{
	size_t n = p->n_blocks, column = sizeof(uint32_t) * n;
	size_t columns = p->has_positions ? 4 : 3;
	size_t impacts = HEADER + columns * column;

	if ((uintptr_t)in % sizeof(uint32_t) || len < HEADER ||
	    ns_le32(in) != n ||
	    len < impacts + sizeof(uint16_t) * (n + groups(p->n_blocks)))
		return NS_CORRUPT;
	p->max_impact = ns_le16(in + AT_MAX);
	for (size_t i = 0; i < NS_BEST; i++)
		p->best[i] = ns_le16(in + AT_BEST + sizeof(uint16_t) * i);
	p->last_doc = words_at(in, HEADER);
	p->base = words_at(in, HEADER + column);
	p->offset = words_at(in, HEADER + 2 * column);
	p->pos_offset = p->has_positions ? words_at(in, HEADER + 3 * column)
					 : NULL;
	p->impact = (const uint16_t *)(const void *)(in + impacts);
	p->impact32 = p->impact + n;
	return NS_OK;
}
