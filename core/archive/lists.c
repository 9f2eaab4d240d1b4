/* Lists of an open segment: dictionary look-ups and walks, skip data, blocks,
 * positions. The codecs are dict.c, postings.c and positions.c. */
#include <stdlib.h>

#include "core/archive/chunkset.h"
#include "core/archive/dict.h"
#include "core/archive/kernel.h"
#include "core/archive/pack.h"
#include "core/archive/positions.h"
#include "core/archive/postings.h"
#include "core/archive/skip.h"

static enum ns_code damaged(const struct ns_segment *seg, const char *what,
			    struct ns_error *e)
{
	return ns_fail(e, NS_CORRUPT, "seg-%08u.mdb: %s", seg->number, what);
}

/* ---- dictionary ---------------------------------------------------------- */

static struct ns_str key_of(const struct ns_dict_reader *d)
{
	return (struct ns_str){ (const char *)d->key, d->key_len };
}

/* NS_NOTFOUND: the key falls between two blocks, or behind the last. Or else a
 * damaged tree of LMDB led to the wrong one: the block before must end before
 * the key. */
static enum ns_code between_blocks(const struct ns_segment *seg,
				   struct ns_str key, struct ns_error *e)
{
	struct ns_entry before = { .key = key };
	struct ns_dict_reader d;
	enum ns_code code = ns_env_before(seg->env, NS_DB_DICT, &before, e);

	if (code)
		return code == NS_CORRUPT ? ns_segment_blame(seg, code, e)
					  : code;
	if (ns_dict_open(before.value, &d))
		return damaged(seg, "a dictionary block's checksum", e);
	while (!(code = ns_dict_next(&d)))
		if (ns_str_cmp(key_of(&d), key) >= 0)
			break;
	return code == NS_END
		       ? NS_NOTFOUND
		       : damaged(seg, "the order of dictionary blocks", e);
}

/* The block that holds the term if any does. */
static enum ns_code block_of(const struct ns_segment *seg, struct ns_str key,
			     struct ns_dict_reader *d, struct ns_error *e)
{
	struct ns_entry found = { .key = key };
	enum ns_code code = ns_env_seek(seg->env, NS_DB_DICT, &found, e);

	if (code == NS_NOTFOUND)
		return between_blocks(seg, key, e);
	if (code)
		return code == NS_CORRUPT ? ns_segment_blame(seg, code, e)
					  : code;
	if (ns_str_cmp(found.key, key) < 0)
		return damaged(seg, "the order of dictionary blocks", e);
	if (ns_dict_open(found.value, d))
		return damaged(seg, "a dictionary block's checksum", e);
	return NS_OK;
}

enum ns_code ns_term_find(const struct ns_segment *seg, uint8_t kind,
			  const char lang[4], struct ns_str term,
			  struct ns_term *out, struct ns_error *e)
{
	uint8_t bytes[NS_KEY_BYTES];
	struct ns_str key = { (const char *)bytes,
			      ns_key_make(kind, lang, term, bytes) };
	struct ns_dict_reader d;
	enum ns_code code = block_of(seg, key, &d, e);
	bool first = true;

	if (code)
		return code;
	for (; !ns_dict_next(&d); first = false) {
		int order = ns_str_cmp(key_of(&d), key);

		if (order > 0)
			return first ? between_blocks(seg, key, e)
				     : NS_NOTFOUND;
		if (order == 0 && !ns_entry_decode(key_of(&d), d.entry, out))
			return NS_OK;
		if (order == 0)
			break;
	}
	return damaged(seg, "a dictionary block", e);
}

/* Finds the form among those of its stem: its number and documents. NS_NOTFOUND
 * when a merge left none of them. */
static enum ns_code find_form(const struct ns_segment *seg,
			      const struct ns_term *t, struct ns_arena *arena,
			      struct ns_form_stem *s, struct ns_error *e)
{
	struct ns_str text = { (const char *)t->bytes + NS_KEY_PREFIX,
			       t->text.n };
	struct ns_term stem = { 0 };
	struct ns_form *form = NULL;
	enum ns_code code =
		ns_term_find(seg, NS_KIND_STEM, t->lang, s->stem, &stem, e);

