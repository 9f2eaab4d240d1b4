/* What a question means: the tree printed, what was mended, limits, and that
 * nothing typed breaks it or takes long. */
#include "query/parse.h"

#include <time.h>

#include "tests/t.h"

/* 2024-03-09T16:00:00Z */
static const struct ns_parse_options normal = { .limits = NS_LIMITS_CLI,
						.now = 1710000000 };

struct asked {
	struct ns_arena arena;
	struct ns_parsed parsed;
	struct ns_buf printed; // NUL-terminated
	struct ns_error error;
	enum ns_code rc;
	uint32_t error_at;
};

static void ask(struct asked *a, struct ns_str text,
		const struct ns_parse_options *o)
{
	*a = (struct asked){ 0 };
	a->rc = ns_parse(text, o, &a->arena, &a->parsed, &a->error_at,
			 &a->error);
	if (!a->rc)
		ns_node_print(a->parsed.root, &a->printed);
	ns_buf_u8(&a->printed, 0);
	T_OK(!a->printed.failed);
}

static void forget(struct asked *a)
{
	ns_buf_free(&a->printed);
	ns_arena_free(&a->arena);
}

static const char *printed(const struct asked *a)
{
	return (const char *)a->printed.p;
}

/* A question, its tree, and whether AND or OR was said. */
struct row {
	const char *text, *tree;
	bool operators;
};

static void check_rows(const struct row *row, size_t n, uint32_t warnings)
{
	for (size_t i = 0; i < n; i++) {
		struct asked a;

		ask(&a, ns_str_of(row[i].text), &normal);
		T_INT(a.rc, NS_OK);
		T_TEXT(printed(&a), row[i].tree);
		if (a.parsed.has_operators != row[i].operators)
			T_FAIL("operators of '%s'", row[i].text);
		if (a.parsed.n_warnings != warnings)
			T_FAIL("%u warnings of '%s'", a.parsed.n_warnings,
			       row[i].text);
		forget(&a);
	}
}
#define CHECK(rows, warnings) \
	check_rows(rows, sizeof(rows) / sizeof(rows[0]), warnings)

static void words_and_operators(void)
{
	static const struct row rows[] = {
		{ "", "", false },
		{ "   \t\n ", "", false },
		{ "climate", "climate", false },
		{ "climate change", "climate change", false },
		{ " climate\tchange\n", "climate change", false },
		{ "climate\u00a0change\u3000law", "climate change law", false },
		{ "climate\u200bchange", "climate change", false },
		{ "climate AND change", "climate AND change", true },
		{ "climate && change", "climate AND change", true },
		{ "a AND b c", "a AND b AND c", true },
		{ "a OR b", "a OR b", true },
		{ "a | b", "a OR b", true },
		{ "a|b", "a OR b", true },
		{ "a || b", "a OR b", true },
		{ "a OR b OR c", "a OR b OR c", true },
		{ "a b OR c d", "(a b) OR (c d)", true },
		{ "a OR b AND c", "a OR (b AND c)", true },
		{ "a AND b OR c AND d", "(a AND b) OR (c AND d)", true },
		{ "a OR b NOT c", "a OR (b -c)", true },
		{ "and or not", "and or not", false },
		{ "And Or Not same near", "And Or Not same near", false },
		{ "salt and pepper", "salt and pepper", false },
		{ "ANDROID ORDER NOTE SAMES", "ANDROID ORDER NOTE SAMES",
		  false },
		{ "(a)", "(a)", false },
		{ "(a b)", "(a b)", false },
		{ "((a b))", "(a b)", false },
		{ "a (b c) d", "a (b c) d", false },
		{ "a(b)c", "a (b) c", false },
		{ "(a OR b) c", "(a OR b) c", true },
		{ "a AND(b c)", "a AND (b c)", true },
		{ "(a b) OR (c (d OR e))", "(a b) OR (c (d OR e))", true },
		{ "*", "*", false },
		{ "a *", "a *", false },
		{ "**", "*", false },
	};
	CHECK(rows, 0);
}

static void what_is_excluded(void)
{
	static const struct row rows[] = {
		{ "-a", "-a", false },
		{ "NOT a", "-a", false },
		{ "a -b", "a -b", false },
		{ "a NOT b", "a -b", false },
		{ "a AND NOT b", "a AND -b", true },
		{ "a OR NOT b", "a OR -b", true },
		{ "a OR -b", "a OR -b", true },
		{ "NOT NOT a", "a", false },
		{ "NOT -a", "a", false },
		{ "NOT NOT NOT a", "-a", false },
		{ "-(a b)", "-(a b)", false },
		{ "NOT (a OR b)", "-(a OR b)", true },
		{ "-(-a)", "-(-a)", false },
		{ "(-a)", "(-a)", false },
		{ "-\"a b\"", "-\"a b\"", false },
		{ "-title:a", "-title:a", false },
		{ "-title:\"a b\"", "-title:\"a b\"", false },
		{ "-title:(a b)", "-(title:a title:b)", false },
		{ "-a -b", "-a -b", false },
		{ "-word*", "-word*", false },
		{ "-=word", "-=word", false },
		{ "a - b", "a b", false },
		{ "a -", "a", false },
		{ "- a", "a", false },
		{ "--a", "a", false },
		{ "a--b", "a--b", false },
		{ "mother-in-law", "mother-in-law", false },
		{ "a \u2013 b", "a \u2013 b", false },
	};
	CHECK(rows, 0);
}

