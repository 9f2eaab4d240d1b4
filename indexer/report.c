#include "indexer/report.h"

#include "core/base/json.h"

typedef unsigned long long ull;

void ns_report_size(struct ns_buf *out, uint64_t bytes)
{
	static const char *const unit[] = { "kB", "MB", "GB", "TB" };
	double v = (double)bytes / 1e3;
	unsigned i = 0;

	if (bytes < 1000) {
		ns_buf_printf(out, "%llu bytes", (ull)bytes);
		return;
	}
	for (; v >= 999.95 && i < 3; i++)
		v /= 1e3;
	ns_buf_printf(out, "%.1f %s", v, unit[i]);
}

static double per_second(uint64_t n, double seconds)
{
	return seconds > 0 ? (double)n / seconds : 0;
}

static void put_eta(struct ns_buf *out, const struct ns_ingest_report *r)
{
	double share = r->bytes_all ? (double)r->bytes / (double)r->bytes_all
				    : 0;
	unsigned left;

	if (share <= 0 || share > 1)
		return;
	left = (unsigned)(r->seconds / share - r->seconds + .5);
	ns_buf_printf(out, " %.0f %%", share * 100);
	if (r->seconds < 1)
		return;
	ns_buf_printf(out, ", %u:%02u left", left / 60, left % 60);
}

void ns_report_progress(struct ns_buf *out, const struct ns_ingest_report *r)
{
	ns_report_size(out, r->bytes);
	put_eta(out, r);
	ns_buf_printf(out, ", %llu articles (%.0f/s, %.1f MB/s of text)",
		      (ull)r->articles, per_second(r->articles, r->seconds),
		      per_second(r->text_bytes, r->seconds) / 1e6);
	if (r->rejected)
		ns_buf_printf(out, ", %llu rejected", (ull)r->rejected);
}

/* ---- the summary ---- */

static const struct {
	const char *key, *noun; // of JSON; of the sentence, NULL: not there
	size_t offset;
} counts[] = {
#define COUNT(member, noun)                                              \
	{                                                                \
#member, noun, offsetof(struct ns_ingest_report, member) \
	}
	COUNT(articles, NULL),
	COUNT(rejected, NULL),
	COUNT(files, NULL),
	COUNT(files_failed, "files that could not be read to their end"),
	COUNT(text_bytes, NULL),
	COUNT(bytes, NULL),
	COUNT(added, "new"),
	COUNT(replaced, "replaced older versions"),
	COUNT(unchanged, "were there already"),
	COUNT(duplicates, "had the id of a later one"),
	COUNT(held_back, "held back, as they were forgotten"),
	COUNT(bad_dates, "with a date that was not understood"),
	COUNT(bad_utf8, "sequences that are no UTF-8 replaced"),
	COUNT(lone_surrogates, "lone surrogates replaced"),
	COUNT(nuls, "NUL characters replaced"),
	COUNT(dropped_names, "names beyond the limit dropped"),
	COUNT(commits, NULL),
	COUNT(generation, NULL),
	COUNT(n_docs, NULL),
	COUNT(archive_bytes, NULL),
	COUNT(archive_text, NULL),
#undef COUNT
};

enum { COUNTS = sizeof(counts) / sizeof(counts[0]) };

static uint64_t count_at(const struct ns_ingest_report *r, unsigned i)
{
	return *(const uint64_t *)(const void *)((const char *)r +
						 counts[i].offset);
}

static void put_archive(struct ns_buf *out, const struct ns_ingest_report *r)
{
	if (!r->archive_bytes)
		return;
	ns_buf_printf(out, "archive: %llu articles, ", (ull)r->n_docs);
	ns_report_size(out, r->archive_bytes);
	if (r->archive_text)
		ns_buf_printf(out, ", %.0f %% of the text",
			      100 * (double)r->archive_bytes /
				      (double)r->archive_text);
	ns_buf_printf(out, ", generation %llu\n", (ull)r->generation);
}

void ns_report_summary(struct ns_buf *out, const struct ns_ingest_report *r)
{
	if (r->interrupted)
		ns_buf_printf(out, "interrupted: %s\n",
			      r->commits ? "what was complete is committed"
					 : "nothing was to be committed");
	ns_buf_printf(out, "%llu articles, ", (ull)r->articles);
	ns_report_size(out, r->text_bytes);
	ns_buf_printf(out, " of text in %.1f s (%.1f MB/s), %llu rejected\n",
		      r->seconds, per_second(r->text_bytes, r->seconds) / 1e6,
		      (ull)r->rejected);
	for (unsigned i = 0; i < COUNTS; i++)
		if (counts[i].noun && count_at(r, i))
			ns_buf_printf(out, "  %llu %s\n", (ull)count_at(r, i),
				      counts[i].noun);
	put_archive(out, r);
}

enum ns_code ns_report_json(struct ns_buf *out,
			    const struct ns_ingest_report *r,
			    struct ns_error *e)
{
	struct ns_json_writer *w = ns_json_writer_new(out, false);

	if (!w)
		return ns_fail(e, NS_NOMEM, "no memory for the summary");
	ns_json_map(w);
	for (unsigned i = 0; i < COUNTS; i++) {
		ns_json_key(w, counts[i].key);
		ns_json_int(w, (int64_t)count_at(r, i));
	}
	ns_json_key(w, "seconds");
	ns_json_num(w, r->seconds);
	ns_json_key(w, "interrupted");
	ns_json_bool(w, r->interrupted);
	ns_json_map_end(w);
	ns_json_writer_free(w);
	ns_buf_u8(out, '\n');
	return out->failed ? ns_fail(e, NS_NOMEM, "no memory for the summary")
			   : NS_OK;
}
