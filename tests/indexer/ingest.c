/* Runs of nsindex, from dumps to what a reader then finds. */
#include "indexer/ingest.h"

#include <pthread.h>
#include <sys/mman.h>

#include "core/archive/check.h"
#include "core/base/hash.h"
#include "indexer/builder.h"
#include "tests/indexer/scratch.h"

enum { MANY = 3000 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

struct ran {
	struct ns_ingest_report report;
	struct ns_error error;
	enum ns_code rc;
};

/* Indexes files of a scratch folder, one word a file. */
static struct ran ingest(const struct scratch *s, struct ns_ingest in,
			 const char *files)
{
	struct ns_inputs inputs = { 0 };
	struct ran r = { 0 };
	char path[512], name[64];
	int used;

	for (; sscanf(files, " %63s%n", name, &used) == 1; files += used) {
		(void)snprintf(path, sizeof(path), "%s/%s", s->dir, name);
		T_INT(ns_inputs_add(&inputs, path, NULL), NS_OK);
	}
	in.dir = s->ns;
	in.inputs = &inputs;
	in.memory_bytes = in.memory_bytes ? in.memory_bytes : 16 << 20;
	r.rc = ns_ingest(&in, &r.report, &r.error);
	ns_inputs_free(&inputs);
	return r;
}

struct opened {
	struct ns_archive *ar;
	const struct ns_snapshot *s;
};

static struct opened open_archive(const struct scratch *s)
{
	struct opened o = { 0 };

