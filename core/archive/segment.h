/* segment.h - one open segment: the read side.
 *
 * A segment is an immutable LMDB environment, mapped for as long as it is
 * open. Everything here may be called from several threads at once, except that
 * a cursor struct belongs to its caller. Views point into the map and live as
 * long as the segment. Each chunk is verified when it is first touched:
 * NS_CORRUPT then names the file, the stream and the chunk.
 */
#ifndef NS_ARCHIVE_SEGMENT_H
#define NS_ARCHIVE_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/archive/format.h"
#include "core/archive/kernel.h"
#include "core/base/arena.h"
#include "core/base/article.h"
#include "core/base/err.h"

/* The segment header (FORMAT.md, "Header"). */
struct ns_segment_info {
	uint8_t uuid[NS_UUID_BYTES];
	uint32_t n_docs;
	uint32_t n_dated;       // documents [0, n_dated) carry a date
	int64_t newest, oldest; // seconds, of the dated ones
	uint64_t sum_length;    // weighted text lengths
	uint64_t sum_title;     // title lengths in words
	uint64_t n_titled;      // documents with a title
	uint64_t text_bytes;    // UTF-8 bytes of titles and bodies
	double avgdl_least, avgdl_greatest; // that impacts were built with
	float k1, b;
	uint8_t title_weight;
	uint64_t n_terms;
};

struct ns_segment; // opaque; ns_segment_info(seg) is its header

const struct ns_segment_info *ns_segment_info(const struct ns_segment *seg);
uint32_t ns_segment_number(const struct ns_segment *seg);

/* Opens dir/seg-NNNNNNNN.mdb. uuid: what the manifest says, or NULL. */
enum ns_code ns_segment_open(const char *dir, uint32_t number,
			     const uint8_t *uuid, struct ns_segment **seg,
			     struct ns_error *e);
void ns_segment_close(struct ns_segment *seg); // NULL is fine

/* ---- dictionary ---------------------------------------------------------- */

/* One surface form of a stem, numbered by its place in the entry. */
struct ns_form {
	struct ns_str text;
	uint32_t df; // documents that hold it
};

/* A dictionary entry. */
struct ns_term {
	uint8_t kind;
	char lang[4];
	bool has_positions, has_bitmap, one_form;
	bool own_forms;           // no other stem has any of its forms
	uint32_t df;              // documents, dead ones among them
	uint64_t total;           // occurrences, not weighted
	uint32_t n_forms;         // NS_KIND_STEM: at least 1
	uint32_t n_blocks;        // 0: the list is inside the entry
	uint16_t impact;          // the greatest, of lists of one block at most
	uint32_t last_doc;        // of a list of one block
	uint64_t skip_at;         // address of its skip data, n_blocks > 1
	uint64_t post_at, pos_at; // addresses of its first blocks
	uint64_t bits_at;         // of its bitmap
	const uint8_t *list;      // inline list, n_blocks == 0
	uint32_t list_len, forms_len;
	const uint8_t *forms; // undecoded forms
	struct ns_str text;   // the term, within `bytes` of the first struct
	uint8_t bytes[NS_KEY_PREFIX + NS_TERM_BYTES + 1];
};

/* Finds a term. NS_OK, NS_NOTFOUND, NS_CORRUPT. */
enum ns_code ns_term_find(const struct ns_segment *seg, uint8_t kind,
			  const char lang[4], struct ns_str term,
			  struct ns_term *out, struct ns_error *e);

/* Decodes the forms of a NS_KIND_STEM entry into out[0..n_forms): texts from
 * the arena. Number i of the form stream is out[i]. */
enum ns_code ns_term_forms(const struct ns_term *t, struct ns_arena *arena,
			   struct ns_form **out, struct ns_error *e);

/* Finds one of them: its number and df, nothing is decoded. NS_OK,
 * NS_NOTFOUND, NS_CORRUPT. */
enum ns_code ns_term_form(const struct ns_term *t, struct ns_str form,
			  uint32_t *number, uint32_t *df, struct ns_error *e);

/* The stems of a form entry (NS_KIND_FORM entries have no postings and no df of
 * their own). Stems whose documents were merged away are left out. */
