/* Readers of JSON Lines and JSON arrays: field names of real dumps, formats,
 * and every kind of damage, each with what becomes of it.
 */
#include "core/base/json.h"

#include <unistd.h>

#include "tests/indexer/opened.h"

/* ---- one record ---- */

struct row {
	const char *json, *shown;
	const char *map; // NULL: none
};

/* Each row as JSON Lines. Simple quotes stand for double ones. */
static void check(const struct row *r)
{
	struct ns_buf text = { 0 }, out = { 0 };
	struct opened o;

	for (const char *c = r->json; *c; c++)
		ns_buf_u8(&text, *c == '\'' ? '"' : (uint8_t)*c);
	options = (struct ns_dump_options){ .map = ns_str_of(r->map) };
	start(&o, text.p, text.n);
	T_INT(o.rc, NS_OK);
	if (next(&o)) {
		T_FAIL("%s: %s", r->json, o.e.text);
	} else {
		show(&o.a, &out);
		for (size_t i = 0; i < out.n; i++)
			out.p[i] = out.p[i] == '"' ? '\'' : out.p[i];
		T_BYTES(out.p, out.n, r->shown, strlen(r->shown));
	}
	T_INT(next(&o), NS_END);
	stop(&o);
	ns_buf_free(&text);
	ns_buf_free(&out);
}

