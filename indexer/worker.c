#include "indexer/worker.h"

#include <stdlib.h>

struct ns_worker {
	struct ns_run *run;
	struct ns_analyzer *an;
	struct ns_builder *builder;
	struct ns_buf langs; // struct ns_lang: their fingerprints agree
	struct ns_lang lang; // the last one
	bool trains;         // and has not told the archive yet
};

/* ---- the run ---- */

enum ns_code ns_run_open(struct ns_run *r, struct ns_error *e)
{
	int error = pthread_mutex_init(&r->lock, NULL);

	return error ? ns_fail_errno(e, error, "no mutex") : NS_OK;
}

void ns_run_close(struct ns_run *r)
{
	(void)pthread_mutex_destroy(&r->lock);
	ns_buf_free(&r->segments);
}

void ns_run_fail(struct ns_run *r, const struct ns_error *e)
{
	(void)pthread_mutex_lock(&r->lock);
	if (!r->failed)
		r->error = *e;
	r->failed = true;
	(void)pthread_mutex_unlock(&r->lock);
}

enum ns_code ns_run_failure(struct ns_run *r, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	if (!r->failed)
		return NS_OK;
	(void)pthread_mutex_lock(&r->lock);
	rc = r->error.code;
	if (e)
		*e = r->error;
	(void)pthread_mutex_unlock(&r->lock);
	return rc;
}

/* ---- one worker ---- */

static enum ns_code open_builder(struct ns_worker *w, bool train,
				 struct ns_error *e)
{
	struct ns_run *r = w->run;
	struct ns_builder_plan plan = { .an = w->an,
					.memory_bytes = r->memory_bytes,
					.train = train };
	enum ns_code rc;

	(void)pthread_mutex_lock(&r->lock);
	plan.dir = ns_update_dir(r->update);
	plan.settings = ns_update_snapshot(r->update)->settings;
	plan.zdict = ns_update_zdict(r->update);
	w->trains = train && !plan.zdict.n;
	rc = ns_builder_open(&plan, &w->builder, e);
	(void)pthread_mutex_unlock(&r->lock);
	return rc;
}

enum ns_code ns_worker_open(struct ns_run *r, bool train,
			    struct ns_worker **out, struct ns_error *e)
{
	struct ns_worker *w = calloc(1, sizeof(*w));
	enum ns_code rc;

	*out = NULL;
	if (!w)
		return ns_fail(e, NS_NOMEM, "no memory for a builder");
	w->run = r;
	rc = ns_analyzer_open(&w->an, e);
	if (!rc)
		rc = open_builder(w, train, e);
	if (rc)
		ns_worker_free(w);
	else
		*out = w;
	return rc;
}

void ns_worker_free(struct ns_worker *w)
{
	if (!w)
		return;
	ns_builder_free(w->builder);
	ns_analyzer_free(w->an);
	ns_buf_free(&w->langs);
	free(w);
}

/* ---- languages ---- */

static bool knows(const struct ns_worker *w, struct ns_lang lang)
{
	const struct ns_lang *known = (const void *)w->langs.p;
	size_t n = w->langs.n / sizeof(*known);

	for (size_t i = 0; i < n; i++)
		if (ns_lang_eq(known[i], lang))
			return true;
	return false;
}

/* The archive's words of this language must be ours, before any is added. */
static enum ns_code check_lang(struct ns_worker *w, struct ns_lang lang,
			       struct ns_error *e)
{
	uint64_t print;
	enum ns_code rc;

	if (w->langs.n && ns_lang_eq(lang, w->lang))
		return NS_OK;
	w->lang = lang;
	if (knows(w, lang))
		return NS_OK;
	rc = ns_analyzer_fingerprint(w->an, lang, &print, e);
	if (rc)
		return rc;
	(void)pthread_mutex_lock(&w->run->lock);
	rc = ns_update_fingerprint(w->run->update, lang.code, print, e);
	(void)pthread_mutex_unlock(&w->run->lock);
	ns_buf_put(&w->langs, &lang, sizeof(lang));
	if (!rc && w->langs.failed)
		rc = ns_fail(e, NS_NOMEM, "no memory for languages");
	return rc;
}

/* ---- articles ---- */

static enum ns_code tell_zdict(struct ns_worker *w, struct ns_error *e)
{
	struct ns_str zdict = ns_builder_zdict(w->builder);
	enum ns_code rc = NS_OK;

	if (!w->trains || ns_builder_training(w->builder))
		return NS_OK;
	w->trains = false;
	if (!zdict.n)
		return NS_OK;
	(void)pthread_mutex_lock(&w->run->lock);
	rc = ns_update_set_zdict(w->run->update, zdict, e);
	(void)pthread_mutex_unlock(&w->run->lock);
	return rc;
}

static enum ns_code reject(struct ns_worker *w, const struct ns_entry *entry,
			   const struct ns_error *why, struct ns_error *e)
{
	struct ns_str raw = { "", 0 };

	w->run->rejected++;
	if (!w->run->rejects)
		return NS_OK;
	return ns_rejects_add(w->run->rejects, &entry->at, raw, why->text, e);
}

enum ns_code ns_worker_take(struct ns_worker *w, const struct ns_entry *entry,
			    struct ns_error *e)
{
	struct ns_error why = { 0 };
	enum ns_code rc = check_lang(w, entry->item.lang, e);

	if (rc)
		return rc;
	rc = ns_builder_add(w->builder, &entry->item, &why);
	if (rc == NS_INVALID)
		return reject(w, entry, &why, e);
	if (rc && e)
		*e = why;
	if (!rc)
		rc = tell_zdict(w, e);
	if (!rc && ns_builder_full(w->builder))
		rc = ns_worker_flush(w, e);
	return rc;
}

enum ns_code ns_worker_flush(struct ns_worker *w, struct ns_error *e)
{
	struct ns_run *r = w->run;
	struct ns_builder_target to;
	struct ns_segment_info info;
	const struct ns_snapshot *now;
	enum ns_code rc;

	if (!ns_builder_docs(w->builder))
		return NS_OK;
	(void)pthread_mutex_lock(&r->lock);
	now = ns_update_snapshot(r->update);
	to = (struct ns_builder_target){ ns_update_number(r->update),
					 now->n_docs, now->sum_length };
	(void)pthread_mutex_unlock(&r->lock);
	rc = ns_builder_finish(w->builder, &to, &info, e);
	if (rc)
		return rc;
	(void)pthread_mutex_lock(&r->lock);
	ns_buf_u32(&r->segments, to.number);
	if (r->segments.failed)
		rc = ns_fail(e, NS_NOMEM, "no memory for segments");
	(void)pthread_mutex_unlock(&r->lock);
	return rc;
}

bool ns_worker_training(const struct ns_worker *w)
{
	return w->trains && ns_builder_training(w->builder);
}
