/* docstore.h - stored records: one zstd frame each, with a trained dictionary.
 * The only file that includes <zstd.h> and <zdict.h> is docstore.c.
 */
#ifndef NS_ARCHIVE_DOCSTORE_H
#define NS_ARCHIVE_DOCSTORE_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"

enum {
	NS_ZDICT_DOCS = 1000, // articles a dictionary is trained on
	NS_ZDICT_BYTES = 64 * 1024,
	NS_RECORD_BYTES = 32 << 20, // a larger record is NS_LIMIT
};

/* Compresses records; one per thread. dictionary: as ns_zdict_train made it, or
 * empty; it is copied. */
struct ns_compressor;
enum ns_code ns_compressor_new(struct ns_str dictionary,
			       struct ns_compressor **c, struct ns_error *e);
void ns_compressor_free(struct ns_compressor *c);
/* Appends one frame, with its checksum, to *out. */
enum ns_code ns_compress(struct ns_compressor *c, struct ns_str record,
			 struct ns_buf *out, struct ns_error *e);

/* Trains a dictionary on samples that lie one after another in bytes. Its id
 * (never 0) is random-free: taken from the samples' hash. Appends to *out. */
enum ns_code ns_zdict_train(const void *bytes, const size_t *size, uint32_t n,
			    struct ns_buf *out, struct ns_error *e);
uint32_t ns_zdict_id(struct ns_str dictionary);  // 0: none
uint32_t ns_frame_zdict_id(struct ns_str frame); // 0: none

/* Decompresses; one per thread. */
struct ns_decompressor;
enum ns_code ns_decompressor_new(struct ns_decompressor **d,
				 struct ns_error *e);
void ns_decompressor_free(struct ns_decompressor *d);

/* A dictionary ready for use by all threads. */
struct ns_zdict;
enum ns_code ns_zdict_open(struct ns_str dictionary, struct ns_zdict **z,
			   struct ns_error *e);
void ns_zdict_free(struct ns_zdict *z);

/* The record of a frame, from the arena. zdict: the one it names, or NULL. The
 * frame is untrusted: NS_CORRUPT, also for a wrong checksum. */
enum ns_code ns_decompress(struct ns_decompressor *d, struct ns_str frame,
			   const struct ns_zdict *zdict, struct ns_arena *arena,
			   struct ns_str *record, struct ns_error *e);

#endif
