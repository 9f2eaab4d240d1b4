/* places.h - what each byte of an archive's file is: an LMDB file walked page
 *by page, so that a test knows what it damages.
 *
 *	meta page -> main database -> named databases -> leaves -> overflow
 *pages
 *
 * LMDB 0.9, 64 bits, pages of 4 KB. The file is taken to be whole.
 */
#ifndef NS_TESTS_CRASH_PLACES_H
#define NS_TESTS_CRASH_PLACES_H

#include <stdbool.h>
#include <stdlib.h>

#include "core/base/bytes.h"

enum place {
	PLACE_UNUSED,     // pages and room that no reader looks at
	PLACE_PADDING,    // behind the payload of a chunk
	PLACE_CHUNK,      // header and payload of a chunk
	PLACE_DICTIONARY, // a dictionary block
	PLACE_MANIFEST,   // a value of the manifest
	PLACE_LMDB,       // meta pages, page headers, nodes, keys
	PLACES,
};

struct places {
	const uint8_t *bytes;
	uint8_t *place; // of each byte
	size_t n;
	bool is_manifest;
};

enum {
	PLACES_PAGE = 4096,
	PLACES_HEAD = 16,      // of a page
	PLACES_NODE = 8,       // head of a node
	PLACES_META = 152,     // a meta page's bytes in use
	PLACES_MAIN = 16 + 72, // in it: the main database
	PLACES_TXN = 16 + 128, // the number of its transaction
	PLACES_ROOT = 40,      // in a database's record: its root page
	PLACES_LEAF = 2,       // flags of a page, ...
	PLACES_BIG = 1,        // of a node: its value has pages of its own
	PLACES_SUB = 2,        // of a node: its value is a database
	PLACES_CHUNK_HEAD = 48,
};

static inline void places_mark(struct places *p, size_t at, size_t n,
			       enum place what)
{
	if (at > p->n || n > p->n - at)
		abort();
	memset(p->place + at, what, n);
}

static inline void places_value(struct places *p, size_t at, size_t n)
{
	size_t used;

	if (p->is_manifest) {
		places_mark(p, at, n, PLACE_MANIFEST);
	} else if (memcmp(p->bytes + at, "NSck", 4) != 0) {
		places_mark(p, at, n, PLACE_DICTIONARY);
	} else {
		used = PLACES_CHUNK_HEAD + ns_le32(p->bytes + at + 12);
		places_mark(p, at, n, PLACE_PADDING);
		places_mark(p, at, used, PLACE_CHUNK);
	}
}

static inline void places_page(struct places *p, uint64_t page);

static inline void places_leaf(struct places *p, size_t node)
{
	const uint8_t *b = p->bytes + node;
	size_t n = ns_le16(b) | (size_t)ns_le16(b + 2) << 16;
	unsigned flags = ns_le16(b + 4);
	size_t key = ns_le16(b + 6), value = node + PLACES_NODE + key;

	places_mark(p, node, PLACES_NODE + key, PLACE_LMDB);
	if (flags & PLACES_SUB) {
		places_mark(p, value, n, PLACE_LMDB);
		places_page(p, ns_le64(p->bytes + value + PLACES_ROOT));
	} else if (flags & PLACES_BIG) {
		uint64_t page = ns_le64(p->bytes + value);

		places_mark(p, value, 8, PLACE_LMDB);
		places_mark(p, page * PLACES_PAGE, PLACES_HEAD, PLACE_LMDB);
		places_value(p, page * PLACES_PAGE + PLACES_HEAD, n);
	} else {
		places_value(p, value, n);
	}
}

static inline void places_branch(struct places *p, size_t node)
{
	const uint8_t *b = p->bytes + node;

	places_mark(p, node, PLACES_NODE + (size_t)ns_le16(b + 6), PLACE_LMDB);
	places_page(p, ns_le16(b) | (uint64_t)ns_le16(b + 2) << 16 |
			       (uint64_t)ns_le16(b + 4) << 32);
}

static inline void places_page(struct places *p, uint64_t page)
{
	size_t at = page * PLACES_PAGE, lower;
	const uint8_t *b = p->bytes + at;

	if (page == UINT64_MAX) // an empty database
		return;
	if (at >= p->n)
		abort();
	lower = ns_le16(b + 12);
	places_mark(p, at, lower, PLACE_LMDB);
	for (size_t i = PLACES_HEAD; i < lower; i += 2) {
		size_t node = at + ns_le16(b + i);

		if (ns_le16(b + 10) & PLACES_LEAF)
			places_leaf(p, node);
		else
			places_branch(p, node);
	}
}

/* Fills in p->place[0..n), which the caller gives cleared. */
static inline void places_find(struct places *p)
{
	const uint8_t *newer = p->bytes;

	for (size_t i = 0; i < 2; i++)
		places_mark(p, i * PLACES_PAGE, PLACES_META, PLACE_LMDB);
	if (ns_le64(newer + PLACES_PAGE + PLACES_TXN) >
	    ns_le64(newer + PLACES_TXN))
		newer += PLACES_PAGE;
	places_page(p, ns_le64(newer + PLACES_MAIN + PLACES_ROOT));
}

#endif