	if (!code)
		code = ns_term_forms(&stem, arena, &form, e);
	if (code)
		return code;
	while (s->form < stem.n_forms && !ns_str_eq(form[s->form].text, text))
		s->form++;
	if (s->form == stem.n_forms || !form[s->form].df)
		return NS_NOTFOUND;
	s->df = form[s->form].df;
	return NS_OK;
}

enum ns_code ns_term_stems(const struct ns_segment *seg,
			   const struct ns_term *t, struct ns_arena *arena,
			   struct ns_form_stem **out, uint32_t *n,
			   struct ns_error *e)
{
	uint32_t all = 0, kept = 0;
	enum ns_code code = ns_form_entry_decode(t, arena, out, &all, e);

	for (uint32_t i = 0; i < all && !code; i++) {
		(*out)[kept] = (*out)[i];
		code = find_form(seg, t, arena, &(*out)[kept], e);
		if (!code)
			kept++;
		else if (code == NS_NOTFOUND)
			code = NS_OK;
	}
	*n = kept;
	return code;
}

// NOLINTNEXTLINE(readability-function-size): a place, a key, what was found
enum ns_code ns_form_stems(const struct ns_segment *seg, const char lang[4],
			   struct ns_str form, struct ns_arena *arena,
			   struct ns_form_stem **out, uint32_t *n,
			   struct ns_error *e)
{
	struct ns_term t = { 0 };
	enum ns_code code = ns_term_find(seg, NS_KIND_FORM, lang, form, &t, e);

	return code ? code : ns_term_stems(seg, &t, arena, out, n, e);
}

struct walk_state {
	struct ns_dict_reader d;
	uint8_t last[NS_KEY_BYTES + 1]; // the block's last key
	size_t last_len;
};

static enum ns_code walk_block(struct ns_walk *w, struct ns_str from,
			       struct ns_error *e)
{
	struct walk_state *s = w->state;
	struct ns_entry found = { .key = from };
	enum ns_code code = ns_env_seek(w->seg->env, NS_DB_DICT, &found, e);

	if (code == NS_NOTFOUND)
		return NS_END;
	if (code)
		return code == NS_CORRUPT ? ns_segment_blame(w->seg, code, e)
					  : code;
	if (ns_str_cmp(found.key, from) < 0) // a walk must end
		return damaged(w->seg, "the order of dictionary blocks", e);
	if (found.key.n > NS_KEY_BYTES || ns_dict_open(found.value, &s->d))
		return damaged(w->seg, "a dictionary block's checksum", e);
	memcpy(s->last, found.key.p, found.key.n);
	s->last_len = found.key.n;
	return NS_OK;
}

enum ns_code ns_walk_next(struct ns_walk *w, struct ns_error *e)
{
	struct walk_state *s = w->state;
	enum ns_code code = ns_dict_next(&s->d);

	if (code == NS_END) {
		if (s->d.key_len != s->last_len ||
		    memcmp(s->d.key, s->last, s->last_len) != 0)
			return damaged(w->seg, "a dictionary block's key", e);
		s->last[s->last_len] = 0; // the least key greater than it
		code = walk_block(w,
				  (struct ns_str){ (const char *)s->last,
						   s->last_len + 1 },
				  e);
		if (code)
			return code;
		code = ns_dict_next(&s->d);
	}
	if (!code)
		code = ns_entry_decode((struct ns_str){ (const char *)s->d.key,
							s->d.key_len },
				       s->d.entry, &w->term);
	return code ? damaged(w->seg, "a dictionary block", e) : NS_OK;
}

enum ns_code ns_walk_open(const struct ns_segment *seg, uint8_t kind,
			  const char lang[4], struct ns_str from,
			  struct ns_walk *w, struct ns_error *e)
{
	uint8_t bytes[NS_KEY_BYTES];
	struct ns_str key = { (const char *)bytes,
			      ns_key_make(kind, lang, from, bytes) };
	enum ns_code code;

	*w = (struct ns_walk){ .seg = seg };
	w->state = calloc(1, sizeof(struct walk_state));
	if (!w->state)
		return ns_fail(e, NS_NOMEM, "no memory to walk the terms");
	code = walk_block(w, key, e);
	while (!code) {
		code = ns_walk_next(w, e);
		if (code ||
		    ns_str_cmp(
			    (struct ns_str){ (const char *)w->term.bytes,
					     w->term.text.n + NS_KEY_PREFIX },
			    key) >= 0)
			return code;
	}
	return code;
}

