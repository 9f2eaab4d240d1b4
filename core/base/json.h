/* json.h - JSON both ways, by yajl. The only file that includes its headers is
 * json.c.
 */
#ifndef NS_BASE_JSON_H
#define NS_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
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

/* ---- reading ----
 *
 * One record at a time: a small tree of one text that is in memory. What cuts a
 * stream of any length into such records is ns_json_cut, below.
 */

enum {
	NS_JSON_DEPTH = 64,              // arrays and objects inside each other
	NS_JSON_RECORD_BYTES = 16 << 20, // a longer record is refused
	NS_JSON_RECORD_MEMORY = 128 << 20, // of its tree
};

enum ns_json_kind {
	NS_JSON_NULL,
	NS_JSON_BOOL,
	NS_JSON_NUMBER,
	NS_JSON_STRING,
	NS_JSON_ARRAY,
	NS_JSON_OBJECT,
};

struct ns_json {
	struct ns_str key;  // of a member of an object, decoded
	struct ns_str text; // STRING: decoded, may hold NULs; NUMBER, BOOL:
			    // as written, not rounded
	struct ns_str raw;  // the value's JSON text, valid UTF-8
	struct ns_json *next, *child;
	enum ns_json_kind kind;
};

/* What had to be replaced, text by U+FFFD, so that it is JSON in UTF-8. */
struct ns_json_repairs {
	uint64_t bad_utf8;        // sequences
	uint64_t lone_surrogates; // \ud800 without its other half
	uint64_t no_numbers; // NaN and Infinity, as Python writes them: null
};

struct ns_json_parser;
struct ns_json_parser *ns_json_parser_new(void);    // NULL: no memory
void ns_json_parser_free(struct ns_json_parser *p); // NULL is fine

/* Parses text, one JSON value with white space around it. *root and all below
 * live until the next call and as long as text. Repairs are added to *repairs.
 * NS_INVALID (malformed), NS_LIMIT (depth, memory), NS_NOMEM; *error_at is then
 * the byte of the (repaired) text where it shows. */
enum ns_code ns_json_parse(struct ns_json_parser *p, struct ns_str text,
			   struct ns_json **root,
			   struct ns_json_repairs *repairs, size_t *error_at,
			   struct ns_error *e);

/* The member of that name, of several the last; NULL: none, or no object. */
const struct ns_json *ns_json_get(const struct ns_json *object,
				  struct ns_str key);

/* Takes every member out of an object that a later one of the same name
 * overrides. NS_NOMEM. */
enum ns_code ns_json_drop_duplicates(struct ns_json *object);

/* ---- cutting a stream ----
 *
 * Finds where a value ends by its brackets and strings alone, however the text
 * is cut into blocks; whether the value is JSON is the parser's to say.
 */
struct ns_json_cut {
	uint64_t depth;
	bool in_string, escaped;
};

/* Goes on over block[0..n); answers the bytes that belong to the value and
 * sets *done when it ends there (a bare word or number: at the white space,
 * comma or bracket behind it). A zeroed struct begins a value at block[0]. */
size_t ns_json_cut(struct ns_json_cut *cut, const char *block, size_t n,
		   bool *done);

#endif
