#include "indexer/dump_record.h"

#include <stdio.h>
#include <string.h>

#include "indexer/byline.h"
#include "indexer/dump_value.h"

enum { FIRST_GIVEN = 16, SHOWN_BYTES = 60 };

/* How a field's value is read. */
enum reading { R_TEXT, R_NAME, R_BODY, R_DATE, R_AUTHORS, R_TAGS };

static const struct {
	enum reading reading;
	size_t offset; // in struct ns_article: of the text, or of the time
} fields[NS_FIELDS] = {
	[NS_FIELD_TITLE] = { R_TEXT, offsetof(struct ns_article, title) },
	[NS_FIELD_SUMMARY] = { R_TEXT, offsetof(struct ns_article, summary) },
	[NS_FIELD_BODY] = { R_BODY, offsetof(struct ns_article, body) },
	[NS_FIELD_ID] = { R_NAME, offsetof(struct ns_article, id) },
	[NS_FIELD_URL] = { R_NAME, offsetof(struct ns_article, url) },
	[NS_FIELD_OUTLET] = { R_NAME, offsetof(struct ns_article, outlet) },
	[NS_FIELD_SECTION] = { R_NAME, offsetof(struct ns_article, section) },
	[NS_FIELD_LANG] = { R_NAME, offsetof(struct ns_article, lang) },
	[NS_FIELD_TYPE] = { R_NAME, offsetof(struct ns_article, type) },
	[NS_FIELD_STATUS] = { R_NAME, offsetof(struct ns_article, status) },
	[NS_FIELD_IMAGE] = { R_NAME, offsetof(struct ns_article, image) },
	[NS_FIELD_AUTHOR] = { R_AUTHORS, 0 },
	[NS_FIELD_TAG] = { R_TAGS, 0 },
	[NS_FIELD_DATE] = { R_DATE, offsetof(struct ns_article, date) },
	[NS_FIELD_MODIFIED] = { R_DATE, offsetof(struct ns_article, modified) },
	[NS_FIELD_EMBARGO] = { R_DATE, offsetof(struct ns_article, embargo) },
};

enum ns_code ns_dump_record_init(struct ns_dump_record *r,
				 const struct ns_dump_options *options,
				 struct ns_dump_counts *counts,
				 struct ns_error *e)
{
	*r = (struct ns_dump_record){ .options = options, .counts = counts };
	ns_fields_init(&r->fields);
	return ns_map_parse(options->map, &r->map, e);
}

void ns_dump_record_free(struct ns_dump_record *r)
{
	ns_arena_free(&r->arena);
}

/* ---- what is kept as it was given ---- */

static void give(struct ns_dump_record *r, const struct ns_json *member)
{
	if (r->n_given == r->room_given) {
		uint32_t room = r->room_given ? 2 * r->room_given : FIRST_GIVEN;
		struct ns_given *grown =
			ns_arena_calloc(&r->arena, room, sizeof(*grown));

		if (!grown) {
			r->nomem = true;
			return;
		}
		if (r->n_given)
			memcpy(grown, r->given, r->n_given * sizeof(*grown));
		r->given = grown;
		r->room_given = room;
	}
	r->given[r->n_given++] = (struct ns_given){ member->key, member->raw };
}

/* ---- which value a field takes ---- */

/* Says whether a field can be read from pick->value; a date is, there and then.
 */
static bool is_usable(enum ns_field field, struct ns_pick *pick)
{
	const struct ns_json *text;

	if (fields[field].reading != R_DATE &&
	    pick->value->kind == NS_JSON_STRING)
		return true;
	text = ns_value_text(pick->value);
	if (!text || fields[field].reading != R_DATE)
		return text != NULL;
	return ns_time_parse(text->text, &pick->time, &pick->doubt) == NS_OK;
}

static void pick_mapped(struct ns_dump_record *r, const struct ns_json *root)
{
	for (uint32_t i = 0; i < r->map.n; i++) {
		const struct ns_map_row *row = &r->map.row[i];
		struct ns_pick pick = { root, .member = row->n_steps == 1 };

		for (uint32_t k = 0; pick.value && k < row->n_steps; k++)
			pick.value = ns_json_get(pick.value, row->step[k]);
		if (!pick.value || ns_value_is_empty(pick.value) ||
		    r->pick[row->field].value)
			continue;
		if (is_usable(row->field, &pick))
			r->pick[row->field] = pick;
		else if (row->field == NS_FIELD_DATE)
			r->bad_date = pick.value;
	}
}

