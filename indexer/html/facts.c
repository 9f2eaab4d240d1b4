#include "indexer/html/facts.h"

#include <strings.h>

#include "indexer/byline.h"
#include "indexer/dump_value.h"
#include "indexer/html/facts_date.h"

enum { PLACES = 8, BYLINE_CHARS = 120, MAX_LANG = 35 };

/* Where a text is said: in JSON-LD, then in metas. */
struct places {
	const char *linked[3];
	const char *meta[PLACES];
};

static const struct places title_places = {
	{ "headline", "name" },
	{ "og:title", "twitter:title", "parsely-title", "sailthru.title",
	  "dc.title", "headline" },
};
static const struct places summary_places = {
	{ "description" },
	{ "og:description", "description", "twitter:description",
	  "dc.description" },
};
static const struct places outlet_places = {
	{ "publisher" },
	{ "og:site_name", "application-name", "dc.publisher", "publisher",
	  "copyright" },
};
static const struct places section_places = {
	{ "articleSection" },
	{ "article:section", "parsely-section", "section", "category",
	  "cXenseParse:category", "news:category" },
};
static const struct places lang_places = {
	{ "inLanguage" },
	{ "og:locale", "content-language", "language", "dc.language" },
};
static const struct places image_places = {
	{ "image", "thumbnailUrl" },
	{ "og:image", "og:image:url", "twitter:image" },
};
static const struct places url_places = {
	{ "url", "mainEntityOfPage" },
	{ "og:url", "twitter:url", "parsely-link" },
};
static const struct places id_places = { { "identifier" }, { NULL } };
static const struct places author_places = {
	{ "author", "creator" },
	{ "author", "parsely-author", "sailthru.author", "dc.creator",
	  "article:author", "byl", "twitter:creator" },
};

/* ---- one text ---- */

static struct ns_str plain(struct ns_html_source *s, struct ns_str text)
{
	struct ns_str out = ns_html_plain(text, s->arena);

	s->nomem |= !out.p;
	return out;
}

static bool is_address(struct ns_str s)
{
	return ns_str_starts(s, NS_STR("http://")) ||
	       ns_str_starts(s, NS_STR("https://"));
}

static struct ns_str linked_text(struct ns_html_source *s, const char *name)
{
	const struct ns_json *v = ns_linked_get(s->article, name, s->root);
	const struct ns_json *url, *text;

	if (!v || ns_value_is_empty(v))
		return NS_STR("");
	url = ns_json_get(v, NS_STR("@id")); // {"@type": "WebPage", "@id": ..}
	text = ns_value_text(v);
	if (!text && url)
		text = url;
	return text ? plain(s, text->text) : NS_STR("");
}

static struct ns_str meta_text(const struct ns_html_source *s,
			       const struct places *p)
{
	struct ns_str text = NS_STR("");

	for (size_t i = 0; i < PLACES && p->meta[i] && !text.n; i++)
		text = ns_html_page_meta(s->page, p->meta[i]);
	return text;
}

static struct ns_str first_text(struct ns_html_source *s,
				const struct places *p)
{
	struct ns_str text = NS_STR("");

	for (size_t i = 0; i < 3 && p->linked[i] && !text.n; i++)
		text = linked_text(s, p->linked[i]);
	return text.n ? text : meta_text(s, p);
}

/* ---- title, address, outlet, language ---- */

static struct ns_str first_heading(const struct ns_html_page *page)
{
	for (uint32_t i = 0; i < page->n_blocks; i++) {
		const struct ns_html_block *b = &page->block[i];
		const struct ns_html_node *node = &page->node[b->node];

		if (node->tag == NS_TAG_H1 && !(node->marks & NS_MARK_HIDDEN) &&
		    2 * b->link_chars <= b->chars)
			return ns_html_block_text(page, b);
	}
	return NS_STR("");
}

static struct ns_str find_title(struct ns_html_source *s)
{
	struct ns_str title = first_text(s, &title_places);

	if (!title.n)
		title = first_heading(s->page);
	return title.n ? title : s->page->title;
}

static struct ns_str find_url(struct ns_html_source *s)
{
	struct ns_str url = s->page->canonical;

