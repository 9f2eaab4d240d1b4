/* dump_json_reader.h - what the readers of JSON Lines and of JSON arrays share;
 *for those two alone.
 *
 *	window --a line, or a value by its brackets--> text --yajl--> tree
 *	       --dump_record--> article
 */
#ifndef NS_INDEXER_DUMP_JSON_READER_H
#define NS_INDEXER_DUMP_JSON_READER_H

#include "core/base/json.h"
#include "indexer/dump_reader.h"
#include "indexer/dump_record.h"

enum { NS_JSON_HEAD_BYTES = 96 }; // of a record, up to its first name

struct ns_json_reader {
	struct ns_json_parser *parser;
	struct ns_dump_record record;
	/* Of lines. */
	uint64_t line;  // the last that was read, from 1
	bool skip_line; // the rest of an overlong one
	/* Of arrays. */
	bool in_array;
	bool seek; // the next record, after a value without end
	char head[NS_JSON_HEAD_BYTES]; // how records begin here
	size_t head_n;                 // 0: not known yet
	bool head_proved;              // by a good record
};

/* Makes and frees d->reader. NS_INVALID (--map), NS_NOMEM. */
enum ns_code ns_json_reader_open(struct ns_dump *d, struct ns_error *e);
void ns_json_reader_close(struct ns_dump *d);

/* Parses d->raw and reads the article. *malformed: it is no JSON. */
enum ns_code ns_json_reader_read(struct ns_dump *d, struct ns_article *a,
				 const struct ns_place *place, bool *malformed,
				 struct ns_error *e);

/* NS_INVALID: the record is longer than NS_JSON_RECORD_BYTES. */
enum ns_code ns_json_too_long(struct ns_error *e);

/* The first two characters that are no white space, NUL for what is missing,
 * without consuming them. NS_END: there is none. */
enum ns_code ns_json_first_two(struct ns_window *w, char two[2],
			       struct ns_error *e);

/* White space of JSON, and U+001E, which RFC 7464 puts before each record. */
bool ns_json_is_space(char c);
bool ns_json_is_blank(struct ns_str s);

#endif