	T_INT(ns_archive_open(s->ns, &o.ar, NULL), NS_OK);
	T_INT(ns_snapshot_get(o.ar, &o.s, NULL), NS_OK);
	return o;
}

static void close_archive(struct opened *o)
{
	ns_snapshot_put(o->s);
	ns_archive_close(o->ar);
}

static void say_problem(void *context, const char *sentence)
{
	(void)context;
	T_FAIL("%s", sentence);
}

static void check_archive(const struct scratch *s)
{
	struct ns_check_report r;

	T_INT(ns_check(s->ns, say_problem, NULL, &r, NULL), NS_OK);
	T_INT(r.problems, 0);
}

/* The title of the live article with this id, "" where there is none. */
static const char *title_of(const struct scratch *s, const char *id)
{
	static char title[256];
	struct opened o = open_archive(s);
	struct ns_arena arena = { 0 };
	struct ns_article a;
	uint32_t segment;
	ns_docid doc;

	title[0] = 0;
	if (!ns_snapshot_find(o.s, ns_str_of(id), &segment, &doc, NULL) &&
	    !ns_segment_article(o.s->segment[segment].seg, doc, &arena, &a,
				NULL))
		(void)snprintf(title, sizeof(title), "%.*s", (int)a.title.n,
			       a.title.p);
	ns_arena_free(&arena);
	close_archive(&o);
	return title;
}

/* The sum over the live articles of the hash of each record: the same for the
 * same articles, however they lie in segments. */
static uint64_t sum_of(const struct scratch *s, uint64_t *n)
{
	struct opened o = open_archive(s);
	struct ns_arena arena = { 0 };
	struct ns_buf scratch = { 0 };
	uint64_t sum = 0;

	*n = 0;
	for (uint32_t i = 0; i < o.s->n_segments; i++) {
		const struct ns_segment_view *v = &o.s->segment[i];

		for (ns_docid d = 0; d < ns_segment_info(v->seg)->n_docs; d++) {
			struct ns_hash128 h;
			struct ns_article a;

			if (v->live && !(v->live[d / 64] >> (d % 64) & 1))
				continue;
			T_INT(ns_segment_article(v->seg, d, &arena, &a, NULL),
			      NS_OK);
			ns_article_hash(&a, &scratch, &h);
			sum += h.lo;
			++*n;
			ns_arena_reset(&arena);
		}
	}
	T_INT(*n, o.s->n_docs);
	ns_arena_free(&arena);
	ns_buf_free(&scratch);
	close_archive(&o);
	return sum;
}

/* ---- dumps ---- */

static const char few[] =
	"{\"id\":\"a\",\"title\":\"One\",\"body\":\"red fox\",\"outlet\":\"O\","
	"\"date\":\"2024-01-01\",\"lang\":\"en\"}\n"
	"{\"id\":\"b\",\"title\":\"Two\",\"body\":\"blue "
	"fox\",\"outlet\":\"O\","
	"\"date\":\"2023-01-01\",\"lang\":\"en\"}\n"
	"{\"url\":\"http://x.org/c\",\"title\":\"Three\",\"body\":\"fox\"}\n";

/* n articles, dates in no order; every tenth has the id of the one before. */
static void put_many(struct ns_buf *out, uint32_t n, uint32_t words,
		     uint64_t seed)
{
	for (uint32_t i = 0; i < n; i++) {
		uint64_t r = t_random(&seed);

		ns_buf_printf(out,
			      "{\"id\":\"%u\",\"outlet\":\"O%llu\",\"title\":"
			      "\"t%u\",\"date\":\"20%02llu-0%llu-01\",\"body\":"
			      "\"",
			      i - (i % 10 == 9), (unsigned long long)i / 10 % 3,
			      i, (unsigned long long)(r & 15) + 10,
			      (unsigned long long)(r >> 8) % 9 + 1);
		for (uint32_t w = 0; w < words; w++)
			ns_buf_printf(out, "w%llu ",
				      (unsigned long long)t_random(&seed) %
					      (1 + t_random(&seed) % 20000));
		ns_buf_printf(out, "\"}\n");
	}
	ns_buf_u8(out, 0);
}

static void many_file(const struct scratch *s, const char *name, uint32_t n,
		      uint32_t words)
{
	struct ns_buf b = { 0 };

	put_many(&b, n, words, 7);
	scratch_file(s, name, (const char *)b.p);
	ns_buf_free(&b);
}

/* ---- the cases ---- */

static void a_run_again_changes_nothing(void)
{
	struct scratch s = scratch_make();
	struct ran first, again;

	scratch_file(&s, "few", few);
	first = ingest(&s, (struct ns_ingest){ 0 }, "few");
	T_INT(first.rc, NS_OK);
	T_INT(first.report.articles, 3);
	T_INT(first.report.added, 3);
	T_INT(first.report.n_docs, 3);
	again = ingest(&s, (struct ns_ingest){ 0 }, "few");
	T_INT(again.rc, NS_OK);
	T_INT(again.report.unchanged, 3);
	T_INT(again.report.added + again.report.replaced, 0);
	T_INT(again.report.generation, first.report.generation);
	T_TEXT(title_of(&s, "O:a"), "One");
	T_TEXT(title_of(&s, "http://x.org/c"), "Three");
	scratch_free(&s);
}

/* Titles, summaries, names without a word in them; an article of one letter. */
static void articles_of_hardly_anything(void)
{
	struct scratch s = scratch_make();
	struct ran r;

	scratch_file(
		&s, "odd",
		"{\"title\":\"?!\",\"outlet\":\"--\"}\n"
		"{\"title\":\"...\",\"body\":\"a\",\"author\":[\" \",\"-\"]}\n"
		"{\"body\":\"\\u0301\",\"url\":\"-\",\"tags\":[\"\"]}\n"
		"{\"title\":\"b\",\"summary\":\"\\n\\n\"}\n");
	r = ingest(&s, (struct ns_ingest){ 0 }, "odd");
	T_INT(r.rc, NS_OK);
	T_INT(r.report.n_docs, 4);
	check_archive(&s);
	scratch_free(&s);
}

static void a_newer_version_replaces(void)
{
	struct scratch s = scratch_make();
	struct ran r;

	scratch_file(&s, "few", few);
	scratch_file(&s, "new",
		     "{\"id\":\"a\",\"title\":\"Uno\",\"outlet\":\"O\"}\n"
		     "{\"id\":\"a\",\"title\":\"Un\",\"outlet\":\"P\"}\n");
	T_INT(ingest(&s, (struct ns_ingest){ 0 }, "few").rc, NS_OK);
	r = ingest(&s, (struct ns_ingest){ 0 }, "new");
	T_INT(r.report.replaced, 1);
	T_INT(r.report.added, 1);
	T_INT(r.report.n_docs, 4);
	T_TEXT(title_of(&s, "O:a"), "Uno");
	T_TEXT(title_of(&s, "P:a"), "Un");
	scratch_free(&s);
}

/* One builder or three, large batches or small ones, in one commit or many:
 * the same articles, and of two with one id the later. */
static void builders_and_batches_agree(void)
{
	static const struct ns_ingest ways[] = {
		{ .jobs = 1 },
		{ .jobs = 3 },
		{ .jobs = 1, .memory_bytes = NS_BUILDER_MEMORY_LEAST },
		{ .jobs = 2, .memory_bytes = NS_BUILDER_MEMORY_LEAST },
		{ .jobs = 1, .every = { .articles = 700 } },
		{ .jobs = 2, .every = { .text_bytes = 1 << 20 } },
	};
	uint64_t wanted = 0;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct scratch s = scratch_make();
		uint64_t n, sum;
		struct ran r;

		many_file(&s, "many", MANY, 200);
		r = ingest(&s, ways[i], "many");
		T_INT(r.rc, NS_OK);
		T_INT(r.report.articles, MANY);
		T_INT(r.report.duplicates + r.report.replaced, MANY / 10);
		sum = sum_of(&s, &n);
		T_INT(n, MANY - MANY / 10);
		T_TEXT(title_of(&s, "O0:8"), "t9");
		T_TEXT(title_of(&s, "O0:9"), "");
		check_archive(&s);
		wanted = i ? wanted : sum;
		T_INT(sum, wanted);
		if (ways[i].every.articles)
			T_OK(r.report.commits > 3);
		scratch_free(&s);
	}
}

