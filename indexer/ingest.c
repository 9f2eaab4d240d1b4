#include "indexer/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "indexer/archive_dir.h"
#include "indexer/identity.h"
#include "indexer/merge.h"
#include "indexer/pool.h"
#include "indexer/tiers.h"

enum { LOOK_EVERY = 64 }; // articles between two looks at the clock

struct ingest {
	const struct ns_ingest *in;
	struct ns_ingest_report *report;
	struct ns_run run;
	struct ns_pool *pool; // NULL: a dry run
	struct ns_identity *identity;
	struct ns_buf record;
	uint64_t sequence;
	double began, committed;      // seconds
	struct ns_commit_every since; // the last commit
	bool warned_input;            // that its name qualifies ids
	struct ns_dump_counts closed; // sums of the dumps that are done
	uint64_t closed_bytes;

	/* The dump that is being read. */
	struct ns_input *input;
	struct ns_dump *dump;
	const char *name;
	uint32_t source;
};

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool stopped(const struct ingest *g)
{
	return g->in->stop && *g->in->stop;
}

static void say(struct ingest *g, const char *line)
{
	if (g->in->talk.line)
		g->in->talk.line(g->in->talk.context, line);
}

/* ---- commits ---- */

static void count_published(struct ns_ingest_report *r,
			    const struct ns_published *p)
{
	r->commits++;
	r->generation = p->generation;
	r->added += p->added;
	r->replaced += p->replaced;
	r->unchanged += p->unchanged;
	r->duplicates += p->duplicates;
	r->held_back += p->held_back;
}

static enum ns_code publish(struct ingest *g, struct ns_error *e)
{
	struct ns_buf *numbers = &g->run.segments;
	struct ns_publish p = {
		.add = (const void *)numbers->p,
		.n_add = (uint32_t)(numbers->n / sizeof(uint32_t)),
		.sequence = g->sequence,
		.allow_forgotten = g->in->allow_forgotten,
	};
	struct ns_published done = { 0 };
	enum ns_code rc = ns_publish(g->run.update, &p, &done, e);

	if (rc)
		return rc;
	count_published(g->report, &done);
	ns_buf_reset(numbers);
	return NS_OK;
}

/* The parts number[0..n) become one, whose number is put behind *made. They
 * were never published, so nobody reads them. */
static enum ns_code merge_some(struct ingest *g, const uint32_t *number,
			       uint32_t n, struct ns_buf *made,
			       struct ns_error *e)
{
	uint32_t merged = number[0];
	enum ns_code rc = NS_OK;

	if (n > 1)
		rc = ns_merge(g->run.update, number, n, &merged, e);
	for (uint32_t i = 0; !rc && n > 1 && i < n; i++)
		ns_archive_remove_segment(g->in->dir, number[i]);
	ns_buf_u32(made, merged);
	return rc;
}

/* How many of number[0..n) together are no larger than a segment may be; one
 * when somebody waits for the end. */
static uint32_t parts_of_one(const struct ingest *g, const uint32_t *number,
			     uint32_t n)
{
	uint64_t bytes = 0;
	uint32_t i = 0;

	do
		bytes += ns_archive_segment_bytes(g->in->dir, number[i++]);
	while (i < n && bytes < NS_TIER_MOST_BYTES && !stopped(g));
	return i;
}

/* What a commit adds becomes one segment, or few, before it is published. */
static enum ns_code merge_parts(struct ingest *g, struct ns_error *e)
{
	const uint32_t *number = (const void *)g->run.segments.p;
	uint32_t n = (uint32_t)(g->run.segments.n / sizeof(*number));
	struct ns_buf made = { 0 };
	enum ns_code rc = NS_OK;

	while (!rc && n) {
		uint32_t taken = parts_of_one(g, number, n);

		rc = merge_some(g, number, taken, &made, e);
		number += taken;
		n -= taken;
	}
	ns_buf_free(&g->run.segments);
	g->run.segments = made;
	if (!rc && made.failed)
		rc = ns_fail(e, NS_NOMEM, "no memory for segments");
	return rc;
}

static enum ns_code commit(struct ingest *g, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	if (!g->pool)
		return NS_OK;
	rc = ns_pool_drain(g->pool, e);
	if (!rc)
		rc = merge_parts(g, e);
	if (!rc)
		rc = publish(g, e);
	if (!rc)
		rc = ns_tiers_tidy(g->run.update, g->in->stop, e);
	g->since = (struct ns_commit_every){ 0 };
	g->committed = now();
	return rc;
}

static bool is_due(const struct ingest *g)
{
	const struct ns_commit_every *every = &g->in->every;

	return (every->articles && g->since.articles >= every->articles) ||
	       (every->text_bytes &&
		g->since.text_bytes >= every->text_bytes) ||
	       (every->seconds && g->since.articles &&
		now() - g->committed >= (double)every->seconds);
}

/* ---- records ---- */

