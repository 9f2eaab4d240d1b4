/* dump_record.h - one JSON object becomes an article.
 *
 * Each field takes the first of its names that has something usable (fields.h).
 * Names that are unknown or come later, and values that an article keeps in
 * another form, go to `given` as the JSON they were.
 */
#ifndef NS_INDEXER_DUMP_RECORD_H
#define NS_INDEXER_DUMP_RECORD_H

#include "core/base/json.h"
#include "indexer/dump.h"
#include "indexer/fields.h"

/* The value that a field is read from. */
struct ns_pick {
	const struct ns_json *value; // NULL: none
	uint32_t rank;               // 0: by --map
	bool member;                 // of the record itself
	struct ns_time time;         // of a date
	bool doubt;
};

struct ns_dump_record {
	/* Set once. */
	struct ns_fields fields;
	struct ns_map map;
	const struct ns_dump_options *options;
	struct ns_dump_counts *counts;
	/* Of the record that is read. */
	struct ns_arena arena;
	struct ns_pick pick[NS_FIELDS];
	const struct ns_json *bad_date;
	struct ns_str author[NS_ARTICLE_NAMES], tag[NS_ARTICLE_NAMES];
	struct ns_given *given;
	uint32_t n_given, room_given;
	bool nomem;
};

/* Reads options->map. NS_INVALID as ns_map_parse. */
enum ns_code ns_dump_record_init(struct ns_dump_record *r,
				 const struct ns_dump_options *options,
				 struct ns_dump_counts *counts,
				 struct ns_error *e);
void ns_dump_record_free(struct ns_dump_record *r);

/* Fills *a with views of the tree and of r, alive until the next call.
 * NS_INVALID: not an object, too long, or without title and body. NS_NOMEM. */
enum ns_code ns_dump_record_read(struct ns_dump_record *r, struct ns_json *root,
				 const struct ns_place *place,
				 struct ns_article *a, struct ns_error *e);

#endif
