/* str.h - a view of bytes that somebody else owns.
 *
 * A struct ns_str owns nothing and need not end in a NUL. The header of the
 * function that hands one out says what keeps it alive.
 */
#ifndef NS_BASE_STR_H
#define NS_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct ns_str {
	const char *p;
	size_t n;
};

#define NS_STR(literal) ((struct ns_str){ "" literal, sizeof(literal) - 1 })

/* A view of a NUL-terminated string; NULL gives the empty view. */
static inline struct ns_str ns_str_of(const char *z)
{
	return (struct ns_str){ z, z ? strlen(z) : 0 };
}

static inline bool ns_str_eq(struct ns_str a, struct ns_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Order of unsigned bytes, a prefix first: LMDB's order. */
static inline int ns_str_cmp(struct ns_str a, struct ns_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

static inline bool ns_str_starts(struct ns_str s, struct ns_str prefix)
{
	return s.n >= prefix.n &&
	       (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

#endif
