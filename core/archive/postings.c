#include "core/archive/postings.h"

#include "core/archive/pack.h"

/* byte 0: postings - 1; 1: width of gaps, or BITSET; 2: width of freqs - 1;
 * 3: width of title counts, 0: no posting has one; BITSET: 4..5 its bytes. */
enum { BLOCK_HEADER = 4, BITSET = 0x80, BITSET_BYTES_AT = 4, LENGTH_BYTES = 2 };

static unsigned widest(const uint32_t *value, uint32_t n)
{
	uint32_t all = 0;

	for (uint32_t i = 0; i < n; i++)
		all |= value[i];
	return ns_bits(all);
}

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

size_t ns_block_encode(const struct ns_block *b, ns_docid base, uint8_t *out)
{
	uint32_t value[NS_BLOCK_DOCS];
	uint64_t set_bytes = ((uint64_t)b->doc[b->n - 1] - base) / 8 + 1;
	unsigned bits;
	size_t n = BLOCK_HEADER;

	value[0] = b->doc[0] - base;
	for (uint32_t i = 1; i < b->n; i++)
		value[i] = b->doc[i] - b->doc[i - 1] - 1;
	bits = widest(value, b->n);
	out[0] = (uint8_t)(b->n - 1);
	if (bits && set_bytes + LENGTH_BYTES <= ns_packed_bytes(b->n, bits)) {
		out[1] = BITSET;
		n += put_bitset(b, base, (size_t)set_bytes, out + n);
	} else {
		out[1] = (uint8_t)bits;
		ns_pack(value, b->n, bits, out + n);
		n += ns_packed_bytes(b->n, bits);
	}
	for (uint32_t i = 0; i < b->n; i++)
		value[i] = b->freq[i] - 1;
	bits = widest(value, b->n);
	out[2] = (uint8_t)bits;
	ns_pack(value, b->n, bits, out + n);
	n += ns_packed_bytes(b->n, bits);
	bits = b->has_title ? widest(b->title, b->n) : 0;
	out[3] = (uint8_t)bits;
	ns_pack(b->title, b->n, bits, out + n);
	return n + ns_packed_bytes(b->n, bits);
}

static enum ns_code docs_of_bitset(const uint8_t *set, size_t bytes,
				   ns_docid base, struct ns_block *b)
{
	uint32_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		for (unsigned left = set[i]; left; left &= left - 1) {
			if (n == b->n)
				return NS_CORRUPT;
			b->doc[n++] = base + (uint32_t)(8 * i) +
				      (uint32_t)__builtin_ctz(left);
		}
	return n == b->n ? NS_OK : NS_CORRUPT;
}

static enum ns_code docs_of_gaps(const uint8_t *in, unsigned bits,
				 ns_docid base, struct ns_block *b)
{
	uint64_t doc = base;

	ns_unpack(in, 0, b->n, bits, b->doc);
	for (uint32_t i = 0; i < b->n; i++) {
		doc += b->doc[i];
		b->doc[i] = (ns_docid)doc;
		doc++;
	}
	return doc <= NS_NO_DOC ? NS_OK : NS_CORRUPT;
}

/* Decodes n and doc[]; *at: bytes until the frequencies. What a short block
 * lacks of its header is read from the slack, and refused by its length. */
static enum ns_code decode_docs(const uint8_t *in, size_t len, ns_docid base,
				struct ns_block *b, size_t *at)
{
	size_t bytes;

	b->n = in[0] + 1u;
	if (b->n > NS_BLOCK_DOCS)
		return NS_CORRUPT;
	if (in[1] == BITSET) {
		bytes = ns_le16(in + BITSET_BYTES_AT);
		*at = BLOCK_HEADER + LENGTH_BYTES + bytes;
		if (*at > len || base > NS_SEGMENT_DOCS)
			return NS_CORRUPT;
		return docs_of_bitset(in + *at - bytes, bytes, base, b);
	}
	if (in[1] > NS_PACK_BITS_MAX)
		return NS_CORRUPT;
	*at = BLOCK_HEADER + ns_packed_bytes(b->n, in[1]);
	if (*at > len)
		return NS_CORRUPT;
	return docs_of_gaps(in + BLOCK_HEADER, in[1], base, b);
}

