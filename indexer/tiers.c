#include "indexer/tiers.h"

#include "core/base/buf.h"
#include "indexer/archive_dir.h"
#include "indexer/merge.h"

unsigned ns_tier_of(uint64_t bytes)
{
	unsigned tier = 0;

	for (; bytes >= NS_TIER_LEAST_BYTES; bytes /= NS_TIER_SEGMENTS)
		tier++;
	return tier;
}

/* ---- one merge ---- */

struct group {
	uint32_t number[NS_TIER_SEGMENTS], n;
	uint64_t bytes;
};

/* Replaces published segments by their merge. */
static enum ns_code replace(struct ns_update *u, const uint32_t *number,
			    uint32_t n, const _Atomic bool *stop,
			    struct ns_error *e)
{
	struct ns_merge_facts facts = { .stop = stop };
	uint32_t made = 0;
	struct ns_published done;
	struct ns_publish p = {
		.add = &made,
		.n_add = 1,
		.drop = number,
		.n_drop = n,
		.sequence = ns_update_sequence(u),
		.merged = true,
	};
	enum ns_code rc = ns_merge_counted(u, number, n, &made, &facts, e);

	if (rc == NS_INTERRUPTED)
		return ns_fail(e, rc,
			       "stopped: the segments stay as they were");
	if (rc == NS_NOTFOUND)
		p.n_add = 0;
	else if (rc)
		return rc;
	return ns_publish(u, &p, &done, e);
}

/* ---- what is due ---- */

static bool is_decayed(const struct ns_segment_view *v)
{
	uint32_t n = ns_segment_info(v->seg)->n_docs;

	return (n - v->n_live) > n / NS_TIER_DEAD_SHARE;
}

static void take(struct group *g, uint32_t number, uint64_t bytes)
{
	if (g->n == NS_TIER_SEGMENTS || g->bytes + bytes > NS_TIER_MOST_BYTES)
		return;
	g->number[g->n++] = number;
	g->bytes += bytes;
}

/* The first full tier, neighbours in time first; else a decayed segment.
 * .n is 0 when nothing is due. */
static void find_due(const struct ns_update *u, struct group *g)
{
	const struct ns_snapshot *s = ns_update_snapshot(u);
	struct group tier[32] = { 0 };

	*g = (struct group){ 0 };
	for (uint32_t i = 0; i < s->n_segments; i++) {
		const struct ns_segment_view *v = &s->segment[i];
		uint32_t number = ns_segment_number(v->seg);
		uint64_t bytes =
			ns_archive_segment_bytes(ns_update_dir(u), number);

		take(&tier[ns_tier_of(bytes) % 32], number, bytes);
		if (is_decayed(v))
			*g = (struct group){ { number }, 1, bytes };
	}
	for (unsigned t = 0; t < 32; t++)
		if (tier[t].n == NS_TIER_SEGMENTS) {
			*g = tier[t];
			return;
		}
}

enum ns_code ns_tiers_tidy(struct ns_update *u, const _Atomic bool *stop,
			   struct ns_error *e)
{
	enum ns_code rc = NS_OK;
	struct group g;

	while (!rc && !(stop && *stop)) {
		find_due(u, &g);
		if (!g.n)
			break;
		rc = replace(u, g.number, g.n, stop, e);
	}
	return rc == NS_INTERRUPTED ? NS_OK : rc;
}

enum ns_code ns_tiers_compact(struct ns_update *u, const _Atomic bool *stop,
			      struct ns_error *e)
{
	const struct ns_snapshot *s = ns_update_snapshot(u);
	struct ns_buf numbers = { 0 };
	bool decayed = false;
	enum ns_code rc = NS_OK;

	for (uint32_t i = 0; i < s->n_segments; i++) {
		const struct ns_segment_view *v = &s->segment[i];

		ns_buf_u32(&numbers, ns_segment_number(v->seg));
		decayed |= v->n_live < ns_segment_info(v->seg)->n_docs;
	}
	if (numbers.failed)
		rc = ns_fail(e, NS_NOMEM, "no memory to compact");
	else if (s->n_segments > 1 || decayed)
		rc = replace(u, (const void *)numbers.p, s->n_segments, stop,
			     e);
	ns_buf_free(&numbers);
	return rc;
}
