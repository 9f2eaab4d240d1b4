/* What people see: nothing of a question or of an article can become markup. */
#include "http/ui/page.h"
#include "http/ui/words.h"
#include "tests/t.h"

static struct ns_arena arena;
static struct ns_url_params params;
static struct ns_question question;
static struct ns_answer answer;
static struct ns_problem problem;
static struct ns_buf out;

static struct ns_page page_for(const char *query)
{
	const struct ns_question_context c = { .asked = { &arena, true },
					       .now = 1709634030 };

	ns_arena_reset(&arena);
	ns_buf_reset(&out);
	T_INT(ns_url_params(ns_str_of(query), &arena, &params), NS_OK);
	ns_question_read(&params, &c, &question, &problem);
	return (struct ns_page){ .site = "The <News>",
				 .base = "",
				 .params = &params,
				 .question = &question };
}

static bool has(const char *text)
{
	return out.n && memmem(out.p, out.n, text, strlen(text)) != NULL;
}

static const char attack[] = "\"><script>alert('1')</script>&<img src=x>";

static struct ns_str bad(void)
{
	return ns_str_of(attack);
}

static struct ns_article article_of(struct ns_str everything)
{
	static struct ns_str names[2];

	names[0] = names[1] = everything;
	return (struct ns_article){ .id = everything,
				    .title = everything,
				    .summary = everything,
				    .body = everything,
				    .url = everything,
				    .outlet = everything,
				    .section = everything,
				    .lang = everything,
				    .author = names,
				    .n_author = 2,
				    .tag = names,
				    .n_tag = 2,
				    .date = { 1709634030, NS_PREC_MINUTE } };
}

static struct ns_hit hit;
static struct ns_snippet snippet;
static struct ns_warning warning;

/* An answer of one hit, all of whose texts are s. */
static void answer_of(struct ns_str s)
{
	static struct ns_span span[2] = { { 0, 3 }, { 5, 9 } };

	snippet = (struct ns_snippet){ s, span, 2 };
	warning = (struct ns_warning){ 0, 1, s };
	hit = (struct ns_hit){ .tier = 1,
			       .article = article_of(s),
			       .title_span = span,
			       .n_title_spans = 2,
			       .snippet = &snippet,
			       .n_snippets = 1,
			       .explanation = s };
	answer = (struct ns_answer){ .generation = 1,
				     .understood = s,
				     .total = 1,
				     .hit = &hit,
				     .n_hits = 1,
				     .warning = &warning,
				     .n_warnings = 1 };
}

static void check_no_markup(void)
{
	T_OK(!has("<script") && !has("<img") && !has("alert('"));
	T_OK(has("The &lt;News&gt;"));
	T_OK(!out.failed && out.n > 100);
}

static void answers_cannot_become_markup(void)
{
	struct ns_page p = page_for("q=%22%3E%3Cscript%3Ealert(%271%27)"
				    "&from=%22%3E%3Cscript%3E"
				    "&outlet=%22%3E%3Cscript%3E,x");

	answer_of(bad());
	p.answer = &answer;
	ns_page_search(&p, &out);
	check_no_markup();
	T_OK(has("&quot;&gt;&lt;script&gt;"));
}

static void articles_cannot_become_markup(void)
{
	struct ns_page p = page_for("");
	struct ns_article a = article_of(bad());

	p.article = &a;
	ns_page_article(&p, &out);
	check_no_markup();
}

static void problems_cannot_become_markup(void)
{
	struct ns_page p = page_for("q=a");

	ns_problem_param(&problem, NS_STR("<script>"), "no %s", attack);
	p.problem = &problem;
	ns_page_problem(&p, &out);
	check_no_markup();
}

static void only_web_addresses_are_links(void)
{
	static const char *const urls[] = {
		"javascript:alert(1)", "JavaScript:alert(1)",
		"data:text/html,x",    "vbscript:x",
		" https://a.example/", "\thttps://a.example/",
		"//a.example/",
	};

	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		struct ns_page p = page_for("q=a");

		answer_of(NS_STR("x"));
		hit.article.url = ns_str_of(urls[i]);
		p.answer = &answer;
		ns_page_search(&p, &out);
		T_OK(!has("as published"));
		T_OK(!has(urls[i]));
	}
}

static void a_web_address_is_a_link(void)
{
	struct ns_page p = page_for("q=a");

	answer_of(NS_STR("x"));
	hit.article.url = NS_STR("https://a.example/?a=1&b=\"2\"");
	p.answer = &answer;
	ns_page_search(&p, &out);
	T_OK(has("href=\"https://a.example/?a=1&amp;b=&quot;2&quot;\""));
}

/* Ids are anything, and lead to our page of the article. */
static void ids_are_encoded_in_links(void)
{
	struct ns_page p = page_for("q=a");

	answer_of(NS_STR("x"));
	hit.article.id = NS_STR("https://a.example/1?a=\"b\"&c");
	p.answer = &answer;
	p.base = "/news";
	ns_page_search(&p, &out);
	T_OK(has("href=\"/news/article?id=https%3A%2F%2Fa.example%2F1%3Fa%3D"
		 "%22b%22%26c\""));
	T_OK(has("action=\"/news/search\""));
	T_OK(has("href=\"/news/style.css\""));
}

static void check_marked(const char *s, const struct ns_span *span, uint32_t n,
			 const char *html)
{
	const struct ns_marked m = { ns_str_of(s), span, n };
	struct ns_html h = { .out = &out };

	ns_buf_reset(&out);
	ns_words_marked(&h, &m);
	T_BYTES((const char *)out.p, out.n, html, strlen(html));
}

