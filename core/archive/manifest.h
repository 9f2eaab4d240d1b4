/* manifest.h - the records of manifest.mdb (FORMAT.md, "Manifest"). Every value
 * ends in a checksum over its key and itself. Inside core/archive only.
 *
 *	meta: "settings", "state", "zdict"
 *
 *	segs: number u32 BE; a live segment, the sums of its live documents
 *
 *	live: number u32 BE; bitmap of live documents, absent: all are
 *
 *	tomb: XXH3-128 of an id; a tombstone
 *
 *	lang: code; its live documents, the analyser's fingerprint
 *
 *	src: name of a file; its number
 */
#ifndef NS_ARCHIVE_MANIFEST_H
#define NS_ARCHIVE_MANIFEST_H

#include "core/archive/archive.h"
#include "core/archive/env.h"
#include "core/base/buf.h"
#include "core/base/hash.h"

enum ns_manifest_db {
	NS_MDB_META,
	NS_MDB_SEGS,
	NS_MDB_LIVE,
	NS_MDB_TOMB,
	NS_MDB_LANG,
	NS_MDB_SRC,
	NS_MDBS,
};
extern const char *const ns_manifest_name[NS_MDBS];

struct ns_state {
	uint64_t generation;
	uint32_t next_segment;
	uint64_t next_sequence;
	uint32_t next_source;
	uint32_t zone_rules; // version of the rules for furniture; 0: none
	uint32_t n_segments, n_langs; // that the other databases hold, of
				      // languages those with documents:
				      // LMDB's tree has no checksum
};

/* A live segment. Sums count live documents only. */
struct ns_seg_record {
	uint32_t number;
	uint8_t uuid[NS_UUID_BYTES];
	uint32_t n_docs, n_live;
	uint64_t sum_length, sum_title, n_titled;
	uint64_t file_bytes;
	int64_t newest, oldest; // as the segment's header has them
};

struct ns_tomb_record {
	uint64_t id_hash; // NS_COL_ID_HASH of the id
	int64_t when;
	struct ns_str reason;
};

/* Reads a value and checks its sum; *value then ends before it. NS_NOTFOUND. */
enum ns_code ns_manifest_get(struct ns_txn *t, enum ns_manifest_db db,
			     struct ns_str key, struct ns_str *value,
			     struct ns_error *e);
/* Checks the sum of a value met in a walk. */
enum ns_code ns_manifest_checked(struct ns_str key, struct ns_str *value,
				 struct ns_error *e);
/* Appends the sum to *value and writes it. */
enum ns_code ns_manifest_put(struct ns_txn *t, enum ns_manifest_db db,
			     struct ns_str key, struct ns_buf *value,
			     struct ns_error *e);

struct ns_manifest_head {
	struct ns_settings settings;
	uint8_t uuid[NS_UUID_BYTES];
};
void ns_settings_encode(const struct ns_manifest_head *h, struct ns_buf *out);
enum ns_code ns_settings_decode(struct ns_str in, struct ns_manifest_head *h,
				struct ns_error *e);
void ns_state_encode(const struct ns_state *s, struct ns_buf *out);
enum ns_code ns_state_decode(struct ns_str in, struct ns_state *s,
			     struct ns_error *e);
void ns_seg_encode(const struct ns_seg_record *s, struct ns_buf *out);
enum ns_code ns_seg_decode(struct ns_str key, struct ns_str in,
			   struct ns_seg_record *s, struct ns_error *e);
void ns_tomb_encode(const struct ns_tomb_record *t, struct ns_buf *out);
enum ns_code ns_tomb_decode(struct ns_str in, struct ns_tomb_record *t,
			    struct ns_error *e);
void ns_lang_encode(const struct ns_lang_use *l, struct ns_buf *out);
enum ns_code ns_lang_decode(struct ns_str key, struct ns_str in,
			    struct ns_lang_use *l, struct ns_error *e);

/* A segment number as a key. */
struct ns_number_key {
	uint8_t bytes[4];
};
struct ns_number_key ns_number_key(uint32_t number);
static inline struct ns_str ns_number_str(const struct ns_number_key *k)
{
	return (struct ns_str){ (const char *)k->bytes, sizeof(k->bytes) };
}

/* "manifest.mdb" and the like in dir. */
void ns_dir_path(const char *dir, const char *name, char out[NS_PATH_BYTES]);

#endif