static const struct row field_rows[] = {
	/* names, without case and separators */
	{ "{'title':'T','body':'B'}", "title=T body=B", NULL },
	{ "{'HEADLINE':'T','articleBody':'B'}", "title=T body=B", NULL },
	{ "{'title':'T','text':'B'}", "title=T body=B", NULL },
	{ "{'title':'T','maintext':'B'}", "title=T body=B", NULL },
	{ "{'title':'T','content':'B'}", "title=T body=B", NULL },
	{ "{'title':'T','article_body':'B'}", "title=T body=B", NULL },
	{ "{'title':'T','description':'S'}", "title=T summary=S", NULL },
	{ "{'title':'T','abstract':'S'}", "title=T summary=S", NULL },
	{ "{'title':'T','lead':'S'}", "title=T summary=S", NULL },
	{ "{'title':'T','link':'U'}", "title=T url=U", NULL },
	{ "{'title':'T','web_url':'U'}", "title=T url=U", NULL },
	{ "{'title':'T','publisher':'O'}", "title=T outlet=O", NULL },
	{ "{'title':'T','source_domain':'O'}", "title=T outlet=O", NULL },
	{ "{'title':'T','category':'C'}", "title=T section=C", NULL },
	{ "{'title':'T','language':'en'}", "title=T lang=en", NULL },
	{ "{'title':'T','guid':'G'}", "id=G title=T", NULL },
	{ "{'title':'T','_id':'G'}", "id=G title=T", NULL },
	{ "{'title':'T','uid':'G'}", "id=G title=T", NULL },
	{ "{'title':'T','type':'news','status':'ok','image':'I'}",
	  "title=T type=news status=ok image=I", NULL },
	/* order of preference, whatever their order; losers stay */
	{ "{'headline':'H','title':'T'}", "title=T {headline:'H'}", NULL },
	{ "{'title':'T','headline':'H'}", "title=T {headline:'H'}", NULL },
	{ "{'content':'C','title':'T','text':'X','body':''}",
	  "title=T body=X {content:'C'}", NULL },
	{ "{'title':'','headline':'H'}", "title=H", NULL },
	{ "{'title':null,'headline':'H','body':' \\n '}", "title=H", NULL },
	{ "{'title':{},'headline':'H','authors':[]}", "title=H", NULL },
	{ "{'title':true,'headline':'H'}", "title=H {title:true}", NULL },
	/* unknown ones stay as they are */
	{ "{'title':'T','x':[1, {'y' :2.50}],'z':9007199254740993}",
	  "title=T {x:[1, {'y' :2.50}]} {z:9007199254740993}", NULL },
	/* the last duplicate wins */
	{ "{'title':'A','title':'B','x':1,'x':2}", "title=B {x:2}", NULL },
	/* numbers and wrapped texts: the decoded form differs */
	{ "{'id':17,'title':'T'}", "id=17 title=T {id:17}", NULL },
	{ "{'title':'T','source':{'id':null,'name':'N'}}",
	  "title=T outlet=N {source:{'id':null,'name':'N'}}", NULL },
	{ "{'headline':{'main':'M','kicker':'K'},'_id':{'$oid':'5f'}}",
	  "id=5f title=M {headline:{'main':'M','kicker':'K'}} "
	  "{_id:{'$oid':'5f'}}",
	  NULL },
	{ "{'title':'T','categories':['A','B']}",
	  "title=T section=A {categories:['A','B']}", NULL },
	{ "{'title':'T','body':['P','','Q']}",
	  "title=T body=P\n\nQ {body:['P','','Q']}", NULL },
	{ "{'title':' T ','outlet':' O '}", "title= T  outlet=O {outlet:' O '}",
	  NULL },
	/* authors */
	{ "{'title':'T','author':'Ann Bell'}", "title=T by=Ann Bell", NULL },
	{ "{'title':'T','authors':['Ann Bell','Cy Dow']}",
	  "title=T by=Ann Bell by=Cy Dow", NULL },
	{ "{'title':'T','byline':'By Ann Bell and Cy Dow'}",
	  "title=T by=Ann Bell by=Cy Dow "
	  "{byline:'By Ann Bell and Cy Dow'}",
	  NULL },
	{ "{'title':'T','byline':'Ann Bell, Cy Dow, and Ed Fox'}",
	  "title=T by=Ann Bell by=Cy Dow by=Ed Fox "
	  "{byline:'Ann Bell, Cy Dow, and Ed Fox'}",
	  NULL },
	{ "{'title':'T','author':'Bell, Ann'}", "title=T by=Bell, Ann", NULL },
	{ "{'title':'T','author':'Bell, Ann; Dow, Cy'}",
	  "title=T by=Bell, Ann by=Dow, Cy {author:'Bell, Ann; Dow, Cy'}",
	  NULL },
	{ "{'title':'T','author':'Andy Sandoval'}", "title=T by=Andy Sandoval",
	  NULL },
	{ "{'title':'T','author':[{'name':'Ann Bell','url':'U'},'BY CY DOW']}",
	  "title=T by=Ann Bell by=CY DOW "
	  "{author:[{'name':'Ann Bell','url':'U'},'BY CY DOW']}",
	  NULL },
	{ "{'title':'T','author':{'name':'Ann Bell'}}",
	  "title=T by=Ann Bell {author:{'name':'Ann Bell'}}", NULL },
	{ "{'title':'T','author':['A B','A B']}",
	  "title=T by=A B {author:['A B','A B']}", NULL },
	/* tags */
	{ "{'title':'T','tags':['a','b c']}", "title=T tag=a tag=b c", NULL },
	{ "{'title':'T','keywords':'a, b c;d,'}",
	  "title=T tag=a tag=b c tag=d {keywords:'a, b c;d,'}", NULL },
	{ "{'title':'T','keywords':[{'name':'glocations','value':'Rome'}]}",
	  "title=T tag=Rome "
	  "{keywords:[{'name':'glocations','value':'Rome'}]}",
	  NULL },
	/* dates */
	{ "{'title':'T','date':'2024-03-05'}", "title=T date=2024-03-05",
	  NULL },
	{ "{'title':'T','pubDate':'Tue, 05 Mar 2024 10:20:30 GMT'}",
	  "title=T date=2024-03-05T10:20:30Z "
	  "{pubDate:'Tue, 05 Mar 2024 10:20:30 GMT'}",
	  NULL },
	{ "{'title':'T','timestamp':1709634030}",
	  "title=T date=2024-03-05T10:20:30Z {timestamp:1709634030}", NULL },
	{ "{'title':'T','published':{'$date':'2024-03-05T10:20:30Z'}}",
	  "title=T date=2024-03-05T10:20:30Z "
	  "{published:{'$date':'2024-03-05T10:20:30Z'}}",
	  NULL },
	{ "{'title':'T','date':'soon','published_at':'2024-03-05'}",
	  "title=T date=2024-03-05 {date:'soon'}", NULL },
	{ "{'title':'T','date':'03/04/2024'}",
	  "title=T date=2024-04-03? {date:'03/04/2024'}", NULL },
	{ "{'title':'T','publishedAt':'2024','dateModified':'2025',"
	  "'embargo':'2026'}",
	  "title=T date=2024 modified=2025 embargo=2026", NULL },
	/* --map goes first; what a path takes stays with the rest of it */
	{ "{'title':'T','h':'H'}", "title=H {title:'T'}", "title=h" },
	{ "{'h':{'m':['M']},'when':'2024','date':'2023'}",
	  "title=M date=2024 {h:{'m':['M']}} {date:'2023'}",
	  "title=h.m,date=when" },
	{ "{'title':'T','h':''}", "title=T", "title=h,body=h.x" },
	{ "{'title':'T','a':'A','b':'B'}", "title=A {title:'T'} {b:'B'}",
	  "title=a,title=b" },
	/* NULs and bad text cut nothing */
	{ "{'title':'T','body':'a\\u0000b','outlet':'O\\u0000P'}",
	  "title=T body=a\xef\xbf\xbd"
	  "b outlet=O\xef\xbf\xbdP "
	  "{body:'a\\u0000b'} {outlet:'O\\u0000P'}",
	  NULL },
	{ "{'title':'a\\ud800bc','body':'x\xff"
	  "y'}",
	  "title=a\xef\xbf\xbd"
	  "bc body=x\xef\xbf\xbdy",
	  NULL },
	{ "{'title':'T','price':NaN,'x':[NaN]}", "title=T {x:[null]}", NULL },
};

