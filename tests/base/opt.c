/* Options: command lines, query strings, messages, help; and the nearest name.
 */
#include "core/base/opt.h"

#include "core/base/nearest.h"
#include "tests/t.h"

struct ask {
	struct ns_str text, format_text;
	uint32_t limit, small;
	uint64_t memory;
	struct ns_opt_list tag;
	int sort;
	bool quiet, exact;
	struct ns_str snippets;
	int called;
};

static const char *const sorts[] = { "relevance", "newest", "oldest", NULL };
static const char *const all[] = { "all", NULL };

static enum ns_code call(void *to, struct ns_str value, struct ns_error *e)
{
	int *called = to;

	if (!value.n)
		return ns_fail(e, NS_INVALID, "nothing to call");
	*called += (int)value.n;
	return NS_OK;
}

static const struct ns_opt rows[] = {
	{ "text", 't', NS_OPT_TEXT, offsetof(struct ask, text), .min = 1,
	  .max = 8, .arg = "TEXT", .help = "what to ask" },
	{ "limit", 'n', NS_OPT_UINT, offsetof(struct ask, limit), .min = 1,
	  .max = 100, .arg = "N", .help = "hits to show", .names = all },
	{ "small", 0, NS_OPT_UINT, offsetof(struct ask, small), .min = 0,
	  .max = UINT32_MAX, .arg = "N", .help = "any number" },
	{ "memory", 'm', NS_OPT_SIZE, offsetof(struct ask, memory),
	  .min = 1 << 20, .max = UINT64_C(1) << 40, .arg = "SIZE",
	  .help = "memory of a builder" },
	{ "tag", 'g', NS_OPT_LIST, offsetof(struct ask, tag), .min = 1,
	  .max = 10, .arg = "NAME", .help = "only these" },
	{ "sort", 0, NS_OPT_ENUM, offsetof(struct ask, sort), .names = sorts,
	  .help = "order of the hits" },
	{ "quiet", 'q', NS_OPT_BOOL, offsetof(struct ask, quiet),
	  .help = "no progress" },
	{ "exact", 'e', NS_OPT_BOOL, offsetof(struct ask, exact),
	  .help = "the very words" },
	{ "snippets", 's', NS_OPT_TEXT, offsetof(struct ask, snippets),
	  .arg = "N", .implied = "3", .help = "passages of a hit" },
	{ "call", 'c', NS_OPT_CALL, offsetof(struct ask, called), .call = call,
	  .arg = "X", .help = "anything" },
	{ "hidden", 0, NS_OPT_BOOL, offsetof(struct ask, quiet), .help = NULL },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const struct ns_opt_table cli = { rows, ROWS, "option", "--", false };
static const struct ns_opt_table first = { rows, ROWS, "option", "--", true };
static const struct ns_opt_table http = { rows, ROWS, "parameter", "", false };

enum { ARGS = 12 };

struct parsed {
	struct ask ask;
	const char *word[ARGS];
	int n_words;
	struct ns_arena arena;
	struct ns_error e;
	enum ns_code rc;
};

static void parse(const struct ns_opt_table *t, char *const *argv,
		  struct parsed *p)
{
	struct ns_opt_line line = { .argv = argv, .first = 1 };

	memset(p, 0, sizeof(*p));
	while (argv[line.argc])
		line.argc++;
	line.word = p->word;
	line.arena = &p->arena;
	p->rc = ns_opt_parse(t, &line, &p->ask, &p->e);
	p->n_words = line.n_words;
}

#define ARGV(...) ((char *[ARGS + 2]){ (char[]){ "p" }, __VA_ARGS__ })
#define A(z) ((char[]){ z })

static void every_way_to_give_a_value(void)
{
	struct parsed p;

	parse(&cli,
	      ARGV(A("--text=a=b"), A("--limit"), A("7"), A("-m2G"), A("-qe"),
		   A("-g"), A("x"), A("-gy"), A("one"), A("--tag=z"), A("-")),
	      &p);
	T_INT(p.rc, NS_OK);
	T_BYTES(p.ask.text.p, p.ask.text.n, "a=b", 3);
	T_INT(p.ask.limit, 7);
	T_INT(p.ask.memory, INT64_C(2) << 30);
	T_OK(p.ask.quiet && p.ask.exact);
	T_INT(p.ask.tag.n, 3);
	T_BYTES(p.ask.tag.value[0].p, 1, "x", 1);
	T_BYTES(p.ask.tag.value[1].p, 1, "y", 1);
	T_BYTES(p.ask.tag.value[2].p, 1, "z", 1);
	T_INT(p.n_words, 2);
	T_TEXT(p.word[0], "one");
	T_TEXT(p.word[1], "-");
	ns_arena_free(&p.arena);
	parse(&cli,
	      ARGV(A("-qn5"), A("--sort"), A("oldest"), A("--exact=off"),
		   A("-s"), A("--call"), A("-3d"), A("--"), A("--limit"),
		   A("-x")),
	      &p);
	T_INT(p.rc, NS_OK);
	T_INT(p.ask.limit, 5);
	T_INT(p.ask.sort, 2);
	T_OK(p.ask.quiet && !p.ask.exact);
	T_BYTES(p.ask.snippets.p, p.ask.snippets.n, "3", 1);
	T_INT(p.ask.called, 3);
	T_INT(p.n_words, 2);
	parse(&cli, ARGV(A("--snippets=5"), A("--limit=all")), &p);
	T_BYTES(p.ask.snippets.p, p.ask.snippets.n, "5", 1);
	T_INT(p.ask.limit, UINT32_MAX);
	parse(&cli, ARGV(A("-s9")), &p);
	T_BYTES(p.ask.snippets.p, p.ask.snippets.n, "9", 1);
}

static void letters_before_the_first_word(void)
{
	struct parsed p;

	parse(&first,
	      ARGV(A("-q"), A("climate"), A("-fossil"), A("--limit"), A("3"),
		   A("-e")),
	      &p);
	T_INT(p.rc, NS_OK);
	T_OK(p.ask.quiet && !p.ask.exact);
	T_INT(p.ask.limit, 3);
	T_INT(p.n_words, 3);
	T_TEXT(p.word[1], "-fossil");
	T_TEXT(p.word[2], "-e");
	parse(&cli, ARGV(A("climate"), A("-fossil")), &p);
	T_INT(p.rc, NS_INVALID);
	T_TEXT(p.e.text, "no option -f");
}

static const struct wrong {
	const char *a, *b, *says;
} wrongs[] = {
	{ "--limti=3", NULL, "no option --limti: did you mean --limit?" },
	{ "--zzz", NULL, "no option --zzz" },
	{ "--hiden", NULL, "no option --hiden" },
	{ "-x", NULL, "no option -x" },
	{ "--limit", NULL, "--limit needs a value: N" },
	{ "-n", NULL, "--limit needs a value: N" },
	{ "--limit", "0", "--limit is a number from 1 to 100 or all, not '0'" },
	{ "--limit=101", NULL,
	  "--limit is a number from 1 to 100 or all, not '101'" },
	{ "--limit=", NULL,
	  "--limit is a number from 1 to 100 or all, not ''" },
	{ "--limit=5x", NULL,
	  "--limit is a number from 1 to 100 or all, not '5x'" },
	{ "--limit=-5", NULL,
	  "--limit is a number from 1 to 100 or all, not '-5'" },
	{ "--small=4294967296", NULL,
	  "--small is a number from 0 to 4294967295, not '4294967296'" },
	{ "--small=18446744073709551617", NULL,
	  "--small is a number from 0 to 4294967295, not "
	  "'18446744073709551617'" },
	{ "--memory=1k", NULL,
	  "--memory is a size from 1048576 to 1099511627776, not '1k'" },
	{ "--memory=9999999999999999G", NULL,
	  "--memory is a size from 1048576 to 1099511627776, not "
	  "'9999999999999999G'" },
	{ "--memory=5T", NULL,
	  "--memory is a size from 1048576 to 1099511627776, not '5T'" },
	{ "--memory=k", NULL,
	  "--memory is a size from 1048576 to 1099511627776, not 'k'" },
	{ "--text=", NULL, "--text is empty" },
	{ "--text=123456789", NULL, "--text has 9 bytes: it may have 1 to 8" },
	{ "--tag", "", "--tag is empty" },
	{ "--sort=new", NULL,
	  "--sort is relevance, newest or oldest, not 'new'" },
	{ "--exact=maybe", NULL,
	  "--exact is 1 or 0, true or false, on or off, not 'maybe'" },
	{ "--call=", NULL, "nothing to call" },
};

static void wrong_values_are_explained(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		char a[64], b[64];
		char *argv[] = { a, a, b, NULL };
		struct parsed p;

		argv[2] = wrongs[i].b ? b : NULL;
		snprintf(a, sizeof(a), "%s", wrongs[i].a);
		snprintf(b, sizeof(b), "%s", wrongs[i].b ? wrongs[i].b : "");
		parse(&cli, argv, &p);
		T_INT(p.rc, NS_INVALID);
		T_TEXT(p.e.text, wrongs[i].says);
		ns_arena_free(&p.arena);
	}
}

