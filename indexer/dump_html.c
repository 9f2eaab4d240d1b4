/* A page is an article: one record a file. Its charset is found, its tags are
 * read once, and what it says of itself and what its prose is come out of that
 * one pass (html/).
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "indexer/dump_reader.h"
#include "indexer/html/decode.h"
#include "indexer/html/facts.h"
#include "indexer/html/main_text.h"

enum {
	PAGE_BYTES = 16 << 20, // a longer page is rejected
	HEAD_BYTES = 4096,     // that are looked at to know a page
	REJECT_BYTES = 4096,   // of a rejected page that are kept
	SHOWN_BYTES = 60,      // of a text in a message
	SHORT_BYTES = 250,     // prose so short may not be the article
};

struct reader {
	struct ns_html_page page;
	struct ns_html_source source;
	struct ns_json_parser *parser;
	struct ns_buf text, body; // as UTF-8, of the article
	struct ns_arena arena;    // of its facts
	bool done;
};

/* ---- is it ---- */

static bool begins(struct ns_str s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && strncasecmp(s.p, word, n) == 0;
}

static struct ns_str from(struct ns_str s, size_t n)
{
	return (struct ns_str){ s.p + n, s.n - n };
}

/* Without white space, comments and <?xml ... ?> in front. */
static struct ns_str skip_prologue(struct ns_str s)
{
	for (;;) {
		bool comment = begins(s, "<!--");
		const char *end;

		while (s.n && strchr(" \t\r\n\f", s.p[0]) && s.p[0])
			s = from(s, 1);
		if (!comment && !begins(s, "<!--") && !begins(s, "<?"))
			return s;
		comment = begins(s, "<!--");
		end = comment ? memmem(s.p, s.n, "-->", 3)
			      : memchr(s.p, '>', s.n);
		if (!end)
			return (struct ns_str){ "", 0 };
		s = from(s, (size_t)(end - s.p) + (comment ? 3 : 1));
	}
}

static bool is_page(struct ns_str s)
{
	static const char *const starts[] = {
		"<!doctype html", "<html",  "<head",    "<title",
		"<meta",          "<body",  "<script",  "<link",
		"<div",           "<table", "<article",
	};

	s = skip_prologue(s);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		size_t n = strlen(starts[i]);

		if (begins(s, starts[i]) && s.n > n &&
		    strchr(" \t\r\n\f>/", s.p[n]) && s.p[n])
			return true;
	}
	return false;
}

/* UTF-16 is looked at without its zeros and its mark. */
static enum ns_code html_knows(struct ns_window *w, struct ns_error *e)
{
	char head[HEAD_BYTES];
	struct ns_str view;
	enum ns_code rc = ns_window_want(w, HEAD_BYTES, e);
	size_t n = 0;

	if (rc)
		return rc;
	view = ns_window_view(w);
	for (size_t i = 0; i < view.n && i < HEAD_BYTES; i++) {
		bool mark = i < 2 && (uint8_t)view.p[i] >= 0xfe;

		if (view.p[i] && !mark)
			head[n++] = view.p[i];
	}
	return is_page((struct ns_str){ head, n }) ? NS_OK : NS_NOTFOUND;
}

/* ---- reading it ---- */

static enum ns_code html_open(struct ns_dump *d, struct ns_error *e)
{
	struct reader *r = calloc(1, sizeof(*r));

	d->reader = r;
	if (r)
		r->parser = ns_json_parser_new();
	if (!r || !r->parser)
		return ns_fail(e, NS_NOMEM, "no memory to read %s",
			       ns_input_name(d->window.in));
	return NS_OK;
}

static void html_close(struct ns_dump *d)
{
	struct reader *r = d->reader;

	if (!r)
		return;
	ns_html_page_free(&r->page);
	ns_json_parser_free(r->parser);
	ns_buf_free(&r->text);
	ns_buf_free(&r->body);
	ns_arena_free(&r->arena);
	free(r);
}

/* All of the file into the window. */
static enum ns_code read_all(struct ns_dump *d, struct ns_error *e)
{
	struct ns_window *w = &d->window;
	enum ns_code rc = ns_window_want(w, PAGE_BYTES + 1, e);