static void fields_by_their_names(void)
{
	for (size_t i = 0; i < sizeof(field_rows) / sizeof(field_rows[0]); i++)
		check(&field_rows[i]);
}

static void defaults_fill_what_is_missing(void)
{
	static const char text[] =
		"{\"title\":\"a\"}\n{\"title\":\"b\",\"lang\":\"fr\","
		"\"outlet\":\"O\"}\n";
	struct opened o;

	options = (struct ns_dump_options){ .lang = NS_STR("de"),
					    .outlet = NS_STR("Zeit") };
	start(&o, text, strlen(text));
	T_INT(next(&o), NS_OK);
	T_BYTES(o.a.lang.p, o.a.lang.n, "de", 2);
	T_BYTES(o.a.outlet.p, o.a.outlet.n, "Zeit", 4);
	T_INT(next(&o), NS_OK);
	T_BYTES(o.a.lang.p, o.a.lang.n, "fr", 2);
	T_BYTES(o.a.outlet.p, o.a.outlet.n, "O", 1);
	stop(&o);
	options = (struct ns_dump_options){ .map = { NULL, 0 } };
}

static void wrong_maps_are_explained(void)
{
	static const struct {
		const char *map, *says;
	} maps[] = {
		{ "titel=x", "--map: an article has no field 'titel': did you "
			     "mean title?" },
		{ "title", "--map is FIELD=NAME[,FIELD=NAME]..., such as "
			   "title=headline" },
		{ "title=", "--map is FIELD=NAME[,FIELD=NAME]..., such as "
			    "title=headline" },
		{ "title=a..b", "--map: a step of a path is empty" },
		{ "title=1.2.3.4.5.6.7.8.9",
		  "--map: a path has more than 8 steps" },
	};
	struct ns_error e;

	for (size_t i = 0; i < 5; i++) {
		T_INT(ns_dump_check_map(ns_str_of(maps[i].map), &e),
		      NS_INVALID);
		T_TEXT(e.text, maps[i].says);
	}
	T_INT(ns_dump_check_map(NS_STR("title=a,body=b.c"), &e), NS_OK);
	T_INT(ns_dump_check_map(NS_STR(""), &e), NS_OK);
}