	if (!is_address(url))
		url = first_text(s, &url_places);
	return is_address(url) ? url : NS_STR("");
}

static struct ns_str host_of(struct ns_str url)
{
	const char *start = url.n ? memmem(url.p, url.n, "://", 3) : NULL;
	struct ns_str host = { "", 0 };

	if (!start)
		return host;
	host.p = start + 3;
	while (host.p + host.n < url.p + url.n &&
	       !strchr("/?#:", host.p[host.n]))
		host.n++;
	if (ns_str_starts(host, NS_STR("www."))) {
		host.p += 4;
		host.n -= 4;
	}
	return host;
}

/* Says whether a begins with b, whatever their case and spaces; with `whole`
 * it must be b. */
static bool is_alike(struct ns_str a, struct ns_str b, bool whole)
{
	size_t i = 0, k = 0;

	for (;;) {
		i += i < a.n && a.p[i] == ' ';
		k += k < b.n && b.p[k] == ' ';
		if (k >= b.n || i >= a.n)
			break;
		if (strncasecmp(a.p + i++, b.p + k++, 1) != 0)
			return false;
	}
	return b.n > 0 && k >= b.n && (!whole || i >= a.n);
}

/* The bytes of the " - ", " | " ... that begins s; 0: none does. */
static size_t dash_at(struct ns_str s)
{
	static const char *const dashes[] = { " - ", " | ", " \xe2\x80\x93 ",
					      " \xe2\x80\x94 ", " :: " };

	for (size_t i = 0; i < sizeof(dashes) / sizeof(dashes[0]); i++)
		if (ns_str_starts(s, ns_str_of(dashes[i])))
			return strlen(dashes[i]);
	return 0;
}

/* "Tram to the sea - The Courier" of thecourier.example: without the outlet,
 * which is known by its name or by the first word of its host. */
static struct ns_str without_outlet(struct ns_str title, struct ns_str outlet,
				    struct ns_str host)
{
	const char *dot = host.n ? memchr(host.p, '.', host.n) : NULL;
	struct ns_str suffix = { "", 0 };
	size_t at = title.n, dash = 0;

	while (!dash && at-- > 1)
		dash = dash_at((struct ns_str){ title.p + at, title.n - at });
	if (!dash)
		return title;
	suffix.p = title.p + at + dash;
	suffix.n = title.n - at - dash;
	host.n = dot ? (size_t)(dot - host.p) : host.n;
	if (is_alike(suffix, outlet, true) || is_alike(suffix, host, false))
		title.n = at;
	return title;
}

static struct ns_str find_outlet(struct ns_html_source *s, struct ns_str given,
				 struct ns_str url)
{
	struct ns_str outlet = first_text(s, &outlet_places);

	if (is_address(outlet))
		outlet = host_of(outlet);
	if (!outlet.n)
		outlet = given.n ? given : host_of(url);
	return outlet;
}

/* "en_US" is en-US; what is no tag of a language says nothing. */
static struct ns_str find_lang(struct ns_html_source *s, struct ns_str given)
{
	struct ns_str lang = s->page->lang;
	char tag[MAX_LANG + 1];

	if (!lang.n)
		lang = first_text(s, &lang_places);
	if (lang.n < 2 || lang.n > MAX_LANG)
		return given;
	for (size_t i = 0; i < lang.n; i++) {
		char c = lang.p[i] == '_' ? '-' : lang.p[i];
		char low = (char)(c | 0x20);

		if (c != '-' && (low < 'a' || low > 'z') &&
		    (c < '0' || c > '9'))
			return given;
		tag[i] = c;
	}
	lang = ns_arena_str(s->arena, (struct ns_str){ tag, lang.n });
	s->nomem |= !lang.p;
	return lang;
}

/* ---- authors and tags ---- */

static void add_authors(struct ns_str names, struct ns_name_list *list)
{
	if (names.n && !is_address(names) && names.p[0] != '@')
		ns_byline_split(names, list);
}

static void add_linked_authors(struct ns_html_source *s,
			       const struct ns_json *v,
			       struct ns_name_list *list)
{
	const struct ns_json *text =
		ns_value_text(ns_linked_resolve(v, s->root));

