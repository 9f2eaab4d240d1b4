/* worker.h - one builder at work: articles in, segments out.
 *
 * Workers of a run share the archive under a mutex that they take once a
 * segment and once a new language, never once an article.
 */
#ifndef NS_INDEXER_WORKER_H
#define NS_INDEXER_WORKER_H

#include <pthread.h>
#include <stdatomic.h>

#include "core/archive/update.h"
#include "indexer/builder.h"
#include "indexer/dump.h"
#include "indexer/rejects.h"

/* What the workers of a run share. */
struct ns_run {
	struct ns_update *update;
	uint64_t memory_bytes;      // of a builder
	struct ns_rejects *rejects; // NULL: rejections are only counted
	pthread_mutex_t lock;       // of the update and what follows
	struct ns_buf segments;     // u32: finished, not published
	struct ns_error error;      // the first failure
	_Atomic bool failed;
	_Atomic uint64_t rejected;
};

enum ns_code ns_run_open(struct ns_run *r, struct ns_error *e);
void ns_run_close(struct ns_run *r);
/* Keeps the first failure, for the thread that asks. */
void ns_run_fail(struct ns_run *r, const struct ns_error *e);
enum ns_code ns_run_failure(struct ns_run *r, struct ns_error *e);

/* An article and where it came from. */
struct ns_entry {
	struct ns_item item;
	struct ns_place at;
};

struct ns_worker;

/* train: this worker may train the archive's dictionary (one a run). */
enum ns_code ns_worker_open(struct ns_run *r, bool train, struct ns_worker **w,
			    struct ns_error *e);
void ns_worker_free(struct ns_worker *w); // NULL is fine

/* Takes one article; a batch that is full becomes a segment. An article that
 * cannot be indexed is rejected. */
enum ns_code ns_worker_take(struct ns_worker *w, const struct ns_entry *entry,
			    struct ns_error *e);

/* What is in memory becomes a segment. */
enum ns_code ns_worker_flush(struct ns_worker *w, struct ns_error *e);

bool ns_worker_training(const struct ns_worker *w);

#endif
