#include "core/archive/lmdb_tree.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/bytes.h"

/* What LMDB 0.9 writes on pages of 4,096 bytes (lmdb_file.c has seen that they
 * are). Page: number u64, u16, flags u16, end of the offsets u16, begin of the
 * nodes u16, then an offset u16 for each node, by key. Node: low and high half
 * of a number u16 each, flags u16, bytes of the key u16, key; the number is
 * that of a value's bytes, and the value follows; or, with the flags as its
 * highest 16 bits, that of a page. */
enum {
	PAGE = 4096,
	AT_FLAGS = 10,
	AT_LOWER = 12,
	PAGE_HEADER = 16,
	NODE_HEADER = 8,
	NODE_FLAGS = 4,
	NODE_KEY = 6,
};
enum { BRANCH = 1, LEAF = 2, LONG = 4 }; // flags of a page
enum { ELSEWHERE = 1 };                  // of a node: its value is a page
enum { DEPTH = 64 };                     // a damaged tree may be a circle

/* The record of a named database: 40 bytes of what it holds, then its root. */
enum { RECORD_BYTES = 48, RECORD_ROOT = 40 };

enum ns_code ns_lmdb_tree_open(struct ns_str record, struct ns_lmdb_tree *t)
{
	if (record.n != RECORD_BYTES)
		return NS_CORRUPT;
	t->root = ns_le64(record.p + RECORD_ROOT);
	return NS_OK;
}

/* ---- pages --------------------------------------------------------------- */

struct page {
	const uint8_t *p;
	uint32_t n; // nodes
	bool leaf;
};

static bool open_page(const struct ns_lmdb_tree *t, uint64_t number,
		      struct page *out)
{
	uint32_t flags, lower;

	if (number >= t->bytes / PAGE)
		return false;
	out->p = t->map + number * PAGE;
	flags = ns_le16(out->p + AT_FLAGS);
	lower = ns_le16(out->p + AT_LOWER);
	if ((flags != BRANCH && flags != LEAF) || lower <= PAGE_HEADER ||
	    lower > PAGE)
		return false;
	out->n = (lower - PAGE_HEADER) / 2;
	out->leaf = flags == LEAF;
	return true;
}

/* NULL: it is not on its page. */
static inline const uint8_t *node_at(const struct page *page, uint32_t i)
{
	uint32_t at = ns_le16(page->p + PAGE_HEADER + 2 * i);

	if (at > PAGE - NODE_HEADER ||
	    ns_le16(page->p + at + NODE_KEY) > PAGE - NODE_HEADER - at)
		return NULL;
	return page->p + at;
}

static struct ns_str key_of(const uint8_t *node)
{
	return (struct ns_str){ (const char *)node + NODE_HEADER,
				ns_le16(node + NODE_KEY) };
}

static uint64_t child_of(const uint8_t *node)
{
	return ns_le32(node) | (uint64_t)ns_le16(node + NODE_FLAGS) << 32;
}

/* A key with its first bytes as numbers, in whose order keys are: nearly all
 * comparisons end there. */
struct wanted {
	struct ns_str key;
	uint64_t first, second;
};
enum { NUMBERS = 16 };

static uint64_t number_of(const void *p)
{
	return __builtin_bswap64(ns_le64(p));
}

static struct wanted wanted_of(struct ns_str key)
{
	uint8_t bytes[NUMBERS] = { 0 };

	memcpy(bytes, key.p, key.n < NUMBERS ? key.n : NUMBERS);
	return (struct wanted){ key, number_of(bytes), number_of(bytes + 8) };
}

/* Without what is behind the first n bytes. */
static inline uint64_t cut(uint64_t v, uint32_t n)
{
	if (n >= 8)
		return v;
	return n ? v & UINT64_MAX << (64 - 8 * n) : 0;
}

/* Orders a node's key and the wanted one. */
static inline int compare(const struct page *page, const uint8_t *node,
			  const struct wanted *w)
{
	const uint8_t *key = node + NODE_HEADER;
	uint32_t n = ns_le16(node + NODE_KEY);
	uint64_t first, second;

	if (page->p + PAGE - key >= NUMBERS) {
		first = cut(number_of(key), n);
		if (first != w->first)
			return first < w->first ? -1 : 1;
		second = n > 8 ? cut(number_of(key + 8), n - 8) : 0;
		if (second != w->second)
			return second < w->second ? -1 : 1;
	}
	return ns_str_cmp(key_of(node), w->key);
}

