/* What a question finds, and in which order: the rules of query/plan.h on
 * archives small enough to check by eye.
 */
#include <math.h>

#include "tests/query/library.h"

static struct library lib;
static struct ns_buf ids;

/* One question and the ids it finds, best first. */
struct row {
	const char *text, *wanted;
};

static void ask_rows(struct ns_request r, const struct row *row, size_t n)
{
	struct ns_answer a;
	size_t i;

	for (i = 0; i < n; i++) {
		size_t before = (size_t)t_bad;

		r.text = ns_str_of(row[i].text);
		library_ask(&lib, &r, &a, &ids);
		T_BYTES((const char *)ids.p, ids.n, row[i].wanted,
			strlen(row[i].wanted));
		if ((size_t)t_bad > before)
			fprintf(stderr, "... for %s\n", row[i].text);
	}
}

#define ASK(request, ...)                                                   \
	do {                                                                \
		const struct row rows_[] = { __VA_ARGS__ };                 \
		ask_rows(request, rows_, sizeof(rows_) / sizeof(rows_[0])); \
	} while (0)

static struct ns_request newest(void)
{
	struct ns_request r = NS_REQUEST_DEFAULT;

	r.sort = NS_SORT_NEWEST;
	return r;
}

/* ---- operators ----------------------------------------------------------- */

static void make_zoo(void)
{
	library_make(&lib, NULL);
	library_add(&lib, "a", "Cats", "The cat sat on the mat.", 9);
	library_add(&lib, "b", "Dogs", "A dog chased the cats.", 8);
	library_add(&lib, "c", "Birds",
		    "The bird sang. It sang twice.\n\nA dog barked at the cat.",
		    7);
	library_commit(&lib);
	library_add(&lib, "d", "",
		    "Runners run; running is what a runner does.", 6);
	library_add(&lib, "e", "Mat",
		    "On the mat sat no cat but a r\xc3\xa9sum\xc3\xa9.", 5);
	library_add(&lib, "f", "", "resume", -1);
	library_commit(&lib);
}

static void operators_mean_what_they_say(void)
{
	make_zoo();
	ASK(newest(), { "cat", "a b c e" }, { "cat dog", "b c" },
	    { "cat -dog", "a e" }, { "mat OR bird", "a c e" },
	    { "cat AND NOT (dog OR bird)", "a e" }, { "-cat", "d f" },
	    { "*", "a b c d e f" }, { "+cat dog -bird", "b" },
	    { "nothing", "" }, { "", "" }, { "(mat bird) OR run", "d" },
	    { "cat (dog OR mat)", "a b c e" });
	library_free(&lib);
}

static void quotes_mean_the_very_words(void)
{
	make_zoo();
	ASK(newest(), { "\"the cat\"", "a c" }, { "\"the cats\"", "b" },
	    { "=cats", "a b" }, { "=cat", "a c e" }, { "\"cat sat\"", "a" },
	    { "\"mat sat\"", "e" }, { "\"the mat\"", "a e" },
	    { "\"Resume\"", "e f" }, { "\"twice a\"", "" },
	    { "\"cats the\"", "" }, { "\"running is\"", "d" },
	    { "\"runs is\"", "" });
	library_free(&lib);
}

static void positions_decide(void)
{
	make_zoo();
	ASK(newest(), { "cat NEAR/2 mat", "" }, { "cat NEAR/4 mat", "a e" },
	    { "sat NEAR/3 mat", "a e" }, { "dog SAME cat", "b c" },
	    { "bird SAME sang", "c" }, { "bird SAME dog", "" },
	    { "atleast2:sang", "c" }, { "atleast2:cat", "a" },
	    { "atleast4:run", "" }, { "atleast2:run", "d" },
	    { "\"sat mat\"~3", "a e" }, { "cat NEAR/9 cat", "" });
	library_free(&lib);
}

static void fields_look_where_they_say(void)
{
	make_zoo();
	ASK(newest(), { "title:cat", "a" }, { "title:mat", "e" },
	    { "body:mat", "a e" }, { "body:cats", "a b c e" },
	    { "title:\"cats\"", "a" }, { "body:\"cats\"", "b" });
	library_free(&lib);
}

static void prefixes_and_misspelt_words_expand(void)
{
	make_zoo();
	ASK(newest(), { "run*", "d" }, { "runner*", "d" }, { "runne*", "d" },
	    { "bir*", "c" }, { "brid~", "c" }, { "birdd~", "c" },
	    { "brdi~", "" }, { "resu*", "e f" }, { "xyz*", "" });
	library_free(&lib);
}

