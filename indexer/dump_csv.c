/* Tables: a row is a record, its cells are the members of an object whose names
 * stand in the first row, or are the columns' numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "indexer/csv.h"
#include "indexer/dump_json_reader.h"
#include "indexer/dump_value.h"

enum { SAMPLE_BYTES = 64 << 10, NUMBER_BYTES = 8, NAMES_SHOWN = 8 };

struct csv_reader {
	struct ns_dump_record record;
	struct ns_json_writer *writer; // into .json
	struct ns_csv csv;
	struct ns_csv_row row;
	struct ns_buf names;     // bytes of .name
	struct ns_buf json;      // the cells as JSON
	struct ns_buf repaired;  // a row that was no UTF-8
	struct ns_buf undoubled; // texts without their doubled quotes
	struct ns_str *name;     // of each column
	struct ns_json *member;  // likewise
	uint32_t n;              // columns
	bool plain;              // the row was cut without quoting
	uint64_t line;           // the last that was passed, from 1
};

/* ---- which columns there are ---- */

/* A text or its number, from 1. */
static bool is_number_of(struct ns_str s, uint32_t column)
{
	char digits[NUMBER_BYTES + 4];
	int n = snprintf(digits, sizeof(digits), "%u", column + 1);

	return ns_str_eq(s, (struct ns_str){ digits, (size_t)n });
}

static bool is_mapped(const struct ns_dump_record *r, struct ns_str name)
{
	for (uint32_t i = 0; i < r->map.n; i++)
		if (r->map.row[i].n_steps == 1 &&
		    ns_str_eq(r->map.row[i].step[0], name))
			return true;
	return false;
}

static bool is_mapped_number(const struct ns_dump_record *r, uint32_t column)
{
	for (uint32_t i = 0; i < r->map.n; i++)
		if (r->map.row[i].n_steps == 1 &&
		    is_number_of(r->map.row[i].step[0], column))
			return true;
	return false;
}

/* The first row names the columns where any of its cells is a name that is
 * known, or mapped. */
static bool is_header(const struct ns_dump_record *r,
		      const struct ns_csv_row *row)
{
	for (uint32_t i = 0; i < row->n; i++) {
		struct ns_str name = ns_value_trim(row->cell[i].text);

		if (ns_fields_find(&r->fields, name) || is_mapped(r, name))
			return true;
	}
	return false;
}

/* A column is called by its number where --map does so. */
static void put_name(struct csv_reader *r, uint32_t i, bool header)
{
	struct ns_str name = ns_value_trim(r->row.cell[i].text);

	if (header && name.n && !is_mapped_number(&r->record, i))
		ns_buf_text(&r->names, name);
	else
		ns_buf_printf(&r->names, "%u", i + 1);
}

static enum ns_code make_names(struct csv_reader *r, bool header,
			       struct ns_error *e)
{
	uint32_t n = r->row.n, i;
	size_t at = 0, *end = calloc(n, sizeof(*end));

	r->n = n;
	r->name = calloc(n, sizeof(*r->name));
	r->member = calloc(n, sizeof(*r->member));
	for (i = 0; end && i < n; i++) {
		put_name(r, i, header);
		end[i] = r->names.n;
	}
	if (!end || !r->name || !r->member || r->names.failed) {
		free(end);
		return ns_fail(e, NS_NOMEM, "no memory for %u columns", n);
	}
	for (i = 0; i < n; at = end[i++])
		r->name[i] =
			(struct ns_str){ (char *)r->names.p + at, end[i] - at };
	free(end);
	return NS_OK;
}

/* No article comes of a table without a column of texts. */
static enum ns_code check_names(const struct ns_dump *d, struct ns_error *e)
{
	const struct csv_reader *r = d->reader;
	char shown[160] = "";
	uint32_t i;