/* ---- whole files ---- */

/* What a file gives, record by record: "+TITLE@LINE:BYTE" or "-@LINE:BYTE". */
static void play(const char *text, struct ns_buf *out)
{
	struct ns_buf doubled = { 0 };
	struct opened o;
	enum ns_code rc;

	ns_buf_reset(out);
	for (const char *c = text; *c; c++)
		ns_buf_u8(&doubled, *c == '\'' ? '"' : (uint8_t)*c);
	start(&o, doubled.p, doubled.n);
	if (o.rc)
		ns_buf_printf(out, "no dump");
	while (!o.rc && (rc = next(&o)) != NS_END) {
		if (rc == NS_OK)
			ns_buf_printf(out, "+%.*s", (int)o.a.title.n,
				      o.a.title.p);
		else
			ns_buf_printf(out, "-");
		T_OK(rc == NS_OK || rc == NS_INVALID);
		T_OK(doubled.p && ns_dump_raw(o.d).n > 0 &&
		     memcmp(ns_dump_raw(o.d).p, doubled.p + o.place.byte,
			    ns_dump_raw(o.d).n) == 0);
		ns_buf_printf(out, "@%llu:%llu ",
			      (unsigned long long)o.place.line,
			      (unsigned long long)o.place.byte);
	}
	if (!o.rc)
		T_INT(next(&o), NS_END);
	out->n -= out->n && out->p[out->n - 1] == ' ';
	stop(&o);
	ns_buf_free(&doubled);
}

