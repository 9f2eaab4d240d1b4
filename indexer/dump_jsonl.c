/* JSON Lines: a line is a record, whatever is in it. */
#include <string.h>

#include "indexer/dump_json_reader.h"

/* Reads until the window holds a whole line, the end of the input, or too much.
 * *n: its bytes without the newline; *whole: it ends there. */
static enum ns_code find_line(struct ns_window *w, size_t *n, bool *whole,
			      struct ns_error *e)
{
	size_t from = 0;
	enum ns_code rc;

	for (;;) {
		struct ns_str view = ns_window_view(w);
		const char *newline = NULL;

		if (view.n > from)
			newline = memchr(view.p + from, '\n', view.n - from);
		*n = newline ? (size_t)(newline - view.p) : view.n;
		*whole = newline || w->at_end;
		if (*whole || view.n > NS_JSON_RECORD_BYTES)
			return NS_OK;
		from = view.n;
		rc = ns_window_fill(w, e);
		if (rc)
			return rc;
	}
}

static enum ns_code skip_line(struct ns_window *w, struct ns_error *e)
{
	bool whole = false;
	enum ns_code rc = NS_OK;
	size_t n;

	while (!rc && !whole) {
		rc = find_line(w, &n, &whole, e);
		w->start += rc ? 0 : n;
	}
	w->start += !rc && ns_window_left(w) > 0;
	return rc;
}

/* The next line that is not blank is put into d->raw. */
static enum ns_code next_line(struct ns_dump *d, struct ns_place *place,
			      bool *whole, struct ns_error *e)
{
	struct ns_json_reader *r = d->reader;
	struct ns_window *w = &d->window;
	enum ns_code rc = r->skip_line ? skip_line(w, e) : NS_OK;
	size_t n;

	r->skip_line = false;
	while (!rc) {
		rc = find_line(w, &n, whole, e);
		place->byte = ns_window_byte(w);
		place->line = r->line + 1;
		if (rc)
			break;
		if (!ns_window_left(w))
			return NS_END;
		d->raw = (struct ns_str){ w->p + w->start, n };
		r->line++;
		w->start += n;
		w->start += ns_window_left(w) > 0 && *whole;
		if (!ns_json_is_blank(d->raw))
			break;
	}
	return rc;
}

static enum ns_code lines_next(struct ns_dump *d, struct ns_article *a,
			       struct ns_place *place, struct ns_error *e)
{
	struct ns_json_reader *r = d->reader;
	bool whole = true, malformed;
	enum ns_code rc = next_line(d, place, &whole, e);

	if (rc)
		return rc;
	if (d->raw.n > NS_JSON_RECORD_BYTES) {
		r->skip_line = !whole;
		return ns_json_too_long(e);
	}
	while (d->raw.p[0] == '\x1e') { // RFC 7464
		d->raw.p++;
		d->raw.n--;
		place->byte++;
	}
	return ns_json_reader_read(d, a, place, &malformed, e);
}

/* ---- is it ---- */

/* Says whether the first line of n bytes is one whole object. */
static bool is_object_line(const struct ns_window *w, size_t n)
{
	struct ns_str line = { w->p + w->start, n };
	struct ns_json_cut cut = { 0 };
	size_t skip = 0;
	bool done;

	while (skip < n && ns_json_is_space(line.p[skip]))
		skip++;
	if (skip == n || line.p[skip] != '{')
		return false;
	skip += ns_json_cut(&cut, line.p + skip, n - skip, &done);
	return done &&
	       ns_json_is_blank((struct ns_str){ line.p + skip, n - skip });
}

/* One object fills the first line; or that line is damaged, and the second
 * begins as one. */
static enum ns_code lines_knows(struct ns_window *w, struct ns_error *e)
{
	char two[2];
	bool whole;
	size_t n;
	enum ns_code rc = ns_json_first_two(w, two, e);

	if (rc)
		return rc == NS_END ? NS_OK : rc; // no record at all
	if (two[0] == '[' || (two[0] == '{' && two[1] != '"' && two[1] != '}'))
		return NS_NOTFOUND;
	rc = find_line(w, &n, &whole, e);
	if (rc || is_object_line(w, n))
		return rc;
	while (!rc && !w->at_end && whole && ns_window_left(w) < n + 3)
		rc = ns_window_fill(w, e);
	if (rc)
		return rc;
	return ns_window_left(w) > n + 2 &&
			       memcmp(w->p + w->start + n + 1, "{\"", 2) == 0
		       ? NS_OK
		       : NS_NOTFOUND;
}

const struct ns_dump_kind ns_dump_jsonl = { NS_DUMP_JSONL, lines_knows,
					    ns_json_reader_open, lines_next,
					    ns_json_reader_close };