static void sorts_go_by_date(void)
{
	struct ns_request r = newest();

	make_zoo();
	ASK(r, { "*", "a b c d e f" });
	r.sort = NS_SORT_OLDEST;
	ASK(r, { "*", "e d c b a f" }, { "cat", "e c b a" });
	r.limit = 2;
	ASK(r, { "*", "e d" });
	r.first = 1;
	ASK(r, { "*", "d c" });
	r.sort = NS_SORT_NEWEST;
	ASK(r, { "*", "b c" });
	library_free(&lib);
}

static void dates_are_intervals(void)
{
	struct ns_request r = newest();

	make_zoo();
	ASK(r, { "date:2000-01-08..2000-01-09", "b c" },
	    { "after:2000-01-09", "a b" }, { "cat before:2000-01-07", "e" },
	    { "date:2000 cat", "a b c e" },
	    { "mat OR date:2000-01-07", "a d e" }, { "-date:2000", "f" });
	r.dates.from = 946728000 + 7 * 86400 - 43200;
	ASK(r, { "*", "a b c" }, { "", "a b c" });
	library_free(&lib);
}

/* 2000-01-05: a moment early and late of the day, the day, the month. */
static void make_dated(void)
{
	static const struct {
		const char *id;
		int64_t seconds;
		enum ns_precision precision;
	} rows[] = {
		{ "early", 947030400 + 600, NS_PREC_SECOND }, // 00:10
		{ "noon", 947030400 + 43200, NS_PREC_MINUTE },
		{ "late", 947030400 + 85800, NS_PREC_SECOND }, // 23:50
		{ "day", 947030400 + 43200, NS_PREC_DAY },
		{ "next", 947030400 + 129600, NS_PREC_DAY },
		{ "month", 946684800 + 43200, NS_PREC_MONTH },
		{ "year", 946684800 + 43200, NS_PREC_YEAR },
	};

	library_make(&lib, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ns_article a = { .id = ns_str_of(rows[i].id),
					.title = NS_STR("cat"),
					.lang = NS_STR("en") };

		a.date.seconds = rows[i].seconds;
		a.date.precision = rows[i].precision;
		library_put(&lib, &a);
	}
	library_commit(&lib);
	library_read(&lib);
}

static void ask_sorted(int32_t hours, const char *text, const char *wanted)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;

	r.sort = NS_SORT_NEWEST;
	r.parse.tz.offset_s = hours * 3600;
	r.text = ns_str_of(text);
	library_ask(&lib, &r, &a, &ids);
	if (ids.n != strlen(wanted) || memcmp(ids.p, wanted, ids.n) != 0)
		T_FAIL("%+d '%s' finds '%.*s', not '%s'", hours, text,
		       (int)ids.n, (const char *)ids.p, wanted);
}

/* A day is the same day in every zone; a moment is not. */
static void coarse_dates_keep_their_day(void)
{
	static const int hours[] = { -12, -5, 0, 1, 12, 13, 14 };

	make_dated();
	for (size_t i = 0; i < sizeof(hours) / sizeof(*hours); i++) {
		int h = hours[i];

		ask_sorted(h, "date:2000-01-05 -date:2000-01-05T00:00..2000-01",
			   "");
		ask_sorted(h, "before:2000-01-02", "month year");
		ask_sorted(h, "date:2000-01-06..",
			   h < 1    ? "next"
			   : h < 12 ? "next late"
				    : "next late noon");
		ask_sorted(h, "date:{2000-01-05 TO 2000-01-06}", "");
		ask_sorted(h, "date:2000-01-05T18:00..2000-01-05T06:00", "");
	}
	ask_sorted(0, "date:2000-01-05", "late noon day early");
	ask_sorted(14, "date:2000-01-05", "day early");
	ask_sorted(13, "date:2000-01-05", "day early");
	ask_sorted(12, "date:2000-01-05", "day early");
	ask_sorted(-12, "date:2000-01-05", "late noon day");
	ask_sorted(-5, "date:2000-01-05", "late noon day");
	ask_sorted(14, "date:2000-01-06", "next late noon");
	ask_sorted(-12, "date:2000-01-04", "early");
	ask_sorted(0, "after:2000-01-05T18:00", "next late day");
	ask_sorted(0, "before:2000-01-05T06:00", "day early month year");
	ask_sorted(0, "date:2000-01-05T18:00..2000-01-05T19:00", "day");
	library_free(&lib);
}