static void lucene_forms(void)
{
	static const struct row rows[] = {
		{ "+a", "a", false },
		{ "+a b", "+a b", false },
		{ "+a b -c", "+a b -c", false },
		{ "+a +b", "+a +b", false },
		{ "a +b", "a +b", false },
		{ "+\"a b\" c", "+\"a b\" c", false },
		{ "+title:a c", "+title:a c", false },
		{ "+(a b) c", "+(a b) c", false },
		{ "+(+a b) c", "+(+a b) c", false },
		{ "+=a c", "+=a c", false },
		{ "+a b OR c", "(+a b) OR c", true },
		{ "a OR +b", "a OR b", true },
		{ "a AND b +c", "+a +b +c", true },
		{ "a AND b c +d", "+a +b c +d", true },
		{ "+ a", "a", false },
		{ "a + b", "a b", false },
		{ "C++ a+b", "C++ a+b", false },
		{ "word^2", "word^2", false },
		{ "word^2.5", "word^2.5", false },
		{ "word^0.125", "word^0.125", false },
		{ "word^1", "word", false },
		{ "word^0", "word^0", false },
		{ "word^1.0", "word", false },
		{ "word^9999999", "word^1000", false },
		{ "word^2^3", "word^3", false },
		{ "word^", "word^", false },
		{ "word^x", "word^x", false },
		{ "^2", "^2", false },
		{ "\"a b\"^2", "\"a b\"^2", false },
		{ "\"a b\"^2c", "\"a b\" ^2c", false },
		{ "(a b)^2", "(a b)^2", false },
		{ "((a b)^2)^3", "(a b)^6", false },
		{ "(a^2)^3", "(a^6)", false },
		{ "title:(a b)^2 c", "(title:a title:b)^2 c", false },
		{ "word~", "word~1", false },
		{ "word~2", "word~2", false },
		{ "word~1^2", "word~1^2", false },
		{ "word~0", "word", false },
		{ "word~0.8", "word~1", false },
		{ "sevenll~", "sevenll~1", false },
		{ "eightlet~", "eightlet~2", false },
		{ "\u00e4\u00e4\u00e4\u00e4~", "\u00e4\u00e4\u00e4\u00e4~1",
		  false },
		{ "eightlet~1", "eightlet~1", false },
		{ "~ ~2", "~2", false },
		{ "wor*", "wor*", false },
		{ "wor*^3", "wor*^3", false },
		{ "wor**", "wor*", false },
		{ "\u5317\u4eac\u5927*", "\u5317\u4eac\u5927*", false },
		{ "=word", "=word", false },
		{ "=word^2", "=word^2", false },
		{ "title:=word", "title:=word", false },
		{ "==word", "word", false },
		{ "a=b", "a=b", false },
	};
	CHECK(rows, 0);
}

static void quotes(void)
{
	static const struct row rows[] = {
		{ "\"a b\"", "\"a b\"", false },
		{ "\"a\"", "\"a\"", false },
		{ "\" a  b \"", "\"a  b\"", false },
		{ "a\"b c\"d", "a \"b c\" d", false },
		{ "\"a OR (b -c\"", "\"a OR (b -c\"", false },
		{ "\u201ca b\u201d", "\"a b\"", false },
		{ "\u201ea b\u201c", "\"a b\"", false },
		{ "\u201ea b\u201d", "\"a b\"", false },
		{ "\u201da b\u201d", "\"a b\"", false },
		{ "\u201ca b\"", "\"a b\"", false },
		{ "\u00aba b\u00bb", "\"a b\"", false },
		{ "\u00bba b\u00ab", "\"a b\"", false },
		{ "\uff02a b\uff02", "\"a b\"", false },
		{ "\u300ca b\u300d", "\"a b\"", false },
		{ "\u300ea b\u300f", "\"a b\"", false },
		{ "\u00aba \"b\" c\u00bb", "\u00aba \"b\" c\u00bb", false },
		{ "\u300ca \"b\" \u00abc\u00bb\u300d",
		  "\u300ca \"b\" \u00abc\u00bb\u300d", false },
		{ "\u2018a\u2019 it's", "\u2018a\u2019 it's", false },
		{ "a \u300d b", "a b", false },
		{ "\"a b\"~10", "\"a b\"~10", false },
		{ "\"a b c\"~3^2", "\"a b c\"~3^2", false },
		{ "title:\"a b\"~4", "title:\"a b\"~4", false },
		{ "\"a b\"~0", "\"a b\"", false },
		{ "\"a b\"~5000", "\"a b\"~1000", false },
		{ "\"a - b\"~5", "\"a b\"~5", false },
		{ "\"title:a (b\"~5", "\"title:a (b\"~5", false },
		{ "\"a\"~5", "\"a\"", false },
		{ "\"a b\"~10 c", "\"a b\"~10 c", false },
		{ "(\"a b\"~10)", "(\"a b\"~10)", false },
	};
	CHECK(rows, 0);
}

