/* Lists of an open segment: skip data, blocks, positions. The codecs are
 * postings.c, positions.c and skip.c. */
#include "core/archive/chunkset.h"
#include "core/archive/kernel.h"
#include "core/archive/pack.h"
#include "core/archive/positions.h"
#include "core/archive/postings.h"
#include "core/archive/skip.h"

/* ---- skip data ----------------------------------------------------------- */

static enum ns_code open_skip(struct ns_postings *p, uint64_t address,
			      struct ns_error *e)
{
	size_t left;
	const uint8_t *s = ns_stream_at(p->seg, NS_DB_SKIP, address, &left, e);

	if (!s)
		return e ? e->code : NS_CORRUPT;
	return ns_skip_open(s, left, p)
		       ? ns_segment_damaged(p->seg, "skip data", e)
		       : NS_OK;
}

static enum ns_code open_bitmap(struct ns_postings *p, uint64_t address,
				struct ns_error *e)
{
	size_t left, bytes = 8 * ns_bitmap_words(p->seg->info.n_docs);
	const uint8_t *s = ns_stream_at(p->seg, NS_DB_BITS, address, &left, e);

	if (!s)
		return e ? e->code : NS_CORRUPT;
	if (left < bytes || (uintptr_t)s % sizeof(uint64_t))
		return ns_segment_damaged(p->seg, "a bitmap", e);
	p->bitmap = (const uint64_t *)(const void *)s;
	return NS_OK;
}

static void open_own(struct ns_postings *p, const struct ns_term *t)
{
	p->own.last_doc = t->last_doc;
	p->own.impact = p->max_impact = t->impact;
	p->last_doc = &p->own.last_doc;
	p->base = &p->own.base;
	p->offset = &p->own.offset;
	p->pos_offset = &p->own.pos_offset;
	p->impact = &p->own.impact;
	p->impact32 = &p->own.impact;
}

static struct ns_inline_shape shape_of(const struct ns_postings *p)
{
	return (struct ns_inline_shape){
		.title_weight = p->seg->info.title_weight,
		.has_positions = p->has_positions,
		.has_forms = p->has_forms,
	};
}

enum ns_code ns_postings_attach(const struct ns_segment *seg,
				const struct ns_term *t, struct ns_postings *p,
				struct ns_error *e)
{
	if (t->kind == NS_KIND_FORM)
		return ns_fail(e, NS_INVALID, "a form has no postings");
	*p = (struct ns_postings){
		.seg = seg,
		.df = t->df,
		.n_blocks = t->n_blocks ? t->n_blocks : 1,
		.has_positions = t->has_positions,
		.has_forms = t->n_forms > 1,
		.n_forms = t->n_forms,
		.post_at = t->post_at,
		.pos_at = t->pos_at,
		.list = t->n_blocks ? NULL : t->list,
		.list_len = t->list_len,
	};
	if (t->has_bitmap && open_bitmap(p, t->bits_at, e))
		return e ? e->code : NS_CORRUPT;
	if (t->n_blocks > 1)
		return open_skip(p, t->skip_at, e);
	open_own(p, t);
	return NS_OK;
}

enum ns_code ns_postings_open(const struct ns_segment *seg,
			      const struct ns_term *t, struct ns_postings *p,
			      struct ns_error *e)
{
	struct ns_block b;
	enum ns_code code = ns_postings_attach(seg, t, p, e);

	if (code || !p->list)
		return code;
	code = ns_postings_block(p, 0, &b, e);
	if (!code)
		p->own.last_doc = b.doc[b.n - 1];
	return code;
}

uint32_t ns_postings_seek(const struct ns_postings *p, uint32_t from,
			  ns_docid doc)
{
	if (from < p->n_blocks && p->last_doc[from] >= doc)
		return from;
	return (uint32_t)ns_kernel->seek(p->last_doc, p->n_blocks, from, doc);
}

/* ---- blocks -------------------------------------------------------------- */

/* Where block i's bytes lie. */
static const uint8_t *block_at(const struct ns_postings *p, uint32_t i,
			       size_t *left, struct ns_error *e)
{
	return ns_stream_at(p->seg, NS_DB_POST, p->post_at + p->offset[i], left,
			    e);
}

static enum ns_code decode_inline(const struct ns_postings *p,
				  struct ns_block *b, struct ns_rd *r,
				  struct ns_error *e)
{
	*r = ns_rd_of(p->list, p->list_len);
	if (ns_inline_decode(r, p->df, shape_of(p), b) ||
	    b->doc[b->n - 1] >= p->seg->info.n_docs)
		return ns_segment_damaged(p->seg, "an inline list", e);
	return NS_OK;
}