static const struct {
	const char *text, *played;
} files[] = {
	/* JSON Lines */
	{ "", "" },
	{ " \n\n", "" },
	{ "{'title':'a'}\n{'title':'b'}\n", "+a@1:0 +b@2:14" },
	{ "{'title':'a'}\r\n\r\n{'title':'b'}", "+a@1:0 +b@3:17" },
	{ "\xef\xbb\xbf{'title':'a'}\n{'title':'b'}\n", "+a@1:3 +b@2:17" },
	{ "{'title':'a'}\n{'title':\n{'title':'c'}\nx\n{'title':'d'}\n",
	  "+a@1:0 -@2:14 +c@3:24 -@4:38 +d@5:40" },
	{ "{'title':'a'\n{'title':'b'}\n", "-@1:0 +b@2:13" },
	{ "junk\n{'title':'b'}\n", "-@1:0 +b@2:5" },
	{ "{'title':'a'}\n[1]\n17\n'x'\nnull\n{'title':'b'}",
	  "+a@1:0 -@2:14 -@3:18 -@4:21 -@5:25 +b@6:30" },
	{ "{'title':'a'}\n{'title':'','body':' '}\n{}\n{'summary':'s'}\n",
	  "+a@1:0 -@2:14 -@3:38 -@4:41" },
	{ "{'title':'a'}\n{'title':'b'} {'title':'c'}\n", "+a@1:0 -@2:14" },
	{ "{'title':'a'}\n{'title':'b", "+a@1:0 -@2:14" },
	/* arrays */
	{ "[]", "" },
	{ "[{'title':'a'}]", "+a@0:1" },
	{ "[ {'title':'a'},\n {'title':'b'} ]\n", "+a@0:2 +b@0:18" },
	{ "[{'title':'a'},{'title':'b'},]", "+a@0:1 +b@0:15" },
	{ "[{'title':'a'},17,null,[{'title':'x'}],{'title':'b'}]",
	  "+a@0:1 -@0:15 -@0:18 -@0:23 +b@0:39" },
	/* one bad record of an array: its neighbours stay */
	{ "[{'title':'a'},{'title':bad},{'title':'c'}]",
	  "+a@0:1 -@0:15 +c@0:29" },
	{ "[{'title':'a'},{'title':'b},{'title':'c'},{'title':'d'}]",
	  "+a@0:1 -@0:15 +c@0:28 +d@0:42" },
	{ "[{'title':'a'},{'title':'b',{'title':'c'},{'title':'d'}]",
	  "+a@0:1 -@0:15 +c@0:28 +d@0:42" },
	{ "[{'title':'a','x':[{'title':'q'},{'title':bad},{'title':'r'}]},"
	  "{'title':'d'}]",
	  "-@0:1 +d@0:63" },
	{ "[{'title':'a'}},{'title':'b'}]", "+a@0:1 -@0:14 +b@0:16" },
	{ "[{'title':'a'},{'title':'b'", "+a@0:1 -@0:15" },
	{ "[{'title':'a'},{'title':'b", "+a@0:1 -@0:15" },
	{ "[\n  {\n    'title': 'a'\n  },\n  {\n    'title': 'b\n  },\n"
	  "  {\n    'title': 'c'\n  }\n]\n",
	  "+a@0:4 -@0:30 +c@0:55" },
	/* objects one after another, one a file, RFC 7464 */
	{ "{\n  'title': 'a'\n}\n", "+a@0:0" },
	{ "{\n  'title': 'a'\n}\n{\n  'title': 'b'\n}\n", "+a@0:0 +b@0:19" },
	{ "{'title':'a'}{'title':'b'}", "+a@0:0 +b@0:13" },
	{ "\x1e{'title':'a'}\n\x1e{'title':'b'}\n", "+a@1:1 +b@2:16" },
	/* no dump at all */
	{ "just text", "no dump" },
	{ "[photo] by", "no dump" },
	{ "{\\rtf1 }", "no dump" },
	{ "<rss/>", "no dump" },
};

static void files_record_by_record(void)
{
	struct ns_buf out = { 0 };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		play(files[i].text, &out);
		if (out.n != strlen(files[i].played) ||
		    (out.n && memcmp(out.p, files[i].played, out.n)))
			T_FAIL("%s\n   gives %.*s\n     not %s", files[i].text,
			       (int)out.n, out.n ? (char *)out.p : "",
			       files[i].played);
	}
	ns_buf_free(&out);
}

/* Cut off anywhere, or with a byte changed: it ends, and the places are true.
 */
static void every_truncation_and_change(void)
{
	static const char bytes[] = "'{}[],\\x\xff\n";
	struct ns_buf out = { 0 };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		size_t n = strlen(files[i].text);
		char text[160];

		for (size_t k = 0; k < n; k++) {
			memcpy(text, files[i].text, n + 1);
			text[k] = bytes[(k + i) % (sizeof(bytes) - 1)];
			play(text, &out);
			text[k] = '\0';
			play(text, &out);
		}
	}
	ns_buf_free(&out);
}

static void formats_can_be_forced(void)
{
	struct ns_buf out = { 0 };

	options.format = NS_DUMP_JSONL;
	play("[{'title':'a'}]\n{'title':'b'}", &out);
	T_BYTES(out.p, out.n, "-@1:0 +b@2:16", 13);
	options.format = NS_DUMP_JSON;
	play("junk {'title':'b'}", &out);
	T_BYTES(out.p, out.n, "-@0:0 +b@0:5", 12);
	options.format = NS_DUMP_AUTO;
	ns_buf_free(&out);
}

/* ---- sizes ---- */

/* A record with a text of n letters under that name. */
static void long_record(struct ns_buf *out, const char *name, size_t n)
{
	ns_buf_printf(out, "{\"title\":\"long\",\"%s\":\"", name);
	ns_buf_fill(out, 'x', n);
	ns_buf_printf(out, "\"}");
}

