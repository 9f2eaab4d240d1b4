/* Tags, text and references of HTML, as browsers read them; and that every page
 * is read to its end in time that grows with its length, not faster.
 */
#include "core/base/buf.h"
#include "core/base/utf8.h"
#include "indexer/html/page.h"
#include "indexer/html/refs.h"
#include "indexer/html/tags.h"

#include <time.h>

#include "tests/t.h"

/* ---- tokens ---- */

static void show(const struct ns_html_token *t, struct ns_buf *out)
{
	switch (t->kind) {
	case NS_HTML_TEXT:
		ns_buf_printf(out, "'%.*s'", (int)t->text.n, t->text.p);
		return;
	case NS_HTML_RAW:
		ns_buf_printf(out, "raw'%.*s'", (int)t->text.n, t->text.p);
		return;
	case NS_HTML_CLOSE:
		ns_buf_printf(out, "/%d", (int)t->tag);
		return;
	case NS_HTML_OPEN:
		break;
	}
	ns_buf_printf(out, "%d", (int)t->tag);
	for (size_t i = 0; i < NS_ATTRS; i++)
		if (t->attr[i].p)
			ns_buf_printf(out, "[%zu=%.*s]", i, (int)t->attr[i].n,
				      t->attr[i].p);
}

/* P, A, S and C stand for the numbers of p, a, script and class. */
static void tokens(const char *html, const char *wanted)
{
	static const struct {
		char letter;
		int tag;
	} letters[] = { { 'P', NS_TAG_P },      { 'A', NS_TAG_A },
			{ 'S', NS_TAG_SCRIPT }, { 'C', NS_ATTR_CLASS },
			{ 'H', NS_ATTR_HREF },  { 'T', NS_TAG_TITLE } };
	size_t n = strlen(html);
	char *exact = malloc(n ? n : 1); // what is behind is not ours
	struct ns_html_reader r;
	struct ns_html_token t;
	struct ns_buf is = { 0 }, want = { 0 };

	if (!exact)
		abort();
	memcpy(exact, html, n);
	r = (struct ns_html_reader){ .p = exact, .end = exact + n };
	while (ns_html_next(&r, &t))
		show(&t, &is);
	for (const char *w = wanted; *w; w++) {
		int tag = -1;

		for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]);
		     i++)
			if (letters[i].letter == *w)
				tag = letters[i].tag;
		if (tag < 0)
			ns_buf_u8(&want, (uint8_t)*w);
		else
			ns_buf_printf(&want, "%d", tag);
	}
	T_BYTES(is.p, is.n, want.p, want.n);
	ns_buf_free(&is);
	ns_buf_free(&want);
	free(exact);
}

static void tags_are_told_from_text(void)
{
	tokens("", "");
	tokens("a < b", "'a < b'");
	tokens("1<2 <p>x</p>", "'1<2 'P'x'/P");
	tokens("<P CLASS=a>", "P[C=a]");
	tokens("<p class='a b' href=\"c>d\">e", "P[C=a b][H=c>d]'e'");
	tokens("<p class=a class=b>", "P[C=a]");
	tokens("<p class = a/>", "P[C=a/]");
	tokens("<p class>", "P[C=]");
	tokens("<p/class=a>", "P[C=a]");
	tokens("<pp><123>", "0'<123>'");
	tokens("</ p>x", "'</ p>x'");
	tokens("</>x", "'x'");
	tokens("<p", "P");
	tokens("<p class=\"a", "P[C=a]");
	tokens("<", "'<'");
	tokens("</", "'</'");
}

static void comments_are_no_text(void)
{
	tokens("a<!-- <p> -->b", "'a''b'");
	tokens("a<!-->b", "'a''b'");
	tokens("a<!--->b", "'a''b'");
	tokens("a<!-- x --!>b", "'a''b'");
	tokens("a<!-- x --->b", "'a''b'");
	tokens("a<!-- x", "'a'");
	tokens("a<!-- -- x -- >b", "'a'");
	tokens("<!DOCTYPE html>b", "'b'");
	tokens("<?php x ?>b", "'b'");
	tokens("a<![CDATA[ b ]]>c", "'a''c'");
}

