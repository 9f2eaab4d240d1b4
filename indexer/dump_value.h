/* dump_value.h - what JSON values say: text, whatever they are wrapped in. */
#ifndef NS_INDEXER_DUMP_VALUE_H
#define NS_INDEXER_DUMP_VALUE_H

#include "core/base/arena.h"
#include "core/base/json.h"

/* null, "", white space, [] and {} say nothing. */
bool ns_value_is_empty(const struct ns_json *v);

/* The value that holds the text: a string or number itself, the first that is
 * not empty of a list, the best-known member of an object ({"name": ...},
 * {"$date": ...}). NULL when there is none. */
const struct ns_json *ns_value_text(const struct ns_json *v);

/* Without white space at both ends. */
struct ns_str ns_value_trim(struct ns_str s);

/* A list of strings joined by empty lines (paragraphs of a body); else the
 * text of v. An empty view when there is none, .p NULL when memory ran out. */
struct ns_str ns_value_paragraphs(const struct ns_json *v,
				  struct ns_arena *arena);

/* s with each NUL as U+FFFD, and their number added to *nuls; s itself when it
 * has none. On failure .p is NULL. */
struct ns_str ns_value_without_nuls(struct ns_str s, struct ns_arena *arena,
				    uint64_t *nuls);

#endif
