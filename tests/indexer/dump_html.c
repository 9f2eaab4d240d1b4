/* Pages as dumps: what is taken from where, in which charset, and what becomes
 * of pages that are damaged, hostile or empty.
 */
#include "core/base/utf8.h"

#include <unistd.h>

#include "tests/indexer/opened.h"

static void open_page(struct opened *o, struct ns_str html)
{
	start(o, html.p, html.n);
	if (!o->rc)
		o->rc = next(o);
}

static void close_page(struct opened *o)
{
	if (o->d && (o->rc == NS_OK || o->rc == NS_INVALID)) {
		const struct ns_dump_counts *n = ns_dump_counts(o->d);

		T_INT(n->records, 1);
		T_INT(n->rejected, o->rc == NS_INVALID);
		T_INT(next(o), NS_END);
	}
	stop(o);
}

#define T_STR(is, wanted) T_BYTES((is).p, (is).n, wanted, strlen(wanted))

/* ---- the article, not the page ---- */

#define PARAGRAPH_1                                                           \
	"The night tram to the salt works ran for the last time on Tuesday, " \
	"with eleven passengers, a dog, and the driver who had opened the "   \
	"line in the spring of its first year."
#define PARAGRAPH_2                                                         \
	"The council says the rails are worn and that new ones would cost " \
	"more than the fares of forty years."
#define PARAGRAPH_3                                                         \
	"A bus will follow the same streets from Monday, though it cannot " \
	"cross the drawbridge."

/* Everything that stands around an article. */
static const char full[] =
	"<!DOCTYPE html>\n<html lang=\"en-GB\"><head><meta charset=utf-8>"
	"<title>Night tram ends | The Salt Works Herald</title>"
	"<meta property='og:title' content='Night tram ends'>"
	"<meta property=og:site_name content='The Salt Works Herald'>"
	"<meta name=description content='Eleven rode it &amp; a dog'>"
	"<meta name=news_keywords content='trams, harbour'>"
	"<meta property=og:image content=https://salt.example/tram.jpg>"
	"<link rel=canonical href='https://salt.example/2019/03/night-tram'>"
	"<script type=\"application/ld+json\">{\"@context\":"
	"\"https://schema.org\",\"@graph\":[{\"@type\":\"Person\",\"@id\":"
	"\"#p\",\"name\":\"Odile Marrow\"},{\"@type\":[\"NewsArticle\"],"
	"\"headline\":\"Night tram&#39;s last run\",\"datePublished\":"
	"\"2019-03-05T21:40:00+01:00\",\"dateModified\":\"2019-03-06\","
	"\"author\":[{\"@id\":\"#p\"},{\"name\":\"Bram Teel\"}],"
	"\"articleSection\":\"Transport\",\"identifier\":\"sw-19\"}]}</script>"
	"<style>p{}</style></head><body class='has-sidebar comments-open'>"
	"<nav><ul><li><a href=/>Home</a><li><a href=/s>Sport</a></ul></nav>"
	"<div id=page><article><header><h1>Night tram&#8217;s last run</h1>"
	"<p class=byline>By Odile Marrow</p></header>"
	"<div class=story><p>" PARAGRAPH_1 "</p>"
	"<figure><img src=x><figcaption>The tram in its shed, where it will "
	"stay until the museum has room for it.</figcaption></figure>"
	"<p>Advertisement</p><p>" PARAGRAPH_2 "</p>"
	"<div class=related-links><p>Related: the ferry that nobody took for "
	"a year, and why it still sails every morning.</p></div>"
	"<h2>What comes next</h2><p>" PARAGRAPH_3 "</p>"
	"<h3>Read next</h3><ul><li><a href=/a>A whale in the dock</a></ul>"
	"</div></article><aside><p>Sign up for the letter that we send on "
	"Sundays, with the tides and the trams.</p></aside>"
	"<div id=comments><h3>2 comments</h3><p>I rode it every night for "
	"nine years and shall miss the bell at the corner.</p></div></div>"
	"<footer><p>The Salt Works Herald is printed on paper from the mill "
	"at Upper Brine.</p></footer></body></html>";

