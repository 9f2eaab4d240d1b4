#include "core/archive/dict.h"

#include "core/base/hash.h"

/* Block: u32 checksum (low half of XXH3 of what follows), u8 terms, then for
 * each term: u8 bytes shared with the key before << 4 | bytes of its own, each
 * of which goes on as a varint where its half is full; its own bytes; varint
 * bytes of the entry, the entry. */
enum { SUM_BYTES = 4, BLOCK_HEADER = SUM_BYTES + 1, HALF = 15 };

/* First byte of an entry. */
enum {
	SHAPE = 3, // 0 inline, 1 one block, 2 many blocks
	INLINE = 0,
	ONE = 1,
	MANY = 2,
	POSITIONS = 4,
	ONE_FORM = 8, // the term itself, in all its documents
	BITMAP = 16,  // of blocks
	ONCE = 32,    // inline: one occurrence in one document
	OWN = 64,     // no other stem has any of its forms
	KNOWN = 127,
};

static size_t shared(const uint8_t *a, size_t a_len, const char *b,
		     size_t b_len)
{
	size_t n = a_len < b_len ? a_len : b_len, i = 0;

	while (i < n && a[i] == (uint8_t)b[i])
		i++;
	return i;
}

bool ns_dict_full(const struct ns_dict_block *b, size_t entry_bytes)
{
	return b->n_terms == NS_DICT_TERMS ||
	       (b->n_terms &&
		b->bytes.n + entry_bytes + NS_KEY_PREFIX > NS_DICT_BYTES);
}

static void put_lengths(struct ns_buf *out, size_t same, size_t own)
{
	size_t a = same < HALF ? same : HALF, b = own < HALF ? own : HALF;

	ns_buf_u8(out, (uint8_t)(a << 4 | b));
	if (a == HALF)
		ns_buf_varint(out, same - HALF);
	if (b == HALF)
		ns_buf_varint(out, own - HALF);
}

void ns_dict_add(struct ns_dict_block *b, struct ns_str key,
		 struct ns_str entry)
{
	size_t same;

	if (!b->n_terms)
		ns_buf_fill(&b->bytes, 0, BLOCK_HEADER);
	same = shared(b->key, b->n_terms ? b->key_len : 0, key.p, key.n);
	put_lengths(&b->bytes, same, key.n - same);
	ns_buf_text(&b->bytes, (struct ns_str){ key.p + same, key.n - same });
	ns_buf_str(&b->bytes, entry);
	memcpy(b->key, key.p, key.n);
	b->key_len = key.n;
	b->n_terms++;
}

void ns_dict_seal(struct ns_dict_block *b)
{
	uint32_t sum;

	if (b->bytes.failed)
		return;
	b->bytes.p[SUM_BYTES] = (uint8_t)b->n_terms;
	sum = (uint32_t)ns_hash64(b->bytes.p + SUM_BYTES,
				  b->bytes.n - SUM_BYTES);
	memcpy(b->bytes.p, &sum, sizeof(sum));
}

void ns_dict_reset(struct ns_dict_block *b)
{
	ns_buf_reset(&b->bytes);
	b->n_terms = 0;
	b->key_len = 0;
}

enum ns_code ns_dict_reopen(struct ns_str value, struct ns_dict_reader *d)
{
	if (value.n < BLOCK_HEADER)
		return NS_CORRUPT;
	d->r = ns_rd_of(value.p, value.n);
	d->r.p += BLOCK_HEADER;
	d->left = (uint8_t)value.p[SUM_BYTES];
	d->key_len = 0;
	return d->left >= 1 && d->left <= NS_DICT_TERMS ? NS_OK : NS_CORRUPT;
}

enum ns_code ns_dict_open(struct ns_str value, struct ns_dict_reader *d)
{
	if (value.n < BLOCK_HEADER ||
	    ns_le32(value.p) != (uint32_t)ns_hash64(value.p + SUM_BYTES,
						    value.n - SUM_BYTES))
		return NS_CORRUPT;
	return ns_dict_reopen(value, d);
}

/* A term but for what its key shares with the one before. */
struct part {
	struct ns_str own, entry;
	size_t same;
};

/* A term whose lengths take two bytes, as nearly all do; where the next one
 * begins. NULL: they do not, or it is damaged. */
static inline const uint8_t *read_short(const uint8_t *p, const uint8_t *end,
					struct part *out)
{
	size_t left = (size_t)(end - p), own, entry;

	if (!left)
		return NULL;
	out->same = *p >> 4;
	own = *p % (HALF + 1u);
	if (out->same == HALF || own == HALF || left < own + 2 ||
	    p[own + 1] >= 0x80)
		return NULL;
	entry = p[own + 1];
	if (left < own + 2 + entry)
		return NULL;
	out->own = (struct ns_str){ (const char *)p + 1, own };
	out->entry = (struct ns_str){ (const char *)p + own + 2, entry };
	return p + own + 2 + entry;
}