/* ---- match --------------------------------------------------------------- */

static void match_has_tiers(void)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;

	make_zoo();
	ASK(r, { "bird cat", "c | a e b" }, { "bird -cat", "" },
	    { "bird (cat)", "c | a e b" },
	    { "((bird) (cat run))", "| c d a e b" },
	    { "bird (cat zebra)", "| c a e b" }, { "bird (cat -zebra)", "c" },
	    { "bird title:(cat zebra)", "" }, { "zebra (+bird cat)", "" },
	    { "bird (\"cat\" zebra)", "" }, { "bird OR run", "d c" },
	    { "cat \"the mat\"", "a e" }, { "bird zebra", "| c" },
	    { "+cat bird", "c | a e b" });
	r.match = NS_MATCH_ALL;
	ASK(r, { "bird cat", "c" }, { "+cat bird", "c" });
	r.match = NS_MATCH_ANY;
	ASK(r, { "bird cat", "c a e b" }, { "bird zebra", "c" });
	r.match = NS_MATCH_AUTO;
	r.text = NS_STR("bird cat");
	library_ask(&lib, &r, &a, &ids);
	T_INT(a.total, 1);
	T_INT(a.further, 3);
	T_OK(!a.has_next);
	r.limit = 2;
	r.first = 1;
	library_ask(&lib, &r, &a, &ids);
	T_BYTES((const char *)ids.p, ids.n, "| a e", 5);
	T_OK(a.has_next);
	r.count_only = true;
	library_ask(&lib, &r, &a, &ids);
	T_INT(a.total, 1);
	T_INT(a.further, 3);
	T_INT(a.n_hits, 0);
	library_free(&lib);
}

static void stop_words_are_dropped_where_something_is_left(void)
{
	struct ns_request r = newest();

	make_zoo();
	ASK(r, { "the cat", "a b c e" }, { "the", "a b c e" },
	    { "the -cat", "" }, { "\"the\" mat", "a e" }, { "the is", "" },
	    { "+the mat", "a e" });
	r.keep_stop_words = true;
	ASK(r, { "the bird is", "" }, { "the bird it", "c" });
	library_free(&lib);
}

/* ---- scores -------------------------------------------------------------- */

static double bm25(double n, double df, double tf, double dl, double avgdl)
{
	double idf = log(1 + (n - df + .5) / (df + .5));

	return idf * tf / (tf + 1.2 * (1 - .75 + .75 * dl / avgdl));
}

static void scores_are_bm25(void)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;
	double avgdl = (6 + 3 + 4) / 3.0, want;

	library_make(&lib, NULL);
	library_add(&lib, "a", "Storm", "wind and rain, wind", 1);
	library_add(&lib, "b", "", "rain again here", 2);
	library_add(&lib, "c", "", "quiet days of snow", 3);
	library_commit(&lib);
	r.text = NS_STR("rain");
	r.rank = NS_RANK_BM25;
	library_ask(&lib, &r, &a, &ids);
	T_BYTES((const char *)ids.p, ids.n, "b a", 3);
	T_OK(fabs(a.hit[0].score - bm25(3, 2, 1, 3, avgdl)) < 2e-6);
	T_OK(fabs(a.hit[1].score - bm25(3, 2, 1, 6, avgdl)) < 2e-6);
	r.text = NS_STR("storm^2");
	library_ask(&lib, &r, &a, &ids);
	T_INT(a.n_hits, 1);
	T_OK(fabs(a.hit[0].score - 2 * bm25(3, 1, 2, 6, avgdl)) < 2e-6);
	r.rank = NS_RANK_DEFAULT;
	r.text = NS_STR("wind rain");
	r.explain = true;
	library_ask(&lib, &r, &a, &ids);
	want = bm25(3, 1, 2, 6, avgdl) + bm25(3, 2, 1, 6, avgdl);
	want *= 1.3;
	/* "wind and rain, wind": never adjacent, once within eight. */
	want += (log(1 + 2.5 / 1.5) + log(1 + 1.5 / 2.5)) * .06 /
		(1 + 1.2 * (.25 + .75 * 6 / avgdl));
	T_INT(a.total, 1);
	T_OK(fabs(a.hit[0].score - want) < 4e-6);
	T_OK(a.hit[0].explanation.n > 100);
	library_free(&lib);
}

