/* An answer as bytes: one made by hand, in every format. */
#include "query/render.h"

#include "core/base/utf8.h"
#include "tests/t.h"

static const struct ns_str authors[] = { { "Ann \"A\" Lee", 11 },
					 { "B, C", 4 } };
static const struct ns_str tags[] = { { "x<y", 3 }, { "z", 1 } };
static struct ns_span title_spans[] = { { 0, 4 } };
static const struct ns_span spans[] = { { 4, 9 }, { 13, 18 } };

/* Two hits: one with everything that needs an escape, one with nothing. */
struct made {
	struct ns_hit hit[2];
	struct ns_snippet snippet[2];
	struct ns_request request;
	struct ns_answer answer;
	struct ns_render render;
	struct ns_warning warning;
	struct ns_buf out;
};

static void make(struct made *m, enum ns_format format)
{
	*m = (struct made){ .request = NS_REQUEST_DEFAULT };
	m->snippet[0] = (struct ns_snippet){ NS_STR("The flood, a flood & "
						    "\"more\"\u2026"),
					     spans, 2 };
	m->snippet[1] = (struct ns_snippet){ NS_STR("Again."), NULL, 0 };
	m->hit[0] = (struct ns_hit){
		.score = 2.5,
		.tier = 1,
		.article = { .id = NS_STR("The Post:1"),
			     .title = NS_STR("Fl\u00f6d <b>\t\"rises\", "
					     "\x1b[31mfast\n"),
			     .body = NS_STR("One.\n\nTwo & three.\n"),
			     .url = NS_STR("https://x.example/?a=1&b=2"),
			     .outlet = NS_STR("The Post"),
			     .section = NS_STR("World"),
			     .author = authors,
			     .n_author = 2,
			     .tag = tags,
			     .n_tag = 2,
			     .date = { 1710000000, NS_PREC_DAY } },
		.title_span = title_spans,
		.n_title_spans = 1,
		.snippet = m->snippet,
		.n_snippets = 1,
	};
	m->hit[1] = (struct ns_hit){ .score = 2.5,
				     .tier = 2,
				     .article = { .id = NS_STR("2") } };
	m->warning = (struct ns_warning){ 3, 4, NS_STR("what of it") };
	m->request.text = NS_STR("\u00e4 ( b");
	m->answer = (struct ns_answer){ .generation = 7,
					.understood = NS_STR("\u00e4 (b)"),
					.total = 1,
					.further = 1,
					.hit = m->hit,
					.n_hits = 2,
					.warning = &m->warning,
					.n_warnings = 1 };
	m->render = (struct ns_render){ .format = format,
					.fields = ns_shown_default(format),
					.snippets = true,
					.end = '\n',
					.seconds = -1,
					.request = &m->request };
}

static const char *rendered(struct made *m)
{
	ns_buf_reset(&m->out);
	ns_render_answer(&m->render, &m->answer, &m->out);
	T_OK(!m->out.failed && ns_utf8_valid(ns_buf_view(&m->out)));
	ns_buf_u8(&m->out, 0);
	return (const char *)m->out.p;
}

static void text_for_a_pipe(void)
{
	struct made m;

	make(&m, NS_FORMAT_TEXT);
	T_TEXT(rendered(&m), " 1. Fl\u00f6d <b> \"rises\", [31mfast\n"
			     "    The Post - 2024-03-09 - World\n"
			     "    The flood, a flood & \"more\"\u2026\n"
			     "    https://x.example/?a=1&b=2\n"
			     "\n"
			     "These have some of the words:\n"
			     "\n"
			     " 2. (no title)\n"
			     "    2\n"
			     "\n"
			     "1 article has all the words; 1 more has some\n");
	m.render.snippets = false;
	m.render.seconds = .0125;
	m.request.first = 98;
	m.hit[0].explanation = NS_STR("2.5\n  + 1 a\n");
	m.answer.n_hits = 1;
	T_TEXT(rendered(&m),
	       "99. Fl\u00f6d <b> \"rises\", [31mfast\n"
	       "    The Post - 2024-03-09 - World\n"
	       "    https://x.example/?a=1&b=2\n"
	       "    2.5\n"
	       "      + 1 a\n"
	       "\n"
	       "1 article has all the words; 1 more has some (0.013 s)\n");
	m.answer.n_hits = 0;
	T_TEXT(rendered(&m), "");
	ns_buf_free(&m.out);
}