static const uint8_t *read_long(const uint8_t *p, const uint8_t *end,
				struct part *out)
{
	struct ns_rd r = ns_rd_of(p, (size_t)(end - p));
	uint8_t halves = ns_rd_u8(&r);
	uint64_t same = halves >> 4, own = halves % (HALF + 1u);

	same += same == HALF ? ns_rd_varint(&r) : 0;
	own += own == HALF ? ns_rd_varint(&r) : 0;
	if (own > NS_KEY_BYTES)
		return NULL;
	out->own = (struct ns_str){ (const char *)r.p, (size_t)own };
	(void)ns_rd_take(&r, (size_t)own);
	out->entry = ns_rd_str(&r);
	out->same = (size_t)same;
	return r.bad ? NULL : r.p;
}

/* The next term of a key of *key_len bytes; NULL: it is damaged. */
static inline const uint8_t *read_term(const uint8_t *p, const uint8_t *end,
				       size_t *key_len, struct part *out)
{
	const uint8_t *next = read_short(p, end, out);

	if (!next)
		next = read_long(p, end, out);
	if (!next || out->same > *key_len ||
	    out->own.n > NS_KEY_BYTES - out->same ||
	    out->same + out->own.n < NS_KEY_PREFIX)
		return NULL;
	*key_len = out->same + out->own.n;
	return next;
}

enum ns_code ns_dict_next(struct ns_dict_reader *d)
{
	struct part part;

	if (!d->left)
		return ns_rd_left(&d->r) ? NS_CORRUPT : NS_END;
	d->left--;
	d->r.p = read_term(d->r.p, d->r.end, &d->key_len, &part);
	if (!d->r.p)
		return NS_CORRUPT;
	if (part.own.n)
		memcpy(d->key + part.same, part.own.p, part.own.n);
	d->entry = part.entry;
	return NS_OK;
}

/* Keys before the wanted one differ from it at byte `match`. What shares more
 * than that with such a key comes before it too, unread; what shares less comes
 * behind it. */
enum ns_code ns_dict_find(struct ns_dict_reader *d, struct ns_str key,
			  bool *first)
{
	const uint8_t *p = d->r.p, *end = d->r.end;
	size_t match = 0, key_len = 0;
	uint32_t left;

	for (left = d->left; left; left--) {
		struct part part;

		p = read_term(p, end, &key_len, &part);
		if (!p)
			return NS_CORRUPT;
		*first = left == d->left;
		if (part.same > match)
			continue;
		if (part.same < match)
			return NS_NOTFOUND;
		match += shared((const uint8_t *)part.own.p, part.own.n,
				key.p + match, key.n - match);
		d->entry = part.entry;
		if (match == key.n)
			return match == key_len ? NS_OK : NS_NOTFOUND;
		if (match < key_len && (uint8_t)part.own.p[match - part.same] >
					       (uint8_t)key.p[match])
			return NS_NOTFOUND;
	}
	return p == end ? NS_END : NS_CORRUPT;
}

/* ---- entries ------------------------------------------------------------- */

/* A string as: varint bytes it shares with base, its own rest. */
static void put_suffix(struct ns_buf *out, struct ns_str base, struct ns_str s)
{
	size_t same = shared((const uint8_t *)base.p, base.n, s.p, s.n);

	ns_buf_varint(out, same);
	ns_buf_str(out, (struct ns_str){ s.p + same, s.n - same });
}

static bool is_one_form(const struct ns_term_place *p, struct ns_str term,
			const struct ns_form *form, uint32_t n_forms)
{
	return n_forms == 1 && form[0].df == p->df &&
	       ns_str_eq(form[0].text, term);
}

static void put_place(const struct ns_term_place *p, struct ns_buf *out)
{
	if (p->n_blocks <= 1)
		ns_buf_u16(out, p->impact);
	if (!p->n_blocks) {
		ns_buf_str(out, p->list);
		return;
	}
	if (p->n_blocks == 1) {
		ns_buf_varint(out, p->last_doc);
	} else {
		ns_buf_varint(out, p->n_blocks);
		ns_buf_varint(out, p->skip_at);
	}
	ns_buf_varint(out, p->post_at);
	if (p->has_positions)
		ns_buf_varint(out, p->pos_at);
	if (p->has_bitmap)
		ns_buf_varint(out, p->bits_at);
}

void ns_entry_encode(const struct ns_term_place *p, struct ns_str term,
		     const struct ns_form *form, uint32_t n_forms,
		     struct ns_buf *out)
{
	bool one = is_one_form(p, term, form, n_forms);
	bool once = !p->n_blocks && p->total == 1;
	unsigned shape = p->n_blocks < MANY ? p->n_blocks : MANY;