static void words_near_each_other(void)
{
	static const struct row rows[] = {
		{ "a NEAR/10 b", "\"a b\"~10", false },
		{ "a W/10 b", "\"a b\"~10", false },
		{ "a NEAR/3 b NEAR/5 c", "\"a b c\"~5", false },
		{ "a b NEAR/3 c d", "a \"b c\"~3 d", false },
		{ "-a NEAR/3 b", "-\"a b\"~3", false },
		{ "a NEAR/3 b OR c", "\"a b\"~3 OR c", true },
		{ "title:a NEAR/3 title:b", "title:\"a b\"~3", false },
		{ "title:(a NEAR/3 b)", "(title:\"a b\"~3)", false },
		{ "word* NEAR/3 b", "word* NEAR/3 b", false },
		{ "=a NEAR/3 b", "=a NEAR/3 b", false },
		{ "\"a b\" NEAR/3 c", "\"a b\" NEAR/3 c", false },
		{ "(a OR b) NEAR/3 c", "(a OR b) NEAR/3 c", true },
		{ "x (a OR b) NEAR/3 c", "x ((a OR b) NEAR/3 c)", true },
		{ "(a) NEAR/3 b", "\"a b\"~3", false },
		{ "a^2 NEAR/3 b", "a^2 NEAR/3 b", false },
		{ "a SAME b", "a SAME b", false },
		{ "a SAME b SAME c", "a SAME b SAME c", false },
		{ "a SAME b c", "(a SAME b) c", false },
		{ "-(a SAME b)", "-(a SAME b)", false },
		{ "a NEAR b", "a NEAR b", false },
		{ "a NEAR/ b", "a NEAR/ b", false },
		{ "a NEAR/0 b", "a NEAR/0 b", false },
		{ "a NEAR/x b", "a NEAR/x b", false },
		{ "a NEAR/99999999999 b", "\"a b\"~1000", false },
		{ "atleast3:word", "atleast3:\"word\"", false },
		{ "atleast3:word^2", "atleast3:\"word\"^2", false },
		{ "-atleast3:word", "-atleast3:\"word\"", false },
		{ "atleast0:word", "atleast1:\"word\"", false },
		{ "atleast999:word", "atleast255:\"word\"", false },
		{ "atleast3:\"word\"", "atleast3:\"word\"", false },
		{ "title:(atleast3:word)", "title:(atleast3:\"word\")", false },
		{ "title:(a atleast3:b)", "(title:a title:(atleast3:\"b\"))",
		  false },
	};
	CHECK(rows, 0);
}

static void fields(void)
{
	static const struct row rows[] = {
		{ "title:a", "title:a", false },
		{ "summary:a body:b", "summary:a body:b", false },
		{ "author:smith url:example", "author:smith url:example",
		  false },
		{ "Title:a TITLE:b", "title:a title:b", false },
		{ "title: a", "title:a", false },
		{ "title: \"a b\"", "title:\"a b\"", false },
		{ "title: (a b)", "(title:a title:b)", false },
		{ "Title: a", "Title a", false },
		{ "title:\"a b\"", "title:\"a b\"", false },
		{ "title:(a b)", "(title:a title:b)", false },
		{ "title:(a body:b \"c d\")", "(title:a body:b title:\"c d\")",
		  false },
		{ "title:(a (b OR c))", "(title:a (title:b OR title:c))",
		  true },
		{ "title:wor* title:word~", "title:wor* title:word~1", false },
		{ "title:a:b", "title:a:b", false },
		{ "title::a", "title::a", false },
		{ "outlet:BBC", "outlet:\"BBC\"", false },
		{ "source:BBC", "outlet:\"BBC\"", false },
		{ "outlet:\"New York Times\"", "outlet:\"New York Times\"",
		  false },
		{ "section:World tag:C++ lang:en type:letter",
		  "section:\"World\" tag:\"C++\" lang:\"en\" type:\"letter\"",
		  false },
		{ "tag:(a OR \"b c\")", "(tag:\"a\" OR tag:\"b c\")", true },
		{ "tag:a*", "tag:\"a*\"", false },
		{ "tag:\u00aba \"b\"\u00bb", "tag:\u00aba \"b\"\u00bb", false },
		{ "url:http://example.com/a?b=c-d",
		  "url:http://example.com/a?b=c-d", false },
		{ "12:30", "12:30", false },
		{ "at 12:30 today", "at 12:30 today", false },
		{ "Iran: talks", "Iran: talks", false },
		{ "Iran:talks", "Iran:talks", false },
		{ "https://example.com/a:b", "https://example.com/a:b", false },
		{ "mailto:a@b.org", "mailto:a@b.org", false },
		{ "a: b", "a: b", false },
		{ "U.S. AT&T COVID-19", "U.S. AT&T COVID-19", false },
		{ "Who won? Nobody!", "Who won? Nobody!", false },
		{ "[Update] 30,000 3.5%", "[Update] 30,000 3.5%", false },
		{ "& ... !? #tag @name", "#tag @name", false },
		{ "\\ / a", "a", false },
	};
	CHECK(rows, 0);
}

