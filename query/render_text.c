/* render_text.c - an answer for people.
 *
 *	 1. Title with what was found
 *	    Outlet - 2024-03-05 - Section
 *	    ... a passage of the text, broken at the width of the terminal ...
 *	    https://example.com/the/article
 *
 * No control character of an article reaches the terminal.
 */
#include <inttypes.h>
#include <stdio.h>

#include "query/render_parts.h"

enum { INDENT = 4, WIDTH_LEAST = 20, RANK_BYTES = 16 };

#define BOLD "\033[1m"
#define MARKED "\033[1;31m"
#define FAINT "\033[2m"
#define PLAIN "\033[0m"

/* Text being broken into lines. */
struct flow {
	struct ns_buf *out;
	uint32_t columns; // 0: not broken
	uint32_t indent, at;
	bool colour;
	const char *base;           // the colour outside marks, "" for none
	const struct ns_span *span; // of the string being written
	uint32_t n_spans, next_span, point;
	bool marked, space; // inside a span; a space waits
};

static void put(struct ns_buf *out, const char *text)
{
	ns_buf_text(out, ns_str_of(text));
}

static void style(struct flow *f, const char *code)
{
	if (f->colour)
		put(f->out, code);
}

static void new_line(struct flow *f)
{
	ns_buf_u8(f->out, '\n');
	ns_buf_fill(f->out, ' ', f->indent);
	f->at = f->indent;
}

/* ---- characters ---------------------------------------------------------- */

/* The character at s.p[i], and its bytes. */
static uint32_t character(struct ns_str s, size_t i, size_t *bytes)
{
	static const uint8_t mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint8_t lead = (uint8_t)s.p[i];
	size_t n = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	uint32_t c = lead & mask[n];

	n = n < s.n - i ? n : s.n - i;
	for (size_t k = 1; k < n; k++)
		c = c << 6 | ((uint8_t)s.p[i + k] & 0x3f);
	*bytes = n;
	return c;
}

/* Ranges of characters that take no column, or two. */
static const struct range {
	uint32_t first, last;
	uint8_t width;
} ranges[] = {
	{ 0x0300, 0x036f, 0 },   { 0x0483, 0x0489, 0 },
	{ 0x0591, 0x05bd, 0 },   { 0x064b, 0x065f, 0 },
	{ 0x0900, 0x0902, 0 },   { 0x093c, 0x093c, 0 },
	{ 0x0941, 0x0948, 0 },   { 0x094d, 0x094d, 0 },
	{ 0x0e31, 0x0e31, 0 },   { 0x0e34, 0x0e3a, 0 },
	{ 0x0e47, 0x0e4e, 0 },   { 0x1100, 0x115f, 2 },
	{ 0x200b, 0x200f, 0 },   { 0x202a, 0x202e, 0 },
	{ 0x2e80, 0x303e, 2 },   { 0x3041, 0xa4cf, 2 },
	{ 0xac00, 0xd7a3, 2 },   { 0xf900, 0xfaff, 2 },
	{ 0xfe00, 0xfe0f, 0 },   { 0xfe30, 0xfe6f, 2 },
	{ 0xff00, 0xff60, 2 },   { 0xffe0, 0xffe6, 2 },
	{ 0x1f300, 0x1f64f, 2 }, { 0x1f900, 0x1f9ff, 2 },
	{ 0x20000, 0x3fffd, 2 },
};

static uint32_t width_of(uint32_t c)
{
	if (c < 0x0300)
		return 1;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return ranges[i].width;
	return 1;
}

/* White space and control characters, those of direction too, which could turn
 * the line around. */
