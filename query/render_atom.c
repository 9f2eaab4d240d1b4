/* render_atom.c - a feed (RFC 4287). Nothing in it depends on the time of the
 * call: the feed was updated when its newest article was.
 */
#include <ctype.h>

#include "query/render_parts.h"

/* XML 1.0 has no control characters but tab and line ends. */
static void put(struct ns_str s, struct ns_buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = (uint8_t)s.p[i];

		if (c == '&')
			ns_buf_text(out, NS_STR("&amp;"));
		else if (c == '<')
			ns_buf_text(out, NS_STR("&lt;"));
		else if (c == '>')
			ns_buf_text(out, NS_STR("&gt;"));
		else if (c == '"')
			ns_buf_text(out, NS_STR("&quot;"));
		else if (c == '\r')
			ns_buf_text(out, NS_STR("&#13;"));
		else if (c >= ' ' || c == '\t' || c == '\n')
			ns_buf_u8(out, c);
	}
}

/* U+FFFE and U+FFFF are no characters of XML either. */
static void put_text(struct ns_str s, struct ns_buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i + 3 <= s.n; i++)
		if (memcmp(s.p + i, "\xef\xbf\xbe", 3) == 0 ||
		    memcmp(s.p + i, "\xef\xbf\xbf", 3) == 0) {
			put((struct ns_str){ s.p + from, i - from }, out);
			from = i + 3;
		}
	put((struct ns_str){ s.p + from, s.n - from }, out);
}

static void element(const char *name, struct ns_str s, struct ns_buf *out)
{
	ns_buf_printf(out, "<%s>", name);
	put_text(s, out);
	ns_buf_printf(out, "</%s>\n", name);
}

/* An id is an IRI: one that has no scheme gets ours. */
static bool has_scheme(struct ns_str id)
{
	size_t i = 0;

	while (i < id.n && (isalnum((unsigned char)id.p[i]) ||
			    (i && strchr("+-.", id.p[i]) && id.p[i])))
		i++;
	return i > 1 && i < id.n && id.p[i] == ':' &&
	       isalpha((unsigned char)*id.p) &&
	       (ns_str_starts(id, NS_STR("urn:")) ||
		(id.n > i + 2 && memcmp(id.p + i, "://", 3) == 0));
}

static void put_id(struct ns_str id, struct ns_buf *out)
{
	ns_buf_text(out, NS_STR("<id>"));
	if (!has_scheme(id))
		ns_buf_text(out, NS_STR("urn:newsstand:"));
	for (size_t i = 0; i < id.n; i++) {
		uint8_t c = (uint8_t)id.p[i];

		if (c <= ' ' || c == 0x7f || strchr("<>\"{}|\\^`", c))
			ns_buf_printf(out, "%%%02X", c);
		else
			put((struct ns_str){ id.p + i, 1 }, out);
	}
	ns_buf_text(out, NS_STR("</id>\n"));
}

/* RFC 3339, to the second. Feeds want a date: without one it is the epoch. */
static void put_time(const char *name, struct ns_time t, struct ns_buf *out)
{
	char text[NS_TIME_TEXT];

	t.seconds = t.precision ? t.seconds : 0;
	t.precision = NS_PREC_SECOND;
	ns_time_format(t, text);
	element(name, ns_str_of(text), out);
}

static struct ns_time updated(const struct ns_article *a)
{
	return a->modified.precision ? a->modified : a->date;
}

static void entry(const struct ns_hit *h, struct ns_buf *out)
{
	const struct ns_article *a = &h->article;

	ns_buf_text(out, NS_STR("<entry>\n"));
	put_id(a->id, out);
	element("title", a->title, out);
	put_time("updated", updated(a), out);
	if (a->date.precision)
		put_time("published", a->date, out);
	if (a->url.n) {
		ns_buf_text(out, NS_STR("<link href=\""));
		put_text(a->url, out);
		ns_buf_text(out, NS_STR("\"/>\n"));
	}
	for (uint32_t i = 0; i < a->n_author; i++) {
		ns_buf_text(out, NS_STR("<author>"));
		element("name", a->author[i], out);
		ns_buf_text(out, NS_STR("</author>\n"));
	}
	for (uint32_t i = 0; i < a->n_tag; i++) {
		ns_buf_text(out, NS_STR("<category term=\""));
		put_text(a->tag[i], out);
		ns_buf_text(out, NS_STR("\"/>\n"));
	}
	if (h->n_snippets)
		element("summary", h->snippet->text, out);
	ns_buf_text(out, NS_STR("</entry>\n"));
}

void ns_render_atom(const struct ns_render *r, const struct ns_answer *a,
		    struct ns_buf *out)
{
	struct ns_time newest = { 0, NS_PREC_NONE };

	(void)r;
	for (uint32_t i = 0; i < a->n_hits; i++) {
		struct ns_time t = updated(&a->hit[i].article);

		if (t.precision &&
		    (!newest.precision || t.seconds > newest.seconds))
			newest = t;
	}
	ns_buf_text(out, NS_STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				"<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
				"<title>Newsstand: "));
	put_text(a->understood, out);
	ns_buf_text(out, NS_STR("</title>\n"));
	put_id(a->understood, out);
	put_time("updated", newest, out);
	ns_buf_text(out, NS_STR("<author><name>Newsstand</name></author>\n"));
	for (uint32_t i = 0; i < a->n_hits; i++)
		entry(&a->hit[i], out);
	ns_buf_text(out, NS_STR("</feed>\n"));
}