/* A block must end where the skip data say. */
static enum ns_code checked(const struct ns_postings *p, uint32_t i,
			    const struct ns_block *b, enum ns_code code,
			    struct ns_error *e)
{
	if (code || b->doc[b->n - 1] != p->last_doc[i] ||
	    p->last_doc[i] >= p->seg->info.n_docs)
		return ns_segment_damaged(p->seg, "a postings block", e);
	return NS_OK;
}

enum ns_code ns_postings_size(const struct ns_postings *p, uint32_t i,
			      uint32_t *n, struct ns_error *e)
{
	const uint8_t *in;
	size_t left, bytes;

	*n = p->df;
	if (p->list)
		return NS_OK;
	in = block_at(p, i, &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	return ns_block_shape(in, left, n, &bytes)
		       ? ns_segment_damaged(p->seg, "a postings block", e)
		       : NS_OK;
}

/* Documents of the block at `in`. */
static enum ns_code docs_at(const struct ns_postings *p, uint32_t i,
			    struct ns_str in, struct ns_block *b)
{
	const uint8_t *bytes = (const uint8_t *)in.p;

	if (!p->bitmap || !ns_block_is_bare(bytes))
		return ns_block_decode_docs(bytes, in.n, p->base[i], b);
	return p->last_doc[i] < p->seg->info.n_docs
		       ? ns_block_bare_docs(bytes, p->bitmap, p->base[i],
					    p->last_doc[i], b)
		       : NS_CORRUPT;
}

static enum ns_code block_parts(const struct ns_postings *p, uint32_t i,
				struct ns_str in, struct ns_block *b)
{
	const uint8_t *bytes = (const uint8_t *)in.p;
	enum ns_code code = docs_at(p, i, in, b);

	if (!code)
		code = ns_block_decode_freqs(bytes, in.n, b);
	return code ? code : ns_block_decode_titles(bytes, in.n, b);
}

enum ns_code ns_postings_block(const struct ns_postings *p, uint32_t i,
			       struct ns_block *b, struct ns_error *e)
{
	struct ns_rd r;
	const uint8_t *in;
	size_t left, used;

	if (p->list)
		return decode_inline(p, b, &r, e);
	in = block_at(p, i, &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	return checked(
		p, i, b,
		p->bitmap
			? block_parts(p, i,
				      (struct ns_str){ (const char *)in, left },
				      b)
			: ns_block_decode(in, left, p->base[i], b, &used),
		e);
}

enum ns_code ns_postings_docs(const struct ns_postings *p, uint32_t i,
			      struct ns_block *b, struct ns_error *e)
{
	struct ns_rd r;
	const uint8_t *in;
	size_t left;

	if (p->list)
		return decode_inline(p, b, &r, e);
	in = block_at(p, i, &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	return checked(
		p, i, b,
		docs_at(p, i, (struct ns_str){ (const char *)in, left }, b), e);
}

enum ns_code ns_postings_freqs(const struct ns_postings *p, uint32_t i,
			       struct ns_block *b, struct ns_error *e)
{
	const uint8_t *in;
	size_t left;

	if (p->list) // came with the documents
		return NS_OK;
	in = block_at(p, i, &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	return ns_block_decode_freqs(in, left, b)
		       ? ns_segment_damaged(p->seg, "a postings block", e)
		       : NS_OK;
}

enum ns_code ns_postings_freq(const struct ns_postings *p, uint32_t i,
			      uint32_t j, uint32_t *freq, struct ns_error *e)
{
	const uint8_t *in;
	size_t left;

	if (p->list) {
		struct ns_block b;
		enum ns_code code = ns_postings_block(p, i, &b, e);

		*freq = !code && j < b.n ? b.freq[j] : 1;
		return code;
	}
	in = block_at(p, i, &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	return ns_block_freq(in, left, j, freq)
		       ? ns_segment_damaged(p->seg, "a postings block", e)
		       : NS_OK;
}

enum ns_code ns_postings_titles(const struct ns_postings *p, uint32_t i,
				struct ns_block *b, struct ns_error *e)
{
	const uint8_t *in;
	size_t left;

	if (p->list)
		return NS_OK;
	in = block_at(p, i, &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	return ns_block_decode_titles(in, left, b)
		       ? ns_segment_damaged(p->seg, "a postings block", e)
		       : NS_OK;
}

/* Block i's part of the list's bitmap, or-ed; from is a multiple of 64. */
static void or_bitmap(const struct ns_postings *p, uint32_t i, ns_docid from,
		      uint64_t *words, uint32_t n_words)
{
	ns_docid first = p->base[i] > from ? p->base[i] : from;
	uint64_t end = from + UINT64_C(64) * n_words;

	if (p->last_doc[i] < end)
		end = p->last_doc[i] + UINT64_C(1);
	for (uint64_t at = first; at < end; at = (at / 64 + 1) * 64) {
		uint64_t bits = p->bitmap[at / 64] & UINT64_MAX << (at % 64);

		if (end / 64 == at / 64)
			bits &= (UINT64_C(1) << (end % 64)) - 1;
		words[at / 64 - from / 64] |= bits;
	}
}

static void or_documents(const struct ns_block *b, ns_docid from,
			 uint64_t *words, uint32_t n_words)
{
	for (uint32_t k = 0; k < b->n; k++) {
		uint32_t bit = b->doc[k] - from;

		if (b->doc[k] >= from && bit / 64 < n_words)
			words[bit / 64] |= UINT64_C(1) << (bit % 64);
	}
}

enum ns_code ns_postings_bits(const struct ns_postings *p, uint32_t i,
			      ns_docid from, uint64_t *words, uint32_t n_words,
			      struct ns_error *e)
{
	struct ns_block b;
	struct ns_rd r;
	const uint8_t *in;
	size_t left;
	enum ns_code code;

	b.n = 0;
	if (p->list) {
		code = decode_inline(p, &b, &r, e);
		if (!code)
			or_documents(&b, from, words, n_words);
		return code;
	}
	if (p->bitmap && from % 64 == 0 &&
	    p->last_doc[i] < p->seg->info.n_docs) {
		or_bitmap(p, i, from, words, n_words);
		return NS_OK;
	}
	in = block_at(p, i, &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	if (p->bitmap && ns_block_is_bare(in)) {
		code = ns_postings_docs(p, i, &b, e);
		if (!code)
			or_documents(&b, from, words, n_words);
		return code;
	}
	return ns_block_or_bits(in, left, p->base[i], from, words, n_words)
		       ? ns_segment_damaged(p->seg, "a postings block", e)
		       : NS_OK;
}

/* ---- positions ----------------------------------------------------------- */

/* Occurrences before each posting. */
static void set_starts(const struct ns_block *b, uint8_t weight,
		       uint32_t start[NS_BLOCK_DOCS + 1])
{
	uint32_t sum = 0;

	for (uint32_t j = 0; b->has_title && j < b->n; j++)
		start[j] = ns_occurrences(b, j, weight);
	if (!b->has_title)
		memcpy(start, b->freq, b->n * sizeof(*start));
	start[b->n] = 0;
	for (uint32_t j = 0; j <= b->n; j++) {
		uint32_t n = start[j];

		start[j] = sum;
		sum += n;
	}
}

enum ns_code ns_positions_open(const struct ns_postings *p, uint32_t i,
			       const struct ns_block *b,
			       struct ns_positions *out, struct ns_error *e)
{
	uint8_t weight = p->seg->info.title_weight;
	struct ns_block again;
	struct ns_rd r;
	const uint8_t *in;
	size_t left;

	if (!p->has_positions)
		return ns_fail(e, NS_INVALID, "a list without positions");
	out->p = p;
	set_starts(b, weight, out->start);
	if (p->list) {
		if (decode_inline(p, &again, &r, e))
			return e ? e->code : NS_CORRUPT;
		out->block = b;
		out->list = r.p;
		out->end = r.end;
		return NS_OK;
	}
	out->block = NULL;
	in = ns_stream_at(p->seg, NS_DB_POS, p->pos_at + p->pos_offset[i],
			  &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	return ns_positions_head(in, left, b->n, out)
		       ? ns_segment_damaged(p->seg, "a positions block", e)
		       : NS_OK;
}

enum ns_code ns_postings_places(const struct ns_postings *p, uint32_t i,
				struct ns_block *b, struct ns_positions *out,
				struct ns_error *e)
{
	struct ns_rd r;
	enum ns_code code;

	if (!p->list) {
		code = ns_postings_block(p, i, b, e);
		return code ? code : ns_positions_open(p, i, b, out, e);
	}
	code = decode_inline(p, b, &r, e);
	if (code)
		return code;
	out->p = p;
	out->block = b;
	out->list = r.p;
	out->end = r.end;
	set_starts(b, p->seg->info.title_weight, out->start);
	return NS_OK;
}

/* Form numbers index arrays of the term's forms. */
static bool are_forms(const uint32_t *form, uint32_t n, uint32_t n_forms)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < n; i++)
		if (form[i] > most)
			most = form[i];
	return most == 0 || most < n_forms;
}

enum ns_code ns_positions_get(struct ns_positions *ps, uint32_t j,
			      uint32_t *position, uint32_t *form,
			      struct ns_error *e)
{
	struct ns_rd r;
	enum ns_code code;

	if (ps->block) {
		r = ns_rd_of(ps->list, (size_t)(ps->end - ps->list));
		code = ns_inline_positions(&r, ps->block, shape_of(ps->p), j,
					   position, form);
	} else {
		code = ns_positions_decode(ps, j, position, form);
	}
	if (!code && form &&
	    !are_forms(form, ps->start[j + 1] - ps->start[j], ps->p->n_forms))
		code = NS_CORRUPT;
	return code ? ns_segment_damaged(ps->p->seg, "a positions block", e)
		    : NS_OK;
}
