#include "http/ui/html.h"

#include <assert.h>

#include "core/base/utf8.h"

static void literal(struct ns_html *h, const char *text)
{
	ns_buf_text(h->out, ns_str_of(text));
}

static void end_tag(struct ns_html *h)
{
	if (h->in_tag)
		literal(h, ">");
	h->in_tag = false;
}

/* What stands for c: characters of markup, and control characters, which no
 * HTML may hold. NULL: c itself. */
static const char *escape(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
		return NULL;
	default:
		return c < ' ' || c == 0x7f ? NS_UTF8_BAD : NULL;
	}
}

static void put_escaped(struct ns_html *h, struct ns_str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *instead = escape((unsigned char)s.p[i]);

		if (!instead)
			continue;
		ns_buf_put(h->out, s.p + from, i - from);
		literal(h, instead);
		from = i + 1;
	}
	if (s.n)
		ns_buf_put(h->out, s.p + from, s.n - from);
}

void ns_html_doctype(struct ns_html *h)
{
	literal(h, "<!DOCTYPE html>\n");
}

static void begin(struct ns_html *h, const char *element)
{
	end_tag(h);
	literal(h, "<");
	literal(h, element);
	h->in_tag = true;
}

void ns_html_open(struct ns_html *h, const char *element)
{
	begin(h, element);
	assert(h->depth < NS_HTML_DEPTH);
	h->open[h->depth++] = element;
}

void ns_html_void(struct ns_html *h, const char *element)
{
	begin(h, element);
}

void ns_html_attr(struct ns_html *h, const char *name, struct ns_str value)
{
	assert(h->in_tag);
	literal(h, " ");
	literal(h, name);
	literal(h, "=\"");
	put_escaped(h, value);
	literal(h, "\"");
}

void ns_html_flag(struct ns_html *h, const char *name)
{
	assert(h->in_tag);
	literal(h, " ");
	literal(h, name);
}

void ns_html_text(struct ns_html *h, struct ns_str text)
{
	end_tag(h);
	put_escaped(h, text);
}

void ns_html_close(struct ns_html *h)
{
	assert(h->depth > 0);
	end_tag(h);
	literal(h, "</");
	literal(h, h->open[--h->depth]);
	literal(h, ">");
}

void ns_html_simple(struct ns_html *h, const char *element, const char *class,
		    struct ns_str text)
{
	ns_html_open(h, element);
	if (class)
		ns_html_attr(h, "class", ns_str_of(class));
	ns_html_text(h, text);
	ns_html_close(h);
}