static bool is_mapped(const struct ns_dump_record *r, const struct ns_json *v)
{
	for (uint32_t i = 0; i < r->map.n; i++)
		if (r->pick[r->map.row[i].field].value == v)
			return true;
	return false;
}

static void pick_member(struct ns_dump_record *r, const struct ns_json *member)
{
	const struct ns_field_name *name =
		ns_fields_find(&r->fields, member->key);
	struct ns_pick *old = name ? &r->pick[name->field] : NULL;
	struct ns_pick pick = { member, name ? name->rank : 0, true,
				.doubt = false };

	if (!old || (old->value && old->rank < pick.rank)) {
		give(r, member);
		return;
	}
	if (!is_usable(name->field, &pick)) {
		if (name->field == NS_FIELD_DATE && !r->bad_date)
			r->bad_date = member;
		give(r, member);
		return;
	}
	if (old->value && old->member)
		give(r, old->value);
	*old = pick;
}

/* ---- how it is read: each answers whether nothing is lost by it ---- */

/* Names lose the white space around them; texts stay as they are. */
static bool read_text(struct ns_dump_record *r, enum ns_field field,
		      struct ns_str *out)
{
	const struct ns_json *v = r->pick[field].value, *text;
	struct ns_str s;

	if (fields[field].reading == R_BODY) {
		s = ns_value_paragraphs(v, &r->arena);
	} else {
		text = ns_value_text(v);
		s = text ? text->text : NS_STR("");
		if (fields[field].reading == R_NAME)
			s = ns_value_trim(s);
	}
	if (s.p)
		s = ns_value_without_nuls(s, &r->arena, &r->counts->nuls);
	if (!s.p)
		r->nomem = true;
	*out = s;
	return s.p && v->kind == NS_JSON_STRING && ns_str_eq(s, v->text);
}

static bool read_date(const struct ns_pick *pick, struct ns_time *out)
{
	char iso[NS_TIME_TEXT];

	*out = pick->time;
	ns_time_format(pick->time, iso);
	return pick->value->kind == NS_JSON_STRING &&
	       ns_str_eq(pick->value->text, ns_str_of(iso));
}

/* One name of a list: a string, or an object that has one. A keyword with both
 * name and value (the New York Times) is called by its value. */
static const struct ns_json *name_of(const struct ns_json *v, bool authors)
{
	const struct ns_json *value = authors ? NULL
					      : ns_json_get(v, NS_STR("value"));

	return ns_value_text(value ? value : v);
}

static bool read_list(const struct ns_json *list, bool authors,
		      struct ns_name_list *out)
{
	bool exact = true;

	for (const struct ns_json *v = list->child; v; v = v->next) {
		const struct ns_json *text = name_of(v, authors);
		uint32_t before = out->n;

		exact &= text == v;
		if (!text)
			continue;
		if (authors)
			ns_byline_split(text->text, out);
		else
			ns_name_list_add(out, ns_value_trim(text->text));
		exact &= out->n == before + 1 &&
			 ns_str_eq(out->name[before], text->text);
	}
	return exact;
}

static bool read_names(struct ns_dump_record *r, const struct ns_json *v,
		       bool authors, struct ns_name_list *out)
{
	const struct ns_json *text;
	bool exact;

	if (v->kind == NS_JSON_ARRAY) {
		exact = read_list(v, authors, out);
	} else {
		text = ns_value_text(v);
		if (authors)
			ns_byline_split(text->text, out);
		else
			ns_tags_split(text->text, out);
		exact = text == v && out->n == 1 &&
			ns_str_eq(out->name[0], v->text);
	}
	for (uint32_t i = 0; i < out->n; i++) {
		out->name[i] = ns_value_without_nuls(out->name[i], &r->arena,
						     &r->counts->nuls);
		r->nomem |= !out->name[i].p;
	}
	r->counts->dropped_names += out->dropped;
	return exact;
}

