/* The whole way: dumps indexed, the archive served, answers read from sockets.
 */
#include "http/site.h"

#include <ftw.h>
#include <sys/wait.h>
#include <time.h>

#include "http/limits.h"
#include "http/listen.h"
#include "indexer/ingest.h"
#include "tests/http/client.h"
#include "tests/http/json.h"

static const char first_dump[] =
	"{\"id\":\"https://a.example/1\",\"title\":\"Harbour reopens\","
	"\"body\":\"Ships came in.\\n\\nThe harbour was <b>full</b>.\","
	"\"lang\":\"en\",\"outlet\":\"Coast, Daily\",\"date\":\"2024-03-05\","
	"\"url\":\"https://a.example/1\"}\n"
	"{\"id\":\"urn:x:2\",\"title\":\"Storm <script>alert(1)</script>\","
	"\"body\":\"The ferry waited for the storm to pass.\","
	"\"lang\":\"en\",\"outlet\":\"Inland\",\"date\":\"2023\","
	"\"url\":\"javascript:alert(1)\"}\n"
	"{\"id\":\"urn:x:3\",\"title\":\"Ferry storm harbour\","
	"\"body\":\"\\u0645\\u0631\\u062d\\u0628\\u0627\",\"lang\":\"en\"}\n";
static const char second_dump[] =
	"{\"id\":\"urn:x:4\",\"title\":\"Harbour burns\","
	"\"body\":\"Smoke.\",\"lang\":\"en\"}\n";

static char dir[] = "/tmp/ns-site-XXXXXX";
static char archive[64];
static int port;
static struct ns_site site = { .title = "Test", .base = "", .cors = "*" };
static struct ns_server *server;
static char text[C_BYTES];

/* ---- the archive ---- */

static void write_file(const char *path, const char *content)
{
	FILE *f = fopen(path, "w");

	T_OK(f && fputs(content, f) >= 0 && fclose(f) == 0);
}

static bool index_dump(const char *content)
{
	struct ns_inputs inputs = { 0 };
	struct ns_ingest in = { .dir = archive,
				.inputs = &inputs,
				.memory_bytes = 16 << 20,
				.jobs = 1 };
	struct ns_ingest_report report;
	struct ns_error e;
	char path[64];
	bool good;

	snprintf(path, sizeof(path), "%s/dump.jsonl", dir);
	write_file(path, content);
	good = !ns_inputs_add(&inputs, path, &e) &&
	       !ns_ingest(&in, &report, &e);
	if (!good)
		T_FAIL("no archive: %s", e.text);
	ns_inputs_free(&inputs);
	return good;
}

/* A process may open a manifest once: who adds to it while it is served is
 * another one, made before there are threads, that waits for a byte. */
static pid_t adder;
static int adder_pipe;

static void fork_adder(void)
{
	int ends[2];
	char byte;

	if (pipe(ends))
		return;
	adder = fork();
	if (adder == 0) {
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) == 1 && index_dump(second_dump)
			      ? 0
			      : 1);
	}
	close(ends[0]);
	adder_pipe = ends[1];
}

static int add_second(void)
{
	int status = -1;

	T_INT(write(adder_pipe, "x", 1), 1);
	waitpid(adder, &status, 0);
	adder = 0;
	return status;
}

static void end_adder(void)
{
	close(adder_pipe);
	if (adder > 0)
		waitpid(adder, NULL, 0);
}

