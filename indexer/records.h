/* records.h - the stored records of a batch, compressed, on their way to a
 * segment.
 *
 *	record --zstd--> frame --> temporary file --read in final order-->
 *writer
 *
 * Frames come in the dump's order and are wanted in the segment's; they wait in
 * an unlinked file in the archive's directory. The first NS_ZDICT_DOCS records
 * of an archive wait uncompressed, until a dictionary was trained on them.
 */
#ifndef NS_INDEXER_RECORDS_H
#define NS_INDEXER_RECORDS_H

#include "core/archive/docstore.h"
#include "core/base/buf.h"
#include "core/base/err.h"

struct ns_records;

/* zdict: the archive's dictionary, copied. Where it is empty one is trained if
 * `train` says so and enough records come. */
struct ns_records_plan {
	const char *dir;
	struct ns_str zdict;
	bool train;
};
enum ns_code ns_records_open(const struct ns_records_plan *plan,
			     struct ns_records **r, struct ns_error *e);
void ns_records_free(struct ns_records *r); // NULL is fine

/* Adds the record with the next number: 0, 1, 2 ... */
enum ns_code ns_records_add(struct ns_records *r, struct ns_str record,
			    struct ns_error *e);

/* No more records in this batch: compresses what waited. */
enum ns_code ns_records_end(struct ns_records *r, struct ns_error *e);

/* The frame of a record, valid until the next call. */
enum ns_code ns_records_frame(struct ns_records *r, uint32_t number,
			      struct ns_str *frame, struct ns_error *e);

/* The next batch: numbers begin with 0 again. */
enum ns_code ns_records_reset(struct ns_records *r, struct ns_error *e);

/* The dictionary in use, empty while there is none; whether this object may
 * still train one; its memory in use. */
struct ns_str ns_records_zdict(const struct ns_records *r);
bool ns_records_waiting(const struct ns_records *r);
size_t ns_records_bytes(const struct ns_records *r);

#endif
