#include "indexer/pool.h"

#include <stdlib.h>

enum {
	PARCEL_BYTES = 1 << 20,
	PARCEL_ARTICLES = 4096,
};

struct parcel {
	struct parcel *next;
	struct ns_buf entries; // struct ns_entry; .record says how long, not
			       // where: the buffer may move as it grows
	struct ns_buf records;
};

struct job {
	struct ns_pool *pool;
	struct ns_worker *worker;
	pthread_t thread;
	bool started, flushed;
	uint32_t number;
};

struct ns_pool {
	struct ns_run *run;
	struct parcel *filling; // the reader's
	pthread_mutex_t lock;   // of all below
	pthread_cond_t changed;
	struct parcel *first, **last, *spare;
	uint32_t queued, busy;
	bool training, draining, closing;
	uint32_t n_jobs;
	struct job job[NS_JOBS_MAX];
};

/* ---- parcels ---- */

static void parcels_free(struct parcel *p)
{
	while (p) {
		struct parcel *next = p->next;

		ns_buf_free(&p->entries);
		ns_buf_free(&p->records);
		free(p);
		p = next;
	}
}

static enum ns_code take_entry(struct ns_worker *w, const struct ns_entry *sent,
			       struct ns_str record, struct ns_arena *arena)
{
	struct ns_entry entry = *sent;
	struct ns_article article;
	struct ns_error e = { 0 };
	enum ns_code rc;

	ns_arena_reset(arena);
	rc = ns_article_decode(record.p, record.n, arena, &article, &e);
	entry.item.article = &article;
	entry.item.record = record;
	entry.item.id = article.id;
	if (!rc)
		rc = ns_worker_take(w, &entry, &e);
	return rc;
}

static void work(struct job *j, const struct parcel *p)
{
	const struct ns_entry *entry = (const void *)p->entries.p;
	size_t n = p->entries.n / sizeof(*entry), at = 0;
	struct ns_arena arena = { 0 };
	struct ns_run *run = j->pool->run;
	struct ns_error e = { 0 };
	enum ns_code rc = NS_OK;

	if (!j->worker && !run->failed)
		rc = ns_worker_open(run, j->number == 0, &j->worker, &e);
	for (size_t i = 0; !rc && i < n && !run->failed; i++) {
		struct ns_str record = { (const char *)p->records.p + at,
					 entry[i].item.record.n };

		at += record.n;
		rc = take_entry(j->worker, &entry[i], record, &arena);
	}
	if (rc)
		ns_run_fail(run, &e);
	ns_arena_free(&arena);
}

/* ---- threads ---- */

static bool may_take(const struct job *j)
{
	const struct ns_pool *p = j->pool;

	return p->first && (j->number == 0 || !p->training);
}

/* The next thing to do, under the lock. */
static bool must_flush(const struct job *j)
{
	const struct ns_pool *p = j->pool;

	return p->draining && !p->first && !j->flushed;
}

static struct parcel *take_parcel(struct ns_pool *p)
{
	struct parcel *parcel = p->first;

	p->first = parcel->next;
	if (!p->first)
		p->last = &p->first;
	p->queued--;
	return parcel;
}

static void do_parcel(struct job *j)
{
	struct ns_pool *p = j->pool;
	struct parcel *parcel = take_parcel(p);

	(void)pthread_mutex_unlock(&p->lock);
	work(j, parcel);
	(void)pthread_mutex_lock(&p->lock);
	parcel->next = p->spare;
	p->spare = parcel;
	if (j->number == 0)
		p->training = j->worker && ns_worker_training(j->worker);
}

static void do_flush(struct job *j)
{
	struct ns_pool *p = j->pool;
	struct ns_error e = { 0 };

	(void)pthread_mutex_unlock(&p->lock);
	if (j->worker && !p->run->failed && ns_worker_flush(j->worker, &e))
		ns_run_fail(p->run, &e);
	(void)pthread_mutex_lock(&p->lock);
	j->flushed = true;
}