static void add_counts(struct ns_dump_counts *sum,
		       const struct ns_dump_counts *d)
{
	sum->rejected += d->rejected;
	sum->bad_dates += d->bad_dates;
	sum->bad_utf8 += d->bad_utf8;
	sum->lone_surrogates += d->lone_surrogates;
	sum->nuls += d->nuls;
	sum->dropped_names += d->dropped_names;
}

static void update_report(struct ingest *g)
{
	struct ns_ingest_report *r = g->report;
	struct ns_dump_counts sum = g->closed;

	if (g->dump)
		add_counts(&sum, ns_dump_counts(g->dump));
	r->rejected = sum.rejected + g->run.rejected;
	r->bad_dates = sum.bad_dates;
	r->bad_utf8 = sum.bad_utf8;
	r->lone_surrogates = sum.lone_surrogates;
	r->nuls = sum.nuls;
	r->dropped_names = sum.dropped_names;
	r->bytes = g->closed_bytes;
	if (g->input)
		r->bytes += ns_input_consumed(g->input);
	r->seconds = now() - g->began;
}

static void look(struct ingest *g)
{
	if (!g->in->talk.progress)
		return;
	update_report(g);
	g->in->talk.progress(g->in->talk.context, g->report);
}

static enum ns_code reject(struct ingest *g, const struct ns_place *place,
			   const struct ns_error *why, struct ns_error *e)
{
	struct ns_str raw = g->dump ? ns_dump_raw(g->dump)
				    : (struct ns_str){ "", 0 };
	char where[512];
	enum ns_code rc = NS_OK;

	if (g->run.rejects)
		rc = ns_rejects_add(g->run.rejects, place, raw, why->text, e);
	if (rc || !g->in->stop_on_error)
		return rc;
	ns_place_format(place, where, sizeof(where));
	return ns_fail(e, NS_INVALID, "%s: %s", where, why->text);
}

static void warn_input(struct ingest *g)
{
	char line[NS_ERROR_BYTES];

	if (g->warned_input)
		return;
	g->warned_input = true;
	(void)snprintf(line, sizeof(line),
		       "%s: ids are qualified by the input's name, as its "
		       "articles name no outlet; --source NAME sets another",
		       g->name);
	say(g, line);
}

static enum ns_code take(struct ingest *g, struct ns_article *a,
			 const struct ns_place *place, struct ns_error *e)
{
	struct ns_entry entry = { .at = *place };
	bool by_input;
	enum ns_code rc = ns_identify(g->identity, ns_str_of(g->name), a,
				      &entry.item.lang, &by_input, e);

	if (rc)
		return rc;
	if (by_input)
		warn_input(g);
	g->report->articles++;
	g->report->text_bytes += a->title.n + a->body.n;
	g->since.articles++;
	g->since.text_bytes += a->title.n + a->body.n;
	if (!g->pool)
		return NS_OK;
	ns_buf_reset(&g->record);
	ns_article_encode(a, &g->record);
	if (g->record.failed)
		return ns_fail(e, NS_NOMEM, "no memory for an article");
	entry.at.file = g->name; // the input's own name dies with it
	entry.item.article = a;
	entry.item.record = ns_buf_view(&g->record);
	entry.item.id = a->id;
	entry.item.sequence = g->sequence++;
	entry.item.source = g->source;
	entry.item.place = place->line ? place->line : place->byte;
	return ns_pool_put(g->pool, &entry, e);
}

/* One record. NS_END: the dump is read, or broken: then that was said. */
static enum ns_code next(struct ingest *g, struct ns_error *e)
{
	struct ns_place place = { .file = g->name };
	struct ns_error why = { 0 };
	struct ns_article a;
	enum ns_code rc = ns_dump_next(g->dump, &a, &place, &why);

	if (rc == NS_OK)
		return take(g, &a, &place, e);
	if (rc == NS_END || (rc == NS_INTERRUPTED && stopped(g)))
		return NS_END;
	if (rc == NS_INVALID)
		return reject(g, &place, &why, e);
	if (rc == NS_NOMEM) {
		*e = why;
		return rc;
	}
	g->report->files_failed++;
	rc = reject(g, &place, &why, e);
	return rc ? rc : NS_END;
}

static enum ns_code read_dump(struct ingest *g, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	for (unsigned n = 0; !rc && !stopped(g); n++) {
		if (n % LOOK_EVERY == 0)
			look(g);
		rc = next(g, e);
		if (!rc && is_due(g))
			rc = commit(g, e);
	}
	return rc == NS_END ? NS_OK : rc;
}

/* ---- dumps ---- */

static void warn(void *context, const struct ns_place *place,
		 const char *sentence)
{
	char line[NS_ERROR_BYTES], where[NS_ERROR_BYTES / 2];

	ns_place_format(place, where, sizeof(where));
	(void)snprintf(line, sizeof(line), "%s: %s", where, sentence);
	say(context, line);
}

static enum ns_code open_dump(struct ingest *g, const char *path,
			      struct ns_error *e)
{
	struct ns_dump_options o = {
		.format = g->in->format,
		.map = g->in->map,
		.lang = g->in->lang,
		.outlet = g->in->outlet,
		.warn = warn,
		.context = g,
	};
	enum ns_code rc = ns_input_open(path, &g->input, e);