static void text_in_colour(void)
{
	struct made m;

	make(&m, NS_FORMAT_TEXT);
	m.render.colour = true;
	m.answer.n_hits = 1;
	T_TEXT(rendered(&m),
	       " 1. \033[1m\033[1;31mFl\u00f6d\033[0m\033[1m <b> \"rises\", "
	       "[31mfast\033[0m\n"
	       "    The Post - 2024-03-09 - World\n"
	       "    The \033[1;31mflood\033[0m, a \033[1;31mflood\033[0m & "
	       "\"more\"\u2026\n"
	       "    \033[2mhttps://x.example/?a=1&b=2\033[0m\n"
	       "\n"
	       "1 article has all the words; 1 more has some\n");
	ns_buf_free(&m.out);
}

/* Columns of a line in which all but ideographs and kana take one. */
static uint32_t columns(const char *line, size_t n)
{
	uint32_t wide = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t c = (uint8_t)line[i];

		wide += c == 0x1b ? 0 : (c & 0xc0) != 0x80;
		wide += c >= 0xe3 && c <= 0xe9; // 3000..9FFF
	}
	return wide;
}

static void lines_fit_the_terminal(void)
{
	struct made m;

	make(&m, NS_FORMAT_TEXT);
	m.hit[0].article.url = NS_STR("u");
	m.snippet[0].text = NS_STR(
		"Words of some length \u6771\u4eac\u90fd\u306e\u6771\u4eac"
		"\u6771\u4eac\u6771\u4eac\u6771\u4eac and more of them until "
		"there are enough for several lines.");
	m.answer.n_hits = 1;
	for (m.render.columns = 20; m.render.columns < 60; m.render.columns++) {
		const char *p = rendered(&m);

		for (; *p; p += strcspn(p, "\n") + 1) {
			size_t n = strcspn(p, "\n");

			if (strncmp(p, "1 article", 9) != 0)
				T_OK(columns(p, n) <= m.render.columns);
		}
	}
	ns_buf_free(&m.out);
}

static void json_lines(void)
{
	struct made m;

	make(&m, NS_FORMAT_JSONL);
	T_TEXT(rendered(&m),
	       "{\"id\":\"The Post:1\",\"url\":\"https://x.example/?a=1&b=2\","
	       "\"title\":\"Fl\u00f6d <b>\\t\\\"rises\\\", "
	       "\\u001B[31mfast\\n\",\"author\":[\"Ann \\\"A\\\" Lee\","
	       "\"B, C\"],\"date\":\"2024-03-09\",\"date_precision\":\"day\","
	       "\"outlet\":\"The Post\",\"section\":\"World\",\"score\":2.5,"
	       "\"snippet\":\"The flood, a flood & \\\"more\\\"\u2026\","
	       "\"highlights\":[[4,9],[13,18]],"
	       "\"title_highlights\":[[0,4]]}\n"
	       "{\"id\":\"2\",\"score\":2.5,\"some_words\":true}\n");
	m.render.fields = NS_SHOW_BIT(NS_SHOW_TAGS) |
			  NS_SHOW_BIT(NS_SHOW_SNIPPET);
	m.render.id = NS_STR("q1");
	m.hit[0].n_snippets = 2;
	m.answer.n_hits = 1;
	T_TEXT(rendered(&m),
	       "{\"question\":\"q1\",\"tags\":[\"x<y\",\"z\"],"
	       "\"snippet\":\"The flood, a flood & \\\"more\\\"\u2026\","
	       "\"snippets\":[{\"text\":\"The flood, a flood & \\\"more\\\""
	       "\u2026\",\"highlights\":[[4,9],[13,18]]},"
	       "{\"text\":\"Again.\",\"highlights\":[]}]}\n");
	ns_buf_free(&m.out);
}