static void the_article_is_taken(void)
{
	struct opened o;
	char iso[NS_TIME_TEXT];

	open_page(&o, ns_str_of(full));
	T_INT(o.rc, NS_OK);
	T_STR(o.a.body, PARAGRAPH_1 "\n\n" PARAGRAPH_2
				    "\n\nWhat comes next\n\n" PARAGRAPH_3);
	T_STR(o.a.title, "Night tram's last run");
	T_STR(o.a.summary, "Eleven rode it & a dog");
	T_STR(o.a.id, "sw-19");
	T_STR(o.a.url, "https://salt.example/2019/03/night-tram");
	T_STR(o.a.outlet, "The Salt Works Herald");
	T_STR(o.a.section, "Transport");
	T_STR(o.a.lang, "en-GB");
	T_STR(o.a.image, "https://salt.example/tram.jpg");
	T_INT(o.a.n_author, 2);
	T_STR(o.a.author[0], "Odile Marrow");
	T_STR(o.a.author[1], "Bram Teel");
	T_INT(o.a.n_tag, 2);
	T_STR(o.a.tag[1], "harbour");
	ns_time_format(o.a.date, iso);
	T_TEXT(iso, "2019-03-05T20:40:00Z");
	T_INT(o.a.date_from, NS_FROM_PAGE);
	ns_time_format(o.a.modified, iso);
	T_TEXT(iso, "2019-03-06");
	close_page(&o);
}

/* ---- each fact has several places ---- */

#define BODY "<p>" PARAGRAPH_1 "</p><p>" PARAGRAPH_2 "</p>"

struct fact {
	const char *html;
	size_t offset; // of the text in the article
	const char *wanted;
};

#define AT(field) offsetof(struct ns_article, field)
#define LINKED(members)                                            \
	"<html><script "                                           \
	"type=application/ld+json>{\"@type\":\"Article\"," members \
	"}</script><body>" BODY

static const struct fact facts[] = {
	{ "<html><title>One - Two</title>" BODY, AT(title), "One - Two" },
	{ "<html><title>A</title><h1>B</h1>" BODY, AT(title), "B" },
	{ "<html><title>The night | Brine Post</title><meta "
	  "property=og:site_name content='brine post'>" BODY,
	  AT(title), "The night" },
	{ "<html><title>The night - \xe2\x80\x94 BrinePost News</title><link "
	  "rel=canonical href=https://www.brinepost.example/a>" BODY,
	  AT(title), "The night -" },
	{ "<html><title>The night | Brine</title><link rel=canonical "
	  "href=https://www.brinepost.example/a>" BODY,
	  AT(title), "The night | Brine" },
	{ "<html><meta name=twitter:title content=C><h1>B</h1>" BODY, AT(title),
	  "C" },
	{ LINKED("\"headline\":\"D &amp; E\""), AT(title), "D & E" },
	{ LINKED("\"publisher\":{\"name\":\"F\"}"), AT(outlet), "F" },
	{ LINKED("\"url\":\"https://www.g.example/h\""), AT(outlet),
	  "g.example" },
	{ LINKED("\"mainEntityOfPage\":{\"@type\":\"WebPage\",\"@id\":"
		 "\"https://h.example/i\"}"),
	  AT(url), "https://h.example/i" },
	{ LINKED("\"mainEntityOfPage\":\"https://h.example/j\""), AT(url),
	  "https://h.example/j" },
	{ "<html><link rel=canonical href=/here><meta property=og:url "
	  "content=http://k.example/>" BODY,
	  AT(url), "http://k.example/" },
	{ "<html><link rel=canonical href=/here>" BODY, AT(url), "" },
	{ LINKED("\"inLanguage\":\"pt-BR\""), AT(lang), "pt-BR" },
	{ "<html><meta property=og:locale content=de_AT>" BODY, AT(lang),
	  "de-AT" },
	{ "<html lang='no such'>" BODY, AT(lang), "" },
	{ "<html><meta property=article:section content=News>" BODY,
	  AT(section), "News" },
	{ "<html><meta property=og:image content=/rel.jpg>" BODY, AT(image),
	  "" },
	{ LINKED("\"articleBody\":\"short\""), AT(body),
	  PARAGRAPH_1 "\n\n" PARAGRAPH_2 },
};

static void facts_come_from_many_places(void)
{
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct opened o;
		struct ns_str is;

		open_page(&o, ns_str_of(facts[i].html));
		T_INT(o.rc, NS_OK);
		memcpy(&is, (const char *)&o.a + facts[i].offset, sizeof(is));
		T_STR(is, facts[i].wanted);
		close_page(&o);
	}
}

static void author_is(const char *html, const char *wanted)
{
	struct opened o;

	open_page(&o, ns_str_of(html));
	T_INT(o.rc, NS_OK);
	T_INT(o.a.n_author, *wanted != '\0');
	if (o.a.n_author)
		T_STR(o.a.author[0], wanted);
	close_page(&o);
}

