/* nsindex stats: what an archive holds. It reads as any reader does, also while
 * another nsindex writes.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/archive/archive.h"
#include "core/archive/usage.h"
#include "core/base/json.h"
#include "indexer/archive_dir.h"
#include "indexer/builder.h"
#include "indexer/cli.h"
#include "indexer/pool.h"
#include "indexer/report.h"

enum { FIRST_YEAR = 1600, YEARS = 800 };

typedef unsigned long long ull;

struct stats {
	const struct ns_snapshot *s;
	uint64_t disk_bytes, text_bytes, terms, documents; // dead ones as well
	int64_t newest, oldest;
	uint64_t dated, undated, year[YEARS];
	uint64_t part[NS_USAGE_PARTS];
	int stale_readers;
};

static const struct ns_opt rows[] = { NS_CLI_COMMON };

static const struct ns_opt_table table = {
	rows, sizeof(rows) / sizeof(rows[0]), "option", "--", false,
};

static void count_date(struct stats *st, int64_t date)
{
	int32_t year;

	if (date == INT64_MIN) {
		st->undated++;
		return;
	}
	if (!st->dated || date > st->newest)
		st->newest = date;
	if (!st->dated || date < st->oldest)
		st->oldest = date;
	st->dated++;
	year = ns_time_civil(date).year - FIRST_YEAR;
	if (year >= 0 && year < YEARS)
		st->year[year]++;
}

static enum ns_code count_segment(struct stats *st,
				  const struct ns_segment_view *v,
				  struct ns_error *e)
{
	const struct ns_segment_info *info = ns_segment_info(v->seg);
	const int64_t *date = NULL;

	st->text_bytes += info->text_bytes;
	st->terms += info->n_terms;
	st->documents += info->n_docs;
	ns_segment_usage(v->seg, st->part);
	for (ns_docid d = 0; d < info->n_docs; d++) {
		if (d % NS_COLUMN_DOCS == 0)
			date = ns_column_chunk(v->seg, NS_COL_DATE,
					       d / NS_COLUMN_DOCS, e);
		if (!date)
			return NS_CORRUPT;
		if (ns_is_live(v->live, d))
			count_date(st, date[d % NS_COLUMN_DOCS]);
	}
	return NS_OK;
}

/* ---- for people ---- */

static void put_moment(struct ns_buf *out, const char *what, int64_t seconds)
{
	char text[NS_TIME_TEXT];

	ns_time_format((struct ns_time){ seconds, NS_PREC_SECOND }, text);
	ns_buf_printf(out, "%-10s %s\n", what, text);
}

static void put_segments(struct ns_buf *out, const struct ns_snapshot *s)
{
	ns_buf_printf(out, "segments   %u\n", s->n_segments);
	for (uint32_t i = 0; i < s->n_segments; i++) {
		const struct ns_segment_view *v = &s->segment[i];
		const struct ns_segment_info *info = ns_segment_info(v->seg);

		ns_buf_printf(out,
			      "  %08u   %u articles (%u live), %llu terms\n",
			      ns_segment_number(v->seg), info->n_docs,
			      v->n_live, (ull)info->n_terms);
	}
}

static void put_parts(struct ns_buf *out, const struct stats *st)
{
	for (unsigned i = 0; i < NS_USAGE_PARTS; i++) {
		ns_buf_printf(out, "  %-11s", ns_usage_name[i]);
		ns_report_size(out, st->part[i]);
		ns_buf_u8(out, '\n');
	}
}

static void put_text(struct ns_buf *out, const struct stats *st)
{
	const struct ns_snapshot *s = st->s;

	ns_buf_printf(out, "articles   %llu\ngeneration %llu\n", (ull)s->n_docs,
		      (ull)s->generation);
	if (st->dated) {
		put_moment(out, "oldest", st->oldest);
		put_moment(out, "newest", st->newest);
	}
	ns_buf_printf(out, "text       ");
	ns_report_size(out, st->text_bytes);
	ns_buf_printf(out, "\non disk    ");
	ns_report_size(out, st->disk_bytes);
	if (st->text_bytes)
		ns_buf_printf(out, " (%.0f %% of the text)",
			      100 * (double)st->disk_bytes /
				      (double)st->text_bytes);
	ns_buf_u8(out, '\n');
	put_parts(out, st);
	ns_buf_printf(out, "terms      %llu\n", (ull)st->terms);
	ns_buf_printf(out, "stale readers %d\n", st->stale_readers);
	put_segments(out, s);
	ns_buf_printf(out, "languages\n");
	for (uint32_t i = 0; i < s->n_langs; i++)
		ns_buf_printf(out, "  %-4.4s %10u\n", s->langs[i].lang,
			      s->langs[i].n_docs);
	ns_buf_printf(out, "years\n");
	for (int y = 0; y < YEARS; y++)
		if (st->year[y])
			ns_buf_printf(out, "  %d %10llu\n", FIRST_YEAR + y,
				      (ull)st->year[y]);
	if (st->undated)
		ns_buf_printf(out, "  none %10llu\n", (ull)st->undated);
}

