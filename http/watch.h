/* watch.h - deadlines of connections, and clients that left while they waited.
 *
 * The HTTP library's own timeout is one of silence, and it does not look at a
 * connection that is suspended. A thread looks every NS_WATCH_MS: past its
 * deadline a connection is shut down (never closed: the descriptor is the
 * library's, which then sees the end and closes it); a waiting one whose client
 * is gone is reported. A descriptor is touched only between add and remove, and
 * both take the lock, so that a number used again is never hit.
 */
#ifndef NS_HTTP_WATCH_H
#define NS_HTTP_WATCH_H

#include <stdint.h>

#include "core/base/err.h"

enum { NS_WATCH_MS = 100 };

/* Part of a connection of the caller's. */
struct ns_watched {
	struct ns_watched *next, **link;
	int fd;
	int64_t deadline_ms; // of ns_watch_now; INT64_MAX: none
	void *waiting;       // whose answer is awaited, or NULL
};

struct ns_watch;

/* `gone` is called by the watching thread, under the lock, with .waiting of a
 * connection that hung up; it must not call back into the watch. */
enum ns_code ns_watch_open(void (*gone)(void *waiting), struct ns_watch **w,
			   struct ns_error *e);
void ns_watch_close(struct ns_watch *w); // NULL is fine; after all removes

void ns_watch_add(struct ns_watch *w, struct ns_watched *c, int fd,
		  uint32_t timeout_ms);
void ns_watch_remove(struct ns_watch *w, struct ns_watched *c);

/* Sets the next deadline, timeout_ms from now (0: none), and who waits. */
void ns_watch_set(struct ns_watch *w, struct ns_watched *c, uint32_t timeout_ms,
		  void *waiting);

/* Shuts all connections down; new ones as soon as they are added. */
void ns_watch_end_all(struct ns_watch *w);

int64_t ns_watch_now(void); // milliseconds of the monotonic clock

#endif
