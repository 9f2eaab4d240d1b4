/* Lists of a segment being written. */
#include <math.h>

#include "core/archive/gaps.h"
#include "core/archive/kernel.h"
#include "core/archive/positions.h"
#include "core/archive/postings.h"
#include "core/archive/writer_state.h"
#include "core/base/bytes.h"
#include "core/base/hash.h"

static const uint32_t *u32s(const struct ns_buf *b)
{
	return (const uint32_t *)(const void *)b->p;
}

void ns_writer_free_terms(struct ns_segment_writer *w)
{
	ns_buf_free(&w->dict.bytes);
	ns_buf_free(&w->last_doc);
	ns_buf_free(&w->base);
	ns_buf_free(&w->offset);
	ns_buf_free(&w->pos_offset);
	ns_buf_free(&w->impact);
	ns_buf_free(&w->bits);
	ns_buf_free(&w->scratch);
	ns_buf_free(&w->entry);
}

/* The bit of a form in the language of a key. */
static uint32_t bit_of(struct ns_str key, struct ns_str form)
{
	uint64_t lang = ns_le32(key.p) >> 8;

	return (uint32_t)(ns_hash64_seed(form.p, form.n, lang) %
			  NS_SHARED_FORMS);
}

/* Forms come before stems. */
static bool has_own_forms(const struct ns_segment_writer *w, struct ns_str key)
{
	for (uint32_t i = 0; i < w->n_forms; i++) {
		uint32_t bit = bit_of(key, w->form[i].text);

		if (w->shared[bit / 64] >> (bit % 64) & 1)
			return false;
	}
	return key.p[0] == NS_KIND_STEM;
}

/* A form of several stems is no stem's own. */
static void note_stems(struct ns_segment_writer *w, struct ns_str key,
		       struct ns_str form, uint32_t n)
{
	uint32_t bit = bit_of(key, form);

	if (n > 1)
		w->shared[bit / 64] |= UINT64_C(1) << (bit % 64);
}

enum ns_code ns_writer_form(struct ns_segment_writer *w, struct ns_str key,
			    const struct ns_form_stem *stem, uint32_t n,
			    struct ns_error *e)
{
	struct ns_str form = { key.p + NS_KEY_PREFIX, key.n - NS_KEY_PREFIX };

	note_stems(w, key, form, n);
	ns_buf_reset(&w->entry);
	ns_form_entry_encode(form, stem, n < NS_FORM_STEMS ? n : NS_FORM_STEMS,
			     &w->entry);
	return ns_writer_entry(w, key, e);
}

enum ns_code ns_writer_form_copy(struct ns_segment_writer *w,
				 const struct ns_term *t, struct ns_error *e)
{
	struct ns_str key = { (const char *)t->bytes,
			      NS_KEY_PREFIX + t->text.n };

	note_stems(w, key, t->text, ns_form_entry_stems(t));
	ns_buf_reset(&w->entry);
	ns_buf_text(&w->entry,
		    (struct ns_str){ (const char *)t->forms, t->forms_len });
	return ns_writer_entry(w, key, e);
}

/* ---- a term -------------------------------------------------------------- */

/* A list that may be dense enough gathers its bitmap from the first block on:
 * its blocks are not read again. */
static enum ns_code begin_bitmap(struct ns_segment_writer *w, uint32_t most,
				 struct ns_error *e)
{
	uint32_t n = w->info.n_docs;

	ns_buf_reset(&w->bits);
	if (ns_has_bitmap(most ? most : n, n))
		ns_buf_fill(&w->bits, 0, 8 * ns_bitmap_words(n));
	w->bare = most && w->bits.n;
	return w->bits.failed ? ns_no_memory(e) : NS_OK;
}

enum ns_code ns_writer_term(struct ns_segment_writer *w,
			    const struct ns_term_head *t, struct ns_error *e)
{
	struct ns_str before = { (const char *)w->dict.key, w->dict.key_len };

	if (t->key.n < NS_KEY_PREFIX || t->key.n > NS_KEY_BYTES ||
	    (w->dict.n_terms && ns_str_cmp(before, t->key) >= 0))
		return ns_fail(e, NS_INVALID, "terms must rise");
	memcpy(w->key, t->key.p, t->key.n);
	w->key_len = t->key.n;
	w->form = t->form;
	w->n_forms = t->n_forms;
	w->has_positions = t->has_positions;
	w->df = 0;
	w->total = 0;
	w->n_blocks = 0;
	w->next_doc = 0;
	w->pending.held = false;
	ns_buf_reset(&w->last_doc);
	ns_buf_reset(&w->base);
	ns_buf_reset(&w->offset);
	ns_buf_reset(&w->pos_offset);
	ns_buf_reset(&w->impact);
	memset(w->best, 0, sizeof(w->best));
	return begin_bitmap(w, t->most, e);
}

