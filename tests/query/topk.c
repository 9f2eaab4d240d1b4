/* The best k are the first k of everything sorted, in whatever order they come,
 * and how far a word is from another.
 */
#include "query/topk.h"

#include "query/edits.h"
#include "tests/query/library.h"

enum { DOCS = 300 };

static struct library lib;

/* Few scores and few dates: nearly everything ties. */
static struct ns_ranked some(uint32_t doc, uint64_t *seed)
{
	struct ns_ranked r = { .doc = doc };

	r.score = (uint32_t)(t_random(seed) % 3);
	r.date = (int64_t)(t_random(seed) % 4);
	if (r.date == 0)
		r.date = INT64_MIN;
	return r;
}

static const struct ns_snapshot *snap;
static enum ns_sort sort;

static uint64_t sequence_of(const struct ns_ranked *r)
{
	uint64_t v = 0;

	T_INT(ns_column_get(snap->segment[0].seg, NS_COL_SEQUENCE, r->doc, &v,
			    NULL),
	      NS_OK);
	return v;
}

static int wanted_order(const void *a, const void *b)
{
	const struct ns_ranked *x = a, *y = b;
	int64_t p = x->date, q = y->date;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	if (p != q && (p == INT64_MIN || q == INT64_MIN))
		return p == INT64_MIN ? 1 : -1;
	if (p != q)
		return (p < q) == (sort != NS_SORT_OLDEST) ? 1 : -1;
	return sequence_of(x) > sequence_of(y) ? 1 : -1;
}

static void compare_best(uint32_t k, uint64_t *seed)
{
	struct ns_ranked all[DOCS];
	struct ns_topk t;
	uint32_t i;

	for (i = 0; i < DOCS; i++)
		all[i] = some(i, seed);
	ns_topk_init(&t, snap, sort, k);
	for (i = DOCS; i > 1; i--) {
		uint32_t j = (uint32_t)(t_random(seed) % i);
		struct ns_ranked swap = all[j];

		all[j] = all[i - 1];
		all[i - 1] = swap;
	}
	for (i = 0; i < DOCS; i++)
		T_INT(ns_topk_push(&t, &all[i], NULL), NS_OK);
	T_INT(ns_topk_sort(&t, NULL), NS_OK);
	qsort(all, DOCS, sizeof(all[0]), wanted_order);
	T_INT(t.n, k < DOCS ? k : DOCS);
	for (i = 0; i < t.n; i++)
		T_INT(t.item[i].doc, all[i].doc);
	ns_topk_free(&t);
}

static void the_best_are_the_first_of_all_sorted(void)
{
	static const uint32_t sizes[] = {
		0, 1, 2, 3, 10, 200, 299, DOCS, DOCS + 1u, UINT32_MAX
	};
	struct ns_error e = { 0 };
	uint64_t seed = 7;
	char id[16];
	size_t i;

	library_make(&lib, NULL);
	for (i = 0; i < DOCS; i++) {
		snprintf(id, sizeof(id), "%zu", i);
		library_add(&lib, id, "", "text", 3);
	}
	library_commit(&lib);
	T_INT(ns_archive_open(lib.scratch.ns, &lib.archive, &e), NS_OK);
	T_INT(ns_snapshot_get(lib.archive, &snap, &e), NS_OK);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (sort = NS_SORT_RELEVANCE; sort <= NS_SORT_OLDEST; sort++)
			compare_best(sizes[i], &seed);
	}
	ns_snapshot_put(snap);
	library_free(&lib);
}

/* ---- edits --------------------------------------------------------------- */

struct edit_row {
	const char *a, *b;
	uint32_t distance; // 3: or more
};

static const struct edit_row edit_rows[] = {
	{ "", "", 0 },
	{ "a", "", 1 },
	{ "cat", "cat", 0 },
	{ "cat", "cut", 1 },
	{ "cat", "cats", 1 },
	{ "cat", "at", 1 },
	{ "cat", "act", 1 },
	{ "cat", "tca", 2 },
	{ "ca", "abc", 3 }, // no letter is edited twice
	{ "minister", "minsiter", 1 },
	{ "minister", "mnisiter", 2 },
	{ "minister", "monster", 2 },
	{ "abcdef", "badcfe", 3 },
	{ "caf\xc3\xa9", "cafe", 1 }, // a letter, not two bytes
	{ "\xe0\xae\x95\xe0\xae\xb2", "\xe0\xae\xb2\xe0\xae\x95", 1 },
	{ "abcd", "wxyz", 3 },
};

static void edits_are_counted_in_letters(void)
{
	size_t i;

	for (i = 0; i < sizeof(edit_rows) / sizeof(edit_rows[0]); i++) {
		const struct edit_row *r = &edit_rows[i];
		struct ns_letters a, b;
		uint32_t most;

		ns_letters_of(ns_str_of(r->a), &a);
		ns_letters_of(ns_str_of(r->b), &b);
		for (most = 0; most < 3; most++) {
			bool is = most >= r->distance;

			if (ns_edits_within(&a, &b, most) != is ||
			    ns_edits_within(&b, &a, most) != is)
				T_FAIL("%s, %s within %u", r->a, r->b, most);
		}
	}
}

int main(void)
{
	T_RUN(the_best_are_the_first_of_all_sorted);
	T_RUN(edits_are_counted_in_letters);
	return t_end();
}
