#include "query/embargo.h"

#include <stdlib.h>
#include <string.h>

void ns_embargo_free(struct ns_embargo *m)
{
	for (uint32_t i = 0; m->live && i < m->n_segments; i++)
		free(m->live[i]);
	free(m->live);
	free(m->n_live);
	*m = (struct ns_embargo){ 0 };
}

/* The bitmap of segment i in which document `doc` is to be cleared. */
static uint64_t *own_bitmap(struct ns_embargo *m, uint32_t i,
			    const struct ns_segment_view *v)
{
	uint32_t n_docs = ns_segment_info(v->seg)->n_docs;
	size_t words = (n_docs + 63) / 64;

	if (m->live[i])
		return m->live[i];
	m->live[i] = malloc(words * sizeof(uint64_t));
	m->n_live[i] = v->n_live;
	if (m->live[i] && v->live)
		memcpy(m->live[i], v->live, words * sizeof(uint64_t));
	else if (m->live[i])
		for (size_t w = 0; w < words; w++)
			m->live[i][w] =
				w + 1 < words || n_docs % 64 == 0
					? UINT64_MAX
					: (UINT64_C(1) << n_docs % 64) - 1;
	return m->live[i];
}

static enum ns_code read_segment(struct ns_embargo *m, uint32_t i,
				 const struct ns_segment_view *v,
				 struct ns_error *e)
{
	uint32_t n = ns_segment_info(v->seg)->n_docs;
	enum ns_code rc = NS_OK;

	for (ns_docid d = 0; !rc; d++) {
		uint64_t until = 0, *live;

		rc = ns_column_other(v->seg, NS_COL_EMBARGO,
				     (uint64_t)INT64_MIN, &d, &until, e);
		if (rc || d >= n)
			break;
		if ((int64_t)until <= m->from || !ns_is_live(v->live, d))
			continue;
		live = own_bitmap(m, i, v);
		if (!live)
			return ns_fail(e, NS_NOMEM, "no memory for embargoes");
		live[d / 64] &= ~(UINT64_C(1) << d % 64);
		m->n_live[i]--;
		m->n_hidden++;
		if ((int64_t)until < m->until)
			m->until = (int64_t)until;
	}
	return rc;
}

enum ns_code ns_embargo_read(struct ns_embargo *m,
			     const struct ns_snapshot *snap, int64_t now,
			     struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	if (m->known && m->generation == snap->generation && now >= m->from &&
	    now < m->until)
		return NS_OK;
	ns_embargo_free(m);
	m->from = now;
	m->until = INT64_MAX;
	m->generation = snap->generation;
	m->n_segments = snap->n_segments;
	m->live = calloc(snap->n_segments + 1u, sizeof(*m->live));
	m->n_live = calloc(snap->n_segments + 1u, sizeof(*m->n_live));
	if (!m->live || !m->n_live)
		rc = ns_fail(e, NS_NOMEM, "no memory for embargoes");
	for (uint32_t i = 0; !rc && i < snap->n_segments; i++)
		rc = read_segment(m, i, &snap->segment[i], e);
	m->known = !rc;
	return rc;
}

enum ns_code ns_embargo_hide(struct ns_embargo *m,
			     const struct ns_snapshot *snap, int64_t now,
			     struct ns_arena *arena,
			     const struct ns_snapshot **out, struct ns_error *e)
{
	enum ns_code rc = ns_embargo_read(m, snap, now, e);
	struct ns_segment_view *view;
	struct ns_snapshot *copy;

	*out = snap;
	if (rc || !m->n_hidden)
		return rc;
	copy = ns_arena_alloc(arena, sizeof(*copy));
	view = ns_arena_calloc(arena, snap->n_segments, sizeof(*view));
	if (!copy || !view)
		return ns_fail(e, NS_LIMIT, "no memory for embargoes");
	for (uint32_t i = 0; i < snap->n_segments; i++) {
		view[i] = snap->segment[i];
		if (!m->live[i])
			continue;
		view[i].live = m->live[i];
		view[i].n_live = m->n_live[i];
	}
	*copy = *snap;
	copy->segment = view;
	*out = copy;
	return NS_OK;
}

enum ns_code ns_embargo_is_over(const struct ns_segment *seg, ns_docid doc,
				int64_t now, bool *is, struct ns_error *e)
{
	uint64_t until = 0;
	enum ns_code rc = ns_column_get(seg, NS_COL_EMBARGO, doc, &until, e);

	*is = !rc && (int64_t)until <= now;
	return rc;
}
