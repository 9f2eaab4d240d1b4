#include "core/archive/postings.h"

#include "core/archive/counts.h"
#include "core/archive/kernel.h"
#include "core/archive/pack.h"

/* byte 0: postings - 1; 1: width of gaps, or BITSET, or BARE: the list's bitmap
 * has the documents; 2: width of freqs - 1; 3: width of title counts, 0: no
 * posting has one; BITSET: 4..5 its bytes. */
enum { BLOCK_HEADER = 4, BITSET = 0x80, BITSET_BYTES_AT = 4, LENGTH_BYTES = 2 };
enum { BARE = 0x81 };

static size_t put_bitset(const struct ns_block *b, ns_docid base, size_t bytes,
			 uint8_t *out)
{
	uint16_t length = (uint16_t)bytes;

	memcpy(out, &length, sizeof(length));
	out += sizeof(length);
	memset(out, 0, bytes);
	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t bit = b->doc[i] - base;

		out[bit / 8] |= (uint8_t)(1u << (bit % 8));
	}
	return sizeof(length) + bytes;
}

/* Documents as a bitset where that is no longer than their gaps. */
static size_t put_docs(const struct ns_block *b, ns_docid base, uint8_t *out)
{
	uint64_t set_bytes = ((uint64_t)b->doc[b->n - 1] - base) / 8 + 1;
	uint32_t gap[NS_BLOCK_DOCS];
	unsigned bits = ns_bits(ns_kernel->gaps(b->doc, b->n, base, gap));
	size_t packed = ns_packed_bytes(b->n, bits);

	out[0] = (uint8_t)(b->n - 1);
	if (bits && set_bytes + LENGTH_BYTES <= packed) {
		out[1] = BITSET;
		return put_bitset(b, base, (size_t)set_bytes,
				  out + BLOCK_HEADER);
	}
	out[1] = (uint8_t)bits;
	ns_kernel->pack(gap, b->n, bits, out + BLOCK_HEADER);
	return packed;
}

/* Writes the counts behind n bytes; answers the block's. */
static size_t put_rest(const struct ns_block *b, size_t n, uint8_t *out)
{
	uint32_t count[NS_BLOCK_DOCS];
	size_t more;

	for (uint32_t i = 0; i < b->n; i++)
		count[i] = b->freq[i] - 1;
	out[2] = ns_counts_put(count, b->n, out + n, &more);
	n += more;
	out[3] = 0;
	if (!b->has_title)
		return n;
	memcpy(count, b->title, b->n * sizeof(*count));
	out[3] = ns_counts_put(count, b->n, out + n, &more);
	return n + more;
}

size_t ns_block_encode(const struct ns_block *b, ns_docid base, uint8_t *out)
{
	return put_rest(b, BLOCK_HEADER + put_docs(b, base, out), out);
}

size_t ns_block_encode_bare(const struct ns_block *b, uint8_t *out)
{
	out[0] = (uint8_t)(b->n - 1);
	out[1] = BARE;
	return put_rest(b, BLOCK_HEADER, out);
}

bool ns_block_is_bare(const uint8_t *in)
{
	return in[1] == BARE;
}

/* Where a block's parts lie. Each is found behind the one before, and what is
 * not asked for is not looked at. */
struct layout {
	const uint8_t *in, *end; // the block; what may be read of it
	const uint8_t *docs;
	size_t docs_bytes;
	uint32_t n;
	struct ns_counts freqs, titles;
};

/* What a short block lacks of its header is read from the slack, and refused by
 * its length. */
static bool lay_docs(const uint8_t *in, size_t len, struct layout *l)
{
	bool set = in[1] == BITSET, bare = in[1] == BARE;

	if (in[0] >= NS_BLOCK_DOCS ||
	    (in[1] > NS_PACK_BITS_MAX && !set && !bare))
		return false;
	l->in = in;
	l->end = in + len;
	l->n = in[0] + 1u;
	l->docs = in + BLOCK_HEADER + (set ? LENGTH_BYTES : 0);
	l->docs_bytes = set ? ns_le16(in + BITSET_BYTES_AT)
			    : ns_packed_bytes(l->n, bare ? 0 : in[1]);
	return (size_t)(l->docs - in) + l->docs_bytes <= len;
}

/* What is behind the counts; NULL: the block is damaged. */
static const uint8_t *lay_freqs(const uint8_t *in, size_t len, struct layout *l)
{
	if (!lay_docs(in, len, l))
		return NULL;
	l->freqs.n = l->n;
	return ns_counts_open(l->docs + l->docs_bytes, l->end, in[2],
			      &l->freqs);
}

static const uint8_t *lay_out(const uint8_t *in, size_t len, struct layout *l)
{
	const uint8_t *p = lay_freqs(in, len, l);

	if (!p)
		return NULL;
	l->titles.n = l->n;
	return ns_counts_open(p, l->end, in[3], &l->titles);
}

static enum ns_code docs_of(const struct layout *l, ns_docid base,
			    struct ns_block *b)
{
	unsigned width = l->in[1];