/* tf/(tf + K) of posting i; names have no score, words of authors and URLs no
 * length. */
static double impact_of(const struct ns_segment_writer *w,
			const struct ns_block *b, uint32_t i)
{
	double tf = b->freq[i];

	if (w->key[0] == NS_KIND_STEM)
		return tf / (tf + w->length_k[w->norms.p[b->doc[i]]]);
	return tf / (tf + w->settings.k1);
}

static uint16_t round_up(double impact)
{
	double v = ceil(impact * 65536);

	return v < UINT16_MAX ? (uint16_t)v : UINT16_MAX;
}

void ns_writer_count(struct ns_segment_writer *w, const uint16_t *bin,
		     uint32_t n)
{
	if (w->n_blocks == 1) {
		memcpy(w->first_bin, bin, n * sizeof(*bin));
		w->n_first = n;
		return;
	}
	if (w->n_blocks == 2) {
		memset(w->bin, 0, sizeof(w->bin));
		for (uint32_t i = 0; i < w->n_first; i++)
			w->bin[w->first_bin[i]]++;
	}
	for (uint32_t i = 0; i < n; i++)
		w->bin[bin[i]]++;
}

/* The block's greatest impact, rounded up; counts all for the best ranks. */
static uint16_t greatest_impact(struct ns_segment_writer *w,
				const struct ns_block *b)
{
	uint16_t bin[NS_BLOCK_DOCS];
	double max = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		double v = impact_of(w, b, i);

		bin[i] = (uint16_t)((uint32_t)(v * 65535) >>
				    NS_IMPACT_BIN_SHIFT);
		if (v > max)
			max = v;
	}
	ns_writer_count(w, bin, b->n);
	return round_up(max);
}

/* Starts of each posting's occurrences; their number is start[n]. */
static enum ns_code starts_of(const struct ns_segment_writer *w,
			      const struct ns_block *b, uint32_t *start,
			      struct ns_error *e)
{
	start[0] = 0;
	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t n = ns_occurrences(b, i, w->settings.title_weight);

		if (!n)
			return ns_fail(e, NS_INVALID,
				       "a posting without occurrences");
		start[i + 1] = start[i] + n;
	}
	return NS_OK;
}

enum ns_code ns_writer_note(struct ns_segment_writer *w, uint64_t post,
			    uint64_t pos, struct ns_error *e)
{
	if (!w->n_blocks++) {
		w->post_at = post;
		w->pos_at = pos;
	}
	if (post - w->post_at > UINT32_MAX || pos - w->pos_at > UINT32_MAX)
		return ns_fail(e, NS_LIMIT,
			       "a list of more than 4 GiB: use more segments");
	ns_buf_u32(&w->offset, (uint32_t)(post - w->post_at));
	ns_buf_u32(&w->pos_offset, (uint32_t)(pos - w->pos_at));
	return NS_OK;
}

/* A block's occurrences; all NULL: it has none. */
struct places {
	const uint32_t *position;
	uint32_t *gap; // or these
	const uint32_t *form;
	uint32_t start[NS_BLOCK_DOCS + 1]; // of each posting's
};

static enum ns_code put_places(struct ns_segment_writer *w, struct places *at,
			       uint32_t n, uint64_t *address,
			       struct ns_error *e)
{
	ns_buf_reset(&w->scratch);
	if (at->gap)
		ns_positions_encode_gaps(at->gap, at->start[n], at->form,
					 &w->scratch);
	else
		ns_positions_encode(at->start, n, at->position, at->form,
				    &w->scratch);
	if (w->scratch.failed)
		return ns_no_memory(e);
	return ns_writer_put(w, NS_DB_POS, ns_buf_view(&w->scratch), 1, address,
			     e);
}

static enum ns_code write_block(struct ns_segment_writer *w,
				const struct ns_block *b, struct places *at,
				struct ns_error *e)
{
	uint8_t bytes[NS_BLOCK_ROOM];
	uint64_t post, pos = 0;
	ns_docid base = w->next_doc;
	struct ns_str block = { (const char *)bytes,
				w->bare ? ns_block_encode_bare(b, bytes)
					: ns_block_encode(b, base, bytes) };
	enum ns_code code = starts_of(w, b, at->start, e);

