#include "indexer/chains.h"

#include <assert.h>

#include "core/base/bytes.h"

enum {
	UNIT = NS_CHAIN_UNIT,
	SPILL = NS_CHAIN_SPILL,
	LINK_BYTES = 4,
	SLICE_STEPS = 6, // UNIT << SLICE_STEPS bytes at most
	FAR = 32,        // tokens whose chains are fetched
	NEAR = 16,       // and what they spill to
	SLACK = 16,      // bytes that may be read behind a chain
};

/* Of a gap's code. */
enum {
	LONG = 1,
	NEW_DOC = 2,
	OTHER_FORM = 4,
	FLAGS = 3, // bits
};

enum {
	SHORT_GAP = 1 << (8 - FLAGS), // and above is long
	SHORT = 1 << 7,               // of documents and forms
	MOST_BITS = 15,               // of documents and forms
	WIDE_GAP = (1 << (16 - FLAGS)) - 1,
	WIDE = WIDE_GAP << FLAGS | LONG, // as a code
	WIDE_BYTES = 2 + 8,              // code and values
	CODES_BYTES = 8,                 // other codes, as they are stored
};

_Static_assert(SPILL - 1 + WIDE_BYTES <= NS_CHAIN_LATEST &&
		       SPILL - 1 + CODES_BYTES <= NS_CHAIN_LATEST,
	       "an occurrence has room behind what is not yet spilt");
_Static_assert(NS_CHAIN_POSITION_BITS + NS_CHAIN_DOC_BITS +
			       NS_CHAIN_FORM_BITS <=
		       64,
	       "wide values are one number");

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

/* Those that spills fill. */
static size_t filled_bytes(unsigned number)
{
	size_t n = slice_bytes(number) - LINK_BYTES;

	return n - n % SPILL;
}

/* Where the next byte of the last slice goes. */
static uint8_t *place(const struct ns_chains *c, const struct ns_chain *x)
{
	return c->pool.p + (size_t)x->at * NS_CHAIN_WORD;
}

/* Links the full slice of a chain to the next. */
static void link(const struct ns_chains *c, struct ns_chain *x, uint32_t unit)
{
	unsigned last = x->grown - 1u;
	size_t unused = slice_bytes(last) - LINK_BYTES - filled_bytes(last);

	memcpy(place(c, x) + unused, &unit, LINK_BYTES);
}

static enum ns_code grow(struct ns_chains *c, struct ns_chain *x)
{
	size_t bytes = slice_bytes(x->grown), at = c->pool.n;
	uint32_t unit = (uint32_t)(at / UNIT);

	if (at / NS_CHAIN_WORD > UINT32_MAX)
		return NS_LIMIT;
	if (!ns_buf_room(&c->pool, bytes))
		return NS_NOMEM;
	c->pool.n += bytes;
	if (x->grown)
		link(c, x, unit);
	else
		x->first = unit;
	x->at = (uint32_t)(at / NS_CHAIN_WORD);
	x->left = (uint16_t)filled_bytes(x->grown);
	if (x->grown <= 2 * SLICE_STEPS)
		x->grown++;
	return NS_OK;
}

/* The first bytes that a chain holds go to its slices. */
static enum ns_code spill(struct ns_chains *c, struct ns_chain *x)
{
	enum ns_code rc = x->left ? NS_OK : grow(c, x);

	if (rc)
		return rc;
	memcpy(place(c, x), x->latest, SPILL);
	memcpy(x->latest, x->latest + SPILL, NS_CHAIN_LATEST - SPILL);
	x->at += SPILL / NS_CHAIN_WORD;
	x->left = (uint16_t)(x->left - SPILL);
	x->used = (uint8_t)(x->used - SPILL);
	return NS_OK;
}

/* An occurrence that is behind the chain's last. */
struct occurrence {
	uint32_t gap, docs, form; // docs: since the last one's, 0: its own
};

static void put_wide(struct ns_chain *x, struct occurrence o)
{
	uint8_t *to = x->latest + x->used;
	uint16_t code = WIDE;
	uint64_t values = o.gap | (uint64_t)o.docs << NS_CHAIN_POSITION_BITS |
			  (uint64_t)o.form << (NS_CHAIN_POSITION_BITS +
					       NS_CHAIN_DOC_BITS);

	memcpy(to, &code, sizeof(code));
	memcpy(to + sizeof(code), &values, sizeof(values));
	x->used = (uint8_t)(x->used + WIDE_BYTES);
}

/* Half of a text's words are new to their document, some have another form:
 * that is computed, not asked for. A word that is not new is 0 documents
 * behind. What is written beyond the codes is overwritten. */
static inline void put_codes(struct ns_chain *x, struct occurrence o,
			     uint32_t other)
{
	uint32_t new = o.docs != 0;
	uint32_t long_gap = o.gap >= SHORT_GAP, long_docs = o.docs >= SHORT;
	uint32_t long_form = o.form >= SHORT;
	uint32_t n_gap = 1 + long_gap, n_docs = new + long_docs;
	uint64_t code = o.gap << FLAGS | other * OTHER_FORM | new *NEW_DOC |
			long_gap;

	code |= (uint64_t)(o.docs << 1 | long_docs) << 8 * n_gap;
	code |= (uint64_t)(o.form << 1 | long_form) << 8 * (n_gap + n_docs);
	memcpy(x->latest + x->used, &code, sizeof(code));
	x->used = (uint8_t)(x->used + n_gap + n_docs + other +
			    (other & long_form));
}

