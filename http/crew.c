#include "http/crew.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct thread {
	struct ns_crew *crew;
	void *worker;
	pthread_t id;
	bool open, started;
};

struct ns_crew {
	struct ns_crew_options o;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct ns_job *first, **end; // waiting, oldest first
	uint32_t waiting;
	bool closing;
	struct thread thread[]; // o.threads
};

static struct timespec in_a_second(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec++;
	return t;
}

static struct ns_job *pop(struct ns_crew *p)
{
	struct ns_job *job = p->first;

	if (!job)
		return NULL;
	p->first = job->next;
	if (!p->first)
		p->end = &p->first;
	p->waiting--;
	return job;
}

/* Waits for the next job; NULL after a second without one, or at the end. */
static struct ns_job *wait_for_job(struct ns_crew *p, bool *closing)
{
	struct timespec until = in_a_second();
	struct ns_job *job;
	int rc = 0;

	pthread_mutex_lock(&p->lock);
	while (!p->first && !p->closing && rc != ETIMEDOUT)
		rc = pthread_cond_timedwait(&p->changed, &p->lock, &until);
	job = pop(p);
	*closing = p->closing;
	pthread_mutex_unlock(&p->lock);
	return job;
}

static void *work(void *arg)
{
	struct thread *t = arg;
	struct ns_crew *p = t->crew;
	bool closing = false;

	for (;;) {
		struct ns_job *job = wait_for_job(p, &closing);

		if (job)
			p->o.run(t->worker, job);
		else if (closing)
			return NULL;
		else
			p->o.idle(t->worker);
	}
}

static enum ns_code start(struct ns_crew *p, struct thread *t,
			  struct ns_error *e)
{
	enum ns_code rc;
	int error;

	t->crew = p;
	rc = p->o.open(p->o.self, &t->worker, e);
	if (rc)
		return rc;
	t->open = true;
	error = pthread_create(&t->id, NULL, work, t);
	if (error)
		return ns_fail_errno(e, error, "cannot start a query thread");
	t->started = true;
	return NS_OK;
}

static void init(struct ns_crew *p)
{
	pthread_condattr_t attr;

	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->changed, &attr);
	pthread_condattr_destroy(&attr);
	p->end = &p->first;
}

enum ns_code ns_crew_open(const struct ns_crew_options *o, struct ns_crew **p,
			  struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	*p = calloc(1, sizeof(**p) + o->threads * sizeof(struct thread));
	if (!*p)
		return ns_fail(e, NS_NOMEM, "no memory for query threads");
	(*p)->o = *o;
	init(*p);
	for (uint32_t i = 0; i < o->threads && !rc; i++)
		rc = start(*p, &(*p)->thread[i], e);
	if (rc) {
		ns_crew_close(*p);
		*p = NULL;
	}
	return rc;
}

bool ns_crew_put(struct ns_crew *p, struct ns_job *job)
{
	bool room;

	pthread_mutex_lock(&p->lock);
	room = p->waiting < p->o.queue && !p->closing;
	if (room) {
		job->next = NULL;
		*p->end = job;
		p->end = &job->next;
		p->waiting++;
		pthread_cond_signal(&p->changed);
	}
	pthread_mutex_unlock(&p->lock);
	return room;
}

bool ns_crew_take_back(struct ns_crew *p, struct ns_job *job)
{
	struct ns_job **at = &p->first;
	bool found;

	pthread_mutex_lock(&p->lock);
	while (*at && *at != job)
		at = &(*at)->next;
	found = *at != NULL;
	if (found) {
		*at = job->next;
		if (!*at)
			p->end = at;
		p->waiting--;
	}
	pthread_mutex_unlock(&p->lock);
	return found;
}

void ns_crew_close(struct ns_crew *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->closing = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	for (uint32_t i = 0; i < p->o.threads; i++) {
		if (p->thread[i].started)
			pthread_join(p->thread[i].id, NULL);
		if (p->thread[i].open)
			p->o.close(p->thread[i].worker);
	}
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