	ns_buf_u8(out,
		  (uint8_t)(shape | (p->has_positions ? POSITIONS : 0u) |
			    (one ? ONE_FORM : 0u) |
			    (p->has_bitmap ? BITMAP : 0u) | (once ? ONCE : 0u) |
			    (p->own_forms ? OWN : 0u)));
	if (!once) {
		ns_buf_varint(out, p->df);
		ns_buf_varint(out, p->total - p->df);
	}
	put_place(p, out);
	if (one || !n_forms)
		return;
	ns_buf_varint(out, n_forms);
	for (uint32_t i = 0; i < n_forms; i++) {
		put_suffix(out, term, form[i].text);
		ns_buf_varint(out, form[i].df);
	}
}

void ns_form_entry_encode(struct ns_str form, const struct ns_form_stem *stem,
			  uint32_t n, struct ns_buf *out)
{
	if (n == 1 && ns_str_eq(stem->stem, form))
		return; // most forms are their own stem
	ns_buf_varint(out, n);
	for (uint32_t i = 0; i < n; i++)
		put_suffix(out, form, stem[i].stem);
}

static void get_place(struct ns_rd *r, unsigned shape, struct ns_term *t)
{
	struct ns_str list;

	if (shape != MANY)
		t->impact = ns_rd_u16(r);
	if (shape == INLINE) {
		list = ns_rd_str(r);
		t->list = (const uint8_t *)list.p;
		t->list_len = (uint32_t)list.n;
		return;
	}
	t->n_blocks = 1;
	if (shape == ONE) {
		t->last_doc = ns_rd_varint32(r);
	} else {
		t->n_blocks = ns_rd_varint32(r);
		if (t->n_blocks < MANY)
			r->bad = true;
		t->skip_at = ns_rd_varint(r);
	}
	t->post_at = ns_rd_varint(r);
	if (t->has_positions)
		t->pos_at = ns_rd_varint(r);
	if (t->has_bitmap)
		t->bits_at = ns_rd_varint(r);
}

static enum ns_code decode_form(struct ns_rd *r, struct ns_term *t)
{
	struct ns_rd all = *r;
	uint32_t n;

	if (!ns_rd_left(r))
		return NS_OK;
	n = ns_rd_varint32(r);
	if (n < 1 || n > NS_FORM_STEMS)
		return NS_CORRUPT;
	for (uint32_t i = 0; i < n; i++) {
		(void)ns_rd_varint(r);
		(void)ns_rd_str(r);
	}
	t->forms = all.p;
	t->forms_len = (uint32_t)(r->p - all.p);
	return r->bad || ns_rd_left(r) ? NS_CORRUPT : NS_OK;
}

static enum ns_code decode_term(struct ns_rd *r, struct ns_term *t)
{
	uint8_t flags = ns_rd_u8(r);
	unsigned shape = flags & SHAPE;

	if (shape > MANY || flags > KNOWN ||
	    (flags & BITMAP && shape == INLINE) ||
	    (flags & ONCE && shape != INLINE) ||
	    (flags & OWN && t->kind != NS_KIND_STEM))
		return NS_CORRUPT;
	t->has_positions = (flags & POSITIONS) != 0;
	t->has_bitmap = (flags & BITMAP) != 0;
	t->own_forms = (flags & OWN) != 0;
	t->df = flags & ONCE ? 1 : ns_rd_varint32(r);
	t->total = (flags & ONCE ? 0 : ns_rd_varint(r)) + t->df;
	get_place(r, shape, t);
	if (t->kind != NS_KIND_STEM)
		return r->bad || ns_rd_left(r) || !t->df ? NS_CORRUPT : NS_OK;
	t->n_forms = flags & ONE_FORM ? 1 : ns_rd_varint32(r);
	t->one_form = (flags & ONE_FORM) != 0;
	t->forms = r->p;
	t->forms_len = (uint32_t)ns_rd_left(r);
	if (r->bad || !t->df || t->n_forms < 1 ||
	    t->n_forms > 1u << NS_FORM_BITS_MAX)
		return NS_CORRUPT;
	return NS_OK;
}

enum ns_code ns_entry_decode(struct ns_str key, struct ns_str entry,
			     struct ns_term *t)
{
	struct ns_rd r = ns_rd_of(entry.p, entry.n);

	*t = (struct ns_term){ .kind = (uint8_t)key.p[0] };
	memcpy(t->lang, key.p + 1, NS_KEY_PREFIX - 1);
	memcpy(t->bytes, key.p, key.n);
	t->text = (struct ns_str){ (const char *)t->bytes + NS_KEY_PREFIX,
				   key.n - NS_KEY_PREFIX };
	return t->kind == NS_KIND_FORM ? decode_form(&r, t)
				       : decode_term(&r, t);
}