static void one_json_document(void)
{
	struct made m;

	make(&m, NS_FORMAT_JSON);
	m.render.fields = NS_SHOW_BIT(NS_SHOW_ID);
	m.answer.n_hits = 1;
	T_TEXT(rendered(&m), "{\n"
			     "  \"query\": \"\u00e4 (b)\",\n"
			     "  \"generation\": 7,\n"
			     "  \"total\": {\n"
			     "    \"value\": 1,\n"
			     "    \"match\": \"auto\"\n"
			     "  },\n"
			     "  \"further\": 1,\n"
			     "  \"hits\": [\n"
			     "    {\n"
			     "      \"id\": \"The Post:1\"\n"
			     "    }\n"
			     "  ],\n"
			     "  \"warnings\": [\n"
			     "    {\n"
			     "      \"text\": \"what of it\",\n"
			     "      \"start\": 2,\n"
			     "      \"end\": 3\n"
			     "    }\n"
			     "  ],\n"
			     "  \"partial\": false\n"
			     "}\n");
	ns_buf_free(&m.out);
}

static void tables(void)
{
	struct made m;

	make(&m, NS_FORMAT_CSV);
	m.render.fields |= NS_SHOW_BIT(NS_SHOW_AUTHOR) |
			   NS_SHOW_BIT(NS_SHOW_HIGHLIGHTS);
	T_TEXT(rendered(&m),
	       "id,url,title,author,date,outlet,section,score,highlights\n"
	       "The Post:1,https://x.example/?a=1&b=2,"
	       "\"Fl\u00f6d <b>\t\"\"rises\"\", \x1b[31mfast\n\","
	       "\"Ann \"\"A\"\" Lee; B, C\",2024-03-09,The Post,World,"
	       "2.500000,4-9 13-18\n"
	       "2,,,,,,,2.500000,\n");
	ns_buf_free(&m.out);
	make(&m, NS_FORMAT_TSV);
	m.render.fields = NS_SHOW_BIT(NS_SHOW_ID) | NS_SHOW_BIT(NS_SHOW_TITLE);
	m.hit[1].article.title = NS_STR("a\\b\r");
	T_TEXT(rendered(&m),
	       "id\ttitle\n"
	       "The Post:1\tFl\u00f6d <b>\\t\"rises\", \x1b[31mfast\\n\n"
	       "2\ta\\\\b\\r\n");
	ns_buf_free(&m.out);
}

static void a_feed(void)
{
	struct made m;

	make(&m, NS_FORMAT_ATOM);
	m.hit[1].article.id = NS_STR("https://x.example/2?a&b");
	m.hit[1].article.title = NS_STR("a\xef\xbf\xbf"
					"b\xef\xbf\xbd");
	T_TEXT(rendered(&m),
	       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	       "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
	       "<title>Newsstand: \u00e4 (b)</title>\n"
	       "<id>urn:newsstand:\u00e4%20(b)</id>\n"
	       "<updated>2024-03-09T16:00:00Z</updated>\n"
	       "<author><name>Newsstand</name></author>\n"
	       "<entry>\n"
	       "<id>urn:newsstand:The%20Post:1</id>\n"
	       "<title>Fl\u00f6d &lt;b&gt;\t&quot;rises&quot;, [31mfast\n"
	       "</title>\n"
	       "<updated>2024-03-09T16:00:00Z</updated>\n"
	       "<published>2024-03-09T16:00:00Z</published>\n"
	       "<link href=\"https://x.example/?a=1&amp;b=2\"/>\n"
	       "<author><name>Ann &quot;A&quot; Lee</name>\n"
	       "</author>\n"
	       "<author><name>B, C</name>\n"
	       "</author>\n"
	       "<category term=\"x&lt;y\"/>\n"
	       "<category term=\"z\"/>\n"
	       "<summary>The flood, a flood &amp; &quot;more&quot;\u2026"
	       "</summary>\n"
	       "</entry>\n"
	       "<entry>\n"
	       "<id>https://x.example/2?a&amp;b</id>\n"
	       "<title>ab\xef\xbf\xbd</title>\n"
	       "<updated>1970-01-01T00:00:00Z</updated>\n"
	       "</entry>\n"
	       "</feed>\n");
	ns_buf_free(&m.out);
}