	if (!code)
		code = ns_writer_put(w, NS_DB_POST, block, 1, &post, e);
	if (!code && w->has_positions)
		code = put_places(w, at, b->n, &pos, e);
	if (!code)
		code = ns_writer_note(w, post, pos, e);
	if (!code && w->bits.n)
		ns_kernel->set_bits(b->doc, b->n, 0, (void *)w->bits.p);
	if (code)
		return code;
	ns_buf_u32(&w->base, base);
	ns_buf_u32(&w->last_doc, b->doc[b->n - 1]);
	ns_buf_u16(&w->impact, greatest_impact(w, b));
	w->next_doc = b->doc[b->n - 1] + 1;
	w->df += b->n;
	w->total += at->start[b->n];
	return NS_OK;
}

static struct ns_inline_shape shape_of(const struct ns_segment_writer *w)
{
	return (struct ns_inline_shape){
		.title_weight = w->settings.title_weight,
		.has_positions = w->has_positions,
		.has_forms = w->n_forms > 1,
	};
}

/* What a block holds, without the room behind it. */
static void copy_block(struct ns_block *to, const struct ns_block *b)
{
	to->n = b->n;
	to->has_title = b->has_title;
	memcpy(to->doc, b->doc, b->n * sizeof(*b->doc));
	memcpy(to->freq, b->freq, b->n * sizeof(*b->freq));
	if (b->has_title)
		memcpy(to->title, b->title, b->n * sizeof(*b->title));
}

/* Positions of the pending block: its gaps, summed up. */
static void hold_gaps(struct ns_segment_writer *w, const uint32_t *gap)
{
	struct ns_pending *p = &w->pending;
	uint32_t at = 0;

	for (uint32_t i = 0; i < p->block.n; i++) {
		uint32_t n =
			ns_occurrences(&p->block, i, w->settings.title_weight);
		uint32_t next = 0;

		for (uint32_t k = 0; k < n; k++, at++) {
			p->position[at] = next + gap[at];
			next = p->position[at] + 1;
		}
	}
}

/* Keeps a first short block aside: it may be the whole list. */
static bool hold_block(struct ns_segment_writer *w, const struct ns_block *b,
		       const struct places *at)
{
	struct ns_pending *p = &w->pending;
	uint32_t n = 0;

	if (w->n_blocks || p->held || b->n > NS_INLINE_DOCS)
		return false;
	for (uint32_t i = 0; i < b->n; i++)
		n += ns_occurrences(b, i, w->settings.title_weight);
	if (n > NS_INLINE_BYTES)
		return false;
	p->held = true;
	copy_block(&p->block, b);
	p->has_form = at->form != NULL;
	if (w->has_positions && at->gap)
		hold_gaps(w, at->gap);
	else if (w->has_positions && at->position)
		memcpy(p->position, at->position, n * sizeof(*at->position));
	if (w->has_positions && at->form)
		memcpy(p->form, at->form, n * sizeof(*at->form));
	return true;
}

enum ns_code ns_writer_release(struct ns_segment_writer *w, struct ns_error *e)
{
	struct ns_pending *p = &w->pending;
	struct places at;

	if (!p->held)
		return NS_OK;
	p->held = false;
	at.position = p->position;
	at.gap = NULL;
	at.form = p->has_form ? p->form : NULL;
	return write_block(w, &p->block, &at, e);
}

static enum ns_code next_block(struct ns_segment_writer *w,
			       const struct ns_block *b, struct places *at,
			       struct ns_error *e)
{
	enum ns_code code;

	if (!b->n || b->n > NS_BLOCK_DOCS || b->doc[0] < w->next_doc ||
	    b->doc[b->n - 1] >= w->info.n_docs)
		return ns_fail(e, NS_INVALID, "a block out of order");
	if (hold_block(w, b, at))
		return NS_OK;
	code = ns_writer_release(w, e);
	return code ? code : write_block(w, b, at, e);
}

enum ns_code ns_writer_block(struct ns_segment_writer *w,
			     const struct ns_block *b, const uint32_t *position,
			     const uint32_t *form, struct ns_error *e)
{
	struct places at;

	at.position = position;
	at.gap = NULL;
	at.form = form;
	return next_block(w, b, &at, e);
}

enum ns_code ns_writer_gaps(struct ns_segment_writer *w,
			    const struct ns_block *b, uint32_t *gap,
			    const uint32_t *form, struct ns_error *e)
{
	struct places at;

	at.position = NULL;
	at.gap = gap;
	at.form = form;
	return next_block(w, b, &at, e);
}

/* ---- the end of a term --------------------------------------------------- */

