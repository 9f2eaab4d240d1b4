/* Blocks that are copied to a segment being written. */
#include "core/archive/kernel.h"
#include "core/archive/positions.h"
#include "core/archive/postings.h"
#include "core/archive/writer_state.h"

static enum ns_code copy_positions(struct ns_segment_writer *w,
				   const struct ns_block_copy *c, uint64_t *at,
				   struct ns_error *e)
{
	const struct ns_postings *p = c->from;
	struct ns_positions ps;
	struct ns_str block;
	size_t left, bytes;
	const uint8_t *in = ns_stream_at(p->seg, NS_DB_POS,
					 p->pos_at + p->pos_offset[c->block],
					 &left, e);

	if (!in)
		return e ? e->code : NS_CORRUPT;
	if (ns_positions_shape(in, left, &ps, &bytes))
		return ns_fail(e, NS_CORRUPT, "a positions block");
	w->total += ps.total;
	block = (struct ns_str){ (const char *)in, bytes };
	if (c->form_map) {
		struct ns_form_map map = { c->form_map, p->n_forms };

		ns_buf_reset(&w->scratch);
		if (ns_positions_remap(in, &ps, map, &w->scratch))
			return ns_fail(e, NS_CORRUPT, "a form's number");
		if (w->scratch.failed)
			return ns_no_memory(e);
		block = ns_buf_view(&w->scratch);
	}
	return ns_writer_put(w, NS_DB_POS, block, 1, at, e);
}

/* The best impacts of a copied list are among those of the whole list. */
static void keep_best(struct ns_segment_writer *w, const struct ns_postings *p)
{
	for (int i = 0; i < NS_BEST; i++)
		if (p->best[i] > w->best[i])
			w->best[i] = p->best[i];
}

static enum ns_code copy_postings(struct ns_segment_writer *w, ns_docid base,
				  struct ns_str block, uint64_t *at,
				  struct ns_error *e)
{
	if (w->bits.n &&
	    ns_block_or_bits((const uint8_t *)block.p, block.n, base, 0,
			     (void *)w->bits.p, (uint32_t)(w->bits.n / 8)))
		return ns_fail(e, NS_CORRUPT, "a postings block");
	return ns_writer_put(w, NS_DB_POST, block, 1, at, e);
}

/* Its documents are in its list's bitmap: they go to that of this list, or else
 * back to the block. */
static enum ns_code copy_bare(struct ns_segment_writer *w,
			      const struct ns_block_copy *c,
			      struct ns_str block, uint64_t *at,
			      struct ns_error *e)
{
	ns_docid base = (ns_docid)(c->from->base[c->block] + c->shift);
	uint8_t bytes[NS_BLOCK_ROOM];
	struct ns_block b;
	enum ns_code code = ns_postings_block(c->from, c->block, &b, e);

	for (uint32_t i = 0; !code && i < b.n; i++)
		b.doc[i] = (ns_docid)(b.doc[i] + c->shift);
	if (!code && w->bits.n)
		ns_kernel->set_bits(b.doc, b.n, 0, (void *)w->bits.p);
	if (!code && !w->bare)
		block = (struct ns_str){ (const char *)bytes,
					 ns_block_encode(&b, base, bytes) };
	return code ? code : ns_writer_put(w, NS_DB_POST, block, 1, at, e);
}

enum ns_code ns_writer_copy_block(struct ns_segment_writer *w,
				  const struct ns_block_copy *c,
				  struct ns_error *e)
{
	const struct ns_postings *p = c->from;
	ns_docid base = (ns_docid)(p->base[c->block] + c->shift);
	ns_docid last = (ns_docid)(p->last_doc[c->block] + c->shift);
	uint64_t post, pos = 0;
	struct ns_str block;
	size_t left, bytes;
	uint32_t n = 0;
	const uint8_t *in = ns_stream_at(
		p->seg, NS_DB_POST, p->post_at + p->offset[c->block], &left, e);
	enum ns_code code = ns_writer_release(w, e);

	if (!in)
		return e ? e->code : NS_CORRUPT;
	if (ns_block_shape(in, left, &n, &bytes))
		return ns_fail(e, NS_CORRUPT, "a postings block");
	if (base < w->next_doc || last >= w->info.n_docs)
		return ns_fail(e, NS_INVALID, "a copied block out of order");
	block = (struct ns_str){ (const char *)in, bytes };
	if (!code)
		code = ns_block_is_bare(in)
			       ? copy_bare(w, c, block, &post, e)
			       : copy_postings(w, base, block, &post, e);
	if (!code && w->has_positions)
		code = copy_positions(w, c, &pos, e);
	if (!code)
		code = ns_writer_note(w, post, pos, e);
	if (code)
		return code;
	ns_writer_count(w, w->first_bin, 0);
	ns_buf_u32(&w->base, base);
	ns_buf_u32(&w->last_doc, last);
	ns_buf_u16(&w->impact, p->impact[c->block]);
	keep_best(w, p);
	w->next_doc = last + 1;
	w->df += n;
	if (!w->has_positions)
		w->total += n;
	return NS_OK;
}