static void matches_are_marked(void)
{
	const struct ns_span two[] = { { 0, 1 }, { 2, 4 } };
	const struct ns_span wrong[] = { { 2, 1 }, { 1, 3 }, { 2, 4 } };
	const struct ns_span beyond[] = { { 1, 99 }, { 100, 101 } };
	const struct ns_span far[] = { { UINT32_MAX - 1, UINT32_MAX } };

	check_marked("abcd", two, 2, "<mark>a</mark>b<mark>cd</mark>");
	check_marked("\xc3\xa9x\xf0\x9f\x98\x80<", two, 2,
		     "<mark>\xc3\xa9</mark>x<mark>\xf0\x9f\x98\x80&lt;</mark>");
	check_marked("abcd", wrong, 3, "a<mark>bc</mark>d");
	check_marked("abc", beyond, 2, "a<mark>bc</mark>");
	check_marked("abc", far, 1, "abc");
	check_marked("", two, 2, "");
}

static void other_pages_keep_the_question(void)
{
	struct ns_page p = page_for("q=a%26b&utm_source=x&page=2&outlet=A,-B"
				    "&outlet=C&sort=");

	answer_of(NS_STR("x"));
	answer.has_next = true;
	p.answer = &answer;
	ns_page_search(&p, &out);
	T_OK(has("/search?q=a%26b&amp;outlet=A%2C-B&amp;outlet=C&amp;page=3"));
	T_OK(has("/search?q=a%26b&amp;outlet=A%2C-B&amp;outlet=C&amp;page=1"));
	T_OK(!has("utm_source"));
}

static void the_last_page_has_no_next(void)
{
	struct ns_page p = page_for("q=a&page=100");

	answer_of(NS_STR("x"));
	answer.has_next = true;
	p.answer = &answer;
	ns_page_search(&p, &out);
	T_OK(!has("Next page") && has("Previous page"));
	p = page_for("q=a&page=99");
	p.answer = &answer;
	ns_page_search(&p, &out);
	T_OK(has("Next page"));
}

static void check_total(uint64_t total, uint64_t further, const char *sentence)
{
	struct ns_page p = page_for("q=a");

	answer_of(NS_STR("x"));
	answer.total = total;
	answer.further = further;
	p.answer = &answer;
	ns_page_search(&p, &out);
	if (!has(sentence))
		T_FAIL("%d, %d: not '%s'", (int)total, (int)further, sentence);
}

static void totals_are_sentences(void)
{
	check_total(12, 340,
		    "12 articles have all the words, 340 more have "
		    "some of them.");
	check_total(1, 1,
		    "1 article has all the words, 1 more has some of "
		    "them.");
	check_total(0, 1, "No article has all the words; 1 has some of them.");
	check_total(0, 2000, "No article has all the words; 2,000 have some");
	check_total(0, 0, "No article was found.");
	check_total(1, 0, "1 article.");
	check_total(1234567, 0, "1,234,567 articles.");
}

static void dates_keep_their_precision(void)
{
	char s[NS_WORDS_BYTES];
	struct ns_time t = { 1709634030, NS_PREC_SECOND };
	static const char *const wanted[] = { "",
					      "2024",
					      "March 2024",
					      "5 March 2024",
					      "5 March 2024, 10:20 UTC",
					      "5 March 2024, 10:20 UTC" };

	for (int i = 0; i <= NS_PREC_SECOND; i++) {
		t.precision = (enum ns_precision)i;
		ns_words_date(t, s);
		T_TEXT(s, wanted[i]);
	}
}

static void tiers_are_told_apart(void)
{
	struct ns_page p = page_for("q=a");
	struct ns_hit two[2];

	answer_of(NS_STR("x"));
	two[0] = two[1] = hit;
	two[1].tier = 2;
	answer.hit = two;
	answer.n_hits = 2;
	p.answer = &answer;
	ns_page_search(&p, &out);
	T_OK(has("With some of the words"));
	answer.n_hits = 1;
	ns_buf_reset(&out);
	ns_page_search(&p, &out);
	T_OK(!has("With some of the words"));
}

static void paragraphs_are_parted(void)
{
	struct ns_page p = page_for("");
	struct ns_article a = { .title = NS_STR("T"),
				.body = NS_STR("One\nline.\n\nTwo.\r\n\r\n\n"
					       "Three.") };

	p.article = &a;
	ns_page_article(&p, &out);
	T_OK(has(">One\nline.\n\n</p>") && has(">Two.") && has(">Three.</p>"));
	a.body = NS_STR("One.\nTwo.\n");
	ns_buf_reset(&out);
	ns_page_article(&p, &out);
	T_OK(has(">One.\n</p>") && has(">Two.\n</p>"));
}

static void control_characters_are_replaced(void)
{
	struct ns_html h = { .out = &out };

	ns_buf_reset(&out);
	ns_html_text(&h, (struct ns_str){ "a\0b\x1b\n\t", 6 });
	T_BYTES((const char *)out.p, out.n,
		"a\xef\xbf\xbd"
		"b\xef\xbf\xbd\n\t",
		10);
}

int main(void)
{
	T_RUN(answers_cannot_become_markup);
	T_RUN(articles_cannot_become_markup);
	T_RUN(problems_cannot_become_markup);
	T_RUN(only_web_addresses_are_links);
	T_RUN(a_web_address_is_a_link);
	T_RUN(ids_are_encoded_in_links);
	T_RUN(matches_are_marked);
	T_RUN(other_pages_keep_the_question);
	T_RUN(the_last_page_has_no_next);
	T_RUN(totals_are_sentences);
	T_RUN(dates_keep_their_precision);
	T_RUN(tiers_are_told_apart);
	T_RUN(paragraphs_are_parted);
	T_RUN(control_characters_are_replaced);
	ns_buf_free(&out);
	ns_arena_free(&arena);
	return t_end();
}
