/* Many commits leave few segments, and the same articles. */
#include "indexer/merge.h"
#include "indexer/tiers.h"

#include "indexer/archive_dir.h"
#include "indexer/ingest.h"
#include "tests/indexer/scratch.h"

enum { ARTICLES = 230, COMMITS = 23 };

static void tiers_grow_tenfold(void)
{
	static const struct {
		uint64_t bytes;
		unsigned tier;
	} rows[] = {
		{ 0, 0 },
		{ NS_TIER_LEAST_BYTES - 1, 0 },
		{ NS_TIER_LEAST_BYTES, 1 },
		{ NS_TIER_LEAST_BYTES * 10 - 1, 1 },
		{ NS_TIER_LEAST_BYTES * 10, 2 },
		{ NS_TIER_MOST_BYTES, 3 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		T_INT(ns_tier_of(rows[i].bytes), rows[i].tier);
}

/* Every article has the id of one of the last fifty: most die young. */
static void put_articles(const struct scratch *s, uint32_t n_ids)
{
	struct ns_buf b = { 0 };

	for (uint32_t i = 0; i < ARTICLES; i++)
		ns_buf_printf(&b,
			      "{\"id\":\"%u\",\"outlet\":\"O\",\"title\":"
			      "\"t%u fox\",\"date\":\"2024-01-%02u\"}\n",
			      i % n_ids, i, i % 28 + 1);
	ns_buf_u8(&b, 0);
	scratch_file(s, "dump", (const char *)b.p);
	ns_buf_free(&b);
}

static struct ns_ingest_report run(const struct scratch *s)
{
	struct ns_inputs inputs = { 0 };
	struct ns_ingest in = { .dir = s->ns,
				.inputs = &inputs,
				.memory_bytes = 16 << 20,
				.every.articles = ARTICLES / COMMITS };
	struct ns_ingest_report report;
	struct ns_error e = { 0 };
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/dump", s->dir);
	T_INT(ns_inputs_add(&inputs, path, NULL), NS_OK);
	if (ns_ingest(&in, &report, &e))
		T_FAIL("%s", e.text);
	ns_inputs_free(&inputs);
	return report;
}

/* Segments, and the dead documents in them. */
static uint32_t segments(const struct scratch *s, uint64_t *dead)
{
	struct ns_archive *ar = NULL;
	const struct ns_snapshot *now = NULL;
	uint32_t n;

	T_INT(ns_archive_open(s->ns, &ar, NULL), NS_OK);
	T_INT(ns_snapshot_get(ar, &now, NULL), NS_OK);
	n = now->n_segments;
	*dead = 0;
	for (uint32_t i = 0; i < n; i++)
		*dead += ns_segment_info(now->segment[i].seg)->n_docs -
			 now->segment[i].n_live;
	ns_snapshot_put(now);
	ns_archive_close(ar);
	return n;
}

static void compact(const struct scratch *s)
{
	struct ns_update *u = NULL;

	T_INT(ns_update_open(s->ns, NULL, &u, NULL), NS_OK);
	T_INT(ns_tiers_compact(u, NULL, NULL), NS_OK);
	ns_update_close(u);
}

static void many_commits_leave_few_segments(void)
{
	struct scratch s = scratch_make();
	struct ns_ingest_report r;
	uint64_t dead;
	uint32_t n;

	put_articles(&s, ARTICLES);
	r = run(&s);
	T_OK(r.commits >= COMMITS);
	T_INT(r.n_docs, ARTICLES);
	n = segments(&s, &dead);
	T_OK(n > 1 && n < NS_TIER_SEGMENTS);
	compact(&s);
	T_INT(segments(&s, &dead), 1);
	T_INT(run(&s).unchanged, ARTICLES);
	scratch_free(&s);
}

static void the_dead_are_cleared_away(void)
{
	struct scratch s = scratch_make();
	uint64_t dead;

	put_articles(&s, 50);
	T_INT(run(&s).n_docs, 50);
	(void)segments(&s, &dead);
	T_OK(dead <= 50 / NS_TIER_DEAD_SHARE);
	compact(&s);
	T_INT(segments(&s, &dead), 1);
	T_INT(dead, 0);
	scratch_free(&s);
}

/* A signal during a merge: nothing is lost, nothing is half there, and the same
 * goes through later. */
static void a_stopped_merge_changes_nothing(void)
{
	const _Atomic bool stop = true;
	struct scratch s = scratch_make();
	struct ns_update *u = NULL;
	struct ns_merge_facts facts = { .stop = &stop };
	uint64_t dead;
	uint32_t number, made, before;

	put_articles(&s, ARTICLES);
	run(&s);
	before = segments(&s, &dead);
	T_INT(ns_update_open(s.ns, NULL, &u, NULL), NS_OK);
	number = ns_segment_number(ns_update_snapshot(u)->segment[0].seg);
	T_INT(ns_merge_counted(u, &number, 1, &made, &facts, NULL),
	      NS_INTERRUPTED);
	T_INT(ns_tiers_compact(u, &stop, NULL), NS_INTERRUPTED);
	ns_update_close(u);
	T_INT(segments(&s, &dead), before);
	compact(&s);
	T_INT(segments(&s, &dead), 1);
	T_INT(run(&s).unchanged, ARTICLES);
	scratch_free(&s);
}

int main(void)
{
	T_RUN(tiers_grow_tenfold);
	T_RUN(many_commits_leave_few_segments);
	T_RUN(the_dead_are_cleared_away);
	T_RUN(a_stopped_merge_changes_nothing);
	return t_end();
}