static void rejects_are_counted_and_the_rest_goes_in(void)
{
	struct scratch s = scratch_make();
	struct ran r;

	scratch_file(&s, "bad", "{\"title\":\"Good\"}\n{\"title\":\n{}\n");
	r = ingest(&s, (struct ns_ingest){ 0 }, "bad");
	T_INT(r.rc, NS_OK);
	T_INT(r.report.articles, 1);
	T_INT(r.report.rejected, 2);
	T_INT(r.report.n_docs, 1);
	scratch_free(&s);
}

static void on_error_stop_leaves_nothing(void)
{
	struct scratch s = scratch_make();
	struct ns_ingest stop = { .stop_on_error = true };
	struct ran r;
	uint64_t n;

	scratch_file(&s, "few", few);
	scratch_file(&s, "bad", "{\"title\":\"Good\"}\n{\"title\":\n");
	T_INT(ingest(&s, (struct ns_ingest){ 0 }, "few").rc, NS_OK);
	r = ingest(&s, stop, "bad");
	T_INT(r.rc, NS_INVALID);
	T_OK(strstr(r.error.text, "bad:2") != NULL);
	(void)sum_of(&s, &n);
	T_INT(n, 3);
	scratch_free(&s);
}

static void a_dry_run_makes_no_archive(void)
{
	struct scratch s = scratch_make();
	struct ns_ingest dry = { .dry_run = true };
	struct ran r;

	scratch_file(&s, "few", few);
	r = ingest(&s, dry, "few");
	T_INT(r.rc, NS_OK);
	T_INT(r.report.articles, 3);
	T_OK(access(s.ns, F_OK) != 0);
	scratch_free(&s);
}

/* A file that cannot be read, beside one that can. */
static void a_file_of_no_format_is_passed_over(void)
{
	struct scratch s = scratch_make();
	struct ran r;

	scratch_file(&s, "few", few);
	scratch_file(&s, "no", "this is a letter, not a dump\n");
	r = ingest(&s, (struct ns_ingest){ 0 }, "no few");
	T_INT(r.rc, NS_OK);
	T_INT(r.report.n_docs, 3);
	T_OK(r.report.files_failed == 1 || r.report.rejected == 1);
	scratch_free(&s);
}

static _Atomic bool stop;

static void stop_soon(void *context, const struct ns_ingest_report *now)
{
	(void)context;
	stop = now->articles > MANY / 2;
}

static void an_interrupted_run_keeps_what_is_complete(void)
{
	struct scratch s = scratch_make();
	struct ns_ingest in = { .talk.progress = stop_soon, .stop = &stop };
	struct ran r;
	uint64_t n;

	many_file(&s, "many", MANY, 20);
	r = ingest(&s, in, "many");
	T_INT(r.rc, NS_OK);
	T_OK(r.report.interrupted);
	T_OK(r.report.articles > MANY / 2 && r.report.articles < MANY);
	(void)sum_of(&s, &n);
	T_OK(n > MANY / 3 && n < MANY);
	stop = false;
	r = ingest(&s, (struct ns_ingest){ 0 }, "many");
	T_INT(r.report.n_docs, MANY - MANY / 10);
	T_OK(r.report.unchanged > MANY / 3);
	scratch_free(&s);
}