static inline enum ns_code put(struct ns_chains *c, struct ns_token t,
			       uint32_t doc, uint32_t position)
{
	struct ns_chain *x = ns_chain(c, t.stem);
	struct occurrence o = { position, doc + 1 - x->doc, t.form };
	bool other = x->form != t.form;

	o.gap -= x->next & (uint32_t) - (o.docs == 0);
	if (o.gap >= WIDE_GAP || (o.docs | o.form) >> MOST_BITS)
		put_wide(x, o);
	else
		put_codes(x, o, other);
	x->df += o.docs != 0;
	x->form = t.form;
	x->doc = doc + 1;
	x->next = position + 1;
	x->total++;
	return x->used < SPILL ? NS_OK : spill(c, x);
}

/* First the chain is fetched, then, where it is about to spill, what it spills
 * to: a store that misses the cache holds up all stores behind it. */
static inline void fetch(const struct ns_chains *c, uint32_t far, uint32_t near)
{
	const struct ns_chain *x;

	if (far != NS_TOKEN_GAP)
		__builtin_prefetch(ns_chain(c, far), 1);
	if (near == NS_TOKEN_GAP)
		return;
	x = ns_chain(c, near);
	__builtin_prefetch(
		x->used > SPILL - CODES_BYTES ? place(c, x) : x->latest, 1);
}

enum ns_code ns_chains_put(struct ns_chains *c, const struct ns_token *token,
			   uint32_t n, uint32_t doc)
{
	uint32_t most = c->most_total, total;
	enum ns_code rc = NS_OK;

	for (uint32_t i = 0; !rc && i < n; i++) {
		if (i + FAR < n)
			fetch(c, token[i + FAR].stem, token[i + NEAR].stem);
		if (token[i].stem == NS_TOKEN_GAP)
			continue;
		rc = put(c, token[i], doc, i);
		total = ns_chain(c, token[i].stem)->total;
		most = total > most ? total : most;
	}
	c->most_total = most;
	return rc;
}

/* ---- reading ---- */

static void gather_slices(const struct ns_chains *c, const struct ns_chain *x,
			  struct ns_buf *out)
{
	const uint8_t *p = c->pool.p + (size_t)x->first * UNIT;
	const uint8_t *end = place(c, x); // the last slice is the highest
	uint32_t unit;

	for (unsigned i = 0; (size_t)(end - p) >= slice_bytes(i); i++) {
		ns_buf_put(out, p, filled_bytes(i));
		memcpy(&unit, p + slice_bytes(i) - LINK_BYTES, LINK_BYTES);
		p = c->pool.p + (size_t)unit * UNIT;
	}
	ns_buf_put(out, p, (size_t)(end - p));
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

/* What a long code and a short one have of two bytes. */
static inline uint32_t value(uint64_t codes, uint32_t is_long)
{
	return (uint32_t)codes & (is_long ? 0xffff : 0xff);
}

static inline const uint8_t *take_wide(const uint8_t *p, struct occurrence *o)
{
	uint64_t values = ns_le64(p + 2);

	o->gap = values & ((1 << NS_CHAIN_POSITION_BITS) - 1);
	values >>= NS_CHAIN_POSITION_BITS;
	o->docs = values & ((1 << NS_CHAIN_DOC_BITS) - 1);
	o->form = (uint32_t)(values >> NS_CHAIN_DOC_BITS);
	return p + WIDE_BYTES;
}

/* Reads the occurrence at p; o->form is the last one's where it does not
 * change. Answers where the next is. */
static inline const uint8_t *take(const uint8_t *p, struct occurrence *o)
{
	uint64_t codes = ns_le64(p);
	uint32_t flags = (uint32_t)codes, n_gap = 1 + (flags & LONG), n_docs;
	uint32_t new = flags / NEW_DOC & 1, other = flags / OTHER_FORM & 1;
	uint32_t long_docs, long_form, form;

	if ((flags & 0xffff) == WIDE)
		return take_wide(p, o);
	o->gap = value(codes, flags & LONG) >> FLAGS;
	codes >>= 8 * n_gap;
	long_docs = (uint32_t)codes & new;
	o->docs = new ? value(codes, long_docs) >> 1 : 0;
	n_docs = new + long_docs;
	codes >>= 8 * n_docs;
	long_form = (uint32_t)codes & other;
	form = value(codes, long_form) >> 1;
	o->form = other ? form : o->form;
	return p + n_gap + n_docs + other + long_form;
}

static void decode(const uint8_t *p, struct ns_occurrences *to)
{
	uint32_t last = 0, next = 0, n_docs = 0, n = to->n;
	uint32_t *doc = to->doc, *end = to->end;
	uint32_t *positions = to->position, *forms = to->form;
	struct occurrence o = { 0 };

	for (uint32_t i = 0; i < n; i++) {
		p = take(p, &o);
		last += o.docs;
		n_docs += o.docs != 0;
		doc[n_docs - 1] = last - 1;
		end[n_docs - 1] = i + 1;
		next = (o.docs ? 0 : next) + o.gap;
		positions[i] = next++;
		forms[i] = o.form;
	}
	assert(n_docs == to->n_docs);
}

enum ns_code ns_chain_forms(const struct ns_chains *c, uint32_t stem,
			    struct ns_form_counts of, struct ns_buf *bytes)
{
	const struct ns_chain *x = ns_chain(c, stem);
	const uint8_t *p = gather(c, x, bytes);
	struct occurrence o = { 0 };
	uint32_t doc = 0, n = x->total;

	if (!p)
		return NS_NOMEM;
	for (uint32_t i = 0; i < n; i++) {
		p = take(p, &o);
		doc += o.docs != 0;
		of.df[o.form] += of.last[o.form] != doc;
		of.last[o.form] = doc;
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