static void scripts_are_raw(void)
{
	tokens("<script>a<p>b</scrip></script>c", "Sraw'a<p>b</scrip>'/S'c'");
	tokens("<script>a</SCRIPT >b", "Sraw'a'/S'b'");
	tokens("<script>a", "Sraw'a'");
	tokens("<script></script>", "S/S");
	tokens("<script><!-- </script> -->", "Sraw'<!-- '/S' -->'");
	tokens("<title>a <b> c</title>", "Traw'a <b> c'/T");
}

/* ---- references ---- */

static void reference(const char *text, bool value, const char *wanted,
		      size_t taken)
{
	char out[NS_REF_UTF8];
	size_t n;

	T_INT(ns_ref_read(ns_str_of(text), value, out, &n), taken);
	T_BYTES(out, n, wanted, strlen(wanted));
}

static void references_are_read(void)
{
	reference("&amp;x", false, "&", 5);
	reference("&eacute;", false, "\xc3\xa9", 8);
	reference("&rsquo;", false, "\xe2\x80\x99", 7);
	reference("&copy2024", false, "\xc2\xa9", 5);
	reference("&copy=2", true, "", 0);
	reference("&copyright", true, "", 0);
	reference("&copy", true, "\xc2\xa9", 5);
	reference("&notit;", false, "\xc2\xac", 4);
	reference("&rsquo", false, "", 0);
	reference("&nothing;", false, "\xc2\xac", 4);
	reference("&unknown;", false, "", 0);
	reference("&", false, "", 0);
	reference("& x", false, "", 0);
	reference("&#8217;", false, "\xe2\x80\x99", 7);
	reference("&#x2019", false, "\xe2\x80\x99", 7);
	reference("&#146;", false, "\xe2\x80\x99", 6);
	reference("&#x1F4F0;", false, "\xf0\x9f\x93\xb0", 9);
	reference("&#0;", false, "\xef\xbf\xbd", 4);
	reference("&#xD800;", false, "\xef\xbf\xbd", 8);
	reference("&#99999999999999999999;", false, "\xef\xbf\xbd", 23);
	reference("&#;", false, "", 0);
	reference("&#x;", false, "", 0);
}

static void names_are_sorted(void)
{
	for (size_t i = 1; i < ns_ref_names_n; i++)
		T_OK(strcmp(ns_ref_names[i - 1].name, ns_ref_names[i].name) <
		     0);
	T_INT(ns_html_tag_of(NS_STR("A")), NS_TAG_A);
	T_INT(ns_html_tag_of(NS_STR("xmp")), NS_TAG_XMP);
	T_INT(ns_html_tag_of(NS_STR("blockquote")), NS_TAG_BLOCKQUOTE);
	T_INT(ns_html_tag_of(NS_STR("blockquotes")), NS_TAG_OTHER);
	T_INT(ns_html_attr_of(NS_STR("aria-hidden")), NS_ATTR_ARIA_HIDDEN);
	T_INT(ns_html_attr_of(NS_STR("HTTP-EQUIV")), NS_ATTR_HTTP_EQUIV);
	T_INT(ns_html_attr_of(NS_STR("type")), NS_ATTR_TYPE);
	T_INT(ns_html_attr_of(NS_STR("data-x")), NS_ATTRS);
}

/* ---- blocks ---- */

static void blocks(const char *html, const char *wanted)
{
	struct ns_html_page page = { 0 };
	struct ns_buf is = { 0 };

	T_INT(ns_html_page_read(&page, ns_str_of(html), NULL), NS_OK);
	for (uint32_t i = 0; i < page.n_blocks; i++) {
		struct ns_str s = ns_html_block_text(&page, &page.block[i]);

		ns_buf_printf(&is, "%s%.*s", i ? "|" : "", (int)s.n, s.p);
	}
	T_BYTES(is.p, is.n, wanted, strlen(wanted));
	ns_buf_free(&is);
	ns_html_page_free(&page);
}

