/* json.h - JSON both ways, by yajl. The only file that includes its headers is
 * json.c.
 */
#ifndef NS_BASE_JSON_H
#define NS_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

/* ---- writing ---- */

/* Writes one JSON value after another into *out; text that is no UTF-8 is
 * written with U+FFFD in the place of each bad sequence. Memory running out
 * shows in out->failed. */
struct ns_json_writer;

struct ns_json_writer *ns_json_writer_new(struct ns_buf *out, bool pretty);
void ns_json_writer_free(struct ns_json_writer *w); // NULL is fine
void ns_json_map(struct ns_json_writer *w);
void ns_json_map_end(struct ns_json_writer *w);
void ns_json_array(struct ns_json_writer *w);
void ns_json_array_end(struct ns_json_writer *w);
void ns_json_key(struct ns_json_writer *w, const char *key);
void ns_json_key_str(struct ns_json_writer *w, struct ns_str key);
void ns_json_str(struct ns_json_writer *w, struct ns_str s);
void ns_json_text(struct ns_json_writer *w, const char *z);
void ns_json_int(struct ns_json_writer *w, int64_t v);
void ns_json_num(struct ns_json_writer *w,
		 double v); // shortest that reads back
void ns_json_bool(struct ns_json_writer *w, bool v);
void ns_json_null(struct ns_json_writer *w);
/* A value that is JSON text already (it is trusted to be). */
void ns_json_raw(struct ns_json_writer *w, struct ns_str json);
/* Ends a value on top level so that another can follow (jsonl). */
void ns_json_next(struct ns_json_writer *w);

#endif