	return rc ? rc : ns_dump_open(g->input, &o, &g->dump, e);
}

static void close_dump(struct ingest *g)
{
	if (g->dump)
		add_counts(&g->closed, ns_dump_counts(g->dump));
	if (g->input)
		g->closed_bytes += ns_input_consumed(g->input);
	ns_dump_close(g->dump);
	ns_input_close(g->input);
	g->dump = NULL;
	g->input = NULL;
}

static enum ns_code name_source(struct ingest *g, struct ns_error *e)
{
	enum ns_code rc;

	if (!g->pool)
		return NS_OK;
	(void)pthread_mutex_lock(&g->run.lock);
	rc = ns_update_source(g->run.update, ns_str_of(g->name), &g->source, e);
	(void)pthread_mutex_unlock(&g->run.lock);
	return rc;
}

/* A file that cannot be read is named, and the others go on. */
static enum ns_code read_file(struct ingest *g, const char *path,
			      struct ns_error *e)
{
	struct ns_place place = { 0 };
	struct ns_error why = { 0 };
	enum ns_code rc;

	g->name = strcmp(path, "-") ? path : "stdin";
	place.file = g->name;
	g->report->files++;
	if (g->in->verbose)
		say(g, g->name);
	rc = name_source(g, e);
	if (rc)
		return rc;
	rc = open_dump(g, path, &why);
	if (!rc) {
		rc = read_dump(g, e);
	} else if (rc == NS_NOMEM) {
		*e = why;
	} else if (rc != NS_INTERRUPTED || !stopped(g)) {
		g->report->files_failed++;
		rc = reject(g, &place, &why, e);
	} else {
		rc = NS_OK;
	}
	close_dump(g);
	return rc;
}

static enum ns_code read_files(struct ingest *g, struct ns_error *e)
{
	const struct ns_inputs *inputs = g->in->inputs;
	enum ns_code rc = NS_OK;

	for (size_t i = 0; !rc && i < inputs->n && !stopped(g); i++)
		rc = read_file(g, inputs->path[i], e);
	if (!rc && !g->report->articles && g->report->files &&
	    g->report->files_failed == g->report->files)
		rc = ns_fail(e, NS_INVALID, "no file could be read");
	return rc;
}

/* ---- the run ---- */

static void say_line(void *context, const char *line)
{
	say(context, line);
}

static enum ns_code open_archive(struct ingest *g, struct ns_error *e)
{
	enum ns_code rc =
		ns_update_open(g->in->dir, g->in->settings, &g->run.update, e);

	if (rc)
		return rc;
	g->sequence = ns_update_sequence(g->run.update);
	return ns_pool_open(&g->run, g->in->jobs, &g->pool, e);
}

/* The language of articles that name none: the archive's, unless --lang. */
static enum ns_code open_identity(struct ingest *g, struct ns_error *e)
{
	struct ns_identity_options o = { g->in->source, { "en" } };

	if (g->run.update)
		memcpy(o.lang.code,
		       ns_update_snapshot(g->run.update)->settings.lang,
		       NS_LANG_BYTES);
	return ns_identity_open(&o, &g->identity, e);
}

static enum ns_code open_run(struct ingest *g, struct ns_error *e)
{
	enum ns_code rc = ns_dump_check_map(g->in->map, e);

	if (!rc)
		rc = ns_rejects_open(g->in->rejects, say_line, g,
				     &g->run.rejects, e);
	if (!rc && !g->in->dry_run)
		rc = open_archive(g, e);
	return rc ? rc : open_identity(g, e);
}

static void close_run(struct ingest *g)
{
	ns_pool_close(g->pool);
	ns_update_close(g->run.update);
	ns_identity_free(g->identity);
	ns_buf_free(&g->record);
	ns_run_close(&g->run);
}

static void report_archive(struct ingest *g)
{
	const struct ns_snapshot *s;

	update_report(g);
	g->report->articles -= g->run.rejected;
	g->report->interrupted = stopped(g);
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
	struct ingest *g = calloc(1, sizeof(*g));
	struct ns_error local;
	enum ns_code rc, closed;

	*report = (struct ns_ingest_report){ .bytes_all = in->inputs->bytes };
	if (!g)
		return ns_fail(e, NS_NOMEM, "no memory to begin");
	e = e ? e : &local;
	g->in = in;
	g->report = report;
	g->run.memory_bytes = in->memory_bytes;
	g->began = g->committed = now();
	rc = ns_run_open(&g->run, e);
	if (rc) {
		free(g);
		return rc;
	}
	rc = open_run(g, e);
	if (!rc)
		rc = read_files(g, e);
	if (!rc)
		rc = commit(g, e);
	if (!rc)
		report_archive(g);
	closed = ns_rejects_close(g->run.rejects, rc ? NULL : e);
	close_run(g);
	free(g);
	return rc ? rc : closed;
}
