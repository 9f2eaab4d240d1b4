/* utf8.h - is it UTF-8, and what to do when it is not.
 *
 * A bad sequence is the longest prefix of a well-formed character (Unicode,
 * "maximal subpart"), or one byte; each becomes one U+FFFD.
 */
#ifndef NS_BASE_UTF8_H
#define NS_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"

#define NS_UTF8_BAD "\xef\xbf\xbd" // U+FFFD

/* How many bytes of s, from its start, are well-formed whole characters: s.n
 * when all are. */
size_t ns_utf8_span(struct ns_str s);

static inline bool ns_utf8_valid(struct ns_str s)
{
	return ns_utf8_span(s) == s.n;
}

/* Appends s with each bad sequence replaced; answers how many there were. */
uint64_t ns_utf8_repair(struct ns_str s, struct ns_buf *out);

/* The longest prefix of valid s of at most n bytes that ends between
 * characters. */
struct ns_str ns_utf8_cut(struct ns_str s, size_t n);

#endif
