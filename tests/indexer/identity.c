#include "indexer/identity.h"

#include "tests/t.h"

static void ids_that_stand_alone(void)
{
	static const struct {
		const char *id;
		bool global;
	} rows[] = {
		{ "http://x.org/a", true },
		{ "HTTPS://x.org/a", true },
		{ "at+x-1.0://y", true },
		{ "urn:newsml:x.org:1", true },
		{ "URN:x", true },
		{ "tag:x.org,2020:1", true },
		{ "123e4567-e89b-12d3-a456-426614174000", true },
		{ "123E4567-E89B-12D3-A456-426614174000", true },
		{ "", false },
		{ "1", false },
		{ "http://", false },
		{ "http:/x", false },
		{ "urn:", false },
		{ "1http://x", false },
		{ "x:1", false },
		{ "turn:1", false },
		{ "ur:1", false },
		{ "123e4567-e89b-12d3-a456-42661417400", false },
		{ "123e4567-e89b-12d3-a456-42661417400g", false },
		{ "123e4567ae89b-12d3-a456-426614174000", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (ns_id_is_global(ns_str_of(rows[i].id)) != rows[i].global)
			T_FAIL("%s", rows[i].id);
}

/* What becomes of an article whose input is called "dump". */
struct row {
	const char *source, *id, *url, *outlet, *lang;
	const char *key, *code;
	bool by_input;
	uint32_t given;
};

static enum ns_code identify(struct ns_identity *i, struct ns_article *a,
			     struct ns_identified *who)
{
	ns_identity_input(i, NS_STR("dump"));
	return ns_identify(i, a, who, NULL);
}

static void check_row(const struct row *r)
{
	struct ns_identity_options o = { ns_str_of(r->source), { "fi" } };
	struct ns_article a = { .id = ns_str_of(r->id),
				.url = ns_str_of(r->url),
				.outlet = ns_str_of(r->outlet),
				.lang = ns_str_of(r->lang),
				.title = NS_STR("t") };
	struct ns_identity *i;
	struct ns_identified who;

	T_INT(ns_identity_open(&o, &i, NULL), NS_OK);
	T_INT(identify(i, &a, &who), NS_OK);
	T_BYTES(a.id.p, a.id.n, r->key, strlen(r->key));
	T_TEXT(who.lang.code, r->code);
	T_BYTES(a.lang.p, a.lang.n, r->code, strlen(r->code));
	T_INT(who.by_input, r->by_input);
	T_INT(a.n_given, r->given);
	ns_identity_free(i);
}

static void articles_get_a_key_and_a_language(void)
{
	static const struct row rows[] = {
		{ "", "7", "", "O", "en", "O:7", "en", false, 1 },
		{ "S", "7", "", "O", "en", "S:7", "en", false, 1 },
		{ "", "7", "", "", "en", "dump:7", "en", true, 1 },
		{ "S", "http://x/7", "", "O", "en", "http://x/7", "en", false,
		  0 },
		{ "S", "", "http://x/8", "O", "en", "http://x/8", "en", false,
		  0 },
		{ "", "7", "http://x/8", "O", "EN-us", "O:7", "en", false, 2 },
		{ "", "7", "", "O", "", "O:7", "fi", false, 1 },
		{ "", "7", "", "O", "?!", "O:7", "fi", false, 2 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_row(&rows[i]);
}

/* What was given stays readable, and a field that the reader kept is not kept
 * twice. */
static void what_was_given_is_kept(void)
{
	struct ns_identity_options o = { NS_STR("S"), { "en" } };
	struct ns_given had = { NS_STR("lang"), NS_STR("\"Eng\"") };
	struct ns_article a = { .id = NS_STR("a\"b"),
				.lang = NS_STR("eng"),
				.given = &had,
				.n_given = 1 };
	struct ns_identity *i;
	struct ns_identified who;

	T_INT(ns_identity_open(&o, &i, NULL), NS_OK);
	T_INT(identify(i, &a, &who), NS_OK);
	T_INT(a.n_given, 2);
	T_BYTES(a.given[0].json.p, a.given[0].json.n, "\"Eng\"", 5);
	T_BYTES(a.given[1].name.p, a.given[1].name.n, "id", 2);
	T_BYTES(a.given[1].json.p, a.given[1].json.n, "\"a\\\"b\"", 6);
	ns_identity_free(i);
}

static struct ns_str key_of(struct ns_identity *i, struct ns_article a)
{
	static char copy[64];
	struct ns_identified who;

	T_INT(identify(i, &a, &who), NS_OK);
	T_OK(a.id.n < sizeof(copy));
	memcpy(copy, a.id.p, a.id.n);
	return (struct ns_str){ copy, a.id.n };
}

/* Without id and URL: each of outlet, title, date and body counts, and where
 * one ends and the next begins. */
static void a_hash_stands_in(void)
{
	struct ns_identity_options o = { NS_STR("S"), { "en" } };
	const struct ns_article rows[] = {
		{ .title = NS_STR("ab") },
		{ .title = NS_STR("a"), .body = NS_STR("b") },
		{ .body = NS_STR("ab") },
		{ .outlet = NS_STR("ab") },
		{ .title = NS_STR("ab"), .date = { 5, NS_PREC_DAY } },
		{ .title = NS_STR("ab"), .date = { 5, NS_PREC_SECOND } },
	};
	enum { N = sizeof(rows) / sizeof(*rows) };
	char keys[N][64];
	struct ns_identity *i;

	T_INT(ns_identity_open(&o, &i, NULL), NS_OK);
	for (unsigned r = 0; r < N; r++) {
		struct ns_str key = key_of(i, rows[r]);

		T_INT(key.n, strlen("xxh128:") + 32);
		T_OK(ns_str_starts(key, NS_STR("xxh128:")));
		(void)snprintf(keys[r], sizeof(keys[r]), "%.*s", (int)key.n,
			       key.p);
		for (unsigned q = 0; q < r; q++)
			T_OK(strcmp(keys[q], keys[r]) != 0);
		key = key_of(i, rows[r]);
		T_BYTES(key.p, key.n, keys[r], strlen(keys[r]));
	}
	ns_identity_free(i);
}

int main(void)
{
	T_RUN(ids_that_stand_alone);
	T_RUN(articles_get_a_key_and_a_language);
	T_RUN(what_was_given_is_kept);
	T_RUN(a_hash_stands_in);
	return t_end();
}