	b->n = l->n;
	if (width == BARE)
		return NS_CORRUPT;
	if (width != BITSET)
		return ns_kernel->numbers(l->docs, l->n, width, base, b->doc) <=
				       NS_NO_DOC
			       ? NS_OK
			       : NS_CORRUPT;
	if (base > NS_SEGMENT_DOCS)
		return NS_CORRUPT;
	return ns_kernel->bit_numbers(l->docs, l->docs_bytes, base, b->doc,
				      l->n) == l->n
		       ? NS_OK
		       : NS_CORRUPT;
}

static enum ns_code freqs_of(const struct layout *l, struct ns_block *b)
{
	enum ns_code code = ns_counts_get(&l->freqs, 1, b->freq);

	for (uint32_t i = 0; l->in[2] == NS_PACK_BITS_MAX && i < l->n; i++)
		if (!b->freq[i])
			return NS_CORRUPT;
	return code;
}

static enum ns_code titles_of(const struct layout *l, struct ns_block *b)
{
	b->has_title = l->in[3] != 0;
	return b->has_title ? ns_counts_get(&l->titles, 0, b->title) : NS_OK;
}

enum ns_code ns_block_bare_docs(const uint8_t *in, const uint64_t *bitmap,
				ns_docid base, ns_docid last,
				struct ns_block *b)
{
	enum { BESIDES = 16 }; // of other blocks, in the first and last byte
	const uint8_t *set = (const uint8_t *)bitmap + base / 8;
	uint32_t doc[NS_BLOCK_DOCS + BESIDES], n = in[0] + 1u;
	uint32_t before =
		(uint32_t)__builtin_popcount(*set & ((1u << (base % 8)) - 1));
	size_t found;

	if (n > NS_BLOCK_DOCS || last < base)
		return NS_CORRUPT;
	found = ns_kernel->bit_numbers(set, last / 8 - base / 8 + 1,
				       base / 8 * 8, doc,
				       NS_BLOCK_DOCS + BESIDES);
	if (found < before + n || found > NS_BLOCK_DOCS + BESIDES)
		return NS_CORRUPT;
	b->n = n;
	memcpy(b->doc, doc + before, sizeof(b->doc));
	return NS_OK;
}

enum ns_code ns_block_decode_docs(const uint8_t *in, size_t len, ns_docid base,
				  struct ns_block *b)
{
	struct layout l;

	return lay_docs(in, len, &l) ? docs_of(&l, base, b) : NS_CORRUPT;
}

enum ns_code ns_block_decode_freqs(const uint8_t *in, size_t len,
				   struct ns_block *b)
{
	struct layout l;

	return lay_freqs(in, len, &l) ? freqs_of(&l, b) : NS_CORRUPT;
}

enum ns_code ns_block_freq(const uint8_t *in, size_t len, uint32_t j,
			   uint32_t *freq)
{
	struct layout l;

	if (!lay_freqs(in, len, &l) || j >= l.n)
		return NS_CORRUPT;
	*freq = ns_counts_one(&l.freqs, j) + 1;
	return *freq ? NS_OK : NS_CORRUPT;
}

enum ns_code ns_block_decode_titles(const uint8_t *in, size_t len,
				    struct ns_block *b)
{
	struct layout l;

	return lay_out(in, len, &l) ? titles_of(&l, b) : NS_CORRUPT;
}

enum ns_code ns_block_decode(const uint8_t *in, size_t len, ns_docid base,
			     struct ns_block *b, size_t *used)
{
	struct layout l;
	const uint8_t *end = lay_out(in, len, &l);
	enum ns_code code = end ? docs_of(&l, base, b) : NS_CORRUPT;

	if (!code)
		code = freqs_of(&l, b);
	if (code)
		return code;
	*used = (size_t)(end - in);
	return titles_of(&l, b);
}

enum ns_code ns_block_shape(const uint8_t *in, size_t len, uint32_t *n,
			    size_t *bytes)
{
	struct layout l;
	const uint8_t *end = lay_out(in, len, &l);

	if (!end)
		return NS_CORRUPT;
	*n = l.n;
	*bytes = (size_t)(end - in);
	return NS_OK;
}

/* Or-s a bitset whose bit 0 goes to bit `shift` of words[]. */
static void or_bitset(const uint8_t *set, size_t bytes, int64_t shift,
		      uint64_t *words, uint32_t n_words)
{
	uint64_t carry = 0;
	unsigned low;

	if (shift < 0) { // the first bits lie before the words
		size_t skip = (size_t)(-shift / 8);

		if (skip >= bytes)
			return;
		low = (unsigned)(-shift % 8);
		set += skip;
		bytes -= skip;
		carry = (uint64_t)*set >> low;
		shift = low ? 8 - low : 0;
		set += low != 0;
		bytes -= low != 0;
		carry = low ? carry : 0;
	}
	if (shift / 64 >= n_words)
		return;
	words += shift / 64;
	n_words -= (uint32_t)(shift / 64);
	low = (unsigned)(shift % 64);
	for (; n_words && (bytes || carry); n_words--) {
		size_t n = bytes < sizeof(carry) ? bytes : sizeof(carry);
		uint64_t v = 0;

		memcpy(&v, set, n);
		set += n;
		bytes -= n;
		*words++ |= v << low | carry;
		carry = low ? v >> (64 - low) : 0;
	}
}

