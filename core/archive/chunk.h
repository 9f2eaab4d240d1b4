/* chunk.h - the wrapping of big values: 48 bytes of header with a checksum,
 * payload, 64 zero bytes, padded to NS_CHUNK_LEAST (FORMAT.md, "Chunk").
 *
 * The databases of a segment and their keys:
 *
 *	dict: key of the block's last term (blocks, no chunks)
 *
 *	post, skip, pos, docs, bits: number u32 BE
 *
 *	cols: number u32 BE, column u8; 65,536 documents each
 *
 *	vars: number u32 BE, column u8; 4,096 documents each
 *
 *	ids: which u8, number u32 BE; sorted hashes
 *
 *	names: field u8, number u32 BE; 4,096 names each
 *
 *	head: 0, or a zstd dictionary's id, u32 BE
 */
#ifndef NS_ARCHIVE_CHUNK_H
#define NS_ARCHIVE_CHUNK_H

#include "core/archive/format.h"
#include "core/base/err.h"

enum ns_db {
	NS_DB_DICT,
	NS_DB_POST,
	NS_DB_SKIP,
	NS_DB_POS,
	NS_DB_DOCS,
	NS_DB_BITS,
	NS_DB_COLS,
	NS_DB_VARS,
	NS_DB_IDS,
	NS_DB_NAMES,
	NS_DB_HEAD,
	NS_DBS,
};
extern const char *const ns_db_name[NS_DBS];

enum { NS_VAR_DOCS = 4096, NS_ID_LISTS = 2 };
enum { NS_IDS_A_CHUNK = 16384 };

/* Which chunk: a part is a column, a list of ids or a field of names; 0 in
 * streams. */
struct ns_chunk_id {
	uint8_t db, part;
	uint32_t number;
};

enum { NS_CHUNK_KEY_MAX = 5 };
/* The key under which it lies; answers its length. */
size_t ns_chunk_key(struct ns_chunk_id id, uint8_t out[NS_CHUNK_KEY_MAX]);

/* Bytes of the value for so much payload. */
size_t ns_chunk_value_bytes(size_t payload);

/* Writes the whole value around payload. Only the header of a chunk of stored
 * records is summed: each record has its own checksum. */
void ns_chunk_write(struct ns_chunk_id id, const uint8_t uuid[NS_UUID_BYTES],
		    struct ns_str payload, uint8_t *value);

/* Checks the value and gives the payload. NS_CORRUPT says what is wrong. */
enum ns_code ns_chunk_read(struct ns_chunk_id id,
			   const uint8_t uuid[NS_UUID_BYTES],
			   struct ns_str value, struct ns_str *payload,
			   struct ns_error *e);

#endif
