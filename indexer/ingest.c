#include "indexer/ingest.h"

#include <stdlib.h>

#include "indexer/archive_dir.h"
#include "indexer/ingest_state.h"

static void say_line(void *context, const char *line)
{
	ns_ingest_say(context, line);
}

static enum ns_code open_archive(struct ns_ingest_state *g, struct ns_error *e)
{
	enum ns_code rc =
		ns_update_open(g->in->dir, g->in->settings, &g->run.update, e);

	if (rc)
		return rc;
	g->sequence = ns_update_sequence(g->run.update);
	return ns_pool_open(&g->run, g->in->jobs, &g->pool, e);
}

/* The language of articles that name none: the archive's, unless --lang. */
static enum ns_code open_identity(struct ns_ingest_state *g, struct ns_error *e)
{
	struct ns_identity_options o = { g->in->source, { "en" } };

	if (g->run.update)
		memcpy(o.lang.code,
		       ns_update_snapshot(g->run.update)->settings.lang,
		       NS_LANG_BYTES);
	return ns_identity_open(&o, &g->identity, e);
}

static enum ns_code open_run(struct ns_ingest_state *g, struct ns_error *e)
{
	enum ns_code rc = ns_dump_check_map(g->in->map, e);

	if (!rc)
		rc = ns_rejects_open(g->in->rejects, say_line, g,
				     &g->run.rejects, e);
	if (!rc && !g->in->dry_run)
		rc = open_archive(g, e);
	return rc ? rc : open_identity(g, e);
}

static void close_run(struct ns_ingest_state *g)
{
	ns_pool_close(g->pool);
	ns_update_close(g->run.update);
	ns_identity_free(g->identity);
	ns_known_free(&g->known);
	ns_buf_free(&g->record);
	ns_run_close(&g->run);
}

static void report_archive(struct ns_ingest_state *g)
{
	const struct ns_snapshot *s;

	ns_ingest_count(g);
	g->report->articles -= g->run.rejected;
	g->report->interrupted = ns_ingest_stopped(g);
	if (!g->run.update)
		return;
	s = ns_update_snapshot(g->run.update);
	g->report->generation = s->generation;
	g->report->n_docs = s->n_docs;
	g->report->archive_bytes = ns_archive_disk_bytes(g->in->dir);
	for (uint32_t i = 0; i < s->n_segments; i++)
		g->report->archive_text +=
			ns_segment_info(s->segment[i].seg)->text_bytes;
}

enum ns_code ns_ingest(const struct ns_ingest *in,
		       struct ns_ingest_report *report, struct ns_error *e)
{
	struct ns_ingest_state *g = calloc(1, sizeof(*g));
	struct ns_error local;
	enum ns_code rc, closed;

	*report = (struct ns_ingest_report){ .bytes_all = in->inputs->bytes };
	if (!g)
		return ns_fail(e, NS_NOMEM, "no memory to begin");
	e = e ? e : &local;
	g->in = in;
	g->report = report;
	g->run.memory_bytes = in->memory_bytes;
	g->began = g->committed = ns_ingest_now();
	rc = ns_run_open(&g->run, e);
	if (rc) {
		free(g);
		return rc;
	}
	rc = open_run(g, e);
	if (!rc)
		rc = ns_ingest_read(g, e);
	if (!rc)
		rc = ns_ingest_commit(g, e);
	if (!rc)
		report_archive(g);
	closed = ns_rejects_close(g->run.rejects, rc ? NULL : e);
	close_run(g);
	free(g);
	return rc ? rc : closed;
}