	if (text)
		add_authors(plain(s, text->text), list);
}

/* The first line that is named as one, in the order of the page. */
static struct ns_str find_byline(const struct ns_html_page *page)
{
	for (uint32_t i = 0; i < page->n_blocks; i++) {
		const struct ns_html_block *b = &page->block[i];
		const struct ns_html_node *node = &page->node[b->node];

		if (((node->marks | page->node[node->parent].marks) &
		     NS_MARK_BYLINE) &&
		    b->chars > 3 && b->chars <= BYLINE_CHARS)
			return ns_html_block_text(page, b);
	}
	return NS_STR("");
}

static void find_authors(struct ns_html_source *s, struct ns_article *a)
{
	struct ns_name_list list = { s->author, 0, NS_ARTICLE_NAMES, 0 };
	const struct ns_json *v = ns_linked_get(s->article, "author", s->root);

	if (v && v->kind == NS_JSON_ARRAY)
		for (const struct ns_json *c = v->child; c; c = c->next)
			add_linked_authors(s, c, &list);
	else if (v)
		add_linked_authors(s, v, &list);
	for (size_t i = 0; author_places.meta[i] && !list.n; i++)
		add_authors(ns_html_page_meta(s->page, author_places.meta[i]),
			    &list);
	if (!list.n)
		add_authors(find_byline(s->page), &list);
	a->author = list.name;
	a->n_author = list.n;
	s->dropped_names += list.dropped;
}

static void add_metas(const struct ns_html_source *s, const char *name,
		      struct ns_name_list *list)
{
	size_t n = strlen(name);

	for (uint32_t i = 0; i < s->page->n_metas; i++) {
		const struct ns_html_meta *m = &s->page->meta[i];

		if (m->name.n == n && strncasecmp(m->name.p, name, n) == 0)
			ns_tags_split(m->content, list);
	}
}

static void find_tags(struct ns_html_source *s, struct ns_article *a)
{
	static const char *const metas[] = { "article:tag", "news_keywords",
					     "keywords", "parsely-tags" };
	struct ns_name_list list = { s->tag, 0, NS_ARTICLE_NAMES, 0 };
	const struct ns_json *v =
		ns_linked_get(s->article, "keywords", s->root);

	if (v && v->kind == NS_JSON_STRING)
		ns_tags_split(plain(s, v->text), &list);
	else if (v)
		for (const struct ns_json *c = v->child; c; c = c->next)
			if (c->kind == NS_JSON_STRING)
				ns_name_list_add(&list, plain(s, c->text));
	for (size_t i = 0; i < sizeof(metas) / sizeof(metas[0]) && !list.n; i++)
		add_metas(s, metas[i], &list);
	a->tag = list.name;
	a->n_tag = list.n;
	s->dropped_names += list.dropped;
}

/* ---- all of them ---- */

enum ns_code ns_html_facts(struct ns_html_source *s, struct ns_article *a,
			   struct ns_error *e)
{
	a->url = find_url(s);
	a->id = first_text(s, &id_places);
	a->outlet = find_outlet(s, a->outlet, a->url);
	a->title = without_outlet(find_title(s), a->outlet, host_of(a->url));
	a->summary = first_text(s, &summary_places);
	a->section = first_text(s, &section_places);
	a->lang = find_lang(s, a->lang);
	a->image = first_text(s, &image_places);
	if (!is_address(a->image))
		a->image = NS_STR("");
	find_authors(s, a);
	find_tags(s, a);
	ns_html_dates(s, a);
	if (s->nomem)
		return ns_fail(e, NS_NOMEM, "no memory for an article");
	return NS_OK;
}

struct ns_str ns_html_linked_body(struct ns_html_source *s)
{
	const struct ns_json *v =
		ns_linked_get(s->article, "articleBody", s->root);

	if (!v || v->kind != NS_JSON_STRING || !v->text.n)
		return NS_STR("");
	for (size_t i = 0; i < v->text.n; i++)
		if (strchr("<&", v->text.p[i])) // and NUL
			return plain(s, v->text);
	return ns_value_trim(v->text);
}
