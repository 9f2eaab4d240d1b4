/* An article under an embargo is not there before its time: not in lists, not
 * in numbers, not by its id; and is there when its time has come. */
#include "tests/query/library.h"

/* Of the documents of the larger segment, some at the edges of the groups that
 * columns are packed in; each with the second at which its embargo ends. */
enum { MANY = 2500, LAST = MANY - 1 };
static const struct {
	int nth;
	int64_t until;
} embargoes[] = {
	{ 0, 1000 },    { 1, 2000 },    { 1023, 3000 }, { 1024, 4000 },
	{ 1025, 5000 }, { 2047, 6000 }, { LAST, 7000 },
};
enum { N = sizeof(embargoes) / sizeof(embargoes[0]) };

static void add_many(struct library *l)
{
	for (int i = 0; i < MANY; i++) {
		struct ns_article a = { .title = NS_STR("Harbour news"),
					.body = NS_STR("Ships came."),
					.lang = NS_STR("en") };
		char id[16];

		(void)snprintf(id, sizeof(id), "m%d", i);
		a.id = ns_str_of(id);
		a.date = (struct ns_time){ 946728000 - i * INT64_C(86400),
					   NS_PREC_DAY };
		for (int k = 0; k < N; k++)
			if (embargoes[k].nth == i)
				a.embargo =
					(struct ns_time){ embargoes[k].until,
							  NS_PREC_SECOND };
		library_put(l, &a);
	}
	library_commit(l);
}

static void check_article(struct library *l, int k, int64_t now)
{
	struct ns_article a;
	struct ns_error e;
	uint64_t generation;
	char id[16];

	(void)snprintf(id, sizeof(id), "m%d", embargoes[k].nth);
	T_INT(ns_search_article(l->searcher, ns_str_of(id), &a, &generation,
				&e),
	      now < embargoes[k].until ? NS_NOTFOUND : NS_OK);
}

static void check_question(struct library *l, const char *text, uint64_t total)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;
	struct ns_buf ids = { 0 };

	r.text = ns_str_of(text);
	r.sort = NS_SORT_NEWEST;
	r.limit = 5000;
	library_ask(l, &r, &a, &ids);
	T_INT(a.total, total);
	T_INT(a.n_hits, total);
	r.sort = NS_SORT_RELEVANCE;
	library_ask(l, &r, &a, &ids);
	T_INT(a.n_hits, total);
	r.count_only = true;
	library_ask(l, &r, &a, &ids);
	T_INT(a.total, total);
	ns_buf_free(&ids);
}

static void check_at(struct library *l, int64_t now)
{
	struct ns_archive_facts facts;
	struct ns_error e;
	uint64_t hidden = 0;

	library_read(l);
	ns_searcher_at(l->searcher, now);
	for (int k = 0; k < N; k++) {
		hidden += now < embargoes[k].until;
		check_article(l, k, now);
	}
	T_INT(ns_search_facts(l->searcher, &facts, &e), NS_OK);
	T_INT(facts.n_hidden, hidden);
	T_INT(facts.n_docs, MANY + 1 - hidden);
	check_question(l, "*", MANY + 1 - hidden);
	check_question(l, "harbour", MANY + 1 - hidden);
	check_question(l, "\"ships came\"", MANY - hidden);
	check_question(l, "title:harbour -zeppelin", MANY + 1 - hidden);
}

static void articles_wait_for_their_time(void)
{
	static const int64_t moments[] = { 999,  1000, 1001, 2999,     3000,
					   6999, 7000, 500,  INT64_MAX };
	struct library l;

	library_make(&l, NULL);
	add_many(&l);
	library_add(&l, "b", "Harbour burns", "Smoke.", 3);
	library_commit(&l);
	check_at(&l, INT64_MIN); // as when nobody said which moment it is
	for (size_t i = 0; i < sizeof(moments) / sizeof(*moments); i++)
		check_at(&l, moments[i]);
	library_free(&l);
}

static void another_generation_is_read_anew(void)
{
	struct ns_article a = { .id = NS_STR("late"),
				.title = NS_STR("Harbour late"),
				.body = NS_STR("Fog."),
				.embargo = { 1000, NS_PREC_SECOND } };
	struct library l;

	library_make(&l, NULL);
	library_add(&l, "b", "Harbour burns", "Smoke.", 3);
	library_commit(&l);
	library_read(&l);
	ns_searcher_at(l.searcher, 10);
	check_question(&l, "harbour", 1);
	library_put(&l, &a);
	library_commit(&l);
	check_question(&l, "harbour", 1);
	ns_searcher_at(l.searcher, 1000);
	check_question(&l, "harbour", 2);
	library_free(&l);
}

int main(void)
{
	T_RUN(articles_wait_for_their_time);
	T_RUN(another_generation_is_read_anew);
	return t_end();
}
