/* The command line of nsquery: what it makes of its words. */
#include "query/cli.h"

#include "tests/t.h"

enum { WORDS_MAX = 40 };

struct given {
	struct ns_arena arena;
	struct ns_ask ask;
	struct ns_error error;
	enum ns_code rc;
	char line[512];
};

/* Reads a line, cut at spaces; %20 of it are spaces. */
static void give(struct given *g, const char *line)
{
	struct ns_ask_context c = { &g->arena, 1710000000, "./default.ns" };
	char *argv[WORDS_MAX] = { NULL };
	int argc = 0;

	*g = (struct given){ .rc = NS_OK };
	(void)snprintf(g->line, sizeof(g->line), "nsquery %s", line);
	for (char *w = strtok(g->line, " "); w; w = strtok(NULL, " ")) {
		for (char *p; (p = strstr(w, "%20")) != NULL;) {
			*p = ' ';
			memmove(p + 1, p + 3, strlen(p + 3) + 1);
		}
		argv[argc++] = w;
	}
	g->rc = ns_ask_read(argc, argv, &c, &g->ask, &g->error);
}

static void forget(struct given *g)
{
	ns_arena_free(&g->arena);
}

static void words_are_joined(void)
{
	static const struct {
		const char *line, *text;
	} rows[] = {
		{ "climate change", "climate change" },
		{ "climate -fossil", "climate -fossil" },
		{ "-n 3 climate -n 3", "climate -n 3" },
		{ "climate --limit 3 change", "climate change" },
		{ "-- -fossil", "-fossil" },
		{ "a%20b c", "a b c" },
		{ "--outlet X", "*" },
		{ "--from 2024", "*" },
		{ "--to today %20", "*" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct given g;

		give(&g, rows[i].line);
		T_INT(g.rc, NS_OK);
		T_BYTES(g.ask.request.text.p, g.ask.request.text.n,
			rows[i].text, strlen(rows[i].text));
		forget(&g);
	}
}

static void what_is_refused_is_named(void)
{
	static const struct {
		const char *line, *says;
	} rows[] = {
		{ "", "nothing is asked" },
		{ "%20", "nothing is asked" },
		{ "--nolimit a", "no option --nolimit" },
		{ "--limit 0 a", "--limit is a number" },
		{ "--sort up a", "--sort is relevance, newest or oldest" },
		{ "--from tomato a", "--from is a date" },
		{ "--to 2024-13 a", "--to is a date" },
		{ "--from 2025 --to 2024 a", "--from is later" },
		{ "--tz Mars a", "--tz is UTC" },
		{ "--tz +5 a", "--tz is UTC" },
		{ "--tz +15:00 a", "--tz is UTC" },
		{ "--tz +05:60 a", "--tz is UTC" },
		{ "--in title,url a", "--in is of title" },
		{ "--fields id,colour a", "--fields: an article has no field" },
		{ "--outlet - a", "a minus excludes" },
		{ "--snippets=21 a", "--snippets is a number from 0 to 20" },
		{ "--page 2 -n all a", "--page 2 lies behind" },
		{ "--page 4000000000 -n 2 a", "--page 4000000000 lies" },
		{ "--queries f --format csv", "--queries writes" },
		{ "--show", "--show needs a value" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct given g;

		give(&g, rows[i].line);
		T_INT(g.rc, NS_INVALID);
		if (strncmp(g.error.text, rows[i].says, strlen(rows[i].says)) !=
		    0)
			T_FAIL("'%s': %s", rows[i].line, g.error.text);
		forget(&g);
	}
}

static void options_reach_the_request(void)
{
	struct given g;

	give(&g, "-n 5 --page 3 --sort oldest --match any --rank bm25 -e "
		 "--strict --keep-stop-words --explain --in title,body "
		 "--from 2024-03 --to 2024-03 a");
	T_INT(g.rc, NS_OK);
	T_INT(g.ask.request.first, 10);
	T_INT(g.ask.request.limit, 5);
	T_INT(g.ask.request.sort, NS_SORT_OLDEST);
	T_INT(g.ask.request.match, NS_MATCH_ANY);
	T_INT(g.ask.request.rank, NS_RANK_BM25);
	T_OK(g.ask.request.parse.exact && g.ask.request.parse.strict);
	T_OK(g.ask.request.keep_stop_words && g.ask.request.explain);
	T_INT(g.ask.request.in, 1 << NS_SCOPE_TITLE | 1 << NS_SCOPE_BODY);
	T_INT(g.ask.request.dates.from, 1709251200);
	T_INT(g.ask.request.dates.to, 1711929599);
	T_INT(g.ask.request.parse.now, 1710000000);
	T_TEXT(g.ask.archive, "./default.ns");
	T_OK(g.ask.render.request == &g.ask.request);
	forget(&g);
	give(&g, "-d x.ns -n all -c a");
	T_INT(g.ask.request.limit, UINT32_MAX);
	T_OK(g.ask.request.count_only);
	T_TEXT(g.ask.archive, "x.ns");
	forget(&g);
}

static void zones_shift_dates(void)
{
	static const struct {
		const char *line;
		int64_t from;
	} rows[] = {
		{ "--from 2024-03-05", 1709596800 },
		{ "--tz UTC --from 2024-03-05", 1709596800 },
		{ "--tz +02:00 --from 2024-03-05", 1709596800 - 7200 },
		{ "--tz +0530 --from 2024-03-05", 1709596800 - 19800 },
		{ "--tz -05 --from 2024-03-05", 1709596800 + 18000 },
		{ "--tz EST --from 2024-03-05", 1709596800 + 18000 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct given g;

		give(&g, rows[i].line);
		T_INT(g.rc, NS_OK);
		T_INT(g.ask.request.dates.from, rows[i].from);
		forget(&g);
	}
}

static void names_filter(void)
{
	static const struct {
		const char *line, *value[3];
		bool exclude[3];
	} rows[] = {
		{ "--tag a", { "a" }, { false } },
		{ "--tag a --tag -b", { "a", "b" }, { false, true } },
		{ "--tag=-a", { "a" }, { true } },
		{ "--tag a,b,-c", { "a", "b", "c" }, { false, false, true } },
		{ "--tag a\\,b", { "a,b" }, { false } },
		{ "--tag \\-a", { "-a" }, { false } },
		{ "--tag -\\-a", { "-a" }, { true } },
		{ "--tag a\\\\,b", { "a\\", "b" }, { false, false } },
		{ "--tag a\\b", { "a\\b" }, { false } },
		{ "--tag a\\", { "a\\" }, { false } },
		{ "--tag %20a%20b%20,,c", { "a b", "c" }, { false, false } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct given g;
		uint32_t n = 0;

		give(&g, rows[i].line);
		T_INT(g.rc, NS_OK);
		for (; n < 3 && rows[i].value[n]; n++) {
			const struct ns_filter *f = &g.ask.request.filter[n];

			if (n >= g.ask.request.n_filters)
				break;
			T_INT(f->field, NS_SCOPE_TAG);
			T_BYTES(f->value.p, f->value.n, rows[i].value[n],
				strlen(rows[i].value[n]));
			T_INT(f->exclude, rows[i].exclude[n]);
		}
		T_INT(g.ask.request.n_filters, n);
		T_OK(n == 3 || !rows[i].value[n]);
		forget(&g);
	}
}

static void every_filter_has_its_field(void)
{
	static const enum ns_scope scopes[] = {
		NS_SCOPE_OUTLET, NS_SCOPE_SECTION, NS_SCOPE_AUTHOR,
		NS_SCOPE_LANG,   NS_SCOPE_TYPE,    NS_SCOPE_TAG,
	};
	struct given g;

	give(&g, "--tag t --type y --lang l --author a --section s --outlet o");
	T_INT(g.ask.request.n_filters, 6);
	for (uint32_t i = 0; i < 6; i++) {
		T_INT(g.ask.request.filter[i].field, scopes[i]);
		T_INT(*g.ask.request.filter[i].value.p, "osalyt"[i]);
	}
	forget(&g);
}

static void formats(void)
{
	static const struct {
		const char *line;
		enum ns_format format;
		uint32_t snippets, chars;
	} rows[] = {
		{ "a", NS_FORMAT_TEXT, 1, 240 },
		{ "-s a", NS_FORMAT_TEXT, 3, 240 },
		{ "-s5 a", NS_FORMAT_TEXT, 5, 240 },
		{ "--snippets=0 a", NS_FORMAT_TEXT, 0, 0 },
		{ "--json a", NS_FORMAT_JSONL, 1, 240 },
		{ "--json --fields id a", NS_FORMAT_JSONL, 1, 0 },
		{ "--json --fields id,snippet a", NS_FORMAT_JSONL, 1, 240 },
		{ "--format json a", NS_FORMAT_JSON, 1, 240 },
		{ "--format csv a", NS_FORMAT_CSV, 1, 0 },
		{ "--format tsv a", NS_FORMAT_TSV, 1, 0 },
		{ "--format atom a", NS_FORMAT_ATOM, 1, 240 },
		{ "--format ids a", NS_FORMAT_IDS, 1, 0 },
		{ "--format trec a", NS_FORMAT_TREC, 1, 0 },
		{ "-l a", NS_FORMAT_URLS, 1, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct given g;

		give(&g, rows[i].line);
		T_INT(g.rc, NS_OK);
		T_INT(g.ask.render.format, rows[i].format);
		T_INT(g.ask.request.snippets, rows[i].snippets);
		T_INT(g.ask.request.snippet_chars, rows[i].chars);
		forget(&g);
	}
}

static void lines_of_questions(void)
{
	static const struct {
		const char *line, *id, *text;
	} rows[] = {
		{ "1\ta b\n", "1", "a b" }, { "q 2\ta\tb\r\n", "q 2", "a\tb" },
		{ "3\t", "3", "" },         { "no tab\n", NULL, NULL },
		{ "\ta\n", NULL, NULL },    { "", NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ns_str id, text;
		enum ns_code rc =
			ns_ask_line(ns_str_of(rows[i].line), &id, &text, NULL);

		T_INT(rc, rows[i].id ? NS_OK : NS_INVALID);
		if (rc || !rows[i].id)
			continue;
		T_BYTES(id.p, id.n, rows[i].id, strlen(rows[i].id));
		T_BYTES(text.p, text.n, rows[i].text, strlen(rows[i].text));
	}
}

static void limits_are_listed(void)
{
	struct ns_buf out = { 0 };

	ns_ask_limits(&out);
	ns_buf_u8(&out, 0);
	T_OK(strstr((char *)out.p, "16384 bytes of a question"));
	T_OK(strstr((char *)out.p, "1024 words of a question"));
	T_OK(strstr((char *)out.p, "64 brackets in brackets"));
	ns_buf_free(&out);
}

int main(void)
{
	T_RUN(words_are_joined);
	T_RUN(what_is_refused_is_named);
	T_RUN(options_reach_the_request);
	T_RUN(zones_shift_dates);
	T_RUN(names_filter);
	T_RUN(every_filter_has_its_field);
	T_RUN(formats);
	T_RUN(lines_of_questions);
	T_RUN(limits_are_listed);
	return t_end();
}
