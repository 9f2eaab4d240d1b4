#include "indexer/dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/dump_reader.h"
#include "indexer/fields.h"

const char *const ns_dump_format_names[] = { "auto", "jsonl", "json", "csv",
					     "tsv",  "html",  NULL };

/* In the order in which they are asked whether they know a file. */
static const struct ns_dump_kind *const kinds[] = {
	&ns_dump_jsonl, &ns_dump_json, &ns_dump_html,
	&ns_dump_csv,   &ns_dump_tsv,
};

void ns_place_format(const struct ns_place *place, char *out, size_t n)
{
	if (place->line)
		(void)snprintf(out, n, "%s:%llu", place->file,
			       (unsigned long long)place->line);
	else
		(void)snprintf(out, n, "%s, byte %llu", place->file,
			       (unsigned long long)place->byte);
}

enum ns_code ns_dump_check_map(struct ns_str text, struct ns_error *e)
{
	struct ns_map map;

	return ns_map_parse(text, &map, e);
}

static enum ns_code ask(struct ns_dump *d, const struct ns_dump_kind *kind,
			struct ns_error *e)
{
	if (d->options.format == kind->format)
		return NS_OK;
	if (d->options.format != NS_DUMP_AUTO)
		return NS_NOTFOUND;
	return kind->knows(&d->window, e);
}

static enum ns_code find_kind(struct ns_dump *d, struct ns_error *e)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		enum ns_code rc = ask(d, kinds[i], e);

		if (rc == NS_NOTFOUND)
			continue;
		d->kind = kinds[i];
		return rc;
	}
	return ns_fail(e, NS_INVALID,
		       "%s is no dump of a known format: say which with "
		       "--format",
		       ns_input_name(d->window.in));
}

/* Editors of one system put U+FEFF before everything. */
static enum ns_code skip_mark(struct ns_window *w, struct ns_error *e)
{
	enum ns_code rc = ns_window_want(w, 3, e);

	if (!rc && ns_str_starts(ns_window_view(w), NS_STR("\xef\xbb\xbf")))
		w->start += 3;
	return rc;
}

enum ns_code ns_dump_open(struct ns_input *in,
			  const struct ns_dump_options *options,
			  struct ns_dump **out, struct ns_error *e)
{
	struct ns_dump *d = calloc(1, sizeof(*d));
	enum ns_code rc;

	*out = NULL;
	if (!d)
		return ns_fail(e, NS_NOMEM, "no memory to read %s",
			       ns_input_name(in));
	d->options = *options;
	d->window.in = in;
	rc = skip_mark(&d->window, e);
	if (!rc)
		rc = find_kind(d, e);
	if (!rc)
		rc = d->kind->open(d, e);
	if (rc) {
		ns_dump_close(d);
		return rc;
	}
	*out = d;
	return NS_OK;
}

void ns_dump_close(struct ns_dump *d)
{
	if (!d)
		return;
	if (d->kind)
		d->kind->close(d);
	ns_window_free(&d->window);
	free(d);
}

enum ns_code ns_dump_next(struct ns_dump *d, struct ns_article *a,
			  struct ns_place *place, struct ns_error *e)
{
	enum ns_code rc;

	*place = (struct ns_place){ .file = ns_input_name(d->window.in),
				    .byte = ns_window_byte(&d->window) };
	d->raw = (struct ns_str){ 0 };
	rc = d->kind->next(d, a, place, e);
	d->counts.records += rc == NS_OK || rc == NS_INVALID;
	d->counts.rejected += rc == NS_INVALID;
	return rc;
}

struct ns_str ns_dump_raw(const struct ns_dump *d)
{
	return d->raw;
}

const struct ns_dump_counts *ns_dump_counts(const struct ns_dump *d)
{
	return &d->counts;
}
