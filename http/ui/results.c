#include "http/limits.h"
#include "http/ui/frame.h"
#include "http/ui/page.h"
#include "http/ui/words.h"

#include <stdio.h>

/* ---- how many ---- */

static void total_of_two(uint64_t all, uint64_t some, char *out, size_t n)
{
	char a[NS_WORDS_BYTES], b[NS_WORDS_BYTES];

	ns_words_number(all, a);
	ns_words_number(some, b);
	if (all == 0)
		snprintf(out, n,
			 "No article has all the words; %s %s some "
			 "of them.",
			 b, some == 1 ? "has" : "have");
	else
		snprintf(out, n,
			 "%s %s all the words, %s more %s some of "
			 "them.",
			 a, all == 1 ? "article has" : "articles have", b,
			 some == 1 ? "has" : "have");
}

static void total_of_one(uint64_t all, char *out, size_t n)
{
	char a[NS_WORDS_BYTES];

	ns_words_number(all, a);
	if (all == 0)
		snprintf(out, n, "No article was found.");
	else
		snprintf(out, n, "%s %s.", a,
			 all == 1 ? "article" : "articles");
}

static void total(struct ns_html *h, const struct ns_answer *a)
{
	char text[3 * NS_WORDS_BYTES];

	if (a->further)
		total_of_two(a->total, a->further, text, sizeof(text));
	else
		total_of_one(a->total, text, sizeof(text));
	ns_html_open(h, "p");
	ns_html_attr(h, "class", NS_STR("total"));
	ns_html_attr(h, "role", NS_STR("status"));
	ns_html_text(h, ns_str_of(text));
	ns_html_close(h);
}

static void notes(struct ns_html *h, const struct ns_answer *a)
{
	if (a->n_warnings == 0 && !a->partial)
		return;
	ns_html_open(h, "ul");
	ns_html_attr(h, "class", NS_STR("notes"));
	for (uint32_t i = 0; i < a->n_warnings; i++)
		ns_html_simple(h, "li", NULL, a->warning[i].text);
	if (a->partial)
		ns_html_simple(h, "li", NULL,
			       NS_STR("The search was cut short: there may be "
				      "more, and better ones."));
	ns_html_close(h);
}

/* ---- one hit ---- */

/* The article's own page, and nothing else: its URL is of somebody's making. */
static void own_link(struct ns_html *h, const struct ns_page *p,
		     struct ns_str id)
{
	struct ns_buf href = { 0 };

	ns_buf_text(&href, NS_STR("/article?id="));
	ns_url_encode(&href, id);
	ns_frame_link(h, p, "href", ns_buf_view(&href));
	ns_buf_free(&href);
}

static void title(struct ns_html *h, const struct ns_page *p,
		  const struct ns_hit *hit)
{
	const struct ns_marked m = { hit->article.title, hit->title_span,
				     hit->n_title_spans };

	ns_html_open(h, "h2");
	ns_html_open(h, "a");
	own_link(h, p, hit->article.id);
	if (m.text.n)
		ns_words_marked(h, &m);
	else
		ns_html_text(h, NS_STR("Without a title"));
	ns_html_close(h);
	ns_html_close(h);
}

static void snippets(struct ns_html *h, const struct ns_hit *hit)
{
	for (uint32_t i = 0; i < hit->n_snippets; i++) {
		const struct ns_snippet *s = &hit->snippet[i];
		const struct ns_marked m = { s->text, s->span, s->n_spans };

		if (s->text.n == 0)
			continue;
		ns_html_open(h, "p");
		ns_html_attr(h, "dir", NS_STR("auto"));
		ns_words_marked(h, &m);
		ns_html_close(h);
	}
}

static void one_hit(struct ns_html *h, const struct ns_page *p,
		    const struct ns_hit *hit)
{
	ns_html_open(h, "li");
	ns_words_lang(h, hit->article.lang);
	title(h, p, hit);
	ns_words_meta(h, &hit->article);
	snippets(h, hit);
	if (hit->explanation.n)
		ns_html_simple(h, "pre", NULL, hit->explanation);
	ns_html_close(h);
}