	d->raw = ns_window_view(w);
	w->start = w->end;
	if (d->raw.n <= PAGE_BYTES)
		return rc;
	d->raw.n = REJECT_BYTES;
	return rc ? rc
		  : ns_fail(e, NS_INVALID, "the page is longer than %d bytes",
			    PAGE_BYTES);
}

static void warn_of_date(struct ns_dump *d, const struct ns_place *place,
			 struct ns_str date)
{
	char sentence[NS_ERROR_BYTES];

	d->counts.bad_dates++;
	if (!d->options.warn)
		return;
	(void)snprintf(sentence, sizeof(sentence),
		       "the date '%.*s' is not understood: the article is "
		       "undated",
		       (int)(date.n < SHOWN_BYTES ? date.n : SHOWN_BYTES),
		       date.p);
	d->options.warn(d->options.context, place, sentence);
}

/* The page's prose, or, where there is next to none, what it gives to machines.
 */
static enum ns_code read_body(struct ns_dump *d, struct ns_article *a,
			      struct ns_error *e)
{
	struct reader *r = d->reader;
	struct ns_str linked;

	ns_buf_reset(&r->body);
	(void)ns_main_text_mark(&r->page, a->title);
	ns_main_text_put(&r->page, &r->body);
	if (r->body.failed)
		return ns_fail(e, NS_NOMEM, "no memory for an article");
	a->body = ns_buf_view(&r->body);
	if (a->body.n < SHORT_BYTES) {
		linked = ns_html_linked_body(&r->source);
		if (r->source.nomem)
			return ns_fail(e, NS_NOMEM, "no memory for an article");
		a->body = linked.n > a->body.n ? linked : a->body;
	}
	if (a->body.n > NS_ARTICLE_BODY_BYTES)
		return ns_fail(e, NS_INVALID,
			       "the body has %zu bytes: more than %d",
			       a->body.n, NS_ARTICLE_BODY_BYTES);
	if (!a->body.n)
		return ns_fail(e, NS_INVALID,
			       "a page without text ('%.*s', %zu bytes)",
			       (int)(a->title.n < SHOWN_BYTES ? a->title.n
							      : SHOWN_BYTES),
			       a->title.p ? a->title.p : "", d->raw.n);
	return NS_OK;
}

static enum ns_code read_page(struct ns_dump *d, struct ns_article *a,
			      const struct ns_place *place, struct ns_error *e)
{
	struct reader *r = d->reader;
	struct ns_html_source *s = &r->source;
	struct ns_str text;
	enum ns_code rc;

	rc = ns_html_decode(d->raw, &r->text, &text, &d->counts.bad_utf8, e);
	if (!rc)
		rc = ns_html_page_read(&r->page, text, e);
	if (rc)
		return rc;
	s->page = &r->page;
	s->arena = &r->arena;
	s->article = ns_linked_article(&r->page, r->parser, &s->root);
	*a = (struct ns_article){ .lang = d->options.lang,
				  .outlet = d->options.outlet };
	rc = ns_html_facts(s, a, e);
	if (!rc)
		rc = read_body(d, a, e);
	if (rc)
		return rc;
	d->counts.dropped_names += s->dropped_names;
	if (a->date.precision == NS_PREC_NONE && s->bad_date.n)
		warn_of_date(d, place, s->bad_date);
	return NS_OK;
}

static enum ns_code html_next(struct ns_dump *d, struct ns_article *a,
			      struct ns_place *place, struct ns_error *e)
{
	struct reader *r = d->reader;
	enum ns_code rc;

	if (r->done)
		return NS_END;
	r->done = true;
	rc = read_all(d, e);
	if (!rc)
		rc = read_page(d, a, place, e);
	if (rc && d->raw.n > REJECT_BYTES)
		d->raw.n = REJECT_BYTES;
	return rc;
}

const struct ns_dump_kind ns_dump_html = { NS_DUMP_HTML, html_knows, html_open,
					   html_next, html_close };