/* Sets the bits of those of b's documents that lie in the words. */
static void or_docs(const struct ns_block *b, ns_docid from, uint64_t *words,
		    uint32_t n_words)
{
	uint64_t end = from + UINT64_C(64) * n_words;
	size_t i = 0, n = b->n;

	if (b->doc[0] < from)
		i = ns_kernel->find(b->doc, n, 0, from);
	if (b->doc[n - 1] >= end)
		n = ns_kernel->find(b->doc, n, i, (ns_docid)end);
	ns_kernel->set_bits(b->doc + i, n - i, from, words);
}

/* Sets bits [at, end), as far as the words go. */
static void or_run(uint64_t at, uint64_t end, uint64_t *words, uint32_t n_words)
{
	if (end > UINT64_C(64) * n_words)
		end = UINT64_C(64) * n_words;
	while (at < end) {
		uint64_t next = (at / 64 + 1) * 64;
		uint64_t bits = UINT64_MAX << (at % 64);

		if (end < next)
			bits &= UINT64_MAX >> (next - end);
		words[at / 64] |= bits;
		at = next;
	}
}

enum ns_code ns_block_or_bits(const uint8_t *in, size_t len, ns_docid base,
			      ns_docid from, uint64_t *words, uint32_t n_words)
{
	struct ns_block b;
	struct layout l;
	enum ns_code code;

	if (!lay_docs(in, len, &l))
		return NS_CORRUPT;
	if (in[1] == BITSET) {
		or_bitset(l.docs, l.docs_bytes, (int64_t)base - from, words,
			  n_words);
		return NS_OK;
	}
	if (!in[1] && base <= NS_SEGMENT_DOCS) {
		or_run(base > from ? base - from : 0,
		       base + l.n > from ? base + l.n - from : 0, words,
		       n_words);
		return NS_OK;
	}
	code = docs_of(&l, base, &b);
	if (!code)
		or_docs(&b, from, words, n_words);
	return code;
}

/* ---- inline lists -------------------------------------------------------- */

void ns_inline_encode(const struct ns_block *b, const uint32_t *position,
		      const uint32_t *form, struct ns_inline_shape shape,
		      struct ns_buf *out)
{
	uint32_t at = 0, before = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t title = b->has_title ? b->title[i] : 0;
		bool once = b->freq[i] == 1 && !title;
		uint64_t gap = b->doc[i] - before;

		ns_buf_varint(out, gap << 1 | (once ? 0 : 1));
		if (!once) {
			ns_buf_varint(out, b->freq[i]);
			ns_buf_varint(out, title);
		}
		before = b->doc[i] + 1;
	}
	for (uint32_t i = 0; i < b->n && shape.has_positions; i++) {
		uint32_t n = ns_occurrences(b, i, shape.title_weight);
		uint32_t next = 0;

		for (uint32_t k = 0; k < n; k++, at++) {
			ns_buf_varint(out, position[at] - next);
			if (shape.has_forms)
				ns_buf_varint(out, form ? form[at] : 0);
			next = position[at] + 1;
		}
	}
}

enum ns_code ns_inline_decode(struct ns_rd *r, uint32_t df,
			      struct ns_inline_shape shape, struct ns_block *b)
{
	uint64_t doc = 0;

	if (df < 1 || df > NS_INLINE_DOCS)
		return NS_CORRUPT;
	b->n = df;
	b->has_title = 0;
	for (uint32_t i = 0; i < df; i++, doc++) {
		uint64_t v = ns_rd_varint(r);

		doc += v >> 1;
		if (doc >= NS_NO_DOC)
			return NS_CORRUPT;
		b->doc[i] = (ns_docid)doc;
		b->freq[i] = v & 1 ? ns_rd_varint32(r) : 1;
		b->title[i] = v & 1 ? ns_rd_varint32(r) : 0;
		if (b->title[i])
			b->has_title = 1;
		if (r->bad || !b->freq[i] ||
		    (uint64_t)b->title[i] * (shape.title_weight - 1u) >=
			    b->freq[i])
			return NS_CORRUPT;
	}
	return NS_OK;
}

enum ns_code ns_inline_positions(struct ns_rd *r, const struct ns_block *b,
				 struct ns_inline_shape shape, uint32_t j,
				 uint32_t *position, uint32_t *form)
{
	for (uint32_t i = 0; i <= j; i++) {
		uint32_t n = ns_occurrences(b, i, shape.title_weight);
		uint64_t next = 0;

		for (uint32_t k = 0; k < n; k++) {
			uint32_t f = 0;

			next += ns_rd_varint(r);
			if (shape.has_forms)
				f = ns_rd_varint32(r);
			if (r->bad || next > NS_POSITION_MAX)
				return NS_CORRUPT;
			if (i == j)
				position[k] = (uint32_t)next;
			if (i == j && form)
				form[k] = f;
			next++;
		}
	}
	return NS_OK;
}