/* Those that have only some of the words begin under a line of their own. */
static void begin_tier(struct ns_html *h, const struct ns_answer *a, uint32_t i)
{
	bool begins = i == 0 || a->hit[i].tier != a->hit[i - 1].tier;

	if (!begins)
		return;
	if (i)
		ns_html_close(h);
	if (a->hit[i].tier > 1)
		ns_html_simple(h, "h2", "some",
			       NS_STR("With some of the words"));
	ns_html_open(h, "ol");
	ns_html_attr(h, "class", NS_STR("hits"));
}

static void hits(struct ns_html *h, const struct ns_page *p)
{
	const struct ns_answer *a = p->answer;

	for (uint32_t i = 0; i < a->n_hits; i++) {
		begin_tier(h, a, i);
		one_hit(h, p, &a->hit[i]);
	}
	if (a->n_hits)
		ns_html_close(h);
}

/* ---- other pages ---- */

/* The same parameters with another page; those that we do not know (those of
 * who linked here) are left behind. */
static void page_link(struct ns_html *h, const struct ns_page *p,
		      uint32_t number, const char *rel)
{
	struct ns_buf href = { 0 };

	ns_buf_text(&href, NS_STR("/search?"));
	for (uint32_t i = 0; i < p->params->n; i++) {
		const struct ns_url_param *param = &p->params->param[i];

		if (!ns_asked_knows(param->name) || param->value.n == 0 ||
		    ns_str_eq(param->name, NS_STR("page")))
			continue;
		ns_url_encode(&href, param->name);
		ns_buf_u8(&href, '=');
		ns_url_encode(&href, param->value);
		ns_buf_u8(&href, '&');
	}
	ns_buf_printf(&href, "page=%u", number);
	ns_html_open(h, "a");
	ns_html_attr(h, "rel", ns_str_of(rel));
	ns_frame_link(h, p, "href", ns_buf_view(&href));
	ns_buf_free(&href);
}

static void pages(struct ns_html *h, const struct ns_page *p)
{
	const struct ns_asked *a = &p->question->asked;

	ns_html_open(h, "nav");
	ns_html_attr(h, "aria-label", NS_STR("Pages"));
	ns_html_open(h, "span");
	if (a->page > 1) {
		page_link(h, p, a->page - 1, "prev");
		ns_html_text(h, NS_STR("\xe2\x86\x90 Previous page"));
		ns_html_close(h);
	}
	ns_html_close(h);
	if (p->answer->has_next &&
	    (a->page + 1) * a->limit <= NS_HTTP_RESULTS) {
		page_link(h, p, a->page + 1, "next");
		ns_html_text(h, NS_STR("Next page \xe2\x86\x92"));
		ns_html_close(h);
	}
	ns_html_close(h);
}

/* ---- the page ---- */

static void welcome(struct ns_html *h, const struct ns_page *p)
{
	char number[NS_WORDS_BYTES];

	ns_words_number(p->n_docs, number);
	ns_html_open(h, "p");
	ns_html_attr(h, "class", NS_STR("total"));
	ns_html_text(h, ns_str_of(number));
	ns_html_text(h, p->n_docs == 1 ? NS_STR(" article can be searched.")
				       : NS_STR(" articles can be searched."));
	ns_html_close(h);
}

void ns_page_search(const struct ns_page *p, struct ns_buf *out)
{
	struct ns_html h = { .out = out };

	ns_frame_begin(&h, p, p->question->asked.q);
	if (p->answer) {
		total(&h, p->answer);
		notes(&h, p->answer);
		hits(&h, p);
		pages(&h, p);
	} else {
		welcome(&h, p);
	}
	ns_frame_end(&h);
}

void ns_page_problem(const struct ns_page *p, struct ns_buf *out)
{
	struct ns_html h = { .out = out };

	ns_frame_begin(&h, p, ns_str_of(ns_problem_title(p->problem)));
	ns_frame_problem(&h, p->problem);
	ns_frame_end(&h);
}