static void authors_come_from_many_places(void)
{
	author_is("<html><meta name=author content='By Ada Brine'>" BODY,
		  "Ada Brine");
	author_is("<html><meta property=article:author "
		  "content=https://social.example/ada>" BODY,
		  "");
	author_is("<html><div class=byline>By Ada Brine</div>" BODY,
		  "Ada Brine");
	author_is("<html><p>x <a rel=author>no block</a></p>" BODY, "");
	author_is(LINKED("\"author\":\"Ada Brine\""), "Ada Brine");
	author_is(LINKED("\"author\":{\"@id\":\"#nobody\"}"), "");
	author_is("<html>" BODY, "");
}

static void date_is(const char *html, const char *wanted,
		    enum ns_provenance from)
{
	struct opened o;
	char iso[NS_TIME_TEXT];

	open_page(&o, ns_str_of(html));
	T_INT(o.rc, NS_OK);
	ns_time_format(o.a.date, iso);
	T_TEXT(iso, wanted);
	T_INT(o.a.date_from, from);
	close_page(&o);
}

static void dates_come_from_many_places(void)
{
	date_is(LINKED("\"datePublished\":\"2020-01-02\""), "2020-01-02",
		NS_FROM_PAGE);
	date_is("<html><meta property=article:published_time "
		"content=2020-01-02T03:04:05Z><time datetime=2021></time>" BODY,
		"2020-01-02T03:04:05Z", NS_FROM_PAGE);
	date_is("<html><meta name=date content=soon><time "
		"datetime='2020-01-02'>x</time>" BODY,
		"2020-01-02", NS_FROM_PAGE);
	date_is("<html><div class=date>2 January 2020</div>" BODY, "2020-01-02",
		NS_FROM_PAGE);
	date_is("<html><link rel=canonical "
		"href=https://x.example/2020/01/02/a>" BODY,
		"2020-01-02", NS_FROM_URL);
	date_is("<html><link rel=canonical "
		"href=https://x.example/a-2020-01-02.html>" BODY,
		"2020-01-02", NS_FROM_URL);
	date_is("<html><link rel=canonical "
		"href=https://x.example/12020/01/023>" BODY,
		"", NS_FROM_NOWHERE);
	date_is("<html>" BODY, "", NS_FROM_NOWHERE);
}

static void a_bad_date_is_counted(void)
{
	struct opened o;

	open_page(&o, NS_STR("<html><meta name=date content=soon>" BODY));
	T_INT(o.rc, NS_OK);
	T_INT(ns_dump_counts(o.d)->bad_dates, 1);
	close_page(&o);
}

static void options_fill_what_is_missing(void)
{
	struct opened o;

	options.lang = NS_STR("fi");
	options.outlet = NS_STR("Given");
	open_page(&o, NS_STR("<html>" BODY));
	T_STR(o.a.lang, "fi");
	T_STR(o.a.outlet, "Given");
	close_page(&o);
	open_page(&o, NS_STR("<html lang=sv><meta property=og:site_name "
			     "content=Own>" BODY));
	T_STR(o.a.lang, "sv");
	T_STR(o.a.outlet, "Own");
	close_page(&o);
	options = (struct ns_dump_options){ 0 };
}

/* ---- main text ---- */

static void body_is(const char *html, const char *wanted)
{
	struct opened o;

	open_page(&o, ns_str_of(html));
	T_INT(o.rc, NS_OK);
	T_STR(o.a.body, wanted);
	close_page(&o);
}

static void names_that_are_mistaken_do_no_harm(void)
{
	body_is("<html><body><div class=sidebar>" BODY "</div>",
		PARAGRAPH_1 "\n\n" PARAGRAPH_2);
	body_is("<html><body><div style='display:none'>" BODY "</div>",
		PARAGRAPH_1 "\n\n" PARAGRAPH_2);
	body_is("<html><body><div class=page-with-ads>" BODY "<p>" PARAGRAPH_3
		"</p></div><p>Short.",
		PARAGRAPH_1 "\n\n" PARAGRAPH_2 "\n\n" PARAGRAPH_3);
}

