/* Paths, methods, headers and problems: all that needs no engine. */
#include "http/route.h"
#include "http/limits.h"
#include "tests/http/json.h"

static const struct ns_site site = { .title = "T", .base = "", .cors = "*" };
static const struct ns_site narrow = { .title = "T",
				       .base = "",
				       .cors = "https://a.example" };
static struct ns_http_response r;

static bool ask(enum ns_method method, const char *target)
{
	const struct ns_http_request q = { .method = method,
					   .target = ns_str_of(target) };

	ns_http_response_reset(&r);
	return ns_route_at_once(&site, &q, &r);
}

static void check_header(const char *name, const char *wanted)
{
	const char *is = ns_http_header_get(&r, name);

	if (!is || !wanted)
		T_OK(is == wanted);
	else
		T_TEXT(is, wanted);
}

static void check_problem(uint32_t status, const char *type)
{
	const struct ns_json *root = j_read(ns_buf_view(&r.body));
	char full[100], number[16];

	snprintf(full, sizeof(full), "urn:newsstand:problem:%s", type);
	snprintf(number, sizeof(number), "%u", status);
	T_INT(r.status, status);
	check_header("Content-Type", "application/problem+json");
	check_header("X-Content-Type-Options", "nosniff");
	j_check(root, "type", full);
	j_check(root, "status", number);
	T_OK(j_has(root, "title") && j_has(root, "detail"));
}

static void only_reading_is_allowed(void)
{
	T_OK(ask(NS_METHOD_OTHER, "/v1/search?q=a"));
	check_problem(405, "method-not-allowed");
	check_header("Allow", "GET, HEAD, OPTIONS");
}

static void paths_that_are_not_there(void)
{
	static const char *const paths[] = {
		"/nothing",      "/v1",      "/v1/",       "/v1/suggest",
		"/v1/article",   "/search/", "//",         "/../etc/passwd",
		"/v1%2Fsearch",  "/metrics", "/V1/search", "/style.css/",
		"/openapi.json",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		T_OK(ask(NS_GET, paths[i]));
		check_problem(404, "no-such-page");
	}
}

static void what_needs_the_engine_is_left_to_it(void)
{
	static const char *const paths[] = {
		"/",       "/?q=a",      "/search?q=a",   "/article?id=1",
		"/readyz", "/v1/search", "/v1/article/1", "/v1/article/a/b",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		T_OK(!ask(NS_GET, paths[i]));
		T_OK(!ask(NS_HEAD, paths[i]));
	}
}

static bool ask_long(size_t n)
{
	struct ns_buf b = { 0 };
	bool answered;

	ns_buf_text(&b, NS_STR("/?q="));
	ns_buf_fill(&b, 'a', n - b.n);
	ns_buf_u8(&b, 0);
	answered = ask(NS_GET, (const char *)b.p);
	ns_buf_free(&b);
	return answered;
}

static void a_url_has_8_kib(void)
{
	T_OK(!ask_long(NS_HTTP_URL_BYTES - 1));
	T_OK(!ask_long(NS_HTTP_URL_BYTES));
	T_OK(ask_long(NS_HTTP_URL_BYTES + 1));
	check_problem(414, "url-too-long");
}

