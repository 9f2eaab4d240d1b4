/* format.h - the numbers of FORMAT.md: magic, versions, kinds, sizes, limits.
 * Everything here is on disk: a change bumps NS_FORMAT_VERSION.
 */
#ifndef NS_ARCHIVE_FORMAT_H
#define NS_ARCHIVE_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"

typedef uint32_t ns_docid; // 0.. within a segment, newest first

#define NS_NO_DOC UINT32_MAX

enum {
	NS_FORMAT_VERSION = 3,
	NS_UUID_BYTES = 16,
	NS_PATH_BYTES = 4096,

	NS_CHUNK_HEADER = 48,
	NS_CHUNK_TAIL = 64, // zero bytes: SIMD may read past the end
	NS_CHUNK_BYTES = 256 * 1024 - 16, // header + payload + tail, a full one
	NS_CHUNK_PAYLOAD = NS_CHUNK_BYTES - NS_CHUNK_HEADER - NS_CHUNK_TAIL,
	NS_CHUNK_SHIFT = 18, // an address is chunk << 18 | byte in the payload
	NS_CHUNK_LEAST = 4096 - 16, // one overflow page of LMDB

	NS_BLOCK_DOCS = 128,    // postings a block
	NS_IMPACT_BLOCKS = 32,  // blocks under one maximum of impacts
	NS_BITMAP_LEAST = 4096, // documents of a segment that has bitmaps
	NS_BITMAP_SHARE = 4,    // lists of one document in four have one
	NS_BITMAP_DOCS = 4096,  // bitmaps are whole numbers of these
	NS_INLINE_DOCS = 16,    // longer lists are not kept in the dictionary
	NS_INLINE_BYTES = 96,
	NS_DICT_TERMS = 32, // terms a dictionary block
	NS_DICT_BYTES =
		1900, // and no more bytes: larger ones leave LMDB's leaf
	NS_TERM_BYTES = 255,
	NS_KEY_PREFIX = 4,      // kind, language
	NS_COLUMN_DOCS = 65536, // documents a column chunk
	NS_FORM_BITS_MAX = 18,  // forms a stem: 2^18
	NS_POSITION_MAX = (1 << 22) - 1,
	NS_SEGMENT_DOCS = 1 << 30,
	NS_TITLE_WEIGHT_MAX = 8,
};

/* What a dictionary key begins with. Text kinds carry a language. */
enum ns_kind {
	NS_KIND_STEM = 's',        // title, summary, body; positions and forms
	NS_KIND_FORM = 'f',        // surface form -> its stems
	NS_KIND_ZONE = 'z',        // furniture's stems
	NS_KIND_AUTHOR_WORD = 'a', // positions
	NS_KIND_URL_WORD = 'u',    // positions
	NS_KIND_OUTLET = 'O',      // whole folded names, no positions
	NS_KIND_SECTION = 'S',
	NS_KIND_AUTHOR = 'A',
	NS_KIND_LANG = 'L', // the code of the article's language
	NS_KIND_TAG = 'G',
	NS_KIND_TYPE = 'T',
	NS_KIND_STATUS = 'U',
};

/* Columns: one value a document. */
enum ns_column {
	NS_COL_NORM,       // u8, log code of the weighted text length
	NS_COL_TITLE_NORM, // u8, log code of the title's length
	NS_COL_LENGTH,     // u32, the weighted text length itself
	NS_COL_DATE,       // i64 seconds; undated: INT64_MIN
	NS_COL_DATE_INFO,  // u8: precision | provenance << 3 | doubt << 6
	NS_COL_MODIFIED,   // i64; unknown: INT64_MIN
	NS_COL_EMBARGO,    // i64; none: INT64_MIN
	NS_COL_STATUS,     // u32 name ordinal + 1, 0: none (so for all names)
	NS_COL_LANG,       // u32
	NS_COL_OUTLET,     // u32
	NS_COL_SECTION,    // u32
	NS_COL_TYPE,       // u32
	NS_COL_AUTHORS,    // bytes: varint ordinals + 1
	NS_COL_TAGS,       // bytes: the same
	NS_COL_SEQUENCE,   // u64, input order over the archive's life
	NS_COL_ID_HASH,    // u64, XXH3 of the qualified id
	NS_COL_TITLE_HASH, // u64, XXH3 of the folded title; 0: no title
	NS_COL_CONTENT,    // u64 low half of the article's hash
	NS_COL_SOURCE,     // u32, number of the source
	NS_COL_TEXT_MAP,   // bytes: title and summary words, paragraph starts
	NS_COL_ZONES,      // bytes: spans of furniture; empty until zones exist
	NS_COL_CLUSTER,    // u32, copies of one story; 0: none
	NS_COL_FRAME,      // u64, address of the stored record
	NS_COL_PLACE,      // u64, line or offset in the source
	NS_COLUMNS,
};

/* Bytes a document of a column; 0: a byte string of its own length; NS_NARROW:
 * as few bits as will do. */
enum { NS_NARROW = UINT8_MAX };
extern const uint8_t ns_column_width[NS_COLUMNS];

/* Names by ordinal of a field: one stream each. */
enum ns_name_field {
	NS_NAME_STATUS,
	NS_NAME_LANG,
	NS_NAME_OUTLET,
	NS_NAME_SECTION,
	NS_NAME_TYPE,
	NS_NAME_AUTHOR,
	NS_NAME_TAG,
	NS_NAME_FIELDS,
};
extern const uint8_t ns_name_kind[NS_NAME_FIELDS]; // enum ns_kind

/* The key of a term: kind, language (three bytes, NULs where there is none),
 * term of at most NS_TERM_BYTES. Answers the key's length. */
size_t ns_key_make(uint8_t kind, const char lang[4], struct ns_str term,
		   uint8_t out[NS_KEY_PREFIX + NS_TERM_BYTES]);

/* Whether a list of df documents has a bitmap beside it, and its words. */
static inline bool ns_has_bitmap(uint32_t df, uint32_t n_docs)
{
	return n_docs >= NS_BITMAP_LEAST &&
	       (uint64_t)df * NS_BITMAP_SHARE >= n_docs;
}

static inline size_t ns_bitmap_words(uint32_t n_docs)
{
	return ((size_t)n_docs + NS_BITMAP_DOCS - 1) / NS_BITMAP_DOCS *
	       (NS_BITMAP_DOCS / 64);
}

/* Length codes: exact to 27, then the nearest of steps of about 5.4 %. Longer
 * lengths than the last code's (4.6 million) get the last. */
uint8_t ns_norm_code(uint32_t length);
uint32_t ns_norm_length(uint8_t code);

#endif