static void ties_go_to_the_newer_then_the_earlier(void)
{
	struct ns_request r = NS_REQUEST_DEFAULT;

	library_make(&lib, NULL);
	library_add(&lib, "a", "", "same words", 5);
	library_add(&lib, "b", "", "same words", 7);
	library_add(&lib, "c", "", "same words", 5);
	library_commit(&lib);
	library_add(&lib, "d", "", "same words", -1);
	library_add(&lib, "e", "", "same words", 5);
	library_add(&lib, "f", "", "same words", 9);
	library_commit(&lib);
	ASK(r, { "same words", "f b a c e d" }, { "same", "f b a c e d" },
	    { "*", "f b a c e d" });
	r.limit = 4;
	ASK(r, { "same", "f b a c" });
	r.first = 3;
	ASK(r, { "same", "c e d" });
	r.rank = NS_RANK_BM25;
	r.limit = 2;
	ASK(r, { "same", "c e" });
	library_free(&lib);
}

static void a_replaced_article_is_gone(void)
{
	struct ns_request r = newest();

	make_zoo();
	library_add(&lib, "a", "Fish", "No more of that.", 9);
	library_commit(&lib);
	ASK(r, { "cat", "b c e" }, { "fish", "a" }, { "*", "a b c d e f" },
	    { "-cat", "a d f" });
	library_free(&lib);
}

/* ---- languages ----------------------------------------------------------- */

static void put_in(const char *id, const char *lang, const char *body)
{
	struct ns_article a = { .id = ns_str_of(id),
				.body = ns_str_of(body),
				.lang = ns_str_of(lang) };
	struct ns_str author[] = { NS_STR("Ada Lovelace"),
				   NS_STR("Jos\xc3\xa9 Mar\xc3\xad"
					  "a") };

	a.author = author;
	a.n_author = 2;
	a.outlet = NS_STR("The  Daily");
	a.url = NS_STR("https://example.org/some-story");
	library_put(&lib, &a);
}

static void languages_are_planned_apart(void)
{
	struct ns_request r = newest();
	struct ns_filter de = { NS_SCOPE_LANG, NS_STR("de"), false };

	library_make(&lib, NULL);
	put_in("en1", "en", "They die hard, houses and all.");
	put_in("en2", "en", "A house is hard.");
	put_in("de1", "de", "Die H\xc3\xa4user sind hart, sagt er. hard");
	put_in("de2", "de",
	       "Das Haus und die Stra\xc3\x9f"
	       "e.");
	library_commit(&lib);
	ASK(r, { "die hard", "en1 de1" }, { "house", "en1 en2" },
	    { "haus", "de1 de2" }, { "hauser", "de1 de2" },
	    { "die", "en1 de1 de2" }, { "lang:de hard", "de1" },
	    { "lang:de", "de1 de2" }, { "-lang:de", "en1 en2" },
	    { "-haus", "en1 en2" }, { "lang:fr", "" },
	    { "haus OR house", "en1 en2 de1 de2" });
	r.filter = &de;
	r.n_filters = 1;
	ASK(r, { "hard", "de1" }, { "", "de1 de2" });
	de.exclude = true;
	ASK(r, { "hard", "en1 en2" });
	library_free(&lib);
}

static void names_are_whole_and_authors_have_words(void)
{
	struct ns_request r = newest();
	struct ns_filter f[] = {
		{ NS_SCOPE_AUTHOR, NS_STR("ada lovelace"), false },
		{ NS_SCOPE_OUTLET, NS_STR("the daily"), false },
	};

	library_make(&lib, NULL);
	put_in("x", "en", "One story.");
	put_in("y", "de", "Eine Geschichte.");
	library_commit(&lib);
	ASK(r, { "author:lovelace", "x y" }, { "author:\"jose maria\"", "x y" },
	    { "author:\"lovelace jose\"", "" },
	    { "outlet:\"The Daily\"", "x y" }, { "outlet:daily", "" },
	    { "url:story", "x y" }, { "url:some-story", "x y" },
	    { "author:ada -story", "y" }, { "example", "" });
	r.filter = f;
	r.n_filters = 2;
	ASK(r, { "story", "x" }, { "*", "x y" });
	f[1].value = NS_STR("daily");
	ASK(r, { "story", "" });
	library_free(&lib);
}

/* ---- many documents ------------------------------------------------------ */

enum { MANY = 9000 }; // three windows

