/* JSON as an array, or as one object after another. A value that does not end
 * where it should would swallow its neighbours: the next record is then found
 * by the bytes that records begin with, `{"id"` or so.
 */
#include <string.h>

#include "indexer/dump_json_reader.h"

enum { REJECT_BYTES = 4096 }; // of an overlong record that are kept

/* From a record's bracket to the end of its first name. */
static size_t head_of(struct ns_str record)
{
	const char *quote, *end;

	if (!record.n || record.p[0] != '{')
		return 0;
	quote = memchr(record.p, '"', record.n);
	if (!quote || !ns_json_is_blank((struct ns_str){
			      record.p + 1, (size_t)(quote - record.p) - 1 }))
		return 0;
	end = memchr(quote + 1, '"', record.n - (size_t)(quote + 1 - record.p));
	if (!end || end - record.p >= NS_JSON_HEAD_BYTES)
		return 0;
	return (size_t)(end - record.p) + 1;
}

/* A good record's beginning counts for more than a damaged one's. */
static void learn_head(struct ns_json_reader *r, struct ns_str record,
		       bool good)
{
	if (r->head_proved || (r->head_n && !good))
		return;
	r->head_n = head_of(record);
	r->head_proved = good && r->head_n;
	memcpy(r->head, record.p, r->head_n);
}

/* Where a record begins in view, from byte 1 on; 0: nowhere. What stands before
 * it must be what stands between records. */
static size_t find_head(const struct ns_json_reader *r, struct ns_str view)
{
	size_t at = 1;

	while (r->head_n && at < view.n) {
		const char *p =
			memmem(view.p + at, view.n - at, r->head, r->head_n);
		size_t k;

		if (!p)
			return 0;
		at = k = (size_t)(p - view.p);
		while (k > 0 && ns_json_is_space(view.p[k - 1]))
			k--;
		if (k == 0 || view.p[k - 1] == ',' || view.p[k - 1] == '}' ||
		    view.p[k - 1] == ']' || memchr(view.p + k, '\n', at - k))
			return at;
		at++;
	}
	return 0;
}

/* Passes over what is between values, brackets of the array among it. */
static enum ns_code skip_between(struct ns_json_reader *r, struct ns_window *w,
				 struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	while (!rc) {
		struct ns_str view = ns_window_view(w);
		char c;

		if (!view.n && w->at_end)
			return NS_END;
		if (!view.n) {
			rc = ns_window_fill(w, e);
			continue;
		}
		c = view.p[0];
		if (c == '[' && !r->in_array)
			r->in_array = true;
		else if (c == ']' && r->in_array)
			r->in_array = false;
		else if (!ns_json_is_space(c) && c != ',')
			break;
		w->start++;
	}
	return rc;
}

/* Drops everything up to the next record, however far that is. */
static enum ns_code seek_record(struct ns_json_reader *r, struct ns_window *w,
				struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	while (!rc) {
		size_t at = find_head(r, ns_window_view(w));

		if (at) {
			w->start += at;
			break;
		}
		if (w->at_end || !r->head_n)
			w->start = w->end;
		if (w->at_end)
			return NS_END;
		if (ns_window_left(w) > NS_JSON_HEAD_BYTES)
			w->start = w->end - NS_JSON_HEAD_BYTES;
		rc = ns_window_fill(w, e);
	}
	return rc;
}

/* Reads until the window holds the whole value that begins it, and a look at
 * what follows. *n: its bytes, or all that there are; *whole: it ends there. */
static enum ns_code find_value(struct ns_window *w, size_t *n, bool *whole,
			       struct ns_error *e)
{
	struct ns_json_cut cut = { 0 };
	enum ns_code rc = NS_OK;

	*n = 0;
	*whole = false;
	while (!rc) {
		struct ns_str view = ns_window_view(w);

		if (!*whole)
			*n += ns_json_cut(&cut, view.p + *n, view.n - *n,
					  whole);
		if (w->at_end || view.n > NS_JSON_RECORD_BYTES ||
		    (*whole && view.n - *n > 2 * NS_JSON_HEAD_BYTES))
			break;
		rc = ns_window_fill(w, e);
	}
	if (cut.depth == 0 && !cut.in_string)
		*whole = true; // a bare word that the file's end ends
	return rc;
}