static void text_is_laid_out(void)
{
	blocks(" a\n\t b&nbsp; c ", "a b c");
	blocks("<p>a<p>b", "a|b");
	blocks("a<br>b<br> <br>c", "a b|c");
	blocks("a<b>b</b>c <i> d</i>", "abc d");
	blocks("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "a|b|c|d|e");
	blocks("<table><tr><td>a<td>b<tr><td>c</table>", "a|b|c");
	blocks("a<script>b</script>c<style>d</style><noscript>e</noscript>",
	       "ac");
	blocks("<head><title>t</title><body>b", "b");
	blocks("<p>a<span hidden>b</span>c</p></div></p>d", "ac|d");
	blocks("a&lt;p&gt;b &amp;amp;", "a<p>b &amp;");
	blocks("<svg><title>no</title><text>no</text></svg>a", "a");
}

static void links_end(void)
{
	struct ns_html_page page = { 0 };
	const char *html = "<p><a href=x>link</p><p>more</a> text</p>"
			   "<p><a>one<a>two</a> three";

	T_INT(ns_html_page_read(&page, ns_str_of(html), NULL), NS_OK);
	T_INT(page.n_blocks, 3);
	T_INT(page.block[0].link_chars, 4);
	T_INT(page.block[1].link_chars, 0);
	T_INT(page.block[2].link_chars, 6);
	ns_html_page_free(&page);
}

/* ---- hostile pages ---- */

static double seconds_of(struct ns_str html)
{
	struct ns_html_page page = { 0 };
	clock_t began = clock();
	double seconds;

	T_INT(ns_html_page_read(&page, html, NULL), NS_OK);
	seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
	ns_html_page_free(&page);
	return seconds;
}

/* Reads `piece` over and over behind `start`: no shape may take longer than
 * plain text by more than the sanitizers explain. */
static void endless(const char *start, const char *piece)
{
	enum { BYTES = 512 << 10 };
	struct ns_buf html = { 0 };
	double seconds;

	ns_buf_text(&html, ns_str_of(start));
	while (html.n < BYTES)
		ns_buf_text(&html, ns_str_of(piece));
	seconds = seconds_of(ns_buf_view(&html));
	if (seconds > 2)
		T_FAIL("%s%s...: %.1f s for 512 KiB", start, piece, seconds);
	ns_buf_free(&html);
}

static void hostile_pages_are_linear(void)
{
	static const char *const shapes[][2] = {
		{ "", "<ul><li>" },
		{ "", "<div>" },
		{ "", "</div>" },
		{ "<p>", "</b>" },
		{ "", "<b>" },
		{ "", "<a><p>" },
		{ "", "<p></a>" },
		{ "<a>", "<div></a>" },
		{ "<p ", "a=b " },
		{ "<p ", "class=x " },
		{ "<p class='", "nav " },
		{ "<!--", "- -" },
		{ "<!--", "--" },
		{ "", "<!--" },
		{ "", "<![CDATA[" },
		{ "<script>", "</scrip" },
		{ "<script>", "<!--" },
		{ "<title>", "</" },
		{ "", "<" },
		{ "", "</" },
		{ "", "<p/" },
		{ "", "&" },
		{ "", "&#" },
		{ "", "&#9" },
		{ "", "&notacharacter" },
		{ "", "<br>" },
		{ "", "<table><tr><td>" },
		{ "", "<select><option>" },
		{ "", "<p><table>" },
		{ "", "<meta name=a content=b>" },
		{ "", "<script type=application/ld+json>{</script>" },
		{ "", "<title>a</title>" },
		{ "<p title=\"", "x" },
	};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		endless(shapes[i][0], shapes[i][1]);
}

static void text_below_any_depth_is_read(void)
{
	enum { DEPTH = 100000 };
	struct ns_html_page page = { 0 };
	struct ns_buf html = { 0 };
	struct ns_str s;

	for (int i = 0; i < DEPTH; i++)
		ns_buf_text(&html, NS_STR("<div>"));
	ns_buf_text(&html, NS_STR("deep"));
	for (int i = 0; i < DEPTH; i++)
		ns_buf_text(&html, NS_STR("</div>"));
	ns_buf_text(&html, NS_STR("flat"));
	T_INT(ns_html_page_read(&page, ns_buf_view(&html), NULL), NS_OK);
	T_INT(page.n_blocks, 2);
	T_OK(page.n_nodes <= NS_HTML_DEPTH);
	s = ns_html_block_text(&page, &page.block[1]);
	T_BYTES(s.p, s.n, "flat", 4);
	T_INT(page.block[1].node, 0);
	ns_html_page_free(&page);
	ns_buf_free(&html);
}

int main(void)
{
	T_RUN(tags_are_told_from_text);
	T_RUN(comments_are_no_text);
	T_RUN(scripts_are_raw);
	T_RUN(references_are_read);
	T_RUN(names_are_sorted);
	T_RUN(text_is_laid_out);
	T_RUN(links_end);
	T_RUN(hostile_pages_are_linear);
	T_RUN(text_below_any_depth_is_read);
	return t_end();
}
