#include "indexer/known.h"

#include "core/base/hash.h"

enum { FIRST_SLOTS = 1024 }; // a power of two, as all sizes are

/* ---- ids that came with other content ------------------------------------ */

static uint64_t *slot_of(const struct ns_buf *table, uint64_t id)
{
	uint64_t *slot = (void *)table->p;
	size_t mask = table->n / sizeof(*slot) - 1, i = id & mask;

	while (slot[i] && slot[i] != id)
		i = (i + 1) & mask;
	return &slot[i];
}

static enum ns_code grow(struct ns_known *k, struct ns_error *e)
{
	const uint64_t *old = (const void *)k->changed.p;
	size_t n = k->changed.n / sizeof(*old);
	struct ns_buf table = { 0 };

	ns_buf_fill(&table, 0, (n ? 2 * n : FIRST_SLOTS) * sizeof(*old));
	if (table.failed)
		return ns_fail(e, NS_NOMEM, "no memory for ids");
	for (size_t i = 0; i < n; i++)
		if (old[i])
			*slot_of(&table, old[i]) = old[i];
	ns_buf_free(&k->changed);
	k->changed = table;
	return NS_OK;
}

static bool has_changed(const struct ns_known *k, uint64_t id)
{
	return k->n_changed && *slot_of(&k->changed, id) == id;
}

static enum ns_code keep_changed(struct ns_known *k, uint64_t id,
				 struct ns_error *e)
{
	uint64_t *slot;
	enum ns_code rc = NS_OK;

	if (2 * (k->n_changed + 1) * sizeof(id) > k->changed.n)
		rc = grow(k, e);
	if (rc)
		return rc;
	slot = slot_of(&k->changed, id);
	k->n_changed += *slot != id;
	*slot = id;
	return NS_OK;
}

void ns_known_reset(struct ns_known *k)
{
	ns_buf_reset(&k->changed);
	k->n_changed = 0;
}

void ns_known_free(struct ns_known *k)
{
	ns_buf_free(&k->changed);
}

/* ---- what the archive holds ---------------------------------------------- */

/* What is asked, and what is known of the answer. */
struct asked {
	uint64_t id, content;
	bool found; // the id
	bool same;  // and the content
};

/* The content's hash is over the whole decoded article, its id among the rest:
 * with the id's own that is 128 bits, and no record need be read. */
static enum ns_code look(const struct ns_segment_view *v, struct asked *q,
			 struct ns_error *e)
{
	struct ns_id_cursor at;
	enum ns_code rc = ns_id_cursor_seek(v->seg, 0, q->id, &at, e);
	uint64_t content;

	while (!rc && at.hash == q->id) {
		if (ns_is_live(v->live, at.doc)) {
			rc = ns_column_get(v->seg, NS_COL_CONTENT, at.doc,
					   &content, e);
			if (rc)
				return rc;
			q->found = true;
			q->same |= content == q->content;
		}
		rc = ns_id_cursor_next(&at, e);
	}
	return rc == NS_END ? NS_OK : rc;
}

enum ns_code ns_known_same(struct ns_known *k, const struct ns_snapshot *s,
			   const struct ns_article *a, struct ns_str record,
			   bool *same, struct ns_error *e)
{
	struct asked q = { .id = ns_hash64(a->id.p, a->id.n) };
	struct ns_hash128 content;
	enum ns_code rc = NS_OK;
	uint64_t key;

	*same = false;
	if (!s->n_segments)
		return NS_OK;
	ns_article_hash_record(a, record, &content);
	q.content = content.lo;
	for (uint32_t i = 0; !rc && !q.same && i < s->n_segments; i++)
		rc = look(&s->segment[i], &q, e);
	if (rc || !q.found)
		return rc;
	key = q.id ? q.id : 1; // 0 is a free slot
	*same = q.same && !has_changed(k, key);
	return *same ? NS_OK : keep_changed(k, key, e);
}