static void ids_and_urls(void)
{
	struct made m;

	make(&m, NS_FORMAT_IDS);
	T_TEXT(rendered(&m), "The Post:1\n2\n");
	m.render.format = NS_FORMAT_URLS;
	T_TEXT(rendered(&m), "https://x.example/?a=1&b=2\n2\n");
	m.render.end = '\0';
	T_TEXT(rendered(&m), "https://x.example/?a=1&b=2");
	T_INT(m.out.n, 26 + 1 + 2 + 1);
	ns_buf_free(&m.out);
}

static void scores_of_a_run_fall(void)
{
	struct made m;

	make(&m, NS_FORMAT_TREC);
	m.request.first = 10;
	T_TEXT(rendered(&m), "1 Q0 The%20Post:1 11 2.500000 newsstand\n"
			     "1 Q0 2 12 2.499999 newsstand\n");
	m.hit[1].score = 9;
	m.render.id = NS_STR("q 1%");
	T_TEXT(rendered(&m), "q%201%25 Q0 The%20Post:1 11 2.500000 newsstand\n"
			     "q%201%25 Q0 2 12 2.499999 newsstand\n");
	ns_buf_free(&m.out);
}

static void one_article(void)
{
	static const struct ns_given given[] = { { { "wordcount", 9 },
						   { "12", 2 } } };
	struct made m;

	make(&m, NS_FORMAT_TEXT);
	m.render.columns = 40;
	m.hit[0].article.given = given;
	m.hit[0].article.n_given = 1;
	ns_render_article(&m.render, &m.hit[0].article, &m.out);
	ns_buf_u8(&m.out, 0);
	T_TEXT((const char *)m.out.p, "Fl\u00f6d <b> \"rises\", [31mfast\n"
				      "The Post - 2024-03-09 - World\n"
				      "By Ann \"A\" Lee, B, C\n"
				      "Tags: x<y, z\n"
				      "https://x.example/?a=1&b=2\n"
				      "\n"
				      "One.\n"
				      "\n"
				      "Two & three.\n"
				      "\n");
	ns_buf_reset(&m.out);
	m.render.format = NS_FORMAT_JSONL;
	m.hit[0].article.body.n = 4;
	ns_render_article(&m.render, &m.hit[0].article, &m.out);
	ns_buf_u8(&m.out, 0);
	T_TEXT((const char *)m.out.p,
	       "{\"id\":\"The Post:1\",\"url\":\"https://x.example/?a=1&b=2\","
	       "\"title\":\"Fl\u00f6d <b>\\t\\\"rises\\\", "
	       "\\u001B[31mfast\\n\",\"body\":\"One.\","
	       "\"author\":[\"Ann \\\"A\\\" Lee\",\"B, C\"],"
	       "\"date\":\"2024-03-09\",\"date_precision\":\"day\","
	       "\"outlet\":\"The Post\",\"section\":\"World\","
	       "\"tags\":[\"x<y\",\"z\"],\"given\":{\"wordcount\":12}}\n");
	ns_buf_free(&m.out);
}

static void totals_are_sentences(void)
{
	static const struct {
		uint64_t total, further;
		const char *says;
	} rows[] = {
		{ 0, 0, "no article" },
		{ 1, 0, "1 article" },
		{ 2, 0, "2 articles" },
		{ 0, 1, "no article has all the words; 1 has some" },
		{ 0, 9, "no article has all the words; 9 have some" },
		{ 1, 1, "1 article has all the words; 1 more has some" },
		{ 12, 340,
		  "12 articles have all the words; 340 more have "
		  "some" },
	};
	struct ns_buf out = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ns_answer a = { .total = rows[i].total,
				       .further = rows[i].further };

		ns_buf_reset(&out);
		ns_render_total(&a, &out);
		ns_buf_u8(&out, 0);
		T_TEXT((const char *)out.p, rows[i].says);
	}
	ns_buf_free(&out);
}

int main(void)
{
	T_RUN(text_for_a_pipe);
	T_RUN(text_in_colour);
	T_RUN(lines_fit_the_terminal);
	T_RUN(json_lines);
	T_RUN(one_json_document);
	T_RUN(tables);
	T_RUN(a_feed);
	T_RUN(ids_and_urls);
	T_RUN(scores_of_a_run_fall);
	T_RUN(one_article);
	T_RUN(totals_are_sentences);
	return t_end();
}
