/* merge.h - several segments become one.
 *
 *	documents in date order -> ids -> names -> terms -> a new segment
 *
 * Blocks whose documents stay neighbours are copied without decoding, and so
 * are all stored records; dead documents are left out. Memory: four bytes a
 * document, one chunk a stream.
 */
#ifndef NS_INDEXER_MERGE_H
#define NS_INDEXER_MERGE_H

#include <stdatomic.h>

#include "core/archive/update.h"

/* Merges the finished segments number[0..n) (published ones lose what is dead
 * in u's snapshot) into a new one, which ns_publish must then name; its number
 * goes to *out. NS_NOTFOUND: no document is left, nothing was written. */
enum ns_code ns_merge(struct ns_update *u, const uint32_t *number, uint32_t n,
		      uint32_t *out, struct ns_error *e);

/* The same, told when to stop (NS_INTERRUPTED: nothing was written) and telling
 * what it did. */
struct ns_merge_facts {
	const _Atomic bool *stop; // NULL: goes on to the end
	uint64_t copied_blocks, encoded_blocks;
};
enum ns_code ns_merge_counted(struct ns_update *u, const uint32_t *number,
			      uint32_t n, uint32_t *out,
			      struct ns_merge_facts *facts, struct ns_error *e);

#endif