static void commit_every_reads_its_units(void)
{
	static const struct {
		const char *text;
		enum ns_code rc;
		struct ns_commit_every every;
	} rows[] = {
		{ "1000", NS_OK, { 1000, 0, 0 } },
		{ "64M", NS_OK, { 0, 64 << 20, 0 } },
		{ "2k", NS_OK, { 0, 2048, 0 } },
		{ "1G", NS_OK, { 0, 1 << 30, 0 } },
		{ "30s", NS_OK, { 0, 0, 30 } },
		{ "0", NS_INVALID, { 0 } },
		{ "", NS_INVALID, { 0 } },
		{ "s", NS_INVALID, { 0 } },
		{ "10x", NS_INVALID, { 0 } },
		{ "10ss", NS_INVALID, { 0 } },
		{ "-1", NS_INVALID, { 0 } },
		{ "99999999999999999999", NS_INVALID, { 0 } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ns_commit_every every;

		T_INT(ns_commit_every_parse(ns_str_of(rows[i].text), &every,
					    NULL),
		      rows[i].rc);
		T_INT(every.articles, rows[i].every.articles);
		T_INT(every.text_bytes, rows[i].every.text_bytes);
		T_INT(every.seconds, rows[i].every.seconds);
	}
}

/* ---- memory ---- */

static uint64_t rss_anon_kb(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	unsigned long long kb = 0;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "RssAnon: %llu", &kb) == 1)
			break;
	if (f)
		(void)fclose(f);
	return kb;
}

static _Atomic bool watching;

/* The flush is where the peak is, and nobody calls us there: a thread looks. */
static void *watch_memory(void *most_kb)
{
	uint64_t *most = most_kb;

	do {
		uint64_t kb = rss_anon_kb();

		*most = kb > *most ? kb : *most;
		(void)usleep(2000);
	} while (watching);
	return NULL;
}

static void memory_in_use_is_seen(void)
{
	enum { BYTES = 32 << 20 };
	uint64_t before = rss_anon_kb();
	char *p = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		T_SKIP("no memory for a test of memory");
	memset(p, 1, BYTES);
	T_OK(rss_anon_kb() >= before + BYTES / 2048);
	(void)munmap(p, BYTES);
}

/* The budget and 64 MB, however long the dump is. */
static void memory_stays_within_the_budget(void)
{
	struct ns_ingest in = { .memory_bytes = 16 << 20 };
	struct scratch s;
	uint64_t before, most_kb = 0;
	pthread_t watcher;

	if (SANITIZED)
		T_SKIP("a sanitizer has memory of its own");
	s = scratch_make();
	many_file(&s, "one", MANY, 500);
	many_file(&s, "two", 3 * MANY, 500);
	before = rss_anon_kb();
	watching = true;
	T_INT(pthread_create(&watcher, NULL, watch_memory, &most_kb), 0);
	T_INT(ingest(&s, in, "one two").rc, NS_OK);
	watching = false;
	T_INT(pthread_join(watcher, NULL), 0);
	T_OK(most_kb > 0);
	if (most_kb > before + (16 + 64) * 1024)
		T_FAIL("%llu kB of anonymous memory",
		       (unsigned long long)(most_kb - before));
	scratch_free(&s);
}

int main(void)
{
	T_RUN(a_run_again_changes_nothing);
	T_RUN(articles_of_hardly_anything);
	T_RUN(a_newer_version_replaces);
	T_RUN(builders_and_batches_agree);
	T_RUN(rejects_are_counted_and_the_rest_goes_in);
	T_RUN(on_error_stop_leaves_nothing);
	T_RUN(a_dry_run_makes_no_archive);
	T_RUN(a_file_of_no_format_is_passed_over);
	T_RUN(an_interrupted_run_keeps_what_is_complete);
	T_RUN(commit_every_reads_its_units);
	T_RUN(memory_in_use_is_seen);
	T_RUN(memory_stays_within_the_budget);
	return t_end();
}