struct ns_form_stem {
	struct ns_str stem;
	uint32_t form; // the form's number in that stem's entry
	uint32_t df;   // documents in which this stem has this form
};
enum { NS_FORM_STEMS = 64 }; // a form's stems at most
enum ns_code ns_form_stems(const struct ns_segment *seg, const char lang[4],
			   struct ns_str form, struct ns_arena *arena,
			   struct ns_form_stem **out, uint32_t *n,
			   struct ns_error *e);
/* The same for an entry that a walk has reached. */
enum ns_code ns_term_stems(const struct ns_segment *seg,
			   const struct ns_term *t, struct ns_arena *arena,
			   struct ns_form_stem **out, uint32_t *n,
			   struct ns_error *e);

/* Walks terms in order of their keys, from the first that is >= (kind, lang,
 * from), across kinds and languages until the end: the caller stops. NS_END
 * after the last. Free with ns_walk_close (a zeroed struct is fine). */
struct ns_walk {
	const struct ns_segment *seg;
	void *state;
	struct ns_term term; // the current one
};
enum ns_code ns_walk_open(const struct ns_segment *seg, uint8_t kind,
			  const char lang[4], struct ns_str from,
			  struct ns_walk *w, struct ns_error *e);
enum ns_code ns_walk_next(struct ns_walk *w, struct ns_error *e);
/* The same, but only kind, lang and text of .term are set: a walk that looks at
 * many terms and wants few. The text lives until the walk goes on. */
enum ns_code ns_walk_key(struct ns_walk *w, struct ns_error *e);
/* Goes on, likewise, to the first that is >= (kind, lang, from), which must be
 * behind the current one. */
enum ns_code ns_walk_jump(struct ns_walk *w, struct ns_str from,
			  struct ns_error *e);
/* Fills .term for the term that the walk stands on. */
enum ns_code ns_walk_term(struct ns_walk *w, struct ns_error *e);
void ns_walk_close(struct ns_walk *w);

/* ---- postings ------------------------------------------------------------ */

/* One decoded block. */
struct ns_block {
	uint32_t n;                    // 1..NS_BLOCK_DOCS
	ns_docid doc[NS_BLOCK_DOCS];   // strictly ascending
	uint32_t freq[NS_BLOCK_DOCS];  // weighted occurrences, >= 1
	uint8_t has_title;             // title[] is filled
	uint32_t title[NS_BLOCK_DOCS]; // occurrences in the title (unweighted)
};
/* Occurrences of posting j = freq - (title_weight - 1) * title. */

/* A term's list in a segment. Skip data are plain arrays; for inline and
 * one-block lists they point into `own`. */
struct ns_postings {
	const struct ns_segment *seg;
	uint32_t df, n_blocks;
	const uint32_t *last_doc;   // [n_blocks]
	const uint32_t *base;       // first document a block could hold
	const uint32_t *offset;     // of the block, from post_at
	const uint32_t *pos_offset; // of its positions, from pos_at
	const uint16_t *impact;     // greatest tf/(tf+K) of a block in 2^-16,
				    // rounded up; 65535 stands for 1
	const uint16_t *impact32;   // maxima over NS_IMPACT_BLOCKS blocks
	uint16_t max_impact;
	uint16_t best[4]; // 10th, 100th, 200th, 1,000th best impact; 0:
			  // fewer documents (rounded down)
	/* Of lists of one document in NS_BITMAP_SHARE, else NULL: bit d is set
	 * where document d is in the list. Whole windows of NS_BITMAP_DOCS. */
	const uint64_t *bitmap;
	uint8_t has_positions, has_forms;
	uint64_t post_at, pos_at;
	const uint8_t *list; // inline list or NULL
	uint32_t list_len, n_forms;
	struct {
		uint32_t last_doc, base, offset, pos_offset;
		uint16_t impact;
	} own;
};

enum ns_code ns_postings_open(const struct ns_segment *seg,
			      const struct ns_term *t, struct ns_postings *p,
			      struct ns_error *e);

/* The same without .own.last_doc of an inline list, which is not decoded. */
enum ns_code ns_postings_attach(const struct ns_segment *seg,
				const struct ns_term *t, struct ns_postings *p,
				struct ns_error *e);