static bool is_blank(uint32_t c)
{
	return c <= ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
	       c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* ---- lines --------------------------------------------------------------- */

/* Columns of the word at s.p[i]. Wide characters are words of their own. */
static uint32_t word_width(struct ns_str s, size_t i)
{
	uint32_t width = 0;
	size_t bytes;

	for (; i < s.n; i += bytes) {
		uint32_t c = character(s, i, &bytes), w = width_of(c);

		if (is_blank(c) || (w == 2 && width > 0))
			break;
		width += w;
		if (w == 2)
			break;
	}
	return width;
}

static void mark_edges(struct flow *f)
{
	const struct ns_span *s = &f->span[f->next_span];

	if (f->next_span < f->n_spans && f->marked && f->point >= s->end) {
		style(f, PLAIN);
		style(f, f->base);
		f->marked = false;
		f->next_span++;
		s++;
	}
	if (f->next_span < f->n_spans && !f->marked && f->point >= s->start) {
		style(f, MARKED);
		f->marked = true;
	}
}

/* The space or line break before the next word. */
static void before_word(struct flow *f, struct ns_str s, size_t i)
{
	uint32_t width = word_width(s, i);

	if (f->columns && f->at > f->indent &&
	    f->at + f->space + width > f->columns)
		new_line(f);
	else if (f->space) {
		ns_buf_u8(f->out, ' ');
		f->at++;
	}
	f->space = false;
}

static void put_flow(struct flow *f, struct ns_str s)
{
	bool in_word = false;
	size_t bytes;

	f->point = f->next_span = 0;
	for (size_t i = 0; i < s.n; i += bytes, f->point++) {
		uint32_t c = character(s, i, &bytes), w = width_of(c);

		if (is_blank(c)) {
			f->space = f->at > f->indent;
			in_word = false;
			mark_edges(f);
			continue;
		}
		if (!in_word || w == 2)
			before_word(f, s, i);
		mark_edges(f);
		ns_buf_put(f->out, s.p + i, bytes);
		f->at += w;
		in_word = w != 2;
	}
	mark_edges(f);
	f->space = false;
}

static void put_marked(struct flow *f, struct ns_str s,
		       const struct ns_span *span, uint32_t n)
{
	f->span = span;
	f->n_spans = n;
	f->marked = false;
	style(f, f->base);
	put_flow(f, s);
	if (*f->base || f->marked)
		style(f, PLAIN);
	f->n_spans = 0;
}

static void put_plain(struct flow *f, struct ns_str s)
{
	put_marked(f, s, NULL, 0);
}

/* Parts with " - " between them, empty ones left out. */
static void put_parts(struct flow *f, const struct ns_str *part, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (!part[i].n)
			continue;
		if (any) {
			put_plain(f, NS_STR(" -"));
			f->space = true;
		}
		put_plain(f, part[i]);
		f->space = any = true;
	}
	f->space = false;
}

/* ---- a hit --------------------------------------------------------------- */

static struct flow flow_of(const struct ns_render *r, struct ns_buf *out)
{
	uint32_t columns = r->columns;

	if (columns && columns < WIDTH_LEAST)
		columns = WIDTH_LEAST;
	return (struct flow){ .out = out,
			      .columns = columns,
			      .indent = INDENT,
			      .colour = r->colour,
			      .base = "" };
}

static void put_title(struct flow *f, uint32_t rank, const struct ns_hit *h)
{
	char text[RANK_BYTES];
	int n = snprintf(text, sizeof(text), "%2" PRIu32 ". ", rank);

	put(f->out, text);
	f->at = n > 0 ? (uint32_t)n : 0;
	f->base = BOLD;
	if (h->article.title.n)
		put_marked(f, h->article.title, h->title_span,
			   h->n_title_spans);
	else
		put_plain(f, NS_STR("(no title)"));
	f->base = "";
}

static void put_meta(struct flow *f, const struct ns_article *a)
{
	char date[NS_TIME_TEXT];
	struct ns_str part[3] = { a->outlet, { date, 0 }, a->section };

	ns_time_format(a->date, date);
	part[1] = ns_str_of(date);
	if (!part[0].n && !part[1].n && !part[2].n)
		return;
	new_line(f);
	put_parts(f, part, 3);
}