enum ns_code ns_block_decode_docs(const uint8_t *in, size_t len, ns_docid base,
				  struct ns_block *b)
{
	size_t at;

	return decode_docs(in, len, base, b, &at);
}

enum ns_code ns_block_decode(const uint8_t *in, size_t len, ns_docid base,
			     struct ns_block *b, size_t *used)
{
	size_t at, freqs, titles;
	enum ns_code code = decode_docs(in, len, base, b, &at);

	if (code)
		return code;
	if (in[2] > NS_PACK_BITS_MAX || in[3] > NS_PACK_BITS_MAX)
		return NS_CORRUPT;
	freqs = ns_packed_bytes(b->n, in[2]);
	titles = ns_packed_bytes(b->n, in[3]);
	if (len - at < freqs + titles)
		return NS_CORRUPT;
	ns_unpack(in + at, 0, b->n, in[2], b->freq);
	for (uint32_t i = 0; i < b->n; i++)
		if (++b->freq[i] == 0)
			return NS_CORRUPT;
	b->has_title = in[3] != 0;
	if (b->has_title)
		ns_unpack(in + at + freqs, 0, b->n, in[3], b->title);
	*used = at + freqs + titles;
	return NS_OK;
}

enum ns_code ns_block_shape(const uint8_t *in, size_t len, uint32_t *n,
			    size_t *bytes)
{
	size_t docs;

	if (in[0] >= NS_BLOCK_DOCS ||
	    (in[1] > NS_PACK_BITS_MAX && in[1] != BITSET) ||
	    in[2] > NS_PACK_BITS_MAX || in[3] > NS_PACK_BITS_MAX)
		return NS_CORRUPT;
	*n = in[0] + 1u;
	docs = in[1] == BITSET
		       ? (size_t)LENGTH_BYTES + ns_le16(in + BITSET_BYTES_AT)
		       : ns_packed_bytes(*n, in[1]);
	*bytes = BLOCK_HEADER + docs + ns_packed_bytes(*n, in[2]) +
		 ns_packed_bytes(*n, in[3]);
	return *bytes <= len ? NS_OK : NS_CORRUPT;
}

/* Or-s a bitset whose bit 0 is document base, shifted, byte by byte. */
static void or_bitset(const uint8_t *set, size_t bytes, int64_t shift,
		      uint64_t *words, uint32_t n_words)
{
	for (size_t i = 0; i < bytes; i += 8) {
		size_t n = bytes - i < 8 ? bytes - i : 8;
		int64_t at = (int64_t)(8 * i) + shift;
		int64_t word = at >> 6;
		unsigned low = (unsigned)(at & 63);
		uint64_t v = 0;

		memcpy(&v, set + i, n);
		if (word >= 0 && word < (int64_t)n_words)
			words[word] |= v << low;
		if (low && word + 1 >= 0 && word + 1 < (int64_t)n_words)
			words[word + 1] |= v >> (64 - low);
	}
}

enum ns_code ns_block_or_bits(const uint8_t *in, size_t len, ns_docid base,
			      ns_docid from, uint64_t *words, uint32_t n_words)
{
	struct ns_block b;
	enum ns_code code;

	if (len >= BLOCK_HEADER + LENGTH_BYTES && in[1] == BITSET) {
		size_t bytes = ns_le16(in + BITSET_BYTES_AT);

		if (len - BLOCK_HEADER - LENGTH_BYTES < bytes)
			return NS_CORRUPT;
		or_bitset(in + BLOCK_HEADER + LENGTH_BYTES, bytes,
			  (int64_t)base - from, words, n_words);
		return NS_OK;
	}
	code = ns_block_decode_docs(in, len, base, &b);
	for (uint32_t i = 0; !code && i < b.n; i++) {
		uint32_t bit = b.doc[i] - from; // wraps below from

		if (b.doc[i] >= from && bit / 64 < n_words)
			words[bit / 64] |= UINT64_C(1) << (bit % 64);
	}
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
