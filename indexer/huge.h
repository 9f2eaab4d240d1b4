/* huge.h - memory in huge pages, where the system lends them.
 *
 * A batch is looked up at random: with pages of 4 KiB most look-ups miss the
 * processor's table of pages as well as its caches.
 */
#ifndef NS_INDEXER_HUGE_H
#define NS_INDEXER_HUGE_H

#include "core/base/buf.h"

enum { NS_HUGE_BYTES = 2 << 20 };

/* n bytes for free(); NULL: no memory, or too few bytes to be worth it. */
void *ns_huge_alloc(size_t n);

/* Gives an empty buffer room for n bytes at once. What is never written takes
 * no memory; where this fails the buffer grows as any other does. */
void ns_huge_reserve(struct ns_buf *b, size_t n);

#endif
