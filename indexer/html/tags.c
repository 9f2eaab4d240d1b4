#include "indexer/html/tags.h"

static bool is_letter(char c)
{
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'z';
}

static size_t left(const struct ns_html_reader *r)
{
	return (size_t)(r->end - r->p);
}

static bool at_space(const struct ns_html_reader *r)
{
	return r->p < r->end && ns_html_is_space(*r->p);
}

/* Goes behind the next `what`, or to the end. */
static void skip_past(struct ns_html_reader *r, struct ns_str what)
{
	const char *at = memmem(r->p, left(r), what.p, what.n);

	r->p = at ? at + what.n : r->end;
}

/* Says whether a "<" begins markup: else it is text. */
static bool is_markup(const char *p, const char *end)
{
	if (end - p < 2)
		return false;
	if (p[1] == '/')
		return end - p > 2 && p[2] != ' ';
	return is_letter(p[1]) || p[1] == '!' || p[1] == '?';
}

/* ---- comments ---- */

/* <!-- to --> (or to --!>, or at once: <!-->), <!DOCTYPE>, <?xml?>, and
 * <![CDATA[, which outside of SVG is but a comment that ">" ends. */
static void skip_comment(struct ns_html_reader *r)
{
	if (left(r) < 4 || memcmp(r->p, "<!--", 4) != 0) {
		skip_past(r, NS_STR(">"));
		return;
	}
	r->p += 4;
	if (left(r) >= 1 && r->p[0] == '>') {
		r->p++;
		return;
	}
	if (left(r) >= 2 && r->p[0] == '-' && r->p[1] == '>') {
		r->p += 2;
		return;
	}
	while (r->p < r->end) {
		skip_past(r, NS_STR("--"));
		while (r->p < r->end && *r->p == '-')
			r->p++;
		if (r->p < r->end && *r->p == '!')
			r->p++;
		if (r->p < r->end && *r->p == '>') {
			r->p++;
			return;
		}
	}
}

/* ---- tags ---- */

static struct ns_str read_name(struct ns_html_reader *r)
{
	const char *start = r->p;

	while (r->p < r->end && !ns_html_is_space(*r->p) && *r->p != '/' &&
	       *r->p != '>')
		r->p++;
	return (struct ns_str){ start, (size_t)(r->p - start) };
}

/* "=" in front of all is part of a name. */
static struct ns_str read_attr_name(struct ns_html_reader *r)
{
	const char *start = r->p++;

	while (r->p < r->end && !ns_html_is_space(*r->p) && *r->p != '/' &&
	       *r->p != '>' && *r->p != '=')
		r->p++;
	return (struct ns_str){ start, (size_t)(r->p - start) };
}

static struct ns_str read_attr_value(struct ns_html_reader *r)
{
	const char *start = r->p, *close;

	if (r->p < r->end && (*r->p == '"' || *r->p == '\'')) {
		close = memchr(r->p + 1, *r->p, left(r) - 1);
		r->p = close ? close + 1 : r->end;
		close = close ? close : r->end;
		return (struct ns_str){ start + 1,
					(size_t)(close - start) - 1 };
	}
	while (r->p < r->end && !ns_html_is_space(*r->p) && *r->p != '>')
		r->p++;
	return (struct ns_str){ start, (size_t)(r->p - start) };
}

static void skip_spaces(struct ns_html_reader *r)
{
	while (at_space(r))
		r->p++;
}

/* From behind a tag's name to behind its ">". */
static void read_attrs(struct ns_html_reader *r, struct ns_html_token *t)
{
	while (r->p < r->end && *r->p != '>') {
		struct ns_str name, value = NS_STR("");
		enum ns_html_attr attr;

		if (ns_html_is_space(*r->p) || *r->p == '/') {
			r->p++;
			continue;
		}
		name = read_attr_name(r);
		skip_spaces(r);
		if (r->p < r->end && *r->p == '=') {
			r->p++;
			skip_spaces(r);
			value = read_attr_value(r);
		}
		attr = ns_html_attr_of(name);
		if (attr < NS_ATTRS && !t->attr[attr].p)
			t->attr[attr] = value;
	}
	if (r->p < r->end)
		r->p++;
}

static void read_tag(struct ns_html_reader *r, struct ns_html_token *t)
{
	r->p++;
	t->kind = *r->p == '/' ? NS_HTML_CLOSE : NS_HTML_OPEN;
	r->p += t->kind == NS_HTML_CLOSE;
	t->tag = ns_html_tag_of(read_name(r));
	memset(t->attr, 0, sizeof(t->attr));
	read_attrs(r, t);
	if (t->kind == NS_HTML_OPEN && ns_html_is_raw(t->tag))
		r->raw = t->tag;
}

/* ---- text ---- */

/* Says whether the end tag of r->raw stands at p, which is a "<". */
static bool ends_raw(const struct ns_html_reader *r, const char *p)
{
	struct ns_html_reader name = { .p = p + 2, .end = r->end };

	return r->end - p > 2 && p[1] == '/' && is_letter(p[2]) &&
	       ns_html_tag_of(read_name(&name)) == r->raw;
}

static void read_raw(struct ns_html_reader *r, struct ns_html_token *t)
{
	const char *start = r->p, *p = start;

	while (p < r->end) {
		p = memchr(p, '<', (size_t)(r->end - p));
		if (!p)
			p = r->end;
		if (p == r->end || ends_raw(r, p))
			break;
		p++;
	}
	t->kind = NS_HTML_RAW;
	t->tag = r->raw;
	t->text = (struct ns_str){ start, (size_t)(p - start) };
	r->p = p;
	r->raw = NS_TAG_OTHER;
}

static void read_text(struct ns_html_reader *r, struct ns_html_token *t)
{
	const char *start = r->p, *p = start;

	while (p < r->end) {
		p = memchr(p, '<', (size_t)(r->end - p));
		if (!p)
			p = r->end;
		if (p == r->end || is_markup(p, r->end))
			break;
		p++;
	}
	t->kind = NS_HTML_TEXT;
	t->text = (struct ns_str){ start, (size_t)(p - start) };
	r->p = p;
}

bool ns_html_next(struct ns_html_reader *r, struct ns_html_token *t)
{
	while (r->p < r->end) {
		bool markup;

		if (r->raw) {
			read_raw(r, t);
			if (t->text.n)
				return true;
			continue;
		}
		markup = *r->p == '<' && is_markup(r->p, r->end);
		if (!markup) {
			read_text(r, t);
			return true;
		}
		if (is_letter(r->p[1]) ||
		    (r->p[1] == '/' && is_letter(r->p[2]))) {
			read_tag(r, t);
			return true;
		}
		skip_comment(r);
	}
	return false;
}
