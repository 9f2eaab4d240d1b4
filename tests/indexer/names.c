/* Tables that the builder stands on: names, slots, and what reports say. */
#include "indexer/names.h"

#include "indexer/report.h"
#include "tests/t.h"

static struct ns_analyzer *an;

static uint32_t add(struct ns_names *t, unsigned field, const char *name)
{
	struct ns_name_in in = { field, ns_str_of(name) };
	uint32_t value = 77;

	T_INT(ns_names_add(t, an, &in, &value, NULL), NS_OK);
	return value;
}

static void names_that_fold_alike_are_one(void)
{
	struct ns_names t = { 0 };
	struct ns_buf order = { 0 };
	struct ns_str shown;
	const uint32_t *o;

	for (int batch = 0; batch < 2; batch++) {
		T_INT(add(&t, NS_NAME_OUTLET, "Le Monde"), 1);
		T_INT(add(&t, NS_NAME_OUTLET, "  LE   MONDE "), 1);
		T_INT(add(&t, NS_NAME_OUTLET, "Abendblatt"), 2);
		T_INT(add(&t, NS_NAME_TAG, "Abendblatt"), 1);
		T_INT(add(&t, NS_NAME_OUTLET,
			  "\xc3\x81"
			  "bc"),
		      3);
		T_INT(add(&t, NS_NAME_OUTLET, "abc"), 3);
		T_INT(add(&t, NS_NAME_OUTLET, ""), 0);
		T_INT(add(&t, NS_NAME_OUTLET, "  "), 0);
		T_INT(ns_names_n(&t, NS_NAME_OUTLET), 3);
		T_INT(ns_names_n(&t, NS_NAME_SECTION), 0);
		shown = ns_name_shown(&t, ns_names_at(&t, NS_NAME_OUTLET, 0));
		T_BYTES(shown.p, shown.n, "Le Monde", 8);
		T_INT(ns_names_sort(&t, NS_NAME_OUTLET, &order), NS_OK);
		o = (const void *)order.p;
		T_INT(o[0], 2);
		T_INT(o[1], 1);
		T_INT(o[2], 0);
		ns_names_reset(&t);
	}
	ns_buf_free(&order);
	ns_names_free(&t);
}

static void long_names_are_cut_at_a_character(void)
{
	struct ns_names t = { 0 };
	char name[400];
	const struct ns_name *n;

	/* 239 bytes, then two-byte letters: the 240th byte is half of one. */
	memset(name, 'x', 239);
	for (int i = 239; i + 2 < 400; i += 2)
		memcpy(name + i, "\xd1\x8f", 3);
	T_INT(add(&t, NS_NAME_AUTHOR, name), 1);
	n = ns_names_at(&t, NS_NAME_AUTHOR, 0);
	T_INT(n->folded_len, 239);
	T_INT(n->shown_len, 239);
	ns_names_free(&t);
}

static void many_names_keep_their_ordinals(void)
{
	enum { N = 5000 };
	struct ns_names t = { 0 };
	char name[32];

	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < N; i++) {
			(void)snprintf(name, sizeof(name), "n%u", i * 7919 % N);
			T_INT(add(&t, i % 3, name), i / 3 + 1);
		}
	ns_names_free(&t);
}

static void slots_find_what_was_put(void)
{
	enum { N = 20000 };
	struct ns_slots s = { 0 };
	uint64_t seed = 5;
	uint32_t found = 0;

	/* Tags of 12 bits: most references share theirs with others. */
	for (uint32_t i = 1; i <= N; i++) {
		uint32_t tag = (uint32_t)t_random(&seed) << 20, at;

		T_INT(ns_slots_reserve(&s, 1), NS_OK);
		at = ns_slots_start(&s, tag);
		while (ns_slots_next(&s, tag, &at))
			;
		ns_slots_put(&s, at, tag, i);
	}
	seed = 5;
	for (uint32_t i = 1; i <= N; i++) {
		uint32_t tag = (uint32_t)t_random(&seed) << 20, ref;
		uint32_t at = ns_slots_start(&s, tag);

		while ((ref = ns_slots_next(&s, tag, &at)) != 0)
			found += ref == i;
	}
	T_INT(found, N);
	T_INT(s.n, N);
	ns_slots_clear(&s);
	T_INT(s.n, 0);
	ns_slots_free(&s);
}

static void sizes_are_read_easily(void)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} rows[] = {
		{ 0, "0 bytes" },
		{ 999, "999 bytes" },
		{ 1000, "1.0 kB" },
		{ 999940, "999.9 kB" },
		{ 999960, "1.0 MB" },
		{ 1234567890, "1.2 GB" },
		{ 5000000000000000, "5000.0 TB" },
	};
	struct ns_buf b = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		ns_buf_reset(&b);
		ns_report_size(&b, rows[i].bytes);
		T_BYTES((const char *)b.p, b.n, rows[i].text,
			strlen(rows[i].text));
	}
	ns_buf_free(&b);
}

static void progress_tells_what_is_left(void)
{
	struct ns_ingest_report r = { .bytes = 250000000,
				      .bytes_all = 1000000000,
				      .articles = 1000,
				      .text_bytes = 500000000,
				      .seconds = 10,
				      .rejected = 2 };
	static const char wanted[] = "250.0 MB 25 %, 0:30 left, 1000 articles "
				     "(100/s, 50.0 MB/s of text), 2 rejected";
	struct ns_buf b = { 0 };

	ns_report_progress(&b, &r);
	T_BYTES((const char *)b.p, b.n, wanted, strlen(wanted));
	ns_buf_free(&b);
}

int main(void)
{
	if (ns_analyzer_open(&an, NULL))
		return 1;
	T_RUN(names_that_fold_alike_are_one);
	T_RUN(long_names_are_cut_at_a_character);
	T_RUN(many_names_keep_their_ordinals);
	T_RUN(slots_find_what_was_put);
	T_RUN(sizes_are_read_easily);
	T_RUN(progress_tells_what_is_left);
	ns_analyzer_free(an);
	return t_end();
}