/* Makes an inline list of the pending block; false: it is too long. */
static bool try_inline(struct ns_segment_writer *w, struct ns_term_place *p)
{
	struct ns_pending *h = &w->pending;
	double max = 0;

	ns_buf_reset(&w->scratch);
	ns_inline_encode(&h->block, h->position, h->has_form ? h->form : NULL,
			 shape_of(w), &w->scratch);
	if (w->scratch.n > NS_INLINE_BYTES)
		return false;
	for (uint32_t i = 0; i < h->block.n; i++) {
		double v = impact_of(w, &h->block, i);

		if (v > max)
			max = v;
		p->total +=
			ns_occurrences(&h->block, i, w->settings.title_weight);
	}
	p->df = h->block.n;
	p->impact = round_up(max);
	p->list = ns_buf_view(&w->scratch);
	return true;
}

/* The impacts at the kept ranks, rounded down; 0 where there are fewer. */
static void best_ranks(struct ns_segment_writer *w)
{
	uint32_t above = 0, rank = 0;

	for (uint32_t i = NS_IMPACT_BINS; i-- > 0 && rank < NS_BEST;) {
		above += w->bin[i];
		while (rank < NS_BEST && above >= ns_best_rank[rank]) {
			uint16_t floor = (uint16_t)(i << NS_IMPACT_BIN_SHIFT);

			if (floor > w->best[rank])
				w->best[rank] = floor;
			rank++;
		}
	}
}

static enum ns_code write_skip(struct ns_segment_writer *w, uint64_t *address,
			       struct ns_error *e)
{
	struct ns_skip s = {
		.n = w->n_blocks,
		.last_doc = u32s(&w->last_doc),
		.base = u32s(&w->base),
		.offset = u32s(&w->offset),
		.pos_offset = w->has_positions ? u32s(&w->pos_offset) : NULL,
		.impact = (const uint16_t *)(const void *)w->impact.p,
	};

	if (w->last_doc.failed || w->base.failed || w->offset.failed ||
	    w->pos_offset.failed || w->impact.failed)
		return ns_no_memory(e);
	best_ranks(w);
	memcpy(s.best, w->best, sizeof(s.best));
	ns_buf_reset(&w->scratch);
	ns_skip_encode(&s, &w->scratch);
	if (w->scratch.failed)
		return ns_no_memory(e);
	return ns_writer_put(w, NS_DB_SKIP, ns_buf_view(&w->scratch),
			     NS_SKIP_ALIGN, address, e);
}

static enum ns_code write_bitmap(struct ns_segment_writer *w,
				 struct ns_term_place *p, struct ns_error *e)
{
	p->has_bitmap = w->n_blocks &&
			(w->bare || (w->n_blocks > 1 &&
				     ns_has_bitmap(w->df, w->info.n_docs)));
	if (!p->has_bitmap)
		return NS_OK;
	if (!w->bits.n)
		return ns_fail(e, NS_INVALID, "more postings than were said");
	return ns_writer_put(w, NS_DB_BITS, ns_buf_view(&w->bits),
			     NS_SKIP_ALIGN, &p->bits_at, e);
}

static void place_of_blocks(const struct ns_segment_writer *w,
			    struct ns_term_place *p)
{
	p->df = w->df;
	p->total = w->total;
	p->n_blocks = w->n_blocks;
	p->post_at = w->post_at;
	p->pos_at = w->pos_at;
	p->impact = *(const uint16_t *)(const void *)w->impact.p;
	p->last_doc = u32s(&w->last_doc)[0];
}

enum ns_code ns_writer_term_end(struct ns_segment_writer *w, struct ns_error *e)
{
	struct ns_str key = { (const char *)w->key, w->key_len };
	struct ns_str term = { key.p + NS_KEY_PREFIX, key.n - NS_KEY_PREFIX };
	struct ns_term_place p = { .has_positions = w->has_positions };
	enum ns_code code = NS_OK;

	if (w->pending.held && try_inline(w, &p))
		w->pending.held = false;
	else
		code = ns_writer_release(w, e);
	if (!code && !p.df && !w->n_blocks)
		return ns_fail(e, NS_INVALID, "a term without postings");
	if (!code && w->n_blocks > 1)
		code = write_skip(w, &p.skip_at, e);
	if (!code)
		code = write_bitmap(w, &p, e);
	if (code)
		return code;
	if (w->n_blocks)
		place_of_blocks(w, &p);
	p.own_forms = has_own_forms(w, key);
	ns_buf_reset(&w->entry);
	ns_entry_encode(&p, term, w->form, w->n_forms, &w->entry);
	return ns_writer_entry(w, key, e);
}
