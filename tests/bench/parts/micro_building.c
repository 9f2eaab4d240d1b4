/* Building: inversion, a segment's file, compressed records, a commit. */
#include <stdio.h>

#include "core/archive/docstore.h"
#include "core/archive/update.h"
#include "indexer/builder.h"
#include "tests/bench/parts/micro.h"

enum { COMMITS = 9 };

struct build {
	struct micro *m;
	struct ns_analyzer *an;
	struct ns_update *update;
	struct ns_builder *builder;
	uint64_t sequence;
	struct ns_buf records;
	size_t *record_bytes; // [m->n]
	enum ns_code rc;
};

static enum ns_code open_all(struct build *b)
{
	struct ns_builder_plan plan = { .settings = NS_SETTINGS_DEFAULT,
					.memory_bytes = NS_BUILDER_MEMORY,
					.train = true };
	struct micro *m = b->m;
	static char dir[512];

	(void)snprintf(dir, sizeof(dir), "%s/micro.ns", m->dir);
	b->rc = ns_analyzer_open(&b->an, m->e);
	if (!b->rc)
		b->rc = ns_update_open(dir, NULL, &b->update, m->e);
	plan.dir = dir;
	plan.an = b->an;
	if (!b->rc)
		b->rc = ns_builder_open(&plan, &b->builder, m->e);
	return b->rc;
}

/* Adds articles [first, first + n). */
static void add(struct build *b, size_t first, size_t n)
{
	struct ns_buf record = { 0 };

	for (size_t i = first; !b->rc && i < first + n; i++) {
		const struct ns_article *a = &b->m->article[i];
		struct ns_item item = { .article = a,
					.lang = { "en" },
					.id = a->id,
					.sequence = b->sequence++ };

		ns_buf_reset(&record);
		ns_article_encode(a, &record);
		item.record = ns_buf_view(&record);
		b->rc = ns_builder_add(b->builder, &item, b->m->e);
	}
	ns_buf_free(&record);
}

static void finish(struct build *b, struct ns_builder_target *to)
{
	struct ns_segment_info info;

	if (!b->rc)
		b->rc = ns_builder_finish(b->builder, to, &info, b->m->e);
}

static void publish(struct build *b, const struct ns_builder_target *to)
{
	struct ns_publish p = { .add = &to->number,
				.n_add = 1,
				.sequence = b->sequence };
	struct ns_published done;

	if (!b->rc)
		b->rc = ns_publish(b->update, &p, &done, b->m->e);
}

static void put_rate(struct micro *m, const char *what, double ms)
{
	micro_put(m, &(struct micro_row){
			     what, "MB/s", (double)m->text_bytes / ms / 1e3,
			     m->limit.copy_gbs * 1e3, "memory, copied" });
}

static void measure_segment(struct build *b)
{
	struct ns_builder_target to = { ns_update_number(b->update), 0, 0 };
	double start = micro_cpu_ms(), added, written, wall;

	add(b, 1, b->m->n - 1);
	added = micro_cpu_ms();
	finish(b, &to);
	written = micro_cpu_ms();
	wall = micro_wall_ms();
	publish(b, &to);
	wall = micro_wall_ms() - wall;
	put_rate(b->m, "inversion and records: articles added", added - start);
	put_rate(b->m, "a segment sorted, encoded, written", written - added);
	micro_put(b->m, &(struct micro_row){ "publishing that segment", "ms",
					     wall, b->m->limit.fsync_ms,
					     "one page synced" });
}

/* The first article again and again: each commit replaces it. */
static void measure_commits(struct build *b)
{
	double least = 1e18;

	for (int i = 0; !b->rc && i < COMMITS; i++) {
		double start = micro_wall_ms(), ms;
		struct ns_builder_target to = { ns_update_number(b->update), 0,
						0 };

		add(b, 0, 1);
		finish(b, &to);
		publish(b, &to);
		ms = micro_wall_ms() - start;
		least = ms < least ? ms : least;
	}
	micro_put(b->m, &(struct micro_row){ "one article, searchable", "ms",
					     least, b->m->limit.fsync_ms,
					     "one page synced" });
}

/* ---- records ------------------------------------------------------------- */

struct store {
	struct build *b;
	struct ns_compressor *c;
	struct ns_buf frames;
};

static void compress(void *with)
{
	struct store *s = with;
	struct build *b = s->b;
	size_t at = 0;

	ns_buf_reset(&s->frames);
	for (size_t i = 0; !b->rc && i < b->m->n; i++) {
		struct ns_str r = { (const char *)b->records.p + at,
				    b->record_bytes[i] };

		b->rc = ns_compress(s->c, r, &s->frames, b->m->e);
		at += r.n;
	}
}

static void measure_records(struct build *b)
{
	struct store s = { .b = b };
	struct ns_buf zdict = { 0 };
	struct ns_arena arena = { 0 };
	double ns;

	b->record_bytes = ns_arena_calloc(&arena, b->m->n, sizeof(size_t));
	for (size_t i = 0; b->record_bytes && i < b->m->n; i++) {
		size_t before = b->records.n;

		ns_article_encode(&b->m->article[i], &b->records);
		b->record_bytes[i] = b->records.n - before;
	}
	b->rc = !b->record_bytes || b->records.failed
			? ns_fail(b->m->e, NS_NOMEM, "no memory for records")
			: ns_zdict_train(b->records.p, b->record_bytes,
					 (uint32_t)(b->m->n < NS_ZDICT_DOCS
							    ? b->m->n
							    : NS_ZDICT_DOCS),
					 &zdict, b->m->e);
	if (!b->rc)
		b->rc = ns_compressor_new(ns_buf_view(&zdict), &s.c, b->m->e);
	ns = micro_least(compress, &s, 2);
	micro_put(b->m, &(struct micro_row){ "zstd, a frame a record", "MB/s",
					     (double)b->records.n / ns * 1e3,
					     b->m->limit.copy_gbs * 1e3,
					     "memory, copied" });
	ns_compressor_free(s.c);
	ns_buf_free(&s.frames);
	ns_buf_free(&zdict);
	ns_arena_free(&arena);
}

enum ns_code micro_building(struct micro *m)
{
	struct build b = { .m = m };

	if (!open_all(&b)) {
		measure_segment(&b);
		measure_commits(&b);
	}
	if (!b.rc)
		measure_records(&b);
	ns_builder_free(b.builder);
	ns_update_close(b.update);
	ns_analyzer_free(b.an);
	ns_buf_free(&b.records);
	return b.rc;
}
