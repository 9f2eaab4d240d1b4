#include "http/render.h"
#include "query/render.h"
#include "tests/http/json.h"

static struct ns_arena arena;
static struct ns_buf out;
static const struct ns_span spans[] = { { 0, 2 }, { 3, 4 } };
static struct ns_snippet snippet = { { "a<\xc3\xa9 x", 6 }, spans, 2 };
static struct ns_span title_span[] = { { 0, 1 } };
static struct ns_hit hits[2];
static struct ns_warning warning = { 2, 3, { "mended", 6 } };

static struct ns_answer answer_of_two(void)
{
	static const struct ns_str author[] = { { "A \"B\"", 5 } };

	hits[0] = (struct ns_hit){
		.score = 1.25,
		.tier = 1,
		.article = { .id = NS_STR("id\x01"),
			     .title = NS_STR("<Title>"),
			     .body = NS_STR("body"),
			     .outlet = NS_STR("\xff"),
			     .author = author,
			     .n_author = 1,
			     .date = { 1709634030, NS_PREC_DAY } },
		.title_span = title_span,
		.n_title_spans = 1,
		.snippet = &snippet,
		.n_snippets = 1,
	};
	hits[1] = (struct ns_hit){ .tier = 2 };
	return (struct ns_answer){ .generation = 7,
				   .understood = NS_STR("(a AND b)"),
				   .total = 1,
				   .further = 1,
				   .hit = hits,
				   .n_hits = 2,
				   .warning = &warning,
				   .n_warnings = 1 };
}

static const struct ns_json *render(struct ns_question *q)
{
	const struct ns_answer a = answer_of_two();

	ns_buf_reset(&out);
	if (!q->fields)
		q->fields = ns_shown_default(NS_FORMAT_JSON);
	q->request.text = NS_STR("\xc3\xa9(a");
	ns_arena_reset(&arena);
	ns_http_render_answer(&a, q, &arena, &out);
	return j_read(ns_buf_view(&out));
}

static const struct ns_json *first_hit(const struct ns_json *root)
{
	const struct ns_json *list = ns_json_get(root, NS_STR("hits"));

	T_OK(list && list->child);
	return list ? list->child : root;
}

static void an_answer_is_json(void)
{
	struct ns_question q = { 0 };
	const struct ns_json *root = render(&q), *hit = first_hit(root);
	const struct ns_json *warnings, *spans_read;

	j_check(root, "query", "(a AND b)");
	j_check(root, "generation", "7");
	j_check(root, "further", "1");
	j_check(root, "partial", "false");
	j_check(ns_json_get(root, NS_STR("total")), "value", "1");
	j_check(ns_json_get(root, NS_STR("total")), "match", "auto");
	j_check(hit, "id", "id\x01");
	j_check(hit, "title", "<Title>");
	j_check(hit, "date", "2024-03-05");
	j_check(hit, "date_precision", "day");
	j_check(hit, "outlet", "\xef\xbf\xbd");
	j_check(hit, "snippet", "a<\xc3\xa9 x");
	T_OK(!j_has(hit, "body") && !j_has(hit, "url"));
	spans_read = ns_json_get(hit, NS_STR("highlights"));
	T_BYTES(spans_read->raw.p, spans_read->raw.n, "[[0,2],[3,4]]", 13);
	T_OK(j_has(hit->next, "some_words") && !j_has(hit, "some_words"));
	warnings = ns_json_get(root, NS_STR("warnings"));
	j_check(warnings->child, "start", "1");
	j_check(warnings->child, "end", "2");
}

static void html_is_escaped_and_marked(void)
{
	struct ns_question q = { .asked = { .highlight = NS_HIGHLIGHT_HTML } };
	const struct ns_json *hit = first_hit(render(&q));

	j_check(hit, "title", "<mark>&lt;</mark>Title&gt;");
	j_check(hit, "snippet", "<mark>a&lt;</mark>\xc3\xa9<mark> </mark>x");
	T_OK(!j_has(hit, "highlights") && !j_has(hit, "title_highlights"));
}

static void no_highlights_are_none(void)
{
	struct ns_question q = { .asked = { .highlight = NS_HIGHLIGHT_NONE } };
	const struct ns_json *hit = first_hit(render(&q));

	j_check(hit, "title", "<Title>");
	T_OK(!j_has(hit, "highlights") && !j_has(hit, "title_highlights"));
}

static void only_the_fields_asked_for_are_shown(void)
{
	struct ns_question q = { .fields = NS_SHOW_BIT(NS_SHOW_BODY) |
					   NS_SHOW_BIT(NS_SHOW_ID) };
	const struct ns_json *hit = first_hit(render(&q));

	j_check(hit, "body", "body");
	T_OK(j_has(hit, "id") && !j_has(hit, "title") && !j_has(hit, "score"));
	T_OK(!j_has(hit, "snippet") && !j_has(hit, "title_highlights"));
}

static void pretty_is_the_same_value(void)
{
	struct ns_question q = { .asked = { .pretty = true } };

	j_check(render(&q), "generation", "7");
	T_OK(memchr(out.p, '\n', out.n - 1) != NULL);
}

static void the_same_answer_is_the_same_bytes(void)
{
	struct ns_question q = { 0 };
	struct ns_buf first = { 0 };

	render(&q);
	ns_buf_put(&first, out.p, out.n);
	render(&q);
	T_BYTES((const char *)out.p, out.n, (const char *)first.p, first.n);
	ns_buf_free(&first);
}

static void no_memory_is_a_failure(void)
{
	struct ns_question q = { .fields = NS_SHOW_BIT(NS_SHOW_TITLE),
				 .asked = { .highlight = NS_HIGHLIGHT_HTML } };
	const struct ns_answer a = answer_of_two();
	struct ns_arena small = { .budget_bytes = 16 };

	ns_buf_reset(&out);
	ns_http_render_answer(&a, &q, &small, &out);
	T_OK(out.failed);
	ns_arena_free(&small);
}

static void an_article_is_json(void)
{
	const struct ns_answer a = answer_of_two();
	const struct ns_json *root;

	ns_buf_reset(&out);
	ns_http_render_article(&a.hit[0].article, false, &out);
	root = j_read(ns_buf_view(&out));
	j_check(root, "body", "body");
	j_check(root, "title", "<Title>");
	T_OK(!j_has(root, "score"));
}

int main(void)
{
	T_RUN(an_answer_is_json);
	T_RUN(html_is_escaped_and_marked);
	T_RUN(no_highlights_are_none);
	T_RUN(only_the_fields_asked_for_are_shown);
	T_RUN(pretty_is_the_same_value);
	T_RUN(the_same_answer_is_the_same_bytes);
	T_RUN(no_memory_is_a_failure);
	T_RUN(an_article_is_json);
	ns_json_parser_free(j_parser);
	ns_buf_free(&out);
	ns_arena_free(&arena);
	return t_end();
}