/* The first node of [from, n) with a key >= the wanted one: its number, n if
 * there is none. False: damage. */
static bool find(const struct page *page, uint32_t from, const struct wanted *w,
		 uint32_t *out)
{
	uint32_t n = page->n - from;

	while (n) {
		uint32_t half = n / 2;
		const uint8_t *node = node_at(page, from + half);

		if (!node)
			return false;
		if (compare(page, node, w) < 0) {
			from += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	*out = from;
	return true;
}

/* ---- searching ----------------------------------------------------------- */

/* The page below that could have the key, and the next one to the right. */
static bool go_down(const struct page *page, const struct wanted *w,
		    uint64_t *child, uint64_t *right)
{
	const uint8_t *node;
	uint32_t i;

	if (!find(page, 1, w, &i))
		return false;
	node = i < page->n ? node_at(page, i) : NULL;
	if (node)
		*right = child_of(node);
	if (!node || compare(page, node, w) != 0)
		node = node_at(page, --i);
	else if (++i < page->n && node_at(page, i))
		*right = child_of(node_at(page, i));
	if (node)
		*child = child_of(node);
	return node != NULL;
}

/* The first leaf below a page. */
static bool go_left(const struct ns_lmdb_tree *t, uint64_t number,
		    struct page *page)
{
	for (int i = 0; i < DEPTH; i++) {
		const uint8_t *node;

		if (!open_page(t, number, page))
			return false;
		if (page->leaf)
			return true;
		node = node_at(page, 0);
		if (!node)
			return false;
		number = child_of(node);
	}
	return false;
}

/* A value may be no longer than what is left of its page, or of the file. */
static enum ns_code read_value(const struct ns_lmdb_tree *t,
			       const struct page *page, const uint8_t *node,
			       struct ns_str *value)
{
	uint32_t flags = ns_le16(node + NODE_FLAGS), n = ns_le32(node);
	const uint8_t *p = node + NODE_HEADER + ns_le16(node + NODE_KEY);
	const uint8_t *end = page->p + PAGE;

	if (flags & ~(uint32_t)ELSEWHERE)
		return NS_CORRUPT;
	if (flags) {
		uint64_t number = end - p < 8 ? UINT64_MAX : ns_le64(p);

		if (number >= t->bytes / PAGE ||
		    ns_le16(t->map + number * PAGE + AT_FLAGS) != LONG)
			return NS_CORRUPT;
		p = t->map + number * PAGE + PAGE_HEADER;
		end = t->map + t->bytes;
	}
	*value = (struct ns_str){ (const char *)p, n };
	return (size_t)(end - p) < n ? NS_CORRUPT : NS_OK;
}

enum ns_code ns_lmdb_tree_seek(const struct ns_lmdb_tree *t, struct ns_str *key,
			       struct ns_str *value)
{
	const struct wanted wanted = wanted_of(*key);
	uint64_t number = t->root, right = UINT64_MAX;
	struct page page;
	const uint8_t *node;
	uint32_t i;

	if (number == UINT64_MAX)
		return NS_NOTFOUND;
	for (i = 0; i < DEPTH; i++) {
		if (!open_page(t, number, &page))
			return NS_CORRUPT;
		if (page.leaf)
			break;
		if (!go_down(&page, &wanted, &number, &right))
			return NS_CORRUPT;
	}
	if (i == DEPTH || !find(&page, 0, &wanted, &i))
		return NS_CORRUPT;
	if (i == page.n && right == UINT64_MAX)
		return NS_NOTFOUND;
	if (i == page.n) {
		if (!go_left(t, right, &page))
			return NS_CORRUPT;
		i = 0;
	}
	node = node_at(&page, i);
	if (!node)
		return NS_CORRUPT;
	*key = key_of(node);
	return read_value(t, &page, node, value);
}