static void boxes_do_not_end_an_article(void)
{
	body_is("<html><body><article>" BODY
		"<p>Related articles</p><p>" PARAGRAPH_3 "</p><p>" PARAGRAPH_1
		"</p></article>",
		PARAGRAPH_1 "\n\n" PARAGRAPH_2 "\n\n" PARAGRAPH_3
			    "\n\n" PARAGRAPH_1);
	body_is("<html><body><article>" BODY "<p>" PARAGRAPH_1 "</p>"
		"<p>Leave a comment</p><p>" PARAGRAPH_3 "</p></article>",
		PARAGRAPH_1 "\n\n" PARAGRAPH_2 "\n\n" PARAGRAPH_1);
}

static void the_named_body_is_the_body(void)
{
	body_is("<html><body><p>" PARAGRAPH_3
		"</p><div itemprop=articleBody>" BODY "</div><p>" PARAGRAPH_3
		"</p>",
		PARAGRAPH_1 "\n\n" PARAGRAPH_2);
}

static void json_helps_where_there_is_no_prose(void)
{
	body_is("<html><script type=application/ld+json>{\"@type\":"
		"\"NewsArticle\",\"articleBody\":\"All of it.\\nIn two "
		"lines.\"}</script><body><div id=app></div>",
		"All of it.\nIn two lines.");
	body_is("<html><script "
		"type=application/ld+json>//<![CDATA[\n[{\"@type\""
		":\"NewsArticle\",\"articleBody\":\"<p>A &amp; b</p>\"}]\n//]]>"
		"</script><body><p>x",
		"<p>A & b</p>");
	body_is("<html><script type=application/ld+json>{broken</script><p>x",
		"x");
}

/* ---- charsets ---- */

static void charset_is_found(struct ns_str html, const char *wanted,
			     uint64_t bad)
{
	struct opened o;

	open_page(&o, html);
	T_INT(o.rc, NS_OK);
	T_STR(o.a.body, wanted);
	if (o.d)
		T_INT(ns_dump_counts(o.d)->bad_utf8, bad);
	close_page(&o);
}

static void charsets_are_found(void)
{
	charset_is_found(NS_STR("<html><meta charset=windows-1252><p>caf\xe9 "
				"\x96 \x93ja\x94"),
			 "caf\xc3\xa9 \xe2\x80\x93 \xe2\x80\x9cja\xe2\x80\x9d",
			 0);
	charset_is_found(NS_STR("<html><meta http-equiv=content-type content="
				"'text/html; charset=KOI8-R'><p>\xed\xc9\xd2"),
			 "\xd0\x9c\xd0\xb8\xd1\x80", 0);
	charset_is_found(NS_STR("<?xml version='1.0' encoding='iso-8859-2'?>"
				"<html><p>\xb3\xf3"),
			 "\xc5\x82\xc3\xb3", 0);
	charset_is_found(NS_STR("<html><meta charset=no-such><p>caf\xe9 au "
				"lait, cr\xe8me br\xfbl\xe9"
				"e"),
			 "caf\xc3\xa9 au lait, cr\xc3\xa8me br\xc3\xbbl\xc3\xa9"
			 "e",
			 0);
	charset_is_found(NS_STR("\xef\xbb\xbf<html><meta charset=latin1><p>"
				"caf\xc3\xa9"),
			 "caf\xc3\xa9", 0);
	charset_is_found(NS_STR("<html><meta charset=latin1><p>caf\xc3\xa9"),
			 "caf\xc3\xa9", 0);
	charset_is_found(NS_STR("<html><meta charset=utf-8><p>caf\xc3\xa9 "
				"\xc3\xa9\xc3\xa9 \xff"),
			 "caf\xc3\xa9 \xc3\xa9\xc3\xa9 \xef\xbf\xbd", 1);
	charset_is_found(NS_STR("\xff\xfe<\0h\0t\0m\0l\0>\0<\0p\0>\0\xe9\0"),
			 "\xc3\xa9", 0);
	charset_is_found(NS_STR("\0<\0h\0t\0m\0l\0>\0<\0p\0>\0\xe9"),
			 "\xc3\xa9", 0);
	charset_is_found(NS_STR("<html><p>a\0b"), "a b", 0);
	charset_is_found(NS_STR("<html><meta http-equiv=refresh><p>ab"), "ab",
			 0);
}

/* ---- what is no page, and pages without text ---- */

static void is_known(const char *text, bool known)
{
	struct opened o;

	open_page(&o, ns_str_of(text));
	T_INT(o.rc != NS_INVALID || o.d != NULL, known);
	close_page(&o);
}