/* Word "mod<k>" is in every k-th document. */
static void make_many(void)
{
	char id[16], body[128];
	int i;

	library_make(&lib, NULL);
	for (i = 0; i < MANY; i++) {
		snprintf(id, sizeof(id), "%d", i);
		snprintf(body, sizeof(body), "every %s %s %s %s",
			 i % 2 ? "odd" : "even one", i % 3 ? "x" : "third",
			 i % 500 ? "y y" : "rare word",
			 i % 7 == 3 ? "seven up" : "up seven");
		library_add(&lib, id, "", body, i);
	}
	library_commit(&lib);
}

static uint64_t count_of(const char *text)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;

	r.text = ns_str_of(text);
	r.match = NS_MATCH_ALL;
	r.limit = 3;
	library_ask(&lib, &r, &a, &ids);
	return a.total;
}

static void windows_are_crossed(void)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;
	uint32_t i;

	make_many();
	T_INT(count_of("every"), MANY);
	T_INT(count_of("odd"), MANY / 2);
	T_INT(count_of("third odd"), MANY / 6);
	T_INT(count_of("rare"), MANY / 500);
	T_INT(count_of("rare OR third"), 3000 + 12);
	T_INT(count_of("every -third"), 6000);
	T_INT(count_of("\"seven up\""), (MANY + 3) / 7);
	T_INT(count_of("\"rare word\" odd"), 0);
	T_INT(count_of("\"rare word\" even"), MANY / 500);
	T_INT(count_of("seven NEAR/1 up"), MANY);
	r.text = NS_STR("rare OR odd");
	r.limit = UINT32_MAX;
	r.articles = false;
	library_ask(&lib, &r, &a, &ids);
	T_INT(a.n_hits, MANY / 2 + MANY / 500);
	T_INT(a.total, MANY / 2 + MANY / 500);
	for (i = 1; i < a.n_hits; i++)
		T_OK(a.hit[i - 1].score >= a.hit[i].score);
	library_free(&lib);
}

/* Pages put together are the whole list. */
static void pages_agree(void)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;
	uint32_t *doc = calloc(MANY, sizeof(*doc)), n, i, first;

	make_many();
	r.text = NS_STR("third rare seven");
	r.limit = UINT32_MAX;
	r.articles = false;
	library_ask(&lib, &r, &a, &ids);
	n = a.n_hits;
	T_INT(n, MANY);
	T_INT(a.total, 6);
	for (i = 0; i < n; i++)
		doc[i] = a.hit[i].doc;
	r.limit = 37;
	for (first = 0; first < 700; first += 37) {
		r.first = first;
		library_ask(&lib, &r, &a, &ids);
		T_INT(a.n_hits, 37);
		for (i = 0; i < a.n_hits; i++)
			T_INT(a.hit[i].doc, doc[first + i]);
	}
	free(doc);
	library_free(&lib);
}

static void limits_hold(void)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;
	struct ns_error e = { 0 };
	uint32_t at;

	make_zoo();
	library_read(&lib);
	r.text = NS_STR("cat dog");
	ns_searcher_budget(lib.searcher, 32 << 10);
	T_INT(ns_search(lib.searcher, &r, &a, &at, &e), NS_LIMIT);
	ns_searcher_budget(lib.searcher, 64 << 20);
	T_INT(ns_search(lib.searcher, &r, &a, &at, &e), NS_OK);
	T_INT(a.total, 2);
	library_free(&lib);
}

int main(void)
{
	T_RUN(operators_mean_what_they_say);
	T_RUN(quotes_mean_the_very_words);
	T_RUN(positions_decide);
	T_RUN(fields_look_where_they_say);
	T_RUN(prefixes_and_misspelt_words_expand);
	T_RUN(sorts_go_by_date);
	T_RUN(dates_are_intervals);
	T_RUN(coarse_dates_keep_their_day);
	T_RUN(match_has_tiers);
	T_RUN(stop_words_are_dropped_where_something_is_left);
	T_RUN(scores_are_bm25);
	T_RUN(ties_go_to_the_newer_then_the_earlier);
	T_RUN(a_replaced_article_is_gone);
	T_RUN(languages_are_planned_apart);
	T_RUN(names_are_whole_and_authors_have_words);
	T_RUN(windows_are_crossed);
	T_RUN(pages_agree);
	T_RUN(limits_hold);
	ns_buf_free(&ids);
	return t_end();
}
