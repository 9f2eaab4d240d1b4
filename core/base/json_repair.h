/* json_repair.h - what dumps write that is not quite JSON in UTF-8; for json.c
 * alone.
 */
#ifndef NS_BASE_JSON_REPAIR_H
#define NS_BASE_JSON_REPAIR_H

#include "core/base/json.h"

/* JSON text with each bad sequence of UTF-8 and each lone surrogate (which yajl
 * would write as "?", swallowing the character behind) as U+FFFD: a view of
 * text where there is none, else of *out. Check out->failed. */
struct ns_str ns_json_repair_text(struct ns_str text, struct ns_buf *out,
				  struct ns_json_repairs *repairs);

/* Writes json into the emptied *out with NaN, Infinity and -Infinity, outside
 * of strings, as null; answers how many there were. Python writes them unless
 * told not to: a third of the articles of one real dump (a table of share
 * prices beside the text) were malformed by nothing else. */
uint64_t ns_json_null_numbers(struct ns_str json, struct ns_buf *out);

#endif
