/* fields.h - which field of an article a name in a dump means.
 *
 * Names are compared without case, "_", "-" and " ". Of several names of one
 * field in a record the first of the table that is not empty is taken; --map
 * goes before all of them.
 */
#ifndef NS_INDEXER_FIELDS_H
#define NS_INDEXER_FIELDS_H

#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

enum ns_field {
	NS_FIELD_TITLE,
	NS_FIELD_SUMMARY,
	NS_FIELD_BODY,
	NS_FIELD_ID,
	NS_FIELD_URL,
	NS_FIELD_OUTLET,
	NS_FIELD_SECTION,
	NS_FIELD_LANG,
	NS_FIELD_TYPE,
	NS_FIELD_STATUS,
	NS_FIELD_IMAGE,
	NS_FIELD_AUTHOR,
	NS_FIELD_TAG,
	NS_FIELD_DATE,
	NS_FIELD_MODIFIED,
	NS_FIELD_EMBARGO,
	NS_FIELDS
};

/* One known name. rank: its place among the names of its field, from 1. */
struct ns_field_name {
	const char *name; // without case, "_", "-"
	enum ns_field field;
	uint32_t rank;
};

enum { NS_FIELD_SLOTS = 512 };

/* The known names, hashed. */
struct ns_fields {
	struct ns_field_name slot[NS_FIELD_SLOTS];
};
void ns_fields_init(struct ns_fields *f);

/* What a name means, or NULL. */
const struct ns_field_name *ns_fields_find(const struct ns_fields *f,
					   struct ns_str name);

/* ---- --map ---- */

enum { NS_MAP_ROWS = 64, NS_MAP_STEPS = 8 };

/* title=headline.main: the value under "main" of the value under "headline". */
struct ns_map_row {
	enum ns_field field;
	struct ns_str step[NS_MAP_STEPS];
	uint32_t n_steps;
};

struct ns_map {
	struct ns_map_row row[NS_MAP_ROWS];
	uint32_t n;
};

/* Reads "title=headline,date=meta.published_at"; the steps are views of text.
 * NS_INVALID names the field, the nearest, or the limit. */
enum ns_code ns_map_parse(struct ns_str text, struct ns_map *map,
			  struct ns_error *e);

#endif