#define FROM_2024 "date:2024-01-01T00:00:00Z.."
#define TO_2024 "2024-12-31T23:59:59Z"

static void dates(void)
{
	static const struct row rows[] = {
		{ "date:2024", FROM_2024 TO_2024, false },
		{ "date:\"2024\"", FROM_2024 TO_2024, false },
		{ "date: 2024", FROM_2024 TO_2024, false },
		{ "date:2024-01..2024-12", FROM_2024 TO_2024, false },
		{ "date:2024..", FROM_2024, false },
		{ "date:..2024", "date:.." TO_2024, false },
		{ "date:[2024 TO 2024]", FROM_2024 TO_2024, false },
		{ "date:[2024-01-01 TO 2024-12-31] a", FROM_2024 TO_2024 " a",
		  false },
		{ "date:[* TO 2024]", "date:.." TO_2024, false },
		{ "date:[2024 TO *]", FROM_2024, false },
		{ "date:[* TO *]", "*", false },
		{ "date:{2023 TO 2025}", FROM_2024 TO_2024, false },
		{ "date:[2024 TO 2025}", FROM_2024 TO_2024, false },
		{ "date:{2023 TO 2024]", FROM_2024 TO_2024, false },
		{ "after:2024", FROM_2024, false },
		{ "before:2025", "date:.." TO_2024, false },
		{ "after:2024 before:2025", FROM_2024 " date:.." TO_2024,
		  false },
		{ "date:2024^2", FROM_2024 TO_2024, false },
		{ "date:2024~0", FROM_2024 TO_2024, false },
		{ "date:today",
		  "date:2024-03-09T00:00:00Z..2024-03-09T23:59:59Z", false },
		{ "after:-1d", "date:2024-03-08T00:00:00Z..", false },
		{ "date:(2024 OR 2022)",
		  "(" FROM_2024 TO_2024
		  " OR date:2022-01-01T00:00:00Z..2022-12-31T23:59:59Z)",
		  true },
		{ "-date:2024", "-" FROM_2024 TO_2024, false },
		{ "title:(date:2024 a)", "(" FROM_2024 TO_2024 " title:a)",
		  false },
		{ "+date:2024 a", "+" FROM_2024 TO_2024 " a", false },
	};
	CHECK(rows, 0);
}

