#include "indexer/archive_dir.h"
#include "indexer/ingest_state.h"
#include "indexer/merge.h"
#include "indexer/tiers.h"

static void count_published(struct ns_ingest_report *r,
			    const struct ns_published *p)
{
	r->commits += p->generation != r->generation;
	r->generation = p->generation;
	r->added += p->added;
	r->replaced += p->replaced;
	r->unchanged += p->unchanged;
	r->duplicates += p->duplicates;
	r->held_back += p->held_back;
}

static enum ns_code publish(struct ns_ingest_state *g, struct ns_error *e)
{
	struct ns_buf *numbers = &g->run.segments;
	struct ns_publish p = {
		.add = (const void *)numbers->p,
		.n_add = (uint32_t)(numbers->n / sizeof(uint32_t)),
		.sequence = g->sequence,
		.allow_forgotten = g->in->allow_forgotten,
	};
	struct ns_published done = { 0 };
	enum ns_code rc;

	g->report->generation = ns_update_snapshot(g->run.update)->generation;
	rc = ns_publish(g->run.update, &p, &done, e);

	if (rc)
		return rc;
	count_published(g->report, &done);
	ns_buf_reset(numbers);
	ns_known_reset(&g->known);
	return NS_OK;
}

/* The parts number[0..n) become one, whose number is put behind *made; or they
 * stay as they are when a signal does not let the merge end. They were never
 * published, so nobody reads them. */
static enum ns_code merge_some(struct ns_ingest_state *g,
			       const uint32_t *number, uint32_t n,
			       struct ns_buf *made, struct ns_error *e)
{
	struct ns_merge_facts facts = { .stop = g->in->stop };
	uint32_t merged = number[0];
	enum ns_code rc = NS_OK;

	if (n > 1)
		rc = ns_merge_counted(g->run.update, number, n, &merged, &facts,
				      e);
	if (rc == NS_INTERRUPTED) {
		ns_buf_put(made, number, n * sizeof(*number));
		return NS_OK;
	}
	for (uint32_t i = 0; !rc && n > 1 && i < n; i++)
		ns_archive_remove_segment(g->in->dir, number[i]);
	ns_buf_u32(made, merged);
	return rc;
}

/* How many of number[0..n) together are no larger than a segment may be; one
 * when somebody waits for the end. */
static uint32_t parts_of_one(const struct ns_ingest_state *g,
			     const uint32_t *number, uint32_t n)
{
	uint64_t bytes = 0;
	uint32_t i = 0;

	do
		bytes += ns_archive_segment_bytes(g->in->dir, number[i++]);
	while (i < n && bytes < NS_TIER_MOST_BYTES && !ns_ingest_stopped(g));
	return i;
}

/* What a commit adds becomes one segment, or few, before it is published. */
static enum ns_code merge_parts(struct ns_ingest_state *g, struct ns_error *e)
{
	const uint32_t *number = (const void *)g->run.segments.p;
	uint32_t n = (uint32_t)(g->run.segments.n / sizeof(*number));
	struct ns_buf made = { 0 };
	enum ns_code rc = NS_OK;

	while (!rc && n) {
		uint32_t taken = parts_of_one(g, number, n);

		rc = merge_some(g, number, taken, &made, e);
		number += taken;
		n -= taken;
	}
	ns_buf_free(&g->run.segments);
	g->run.segments = made;
	if (!rc && made.failed)
		rc = ns_fail(e, NS_NOMEM, "no memory for segments");
	return rc;
}

enum ns_code ns_ingest_commit(struct ns_ingest_state *g, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	if (!g->pool)
		return NS_OK;
	rc = ns_pool_drain(g->pool, e);
	if (!rc)
		rc = merge_parts(g, e);
	if (!rc)
		rc = publish(g, e);
	if (!rc)
		rc = ns_tiers_tidy(g->run.update, g->in->stop, e);
	g->since = (struct ns_commit_every){ 0 };
	g->committed = ns_ingest_now();
	return rc;
}

bool ns_ingest_is_due(const struct ns_ingest_state *g)
{
	const struct ns_commit_every *every = &g->in->every;

	return (every->articles && g->since.articles >= every->articles) ||
	       (every->text_bytes &&
		g->since.text_bytes >= every->text_bytes) ||
	       (every->seconds && g->since.articles &&
		ns_ingest_now() - g->committed >= (double)every->seconds);
}