static void pages_are_known_by_content(void)
{
	is_known("<!doctype HTML><p>x", true);
	is_known(" \n<!-- saved <p> --> <HTML><p>x", true);
	is_known("<?xml version='1.0'?><!DOCTYPE html><p>x", true);
	is_known("<!DOCTYPE html PUBLIC 'x'><p>x", true);
	is_known("<rss version='2.0'><title>x</title></rss>", false);
	is_known("<?xml version='1.0'?><feed><title>x</title></feed>", false);
	is_known("<nitf><head><title>x</title></head></nitf>", false);
	is_known("<htmlx><p>x", false);
	is_known("a text that speaks of <html>", false);
	is_known("<!-- never ends", false);
	options.format = NS_DUMP_HTML;
	is_known("a <b>text</b>", true);
	options.format = NS_DUMP_JSON;
	is_known("<html><p>x", true);
	options.format = NS_DUMP_AUTO;
}

static void rejected(struct ns_str html, const char *why)
{
	struct opened o;

	open_page(&o, html);
	T_INT(o.rc, NS_INVALID);
	T_TEXT(o.e.text, why);
	T_OK(ns_dump_raw(o.d).n <= 4096);
	close_page(&o);
}

static void pages_without_text_are_rejected(void)
{
	struct ns_buf big = { 0 };

	rejected(NS_STR("<html><title>Only</title><script>x</script>"),
		 "a page without text ('Only', 43 bytes)");
	rejected(NS_STR("<html>"), "a page without text ('', 6 bytes)");
	ns_buf_text(&big, NS_STR("<html>"));
	ns_buf_fill(&big, ' ', 16 << 20);
	rejected(ns_buf_view(&big), "the page is longer than 16777216 bytes");
	ns_buf_reset(&big);
	ns_buf_text(&big, NS_STR("<html><p>"));
	ns_buf_fill(&big, 'x', (4 << 20) + 1);
	rejected(ns_buf_view(&big),
		 "the body has 4194305 bytes: more than 4194304");
	ns_buf_free(&big);
}

/* ---- damage ---- */

/* Whatever comes out is an article of valid UTF-8, or a refusal. */
static void survives(struct ns_str html)
{
	struct opened o;

	open_page(&o, html);
	T_OK(o.rc == NS_OK || o.rc == NS_INVALID);
	if (o.rc == NS_OK) {
		T_OK(ns_utf8_valid(o.a.body) && ns_utf8_valid(o.a.title));
		T_OK(ns_utf8_valid(o.a.url) && ns_utf8_valid(o.a.summary));
		T_OK(!memchr(o.a.body.p, 0, o.a.body.n));
	}
	ns_dump_close(o.d);
	ns_input_close(o.in);
}

static void truncated_pages_are_read(void)
{
	options.format = NS_DUMP_HTML;
	for (size_t n = 0; n < sizeof(full); n += 1 + t_scaled(10) % 10)
		survives((struct ns_str){ full, n });
	options.format = NS_DUMP_AUTO;
}

static void changed_pages_are_read(void)
{
	static const char *const bits[] = {
		"<",      ">",     "\"",   "&#",  "\0",       "<!--",
		"</div>", "<div>", "\xff", "</p", "<script>", "&amp"
	};
	uint64_t seed = 5;

	options.format = NS_DUMP_HTML;
	for (uint32_t i = 0; i < t_scaled(3000); i++) {
		char text[sizeof(full)];

		memcpy(text, full, sizeof(full));
		for (int k = 0; k < 6; k++) {
			const char *bit = bits[t_random(&seed) % 12];
			size_t n = strlen(bit) + (*bit == '\0');
			size_t at = t_random(&seed) % (sizeof(full) - n);

			memcpy(text + at, bit, n);
		}
		survives((struct ns_str){ text, sizeof(full) - 1 });
	}
	options.format = NS_DUMP_AUTO;
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	(void)close(fd);
	T_RUN(the_article_is_taken);
	T_RUN(facts_come_from_many_places);
	T_RUN(authors_come_from_many_places);
	T_RUN(dates_come_from_many_places);
	T_RUN(a_bad_date_is_counted);
	T_RUN(options_fill_what_is_missing);
	T_RUN(names_that_are_mistaken_do_no_harm);
	T_RUN(boxes_do_not_end_an_article);
	T_RUN(the_named_body_is_the_body);
	T_RUN(json_helps_where_there_is_no_prose);
	T_RUN(charsets_are_found);
	T_RUN(pages_are_known_by_content);
	T_RUN(pages_without_text_are_rejected);
	T_RUN(truncated_pages_are_read);
	T_RUN(changed_pages_are_read);
	(void)unlink(path);
	return t_end();
}
