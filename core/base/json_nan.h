/* json_nan.h - numbers that JSON does not have.
 *
 * Python writes NaN, Infinity and -Infinity unless told not to: a third of the
 * articles of one real dump (a table of share prices beside the text) were
 * malformed by nothing else.
 */
#ifndef NS_BASE_JSON_NAN_H
#define NS_BASE_JSON_NAN_H

#include <stdint.h>

#include "core/base/buf.h"

/* Writes json into the emptied *out with each of these words, outside of
 * strings, as null; answers how many there were. */
uint64_t ns_json_null_numbers(struct ns_str json, struct ns_buf *out);

#endif
