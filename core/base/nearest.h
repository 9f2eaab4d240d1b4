/* nearest.h - what somebody may have meant by a name that nobody knows. */
#ifndef NS_BASE_NEAREST_H
#define NS_BASE_NEAREST_H

#include <stddef.h>

#include "core/base/str.h"

enum { NS_NEAREST_BYTES = 32 }; // longer names have no nearest

/* Edits between a and b, a swap of neighbours counted as one (Damerau and
 * Levenshtein, restricted: no letter is edited twice), without case; `limit`
 * for more than that, and for names longer than NS_NEAREST_BYTES. */
size_t ns_edits(struct ns_str a, struct ns_str b, size_t limit);

/* The first of the n candidates (NULLs are passed over) with the fewest edits
 * to name: at most one, or a third of its letters. NULL when none is near. */
const char *ns_nearest(struct ns_str name, const char *const *candidate,
		       size_t n);

#endif
