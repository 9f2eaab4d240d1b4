#include "indexer/fields.h"

#include <assert.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/nearest.h"

enum { NAME_BYTES = 32 }; // of the longest known name, at most

/* In the order in which they are preferred. */
static const struct known {
	enum ns_field field;
	const char *names; // separated by spaces
} known[] = {
	{ NS_FIELD_TITLE, "title headline webtitle articletitle name" },
	{ NS_FIELD_SUMMARY, "summary description abstract lead leadparagraph "
			    "shortdescription snippet excerpt standfirst dek "
			    "subtitle teaser trailtext" },
	{ NS_FIELD_BODY, "body text maintext content articlebody fulltext "
			 "bodytext articletext story contenttext" },
	{ NS_FIELD_ID, "id guid _id uid uuid articleid docid docno" },
	{ NS_FIELD_URL, "url link weburl permalink canonicalurl articleurl "
			"sourceurl" },
	{ NS_FIELD_OUTLET, "outlet source publisher sourcedomain publication "
			   "sourcename sitename site domain newspaper" },
	{ NS_FIELD_SECTION, "section category sectionname articlesection "
			    "categoryname newsdesk desk categories sections" },
	{ NS_FIELD_LANG, "lang language inlanguage languagecode" },
	{ NS_FIELD_TYPE, "type documenttype typeofmaterial articletype "
			 "contenttype" },
	{ NS_FIELD_STATUS, "status pubstatus" },
	{ NS_FIELD_IMAGE, "image imageurl urltoimage topimage leadimage "
			  "mainimage thumbnail thumbnailurl" },
	{ NS_FIELD_AUTHOR, "author authors byline creator writer writers" },
	{ NS_FIELD_TAG, "tags keywords tag keyword topics" },
	{ NS_FIELD_DATE, "date published datepublish pubdate publishedat "
			 "datepublished publishdate publicationdate "
			 "webpublicationdate datetime publishedutc "
			 "datecreated createdat created timestamp" },
	{ NS_FIELD_MODIFIED, "modified datemodified datemodify updated "
			     "updatedat lastmodified modifiedat dateupdated "
			     "versioncreated lastupdated" },
	{ NS_FIELD_EMBARGO, "embargo embargoed embargoeduntil embargodate" },
};

/* The names of --map. */
static const char *const field_names[NS_FIELDS] = {
	[NS_FIELD_TITLE] = "title",       [NS_FIELD_SUMMARY] = "summary",
	[NS_FIELD_BODY] = "body",         [NS_FIELD_ID] = "id",
	[NS_FIELD_URL] = "url",           [NS_FIELD_OUTLET] = "outlet",
	[NS_FIELD_SECTION] = "section",   [NS_FIELD_LANG] = "lang",
	[NS_FIELD_TYPE] = "type",         [NS_FIELD_STATUS] = "status",
	[NS_FIELD_IMAGE] = "image",       [NS_FIELD_AUTHOR] = "author",
	[NS_FIELD_TAG] = "tags",          [NS_FIELD_DATE] = "date",
	[NS_FIELD_MODIFIED] = "modified", [NS_FIELD_EMBARGO] = "embargo",
};

/* Writes name without case and separators; 0 when it is longer than any known
 * one. A leading "_" stays: "_id" is none of "id"'s spellings. */
static size_t plain_name(struct ns_str name, char out[NAME_BYTES])
{
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if ((c == '_' && i > 0) || c == '-' || c == ' ')
			continue;
		if (n == NAME_BYTES)
			return 0;
		out[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	return n;
}

static size_t slot_of(const char *name, size_t n)
{
	return ns_hash64(name, n) % NS_FIELD_SLOTS;
}

static void add_name(struct ns_fields *f, struct ns_field_name row, size_t n)
{
	size_t i = slot_of(row.name, n);

	while (f->slot[i].name)
		i = (i + 1) % NS_FIELD_SLOTS;
	f->slot[i] = row;
}

void ns_fields_init(struct ns_fields *f)
{
	memset(f, 0, sizeof(*f));
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct ns_field_name row = { known[i].names, known[i].field,
					     1 };

		while (*row.name) {
			size_t n = strcspn(row.name, " ");

			add_name(f, row, n);
			row.name += n + (row.name[n] == ' ');
			row.rank++;
		}
	}
}

const struct ns_field_name *ns_fields_find(const struct ns_fields *f,
					   struct ns_str name)
{
	char plain[NAME_BYTES];
	size_t n = plain_name(name, plain);

	if (!n)
		return NULL;
	for (size_t i = slot_of(plain, n); f->slot[i].name;
	     i = (i + 1) % NS_FIELD_SLOTS) {
		const char *slot = f->slot[i].name;

		if (strncmp(slot, plain, n) == 0 &&
		    (slot[n] == ' ' || slot[n] == '\0'))
			return &f->slot[i];
	}
	return NULL;
}

/* ---- --map ---- */

/* The part of *rest before the separator, which is taken off with it. */
static struct ns_str cut(struct ns_str *rest, char separator)
{
	const char *at = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
	struct ns_str part = *rest;

	if (at)
		part.n = (size_t)(at - rest->p);
	rest->p += part.n + (at != NULL);
	rest->n -= part.n + (at != NULL);
	return part;
}

static enum ns_code find_field(struct ns_str name, enum ns_field *field,
			       struct ns_error *e)
{
	const char *near;

	for (unsigned i = 0; i < NS_FIELDS; i++) {
		if (ns_str_eq(name, ns_str_of(field_names[i]))) {
			*field = (enum ns_field)i;
			return NS_OK;
		}
	}
	near = ns_nearest(name, field_names, NS_FIELDS);
	return ns_fail(e, NS_INVALID,
		       "--map: an article has no field '%.*s'%s%s%s",
		       (int)(name.n < 60 ? name.n : 60), name.p,
		       near ? ": did you mean " : "", near ? near : "",
		       near ? "?" : "");
}

static enum ns_code read_steps(struct ns_str path, struct ns_map_row *row,
			       struct ns_error *e)
{
	while (path.n) {
		if (row->n_steps == NS_MAP_STEPS)
			return ns_fail(e, NS_INVALID,
				       "--map: a path has more than %d steps",
				       NS_MAP_STEPS);
		row->step[row->n_steps] = cut(&path, '.');
		if (!row->step[row->n_steps++].n)
			return ns_fail(e, NS_INVALID,
				       "--map: a step of a path is empty");
	}
	return NS_OK;
}

enum ns_code ns_map_parse(struct ns_str text, struct ns_map *map,
			  struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	map->n = 0;
	while (!rc && text.n) {
		struct ns_str path = cut(&text, ',');
		struct ns_str name = cut(&path, '=');
		struct ns_map_row *row = &map->row[map->n];

		if (map->n == NS_MAP_ROWS)
			return ns_fail(e, NS_INVALID,
				       "--map: more than %d fields",
				       NS_MAP_ROWS);
		*row = (struct ns_map_row){ 0 };
		if (!path.n)
			return ns_fail(e, NS_INVALID,
				       "--map is FIELD=NAME[,FIELD=NAME]..., "
				       "such as title=headline");
		rc = find_field(name, &row->field, e);
		if (!rc)
			rc = read_steps(path, row, e);
		map->n++;
	}
	return rc;
}