	for (i = 0; i < r->record.map.n; i++)
		if (r->record.map.row[i].field <= NS_FIELD_BODY)
			return NS_OK;
	for (i = 0; i < r->n; i++) {
		const struct ns_field_name *f =
			ns_fields_find(&r->record.fields, r->name[i]);
		size_t n = strlen(shown);

		if (f && f->field <= NS_FIELD_BODY)
			return NS_OK;
		if (i < NAMES_SHOWN)
			(void)snprintf(shown + n, sizeof(shown) - n, "%s%.*s",
				       i ? ", " : "", (int)r->name[i].n,
				       r->name[i].p);
	}
	return ns_fail(e, NS_INVALID,
		       "%s: no column is known as a title or body: --map "
		       "title=NAME,body=NAME says which (%s%s)",
		       ns_input_name(d->window.in), shown,
		       r->n > NAMES_SHOWN ? ", ..." : "");
}

/* ---- opening ---- */

static void csv_close(struct ns_dump *d)
{
	struct csv_reader *r = d->reader;

	if (!r)
		return;
	ns_dump_record_free(&r->record);
	ns_json_writer_free(r->writer);
	ns_buf_free(&r->names);
	ns_buf_free(&r->json);
	ns_buf_free(&r->repaired);
	ns_buf_free(&r->undoubled);
	free(r->name);
	free(r->member);
	free(r);
}

static void pass(struct ns_dump *d, size_t bytes)
{
	struct csv_reader *r = d->reader;
	const char *p = d->window.p + d->window.start;

	for (size_t i = 0; i < bytes; i++)
		r->line += p[i] == '\n' || (p[i] == '\r' && (i + 1 == bytes ||
							     p[i + 1] != '\n'));
	d->window.start += bytes;
}

/* Takes the header off, where there is one. */
static enum ns_code read_header(struct ns_dump *d, struct ns_error *e)
{
	struct csv_reader *r = d->reader;
	struct ns_str view = ns_window_view(&d->window);
	bool header;
	enum ns_code rc;

	if (!view.n)
		return NS_OK;
	if (!ns_csv_find(view, d->window.at_end, &r->csv, &r->row))
		r->csv = (struct ns_csv){ ',', '"' };
	if (d->kind->format == NS_DUMP_TSV)
		r->csv.delimiter = '\t';
	if (ns_csv_cut(r->csv, view, d->window.at_end, &r->row))
		return ns_fail(e, NS_INVALID,
			       "%s:1: the first row is no row of a table",
			       ns_input_name(d->window.in));
	header = is_header(&r->record, &r->row);
	rc = make_names(r, header, e);
	if (!rc)
		rc = check_names(d, e);
	if (!rc && header)
		pass(d, r->row.bytes);
	return rc;
}

static enum ns_code csv_open(struct ns_dump *d, struct ns_error *e)
{
	struct csv_reader *r = calloc(1, sizeof(*r));
	enum ns_code rc;

	d->reader = r;
	if (r)
		r->writer = ns_json_writer_new(&r->json, false);
	if (!r || !r->writer)
		return ns_fail(e, NS_NOMEM, "no memory to read %s",
			       ns_input_name(d->window.in));
	rc = ns_dump_record_init(&r->record, &d->options, &d->counts, e);
	if (!rc)
		rc = ns_window_want(&d->window, SAMPLE_BYTES, e);
	return rc ? rc : read_header(d, e);
}

/* A table has rows of equal length, and a quoted cell or a known name in the
 * first: lines of prose may have a comma each. */
static enum ns_code csv_knows(struct ns_window *w, struct ns_error *e)
{
	struct ns_csv_row *row = malloc(sizeof(*row));
	struct ns_dump_record *r = calloc(1, sizeof(*r));
	enum ns_code rc = ns_window_want(w, SAMPLE_BYTES, e);
	struct ns_csv csv;
	bool is = false;

