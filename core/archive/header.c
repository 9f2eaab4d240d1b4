/* The segment's header record. */
#include "core/archive/chunkset.h"
#include "core/base/buf.h"
#include "core/base/bytes.h"

void ns_header_encode(const struct ns_segment_info *info,
		      const struct ns_segment_counts *counts,
		      struct ns_buf *out)
{
	ns_buf_u32(out, info->n_docs);
	ns_buf_u32(out, info->n_dated);
	ns_buf_u64(out, (uint64_t)info->newest);
	ns_buf_u64(out, (uint64_t)info->oldest);
	ns_buf_u64(out, info->sum_length);
	ns_buf_u64(out, info->sum_title);
	ns_buf_u64(out, info->n_titled);
	ns_buf_u64(out, info->text_bytes);
	ns_buf_f64(out, info->avgdl_least);
	ns_buf_f64(out, info->avgdl_greatest);
	ns_buf_f32(out, info->k1);
	ns_buf_f32(out, info->b);
	ns_buf_u8(out, info->title_weight);
	ns_buf_u64(out, info->n_terms);
	for (int i = 0; i < NS_STREAMS; i++)
		ns_buf_u32(out, counts->stream[i]);
	for (int i = 0; i < NS_ID_LISTS; i++)
		ns_buf_u32(out, counts->ids[i]);
	for (int i = 0; i < NS_NAME_FIELDS; i++)
		ns_buf_u32(out, counts->names[i]);
	ns_buf_u32(out, counts->n_zdicts);
	for (uint32_t i = 0; i < counts->n_zdicts; i++)
		ns_buf_u32(out, counts->zdict_id[i]);
}

static void get_counts(struct ns_rd *r, struct ns_segment_counts *counts)
{
	for (int i = 0; i < NS_STREAMS; i++)
		counts->stream[i] = ns_rd_u32(r);
	for (int i = 0; i < NS_ID_LISTS; i++)
		counts->ids[i] = ns_rd_u32(r);
	for (int i = 0; i < NS_NAME_FIELDS; i++)
		counts->names[i] = ns_rd_u32(r);
	counts->n_zdicts = ns_rd_u32(r);
	if (counts->n_zdicts > NS_ZDICTS)
		r->bad = true;
	for (uint32_t i = 0; i < counts->n_zdicts && !r->bad; i++)
		counts->zdict_id[i] = ns_rd_u32(r);
}

enum ns_code ns_header_decode(struct ns_str in, struct ns_segment_info *info,
			      struct ns_segment_counts *counts,
			      struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(in.p, in.n);

	info->n_docs = ns_rd_u32(&r);
	info->n_dated = ns_rd_u32(&r);
	info->newest = (int64_t)ns_rd_u64(&r);
	info->oldest = (int64_t)ns_rd_u64(&r);
	info->sum_length = ns_rd_u64(&r);
	info->sum_title = ns_rd_u64(&r);
	info->n_titled = ns_rd_u64(&r);
	info->text_bytes = ns_rd_u64(&r);
	info->avgdl_least = ns_rd_f64(&r);
	info->avgdl_greatest = ns_rd_f64(&r);
	info->k1 = ns_rd_f32(&r);
	info->b = ns_rd_f32(&r);
	info->title_weight = ns_rd_u8(&r);
	info->n_terms = ns_rd_u64(&r);
	get_counts(&r, counts);
	if (r.bad || ns_rd_left(&r) || !info->n_docs ||
	    info->n_docs > NS_SEGMENT_DOCS || info->n_dated > info->n_docs ||
	    !info->title_weight || info->title_weight > NS_TITLE_WEIGHT_MAX)
		return ns_fail(e, NS_CORRUPT, "the segment's header record");
	return NS_OK;
}