enum { AROUND = 23 }; // bytes of such a record beside title, name and text

/* At the limit, one above, one far above; as lines, as an array. */
static void records_have_a_limit(void)
{
	static const size_t over[] = { 0, 1, 40 << 20 };

	for (int array = 0; array < 2; array++) {
		for (size_t i = 0; i < 3; i++) {
			struct ns_buf text = { 0 };
			struct opened o;
			size_t n = (size_t)NS_JSON_RECORD_BYTES + over[i];

			ns_buf_printf(&text, array ? "[" : "");
			ns_buf_printf(&text, "{\"title\":\"a\"}%s",
				      array ? "," : "\n");
			long_record(&text, "y", n - AROUND);
			ns_buf_printf(&text, array ? "," : "\n");
			ns_buf_printf(&text, "{\"title\":\"z\"}%s",
				      array ? "]" : "\n");
			start(&o, text.p, text.n);
			T_INT(next(&o), NS_OK);
			T_INT(next(&o), over[i] ? NS_INVALID : NS_OK);
			T_INT(o.place.byte, 14 + array);
			if (over[i])
				T_TEXT(o.e.text, "the record is longer than "
						 "16777216 bytes");
			T_INT(next(&o), NS_OK);
			T_BYTES(o.a.title.p, o.a.title.n, "z", 1);
			T_INT(o.place.line, array ? 0 : 3);
			T_INT(o.place.byte, text.n - 14);
			T_INT(next(&o), NS_END);
			stop(&o);
			ns_buf_free(&text);
		}
	}
}

static void texts_have_a_limit(void)
{
	static const char *const names[] = { "body", "summary" };

	for (int i = 0; i < 4; i++) {
		struct ns_buf text = { 0 };
		struct opened o;
		bool over = i % 2;

		long_record(&text, names[i / 2],
			    (size_t)NS_ARTICLE_BODY_BYTES + over);
		start(&o, text.p, text.n);
		T_INT(next(&o), over ? NS_INVALID : NS_OK);
		if (i == 1)
			T_TEXT(o.e.text,
			       "the body has 4194305 bytes: more than 4194304");
		T_INT(next(&o), NS_END);
		stop(&o);
		ns_buf_free(&text);
	}
}

static void depth_has_a_limit(void)
{
	for (size_t depth = 62; depth <= 65; depth++) {
		struct ns_buf text = { 0 };
		struct opened o;

		ns_buf_printf(&text, "{\"title\":\"t\",\"x\":");
		ns_buf_fill(&text, '[', depth);
		ns_buf_fill(&text, ']', depth);
		ns_buf_printf(&text, "}\n{\"title\":\"u\"}\n");
		start(&o, text.p, text.n);
		T_INT(next(&o), depth > 63 ? NS_INVALID : NS_OK);
		if (depth > 63)
			T_OK(strstr(o.e.text, "more than 64 levels"));
		T_INT(next(&o), NS_OK);
		stop(&o);
		ns_buf_free(&text);
	}
}

static void names_beyond_the_limit_are_counted(void)
{
	struct ns_buf text = { 0 };
	struct opened o;

	ns_buf_printf(&text, "{\"title\":\"t\",\"tags\":[\"0\"");
	for (int i = 1; i < 300; i++)
		ns_buf_printf(&text, ",\"%d\"", i);
	ns_buf_printf(&text, "]}");
	start(&o, text.p, text.n);
	T_INT(next(&o), NS_OK);
	T_INT(o.a.n_tag, NS_ARTICLE_NAMES);
	T_INT(o.a.n_given, 1);
	T_INT(ns_dump_counts(o.d)->dropped_names, 300 - NS_ARTICLE_NAMES);
	stop(&o);
	ns_buf_free(&text);
}

