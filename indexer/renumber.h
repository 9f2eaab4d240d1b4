/* renumber.h - documents as they came in, by their numbers in the segment.
 *
 * The numbers fall with the date, and dumps come in any order; the most common
 * one, oldest first, is the worst: nothing stays where it is.
 */
#ifndef NS_INDEXER_RENUMBER_H
#define NS_INDEXER_RENUMBER_H

#include "core/base/buf.h"
#include "core/base/err.h"

/* One document of a list. */
struct ns_renumbered {
	uint32_t place; // in the list that came in
	uint32_t doc;   // final number
};

/* The documents doc[0..n), no two alike, by final number. number[]: of each of
 * n_all documents. The answer lies in *memory until it is used again; NULL: out
 * of memory. */
const struct ns_renumbered *ns_renumber(const uint32_t *doc, uint32_t n,
					const uint32_t *number, uint32_t n_all,
					struct ns_buf *memory);

#endif