/* ---- for machines ---- */

static void put_int(struct ns_json_writer *w, const char *key, uint64_t v)
{
	ns_json_key(w, key);
	ns_json_int(w, (int64_t)v);
}

static void put_date(struct ns_json_writer *w, const char *key, int64_t seconds)
{
	char text[NS_TIME_TEXT];

	ns_time_format((struct ns_time){ seconds, NS_PREC_SECOND }, text);
	ns_json_key(w, key);
	ns_json_text(w, text);
}

static void put_json_lists(struct ns_json_writer *w, const struct stats *st)
{
	const struct ns_snapshot *s = st->s;
	char year[16];

	ns_json_key(w, "parts");
	ns_json_map(w);
	for (unsigned i = 0; i < NS_USAGE_PARTS; i++)
		put_int(w, ns_usage_name[i], st->part[i]);
	ns_json_map_end(w);
	ns_json_key(w, "languages");
	ns_json_map(w);
	for (uint32_t i = 0; i < s->n_langs; i++)
		put_int(w, s->langs[i].lang, s->langs[i].n_docs);
	ns_json_map_end(w);
	ns_json_key(w, "years");
	ns_json_map(w);
	for (int y = 0; y < YEARS; y++) {
		if (!st->year[y])
			continue;
		(void)snprintf(year, sizeof(year), "%d", FIRST_YEAR + y);
		put_int(w, year, st->year[y]);
	}
	ns_json_map_end(w);
}

static enum ns_code put_json(struct ns_buf *out, const struct stats *st,
			     struct ns_error *e)
{
	struct ns_json_writer *w = ns_json_writer_new(out, false);

	if (!w)
		return ns_fail(e, NS_NOMEM, "no memory for an answer");
	ns_json_map(w);
	put_int(w, "articles", st->s->n_docs);
	put_int(w, "generation", st->s->generation);
	put_int(w, "segments", st->s->n_segments);
	put_int(w, "dead", st->documents - st->s->n_docs);
	put_int(w, "text_bytes", st->text_bytes);
	put_int(w, "archive_bytes", st->disk_bytes);
	put_int(w, "terms", st->terms);
	put_int(w, "undated", st->undated);
	put_int(w, "stale_readers", (uint64_t)st->stale_readers);
	if (st->dated) {
		put_date(w, "oldest", st->oldest);
		put_date(w, "newest", st->newest);
	}
	put_json_lists(w, st);
	ns_json_map_end(w);
	ns_json_writer_free(w);
	ns_buf_u8(out, '\n');
	return NS_OK;
}

static enum ns_code tell(struct ns_cli *cli, struct stats *st,
			 struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	for (uint32_t i = 0; !rc && i < st->s->n_segments; i++)
		rc = count_segment(st, &st->s->segment[i], e);
	if (!rc && cli->options.json)
		rc = put_json(&cli->out, st, e);
	else if (!rc)
		put_text(&cli->out, st);
	return rc;
}

static enum ns_code run(struct ns_cli *cli, struct ns_error *e)
{
	struct stats *st = calloc(1, sizeof(*st));
	struct ns_archive *ar = NULL;
	enum ns_code rc;

	if (!st)
		return ns_fail(e, NS_NOMEM, "no memory for an answer");
	rc = ns_archive_open(cli->dir, &ar, e);
	if (!rc)
		rc = ns_snapshot_get(ar, &st->s, e);
	st->disk_bytes = ns_archive_disk_bytes(cli->dir);
	if (!rc)
		st->stale_readers = ns_archive_stale_readers(ar);
	if (!rc)
		rc = tell(cli, st, e);
	ns_snapshot_put(st->s);
	ns_archive_close(ar);
	free(st);
	return rc;
}

const struct ns_verb ns_verb_stats = {
	"stats", "", "say what the archive holds", &table, run,
};
