/* render_table.c - CSV (RFC 4180, lines end in LF) and TSV (\t \n \r \\ where
 * those are meant): a line of names, then a line a hit.
 */
#include "query/render_parts.h"

static void join(const struct ns_str *value, uint32_t n, struct ns_buf *out)
{
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			ns_buf_text(out, NS_STR("; "));
		ns_buf_text(out, value[i]);
	}
}

static void put_time(struct ns_time t, struct ns_buf *out)
{
	char text[NS_TIME_TEXT];

	ns_time_format(t, text);
	ns_buf_text(out, ns_str_of(text));
}

static void put_spans(const struct ns_hit *h, struct ns_buf *out)
{
	const struct ns_snippet *s = h->n_snippets ? h->snippet : NULL;

	for (uint32_t i = 0; s && i < s->n_spans; i++)
		ns_buf_printf(out, "%s%u-%u", i ? " " : "", s->span[i].start,
			      s->span[i].end);
}

/* The field's text, when it is one of the article's. */
static struct ns_str text_of(const struct ns_hit *h, enum ns_shown field)
{
	const struct ns_article *a = &h->article;

	switch (field) {
	case NS_SHOW_ID:
		return a->id;
	case NS_SHOW_URL:
		return a->url;
	case NS_SHOW_TITLE:
		return a->title;
	case NS_SHOW_SUMMARY:
		return a->summary;
	case NS_SHOW_BODY:
		return a->body;
	case NS_SHOW_OUTLET:
		return a->outlet;
	case NS_SHOW_SECTION:
		return a->section;
	case NS_SHOW_LANG:
		return a->lang;
	case NS_SHOW_TYPE:
		return a->type;
	case NS_SHOW_STATUS:
		return a->status;
	case NS_SHOW_IMAGE:
		return a->image;
	case NS_SHOW_SNIPPET:
		return h->n_snippets ? h->snippet->text : NS_STR("");
	case NS_SHOW_PRECISION:
		return ns_str_of(ns_precision_name(a->date.precision));
	default:
		return NS_STR("");
	}
}

static void value_of(const struct ns_hit *h, enum ns_shown field,
		     struct ns_buf *out)
{
	const struct ns_article *a = &h->article;

	if (field == NS_SHOW_AUTHOR)
		join(a->author, a->n_author, out);
	else if (field == NS_SHOW_TAGS)
		join(a->tag, a->n_tag, out);
	else if (field == NS_SHOW_DATE)
		put_time(a->date, out);
	else if (field == NS_SHOW_MODIFIED)
		put_time(a->modified, out);
	else if (field == NS_SHOW_EMBARGO)
		put_time(a->embargo, out);
	else if (field == NS_SHOW_SCORE)
		ns_buf_printf(out, "%.6f", h->score);
	else if (field == NS_SHOW_HIGHLIGHTS)
		put_spans(h, out);
	else
		ns_buf_text(out, text_of(h, field));
}

static void put_csv(struct ns_str s, struct ns_buf *out)
{
	bool quoted = s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');

	for (size_t i = 0; i < s.n; i++)
		quoted |= s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' ||
			  s.p[i] == '\r';
	if (!quoted) {
		ns_buf_text(out, s);
		return;
	}
	ns_buf_u8(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			ns_buf_u8(out, '"');
		ns_buf_u8(out, (uint8_t)s.p[i]);
	}
	ns_buf_u8(out, '"');
}

static void put_tsv(struct ns_str s, struct ns_buf *out)
{
	static const char from[] = "\t\n\r\\", to[] = "tnr\\";

	for (size_t i = 0; i < s.n; i++) {
		const char *c = s.p[i] ? strchr(from, s.p[i]) : NULL;

		if (c)
			ns_buf_u8(out, '\\');
		ns_buf_u8(out, (uint8_t)(c ? to[c - from] : s.p[i]));
	}
}

static void put_cell(const struct ns_render *r, struct ns_str s, bool first,
		     struct ns_buf *out)
{
	bool csv = r->format == NS_FORMAT_CSV;

	if (!first)
		ns_buf_u8(out, csv ? ',' : '\t');
	if (csv)
		put_csv(s, out);
	else
		put_tsv(s, out);
}

void ns_render_table(const struct ns_render *r, const struct ns_answer *a,
		     struct ns_buf *out)
{
	struct ns_buf cell = { 0 };

	for (uint32_t line = 0; line <= a->n_hits; line++) {
		bool first = true;

		for (int f = 0; f < NS_SHOWN; f++) {
			if (!ns_shows(r, (enum ns_shown)f))
				continue;
			ns_buf_reset(&cell);
			if (line)
				value_of(&a->hit[line - 1], (enum ns_shown)f,
					 &cell);
			else
				ns_buf_text(&cell,
					    ns_str_of(ns_shown_names[f]));
			out->failed |= cell.failed;
			put_cell(r, ns_buf_view(&cell), first, out);
			first = false;
		}
		ns_buf_u8(out, '\n');
	}
	ns_buf_free(&cell);
}
