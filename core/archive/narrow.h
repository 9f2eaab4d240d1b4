/* narrow.h - the codec of a fixed-width column's chunk (FORMAT.md, "Columns"):
 * most columns say much the same of neighbours, so each group of documents is
 * kept as its least value and the distances from it, packed.
 */
#ifndef NS_ARCHIVE_NARROW_H
#define NS_ARCHIVE_NARROW_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/err.h"

enum { NS_NARROW_GROUP = 1024 }; // values

/* A chunk being gathered. A zeroed struct is an empty one. */
struct ns_narrow {
	struct ns_buf values, table, packed;
};
void ns_narrow_add(struct ns_narrow *c, uint64_t value);
/* Appends the chunk's payload and begins the next one. */
void ns_narrow_end(struct ns_narrow *c, struct ns_buf *out);
void ns_narrow_free(struct ns_narrow *c);

/* Value i of the n that in[0..len) holds; NS_PACK_SLACK bytes behind must be
 * readable. NS_OK or NS_CORRUPT. */
enum ns_code ns_narrow_get(const uint8_t *in, size_t len, uint32_t n,
			   uint32_t i, uint64_t *value);

/* Says whether the group that value i is of is this value throughout, as most
 * groups of a column that few articles have are. Damage is not. */
bool ns_narrow_is_all(const uint8_t *in, size_t len, uint32_t n, uint32_t i,
		      uint64_t value);

#endif