	if (!row || !r)
		rc = ns_fail(e, NS_NOMEM, "no memory to look at %s",
			     ns_input_name(w->in));
	if (!rc && ns_window_left(w) &&
	    ns_csv_find(ns_window_view(w), w->at_end, &csv, row)) {
		ns_fields_init(&r->fields);
		(void)ns_csv_cut(csv, ns_window_view(w), w->at_end, row);
		is = is_header(r, row);
		for (uint32_t i = 0; i < row->n; i++)
			is |= row->cell[i].quoted;
	}
	free(row);
	free(r);
	return rc || is ? rc : NS_NOTFOUND;
}

/* ---- rows ---- */

/* Writes the text of a cell behind `to` with one quote for two. */
static struct ns_str undouble(char quote, struct ns_str s, char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		to[n++] = s.p[i];
		i += s.p[i] == quote && i + 1 < s.n && s.p[i + 1] == quote;
	}
	return (struct ns_str){ to, n };
}

static bool undouble_all(struct csv_reader *r)
{
	char *to;

	ns_buf_reset(&r->undoubled);
	to = (char *)ns_buf_room(&r->undoubled, r->row.bytes);
	for (uint32_t i = 0; to && i < r->row.n; i++) {
		struct ns_csv_cell *c = &r->row.cell[i];

		if (!c->doubled)
			continue;
		c->text = undouble(r->csv.quote, c->text, to);
		to += c->text.n;
	}
	return to != NULL;
}

/* Databases write what is missing in one of these ways. */
static bool is_missing(const struct ns_csv_cell *c)
{
	return !c->quoted && (ns_str_eq(c->text, NS_STR("NULL")) ||
			      ns_str_eq(c->text, NS_STR("\\N")));
}

/* The row as an object: a member a column. False: no memory. */
static bool make_object(struct csv_reader *r, struct ns_json *root)
{
	size_t at = 0;
	uint32_t i;

	ns_buf_reset(&r->json);
	for (i = 0; i < r->n; i++) {
		const struct ns_csv_cell *c = &r->row.cell[i];
		size_t from = r->json.n;

		r->member[i] = (struct ns_json){
			.key = r->name[i],
			.text = c->text,
			.kind = is_missing(c) ? NS_JSON_NULL : NS_JSON_STRING,
			.next = i + 1 < r->n ? &r->member[i + 1] : NULL,
		};
		ns_json_str(r->writer, c->text);
		r->member[i].raw.n = r->json.n - from;
		ns_json_next(r->writer);
	}
	for (i = 0; i < r->n && !r->json.failed; i++) {
		r->member[i].raw.p = (char *)r->json.p + at;
		at += r->member[i].raw.n + 1; // the line's end
	}
	*root = (struct ns_json){ .kind = NS_JSON_OBJECT, .child = r->member };
	return !r->json.failed;
}

/* A row without quoting: what quotes it has are text. They open a cell without
 * closing it where their number is odd. */