static bool read_field(struct ns_dump_record *r, enum ns_field field,
		       struct ns_article *a)
{
	const struct ns_json *v = r->pick[field].value;
	void *to = (char *)a + fields[field].offset;
	struct ns_name_list authors = { r->author, 0, NS_ARTICLE_NAMES, 0 };
	struct ns_name_list tags = { r->tag, 0, NS_ARTICLE_NAMES, 0 };
	bool exact = true;

	switch (fields[field].reading) {
	case R_TEXT:
	case R_NAME:
	case R_BODY:
		return read_text(r, field, to);
	case R_DATE:
		exact = read_date(&r->pick[field], to);
		if (field == NS_FIELD_DATE) {
			a->date_from = NS_FROM_FIELD;
			a->date_doubt = r->pick[field].doubt;
		}
		break;
	case R_AUTHORS:
		exact = read_names(r, v, true, &authors);
		a->author = authors.name;
		a->n_author = authors.n;
		break;
	case R_TAGS:
		exact = read_names(r, v, false, &tags);
		a->tag = tags.name;
		a->n_tag = tags.n;
		break;
	}
	return exact;
}

/* ---- the record ---- */

static void warn_of_date(struct ns_dump_record *r, const struct ns_place *place)
{
	char sentence[160];
	const struct ns_json *text = ns_value_text(r->bad_date);
	struct ns_str shown = text ? text->text : r->bad_date->raw;
	int n = (int)(shown.n < SHOWN_BYTES ? shown.n : SHOWN_BYTES);

	r->counts->bad_dates++;
	if (!r->options->warn)
		return;
	(void)snprintf(sentence, sizeof(sentence),
		       "the date '%.*s' is not understood: the article is "
		       "undated",
		       n, shown.p);
	r->options->warn(r->options->context, place, sentence);
}

static enum ns_code check_texts(const struct ns_article *a, struct ns_error *e)
{
	const struct {
		const char *name;
		struct ns_str text;
	} texts[] = { { "title", a->title },
		      { "summary", a->summary },
		      { "body", a->body } };

	for (size_t i = 0; i < 3; i++)
		if (texts[i].text.n > NS_ARTICLE_BODY_BYTES)
			return ns_fail(e, NS_INVALID,
				       "the %s has %zu bytes: more than %d",
				       texts[i].name, texts[i].text.n,
				       NS_ARTICLE_BODY_BYTES);
	if (!a->title.n && !ns_value_trim(a->body).n)
		return ns_fail(e, NS_INVALID, "neither title nor body");
	return NS_OK;
}

static void reset(struct ns_dump_record *r)
{
	ns_arena_reset(&r->arena);
	memset(r->pick, 0, sizeof(r->pick));
	r->bad_date = NULL;
	r->given = NULL;
	r->n_given = r->room_given = 0;
	r->nomem = false;
}

static void pick_all(struct ns_dump_record *r, const struct ns_json *root)
{
	pick_mapped(r, root);
	for (const struct ns_json *m = root->child; m; m = m->next)
		if (!ns_value_is_empty(m) && !is_mapped(r, m))
			pick_member(r, m);
}

enum ns_code ns_dump_record_read(struct ns_dump_record *r, struct ns_json *root,
				 const struct ns_place *place,
				 struct ns_article *a, struct ns_error *e)
{
	enum ns_code rc;

	*a = (struct ns_article){ 0 };
	if (root->kind != NS_JSON_OBJECT)
		return ns_fail(e, NS_INVALID, "not a JSON object");
	reset(r);
	r->nomem = ns_json_drop_duplicates(root) != NS_OK;
	pick_all(r, root);
	for (unsigned f = 0; f < NS_FIELDS; f++) {
		const struct ns_pick *pick = &r->pick[f];

		if (pick->value && !read_field(r, (enum ns_field)f, a) &&
		    pick->member)
			give(r, pick->value);
	}
	a->given = r->given;
	a->n_given = r->n_given;
	a->lang = a->lang.n ? a->lang : r->options->lang;
	a->outlet = a->outlet.n ? a->outlet : r->options->outlet;
	if (r->nomem)
		return ns_fail(e, NS_NOMEM, "no memory for an article");
	rc = check_texts(a, e);
	if (!rc && r->bad_date && a->date.precision == NS_PREC_NONE)
		warn_of_date(r, place);
	return rc;
}
