/* pool.h - the workers of a run, side by side.
 *
 *	reader --parcels of about 1 MB--> worker --> segments
 *	                              \-> worker --> segments
 *
 * With one job there is no thread: articles are taken where they are read. With
 * more, they travel as stored records. Which worker takes which parcel is left
 * to chance: the sequence numbers decide between articles of one id.
 *
 * While the archive has no dictionary the first worker works alone; the others
 * begin when it has trained one.
 */
#ifndef NS_INDEXER_POOL_H
#define NS_INDEXER_POOL_H

#include "indexer/worker.h"

enum { NS_JOBS_MAX = 64 };

struct ns_pool;

enum ns_code ns_pool_open(struct ns_run *r, uint32_t jobs, struct ns_pool **p,
			  struct ns_error *e);
/* Stops the workers; what they hold is lost. NULL is fine. */
void ns_pool_close(struct ns_pool *p);

/* Hands over one article; everything is copied. Answers the first failure of
 * any worker. */
enum ns_code ns_pool_put(struct ns_pool *p, const struct ns_entry *entry,
			 struct ns_error *e);

/* Waits until all that was put has become segments. */
enum ns_code ns_pool_drain(struct ns_pool *p, struct ns_error *e);

#endif