/* Reads a string that was written by put_suffix. */
static struct ns_str get_suffix(struct ns_rd *r, struct ns_str base,
				struct ns_arena *arena)
{
	uint64_t same = ns_rd_varint(r);
	struct ns_str own = ns_rd_str(r);
	char *p;

	if (r->bad || same > base.n || own.n > NS_TERM_BYTES) {
		r->bad = true;
		return own;
	}
	p = ns_arena_alloc(arena, (size_t)same + own.n + 1);
	if (!p)
		return (struct ns_str){ NULL, 0 };
	memcpy(p, base.p, (size_t)same);
	if (own.n)
		memcpy(p + same, own.p, own.n);
	p[same + own.n] = 0;
	return (struct ns_str){ p, (size_t)same + own.n };
}

/* The term within t itself: a copy of *t has its own. */
static struct ns_str text_of(const struct ns_term *t)
{
	return (struct ns_str){ (const char *)t->bytes + NS_KEY_PREFIX,
				t->text.n };
}

static enum ns_code bad_term(const struct ns_term *t, struct ns_error *e)
{
	return ns_fail(e, NS_CORRUPT, "the entry of the term \"%.*s\"",
		       (int)t->text.n, t->text.p);
}

static enum ns_code no_room(struct ns_error *e)
{
	return ns_fail(e, NS_LIMIT, "no memory left for a term's forms");
}

enum ns_code ns_term_forms(const struct ns_term *t, struct ns_arena *arena,
			   struct ns_form **out, struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(t->forms, t->forms_len);
	struct ns_form *form;

	if (t->n_forms > t->forms_len && !t->one_form)
		return bad_term(t, e);
	form = ns_arena_alloc(arena, t->n_forms * sizeof(*form));
	if (!form)
		return no_room(e);
	if (t->one_form)
		form[0] =
			(struct ns_form){ ns_arena_str(arena, t->text), t->df };
	for (uint32_t i = 0; i < t->n_forms && !t->one_form; i++) {
		form[i].text = get_suffix(&r, text_of(t), arena);
		form[i].df = ns_rd_varint32(&r);
		if (r.bad)
			return bad_term(t, e);
		if (!form[i].text.p)
			return no_room(e);
	}
	*out = form;
	return ns_rd_left(&r) ? bad_term(t, e) : NS_OK;
}

enum ns_code ns_term_form(const struct ns_term *t, struct ns_str form,
			  uint32_t *number, uint32_t *df, struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(t->forms, t->forms_len);
	struct ns_str term = text_of(t);
	size_t same = shared((const uint8_t *)form.p, form.n, term.p, term.n);

	*number = 0;
	*df = t->df;
	if (t->one_form)
		return ns_str_eq(form, term) ? NS_OK : NS_NOTFOUND;
	for (uint32_t i = 0; i < t->n_forms; i++) {
		uint64_t as_term = ns_rd_varint(&r);
		struct ns_str own = ns_rd_str(&r);

		*number = i;
		*df = ns_rd_varint32(&r);
		if (r.bad || as_term > term.n)
			return bad_term(t, e);
		if (as_term <= same && form.n - as_term == own.n &&
		    (!own.n || memcmp(form.p + as_term, own.p, own.n) == 0))
			return NS_OK;
	}
	return NS_NOTFOUND;
}

uint32_t ns_form_entry_stems(const struct ns_term *t)
{
	struct ns_rd r = ns_rd_of(t->forms, t->forms_len);

	return t->forms_len ? ns_rd_varint32(&r) : 1;
}

enum ns_code ns_form_entry_decode(const struct ns_term *t,
				  struct ns_arena *arena,
				  struct ns_form_stem **out, uint32_t *n,
				  struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(t->forms, t->forms_len);
	struct ns_form_stem *stem;

	*n = t->forms_len ? ns_rd_varint32(&r) : 1;
	if (t->kind != NS_KIND_FORM || *n > NS_FORM_STEMS)
		return bad_term(t, e);
	stem = ns_arena_alloc(arena, *n * sizeof(*stem));
	if (!stem)
		return no_room(e);
	*out = stem;
	if (!t->forms_len) {
		*stem = (struct ns_form_stem){
			.stem = ns_arena_str(arena, text_of(t)),
		};
		return stem->stem.p ? NS_OK : no_room(e);
	}
	for (uint32_t i = 0; i < *n; i++) {
		stem[i].stem = get_suffix(&r, text_of(t), arena);
		stem[i].form = 0;
		stem[i].df = 0;
		if (r.bad)
			return bad_term(t, e);
		if (!stem[i].stem.p)
			return no_room(e);
	}
	return NS_OK;
}
