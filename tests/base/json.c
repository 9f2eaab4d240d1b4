/* JSON out and in: the list that most libraries fail (exact integers, NULs,
 * lone surrogates, duplicate keys, depth), and cutting streams.
 */
#include "core/base/json.h"

#include <math.h>

#include "tests/t.h"

/* ---- writing ---- */

static void values(struct ns_json_writer *w)
{
	ns_json_map(w);
	ns_json_key(w, "text");
	ns_json_str(w, NS_STR("a\"b\\c\n\x01/\0z"));
	ns_json_key_str(w, NS_STR("bad"));
	ns_json_str(w, NS_STR("x\xff\xe2\x82y\xed\xa0\x80"));
	ns_json_key(w, "int");
	ns_json_int(w, INT64_MIN);
	ns_json_key(w, "list");
	ns_json_array(w);
	ns_json_num(w, .1);
	ns_json_num(w, 1. / 3);
	ns_json_num(w, 1e300);
	ns_json_num(w, NAN);
	ns_json_bool(w, true);
	ns_json_null(w);
	ns_json_raw(w, NS_STR("{\"k\": [1]}"));
	ns_json_text(w, "");
	ns_json_array_end(w);
	ns_json_map_end(w);
}

static void writes_what_json_is(void)
{
	static const char wanted[] =
		"{\"text\":\"a\\\"b\\\\c\\n\\u0001/\\u0000z\",\"bad\":\"x"
		"\xef\xbf\xbd\xef\xbf\xbdy\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
		"\",\"int\":-9223372036854775808,\"list\":[0.1,"
		"0.3333333333333333,1e+300,null,true,null,{\"k\": [1]},\"\"]}"
		"\n";
	struct ns_buf out = { 0 };
	struct ns_json_writer *w = ns_json_writer_new(&out, false);

	values(w);
	ns_json_next(w);
	T_BYTES(out.p, out.n, wanted, strlen(wanted));
	ns_buf_reset(&out);
	values(w);
	ns_json_next(w);
	T_BYTES(out.p, out.n, wanted, strlen(wanted));
	ns_json_writer_free(w);
	ns_buf_free(&out);
}

static void writes_lines(void)
{
	struct ns_buf out = { 0 };
	struct ns_json_writer *w = ns_json_writer_new(&out, false);
	struct ns_json_writer *pretty;

	for (int i = 0; i < 3; i++) {
		ns_json_int(w, i);
		ns_json_next(w);
	}
	T_BYTES(out.p, out.n, "0\n1\n2\n", 6);
	ns_json_writer_free(w);
	ns_buf_reset(&out);
	pretty = ns_json_writer_new(&out, true);
	for (int i = 0; i < 2; i++) {
		ns_json_array(pretty);
		ns_json_int(pretty, i);
		ns_json_array_end(pretty);
		ns_json_next(pretty);
	}
	T_BYTES(out.p, out.n, "[\n  0\n]\n[\n  1\n]\n", 16);
	ns_json_writer_free(pretty);
	ns_buf_free(&out);
}

static void numbers_read_back(void)
{
	struct ns_buf out = { 0 };
	struct ns_json_writer *w = ns_json_writer_new(&out, false);
	uint64_t random = 3;

	for (int i = 0; i < 20000; i++) {
		uint64_t bits = t_random(&random);
		double v;

		memcpy(&v, &bits, sizeof(v));
		if (!isfinite(v))
			continue;
		ns_buf_reset(&out);
		ns_json_num(w, v);
		ns_json_next(w);
		ns_buf_u8(&out, 0);
		if (strtod((char *)out.p, NULL) != v)
			T_FAIL("%.17g is written as %s", v, out.p);
	}
	ns_json_writer_free(w);
	ns_buf_free(&out);
}

/* ---- reading ---- */

/* The tree written again, from its decoded texts. */
static void write_tree(const struct ns_json *v, struct ns_json_writer *w)
{
	switch (v->kind) {
	case NS_JSON_NULL:
		ns_json_null(w);
		break;
	case NS_JSON_BOOL:
	case NS_JSON_NUMBER:
		ns_json_raw(w, v->text);
		break;
	case NS_JSON_STRING:
		ns_json_str(w, v->text);
		break;
	case NS_JSON_ARRAY:
		ns_json_array(w);
		for (const struct ns_json *c = v->child; c; c = c->next)
			write_tree(c, w);
		ns_json_array_end(w);
		break;
	case NS_JSON_OBJECT:
		ns_json_map(w);
		for (const struct ns_json *c = v->child; c; c = c->next) {
			ns_json_key_str(w, c->key);
			write_tree(c, w);
		}
		ns_json_map_end(w);
		break;
	}
}

