/* The stored record: its example in FORMAT.md, round trips, and what a decoder
 * must refuse.
 */
#include "core/base/article.h"

#include "core/base/hash.h"
#include "tests/t.h"

/* FORMAT.md, "Record". */
static const uint8_t example[] = {
	0x01,                                          // version
	0x01, 0x05, 'R',  'a',  'i',  'n',  '.',       // title
	0x03, 0x0d, 0xa0, 0xdd, 0xb8, 0xde, 0x0c,      // date
	0x06, 0x03, 'G',  'a',  'z',                   // outlet
	0x0b, 0x02, 0x02, 'A',  'n',  0x02, 'B',  'o', // authors
	0x10, 0x04, 'W',  'e',  't',  '.',             // body
	0x11, 0x01, 0x01, 'n',  0x02, '1',  '7',       // given
};

static const struct ns_str names[] = { { "An", 2 }, { "Bo", 2 } };
static const struct ns_given given[] = { { { "n", 1 }, { "17", 2 } } };

static struct ns_article the_example(void)
{
	return (struct ns_article){
		.title = NS_STR("Rain."),
		.body = NS_STR("Wet."),
		.outlet = NS_STR("Gaz"),
		.author = names,
		.n_author = 2,
		.date = { 1709640000 + 3600, NS_PREC_SECOND },
		.date_from = NS_FROM_FIELD,
		.given = given,
		.n_given = 1,
	};
}

static void the_format_example(void)
{
	struct ns_article a = the_example();
	struct ns_buf out = { 0 };

	ns_article_encode(&a, &out);
	T_INT(out.n, sizeof(example));
	for (size_t i = 0; i < out.n && i < sizeof(example); i++)
		if (out.p[i] != example[i])
			T_FAIL("byte %zu is %02x, not %02x", i, out.p[i],
			       example[i]);
	ns_buf_free(&out);
}

static bool same_list(const struct ns_str *a, const struct ns_str *b,
		      uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!ns_str_eq(a[i], b[i]))
			return false;
	return true;
}

static bool same_time(struct ns_time a, struct ns_time b)
{
	return a.precision == b.precision &&
	       (a.precision == NS_PREC_NONE || a.seconds == b.seconds);
}

static bool same(const struct ns_article *a, const struct ns_article *b)
{
	const struct ns_str x[] = { a->id,   a->title,  a->summary, a->body,
				    a->url,  a->outlet, a->section, a->lang,
				    a->type, a->status, a->image };
	const struct ns_str y[] = { b->id,   b->title,  b->summary, b->body,
				    b->url,  b->outlet, b->section, b->lang,
				    b->type, b->status, b->image };

	for (uint32_t i = 0; a->n_given == b->n_given && i < a->n_given; i++)
		if (!ns_str_eq(a->given[i].name, b->given[i].name) ||
		    !ns_str_eq(a->given[i].json, b->given[i].json))
			return false;
	return same_list(x, y, 11) && a->n_author == b->n_author &&
	       a->n_tag == b->n_tag && a->n_given == b->n_given &&
	       same_list(a->author, b->author, a->n_author) &&
	       same_list(a->tag, b->tag, a->n_tag) &&
	       same_time(a->date, b->date) &&
	       same_time(a->modified, b->modified) &&
	       same_time(a->embargo, b->embargo) &&
	       a->date_from == b->date_from && a->date_doubt == b->date_doubt;
}

/* Decodes from memory of exactly that size. */
static enum ns_code decode(const void *p, size_t n, const struct ns_article *as)
{
	uint8_t *exact = malloc(n ? n : 1);
	struct ns_arena arena = { 0 };
	struct ns_article a;
	struct ns_error e = { NS_OK, "" };
	enum ns_code rc;

	memcpy(exact, p, n);
	rc = ns_article_decode(exact, n, &arena, &a, &e);
	if (!rc && as)
		T_OK(same(&a, as));
	T_OK(!rc || e.text[0]);
	ns_arena_free(&arena);
	free(exact);
	return rc;
}

static struct ns_str some(uint64_t *random, size_t max)
{
	static char text[1 << 16];
	size_t n = t_random(random) % (max + 1);

	for (size_t i = 0; !text[0] && i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	if (t_random(random) % 3 == 0)
		n = 0;
	return (struct ns_str){ text + t_random(random) % 100, n };
}

static struct ns_time some_time(uint64_t *random)
{
	uint64_t span = (uint64_t)(NS_TIME_MAX - NS_TIME_MIN + 1);
	unsigned precision = (unsigned)(t_random(random) % 6);

