#include <stdio.h>

#include "indexer/ingest_state.h"

enum { LOOK_EVERY = 64 }; // articles between two looks at the clock

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

void ns_ingest_count(struct ns_ingest_state *g)
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
	r->seconds = ns_ingest_now() - g->began;
}

static void look(struct ns_ingest_state *g)
{
	if (!g->in->talk.progress)
		return;
	ns_ingest_count(g);
	g->in->talk.progress(g->in->talk.context, g->report);
}

static enum ns_code reject(struct ns_ingest_state *g,
			   const struct ns_place *place,
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

static void warn_input(struct ns_ingest_state *g)
{
	char line[NS_ERROR_BYTES];

	if (g->warned_input)
		return;
	g->warned_input = true;
	(void)snprintf(line, sizeof(line),
		       "%s: ids are qualified by the input's name, as its "
		       "articles name no outlet; --source NAME sets another",
		       g->name);
	ns_ingest_say(g, line);
}

/* To the builders, with its record. */
static enum ns_code put(struct ns_ingest_state *g, const struct ns_article *a,
			struct ns_entry *entry, struct ns_error *e)
{
	uint64_t line = entry->at.line;

	entry->at.file = g->name; // the input's own name dies with it
	entry->item.article = a;
	entry->item.record = ns_buf_view(&g->record);
	entry->item.id = a->id;
	entry->item.sequence = g->sequence;
	entry->item.source = g->source;
	entry->item.place = line ? line : entry->at.byte;
	return ns_pool_put(g->pool, entry, e);
}

static enum ns_code take(struct ns_ingest_state *g, struct ns_article *a,
			 const struct ns_place *place, struct ns_error *e)
{
	struct ns_entry entry = { .at = *place };
	struct ns_identified who;
	bool same = false;
	enum ns_code rc = ns_identify(g->identity, a, &who, e);

	if (rc)
		return rc;
	entry.item.lang = who.lang;
	if (who.by_input)
		warn_input(g);
	g->report->articles++;
	g->report->text_bytes += a->title.n + a->body.n;
	if (!g->pool)
		return NS_OK;
	ns_buf_reset(&g->record);
	ns_article_encode(a, &g->record);
	if (g->record.failed)
		return ns_fail(e, NS_NOMEM, "no memory for an article");
	rc = ns_known_same(&g->known, ns_update_snapshot(g->run.update), a,
			   ns_buf_view(&g->record), &same, e);
	g->report->unchanged += same;
	if (!rc && !same) {
		g->since.articles++;
		g->since.text_bytes += a->title.n + a->body.n;
		rc = put(g, a, &entry, e);
	}
	g->sequence++;
	return rc;
}

/* One record. NS_END: the dump is read, or broken: then that was said. */
static enum ns_code next(struct ns_ingest_state *g, struct ns_error *e)
{
	struct ns_place place = { .file = g->name };
	struct ns_error why = { 0 };
	struct ns_article a;
	enum ns_code rc = ns_dump_next(g->dump, &a, &place, &why);

	if (rc == NS_OK)
		return take(g, &a, &place, e);
	if (rc == NS_END || (rc == NS_INTERRUPTED && ns_ingest_stopped(g)))
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

static enum ns_code read_dump(struct ns_ingest_state *g, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	for (unsigned n = 0; !rc && !ns_ingest_stopped(g); n++) {
		if (n % LOOK_EVERY == 0)
			look(g);
		rc = next(g, e);
		if (!rc && ns_ingest_is_due(g))
			rc = ns_ingest_commit(g, e);
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
	ns_ingest_say(context, line);
}

static enum ns_code open_dump(struct ns_ingest_state *g, const char *path,
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

static void close_dump(struct ns_ingest_state *g)
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

static enum ns_code name_source(struct ns_ingest_state *g, struct ns_error *e)
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
static enum ns_code read_file(struct ns_ingest_state *g, const char *path,
			      struct ns_error *e)
{
	struct ns_place place = { 0 };
	struct ns_error why = { 0 };
	enum ns_code rc;

	g->name = strcmp(path, "-") ? path : "stdin";
	place.file = g->name;
	ns_identity_input(g->identity, ns_str_of(g->name));
	g->report->files++;
	if (g->in->verbose)
		ns_ingest_say(g, g->name);
	rc = name_source(g, e);
	if (rc)
		return rc;
	rc = open_dump(g, path, &why);
	if (!rc) {
		rc = read_dump(g, e);
	} else if (rc == NS_NOMEM) {
		*e = why;
	} else if (rc != NS_INTERRUPTED || !ns_ingest_stopped(g)) {
		g->report->files_failed++;
		rc = reject(g, &place, &why, e);
	} else {
		rc = NS_OK;
	}
	close_dump(g);
	return rc;
}

enum ns_code ns_ingest_read(struct ns_ingest_state *g, struct ns_error *e)
{
	const struct ns_inputs *inputs = g->in->inputs;
	enum ns_code rc = NS_OK;

	for (size_t i = 0; !rc && i < inputs->n && !ns_ingest_stopped(g); i++)
		rc = read_file(g, inputs->path[i], e);
	if (!rc && !g->report->articles && g->report->files &&
	    g->report->files_failed == g->report->files)
		rc = ns_fail(e, NS_INVALID, "no file could be read");
	return rc;
}
