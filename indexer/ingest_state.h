/* ingest_state.h - a run while it goes on: ingest.c opens and closes it,
 * ingest_read.c feeds it, ingest_commit.c publishes what came.
 */
#ifndef NS_INDEXER_INGEST_STATE_H
#define NS_INDEXER_INGEST_STATE_H

#include <time.h>

#include "indexer/identity.h"
#include "indexer/ingest.h"
#include "indexer/known.h"
#include "indexer/pool.h"

struct ns_ingest_state {
	const struct ns_ingest *in;
	struct ns_ingest_report *report;
	struct ns_run run;
	struct ns_pool *pool; // NULL: a dry run
	struct ns_identity *identity;
	struct ns_known known;
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

static inline double ns_ingest_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline bool ns_ingest_stopped(const struct ns_ingest_state *g)
{
	return g->in->stop && *g->in->stop;
}

static inline void ns_ingest_say(const struct ns_ingest_state *g,
				 const char *line)
{
	if (g->in->talk.line)
		g->in->talk.line(g->in->talk.context, line);
}

/* Reads all inputs, and commits as often as was asked. */
enum ns_code ns_ingest_read(struct ns_ingest_state *g, struct ns_error *e);

/* Brings the counts of *g->report up to date. */
void ns_ingest_count(struct ns_ingest_state *g);

/* Publishes what was put so far; whether it is time to. */
enum ns_code ns_ingest_commit(struct ns_ingest_state *g, struct ns_error *e);
bool ns_ingest_is_due(const struct ns_ingest_state *g);

#endif
