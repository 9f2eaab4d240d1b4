#include "indexer/html/facts_date.h"

#include "indexer/dump_value.h"

enum { LINE_CHARS = 80 }; // a longer line is no date

static const char *const published[] = {
	"article:published_time",
	"og:published_time",
	"datePublished",
	"article:published",
	"og:article:published_time",
	"parsely-pub-date",
	"sailthru.date",
	"pubdate",
	"publishdate",
	"publish-date",
	"publish_date",
	"published-date",
	"date",
	"dc.date",
	"dc.date.issued",
	"dcterms.created",
	"dcterms.date",
	"cXenseParse:recs:publishtime",
	"originalpublicationdate",
	"article_date_original",
	"date.release",
	NULL,
};

static const char *const modified[] = {
	"article:modified_time", "og:updated_time",  "dateModified",
	"last-modified",         "dcterms.modified", NULL,
};

static bool read(struct ns_html_source *s, struct ns_str text,
		 struct ns_time *out, bool *doubt)
{
	text = ns_value_trim(text);
	if (!text.n)
		return false;
	if (ns_time_parse(text, out, doubt) == NS_OK)
		return true;
	*out = (struct ns_time){ 0 };
	if (!s->bad_date.n)
		s->bad_date = text;
	return false;
}

static bool read_linked(struct ns_html_source *s, const char *name,
			struct ns_time *out, bool *doubt)
{
	const struct ns_json *v = ns_linked_get(s->article, name, s->root);
	const struct ns_json *text = v ? ns_value_text(v) : NULL;

	return text && read(s, text->text, out, doubt);
}

static bool read_metas(struct ns_html_source *s, const char *const *names,
		       struct ns_time *out, bool *doubt)
{
	for (size_t i = 0; names[i]; i++)
		if (read(s, ns_html_page_meta(s->page, names[i]), out, doubt))
			return true;
	return false;
}

/* A line that is named as the date and is one. */
static bool read_lines(const struct ns_html_source *s, struct ns_time *out,
		       bool *doubt)
{
	const struct ns_html_page *page = s->page;

	for (uint32_t i = 0; i < page->n_blocks; i++) {
		const struct ns_html_block *b = &page->block[i];

		if (b->chars <= LINE_CHARS &&
		    (page->node[b->node].marks & NS_MARK_DATE) &&
		    ns_time_parse(ns_html_block_text(page, b), out, doubt) ==
			    NS_OK)
			return true;
	}
	*out = (struct ns_time){ 0 };
	return false;
}

/* ---- the address ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_shape(struct ns_str s, const char *shape)
{
	if (s.n < strlen(shape))
		return false;
	for (size_t i = 0; shape[i]; i++)
		if (shape[i] == '0' ? !is_digit(s.p[i]) : s.p[i] != shape[i])
			return false;
	return s.n == strlen(shape) || !is_digit(s.p[strlen(shape)]);
}

/* The date at the start of s, behind a separator: /2024/03/05/ or
 * -2024-03-05. */
static bool read_at(struct ns_str s, struct ns_time *out)
{
	char iso[] = "0000-00-00";
	bool doubt;

	if (!is_shape(s, "0000/00/00") && !is_shape(s, "0000-00-00"))
		return false;
	memcpy(iso, s.p, 4);
	memcpy(iso + 5, s.p + 5, 2);
	memcpy(iso + 8, s.p + 8, 2);
	return ns_time_parse(ns_str_of(iso), out, &doubt) == NS_OK;
}

static bool read_url(struct ns_str url, struct ns_time *out)
{
	for (size_t i = 1; i < url.n; i++) {
		struct ns_str rest = { url.p + i, url.n - i };

		if (is_digit(url.p[i]) && !is_digit(url.p[i - 1]) &&
		    read_at(rest, out))
			return true;
	}
	*out = (struct ns_time){ 0 };
	return false;
}

void ns_html_dates(struct ns_html_source *s, struct ns_article *a)
{
	bool doubt = false;

	(void)(read_linked(s, "dateModified", &a->modified, &doubt) ||
	       read_metas(s, modified, &a->modified, &doubt));
	doubt = false;
	s->bad_date = NS_STR("");
	a->date_from = NS_FROM_PAGE;
	if (!read_linked(s, "datePublished", &a->date, &doubt) &&
	    !read_linked(s, "dateCreated", &a->date, &doubt) &&
	    !read_metas(s, published, &a->date, &doubt) &&
	    !read(s, s->page->time, &a->date, &doubt) &&
	    !read_lines(s, &a->date, &doubt))
		a->date_from = read_url(a->url, &a->date) ? NS_FROM_URL
							  : NS_FROM_NOWHERE;
	a->date_doubt = a->date_from == NS_FROM_PAGE && doubt;
}
