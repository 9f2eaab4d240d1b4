#include "tests/bench/parts/building.h"

#include <sys/resource.h>
#include <time.h>

#include "core/archive/usage.h"
#include "core/base/release.h"
#include "indexer/archive_dir.h"
#include "indexer/tiers.h"

typedef unsigned long long ull;

enum { RECORDS = 4 }; // among a segment's parts: the stored articles

struct moment {
	double wall, cpu; // seconds
};

struct facts {
	struct moment start, loaded, merged;
	uint64_t docs, text_bytes, bytes, record_bytes;
	long peak_kb;
};

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static struct moment now(void)
{
	struct rusage u;
	struct timespec t;

	(void)getrusage(RUSAGE_SELF, &u);
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (struct moment){ (double)t.tv_sec + (double)t.tv_nsec / 1e9,
				seconds_of(u.ru_utime) +
					seconds_of(u.ru_stime) };
}

static enum ns_code load(const struct building *b, struct facts *f,
			 struct ns_error *e)
{
	struct ns_settings settings = NS_SETTINGS_DEFAULT;
	struct ns_inputs inputs = { 0 };
	struct ns_ingest_report report;
	struct ns_ingest in = {
		.dir = b->dir,
		.settings = &settings,
		.inputs = &inputs,
		.source = NS_STR(BUILDING_SOURCE),
		.memory_bytes = (uint64_t)b->memory_mb << 20,
		.jobs = b->threads,
		.talk = b->talk,
	};
	enum ns_code rc = ns_inputs_add(&inputs, b->dump, e);

	settings.title_weight = 1; // as everybody's
	if (!rc)
		rc = ns_ingest(&in, &report, e);
	ns_inputs_free(&inputs);
	if (rc)
		return rc;
	f->docs = report.n_docs;
	f->text_bytes = report.text_bytes;
	return report.files_failed
		       ? ns_fail(e, NS_INVALID, "%s failed", b->dump)
		       : NS_OK;
}

static enum ns_code merge(const struct building *b, struct ns_error *e)
{
	struct ns_update *u = NULL;
	enum ns_code rc = ns_update_open(b->dir, NULL, &u, e);

	if (!rc)
		rc = ns_tiers_compact(u, NULL, e);
	ns_update_close(u);
	return rc;
}

static enum ns_code weigh(const struct building *b, struct facts *f,
			  struct ns_error *e)
{
	const struct ns_snapshot *snap = NULL;
	struct ns_archive *ar = NULL;
	uint64_t part[NS_USAGE_PARTS] = { 0 };
	enum ns_code rc = ns_archive_open(b->dir, &ar, e);

	if (!rc)
		rc = ns_snapshot_get(ar, &snap, e);
	for (uint32_t i = 0; !rc && i < snap->n_segments; i++)
		ns_segment_usage(snap->segment[i].seg, part);
	f->bytes = ns_archive_disk_bytes(b->dir);
	f->record_bytes = part[RECORDS];
	ns_snapshot_put(snap);
	ns_archive_close(ar);
	return rc;
}

static void put(const struct facts *f, struct ns_buf *out)
{
	ns_buf_printf(
		out,
		"{\"engine\":\"newsstand\",\"version\":\"%s\",\"docs\":%llu,"
		"\"text_bytes\":%llu,\"index_s\":%.3f,\"merge_s\":%.3f,"
		"\"cpu_s\":%.3f,\"cpu_merge_s\":%.3f,\"peak_rss_kb\":%ld,"
		"\"index_bytes\":%llu,\"index_bytes_nostore\":%llu}\n",
		NS_RELEASE, (ull)f->docs, (ull)f->text_bytes,
		f->loaded.wall - f->start.wall, f->merged.wall - f->loaded.wall,
		f->merged.cpu, f->merged.cpu - f->loaded.cpu, f->peak_kb,
		(ull)f->bytes, (ull)(f->bytes - f->record_bytes));
}

enum ns_code building_run(const struct building *b, struct ns_buf *out,
			  struct ns_error *e)
{
	struct facts f = { .start = now() };
	struct rusage u;
	enum ns_code rc = load(b, &f, e);

	f.loaded = now();
	if (!rc)
		rc = merge(b, e);
	f.merged = now();
	(void)getrusage(RUSAGE_SELF, &u);
	f.peak_kb = u.ru_maxrss;
	if (!rc)
		rc = weigh(b, &f, e);
	if (!rc)
		put(&f, out);
	return rc;
}