/* The first block >= from whose last document is >= doc; n_blocks if none. */
uint32_t ns_postings_seek(const struct ns_postings *p, uint32_t from,
			  ns_docid doc);

/* How many postings block i has; nothing is decoded. */
enum ns_code ns_postings_size(const struct ns_postings *p, uint32_t i,
			      uint32_t *n, struct ns_error *e);

/* Decodes block i whole. */
enum ns_code ns_postings_block(const struct ns_postings *p, uint32_t i,
			       struct ns_block *b, struct ns_error *e);
/* The same in parts: documents (n and doc); then, of the block b holds the
 * documents of, freq; has_title and title. */
enum ns_code ns_postings_docs(const struct ns_postings *p, uint32_t i,
			      struct ns_block *b, struct ns_error *e);
enum ns_code ns_postings_freqs(const struct ns_postings *p, uint32_t i,
			       struct ns_block *b, struct ns_error *e);
/* Of posting j of block i alone: for a few of a block. */
enum ns_code ns_postings_freq(const struct ns_postings *p, uint32_t i,
			      uint32_t j, uint32_t *freq, struct ns_error *e);
enum ns_code ns_postings_titles(const struct ns_postings *p, uint32_t i,
				struct ns_block *b, struct ns_error *e);
/* Sets the bits of block i's documents that lie in [from, from + 64 * n_words)
 * in words[]. */
enum ns_code ns_postings_bits(const struct ns_postings *p, uint32_t i,
			      ns_docid from, uint64_t *words, uint32_t n_words,
			      struct ns_error *e);

/* The positions of one block, undecoded. */
struct ns_positions {
	const struct ns_postings *p;
	uint32_t start[NS_BLOCK_DOCS + 1]; // occurrences before posting j
	struct ns_kernel_places gaps;
	const uint8_t *forms; // form numbers
	uint32_t total;
	uint8_t form_bits;
	const struct ns_block *block; // of an inline list, NULL of any other
	const uint8_t *list, *end;    // that list's bytes
};
/* b must be block i as ns_postings_block decoded it. NS_INVALID for a list
 * without positions. */
enum ns_code ns_positions_open(const struct ns_postings *p, uint32_t i,
			       const struct ns_block *b,
			       struct ns_positions *out, struct ns_error *e);
/* Decodes block i and opens its positions: an inline list is read once. */
enum ns_code ns_postings_places(const struct ns_postings *p, uint32_t i,
				struct ns_block *b, struct ns_positions *out,
				struct ns_error *e);
/* Decodes posting j, cheapest in ascending order: start[j+1] - start[j]
 * positions, strictly ascending, into position[], and form numbers into form[]
 * (NULL: not wanted; 0 where the list has none). The caller's arrays hold that
 * many. */
enum ns_code ns_positions_get(struct ns_positions *ps, uint32_t j,
			      uint32_t *position, uint32_t *form,
			      struct ns_error *e);

/* ---- columns ------------------------------------------------------------- */

/* The array of documents [chunk * 65536, ...) of a fixed-width column, little-
 * endian, aligned to its width; NULL and *e set when it is damaged. */
const void *ns_column_chunk(const struct ns_segment *seg, enum ns_column col,
			    uint32_t chunk, struct ns_error *e);

/* One value of a fixed-width column (u8 and u32 zero-extended). */
enum ns_code ns_column_get(const struct ns_segment *seg, enum ns_column col,
			   ns_docid doc, uint64_t *value, struct ns_error *e);

/* Moves *doc to the first document from it on that has another value than the
 * usual one there, n_docs when there is none: quick where few have. Of columns
 * of NS_NARROW width. */
enum ns_code ns_column_other(const struct ns_segment *seg, enum ns_column col,
			     uint64_t usual, ns_docid *doc, uint64_t *value,
			     struct ns_error *e);

/* One value of a byte-string column. */
enum ns_code ns_column_bytes(const struct ns_segment *seg, enum ns_column col,
			     ns_docid doc, struct ns_str *out,
			     struct ns_error *e);