static const struct row {
	const char *json, *wanted; // NULL: as it is given
	enum ns_code rc;
	unsigned surrogates, utf8;
} rows[] = {
	{ "{}", NULL, NS_OK, 0, 0 },
	{ "[]", NULL, NS_OK, 0, 0 },
	{ "null", NULL, NS_OK, 0, 0 },
	{ "\"x\"", NULL, NS_OK, 0, 0 },
	{ "17", NULL, NS_OK, 0, 0 },
	{ " \t\r\n [ true , false ] \n", "[true,false]", NS_OK, 0, 0 },
	{ "{\"a\":{\"b\":[1,2.50,-3e+7]},\"c\":\"d\"}", NULL, NS_OK, 0, 0 },
	/* nothing is rounded */
	{ "[9007199254740993,123456789012345678901234567890,0.10]", NULL, NS_OK,
	  0, 0 },
	/* NULs cut nothing */
	{ "[\"a\\u0000b\"]", NULL, NS_OK, 0, 0 },
	{ "{\"k\\u0000l\":1}", NULL, NS_OK, 0, 0 },
	/* surrogates: pairs, halves, and what only looks like one */
	{ "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"", NS_OK, 0, 0 },
	{ "\"a\\ud83dbc\"",
	  "\"a"
	  "\xef\xbf\xbd"
	  "bc\"",
	  NS_OK, 1, 0 },
	{ "\"a\\ude00bc\"",
	  "\"a"
	  "\xef\xbf\xbd"
	  "bc\"",
	  NS_OK, 1, 0 },
	{ "\"\\uD83D\"", "\"\xef\xbf\xbd\"", NS_OK, 1, 0 },
	{ "\"\\ud83d\\ud83d\\ude00\"", "\"\xef\xbf\xbd\xf0\x9f\x98\x80\"",
	  NS_OK, 1, 0 },
	{ "\"\\ud83d\\u0041\"",
	  "\"\xef\xbf\xbd"
	  "A\"",
	  NS_OK, 1, 0 },
	{ "\"\\ud83d\\n\"", "\"\xef\xbf\xbd\\n\"", NS_OK, 1, 0 },
	{ "\"\\\\ud83d\"", NULL, NS_OK, 0, 0 },
	/* bad UTF-8 */
	{ "[\"a\xff\xfe\",\"\xe2\x82\"]",
	  "[\"a\xef\xbf\xbd\xef\xbf\xbd\",\"\xef\xbf\xbd\"]", NS_OK, 0, 3 },
	{ "\"\xed\xa0\x80\"", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"", NS_OK,
	  0, 3 },
	/* Python's numbers that are none */
	{ "{\"NaN\":NaN,\"b\":[Infinity,-Infinity,\"\\\"NaN\"]}",
	  "{\"NaN\":null,\"b\":[null,null,\"\\\"NaN\"]}", NS_OK, 0, 0 },
	/* refused */
	{ "", NULL, NS_INVALID, 0, 0 },
	{ "  ", NULL, NS_INVALID, 0, 0 },
	{ "{", NULL, NS_INVALID, 0, 0 },
	{ "[1,2", NULL, NS_INVALID, 0, 0 },
	{ "\"x", NULL, NS_INVALID, 0, 0 },
	{ "{\"a\":1}}", NULL, NS_INVALID, 0, 0 },
	{ "{\"a\":1} {\"a\":2}", NULL, NS_INVALID, 0, 0 },
	{ "1 2", NULL, NS_INVALID, 0, 0 },
	{ "{\"a\" 1}", NULL, NS_INVALID, 0, 0 },
	{ "{\"a\":1,}", NULL, NS_INVALID, 0, 0 },
	{ "{a:1}", NULL, NS_INVALID, 0, 0 },
	{ "[1,]", NULL, NS_INVALID, 0, 0 },
	{ "[01]", NULL, NS_INVALID, 0, 0 },
	{ "[Nan]", NULL, NS_INVALID, 0, 0 },
	{ "[NaN,]", NULL, NS_INVALID, 0, 0 },
	{ "['a']", NULL, NS_INVALID, 0, 0 },
	{ "[\"a\nb\"]", NULL, NS_INVALID, 0, 0 },
	{ "[\"\\x\"]", NULL, NS_INVALID, 0, 0 },
	{ "[\"\\u12g4\"]", NULL, NS_INVALID, 0, 0 },
	{ "tru", NULL, NS_INVALID, 0, 0 },
	{ "/* no */ 1", NULL, NS_INVALID, 0, 0 },
};

/* Parses from memory of exactly that size. */
static enum ns_code parse(struct ns_json_parser *p, const char *json, size_t n,
			  struct ns_buf *out, struct ns_json_repairs *repairs)
{
	char *text = malloc(n ? n : 1);
	struct ns_json_writer *w = ns_json_writer_new(out, false);
	struct ns_json *root;
	struct ns_error e = { NS_OK, "" };
	size_t at;
	enum ns_code rc;

	memcpy(text, json, n);
	ns_buf_reset(out);
	*repairs = (struct ns_json_repairs){ 0 };
	rc = ns_json_parse(p, (struct ns_str){ text, n }, &root, repairs, &at,
			   &e);
	if (!rc)
		write_tree(root, w);
	T_OK(rc == NS_OK || (e.text[0] && at <= n * 3 + 1));
	ns_json_writer_free(w);
	free(text);
	return rc;
}

static void reads_each_row(void)
{
	struct ns_json_parser *p = ns_json_parser_new();
	struct ns_buf out = { 0 };

	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r =
			&rows[i % (sizeof(rows) / sizeof(rows[0]))];
		const char *wanted = r->wanted ? r->wanted : r->json;
		struct ns_json_repairs repairs;
		enum ns_code rc =
			parse(p, r->json, strlen(r->json), &out, &repairs);

		if (rc != r->rc || repairs.lone_surrogates != r->surrogates ||
		    repairs.bad_utf8 != r->utf8)
			T_FAIL("%s: %d, %u, %u", r->json, rc,
			       (unsigned)repairs.lone_surrogates,
			       (unsigned)repairs.bad_utf8);
		if (rc == NS_OK)
			T_BYTES(out.p, out.n, wanted, strlen(wanted));
	}
	ns_json_parser_free(p);
	ns_buf_free(&out);
}