/* Lines as they are: of an explanation. */
static void put_lines(struct flow *f, struct ns_str s)
{
	while (s.n) {
		const char *end = memchr(s.p, '\n', s.n);
		size_t n = end ? (size_t)(end - s.p) : s.n;
		size_t lead = 0;

		new_line(f);
		while (lead < n && s.p[lead] == ' ')
			lead++;
		ns_buf_fill(f->out, ' ', lead);
		f->at += (uint32_t)lead;
		put_plain(f, (struct ns_str){ s.p + lead, n - lead });
		n += end != NULL;
		s = (struct ns_str){ s.p + n, s.n - n };
	}
}

static void put_hit(const struct ns_render *r, uint32_t rank,
		    const struct ns_hit *h, struct ns_buf *out)
{
	struct flow f = flow_of(r, out);

	put_title(&f, rank, h);
	put_meta(&f, &h->article);
	for (uint32_t i = 0; r->snippets && i < h->n_snippets; i++) {
		new_line(&f);
		put_marked(&f, h->snippet[i].text, h->snippet[i].span,
			   h->snippet[i].n_spans);
	}
	new_line(&f);
	f.columns = 0; // a link is not broken
	f.base = FAINT;
	put_plain(&f, h->article.url.n ? h->article.url : h->article.id);
	f.base = "";
	if (h->explanation.n)
		put_lines(&f, h->explanation);
	put(out, "\n\n");
}

void ns_render_text(const struct ns_render *r, const struct ns_answer *a,
		    struct ns_buf *out)
{
	struct flow f = flow_of(r, out);
	bool some = false;

	f.indent = f.columns = 0;
	if (r->id.n && a->n_hits) {
		put(out, "# ");
		put_plain(&f, r->id);
		put(out, "\n\n");
	}
	for (uint32_t i = 0; i < a->n_hits; i++) {
		if (a->hit[i].tier > 1 && !some) {
			put(out, "These have some of the words:\n\n");
			some = true;
		}
		put_hit(r, r->request->first + i + 1, &a->hit[i], out);
	}
	if (!a->n_hits)
		return;
	ns_render_total(a, out);
	if (r->seconds >= 0)
		ns_buf_printf(out, " (%.3f s)", r->seconds);
	put(out, "\n");
}

/* ---- an article ---------------------------------------------------------- */

static void put_names(struct flow *f, const char *before,
		      const struct ns_str *name, uint32_t n)
{
	if (!n)
		return;
	put(f->out, before);
	f->at = (uint32_t)strlen(before);
	for (uint32_t i = 0; i < n; i++) {
		if (i) {
			put_plain(f, NS_STR(","));
			f->space = true;
		}
		put_plain(f, name[i]);
	}
	put(f->out, "\n");
}

/* Paragraphs are what line ends part. */
static void put_paragraphs(struct flow *f, struct ns_str s)
{
	while (s.n) {
		const char *end = memchr(s.p, '\n', s.n);
		size_t n = end ? (size_t)(end - s.p) : s.n;
		size_t before = f->out->n;

		f->at = 0;
		put_plain(f, (struct ns_str){ s.p, n });
		if (f->out->n > before)
			put(f->out, "\n\n");
		n += end != NULL;
		s = (struct ns_str){ s.p + n, s.n - n };
	}
}

static void put_line(struct flow *f, struct ns_str s)
{
	if (!s.n)
		return;
	f->at = 0;
	put_plain(f, s);
	put(f->out, "\n");
}

void ns_render_article_text(const struct ns_render *r,
			    const struct ns_article *a, struct ns_buf *out)
{
	struct flow f = flow_of(r, out);
	char date[NS_TIME_TEXT];
	struct ns_str part[3] = { a->outlet, { date, 0 }, a->section };

	f.indent = 0;
	f.base = BOLD;
	put_line(&f, a->title);
	f.base = "";
	ns_time_format(a->date, date);
	part[1] = ns_str_of(date);
	f.at = 0;
	put_parts(&f, part, 3);
	put(out, f.at ? "\n" : "");
	put_names(&f, "By ", a->author, a->n_author);
	put_names(&f, "Tags: ", a->tag, a->n_tag);
	f.columns = 0;
	put_line(&f, a->url.n ? a->url : a->id);
	put(out, "\n");
	f.columns = r->columns;
	put_paragraphs(&f, a->summary);
	put_paragraphs(&f, a->body);
}