/* Each of these is mended, and says so once. */
static void mended(void)
{
	static const struct row rows[] = {
		{ "\"a b", "\"a b\"", false },
		{ "\u201ca b", "\"a b\"", false },
		{ "a \"", "a", false }, // two: not closed, and empty
		{ "(a b", "(a b)", false },
		{ "a) b", "a b", false },
		{ "a AND", "a and", false },
		{ "a OR", "a or", false },
		{ "AND a", "and a", false },
		{ "OR a", "or a", false },
		{ "a NOT", "a not", false },
		{ "a AND OR b", "a AND or AND b", true },
		{ "a (OR b)", "a (or b)", false },
		{ "(a AND) b", "(a and) b", false },
		{ "a NEAR/3", "a near/3", false },
		{ "SAME a", "same a", false },
		{ "a |", "a", false },
		{ "| a", "a", false },
		{ "&& a", "a", false },
		{ "()", "", false },
		{ "a ()", "a", false },
		{ "-() a", "a", false },
		{ "a \"\" b", "a b", false },
		{ "title:\"\" a", "a", false },
		{ "NOT \"\" a", "a", false },
		{ "title:", "title", false },
		{ "a title:", "a title", false },
		{ "title: OR a", "title OR a", true },
		{ "(title:) a", "(title) a", false },
		{ "title: -a", "title -a", false },
		{ "climat:change", "climat:change", false },
		{ "zone:article", "zone:article", false },
		{ "colour:\"a b\"", "colour: \"a b\"", false },
		{ "wo*", "wo", false },
		{ "=wo*", "=wo", false },
		{ "w*rd", "w*rd", false },
		{ "word*~", "word*", false },
		{ "word~3", "word~2", false },
		{ "\"a b\"*", "\"a b\"", false },
		{ "\"a b\"~", "\"a b\"", false },
		{ "(a b)~2", "(a b)", false },
		{ "title:*", "*", false },
		{ "tag:\"a b\"~2", "tag:\"a b\"", false },
		{ "a NEAR/3 -b", "a -b", false },
		{ "a NEAR/3 +b", "a +b", false },
		{ "a NEAR/3 (b c)", "(a (b c))", false },
		{ "a NEAR/3 title:b", "(a title:b)", false },
		{ "a NEAR/3 b SAME c", "(a b c)", false },
		{ "tag:a NEAR/3 tag:b", "(tag:\"a\" tag:\"b\")", false },
		{ "a NEAR/3 date:2024", "(a " FROM_2024 TO_2024 ")", false },
		{ "atleast3:(a b)", "(a b)", false },
		{ "atleast3:\"a b\"", "\"a b\"", false },
		{ "atleast3:word*", "atleast3:\"word\"", false },
		{ "date:tomato", "date:tomato", false },
		{ "date:tomato^2", "date:tomato^2", false },
		{ "tag:(date:tomato)", "(tag:\"date:tomato\")", false },
		{ "tag:(date:\"tomato\")", "(tag:\"tomato\")", false },
		{ "tag:(atleast3:\"a b\")", "(\"a b\")", false },
		{ "date:\"a b\"", "\"a b\"", false },
		{ "date:\"tomato\"", "\"tomato\"", false },
		{ "date:(2024 OR word*)", "(" FROM_2024 TO_2024 " OR word*)",
		  true },
		{ "date:[tomato TO 2024]", "\"tomato TO 2024\"", false },
		{ "date:[2024 TO 2024", FROM_2024 TO_2024, false },
		{ "date:[2024 TO 2024 a", FROM_2024 TO_2024 " a", false },
		{ "date:2025..2024", "date:2025-01-01T00:00:00Z.." TO_2024,
		  false },
		{ "a \xff b", "a b", false },
		{ "\xc3", "", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t n = strcmp(rows[i].text, "a \"") == 0 ? 2 : 1;

		check_rows(&rows[i], 1, n);
	}
}

static void warnings_name_their_place(void)
{
	static const struct {
		const char *text;
		uint32_t start, end;
		const char *says;
	} rows[] = {
		{ "a \"b c", 2, 3,
		  "the quote was not closed: it ends with the question" },
		{ "a (b", 2, 3,
		  "the bracket was not closed: it ends with the question" },
		{ "a ) b", 2, 3, "this bracket closes nothing: left out" },
		{ "a OR", 2, 4, "\"OR\" has nothing to join: it is a word" },
		{ "a |", 2, 3, "\"|\" has nothing to join: left out" },
		{ "a climat:b", 2, 10,
		  "there is no field \"climat\": searched as text" },
		{ "a wo*", 2, 5, "* needs 3 letters before it" },
		{ "\u00e4 title:", 3, 9,
		  "nothing stands behind \"title:\": it is a word" },
		{ "a () b", 2, 4, "there is no word in the brackets" },
		{ "a \xfe", 2, 3, "this byte is no UTF-8: left out" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ns_parse_options strict = normal;
		struct asked a;

		ask(&a, ns_str_of(rows[i].text), &normal);
		T_INT(a.parsed.n_warnings, 1);
		if (a.parsed.n_warnings) {
			T_INT(a.parsed.warning[0].start, rows[i].start);
			T_INT(a.parsed.warning[0].end, rows[i].end);
			T_TEXT(a.parsed.warning[0].text.p, rows[i].says);
		}
		forget(&a);
		strict.strict = true;
		ask(&a, ns_str_of(rows[i].text), &strict);
		T_INT(a.rc, NS_INVALID);
		T_INT(a.error_at, rows[i].start);
		T_OK(strncmp(a.error.text, rows[i].says,
			     strlen(rows[i].says)) == 0);
		forget(&a);
	}
}

/* The bracket is missed at the end, but stands first. */
static void strict_names_the_first_place(void)
{
	struct ns_parse_options strict = normal;
	struct asked a;

	strict.strict = true;
	ask(&a, NS_STR("a (b OR) wo*"), &strict);
	T_INT(a.rc, NS_INVALID);
	T_INT(a.error_at, 5);
	forget(&a);
	ask(&a, NS_STR("a (b wo*"), &strict);
	T_INT(a.error_at, 2);
	forget(&a);
	ask(&a, NS_STR("a (b OR c) \"d e\" 12:30 Iran: talks"), &strict);
	T_INT(a.rc, NS_OK);
	T_INT(a.error_at, UINT32_MAX);
	forget(&a);
}

static void warnings_are_bounded_and_sorted(void)
{
	static char text[4000];
	struct asked a;

	memset(text, ')', sizeof(text));
	ask(&a, (struct ns_str){ text, sizeof(text) }, &normal);
	T_INT(a.rc, NS_OK);
	T_INT(a.parsed.n_warnings, 32);
	forget(&a);
	ask(&a, NS_STR("(a (wo* \"b"), &normal);
	T_INT(a.parsed.n_warnings, 4);
	for (uint32_t i = 1; i < a.parsed.n_warnings; i++)
		T_OK(a.parsed.warning[i].start >=
		     a.parsed.warning[i - 1].start);
	forget(&a);
}

static void exact_makes_bare_words_exact(void)
{
	struct ns_parse_options o = normal;
	struct asked a;

	o.exact = true;
	ask(&a, NS_STR("a title:b wor* \"c d\" tag:e author:f \"g h\"~3"), &o);
	T_TEXT(printed(&a), "=a title:=b wor* \"c d\" tag:\"e\" author:f "
			    "\"g h\"~3");
	forget(&a);
	ask(&a, NS_STR("a NEAR/3 --b"), &o);
	T_TEXT(printed(&a), "=a NEAR/3 =b");
	forget(&a);
}

static void bare_words_are_told_apart(void)
{
	static const bool bare[] = { true,  false, false, false,
				     false, true,  false };
	struct asked a;

	ask(&a, NS_STR("a \"b c\" title:d (e f) =g wor* (h)"), &normal);
	T_INT(a.parsed.root->kind, NS_NODE_AND);
	T_INT(a.parsed.root->n_children, 7);
	for (uint32_t i = 0; i < 7; i++)
		T_INT(ns_node_is_bare(a.parsed.root->child[i]), bare[i]);
	T_OK(!a.parsed.root->said && !a.parsed.root->group);
	forget(&a);
}

static void nodes_know_their_place(void)
{
	struct asked a;
	const struct ns_node *n;

	ask(&a, NS_STR("ab  -title:\"cd e\" (f OR gh)"), &normal);
	n = a.parsed.root;
	T_INT(n->start, 0);
	T_INT(n->child[0]->start, 0);
	T_INT(n->child[0]->end, 2);
	T_INT(n->child[1]->child[0]->start, 11);
	T_INT(n->child[1]->child[0]->end, 17);
	T_INT(n->child[2]->child[1]->start, 24);
	T_INT(n->child[2]->child[1]->end, 26);
	forget(&a);
}

/* ---- limits -------------------------------------------------------------- */

static enum ns_code limited(const char *text, struct ns_query_limits l,
			    uint32_t *at)
{
	struct ns_parse_options o = normal;
	struct asked a;
	enum ns_code rc;

	o.limits = l;
	ask(&a, ns_str_of(text), &o);
	rc = a.rc;
	*at = a.error_at;
	forget(&a);
	return rc;
}

static void limits_hold_to_the_one(void)
{
	uint32_t at;

	T_INT(limited("12345", (struct ns_query_limits){ 6, 0, 0, 0, 0 }, &at),
	      NS_OK);
	T_INT(limited("123456", (struct ns_query_limits){ 6, 0, 0, 0, 0 }, &at),
	      NS_OK);
	T_INT(limited("1234567", (struct ns_query_limits){ 6, 0, 0, 0, 0 },
		      &at),
	      NS_LIMIT);
	T_INT(at, 6);
	T_INT(limited("a b", (struct ns_query_limits){ 0, 3, 0, 0, 0 }, &at),
	      NS_OK);
	T_INT(limited("a \"b c\"", (struct ns_query_limits){ 0, 3, 0, 0, 0 },
		      &at),
	      NS_OK);
	T_INT(limited("a \"b c\" d", (struct ns_query_limits){ 0, 3, 0, 0, 0 },
		      &at),
	      NS_LIMIT);
	T_INT(at, 8);
	T_INT(limited("a b \"c d\"~5",
		      (struct ns_query_limits){ 0, 3, 0, 0, 0 }, &at),
	      NS_LIMIT);
	T_INT(limited("((a))", (struct ns_query_limits){ 0, 0, 3, 0, 0 }, &at),
	      NS_OK);
	T_INT(limited("(((a)))", (struct ns_query_limits){ 0, 0, 3, 0, 0 },
		      &at),
	      NS_OK);
	T_INT(limited("x ((((a))))", (struct ns_query_limits){ 0, 0, 3, 0, 0 },
		      &at),
	      NS_LIMIT);
	T_INT(at, 5);
	T_INT(limited("(a) (b) (c) (d)",
		      (struct ns_query_limits){ 0, 0, 1, 0, 0 }, &at),
	      NS_OK);
}

static void the_limits_of_http_and_cli(void)
{
	static const struct ns_query_limits both[] = { NS_LIMITS_HTTP,
						       NS_LIMITS_CLI };
	static char text[20000];
	uint32_t at;

	for (size_t i = 0; i < 2; i++) {
		struct ns_query_limits l = both[i];

		for (uint32_t n = l.bytes - 1; n <= l.bytes + 1; n++) {
			memset(text, 'a', n);
			text[n] = 0;
			T_INT(limited(text, l, &at),
			      n > l.bytes ? NS_LIMIT : NS_OK);
		}
		for (uint32_t n = l.words - 1; n <= l.words + 1; n++) {
			for (uint32_t k = 0; k < n; k++)
				memcpy(text + 2 * (size_t)k, "a ", 2);
			text[2 * n] = 0;
			T_INT(limited(text, l, &at),
			      n > l.words ? NS_LIMIT : NS_OK);
		}
		for (uint32_t n = l.depth - 1; n <= l.depth + 1; n++) {
			memset(text, '(', n);
			memcpy(text + n, "a", 2);
			T_INT(limited(text, l, &at),
			      n > l.depth ? NS_LIMIT : NS_OK);
		}
	}
}

static void limits_are_named(void)
{
	struct ns_parse_options o = normal;
	struct asked a;

	o.limits.words = 2;
	ask(&a, NS_STR("a b c"), &o);
	T_TEXT(a.error.text, "the question has more than 2 words (at byte 4)");
	forget(&a);
	o.limits.depth = 1;
	ask(&a, NS_STR("((a"), &o);
	T_TEXT(a.error.text, "the question has more than 1 brackets in "
			     "brackets (at byte 1)");
	forget(&a);
}

static void a_budget_is_kept(void)
{
	for (size_t budget = 1; budget < 8000; budget += 61) {
		struct asked a = { .arena.budget_bytes = budget };
		struct ns_str text = NS_STR("a (b OR c) \"d e\"~4 NEAR/3 f "
					    "-title:g +h wo*");

		a.rc = ns_parse(text, &normal, &a.arena, &a.parsed, &a.error_at,
				&a.error);
		T_OK(a.rc == NS_OK || a.rc == NS_NOMEM);
		T_OK(budget > 100 || a.rc == NS_NOMEM);
		forget(&a);
	}
}

/* ---- anything typed ------------------------------------------------------ */

/* Bytes of pieces that mean something, and of any others. */
static size_t random_text(uint64_t *seed, char *out, size_t room)
{
	static const char *const piece[] = {
		"a",      "b",      "word",   " ",      " ",         " ",
		"\"",     "(",      ")",      "|",      "-",         "+",
		"=",      "*",      "~",      "^",      "2",         ".",
		":",      "[",      "]",      "{",      "}",         "title:",
		"tag:",   "date:",  "2024",   " TO ",   "atleast2:", "url:",
		" OR ",   " AND ",  " NOT ",  " SAME ", " NEAR/3 ",  " W/2 ",
		"..",     "after:", "foo:",   "\u201c", "\u201d",    "\u00ab",
		"\u00bb", "\u300c", "\u300d", "\u201e", "\u00e4",    "\u3000",
		"Title:", "&&",     "OR",     "NOT",    "AND",       "before:",
	};
	size_t n = 0, pieces = t_random(seed) % 14;

	for (size_t i = 0; i < pieces; i++) {
		uint64_t r = t_random(seed);
		const char *p = piece[r % (sizeof(piece) / sizeof(piece[0]))];
		char any[2] = { (char)(r >> 32), 0 };

		if ((r >> 40) % 20 == 0)
			p = any;
		if (n + strlen(p) > room)
			break;
		memcpy(out + n, p, strlen(p));
		n += strlen(p);
	}
	return n;
}

static bool same_tree(const struct ns_node *a, const struct ns_node *b)
{
	if (a->kind != b->kind || a->scope != b->scope || a->n != b->n ||
	    a->exact != b->exact || a->required != b->required ||
	    a->boost != b->boost || a->n_children != b->n_children ||
	    a->dates.from != b->dates.from || a->dates.to != b->dates.to)
		return false;
	if (a->text.n != b->text.n ||
	    (a->text.n && strncasecmp(a->text.p, b->text.p, a->text.n) != 0))
		return false;
	for (uint32_t i = 0; i < a->n_children; i++)
		if (!same_tree(a->child[i], b->child[i]))
			return false;
	return true;
}

static void printed_and_parsed_again(struct ns_str text,
				     const struct ns_parse_options *o)
{
	struct asked a, b;
	struct ns_str again;

	ask(&a, text, o);
	T_INT(a.rc, NS_OK);
	again = ns_buf_view(&a.printed);
	again.n--;
	ask(&b, again, &normal);
	T_INT(b.rc, NS_OK);
	if (strcmp(printed(&a), printed(&b)) != 0)
		T_FAIL("'%.*s' is %s, then %s", (int)text.n, text.p,
		       printed(&a), printed(&b));
	else if (!same_tree(a.parsed.root, b.parsed.root))
		T_FAIL("'%.*s': another tree of %s", (int)text.n, text.p,
		       printed(&a));
	forget(&a);
	forget(&b);
}

static void whatever_is_typed_is_a_tree(void)
{
	struct ns_parse_options exact = normal;
	uint64_t seed = 1;

	exact.exact = true;
	for (int i = 0; i < 200000 && !t_bad; i++) {
		char text[160], *own;
		size_t n = random_text(&seed, text, sizeof(text));

		own = malloc(n ? n : 1); // exactly sized, for the sanitizer
		memcpy(own, text, n);
		printed_and_parsed_again((struct ns_str){ own, n },
					 i % 8 ? &normal : &exact);
		free(own);
	}
}

static void any_bytes_are_a_tree(void)
{
	uint64_t seed = 2;

	for (int i = 0; i < 20000 && !t_bad; i++) {
		char text[24];
		size_t n = t_random(&seed) % sizeof(text);

		for (size_t k = 0; k < n; k++)
			text[k] = (char)t_random(&seed);
		printed_and_parsed_again((struct ns_str){ text, n }, &normal);
	}
}

/* ---- time ---------------------------------------------------------------- */

static double seconds_of(const char *piece, size_t bytes)
{
	struct ns_parse_options o = { .limits = { 0 } };
	char *text = malloc(bytes);
	size_t len = strlen(piece);
	struct timespec from, to;
	struct asked a;

	for (size_t i = 0; i < bytes; i++)
		text[i] = piece[i % len];
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	ask(&a, (struct ns_str){ text, bytes }, &o);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	T_INT(a.rc, NS_OK);
	forget(&a);
	free(text);
	return (double)(to.tv_sec - from.tv_sec) +
	       1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

static bool is_linear(const char *piece, bool last)
{
	double shorter = seconds_of(piece, 16 << 10);
	double longer = seconds_of(piece, 1 << 20);
	bool linear = longer <= .02 || longer <= 64 * 8 * (shorter + 5e-5);

	if (!linear && last)
		T_FAIL("'%s': %.6f s, 64 times as long %.6f s", piece, shorter,
		       longer);
	return linear;
}

/* 64 times the text takes 64 times as long, not 4,096 (once of three times: the
 * machine may be busy); and no stack: a megabyte of brackets is no deeper than
 * one. */
static void time_is_linear(void)
{
	static const char *const piece[] = {
		"((((",     "\"",        "a NEAR/1 ", "-",         "a ",
		"a OR ",    "NOT ",      "(-",        ")",         "[",
		"date:[]",  "date:[",    "title:",    "title: ",   "a*",
		"a~^2",     "^2",        "~1",        "\u201c",    "\u300c",
		"a:",       "title:(a ", "+(a b",     "atleast2:", "..",
		"date:..",  "\xff",      "\u3000",    "|",         "a|",
		"(a b)^2 ", "\"a b\"~2", "***",       "1",         "\"a ~",
	};

	for (size_t i = 0; i < sizeof(piece) / sizeof(piece[0]); i++) {
		int tries = 3;

		while (tries && !is_linear(piece[i], tries == 1))
			tries--;
	}
}

int main(void)
{
	T_RUN(words_and_operators);
	T_RUN(what_is_excluded);
	T_RUN(lucene_forms);
	T_RUN(quotes);
	T_RUN(words_near_each_other);
	T_RUN(fields);
	T_RUN(dates);
	T_RUN(mended);
	T_RUN(warnings_name_their_place);
	T_RUN(strict_names_the_first_place);
	T_RUN(warnings_are_bounded_and_sorted);
	T_RUN(exact_makes_bare_words_exact);
	T_RUN(bare_words_are_told_apart);
	T_RUN(nodes_know_their_place);
	T_RUN(limits_hold_to_the_one);
	T_RUN(the_limits_of_http_and_cli);
	T_RUN(limits_are_named);
	T_RUN(a_budget_is_kept);
	T_RUN(whatever_is_typed_is_a_tree);
	T_RUN(any_bytes_are_a_tree);
	T_RUN(time_is_linear);
	return t_end();
}