static bool start(void)
{
	struct ns_server_options o = ns_server_defaults();
	struct ns_listen l;
	struct ns_error e;

	o.threads = 2;
	o.service = ns_site_service(&site);
	if (ns_search_archive_open(archive, &site.archive, &e) ||
	    ns_listen_open("127.0.0.1:0", &l, &e)) {
		T_FAIL("%s", e.text);
		return false;
	}
	port = atoi(strrchr(l.name, ':') + 1);
	o.fd = l.fd;
	return ns_server_start(&o, &server, &e) == NS_OK;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

/* ---- asking ---- */

static void get_with(const char *path, const char *headers)
{
	char request[2048];

	snprintf(request, sizeof(request),
		 "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n",
		 path, headers);
	/* A busy machine may take longer than a search may. */
	for (int i = 0; i < 5; i++) {
		c_ask(port, request, text);
		if (c_status(text) != 503 && !strstr(text, "\"partial\":true"))
			break;
	}
}

static int get(const char *path)
{
	get_with(path, "");
	return c_status(text);
}

static const struct ns_json *json(const char *path, int status)
{
	int is = get(path);

	if (is != status)
		T_FAIL("%s: %d, not %d: %s", path, is, status, c_body(text));
	return j_read(ns_str_of(c_body(text)));
}

static void check_total(const char *path, const char *wanted)
{
	const struct ns_json *root = json(path, 200);

	j_check(ns_json_get(root, NS_STR("total")), "value", wanted);
}

static bool has(const char *s)
{
	return strstr(text, s) != NULL;
}

/* ---- cases ---- */

static void a_search_is_answered(void)
{
	const struct ns_json *root = json("/v1/search?q=harbours", 200);
	const struct ns_json *hits = ns_json_get(root, NS_STR("hits"));

	j_check(ns_json_get(root, NS_STR("total")), "value", "2");
	T_OK(hits && hits->child && hits->child->next);
	T_OK(has("Content-Type: application/json\r\n"));
	T_OK(has("Access-Control-Allow-Origin: *\r\n"));
	T_OK(has("Server-Timing: "));
}

static void filters_and_dates_narrow_it(void)
{
	check_total("/v1/search?q=harbour&outlet=coast%5C,%20daily", "1");
	check_total("/v1/search?q=harbour&outlet=-Coast%5C,%20Daily", "1");
	check_total("/v1/search?outlet=Inland", "1");
	check_total("/v1/search?from=2024-03-05&to=2024-03-05", "1");
	check_total("/v1/search?from=2022&to=2023", "1");
	check_total("/v1/search?q=harbour&from=2025", "0");
}

static void the_second_tier_follows(void)
{
	const struct ns_json *root =
		json("/v1/search?q=ferry+harbour&highlight=none", 200);

	j_check(ns_json_get(root, NS_STR("total")), "value", "1");
	j_check(root, "further", "2");
	check_total("/v1/search?q=ferry+harbour&match=any", "3");
}

static void questions_are_refused_with_their_place(void)
{
	const struct ns_json *root =
		json("/v1/search?q=%C3%A9+%22open&syntax=strict", 400);

	j_check(root, "param", "q");
	j_check(root, "type", "urn:newsstand:problem:bad-question");
	j_check(root, "position", "2");
	root = json("/v1/search?q=%22open", 200);
	T_OK(ns_json_get(root, NS_STR("warnings"))->child != NULL);
	json("/v1/search", 400);
	json("/v1/search?q=a&cursor=1", 400);
}

/* n words of one letter, as one parameter. */
static const char *question_of(int n)
{
	static char path[1024];
	size_t at = (size_t)snprintf(path, sizeof(path), "/v1/search?q=w");

	for (int i = 1; i < n; i++)
		at += (size_t)snprintf(path + at, sizeof(path) - at, "+w");
	return path;
}

static void a_question_has_32_words(void)
{
	json(question_of(31), 200);
	json(question_of(32), 200);
	j_check(json(question_of(33), 400), "param", "q");
}

static void articles_are_found_by_their_ids(void)
{
	const struct ns_json *a;

	a = json("/v1/article/https%3A%2F%2Fa.example%2F1?pretty=1", 200);
	j_check(a, "title", "Harbour reopens");
	j_check(a, "outlet", "Coast, Daily");
	j_check(a, "date", "2024-03-05");
	a = json("/v1/article/https://a.example/1", 200);
	j_check(a, "title", "Harbour reopens");
	json("/v1/article/urn:x:2", 200);
	json("/v1/article/urn:x:99", 404);
	json("/v1/article/%ff", 404);
	json("/v1/article/", 404);
	json("/v1/article/urn:x:2?prety=1", 400);
}

static void the_page_shows_hits(void)
{
	T_INT(get("/search?q=harbour&utm_source=x"), 200);
	T_OK(has("Content-Security-Policy: default-src 'self'"));
	T_OK(has("Referrer-Policy: no-referrer\r\n"));
	T_OK(has("X-Content-Type-Options: nosniff\r\n"));
	T_OK(has("<mark>Harbour</mark> reopens"));
	T_OK(has("Coast, Daily") && has("5 March 2024"));
	T_OK(has("2 articles."));
	T_INT(get("/?q=storm"), 200);
	T_OK(has("&lt;script&gt;") && !has("<script") && !has("javascript:"));
	T_INT(get("/"), 200);
	T_OK(has("3 articles can be searched."));
	T_INT(get("/search?q=a&limit=0"), 400);
	T_OK(has("text/html") && has("limit"));
	T_INT(get("/style.css"), 200);
}

static void an_article_has_a_page(void)
{
	T_INT(get("/article?id=https%3A%2F%2Fa.example%2F1"), 200);
	T_OK(has("dir=\"auto\">The harbour was &lt;b&gt;full&lt;/b&gt;."));
	T_OK(has("href=\"https://a.example/1\""));
	T_INT(get("/article?id=none"), 404);
	T_OK(has("text/html"));
	T_INT(get("/article"), 404);
}

static void copy_tag(char *headers, size_t n)
{
	const char *at = strstr(text, "ETag: ");

	if (!at)
		T_FAIL("no ETag in %s", text);
	snprintf(headers, n, "If-None-Match: %.*s\r\n",
		 at ? (int)strcspn(at + 6, "\r") : 0, at ? at + 6 : "");
}

static void what_is_known_is_not_sent_again(void)
{
	static const char *const paths[] = {
		"/v1/search?q=harbour", "/search?q=harbour",   "/",
		"/v1/article/urn:x:2",  "/article?id=urn:x:2",
	};
	char headers[256];

	for (int i = 0; i < 5; i++) {
		T_INT(get(paths[i]), 200);
		copy_tag(headers, sizeof(headers));
		get_with(paths[i], headers);
		T_INT(c_status(text), 304);
		T_TEXT(c_body(text), "");
		get_with("/v1/search?q=ferry", headers);
		T_INT(c_status(text), 200);
	}
}

static void the_same_question_has_the_same_bytes(void)
{
	char *first;

	json("/v1/search?q=ferry+harbour&explain=1", 200);
	first = strdup(c_body(text));
	json("/v1/search?q=ferry+harbour&explain=1", 200);
	T_TEXT(c_body(text), first);
	free(first);
}

static void health_is_told(void)
{
	j_check(json("/healthz", 200), "status", "ok");
	j_check(json("/readyz", 200), "articles", "3");
}

static void head_is_get_without_a_body(void)
{
	c_ask(port,
	      "HEAD /v1/search?q=harbour HTTP/1.1\r\nHost: a\r\n"
	      "Connection: close\r\n\r\n",
	      text);
	T_INT(c_status(text), 200);
	T_TEXT(c_body(text), "");
	T_OK(!has("Content-Length: 0\r\n") && has("Content-Length: "));
}

/* The last case: a commit is seen by the next request, and changes tags. */
static void a_new_generation_is_seen(void)
{
	char headers[256];

	T_INT(get("/v1/search?q=harbour"), 200);
	copy_tag(headers, sizeof(headers));
	T_INT(add_second(), 0);
	get_with("/v1/search?q=harbour", headers);
	T_INT(c_status(text), 200);
	check_total("/v1/search?q=harbour", "3");
	j_check(json("/readyz", 200), "articles", "4");
}

static void run_all(void)
{
	T_RUN(a_search_is_answered);
	T_RUN(filters_and_dates_narrow_it);
	T_RUN(the_second_tier_follows);
	T_RUN(questions_are_refused_with_their_place);
	T_RUN(a_question_has_32_words);
	T_RUN(articles_are_found_by_their_ids);
	T_RUN(the_page_shows_hits);
	T_RUN(an_article_has_a_page);
	T_RUN(what_is_known_is_not_sent_again);
	T_RUN(the_same_question_has_the_same_bytes);
	T_RUN(health_is_told);
	T_RUN(head_is_get_without_a_body);
	T_RUN(a_new_generation_is_seen);
}

static bool ready;

static void an_archive_is_served(void)
{
	ready = mkdtemp(dir) != NULL;
	snprintf(archive, sizeof(archive), "%s/news.ns", dir);
	if (ready)
		fork_adder();
	ready = ready && index_dump(first_dump) && start();
	T_OK(ready);
}

int main(void)
{
	T_RUN(an_archive_is_served);
	if (ready)
		run_all();
	end_adder();
	ns_server_stop(server);
	ns_search_archive_close(site.archive);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	ns_json_parser_free(j_parser);
	return t_end();
}