static void *job_main(void *job)
{
	struct job *j = job;
	struct ns_pool *p = j->pool;

	(void)pthread_mutex_lock(&p->lock);
	while (!p->closing) {
		bool parcel = may_take(j);

		if (!parcel && !must_flush(j)) {
			(void)pthread_cond_wait(&p->changed, &p->lock);
			continue;
		}
		p->busy++;
		if (parcel)
			do_parcel(j);
		else
			do_flush(j);
		p->busy--;
		(void)pthread_cond_broadcast(&p->changed);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return NULL;
}

static enum ns_code start_job(struct ns_pool *p, uint32_t number,
			      struct ns_error *e)
{
	struct job *j = &p->job[number];
	int error;

	j->pool = p;
	j->number = number;
	if (p->n_jobs == 1)
		return ns_worker_open(p->run, true, &j->worker, e);
	error = pthread_create(&j->thread, NULL, job_main, j);
	j->started = !error;
	return error ? ns_fail_errno(e, error, "no thread for builder %u",
				     number + 1)
		     : NS_OK;
}

enum ns_code ns_pool_open(struct ns_run *r, uint32_t jobs, struct ns_pool **out,
			  struct ns_error *e)
{
	struct ns_pool *p = calloc(1, sizeof(*p));
	enum ns_code rc = NS_OK;

	*out = NULL;
	if (!p)
		return ns_fail(e, NS_NOMEM, "no memory for builders");
	p->run = r;
	p->last = &p->first;
	p->training = !ns_update_zdict(r->update).n;
	p->n_jobs = jobs < 1 ? 1 : jobs > NS_JOBS_MAX ? NS_JOBS_MAX : jobs;
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->changed, NULL);
	for (uint32_t i = 0; !rc && i < p->n_jobs; i++)
		rc = start_job(p, i, e);
	if (rc)
		ns_pool_close(p);
	else
		*out = p;
	return rc;
}

void ns_pool_close(struct ns_pool *p)
{
	if (!p)
		return;
	(void)pthread_mutex_lock(&p->lock);
	p->closing = true;
	(void)pthread_cond_broadcast(&p->changed);
	(void)pthread_mutex_unlock(&p->lock);
	for (uint32_t i = 0; i < p->n_jobs; i++) {
		if (p->job[i].started)
			(void)pthread_join(p->job[i].thread, NULL);
		ns_worker_free(p->job[i].worker);
	}
	parcels_free(p->first);
	parcels_free(p->spare);
	parcels_free(p->filling);
	(void)pthread_mutex_destroy(&p->lock);
	(void)pthread_cond_destroy(&p->changed);
	free(p);
}

/* ---- the reader's side ---- */

static void submit(struct ns_pool *p)
{
	struct parcel *parcel = p->filling;

	if (!parcel)
		return;
	(void)pthread_mutex_lock(&p->lock);
	while (p->queued > p->n_jobs && !p->run->failed)
		(void)pthread_cond_wait(&p->changed, &p->lock);
	parcel->next = NULL;
	*p->last = parcel;
	p->last = &parcel->next;
	p->queued++;
	p->filling = NULL;
	(void)pthread_cond_broadcast(&p->changed);
	(void)pthread_mutex_unlock(&p->lock);
}

/* An empty parcel: one that was worked off, or a new one. */
static struct parcel *empty_parcel(struct ns_pool *p)
{
	struct parcel *parcel;

	(void)pthread_mutex_lock(&p->lock);
	parcel = p->spare;
	if (parcel)
		p->spare = parcel->next;
	(void)pthread_mutex_unlock(&p->lock);
	if (!parcel)
		parcel = calloc(1, sizeof(*parcel));
	if (parcel) {
		parcel->next = NULL;
		ns_buf_reset(&parcel->entries);
		ns_buf_reset(&parcel->records);
	}
	return parcel;
}

static enum ns_code send(struct ns_pool *p, const struct ns_entry *entry,
			 struct ns_error *e)
{
	struct parcel *parcel = p->filling ? p->filling : empty_parcel(p);

	p->filling = parcel;
	if (!parcel)
		return ns_fail(e, NS_NOMEM, "no memory for articles");
	ns_buf_put(&parcel->entries, entry, sizeof(*entry));
	ns_buf_text(&parcel->records, entry->item.record);
	if (parcel->entries.failed || parcel->records.failed)
		return ns_fail(e, NS_NOMEM, "no memory for articles");
	if (parcel->records.n >= PARCEL_BYTES ||
	    parcel->entries.n >= PARCEL_ARTICLES * sizeof(*entry))
		submit(p);
	return ns_run_failure(p->run, e);
}

enum ns_code ns_pool_put(struct ns_pool *p, const struct ns_entry *entry,
			 struct ns_error *e)
{
	if (p->n_jobs == 1)
		return ns_worker_take(p->job[0].worker, entry, e);
	return send(p, entry, e);
}

static bool all_flushed(const struct ns_pool *p)
{
	for (uint32_t i = 0; i < p->n_jobs; i++)
		if (!p->job[i].flushed)
			return false;
	return p->busy == 0 && !p->first;
}

enum ns_code ns_pool_drain(struct ns_pool *p, struct ns_error *e)
{
	if (p->n_jobs == 1)
		return ns_worker_flush(p->job[0].worker, e);
	submit(p);
	(void)pthread_mutex_lock(&p->lock);
	p->draining = true;
	(void)pthread_cond_broadcast(&p->changed);
	while (!all_flushed(p))
		(void)pthread_cond_wait(&p->changed, &p->lock);
	p->draining = false;
	for (uint32_t i = 0; i < p->n_jobs; i++)
		p->job[i].flushed = false;
	(void)pthread_mutex_unlock(&p->lock);
	return ns_run_failure(p->run, e);
}
