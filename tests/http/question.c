/* What may be asked, each bound at n-1, n and n+1, and what is refused. */
#include "http/question.h"
#include "http/limits.h"
#include "query/render.h"
#include "tests/t.h"

static const int64_t now = 1709634030; // 2024-03-05 10:20:30 UTC

static struct ns_arena arena;
static struct ns_question question;
static struct ns_problem problem;

static enum ns_code ask_as(const char *query, bool page)
{
	const struct ns_question_context c = {
		.asked = { .arena = &arena, .page = page }, .now = now
	};
	struct ns_url_params params;

	ns_arena_reset(&arena);
	problem = (struct ns_problem){ 0 };
	T_INT(ns_url_params(ns_str_of(query), &arena, &params), NS_OK);
	return ns_question_read(&params, &c, &question, &problem);
}

static enum ns_code ask(const char *query)
{
	return ask_as(query, false);
}

struct refusal {
	const char *query, *param;
	enum ns_problem_kind kind;
};

static const struct refusal refusals[] = {
	{ "q=a&limit=0", "limit", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&limit=101", "limit", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&limit=-1", "limit", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&limit=ten", "limit", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&limit=", "limit", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&limit=99999999999999999999", "limit", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&page=0", "page", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&page=1001&limit=1", "page", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&page=101", "page", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&page=11&limit=100", "page", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&snippet=1001", "snippet", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&sort=best", "sort", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&match=some", "match", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&highlight=bold", "highlight", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&syntax=sql", "syntax", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&exact=2", "exact", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&in=headline", "in", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&in=title,", NULL, NS_PROBLEM_NONE },
	{ "q=a&fields=title,price", "fields", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&from=soon", "from", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&to=2024-13", "to", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&from=2024&to=2023", "from", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&tz=Mars", "tz", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&tz=../passwd", "tz", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&tz=%2B15:00", "tz", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&tz=%2B05:61", "tz", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&tz=%2B5", "tz", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&outlet=-", "outlet", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&q=b", "q", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&from=2024&begin_date=2024", "begin_date",
	  NS_PROBLEM_BAD_PARAMETER },
	{ "q=%ff", "q", NS_PROBLEM_BAD_PARAMETER },
	{ "q=%ed%a0%80", "q", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&outlet=%c3", "outlet", NS_PROBLEM_BAD_PARAMETER },
	{ "q=a&qq=b", "qq", NS_PROBLEM_UNKNOWN_PARAMETER },
	{ "q=a&utm_source=x", "utm_source", NS_PROBLEM_UNKNOWN_PARAMETER },
	{ "=a", "", NS_PROBLEM_UNKNOWN_PARAMETER },
};

static void wrong_values_are_named(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *r = &refusals[i];
		enum ns_code rc = ask(r->query);

		if (rc != (r->param ? NS_INVALID : NS_OK) ||
		    problem.kind != r->kind)
			T_FAIL("%s: %d, %d %s", r->query, (int)rc,
			       (int)problem.kind, problem.detail);
		if (r->param)
			T_TEXT(problem.param, r->param);
		T_OK(!r->param || *problem.detail);
	}
}

static void the_last_values_within_bounds_are_taken(void)
{
	static const char *const good[] = {
		"q=a&limit=1",
		"q=a&limit=99",
		"q=a&limit=100",
		"q=a&page=1",
		"q=a&page=1000&limit=1",
		"q=a&page=100&limit=10",
		"q=a&page=10&limit=100",
		"q=a&snippet=0",
		"q=a&snippet=1000",
		"q=a&tz=%2B14:00",
		"q=a&tz=-0930",
		"q=a&tz= 05:30",
		"q=a&tz=UTC",
		"q=a&highlight=none&syntax=strict",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (ask(good[i]))
			T_FAIL("%s: %s", good[i], problem.detail);
}

static enum ns_code ask_bytes(const char *before, size_t n)
{
	struct ns_buf b = { 0 };
	enum ns_code rc;

	ns_buf_text(&b, ns_str_of(before));
	ns_buf_fill(&b, 'a', n);
	ns_buf_u8(&b, 0);
	rc = ask((const char *)b.p);
	ns_buf_free(&b);
	return rc;
}

static void a_question_has_1024_bytes(void)
{
	T_INT(ask_bytes("q=", 1023), NS_OK);
	T_INT(ask_bytes("q=", 1024), NS_OK);
	T_INT(ask_bytes("q=", 1025), NS_INVALID);
	T_TEXT(problem.param, "q");
	T_OK(strstr(problem.detail, "1024") != NULL);
}

static void a_name_has_240_bytes(void)
{
	T_INT(ask_bytes("q=a&outlet=", NS_HTTP_VALUE_BYTES), NS_OK);
	T_INT(ask_bytes("q=a&outlet=", NS_HTTP_VALUE_BYTES + 1), NS_INVALID);
	T_TEXT(problem.param, "outlet");
}

static enum ns_code ask_filters(int n)
{
	struct ns_buf b = { 0 };
	enum ns_code rc;

	ns_buf_text(&b, NS_STR("outlet=x"));
	for (int i = 1; i < n; i++)
		ns_buf_printf(&b, ",%d", i);
	ns_buf_u8(&b, 0);
	rc = ask((const char *)b.p);
	ns_buf_free(&b);
	return rc;
}

static void filters_have_a_limit(void)
{
	T_INT(ask_filters(NS_HTTP_FILTERS - 1), NS_OK);
	T_INT(ask_filters(NS_HTTP_FILTERS), NS_OK);
	T_INT(question.request.n_filters, NS_HTTP_FILTERS);
	T_INT(ask_filters(NS_HTTP_FILTERS + 1), NS_INVALID);
}

static void check_filter(uint32_t i, enum ns_scope field, const char *value,
			 bool exclude)
{
	const struct ns_filter *f = &question.request.filter[i];

	T_INT(f->field, field);
	T_BYTES(f->value.p, f->value.n, value, strlen(value));
	T_INT(f->exclude, exclude);
}

static void names_are_cut_at_commas(void)
{
	T_INT(ask("outlet=BBC,-AP&source=Fish%5C,+Chips&tag=%5C-x,%5C%5Cy"
		  "&author=A%5CB,,+C+"),
	      NS_OK);
	T_INT(question.request.n_filters, 7);
	check_filter(0, NS_SCOPE_OUTLET, "BBC", false);
	check_filter(1, NS_SCOPE_OUTLET, "AP", true);
	check_filter(2, NS_SCOPE_OUTLET, "Fish, Chips", false);
	check_filter(3, NS_SCOPE_AUTHOR, "A\\B", false);
	check_filter(4, NS_SCOPE_AUTHOR, "C", false);
	check_filter(5, NS_SCOPE_TAG, "-x", false);
	check_filter(6, NS_SCOPE_TAG, "\\y", false);
}

static void dates_are_inclusive(void)
{
	T_INT(ask("q=a&from=2024-03-05&to=2024-03-05"), NS_OK);
	T_INT(question.request.dates.from, 1709596800);
	T_INT(question.request.dates.to, 1709683199);
	T_INT(ask("q=a&begin_date=20240305&end_date=20240305"), NS_OK);
	T_INT(question.request.dates.from, 1709596800);
	T_INT(ask("q=a&from-date=2024-03-05&to-date=2024&tz=%2B01:00"), NS_OK);
	T_INT(question.request.dates.from, 1709593200);
	T_INT(question.request.parse.tz.offset_s, 3600);
	T_INT(ask("q=a"), NS_OK);
	T_INT(question.request.dates.from, INT64_MIN);
	T_INT(question.request.dates.to, INT64_MAX);
}

static void pages_follow_each_other(void)
{
	T_INT(ask("q=a&page=3&limit=20"), NS_OK);
	T_INT(question.request.first, 40);
	T_INT(question.request.limit, 20);
	T_INT(ask("q=a"), NS_OK);
	T_INT(question.request.first, 0);
	T_INT(question.request.limit, 10);
}

static void words_of_the_table_become_settings(void)
{
	T_INT(ask("q=a&sort=oldest&match=any&exact=1&explain=1&pretty=1"
		  "&snippet=80&in=title,author&syntax=strict&highlight=html"
		  "&fields=id,title"),
	      NS_OK);
	T_INT(question.request.sort, NS_SORT_OLDEST);
	T_INT(question.request.match, NS_MATCH_ANY);
	T_OK(question.request.parse.exact && question.request.parse.strict);
	T_OK(question.request.explain && question.asked.pretty);
	T_INT(question.request.snippet_chars, 80);
	T_INT(question.request.in, 1 << NS_SCOPE_TITLE | 1 << NS_SCOPE_AUTHOR);
	T_INT(question.asked.highlight, NS_HIGHLIGHT_HTML);
	T_INT(question.fields,
	      NS_SHOW_BIT(NS_SHOW_ID) | NS_SHOW_BIT(NS_SHOW_TITLE));
	T_INT(question.request.parse.limits.bytes, 1024);
	T_INT(question.request.parse.limits.words, 32);
	T_INT(question.request.parse.now, now);
}

static void the_nearest_name_is_suggested(void)
{
	T_INT(ask("q=a&limt=5"), NS_INVALID);
	T_TEXT(problem.suggestion, "limit");
	T_INT(ask("q=a&outlets=x"), NS_INVALID);
	T_TEXT(problem.suggestion, "outlet");
}

static void the_page_ignores_what_it_does_not_know(void)
{
	T_INT(ask_as("q=a&utm_source=x&fbclid=%ff&from=&outlet=", true), NS_OK);
	T_INT(question.request.n_filters, 0);
	T_INT(ask_as("q=a&limit=0", true), NS_INVALID);
	T_BYTES(question.asked.q.p, question.asked.q.n, "a", 1);
}

static void nothing_asked_is_known(void)
{
	T_INT(ask(""), NS_OK);
	T_OK(question.empty);
	T_INT(ask("q=+%09"), NS_OK);
	T_OK(question.empty);
	T_INT(ask("outlet=BBC"), NS_OK);
	T_OK(!question.empty);
	T_BYTES(question.request.text.p, question.request.text.n, "*", 1);
	T_INT(ask("to=2024"), NS_OK);
	T_OK(!question.empty);
}

static void relative_dates_are_seen(void)
{
	T_INT(ask("q=AFTER:-30d"), NS_OK);
	T_OK(question.relative);
	T_INT(ask("q=a+date:"), NS_OK);
	T_OK(question.relative);
	T_INT(ask("q=dat+title:x"), NS_OK);
	T_OK(!question.relative);
}

/* Any bytes are answered with a question or a problem that names something. */
static void no_query_string_breaks_it(void)
{
	static const char bytes[] =
		"q=&%,-\\+limtpagefro:0123456789\xff\xc3\xa9";
	uint64_t seed = 7;

	for (int i = 0; i < 20000; i++) {
		char s[40];
		size_t n = t_random(&seed) % sizeof(s);

		for (size_t j = 0; j < n; j++)
			s[j] = bytes[t_random(&seed) % (sizeof(bytes) - 1)];
		s[n ? n - 1 : 0] = '\0';
		if (ask(s) == NS_INVALID)
			T_OK(*problem.detail);
	}
}

int main(void)
{
	T_RUN(wrong_values_are_named);
	T_RUN(the_last_values_within_bounds_are_taken);
	T_RUN(a_question_has_1024_bytes);
	T_RUN(a_name_has_240_bytes);
	T_RUN(filters_have_a_limit);
	T_RUN(names_are_cut_at_commas);
	T_RUN(dates_are_inclusive);
	T_RUN(pages_follow_each_other);
	T_RUN(words_of_the_table_become_settings);
	T_RUN(the_nearest_name_is_suggested);
	T_RUN(the_page_ignores_what_it_does_not_know);
	T_RUN(nothing_asked_is_known);
	T_RUN(relative_dates_are_seen);
	T_RUN(no_query_string_breaks_it);
	ns_arena_free(&arena);
	return t_end();
}