/* A text cut at k, and with each of some bytes there. */
static void hurt(struct ns_json_parser *p, struct ns_str json, size_t k,
		 struct ns_buf *out)
{
	static const char bytes[] = "\"\\{}[],:u0d\x80\xff \n";
	struct ns_json_repairs repairs;
	char text[128];

	(void)parse(p, json.p, k, out, &repairs);
	memcpy(text, json.p, json.n);
	for (size_t b = 0; b + 1 < sizeof(bytes); b++) {
		text[k] = bytes[b];
		(void)parse(p, text, json.n, out, &repairs);
	}
}

static void every_truncation_and_change(void)
{
	struct ns_json_parser *p = ns_json_parser_new();
	struct ns_buf out = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ns_str json = ns_str_of(rows[i].json);

		for (size_t k = 0; k < json.n; k++)
			hurt(p, json, k, &out);
	}
	ns_json_parser_free(p);
	ns_buf_free(&out);
}

static void depth_has_a_limit(void)
{
	struct ns_json_parser *p = ns_json_parser_new();
	struct ns_buf out = { 0 };
	struct ns_json_repairs repairs;
	char text[2 * (NS_JSON_DEPTH + 1)];

	for (size_t depth = NS_JSON_DEPTH - 1; depth <= NS_JSON_DEPTH + 1;
	     depth++) {
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		T_INT(parse(p, text, 2 * depth, &out, &repairs),
		      depth > NS_JSON_DEPTH ? NS_LIMIT : NS_OK);
	}
	ns_json_parser_free(p);
	ns_buf_free(&out);
}

static void errors_have_a_place(void)
{
	struct ns_json_parser *p = ns_json_parser_new();
	struct ns_json_repairs repairs = { 0 };
	struct ns_json *root;
	struct ns_error e;
	size_t at;

	T_INT(ns_json_parse(p, NS_STR("{\"a\": [1, 2, x]}"), &root, &repairs,
			    &at, &e),
	      NS_INVALID);
	T_OK(at >= 13 && at <= 14);
	T_OK(strstr(e.text, "malformed JSON") && !strchr(e.text, '\n'));
	ns_json_parser_free(p);
}

