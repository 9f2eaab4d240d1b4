#include "indexer/dump_json_reader.h"

#include <stdlib.h>

bool ns_json_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\x1e';
}

bool ns_json_is_blank(struct ns_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ns_json_is_space(s.p[i]))
			return false;
	return true;
}

enum ns_code ns_json_reader_read(struct ns_dump *d, struct ns_article *a,
				 const struct ns_place *place, bool *malformed,
				 struct ns_error *e)
{
	struct ns_json_reader *r = d->reader;
	struct ns_json_repairs repairs = { 0 };
	struct ns_error why;
	struct ns_json *root;
	size_t at;
	enum ns_code rc;

	rc = ns_json_parse(r->parser, d->raw, &root, &repairs, &at, &why);
	*malformed = rc == NS_INVALID;
	if (rc == NS_NOMEM)
		return ns_fail(e, rc, "%s", why.text);
	if (rc)
		return ns_fail(e, NS_INVALID, "%s, at byte %zu of the record",
			       why.text, at);
	d->counts.bad_utf8 += repairs.bad_utf8;
	d->counts.lone_surrogates += repairs.lone_surrogates;
	d->counts.no_numbers += repairs.no_numbers;
	return ns_dump_record_read(&r->record, root, place, a, e);
}

enum ns_code ns_json_too_long(struct ns_error *e)
{
	return ns_fail(e, NS_INVALID, "the record is longer than %d bytes",
		       NS_JSON_RECORD_BYTES);
}

/* Passes over white space without consuming it: its bytes. NS_END: there is
 * nothing else. */
static enum ns_code find_text(struct ns_window *w, size_t *at,
			      struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	while (!rc) {
		struct ns_str view = ns_window_view(w);

		while (*at < view.n && ns_json_is_space(view.p[*at]))
			++*at;
		if (*at < view.n)
			break;
		if (w->at_end || view.n > NS_JSON_RECORD_BYTES)
			return NS_END;
		rc = ns_window_fill(w, e);
	}
	return rc;
}

enum ns_code ns_json_first_two(struct ns_window *w, char two[2],
			       struct ns_error *e)
{
	size_t at = 0;
	enum ns_code rc = find_text(w, &at, e);

	two[0] = two[1] = '\0';
	if (rc)
		return rc;
	two[0] = w->p[w->start + at++];
	rc = find_text(w, &at, e);
	if (!rc)
		two[1] = w->p[w->start + at];
	return rc == NS_END ? NS_OK : rc;
}

enum ns_code ns_json_reader_open(struct ns_dump *d, struct ns_error *e)
{
	struct ns_json_reader *r = calloc(1, sizeof(*r));

	d->reader = r;
	if (r)
		r->parser = ns_json_parser_new();
	if (!r || !r->parser)
		return ns_fail(e, NS_NOMEM, "no memory to read %s",
			       ns_input_name(d->window.in));
	return ns_dump_record_init(&r->record, &d->options, &d->counts, e);
}

void ns_json_reader_close(struct ns_dump *d)
{
	struct ns_json_reader *r = d->reader;

	if (!r)
		return;
	ns_json_parser_free(r->parser);
	ns_dump_record_free(&r->record);
	free(r);
}