void ns_walk_close(struct ns_walk *w)
{
	free(w->state);
	*w = (struct ns_walk){ 0 };
}

/* ---- skip data ----------------------------------------------------------- */

static enum ns_code open_skip(struct ns_postings *p, uint64_t address,
			      struct ns_error *e)
{
	size_t left;
	const uint8_t *s = ns_stream_at(p->seg, NS_DB_SKIP, address, &left, e);

	if (!s)
		return e ? e->code : NS_CORRUPT;
	return ns_skip_open(s, left, p) ? damaged(p->seg, "skip data", e)
					: NS_OK;
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

enum ns_code ns_postings_open(const struct ns_segment *seg,
			      const struct ns_term *t, struct ns_postings *p,
			      struct ns_error *e)
{
	struct ns_block b;
	enum ns_code code;

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
	if (t->n_blocks > 1)
		return open_skip(p, t->skip_at, e);
	open_own(p, t);
	if (!p->list)
		return NS_OK;
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
		return damaged(p->seg, "an inline list", e);
	return NS_OK;
}

/* A block must end where the skip data say. */
static enum ns_code checked(const struct ns_postings *p, uint32_t i,
			    const struct ns_block *b, enum ns_code code,
			    struct ns_error *e)
{
	if (code || b->doc[b->n - 1] != p->last_doc[i] ||
	    p->last_doc[i] >= p->seg->info.n_docs)
		return damaged(p->seg, "a postings block", e);
	return NS_OK;
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
	return checked(p, i, b, ns_block_decode(in, left, p->base[i], b, &used),
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
	return checked(p, i, b, ns_block_decode_docs(in, left, p->base[i], b),
		       e);
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
		       ? damaged(p->seg, "a postings block", e)
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
		       ? damaged(p->seg, "a postings block", e)
		       : NS_OK;
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

	if (p->list) {
		code = decode_inline(p, &b, &r, e);
		for (uint32_t k = 0; !code && k < b.n; k++) {
			uint32_t bit = b.doc[k] - from;

			if (b.doc[k] >= from && bit / 64 < n_words)
				words[bit / 64] |= UINT64_C(1) << (bit % 64);
		}
		return code;
	}
	in = block_at(p, i, &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	return ns_block_or_bits(in, left, p->base[i], from, words, n_words)
		       ? damaged(p->seg, "a postings block", e)
		       : NS_OK;
}

/* ---- positions ----------------------------------------------------------- */

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
	out->start[0] = 0;
	for (uint32_t j = 0; j < b->n; j++)
		out->start[j + 1] =
			out->start[j] + ns_occurrences(b, j, weight);
	if (p->list) {
		if (decode_inline(p, &again, &r, e))
			return e ? e->code : NS_CORRUPT;
		out->block = b;
		out->packed = r.p;
		out->end = r.end;
		return NS_OK;
	}
	out->block = NULL;
	in = ns_stream_at(p->seg, NS_DB_POS, p->pos_at + p->pos_offset[i],
			  &left, e);
	if (!in)
		return e ? e->code : NS_CORRUPT;
	return ns_positions_head(in, left, b->n, out)
		       ? damaged(p->seg, "a positions block", e)
		       : NS_OK;
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

enum ns_code ns_positions_get(const struct ns_positions *ps, uint32_t j,
			      uint32_t *position, uint32_t *form,
			      struct ns_error *e)
{
	struct ns_rd r;
	enum ns_code code;

	if (ps->block) {
		r = ns_rd_of(ps->packed, (size_t)(ps->end - ps->packed));
		code = ns_inline_positions(&r, ps->block, shape_of(ps->p), j,
					   position, form);
	} else {
		code = ns_positions_decode(ps, j, position, form);
	}
	if (!code && form &&
	    !are_forms(form, ps->start[j + 1] - ps->start[j], ps->p->n_forms))
		code = NS_CORRUPT;
	return code ? damaged(ps->p->seg, "a positions block", e) : NS_OK;
}
