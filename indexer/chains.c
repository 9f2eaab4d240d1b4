#include "indexer/chains.h"

#include <assert.h>

#include "core/base/bytes.h"

enum {
	UNIT = NS_CHAIN_UNIT,
	LINK_BYTES = 4,
	SLICE_STEPS = 6, // UNIT << SLICE_STEPS bytes at most
	AHEAD = 24,      // tokens whose chains are fetched
	NEW_DOC = 1,     // in a gap's code, behind its length
	OTHER_FORM = 2,
	CODE_FLAGS = 2,   // bits
	CODES_BYTES = 12, // of an occurrence
	SLACK = 8,        // bytes that may be read behind a chain
};

_Static_assert(NS_CHAIN_POSITION_BITS + 2 + CODE_FLAGS <= 32 &&
		       NS_CHAIN_DOC_BITS + 2 <= 32 &&
		       NS_CHAIN_FORM_BITS + 2 <= 32,
	       "a code has at most four bytes");

void ns_chains_free(struct ns_chains *c)
{
	ns_buf_free(&c->chain);
	ns_buf_free(&c->pool);
}

void ns_chains_reset(struct ns_chains *c)
{
	ns_buf_reset(&c->chain);
	ns_buf_reset(&c->pool);
	c->most_total = 0;
}

size_t ns_chains_bytes(const struct ns_chains *c)
{
	return c->chain.n + c->pool.n;
}

enum ns_code ns_chains_add(struct ns_chains *c)
{
	ns_buf_fill(&c->chain, 0, sizeof(struct ns_chain));
	return c->chain.failed ? NS_NOMEM : NS_OK;
}

/* ---- writing ---- */

/* Every second slice is twice as long as the one before: half of the last is
 * waste at most, and a fifth as a rule. */
static size_t slice_bytes(unsigned number)
{
	unsigned steps = number / 2;

	return (size_t)UNIT << (steps < SLICE_STEPS ? steps : SLICE_STEPS);
}

/* Where the next byte of the last slice goes. */
static size_t slice_at(const struct ns_chain *x)
{
	return (size_t)x->slice * UNIT + slice_bytes(x->grown - 1u) -
	       LINK_BYTES - x->left;
}

static enum ns_code grow(struct ns_chains *c, struct ns_chain *x)
{
	size_t bytes = slice_bytes(x->grown), at = c->pool.n;
	uint32_t unit = (uint32_t)(at / UNIT);

	if (at / UNIT > UINT32_MAX)
		return NS_LIMIT;
	if (!ns_buf_room(&c->pool, bytes))
		return NS_NOMEM;
	c->pool.n += bytes;
	if (x->grown)
		memcpy(c->pool.p + slice_at(x), &unit, LINK_BYTES);
	else
		x->first = unit;
	x->slice = unit;
	x->left = (uint16_t)(bytes - LINK_BYTES);
	if (x->grown <= 2 * SLICE_STEPS)
		x->grown++;
	return NS_OK;
}

/* What a chain holds goes to its slices. */
static enum ns_code spill(struct ns_chains *c, struct ns_chain *x)
{
	const uint8_t *from = x->latest;
	unsigned n = x->used, part;

	for (; n; n -= part, from += part) {
		enum ns_code rc = x->left ? NS_OK : grow(c, x);

		if (rc)
			return rc;
		part = n < x->left ? n : x->left;
		memcpy(c->pool.p + slice_at(x), from, part);
		x->left = (uint16_t)(x->left - part);
	}
	x->used = 0;
	return NS_OK;
}

/* Bytes of a code, at least 1, whose lower two bits are free. */
static inline unsigned code_bytes(uint32_t code)
{
	return (39u - (unsigned)__builtin_clz(code | 1)) / 8;
}

static inline uint32_t code_of(uint32_t v, unsigned *n)
{
	*n = code_bytes(v << 2);
	return v << 2 | (*n - 1);
}

/* The codes of an occurrence, at most CODES_BYTES of them, behind x->latest.
 * Half of a text's words are new to their document, some have another form:
 * that is computed, not asked for. */
static inline void put_codes(struct ns_chain *x, uint32_t form, uint32_t doc,
			     uint32_t position)
{
	bool new = x->doc != doc + 1, other = x->form != form;
	uint32_t gap = position - (new ? 0 : x->next);
	unsigned n, n_doc, n_form;
	uint64_t code = code_of(gap << CODE_FLAGS | (other ? OTHER_FORM : 0) |
					(new ? NEW_DOC : 0),
				&n);
	uint64_t of_doc = code_of(doc + 1 - x->doc, &n_doc);
	uint32_t of_form = code_of(form, &n_form), used = x->used;
	uint8_t *to = x->latest + used;

	code |= (new ? of_doc : 0) << 8 * n;
	n += new ? n_doc : 0;
	x->used = (uint8_t)(used + n + (other ? n_form : 0));
	x->df += new;
	memcpy(to, &code, sizeof(code));
	memcpy(to + n, &of_form, sizeof(of_form));
}