	return (struct ns_time){ NS_TIME_MIN +
					 (int64_t)(t_random(random) % span),
				 (enum ns_precision)precision };
}

static void round_trips(void)
{
	uint64_t random = 4;
	struct ns_buf out = { 0 };

	for (int i = 0; i < 5000; i++) {
		struct ns_str list[300];
		struct ns_given other[40];
		struct ns_article a = { .date = some_time(&random) };
		struct ns_str *text[] = { &a.id,      &a.title, &a.summary,
					  &a.body,    &a.url,   &a.outlet,
					  &a.section, &a.lang,  &a.type,
					  &a.status,  &a.image };

		for (size_t k = 0; k < 11; k++)
			*text[k] = some(&random, k == 3 ? 40000 : 200);
		for (size_t k = 0; k < 300; k++)
			list[k] = some(&random, 30);
		for (size_t k = 0; k < 40; k++)
			other[k] = (struct ns_given){ some(&random, 9),
						      some(&random, 300) };
		a.modified = some_time(&random);
		a.embargo = some_time(&random);
		if (a.date.precision) {
			a.date_doubt = t_random(&random) % 2;
			a.date_from =
				(enum ns_provenance)(t_random(&random) % 6);
		}
		a.author = list;
		a.n_author = (uint32_t)(t_random(&random) % 256);
		a.tag = list + 40;
		a.n_tag = (uint32_t)(t_random(&random) % 256);
		a.given = other;
		a.n_given = (uint32_t)(t_random(&random) % 41);
		ns_buf_reset(&out);
		ns_article_encode(&a, &out);
		T_INT(decode(out.p, out.n, &a), NS_OK);
	}
	ns_buf_free(&out);
}

static void every_truncation(void)
{
	struct ns_article a = the_example();

	T_INT(decode(example, sizeof(example), &a), NS_OK);
	for (size_t n = 0; n < sizeof(example); n++)
		(void)decode(example, n, NULL);
	T_INT(decode(example, 0, NULL), NS_CORRUPT);
	T_INT(decode(example, sizeof(example) - 1, NULL), NS_CORRUPT);
}

static void every_byte_change(void)
{
	uint8_t bytes[sizeof(example)];

	for (size_t i = 0; i < sizeof(example); i++) {
		for (unsigned v = 0; v < 256; v++) {
			memcpy(bytes, example, sizeof(bytes));
			bytes[i] = (uint8_t)v;
			(void)decode(bytes, sizeof(bytes), NULL);
		}
	}
}

/* A refusal, a row. */
static const struct refusal {
	const char *why;
	uint8_t n, bytes[16];
	enum ns_code rc;
} refusals[] = {
	{ "nothing", 0, { 0 }, NS_CORRUPT },
	{ "version 0", 1, { 0 }, NS_VERSION },
	{ "version 2", 1, { 2 }, NS_VERSION },
	{ "no field at all is an article", 1, { 1 }, NS_OK },
	{ "tag 0", 3, { 1, 0, 0 }, NS_CORRUPT },
	{ "unknown tag", 3, { 1, 18, 0 }, NS_CORRUPT },
	{ "tag twice", 7, { 1, 1, 1, 'a', 1, 1, 'b' }, NS_CORRUPT },
	{ "tags out of order", 7, { 1, 2, 1, 'a', 1, 1, 'b' }, NS_CORRUPT },
	{ "text beyond the end", 4, { 1, 1, 2, 'a' }, NS_CORRUPT },
	{ "length of 2^63",
	  12,
	  { 1, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1 },
	  NS_CORRUPT },
	{ "text is no UTF-8", 4, { 1, 1, 1, 0xff }, NS_CORRUPT },
	{ "precision 0", 4, { 1, 3, 8, 0 }, NS_CORRUPT },
	{ "precision 6", 4, { 1, 3, 6, 0 }, NS_CORRUPT },
	{ "provenance 6", 4, { 1, 3, 0x35, 0 }, NS_CORRUPT },
	{ "provenance 5", 4, { 1, 3, 0x2d, 0 }, NS_OK },
	{ "info bit 7", 4, { 1, 3, 0x85, 0 }, NS_CORRUPT },
	{ "provenance of another time", 4, { 1, 4, 0x0d, 0 }, NS_CORRUPT },
	{ "before 1600",
	  8,
	  { 1, 3, 5, 0x81, 0xd8, 0x98, 0xff, 0x56 },
	  NS_CORRUPT },
	{ "after 2399",
	  8,
	  { 1, 3, 5, 0x80, 0xf4, 0xec, 0x8c, 0x65 },
	  NS_CORRUPT },
	{ "no names", 3, { 1, 11, 0 }, NS_CORRUPT },
	{ "more names than bytes", 5, { 1, 11, 3, 0, 0 }, NS_CORRUPT },
	{ "2^32 names",
	  8,
	  { 1, 11, 0x80, 0x80, 0x80, 0x80, 0x10, 0 },
	  NS_CORRUPT },
	{ "name is no UTF-8", 5, { 1, 12, 1, 1, 0x80 }, NS_CORRUPT },
	{ "nothing given", 3, { 1, 17, 0 }, NS_CORRUPT },
	{ "more given than bytes", 5, { 1, 17, 2, 0, 0 }, NS_CORRUPT },
	{ "given is no UTF-8", 6, { 1, 17, 1, 0, 1, 0xc0 }, NS_CORRUPT },
};

static void each_refusal(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		enum ns_code rc =
			decode(refusals[i].bytes, refusals[i].n, NULL);

		if (rc != refusals[i].rc)
			T_FAIL("%s: %d, not %d", refusals[i].why, rc,
			       refusals[i].rc);
	}
}

