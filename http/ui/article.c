#include "http/ui/frame.h"
#include "http/ui/page.h"
#include "http/ui/words.h"

/* ---- the line under a title ---- */

struct meta {
	struct ns_html *h;
	bool begun;
};

static void separate(struct meta *m)
{
	if (m->begun)
		ns_html_text(m->h, NS_STR(" \xc2\xb7 "));
	m->begun = true;
}

static void part(struct meta *m, struct ns_str text)
{
	if (text.n == 0)
		return;
	separate(m);
	ns_html_simple(m->h, "bdi", NULL, text);
}

/* Other schemes (javascript:, data:) are no links. */
static void web_link(struct meta *m, struct ns_str url)
{
	if (!ns_url_is_web(url))
		return;
	separate(m);
	ns_html_open(m->h, "a");
	ns_html_attr(m->h, "href", url);
	ns_html_attr(m->h, "rel", NS_STR("noopener noreferrer"));
	ns_html_text(m->h, NS_STR("as published"));
	ns_html_close(m->h);
}

void ns_words_meta(struct ns_html *h, const struct ns_article *a)
{
	struct meta m = { .h = h };

	ns_html_open(h, "p");
	ns_html_attr(h, "class", NS_STR("meta"));
	ns_html_attr(h, "lang", NS_STR("en"));
	ns_html_attr(h, "dir", NS_STR("ltr"));
	part(&m, a->outlet);
	if (a->date.precision != NS_PREC_NONE)
		separate(&m);
	ns_words_time(h, a->date);
	part(&m, a->section);
	for (uint32_t i = 0; i < a->n_author; i++)
		part(&m, a->author[i]);
	web_link(&m, a->url);
	ns_html_close(h);
}

/* ---- paragraphs ---- */

/* Blank lines part paragraphs where there are any, else every line is one. */
static bool has_blank_lines(struct ns_str s)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == '\n' &&
		    (s.p[i + 1] == '\n' || s.p[i + 1] == '\r'))
			return true;
	return false;
}

static size_t line_bytes(struct ns_str s)
{
	const char *end = memchr(s.p, '\n', s.n);

	return end ? (size_t)(end - s.p) + 1 : s.n;
}

static bool is_blank(struct ns_str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (!strchr(" \t\r\n", line.p[i]))
			return false;
	return true;
}

static void paragraph(struct ns_html *h, struct ns_str text)
{
	if (is_blank(text))
		return;
	ns_html_open(h, "p");
	ns_html_attr(h, "dir", NS_STR("auto"));
	ns_html_text(h, text);
	ns_html_close(h);
}

static void paragraphs(struct ns_html *h, struct ns_str body)
{
	bool by_line = !has_blank_lines(body);
	struct ns_str text = { body.p, 0 };

	while (body.n) {
		struct ns_str line = { body.p, line_bytes(body) };

		body = (struct ns_str){ body.p + line.n, body.n - line.n };
		text.n += line.n;
		if (!by_line && !is_blank(line) && body.n)
			continue;
		paragraph(h, text);
		text = (struct ns_str){ body.p, 0 };
	}
}

/* ---- the page ---- */

static void tags(struct ns_html *h, const struct ns_article *a)
{
	struct meta m = { .h = h };

	if (a->n_tag == 0)
		return;
	ns_html_open(h, "p");
	ns_html_attr(h, "class", NS_STR("meta"));
	for (uint32_t i = 0; i < a->n_tag; i++)
		part(&m, a->tag[i]);
	ns_html_close(h);
}

void ns_page_article(const struct ns_page *p, struct ns_buf *out)
{
	const struct ns_article *a = p->article;
	struct ns_html h = { .out = out };
	struct ns_str title = a->title.n ? a->title : NS_STR("Without a title");

	ns_frame_begin(&h, p, title);
	ns_html_open(&h, "article");
	ns_words_lang(&h, a->lang);
	ns_html_open(&h, "h1");
	ns_html_attr(&h, "dir", NS_STR("auto"));
	ns_html_text(&h, title);
	ns_html_close(&h);
	ns_words_meta(&h, a);
	if (a->summary.n) {
		ns_html_open(&h, "p");
		ns_html_attr(&h, "class", NS_STR("lead"));
		ns_html_attr(&h, "dir", NS_STR("auto"));
		ns_html_text(&h, a->summary);
		ns_html_close(&h);
	}
	paragraphs(&h, a->body);
	tags(&h, a);
	ns_html_close(&h);
	ns_frame_end(&h);
}