/* Says whether a value ends as it began, with what stands behind a record after
 * it: then its brackets were right, whatever else is wrong with it. */
static bool is_bounded_well(const struct ns_dump *d)
{
	const struct ns_json_reader *r = d->reader;
	struct ns_str rest = ns_window_view(&d->window);

	if (d->raw.p[0] == '{' && d->raw.p[d->raw.n - 1] != '}')
		return false;
	while (rest.n && (ns_json_is_space(rest.p[0]) || rest.p[0] == ',')) {
		rest.p++;
		rest.n--;
	}
	if (!rest.n || rest.p[0] == ']')
		return true;
	return r->head_n &&
	       ns_str_starts(rest, (struct ns_str){ r->head, r->head_n });
}

/* Cuts d->raw where the next record begins inside it. */
static bool cut_at_head(struct ns_dump *d)
{
	struct ns_json_reader *r = d->reader;
	size_t at;

	at = find_head(r, d->raw);
	if (!at)
		return false;
	d->window.start -= d->raw.n - at;
	d->raw.n = at;
	return true;
}

/* A value that is too long, or does not end at all. */
static enum ns_code reject_endless(struct ns_dump *d, bool whole,
				   struct ns_error *e)
{
	struct ns_json_reader *r = d->reader;

	if (!whole && cut_at_head(d))
		return ns_fail(e, NS_INVALID,
			       "malformed JSON: the record does not end "
			       "before the next one begins");
	if (d->raw.n > NS_JSON_RECORD_BYTES) {
		d->raw.n = REJECT_BYTES;
		r->seek = !whole;
		return ns_json_too_long(e);
	}
	return ns_fail(e, NS_INVALID,
		       "malformed JSON: the file ends inside a record, its "
		       "last %zu bytes are lost",
		       d->raw.n);
}

static enum ns_code next_value(struct ns_dump *d, struct ns_place *place,
			       bool *whole, struct ns_error *e)
{
	struct ns_json_reader *r = d->reader;
	struct ns_window *w = &d->window;
	enum ns_code rc = r->seek ? seek_record(r, w, e) : NS_OK;
	size_t n = 0;

	r->seek = false;
	if (!rc)
		rc = skip_between(r, w, e);
	place->byte = ns_window_byte(w);
	if (!rc)
		rc = find_value(w, &n, whole, e);
	if (rc)
		return rc;
	d->raw = (struct ns_str){ w->p + w->start, n };
	w->start += n;
	return NS_OK;
}

static enum ns_code values_next(struct ns_dump *d, struct ns_article *a,
				struct ns_place *place, struct ns_error *e)
{
	struct ns_json_reader *r = d->reader;
	bool whole = false, malformed;
	enum ns_code rc = next_value(d, place, &whole, e);

	if (rc)
		return rc;
	learn_head(r, d->raw, false);
	if (!whole || d->raw.n > NS_JSON_RECORD_BYTES)
		return reject_endless(d, whole, e);
	rc = ns_json_reader_read(d, a, place, &malformed, e);
	if (!malformed)
		learn_head(r, d->raw, true);
	else if (!is_bounded_well(d))
		(void)cut_at_head(d);
	return rc;
}

/* ---- is it ---- */

static enum ns_code values_knows(struct ns_window *w, struct ns_error *e)
{
	char two[2];
	enum ns_code rc = ns_json_first_two(w, two, e);

	if (rc)
		return rc;
	if (two[0] == '[')
		return two[1] == '{' || two[1] == ']' ? NS_OK : NS_NOTFOUND;
	return two[0] == '{' && (two[1] == '"' || two[1] == '}') ? NS_OK
								 : NS_NOTFOUND;
}

const struct ns_dump_kind ns_dump_json = { NS_DUMP_JSON, values_knows,
					   ns_json_reader_open, values_next,
					   ns_json_reader_close };
