/* Articles that are in the archive already are not inverted again, and win or
 * lose all the same. */
#include "indexer/ingest.h"
#include "tests/indexer/scratch.h"

static const char first[] =
	"{\"id\":\"a\",\"title\":\"One\",\"outlet\":\"O\"}\n";
static const char second[] =
	"{\"id\":\"a\",\"title\":\"Two\",\"outlet\":\"O\"}\n";
static const char other[] =
	"{\"id\":\"b\",\"title\":\"Other\",\"outlet\":\"O\"}\n";

/* Indexes the texts, one after another, as one dump. */
static struct ns_ingest_report ingest(const struct scratch *s,
				      const struct ns_ingest *how,
				      const char *const text[])
{
	struct ns_inputs inputs = { 0 };
	struct ns_ingest_report report;
	struct ns_ingest in = *how;
	char dump[512] = "", path[512];

	for (; *text; text++)
		(void)strncat(dump, *text, sizeof(dump) - strlen(dump) - 1);
	scratch_file(s, "dump", dump);
	(void)snprintf(path, sizeof(path), "%s/dump", s->dir);
	T_INT(ns_inputs_add(&inputs, path, NULL), NS_OK);
	in.dir = s->ns;
	in.inputs = &inputs;
	in.memory_bytes = 16 << 20;
	T_INT(ns_ingest(&in, &report, NULL), NS_OK);
	ns_inputs_free(&inputs);
	return report;
}

#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct ns_ingest plain;

/* The title of article O:a, and how many documents its segments hold, dead
 * ones among them. */
static uint32_t look(const struct scratch *s, char title[64])
{
	const struct ns_snapshot *now;
	struct ns_arena arena = { 0 };
	struct ns_archive *ar = NULL;
	struct ns_article a = { 0 };
	uint32_t segment, n = 0;
	ns_docid doc;

	T_INT(ns_archive_open(s->ns, &ar, NULL), NS_OK);
	T_INT(ns_snapshot_get(ar, &now, NULL), NS_OK);
	for (uint32_t i = 0; i < now->n_segments; i++)
		n += ns_segment_info(now->segment[i].seg)->n_docs;
	T_INT(ns_snapshot_find(now, NS_STR("O:a"), &segment, &doc, NULL),
	      NS_OK);
	T_INT(ns_segment_article(now->segment[segment].seg, doc, &arena, &a,
				 NULL),
	      NS_OK);
	(void)snprintf(title, 64, "%.*s", (int)a.title.n, a.title.p);
	ns_arena_free(&arena);
	ns_snapshot_put(now);
	ns_archive_close(ar);
	return n;
}

static void only_what_is_new_is_inverted(void)
{
	struct scratch s = scratch_make();
	struct ns_ingest_report r;
	char title[64];

	r = ingest(&s, &plain, TEXTS(first));
	T_INT(r.commits, 1);
	r = ingest(&s, &plain, TEXTS(first));
	T_INT(r.unchanged, 1);
	T_INT(r.articles, 1);
	T_INT(r.commits, 0);
	r = ingest(&s, &plain, TEXTS(first, other));
	T_INT(r.unchanged, 1);
	T_INT(r.added, 1);
	T_INT(look(&s, title), 2);
	scratch_free(&s);
}

/* The later of two with one id wins, also when the archive has the later one
 * as it is. */
static void the_later_still_wins(void)
{
	static const struct {
		const char *a, *b, *title;
		uint64_t replaced, unchanged;
	} rows[] = {
		{ first, second, "Two", 1, 1 },
		{ second, first, "One", 0, 1 },
		{ second, second, "Two", 1, 0 },
		{ first, first, "One", 0, 2 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scratch s = scratch_make();
		struct ns_ingest_report r;
		char title[64];

		(void)ingest(&s, &plain, TEXTS(first));
		r = ingest(&s, &plain, TEXTS(rows[i].a, rows[i].b));
		(void)look(&s, title);
		T_TEXT(title, rows[i].title);
		T_INT(r.replaced, rows[i].replaced);
		T_INT(r.unchanged, rows[i].unchanged);
		scratch_free(&s);
	}
}

/* A commit in between: what came before it is the archive's. */
static void a_commit_forgets_what_changed(void)
{
	static const struct ns_ingest often = { .every = { .articles = 1 } };
	struct scratch s = scratch_make();
	struct ns_ingest_report r;
	char title[64];

	(void)ingest(&s, &plain, TEXTS(first));
	r = ingest(&s, &often, TEXTS(second, first, first));
	(void)look(&s, title);
	T_TEXT(title, "One");
	T_INT(r.replaced, 2);
	T_INT(r.unchanged, 1);
	T_INT(r.commits, 2);
	scratch_free(&s);
}

int main(void)
{
	T_RUN(only_what_is_new_is_inverted);
	T_RUN(the_later_still_wins);
	T_RUN(a_commit_forgets_what_changed);
	return t_end();
}
