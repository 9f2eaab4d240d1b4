/* chunkset.h - the chunks of an open segment: found once, verified once, then a
 * pointer. Inside core/archive only.
 */
#ifndef NS_ARCHIVE_CHUNKSET_H
#define NS_ARCHIVE_CHUNKSET_H

#include <pthread.h>
#include <stdatomic.h>

#include "core/archive/chunk.h"
#include "core/archive/docstore.h"
#include "core/archive/env.h"
#include "core/archive/segment.h"

/* One run of chunks 0..n-1. at[i] is the payload once it was verified. */
struct ns_chunk_set {
	uint8_t db, part;
	uint32_t n;
	_Atomic(const uint8_t *) *at;
};

enum { NS_STREAMS = 5, NS_ZDICTS = 64 }; // post, skip, pos, docs, bits
enum { NS_DICT_SEEN = 1024 };            // blocks that are remembered

struct ns_segment {
	struct ns_env *env;
	uint32_t number;
	struct ns_segment_info info;
	struct ns_chunk_set stream[NS_STREAMS]; // by db - NS_DB_POST
	struct ns_chunk_set column[NS_COLUMNS];
	struct ns_chunk_set ids[NS_ID_LISTS];
	struct ns_chunk_set names[NS_NAME_FIELDS];
	uint32_t n_names[NS_NAME_FIELDS];
	uint32_t n_zdicts;
	uint32_t zdict_id[NS_ZDICTS];
	struct ns_zdict *zdict[NS_ZDICTS]; // made when first needed
	pthread_mutex_t lock;              // guards zdict and idle
	struct ns_decompressor *idle[8];
	uint32_t n_idle;
	/* Dictionary blocks whose checksum was right, by place; the last that
	 * came to a place stays. */
	_Atomic(const char *) seen[NS_DICT_SEEN];
};

/* The payload of chunk i and its length; NULL and *e set when it is damaged or
 * not there. */
const uint8_t *ns_set_chunk(const struct ns_segment *seg,
			    const struct ns_chunk_set *set, uint32_t i,
			    size_t *len, struct ns_error *e);

/* The bytes at an address of a stream until the end of their chunk. */
const uint8_t *ns_stream_at(const struct ns_segment *seg, enum ns_db db,
			    uint64_t address, size_t *left, struct ns_error *e);

/* Prefixes the sentence in *e with the segment's file; answers code. */
enum ns_code ns_segment_blame(const struct ns_segment *seg, enum ns_code code,
			      struct ns_error *e);

/* NS_CORRUPT, naming the segment's file and what of it is damaged. */
enum ns_code ns_segment_damaged(const struct ns_segment *seg, const char *what,
				struct ns_error *e);

/* "seg-00000012.mdb" in dir. */
void ns_segment_path(const char *dir, uint32_t number, const char *suffix,
		     char out[NS_PATH_BYTES]);

/* The header record (FORMAT.md, "Header"). */
struct ns_segment_counts {
	uint32_t stream[NS_STREAMS];
	uint32_t ids[NS_ID_LISTS];      // chunks
	uint32_t names[NS_NAME_FIELDS]; // names
	uint32_t n_zdicts;
	uint32_t zdict_id[NS_ZDICTS];
};
struct ns_buf;
void ns_header_encode(const struct ns_segment_info *info,
		      const struct ns_segment_counts *counts,
		      struct ns_buf *out);
enum ns_code ns_header_decode(struct ns_str in, struct ns_segment_info *info,
			      struct ns_segment_counts *counts,
			      struct ns_error *e);

/* String i of the n that a chunk of at most NS_VAR_DOCS holds (FORMAT.md,
 * "Columns"); NS_PACK_SLACK bytes behind it must be readable. NS_OK or
 * NS_CORRUPT. */
enum ns_code ns_var_get(const uint8_t *chunk, size_t len, uint32_t n,
			uint32_t i, struct ns_str *out);

#endif
