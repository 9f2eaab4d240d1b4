/* postings.h - the codec of one block of postings and of lists so short that
 * the dictionary holds them (FORMAT.md, "Postings block", "Inline list").
 */
#ifndef NS_ARCHIVE_POSTINGS_H
#define NS_ARCHIVE_POSTINGS_H

#include "core/archive/pack.h"
#include "core/archive/segment.h"
#include "core/base/buf.h"
#include "core/base/bytes.h"

/* Greatest bytes of an encoded block. */
enum { NS_BLOCK_BYTES_MAX = 8 + 3 * 4 * NS_BLOCK_DOCS };
/* Room to encode one into: what is behind its bytes is undefined after it. */
enum { NS_BLOCK_ROOM = NS_BLOCK_BYTES_MAX + NS_PACK_SLACK };

/* Encodes *b relative to base (<= b->doc[0]) to out[0..NS_BLOCK_ROOM); answers
 * the block's bytes, at most NS_BLOCK_BYTES_MAX. */
size_t ns_block_encode(const struct ns_block *b, ns_docid base, uint8_t *out);

/* The same without its documents, of a list whose bitmap has them. The decoders
 * below refuse its documents, and read all else of it. */
size_t ns_block_encode_bare(const struct ns_block *b, uint8_t *out);
/* Says which of the two a block is, from its first bytes. */
bool ns_block_is_bare(const uint8_t *in);
/* Decodes its documents, in order in [base, last] of the bitmap. */
enum ns_code ns_block_bare_docs(const uint8_t *in, const uint64_t *bitmap,
				ns_docid base, ns_docid last,
				struct ns_block *b);

/* Decode in[0..len) into *b. The bytes are untrusted, may be unaligned, are not
 * retained, and NS_PACK_SLACK bytes behind len must be readable. NS_OK or
 * NS_CORRUPT (then *b is undefined). *used: bytes of the block. */
enum ns_code ns_block_decode(const uint8_t *in, size_t len, ns_docid base,
			     struct ns_block *b, size_t *used);
/* Only n and doc[]; only freq[]; only has_title and title[]. */
enum ns_code ns_block_decode_docs(const uint8_t *in, size_t len, ns_docid base,
				  struct ns_block *b);
enum ns_code ns_block_decode_freqs(const uint8_t *in, size_t len,
				   struct ns_block *b);
/* The frequency of posting j alone. */
enum ns_code ns_block_freq(const uint8_t *in, size_t len, uint32_t j,
			   uint32_t *freq);
enum ns_code ns_block_decode_titles(const uint8_t *in, size_t len,
				    struct ns_block *b);
/* The block's length and number of postings, from its first bytes; the slack
 * must be readable here too. */
enum ns_code ns_block_shape(const uint8_t *in, size_t len, uint32_t *n,
			    size_t *bytes);
/* Or-s the documents that lie in [from, from + 64 * n_words) into words[]. */
enum ns_code ns_block_or_bits(const uint8_t *in, size_t len, ns_docid base,
			      ns_docid from, uint64_t *words, uint32_t n_words);

/* An inline list: documents, counts and (where the list has them) positions and
 * form numbers of at most NS_INLINE_DOCS postings. */
struct ns_inline_shape {
	uint8_t title_weight;
	bool has_positions, has_forms;
};
void ns_inline_encode(const struct ns_block *b, const uint32_t *position,
		      const uint32_t *form, struct ns_inline_shape shape,
		      struct ns_buf *out);
enum ns_code ns_inline_decode(struct ns_rd *r, uint32_t df,
			      struct ns_inline_shape shape, struct ns_block *b);
/* Positions and forms of posting j. b as ns_inline_decode gave it; r stands
 * where that left it. */
enum ns_code ns_inline_positions(struct ns_rd *r, const struct ns_block *b,
				 struct ns_inline_shape shape, uint32_t j,
				 uint32_t *position, uint32_t *form);

/* Occurrences of posting j; 0 when the counts contradict each other. */
static inline uint32_t ns_occurrences(const struct ns_block *b, uint32_t j,
				      uint8_t title_weight)
{
	uint64_t extra =
		b->has_title ? (uint64_t)(title_weight - 1) * b->title[j] : 0;

	return extra < b->freq[j] ? b->freq[j] - (uint32_t)extra : 0;
}

#endif