static void the_last_duplicate_wins(void)
{
	struct ns_json_parser *p = ns_json_parser_new();
	struct ns_json_repairs repairs = { 0 };
	struct ns_buf text = { 0 };
	struct ns_json *root;
	struct ns_error e;
	size_t at, n = 0;

	ns_buf_printf(&text, "{\"x\":0");
	for (int i = 0; i < 5000; i++)
		ns_buf_printf(&text, ",\"k%d\":%d,\"x\":%d", i % 1000, i, i);
	ns_buf_printf(&text, "}");
	T_INT(ns_json_parse(p, ns_buf_view(&text), &root, &repairs, &at, &e),
	      NS_OK);
	T_BYTES(ns_json_get(root, NS_STR("x"))->text.p, 4, "4999", 4);
	T_INT(ns_json_drop_duplicates(root), NS_OK);
	for (const struct ns_json *m = root->child; m; m = m->next, n++)
		T_INT(atoi(m->text.p), m->next ? 4000 + (int)n : 4999);
	T_INT(n, 1001);
	T_INT(ns_json_parse(p, NS_STR("{\"a\":1,\"b\":2,\"a\":3}"), &root,
			    &repairs, &at, &e),
	      NS_OK);
	T_INT(ns_json_drop_duplicates(root), NS_OK);
	T_BYTES(root->child->key.p, 1, "b", 1);
	T_BYTES(root->child->next->raw.p, 1, "3", 1);
	T_OK(!root->child->next->next);
	T_OK(!ns_json_get(root, NS_STR("c")));
	T_OK(!ns_json_get(root->child, NS_STR("c")));
	ns_json_parser_free(p);
	ns_buf_free(&text);
}

static void raw_text_is_kept(void)
{
	static const char text[] = " { \"a\" : [1 , {\"b\":\"\\u00e4\"} ] ,"
				   "\"c\":\"\\n\", \"d\" :1.50 } ";
	struct ns_json_parser *p = ns_json_parser_new();
	struct ns_json_repairs repairs = { 0 };
	struct ns_json *root;
	struct ns_error e;
	size_t at;
	static const char *const raw[] = { "[1 , {\"b\":\"\\u00e4\"} ]",
					   "\"\\n\"", "1.50" };
	const struct ns_json *m;

	T_INT(ns_json_parse(p, ns_str_of(text), &root, &repairs, &at, &e),
	      NS_OK);
	T_BYTES(root->raw.p, root->raw.n, text + 1, strlen(text) - 2);
	m = root->child;
	for (size_t i = 0; i < 3; i++, m = m->next)
		T_BYTES(m->raw.p, m->raw.n, raw[i], strlen(raw[i]));
	ns_json_parser_free(p);
}

/* A bomb of small values: refused by its memory. */
static void memory_has_a_limit(void)
{
	struct ns_json_parser *p = ns_json_parser_new();
	struct ns_json_repairs repairs = { 0 };
	size_t n = NS_JSON_RECORD_BYTES, at;
	char *text = malloc(n);
	struct ns_json *root;
	struct ns_error e;

	memset(text, ',', n);
	for (size_t i = 1; i < n; i += 2)
		text[i] = '1';
	text[0] = '[';
	text[n - 2] = ' ';
	text[n - 3] = ' ';
	text[n - 1] = ']';
	T_INT(ns_json_parse(p, (struct ns_str){ text, n }, &root, &repairs, &at,
			    &e),
	      NS_LIMIT);
	free(text);
	ns_json_parser_free(p);
}

/* ---- cutting ---- */

static const struct cut_row {
	const char *text;
	size_t n; // of the first value; 0: it does not end here
} cuts[] = {
	{ "{} x", 2 },
	{ "{\"a\":[1,{\"b\":2}]},{", 17 },
	{ "{\"a\":\"}\\\"}\"}]", 12 },
	{ "\"a\\\\\" ", 5 },
	{ "\"a\\\" ", 0 },
	{ "12,", 2 },
	{ "true\n", 4 },
	{ "nul", 0 },
	{ "{\"a\":1", 0 },
	{ "[[[]", 0 },
	{ "[}]", 2 },
};

/* Where the first value of a text ends that comes in blocks; 0: not yet. */
static size_t cut_in_blocks(struct ns_str s, size_t block)
{
	struct ns_json_cut cut = { 0 };
	bool done = false;
	size_t at = 0;

	while (at < s.n && !done) {
		size_t part = s.n - at < block ? s.n - at : block;
		size_t used = ns_json_cut(&cut, s.p + at, part, &done);

		at += used;
		T_OK(done || used == part);
	}
	return done ? at : 0;
}

static void values_end_where_they_end(void)
{
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		struct ns_str s = ns_str_of(cuts[i].text);

		for (size_t block = 1; block <= s.n; block++)
			T_INT(cut_in_blocks(s, block), cuts[i].n);
	}
}

int main(void)
{
	T_RUN(writes_what_json_is);
	T_RUN(writes_lines);
	T_RUN(numbers_read_back);
	T_RUN(reads_each_row);
	T_RUN(every_truncation_and_change);
	T_RUN(depth_has_a_limit);
	T_RUN(errors_have_a_place);
	T_RUN(the_last_duplicate_wins);
	T_RUN(raw_text_is_kept);
	T_RUN(memory_has_a_limit);
	T_RUN(values_end_where_they_end);
	return t_end();
}
