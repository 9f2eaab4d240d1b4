/* dict.h - the codec of dictionary blocks and their entries (FORMAT.md,
 * "Dictionary block", "Term entry", "Form entry").
 */
#ifndef NS_ARCHIVE_DICT_H
#define NS_ARCHIVE_DICT_H

#include "core/archive/segment.h"
#include "core/base/buf.h"
#include "core/base/bytes.h"

enum { NS_KEY_BYTES = NS_KEY_PREFIX + NS_TERM_BYTES };

/* ---- a block being filled ---- */
struct ns_dict_block {
	struct ns_buf bytes; // checksum, count, terms
	uint32_t n_terms;
	uint8_t key[NS_KEY_BYTES]; // the last one
	size_t key_len;
};
/* True when the term should begin a new block. */
bool ns_dict_full(const struct ns_dict_block *b, size_t entry_bytes);
void ns_dict_add(struct ns_dict_block *b, struct ns_str key,
		 struct ns_str entry);
/* Writes count and checksum; b->bytes is then the value. */
void ns_dict_seal(struct ns_dict_block *b);
void ns_dict_reset(struct ns_dict_block *b);

/* ---- a block being read ---- */
struct ns_dict_reader {
	struct ns_rd r;
	uint32_t left; // terms not read yet
	uint8_t key[NS_KEY_BYTES];
	size_t key_len;
	struct ns_str entry;
};
/* Checks the checksum. NS_OK, NS_CORRUPT. */
enum ns_code ns_dict_open(struct ns_str value, struct ns_dict_reader *d);
/* The same of a block whose checksum was right before. */
enum ns_code ns_dict_reopen(struct ns_str value, struct ns_dict_reader *d);
/* The next term: d->key, d->entry. NS_OK, NS_END, NS_CORRUPT. */
enum ns_code ns_dict_next(struct ns_dict_reader *d);
/* Goes on to a key of a block just opened: d->entry; d->key is not made. NS_OK,
 * NS_NOTFOUND (a greater one came; *first: it was the block's first), NS_END,
 * NS_CORRUPT. */
enum ns_code ns_dict_find(struct ns_dict_reader *d, struct ns_str key,
			  bool *first);

/* ---- entries ---- */

/* Where a term's list lies. */
struct ns_term_place {
	uint32_t df, n_blocks; // n_blocks 0: inline
	uint64_t total;
	bool has_positions, has_bitmap, own_forms;
	uint16_t impact;   // inline and one block
	uint32_t last_doc; // one block
	uint64_t skip_at, post_at, pos_at, bits_at;
	struct ns_str list; // inline
};
void ns_entry_encode(const struct ns_term_place *p, struct ns_str term,
		     const struct ns_form *form, uint32_t n_forms,
		     struct ns_buf *out);
void ns_form_entry_encode(struct ns_str form, const struct ns_form_stem *stem,
			  uint32_t n, struct ns_buf *out);

/* How many stems a form's entry says it has. */
uint32_t ns_form_entry_stems(const struct ns_term *t);

/* The stems of a form's entry, in its order; .form is 0: the entry does not
 * hold the numbers, the stems' entries do. */
enum ns_code ns_form_entry_decode(const struct ns_term *t,
				  struct ns_arena *arena,
				  struct ns_form_stem **out, uint32_t *n,
				  struct ns_error *e);

/* Decodes an entry into *t; views point into entry. The key must hold at least
 * NS_KEY_PREFIX bytes. NS_OK, NS_CORRUPT. */
enum ns_code ns_entry_decode(struct ns_str key, struct ns_str entry,
			     struct ns_term *t);

#endif
