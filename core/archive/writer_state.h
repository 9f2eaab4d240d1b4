/* writer_state.h - what writer.c (documents, file) and writer_terms.c (lists)
 * share. Inside core/archive only.
 */
#ifndef NS_ARCHIVE_WRITER_STATE_H
#define NS_ARCHIVE_WRITER_STATE_H

#include "core/archive/chunkset.h"
#include "core/archive/dict.h"
#include "core/archive/narrow.h"
#include "core/archive/skip.h"
#include "core/archive/writer.h"
#include "core/base/buf.h"

/* A run of chunks being filled. */
struct ns_out_stream {
	struct ns_buf payload;
	uint32_t number;
};

/* Byte strings being gathered: ends and bytes. */
struct ns_out_vars {
	struct ns_buf ends, bytes;
	uint32_t n, number;
};

/* A first block that may still become an inline list. */
struct ns_pending {
	bool held;
	struct ns_block block;
	uint32_t position[NS_INLINE_BYTES], form[NS_INLINE_BYTES];
	bool has_form;
};

/* Counts of impacts by their upper bits, for the ranks of ns_best_rank. */
enum { NS_IMPACT_BINS = 4096, NS_IMPACT_BIN_SHIFT = 4 };

/* Forms of several stems, as bits by their hash: one more that is taken for one
 * of them costs a look-up. */
enum { NS_SHARED_FORMS = 1 << 19 };

struct ns_segment_writer {
	char path[NS_PATH_BYTES], done[NS_PATH_BYTES];
	struct ns_env *env;
	struct ns_settings settings;
	struct ns_segment_info info;
	struct ns_segment_counts counts;
	double length_k[256]; // K = k1 (1 - b + b dl/avgdl) by norm code
	struct ns_out_stream stream[NS_STREAMS];

	struct ns_buf column[NS_COLUMNS]; // arrays
	struct ns_narrow narrow[NS_COLUMNS];
	uint32_t column_number;
	struct ns_out_vars vars[NS_COLUMNS]; // the others
	struct ns_buf norms;                 // of all documents
	int64_t last_date;

	struct ns_buf id_doc;
	int id_list;
	struct ns_out_vars names;
	enum ns_name_field name_field;

	struct ns_buf zdict[NS_ZDICTS];

	struct ns_dict_block dict;
	size_t leaf_left; // of LMDB's page that the next block would go to
	/* the term being written */
	uint8_t key[NS_KEY_BYTES];
	size_t key_len;
	const struct ns_form *form;
	uint32_t n_forms, df;
	uint64_t total, post_at, pos_at;
	bool has_positions, in_term;
	uint32_t n_blocks;
	struct ns_buf last_doc, base, offset, pos_offset, impact;
	struct ns_buf bits; // the list as a bitmap; empty: it cannot need one
	bool bare;          // it will have one: blocks go without documents
	uint32_t bin[NS_IMPACT_BINS];
	uint16_t first_bin[NS_BLOCK_DOCS]; // of the first block's postings
	uint32_t n_first;
	uint16_t best[NS_BEST]; // copied blocks': never less than these
	struct ns_pending pending;
	struct ns_buf scratch, entry;
	ns_docid next_doc; // documents below are written
	uint64_t shared[NS_SHARED_FORMS / 64];
};

/* Appends n bytes, aligned to `align` within the payload, to a stream; they lie
 * in one chunk. *address: where. */
enum ns_code ns_writer_put(struct ns_segment_writer *w, enum ns_db db,
			   struct ns_str bytes, size_t align, uint64_t *address,
			   struct ns_error *e);

/* Writes one chunk. */
enum ns_code ns_writer_chunk(struct ns_segment_writer *w, struct ns_chunk_id id,
			     struct ns_str payload, struct ns_error *e);

/* Writes the pending block, if there is one. */
enum ns_code ns_writer_release(struct ns_segment_writer *w, struct ns_error *e);

/* Notes where a block of the term was put: addresses are kept as distances from
 * the term's first. */
enum ns_code ns_writer_note(struct ns_segment_writer *w, uint64_t post,
			    uint64_t pos, struct ns_error *e);

/* Counts the impacts of a noted block for the term's best ranks, from the
 * second block on: most terms have but one, and no ranks. */
void ns_writer_count(struct ns_segment_writer *w, const uint16_t *bin,
		     uint32_t n);

/* Adds a term with the entry in w->entry. */
enum ns_code ns_writer_entry(struct ns_segment_writer *w, struct ns_str key,
			     struct ns_error *e);

/* Ends the dictionary: flushes the last block. */
enum ns_code ns_writer_end_terms(struct ns_segment_writer *w,
				 struct ns_error *e);
void ns_writer_free_terms(struct ns_segment_writer *w);

enum ns_code ns_no_memory(struct ns_error *e);

#endif