static void options_are_told(void)
{
	T_OK(ask(NS_OPTIONS, "/v1/search"));
	T_INT(r.status, 204);
	T_INT(r.body.n, 0);
	check_header("Allow", "GET, HEAD, OPTIONS");
	check_header("Access-Control-Allow-Origin", "*");
	check_header("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
	T_OK(ask(NS_OPTIONS, "/"));
	T_INT(r.status, 204);
	check_header("Access-Control-Allow-Origin", NULL);
	T_OK(ask(NS_OPTIONS, "*"));
	T_INT(r.status, 204);
	T_OK(ask(NS_OPTIONS, "/nothing"));
	T_INT(r.status, 404);
}

static void scripts_of_other_sites_read_the_api_alone(void)
{
	const struct ns_http_request q = { .target = NS_STR("/v1/nothing") };

	T_OK(ask(NS_GET, "/v1/nothing"));
	check_header("Access-Control-Allow-Origin", "*");
	T_OK(ask(NS_GET, "/style.css"));
	check_header("Access-Control-Allow-Origin", NULL);
	ns_http_response_reset(&r);
	T_OK(ns_route_at_once(&narrow, &q, &r));
	check_header("Access-Control-Allow-Origin", "https://a.example");
	check_header("Vary", "Origin");
}

static void the_style_sheet_is_cached(void)
{
	struct ns_http_request q = { .target = NS_STR("/style.css") };
	char tag[NS_HTTP_HEADER_BYTES];

	T_OK(ask(NS_GET, "/style.css?v=1"));
	T_INT(r.status, 200);
	check_header("Content-Type", "text/css; charset=utf-8");
	T_OK(r.body.n > 500);
	snprintf(tag, sizeof(tag), "\"x\", W/%s",
		 ns_http_header_get(&r, "ETag"));
	q.if_none_match = ns_str_of(tag);
	ns_http_response_reset(&r);
	T_OK(ns_route_at_once(&site, &q, &r));
	T_INT(r.status, 304);
	T_INT(r.body.n, 0);
	q.if_none_match = NS_STR("\"0123456789abcdef\"");
	ns_http_response_reset(&r);
	T_OK(ns_route_at_once(&site, &q, &r));
	T_INT(r.status, 200);
}

static void liveness_needs_nothing(void)
{
	T_OK(ask(NS_GET, "/healthz"));
	T_INT(r.status, 200);
	j_check(j_read(ns_buf_view(&r.body)), "status", "ok");
	check_header("Cache-Control", "no-store");
}

static void no_room_is_said(void)
{
	const struct ns_http_request q = { .target = NS_STR("/v1/search?q=a") };

	ns_http_response_reset(&r);
	ns_route_busy(&site, &q, &r);
	check_problem(503, "busy");
	check_header("Retry-After", "1");
	check_header("Access-Control-Allow-Origin", "*");
}

static void problems_name_and_suggest(void)
{
	struct ns_problem p;
	const struct ns_json *root;

	ns_problem_param(&p, NS_STR("li\"mit\xff"), "it is \"%s\"\n", "\xc3");
	p.position = 3;
	memcpy(p.suggestion, "limit", 6);
	ns_http_response_reset(&r);
	ns_problem_answer(&p, &r);
	root = j_read(ns_buf_view(&r.body));
	j_check(root, "param", "li\"mit\xef\xbf\xbd");
	j_check(root, "detail", "it is \"?\"\n");
	j_check(root, "position", "3");
	j_check(root, "suggestion", "limit");
	j_check(root, "status", "400");
}

static void all_problems_are_json(void)
{
	for (int i = NS_PROBLEM_NONE; i < NS_PROBLEMS; i++) {
		struct ns_problem p;

		ns_problem_set(&p, (enum ns_problem_kind)i, "why");
		ns_http_response_reset(&r);
		ns_problem_answer(&p, &r);
		T_OK(r.status >= 400 && r.status < 600);
		T_OK(j_has(j_read(ns_buf_view(&r.body)), "title"));
	}
}

static void no_header_is_split(void)
{
	ns_http_response_reset(&r);
	ns_http_header(&r, "X", NS_STR("a\r\nSet-Cookie: b"));
	check_header("X", NULL);
	for (int i = 0; i < 2; i++)
		ns_http_header(&r, "X", NS_STR("b"));
	T_INT(r.n_headers, 1);
	check_header("x", "b");
}

static void limits_are_printed(void)
{
	struct ns_buf b = { 0 };

	ns_http_limits_print(&b);
	T_OK(memmem(b.p, b.n, " 1024 bytes ", 12) != NULL);
	T_OK(memmem(b.p, b.n, " 8192 bytes ", 12) != NULL);
	T_OK(memmem(b.p, b.n, " 32 words ", 10) != NULL);
	ns_buf_free(&b);
}

int main(void)
{
	T_RUN(only_reading_is_allowed);
	T_RUN(paths_that_are_not_there);
	T_RUN(what_needs_the_engine_is_left_to_it);
	T_RUN(a_url_has_8_kib);
	T_RUN(options_are_told);
	T_RUN(scripts_of_other_sites_read_the_api_alone);
	T_RUN(the_style_sheet_is_cached);
	T_RUN(liveness_needs_nothing);
	T_RUN(no_room_is_said);
	T_RUN(problems_name_and_suggest);
	T_RUN(all_problems_are_json);
	T_RUN(no_header_is_split);
	T_RUN(limits_are_printed);
	ns_json_parser_free(j_parser);
	ns_http_response_free(&r);
	return t_end();
}