static bool cut_plainly(struct csv_reader *r, struct ns_str line)
{
	const struct ns_csv plain = { r->csv.delimiter, '\0' };
	uint32_t i;

	if (ns_csv_cut(plain, line, true, &r->row) || r->row.n != r->n)
		return false;
	for (i = 0; i < r->n; i++) {
		struct ns_str s = r->row.cell[i].text;
		bool odd = false;

		for (size_t k = 0; k < s.n; k++)
			odd ^= s.p[k] == r->csv.quote;
		if (odd && s.p[0] == r->csv.quote)
			return false;
	}
	return true;
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* The first line of a view, without its end. */
static struct ns_str first_line(struct ns_str view)
{
	size_t n = 0;

	while (n < view.n && !is_line_end(view.p[n]))
		n++;
	return (struct ns_str){ view.p, n };
}

/* Puts the next row into the window. NS_END: there is none. NS_INVALID: its
 * first line is rejected, so that a quote that is not closed costs no more. */
static enum ns_code find_row(struct ns_dump *d, struct ns_error *e)
{
	struct csv_reader *r = d->reader;
	struct ns_window *w = &d->window;
	enum ns_csv_end end = NS_CSV_MORE;
	enum ns_code rc = NS_OK;
	bool one_line;
	uint32_t cells;

	while (!rc && end == NS_CSV_MORE &&
	       ns_window_left(w) <= NS_JSON_RECORD_BYTES) {
		if (ns_window_left(w))
			end = ns_csv_cut(r->csv, ns_window_view(w), w->at_end,
					 &r->row);
		else if (w->at_end)
			return NS_END;
		if (end == NS_CSV_MORE)
			rc = ns_window_fill(w, e);
	}
	if (rc)
		return rc;
	d->raw = first_line(ns_window_view(w));
	one_line = end == NS_CSV_ROW && r->row.bytes <= d->raw.n + 2;
	cells = r->row.n;
	r->plain = false;
	if (end == NS_CSV_ROW && cells == r->n) {
		d->raw.n = r->row.bytes;
		while (d->raw.n && is_line_end(d->raw.p[d->raw.n - 1]))
			d->raw.n--;
		return NS_OK;
	}
	r->plain = cut_plainly(r, d->raw);
	if (r->plain)
		return NS_OK;
	if (one_line)
		return ns_fail(e, NS_INVALID,
			       "%u cells in a table of %u columns", cells,
			       r->n);
	return ns_fail(
		e, NS_INVALID,
		"a cell's quote is not closed, or not where a cell ends");
}

/* Passes over d->raw, and the end of its line. */
static void pass_row(struct ns_dump *d)
{
	const struct ns_window *w = &d->window;
	const char *p;

	pass(d, d->raw.n);
	p = w->p + w->start;
	if (ns_window_left(w) > 1 && p[0] == '\r' && p[1] == '\n')
		pass(d, 2);
	else if (ns_window_left(w) && (p[0] == '\r' || p[0] == '\n'))
		pass(d, 1);
}

/* Where a row is no UTF-8 it is cut again, from what it becomes. */
static bool repair(struct ns_dump *d)
{
	struct csv_reader *r = d->reader;
	struct ns_csv csv = r->csv;

	if (ns_utf8_valid(d->raw))
		return true;
	ns_buf_reset(&r->repaired);
	d->counts.bad_utf8 += ns_utf8_repair(d->raw, &r->repaired);
	if (r->plain)
		csv.quote = '\0';
	return !r->repaired.failed &&
	       !ns_csv_cut(csv, ns_buf_view(&r->repaired), true, &r->row);
}

static enum ns_code read_row(struct ns_dump *d, const struct ns_place *place,
			     struct ns_article *a, struct ns_error *e)
{
	struct csv_reader *r = d->reader;
	struct ns_json root;

	if (!repair(d) || !undouble_all(r) || !make_object(r, &root))
		return ns_fail(e, NS_NOMEM, "no memory for a row");
	return ns_dump_record_read(&r->record, &root, place, a, e);
}

static enum ns_code csv_next(struct ns_dump *d, struct ns_article *a,
			     struct ns_place *place, struct ns_error *e)
{
	struct csv_reader *r = d->reader;
	enum ns_code rc;

	do {
		place->byte = ns_window_byte(&d->window);
		place->line = r->line + 1;
		rc = find_row(d, e);
		if (rc && rc != NS_INVALID)
			return rc;
		pass_row(d);
	} while (ns_json_is_blank(d->raw));
	return rc ? rc : read_row(d, place, a, e);
}

const struct ns_dump_kind ns_dump_csv = { NS_DUMP_CSV, csv_knows, csv_open,
					  csv_next, csv_close };

/* That a table is one, of tabs too, has been asked before. */
const struct ns_dump_kind ns_dump_tsv = { NS_DUMP_TSV, csv_knows, csv_open,
					  csv_next, csv_close };
