#include "http/watch.h"

#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

struct ns_watch {
	void (*gone)(void *waiting);
	pthread_mutex_t lock;
	pthread_cond_t closed;
	pthread_t thread;
	struct ns_watched *first;
	bool closing, ended;
};

int64_t ns_watch_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t after(uint32_t timeout_ms)
{
	return timeout_ms ? ns_watch_now() + timeout_ms : INT64_MAX;
}

static void end(struct ns_watched *c)
{
	shutdown(c->fd, SHUT_RDWR);
	c->deadline_ms = INT64_MAX;
}

/* No events are asked for: only a hang-up or an error is reported. A client
 * that closed its sending side alone still reads. */
static bool has_left(const struct ns_watched *c)
{
	struct pollfd p = { .fd = c->fd };

	return poll(&p, 1, 0) > 0 && p.revents & (POLLHUP | POLLERR);
}

static void look(struct ns_watch *w)
{
	int64_t now = ns_watch_now();

	for (struct ns_watched *c = w->first; c; c = c->next) {
		if (now >= c->deadline_ms)
			end(c);
		if (c->waiting && has_left(c))
			w->gone(c->waiting);
	}
}

static struct timespec next_look(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += NS_WATCH_MS * 1000000L;
	t.tv_sec += t.tv_nsec / 1000000000L;
	t.tv_nsec %= 1000000000L;
	return t;
}

static void *watch(void *arg)
{
	struct ns_watch *w = arg;

	pthread_mutex_lock(&w->lock);
	while (!w->closing) {
		struct timespec t = next_look();

		pthread_cond_timedwait(&w->closed, &w->lock, &t);
		look(w);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static void init(struct ns_watch *w)
{
	pthread_condattr_t attr;

	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->closed, &attr);
	pthread_condattr_destroy(&attr);
}

static void destroy(struct ns_watch *w)
{
	pthread_cond_destroy(&w->closed);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

enum ns_code ns_watch_open(void (*gone)(void *waiting), struct ns_watch **w,
			   struct ns_error *e)
{
	int error;

	*w = calloc(1, sizeof(**w));
	if (!*w)
		return ns_fail(e, NS_NOMEM, "no memory to watch connections");
	(*w)->gone = gone;
	init(*w);
	error = pthread_create(&(*w)->thread, NULL, watch, *w);
	if (!error)
		return NS_OK;
	destroy(*w);
	*w = NULL;
	return ns_fail_errno(e, error, "cannot start the watching thread");
}

void ns_watch_close(struct ns_watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->closing = true;
	pthread_cond_signal(&w->closed);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	destroy(w);
}

void ns_watch_add(struct ns_watch *w, struct ns_watched *c, int fd,
		  uint32_t timeout_ms)
{
	pthread_mutex_lock(&w->lock);
	c->fd = fd;
	c->deadline_ms = after(timeout_ms);
	c->waiting = NULL;
	c->next = w->first;
	c->link = &w->first;
	if (c->next)
		c->next->link = &c->next;
	w->first = c;
	if (w->ended)
		end(c);
	pthread_mutex_unlock(&w->lock);
}

void ns_watch_remove(struct ns_watch *w, struct ns_watched *c)
{
	pthread_mutex_lock(&w->lock);
	*c->link = c->next;
	if (c->next)
		c->next->link = c->link;
	pthread_mutex_unlock(&w->lock);
}

void ns_watch_set(struct ns_watch *w, struct ns_watched *c, uint32_t timeout_ms,
		  void *waiting)
{
	pthread_mutex_lock(&w->lock);
	c->deadline_ms = after(timeout_ms);
	c->waiting = waiting;
	pthread_mutex_unlock(&w->lock);
}

void ns_watch_end_all(struct ns_watch *w)
{
	pthread_mutex_lock(&w->lock);
	w->ended = true;
	for (struct ns_watched *c = w->first; c; c = c->next)
		end(c);
	pthread_mutex_unlock(&w->lock);
}
