/* crew.h - a bounded queue of jobs and the threads that do them.
 *
 *	put --> [ waiting, at most `queue` ] --> run (many threads)
 */
#ifndef NS_HTTP_CREW_H
#define NS_HTTP_CREW_H

#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* Part of what is to be done; owned by whoever puts it, and not read after run
 * was called with it. */
struct ns_job {
	struct ns_job *next;
};

struct ns_crew_options {
	uint32_t threads, queue;
	void *self;
	/* A thread's own state, made before ns_crew_open returns. */
	enum ns_code (*open)(void *self, void **worker, struct ns_error *e);
	void (*close)(void *worker);
	void (*run)(void *worker, struct ns_job *job);
	/* Called in each thread that has had no job for a second. */
	void (*idle)(void *worker);
};

struct ns_crew;

/* NS_OK, what `open` answered, NS_NOMEM or NS_IO (no thread to be had). */
enum ns_code ns_crew_open(const struct ns_crew_options *o, struct ns_crew **p,
			  struct ns_error *e);

/* False: the queue is full, or the crew is closing; the job is not taken. The
 * job may be done before this returns. */
bool ns_crew_put(struct ns_crew *p, struct ns_job *job);

/* Takes a job back that no thread has begun; false: it runs, or it ran. */
bool ns_crew_take_back(struct ns_crew *p, struct ns_job *job);

/* Ends the threads when the jobs put so far are done. NULL is fine. */
void ns_crew_close(struct ns_crew *p);

#endif