static void a_list_has_a_limit(void)
{
	struct ask ask = { 0 };
	struct ns_arena arena = { 0 };
	struct ns_opt_pair pair = { NS_STR("tag"), NS_STR("x"), &arena };
	struct ns_error e;

	for (int i = 0; i < NS_OPT_LIST_MAX; i++)
		T_INT(ns_opt_apply(&http, &pair, &ask, &e), NS_OK);
	T_INT(ask.tag.n, NS_OPT_LIST_MAX);
	T_INT(ns_opt_apply(&http, &pair, &ask, &e), NS_INVALID);
	T_TEXT(e.text, "tag is given over 1024 times");
	ns_arena_free(&arena);
}

static void pairs_of_a_query_string(void)
{
	struct ask ask = { 0 };
	struct ns_opt_pair pair = { NS_STR("limit"), NS_STR("20"), NULL };
	struct ns_error e;

	T_INT(ns_opt_apply(&http, &pair, &ask, &e), NS_OK);
	T_INT(ask.limit, 20);
	pair = (struct ns_opt_pair){ NS_STR("exact"), NS_STR("1"), NULL };
	T_INT(ns_opt_apply(&http, &pair, &ask, &e), NS_OK);
	T_OK(ask.exact);
	pair = (struct ns_opt_pair){ NS_STR("limit"), NS_STR("x"), NULL };
	T_INT(ns_opt_apply(&http, &pair, &ask, &e), NS_INVALID);
	T_TEXT(e.text, "limit is a number from 1 to 100 or all, not 'x'");
	pair = (struct ns_opt_pair){ NS_STR("limits"), NS_STR("x"), NULL };
	T_INT(ns_opt_apply(&http, &pair, &ask, &e), NS_NOTFOUND);
	T_TEXT(e.text, "no parameter limits: did you mean limit?");
	pair = (struct ns_opt_pair){ { NULL, 0 }, { NULL, 0 }, NULL };
	T_INT(ns_opt_apply(&http, &pair, &ask, &e), NS_NOTFOUND);
	T_TEXT(ns_opt_nearest(&http, NS_STR("sotr")), "sort");
}

