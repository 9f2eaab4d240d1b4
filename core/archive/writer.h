/* writer.h - writes one segment: the side that builder and merge share.
 *
 * Calls in this order: open; docs in document order (doc); ids sorted (id);
 * names (name); terms in key order (term_begin, block..., term_end); finish.
 * Nothing is visible before ns_publish names the segment. Memory: one chunk a
 * stream and column, one term's skip data, and a norm byte a document.
 * Not for several threads; different writers run side by side.
 */
#ifndef NS_ARCHIVE_WRITER_H
#define NS_ARCHIVE_WRITER_H

#include "core/archive/archive.h"

struct ns_segment_writer;

struct ns_writer_plan {
	const char *dir;
	uint32_t number; // from ns_update_number
	struct ns_settings settings;
	double avgdl; // that impacts are computed with, > 0
};

enum ns_code ns_writer_open(const struct ns_writer_plan *plan,
			    struct ns_segment_writer **w, struct ns_error *e);
/* Closes and removes the unfinished file. NULL is fine. */
void ns_writer_abort(struct ns_segment_writer *w);

/* One document's columns and stored record; documents come newest first: by
 * date descending (undated last), then id_hash ascending, then sequence. */
struct ns_doc {
	uint32_t length, title_length;   // weighted text words; title words
	uint32_t text_bytes;             // title and body
	int64_t date, modified, embargo; // INT64_MIN: none
	uint8_t date_info;               // ns_date_info()
	uint32_t name[5];                // status, lang, outlet, section, type:
					 // ordinal + 1, 0: none
	struct ns_str authors, tags;     // varints, as the column holds them
	uint64_t sequence, id_hash, title_hash, content;
	uint32_t source; // its number; line or offset in it
	uint64_t place;
	struct ns_str text_map, zones;
	uint32_t cluster;
	struct ns_str frame; // compressed record (docstore.h)
};
uint8_t ns_date_info(enum ns_precision precision, enum ns_provenance from,
		     bool doubt);
enum ns_code ns_writer_doc(struct ns_segment_writer *w, const struct ns_doc *d,
			   struct ns_error *e);

/* The text map column of a document: words in title and summary, and the first
 * positions of its paragraphs, ascending (the first is always 0). Appends. */
void ns_text_map_encode(uint32_t title, uint32_t summary,
			const uint32_t *paragraph, uint32_t n,
			struct ns_buf *out);

/* Documents in ascending order of their hashes (then doc): which = 0 ids of
 * all, 1 titles of those that have one. */
enum ns_code ns_writer_id(struct ns_segment_writer *w, int which, ns_docid doc,
			  struct ns_error *e);

/* Names of a field in order of their ordinals (0, 1, ...), as displayed. */
enum ns_code ns_writer_name(struct ns_segment_writer *w,
			    enum ns_name_field field, struct ns_str name,
			    struct ns_error *e);

/* A zstd dictionary that frames of this segment name. */
enum ns_code ns_writer_dictionary(struct ns_segment_writer *w, uint32_t id,
				  struct ns_str bytes, struct ns_error *e);

/* Begins a term; key = ns_key_make(). Forms (NS_KIND_STEM only) are in number
 * order; at most 2^NS_FORM_BITS_MAX. */
struct ns_term_head {
	struct ns_str key;
	const struct ns_form *form;
	uint32_t n_forms;
	bool has_positions;
	uint32_t most; // no more documents will follow; 0: not known
};
enum ns_code ns_writer_term(struct ns_segment_writer *w,
			    const struct ns_term_head *t, struct ns_error *e);

/* A form entry (NS_KIND_FORM) instead: its stems, no postings. .form and .df
 * are not kept: a stem's entry numbers and counts its forms. */
enum ns_code ns_writer_form(struct ns_segment_writer *w, struct ns_str key,
			    const struct ns_form_stem *stem, uint32_t n,
			    struct ns_error *e);

/* The same entry as another segment's, which a walk reached. */
enum ns_code ns_writer_form_copy(struct ns_segment_writer *w,
				 const struct ns_term *t, struct ns_error *e);

/* Copies block i of another segment's list to the term without decoding it: its
 * documents move by `shift`, its forms are mapped by form_map (NULL: the
 * numbers stay). No document of another list may lie between. */
struct ns_block_copy {
	const struct ns_postings *from;
	uint32_t block;
	int64_t shift;
	const uint32_t *form_map;
};
enum ns_code ns_writer_copy_block(struct ns_segment_writer *w,
				  const struct ns_block_copy *c,
				  struct ns_error *e);

/* Widens the range of avgdl that the segment's impacts were built with, by that
 * of a segment whose blocks are copied. */
void ns_writer_avgdl(struct ns_segment_writer *w, double least,
		     double greatest);

/* Sets what the documents' text_bytes sum up to (a merge does not know each).
 */
void ns_writer_text_bytes(struct ns_segment_writer *w, uint64_t bytes);

/* The next block of the term: b->n postings; full blocks of NS_BLOCK_DOCS but
 * for the last. position[]: all occurrences of all its postings one after
 * another; form[] likewise (NULL: all 0); NULL both for lists without
 * positions. Occurrences of posting j = freq - (title_weight - 1) * title. */
enum ns_code ns_writer_block(struct ns_segment_writer *w,
			     const struct ns_block *b, const uint32_t *position,
			     const uint32_t *form, struct ns_error *e);
/* The same of gaps (gaps.h) instead of positions, which it may change. */
enum ns_code ns_writer_gaps(struct ns_segment_writer *w,
			    const struct ns_block *b, uint32_t *gap,
			    const uint32_t *form, struct ns_error *e);
enum ns_code ns_writer_term_end(struct ns_segment_writer *w,
				struct ns_error *e);

/* Writes the header, closes and renames to its final name. *w is
 * consumed, also on failure (then the file is gone). */
enum ns_code ns_writer_finish(struct ns_segment_writer **w,
			      struct ns_segment_info *info, struct ns_error *e);

#endif