/* ---- counts ---- */

static void a_bad_date_is_named(void)
{
	static const char text[] = "{\"title\":\"a\",\"date\":\"2024\"}\n"
				   "{\"title\":\"b\",\"date\":\"someday\"}\n";
	struct opened o;

	start(&o, text, strlen(text));
	T_INT(next(&o), NS_OK);
	T_INT(o.warnings, 0);
	T_INT(next(&o), NS_OK);
	T_INT(o.a.date.precision, NS_PREC_NONE);
	T_INT(o.a.n_given, 1);
	T_TEXT(o.warning, "2: the date 'someday' is not understood: the "
			  "article is undated");
	T_INT(o.warnings, 1);
	T_INT(ns_dump_counts(o.d)->bad_dates, 1);
	stop(&o);
}

static void repairs_are_counted(void)
{
	static const char text[] =
		"{\"title\":\"a\xff\xfe\",\"body\":\"\\ud800 \\u0000\"}\n"
		"{\"title\":\"a\\u0000\xc3\",\"x\":NaN}\n{\"title\":\"\"}\n";
	struct opened o;
	const struct ns_dump_counts *c;

	start(&o, text, strlen(text));
	T_INT(next(&o), NS_OK);
	T_INT(next(&o), NS_OK);
	T_INT(next(&o), NS_INVALID);
	T_TEXT(o.e.text, "neither title nor body");
	c = ns_dump_counts(o.d);
	T_INT(c->records, 3);
	T_INT(c->rejected, 1);
	T_INT(c->bad_utf8, 3);
	T_INT(c->lone_surrogates, 1);
	T_INT(c->nuls, 2);
	T_INT(c->no_numbers, 1);
	stop(&o);
}

static void places_are_written(void)
{
	struct ns_place place = { "f.jsonl", 7, 99 };
	char text[64];

	ns_place_format(&place, text, sizeof(text));
	T_TEXT(text, "f.jsonl:7");
	place.line = 0;
	ns_place_format(&place, text, sizeof(text));
	T_TEXT(text, "f.jsonl, byte 99");
	ns_place_format(&place, text, 5);
	T_TEXT(text, "f.js");
}

/* ---- real dumps ---- */

static const struct real_dump dumps[] = {
	{ "bench/headlines-1m.jsonl.zst", "", 1001049, 0, 1001047 },
	{ "bench/lk-2024.jsonl.zst", "", 61989, 0, 61989 },
	{ "bench/senate-2004-2008.jsonl.zst", "", 57436, 8, 57436 },
	{ "formats/json-array/data__2017_processed.json.xz", "", 403, 0, 403 },
	{ "formats/json-array/data__2018_processed.json.xz", "", 407, 0, 407 },
	{ "formats/json-array/data__2019_processed.json.xz", "", 1588, 0,
	  1588 },
	{ "formats/json-array/data__2020_processed.json.xz", "", 1855, 0,
	  1855 },
};

static void real_dumps_are_read_whole(void)
{
	if (!t_data())
		T_SKIP("DATA, the folder of real dumps, is not set");
	for (size_t i = 0; i < sizeof(dumps) / sizeof(dumps[0]); i++)
		read_real(&dumps[i]);
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	T_RUN(fields_by_their_names);
	T_RUN(defaults_fill_what_is_missing);
	T_RUN(wrong_maps_are_explained);
	T_RUN(files_record_by_record);
	T_RUN(every_truncation_and_change);
	T_RUN(formats_can_be_forced);
	T_RUN(records_have_a_limit);
	T_RUN(texts_have_a_limit);
	T_RUN(depth_has_a_limit);
	T_RUN(names_beyond_the_limit_are_counted);
	T_RUN(a_bad_date_is_named);
	T_RUN(repairs_are_counted);
	T_RUN(places_are_written);
	T_RUN(real_dumps_are_read_whole);
	unlink(path);
	return t_end();
}
