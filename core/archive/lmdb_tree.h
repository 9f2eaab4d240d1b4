/* lmdb_tree.h - looks keys up in a file of LMDB that nobody writes any more: a
 * segment's. LMDB's own search takes a lock (its transaction is one thread's at
 * a time), a cursor from the heap, and believes every page; this one reads the
 * pages where they are mapped, from any thread, and no damage leads it out of
 * them.
 *
 *	branch page   (key, page) ...   a key is the least of its page and those
 *	   |          behind it; the first has none
 *	leaf page     (key, value) ...  long values lie on pages of their own
 */
#ifndef NS_ARCHIVE_LMDB_TREE_H
#define NS_ARCHIVE_LMDB_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

struct ns_lmdb_tree {
	const uint8_t *map; // the file
	size_t bytes;       // of it, a multiple of pages or not
	uint64_t root;      // page; UINT64_MAX: the tree is empty
};

/* Reads where a named database has its root from its record, the value under
 * its name in the main one. NS_CORRUPT: it is none. */
enum ns_code ns_lmdb_tree_open(struct ns_str record, struct ns_lmdb_tree *t);

/* The first entry with a key >= *key: written over *key, and *value. NS_OK,
 * NS_NOTFOUND, NS_CORRUPT (no such page, or what it says leads out of it or out
 * of the file). In a damaged tree what is found need not be in this order. */
enum ns_code ns_lmdb_tree_seek(const struct ns_lmdb_tree *t, struct ns_str *key,
			       struct ns_str *value);

#endif