static inline enum ns_code put(struct ns_chains *c, struct ns_token t,
			       uint32_t doc, uint32_t position)
{
	struct ns_chain *x = ns_chain(c, t.stem);
	enum ns_code rc = NS_OK;

	if (x->used > NS_CHAIN_LATEST - CODES_BYTES)
		rc = spill(c, x);
	put_codes(x, t.form, doc, position);
	x->form = t.form;
	x->doc = doc + 1;
	x->next = position + 1;
	x->total++;
	if (x->total > c->most_total)
		c->most_total = x->total;
	return rc;
}

enum ns_code ns_chains_put(struct ns_chains *c, const struct ns_token *token,
			   uint32_t n, uint32_t doc)
{
	enum ns_code rc = NS_OK;

	for (uint32_t i = 0; !rc && i < n; i++) {
		if (i + AHEAD < n && token[i + AHEAD].stem != NS_TOKEN_GAP)
			__builtin_prefetch(ns_chain(c, token[i + AHEAD].stem),
					   1);
		if (token[i].stem != NS_TOKEN_GAP)
			rc = put(c, token[i], doc, i);
	}
	return rc;
}

/* ---- reading ---- */

static void gather_slices(const struct ns_chains *c, const struct ns_chain *x,
			  struct ns_buf *out)
{
	uint32_t unit = x->first;

	for (unsigned i = 0; unit != x->slice; i++) {
		const uint8_t *p = c->pool.p + (size_t)unit * UNIT;
		size_t n = slice_bytes(i) - LINK_BYTES;

		ns_buf_put(out, p, n);
		memcpy(&unit, p + n, LINK_BYTES);
	}
	ns_buf_put(out, c->pool.p + (size_t)unit * UNIT,
		   slice_at(x) - (size_t)unit * UNIT);
}

/* The chain's bytes, in one piece. */
static const uint8_t *gather(const struct ns_chains *c,
			     const struct ns_chain *x, struct ns_buf *out)
{
	ns_buf_reset(out);
	if (x->grown)
		gather_slices(c, x, out);
	ns_buf_put(out, x->latest, x->used);
	ns_buf_fill(out, 0, SLACK);
	return out->failed ? NULL : out->p;
}

static bool room(struct ns_occurrences *o, uint32_t n_docs, uint32_t n)
{
	size_t all = 2 * (size_t)n_docs + 2 * (size_t)n + NS_OCCURRENCES_SLACK;
	uint32_t *p;

	ns_buf_reset(&o->memory);
	p = (void *)ns_buf_room(&o->memory, all * sizeof(*p));
	if (!p)
		return false;
	o->doc = p;
	o->end = p + n_docs;
	o->position = o->end + n_docs;
	o->form = o->position + n;
	o->n_docs = n_docs;
	o->n = n;
	return true;
}

/* Takes the code at *p, where there is one. */
static inline uint32_t take(const uint8_t **p, uint32_t is_there)
{
	static const uint32_t masks[] = { 0xff, 0xffff, 0xffffff, UINT32_MAX };
	uint32_t v = ns_le32(*p), n = v & 3;

	*p += is_there ? n + 1 : 0;
	return is_there ? (v & masks[n]) >> 2 : 0;
}

static void decode(const uint8_t *p, struct ns_occurrences *o)
{
	uint32_t last = 0, next = 0, form = 0, n_docs = 0, n = o->n;
	uint32_t *doc = o->doc, *end = o->end;
	uint32_t *positions = o->position, *forms = o->form;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t code = take(&p, 1), new = code &NEW_DOC, other;

		last += take(&p, new);
		other = take(&p, code & OTHER_FORM);
		form = code & OTHER_FORM ? other : form;
		n_docs += new;
		doc[n_docs - 1] = last - 1;
		end[n_docs - 1] = i + 1;
		next = (new ? 0 : next) + (code >> CODE_FLAGS);
		positions[i] = next++;
		forms[i] = form;
	}
	assert(n_docs == o->n_docs);
}

enum ns_code ns_chain_forms(const struct ns_chains *c, uint32_t stem,
			    struct ns_form_counts of, struct ns_buf *bytes)
{
	const struct ns_chain *x = ns_chain(c, stem);
	const uint8_t *p = gather(c, x, bytes);
	uint32_t form = 0, doc = 0, n = x->total;

	if (!p)
		return NS_NOMEM;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t code = take(&p, 1), other;

		(void)take(&p, code & NEW_DOC);
		other = take(&p, code & OTHER_FORM);
		form = code & OTHER_FORM ? other : form;
		doc += code & NEW_DOC;
		of.df[form] += of.last[form] != doc;
		of.last[form] = doc;
	}
	return NS_OK;
}

enum ns_code ns_chain_read(const struct ns_chains *c, uint32_t stem,
			   struct ns_occurrences *o)
{
	const struct ns_chain *x = ns_chain(c, stem);
	const uint8_t *p;

	if (!room(o, x->df, x->total))
		return NS_NOMEM;
	if (!x->total)
		return NS_OK;
	p = gather(c, x, &o->bytes);
	if (!p)
		return NS_NOMEM;
	decode(p, o);
	return NS_OK;
}

void ns_occurrences_free(struct ns_occurrences *o)
{
	ns_buf_free(&o->bytes);
	ns_buf_free(&o->memory);
	*o = (struct ns_occurrences){ 0 };
}