/* The first and the last second there are. */
static void the_ends_of_time(void)
{
	static const int64_t seconds[] = { NS_TIME_MIN, NS_TIME_MAX };
	struct ns_buf out = { 0 };

	for (int i = 0; i < 2; i++) {
		struct ns_article a = { .date = { seconds[i],
						  NS_PREC_SECOND } };

		ns_buf_reset(&out);
		ns_article_encode(&a, &out);
		T_INT(decode(out.p, out.n, &a), NS_OK);
		a.date.seconds += i ? 1 : -1;
		ns_buf_reset(&out);
		ns_article_encode(&a, &out);
		T_INT(decode(out.p, out.n, NULL), NS_CORRUPT);
	}
	ns_buf_free(&out);
}

static void memory_is_bounded(void)
{
	struct ns_arena arena = { .budget_bytes = 16 };
	struct ns_article a;
	struct ns_error e;

	T_INT(ns_article_decode(example, sizeof(example), &arena, &a, &e),
	      NS_NOMEM);
	ns_arena_free(&arena);
}

static void the_hash_sees_all_but_what_was_given(void)
{
	struct ns_article a = the_example();
	struct ns_buf scratch = { 0 };
	struct ns_hash128 first, other;

	ns_article_hash(&a, &scratch, &first);
	a.n_given = 0;
	ns_article_hash(&a, &scratch, &other);
	T_OK(first.lo == other.lo && first.hi == other.hi);
	a.lang = NS_STR("en");
	ns_article_hash(&a, &scratch, &other);
	T_OK(first.lo != other.lo && first.hi != other.hi);
	a = the_example();
	a.outlet = NS_STR("Gax");
	ns_article_hash(&a, &scratch, &other);
	T_OK(first.lo != other.lo && first.hi != other.hi);
	ns_buf_free(&scratch);
}

static void the_record_has_the_same_hash(void)
{
	struct ns_article a = the_example();
	struct ns_buf scratch = { 0 }, record = { 0 };
	struct ns_hash128 of_article, of_record;

	T_OK(a.n_given > 0);
	for (int i = 0; i < 2; i++) {
		ns_buf_reset(&record);
		ns_article_encode(&a, &record);
		ns_article_hash(&a, &scratch, &of_article);
		ns_article_hash_record(&a, ns_buf_view(&record), &of_record);
		T_OK(of_article.lo == of_record.lo &&
		     of_article.hi == of_record.hi);
		a.n_given = 0;
	}
	ns_buf_free(&record);
	ns_buf_free(&scratch);
}

int main(void)
{
	T_RUN(the_record_has_the_same_hash);
	T_RUN(the_format_example);
	T_RUN(round_trips);
	T_RUN(every_truncation);
	T_RUN(every_byte_change);
	T_RUN(each_refusal);
	T_RUN(the_ends_of_time);
	T_RUN(memory_is_bounded);
	T_RUN(the_hash_sees_all_but_what_was_given);
	return t_end();
}