/* The name with this ordinal (column value - 1), as it was first given. */
enum ns_code ns_segment_name(const struct ns_segment *seg,
			     enum ns_name_field field, uint32_t ordinal,
			     struct ns_str *out, struct ns_error *e);
uint32_t ns_segment_names(const struct ns_segment *seg,
			  enum ns_name_field field);

/* NS_COL_TEXT_MAP decoded: word positions in the document's text. Title words
 * are [0, title), summary words [title, title + summary), the body follows. */
struct ns_text_map {
	uint32_t title, summary;
	const uint32_t *paragraph; // first positions of paragraphs, ascending;
	uint32_t n_paragraphs;     // title and summary count as paragraphs
};
enum ns_code ns_text_map(const struct ns_segment *seg, ns_docid doc,
			 struct ns_arena *arena, struct ns_text_map *out,
			 struct ns_error *e);

/* The same, read as far as it is needed: `next` is the first position of the
 * paragraph to come, UINT32_MAX behind the last. */
struct ns_paragraphs {
	uint32_t title, summary;
	uint32_t next;
	uint32_t left;          // paragraphs behind `next`
	const uint8_t *p, *end; // where they are
	bool bad;               // the map is damaged
};
enum ns_code ns_paragraphs_open(const struct ns_segment *seg, ns_docid doc,
				struct ns_paragraphs *out, struct ns_error *e);
/* Goes on until next > position; .bad is for the caller to look at, and .next
 * is UINT32_MAX then. */
void ns_paragraphs_pass(struct ns_paragraphs *r, uint32_t position);

/* An interval of dates that is asked for, inclusive seconds (INT64_MIN and MAX:
 * open). A coarse date (day, month, year) is kept at 12:00 UTC of its first
 * day, and that day is compared with those on which the interval begins and
 * ends where it was asked for: *_noon is 12:00 UTC of these (ns_time_noon). */
struct ns_dates {
	int64_t from, to;
	int64_t from_noon, to_noon;
};
/* Of the documents [from, to) those of [sure_from, sure_to) are dated within,
 * and nothing is known of the others (ns_segment_dated). All are sure, but
 * where coarse dates stand between a bound and its noon: an interval that
 * begins or ends within a day, or in zones east of +12:00. */
struct ns_date_span {
	ns_docid from, to;
	ns_docid sure_from, sure_to;
};
enum ns_code ns_segment_dates(const struct ns_segment *seg,
			      const struct ns_dates *d, struct ns_date_span *s,
			      struct ns_error *e);
enum ns_code ns_segment_dated(const struct ns_segment *seg,
			      const struct ns_dates *d, ns_docid doc, bool *is,
			      struct ns_error *e);

/* ---- stored records and ids ---------------------------------------------- */

/* Reads the stored article; views and arrays are from the arena. */
enum ns_code ns_segment_article(const struct ns_segment *seg, ns_docid doc,
				struct ns_arena *arena, struct ns_article *out,
				struct ns_error *e);

/* The compressed record as it lies in the segment. */
enum ns_code ns_segment_frame(const struct ns_segment *seg, ns_docid doc,
			      struct ns_str *frame, struct ns_error *e);

/* The id of the segment's zstd dictionary number i; 0: there are no more. Its
 * bytes, by id. */
uint32_t ns_segment_zdict(const struct ns_segment *seg, uint32_t i);
enum ns_code ns_segment_zdict_bytes(const struct ns_segment *seg, uint32_t id,
				    struct ns_str *bytes, struct ns_error *e);

/* Walks a list of sorted hashes: which = 0 ids, 1 titles. */
struct ns_id_cursor {
	const struct ns_segment *seg;
	int which;
	uint32_t chunk, i; // of the entry to come
	uint64_t hash;     // the current entry
	ns_docid doc;
};
/* Stands on the first entry with a hash >= hash. NS_END: none. */
enum ns_code ns_id_cursor_seek(const struct ns_segment *seg, int which,
			       uint64_t hash, struct ns_id_cursor *c,
			       struct ns_error *e);
enum ns_code ns_id_cursor_next(struct ns_id_cursor *c, struct ns_error *e);

#endif
