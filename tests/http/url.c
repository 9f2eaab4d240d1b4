#include "http/url.h"
#include "http/limits.h"
#include "tests/t.h"

static void check_split(const char *target, const char *path, const char *query)
{
	struct ns_url u = ns_url_split(ns_str_of(target));

	T_BYTES(u.path.p, u.path.n, path, strlen(path));
	T_BYTES(u.query.p, u.query.n, query, strlen(query));
}

static void targets_are_cut(void)
{
	check_split("/", "/", "");
	check_split("", "/", "");
	check_split("/search?q=a", "/search", "q=a");
	check_split("/search?q=a?b#c", "/search", "q=a?b");
	check_split("/v1/article/http://a.example/1",
		    "/v1/article/http://a.example/1", "");
	check_split("http://host/search?q=a", "/search", "q=a");
	check_split("HTTP://host:80?q=a", "/", "");
	check_split("http://host", "/", "");
	check_split("*", "*", "");
}

struct decode {
	const char *raw;
	const char *out;
	size_t n;
};

static const struct decode decodes[] = {
	{ "", "", 0 },
	{ "a+b", "a b", 3 },
	{ "a%20b", "a b", 3 },
	{ "%41%7a%7A", "Azz", 3 },
	{ "100%", "100%", 4 },
	{ "%4", "%4", 2 },
	{ "%zz%4g", "%zz%4g", 6 },
	{ "%%41", "%A", 2 },
	{ "%2541", "%41", 3 },
	{ "a%00b", "a\0b", 3 },
	{ "%C3%A9", "\xc3\xa9", 2 },
	{ "%ff", "\xff", 1 },
};

static void escapes_are_decoded_once(void)
{
	for (size_t i = 0; i < sizeof(decodes) / sizeof(*decodes); i++) {
		const struct decode *d = &decodes[i];
		struct ns_arena arena = { 0 };
		size_t len = strlen(d->raw);
		char *exact = malloc(len ? len : 1);
		struct ns_str out;

		memcpy(exact, d->raw, len);
		out = ns_url_decode((struct ns_str){ exact, len }, true,
				    &arena);
		T_BYTES(out.p, out.n, d->out, d->n);
		free(exact);
		ns_arena_free(&arena);
	}
}

static void a_plus_in_a_path_is_a_plus(void)
{
	struct ns_arena arena = { 0 };
	struct ns_str out = ns_url_decode(NS_STR("a+b%2Bc"), false, &arena);

	T_BYTES(out.p, out.n, "a+b+c", 5);
	ns_arena_free(&arena);
}

static void parameters_are_read(void)
{
	struct ns_arena arena = { 0 };
	struct ns_url_params p;

	T_INT(ns_url_params(NS_STR("q=a%26b&&x&y=1=2&=z&"), &arena, &p), NS_OK);
	T_INT(p.n, 4);
	T_BYTES(p.param[0].value.p, p.param[0].value.n, "a&b", 3);
	T_BYTES(p.param[1].name.p, p.param[1].name.n, "x", 1);
	T_INT(p.param[1].value.n, 0);
	T_BYTES(p.param[2].value.p, p.param[2].value.n, "1=2", 3);
	T_INT(p.param[3].name.n, 0);
	ns_arena_free(&arena);
}

static enum ns_code read_many(int n)
{
	struct ns_arena arena = { 0 };
	struct ns_buf b = { 0 };
	struct ns_url_params p;
	enum ns_code rc;

	for (int i = 0; i < n; i++)
		ns_buf_printf(&b, "a=%d&", i);
	rc = ns_url_params(ns_buf_view(&b), &arena, &p);
	T_INT(p.n, n <= NS_HTTP_PARAMS ? n : NS_HTTP_PARAMS);
	ns_buf_free(&b);
	ns_arena_free(&arena);
	return rc;
}

static void parameters_have_a_limit(void)
{
	T_INT(read_many(NS_HTTP_PARAMS - 1), NS_OK);
	T_INT(read_many(NS_HTTP_PARAMS), NS_OK);
	T_INT(read_many(NS_HTTP_PARAMS + 1), NS_LIMIT);
}

static void every_byte_survives_encoding(void)
{
	struct ns_arena arena = { 0 };
	struct ns_buf b = { 0 };
	struct ns_str out;
	char all[256];

	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	ns_url_encode(&b, (struct ns_str){ all, sizeof(all) });
	out = ns_url_decode(ns_buf_view(&b), true, &arena);
	T_BYTES(out.p, out.n, all, sizeof(all));
	T_OK(!memchr(b.p, '&', b.n) && !memchr(b.p, ' ', b.n));
	ns_buf_free(&b);
	ns_arena_free(&arena);
}

static void only_the_web_is_linked(void)
{
	T_OK(ns_url_is_web(NS_STR("http://a.example/")));
	T_OK(ns_url_is_web(NS_STR("HTTPS://a.example/")));
	T_OK(!ns_url_is_web(NS_STR("javascript:alert(1)")));
	T_OK(!ns_url_is_web(NS_STR(" http://a.example/")));
	T_OK(!ns_url_is_web(NS_STR("data:text/html,x")));
	T_OK(!ns_url_is_web(NS_STR("//a.example/")));
	T_OK(!ns_url_is_web(NS_STR("http:")));
	T_OK(!ns_url_is_web(NS_STR("")));
}

int main(void)
{
	T_RUN(targets_are_cut);
	T_RUN(escapes_are_decoded_once);
	T_RUN(a_plus_in_a_path_is_a_plus);
	T_RUN(parameters_are_read);
	T_RUN(parameters_have_a_limit);
	T_RUN(every_byte_survives_encoding);
	T_RUN(only_the_web_is_linked);
	return t_end();
}