static void help_is_made_from_the_rows(void)
{
	static const char *const lines[] = {
		"  -t, --text TEXT           what to ask\n",
		("      --sort relevance|newest|oldest\n"
		 "                            order of the hits\n"),
		"  -q, --quiet               no progress\n",
		"  -s, --snippets[=N]        passages of a hit\n",
	};
	struct ns_buf out = { 0 };

	ns_opt_help(&cli, &out);
	ns_buf_u8(&out, 0);
	for (size_t i = 0; i < 4; i++)
		if (!strstr((char *)out.p, lines[i]))
			T_FAIL("no line '%s' in\n%s", lines[i], out.p);
	T_OK(!strstr((char *)out.p, "hidden"));
	ns_buf_free(&out);
}

/* ---- the nearest name ---- */

static const struct pair {
	const char *a, *b;
	size_t edits;
} edits[] = {
	{ "", "", 0 },           { "abc", "abc", 0 },
	{ "ABC", "abc", 0 },     { "", "abc", 3 },
	{ "abc", "", 3 },        { "abc", "acb", 1 },
	{ "abc", "abd", 1 },     { "abc", "abcd", 1 },
	{ "abc", "bc", 1 },      { "kitten", "sitting", 3 },
	{ "ca", "abc", 3 },      { "ab", "ba", 1 },
	{ "limti", "limit", 1 },
};

static void edits_are_counted(void)
{
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct ns_str a = ns_str_of(edits[i].a);
		struct ns_str b = ns_str_of(edits[i].b);

		T_INT(ns_edits(a, b, 99), edits[i].edits);
		T_INT(ns_edits(b, a, 99), edits[i].edits);
	}
	T_INT(ns_edits(NS_STR("kitten"), NS_STR("sitting"), 2), 2);
	T_INT(ns_edits(NS_STR("123456789012345678901234567890123"), NS_STR("1"),
		       7),
	      7);
}

static void the_nearest_is_near(void)
{
	static const char *const names[] = { "from", NULL, "to", "format",
					     "limit" };

	T_TEXT(ns_nearest(NS_STR("form"), names, 5), "from");
	T_TEXT(ns_nearest(NS_STR("fromat"), names, 5), "format");
	T_TEXT(ns_nearest(NS_STR("LIMIT"), names, 5), "limit");
	T_TEXT(ns_nearest(NS_STR("too"), names, 5), "to");
	T_OK(!ns_nearest(NS_STR("section"), names, 5));
	T_OK(!ns_nearest(NS_STR("xyz"), names, 5));
	T_OK(!ns_nearest((struct ns_str){ NULL, 0 }, names, 0));
}

int main(void)
{
	T_RUN(every_way_to_give_a_value);
	T_RUN(letters_before_the_first_word);
	T_RUN(wrong_values_are_explained);
	T_RUN(a_list_has_a_limit);
	T_RUN(pairs_of_a_query_string);
	T_RUN(help_is_made_from_the_rows);
	T_RUN(edits_are_counted);
	T_RUN(the_nearest_is_near);
	return t_end();
}
