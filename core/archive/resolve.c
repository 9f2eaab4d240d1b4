/* Ids of new documents against all live ones: sorted hashes are walked side by
 * side; what meets is compared by the stored ids. */
#include "core/archive/change.h"

#include <stdlib.h>

enum { STEPS = 16 };      // walked one by one before a search is cheaper
enum { MEET_MAX = 1024 }; // documents of one id hash in one change

/* Documents that share an id hash. */
struct meeting {
	struct ns_part *part[MEET_MAX];
	ns_docid doc[MEET_MAX];
	struct ns_str id[MEET_MAX];
	uint64_t sequence[MEET_MAX];
	uint32_t n;
};

static enum ns_code advance(struct ns_id_cursor *c, uint64_t hash,
			    struct ns_error *e)
{
	enum ns_code code = NS_OK;

	for (int i = 0; i < STEPS && !code && c->hash < hash; i++)
		code = ns_id_cursor_next(c, e);
	if (!code && c->hash < hash)
		code = ns_id_cursor_seek(c->seg, c->which, hash, c, e);
	return code;
}

static enum ns_code meet(struct meeting *m, struct ns_part *p, ns_docid doc,
			 struct ns_error *e)
{
	enum ns_code code = NS_OK;

	if (!ns_part_is_live(p, doc))
		return NS_OK;
	if (m->n == MEET_MAX)
		return ns_fail(e, NS_LIMIT,
			       "one id %d times in a run: commit more often",
			       MEET_MAX);
	m->part[m->n] = p;
	m->doc[m->n] = doc;
	code = ns_column_get(p->seg, NS_COL_SEQUENCE, doc, &m->sequence[m->n],
			     e);
	m->n++;
	return code;
}

/* Gathers the live documents with this hash from part p's cursor on. */
static enum ns_code gather(struct meeting *m, struct ns_part *p,
			   struct ns_id_cursor *c, uint64_t hash,
			   struct ns_error *e)
{
	enum ns_code code = advance(c, hash, e);

	while (!code && c->hash == hash) {
		code = meet(m, p, c->doc, e);
		if (!code)
			code = ns_id_cursor_next(c, e);
	}
	if (code == NS_END) {
		c->hash = UINT64_MAX;
		c->seg = NULL;
		return NS_OK;
	}
	return code;
}

static enum ns_code read_ids(struct ns_change *c, struct meeting *m,
			     struct ns_error *e)
{
	struct ns_article a;
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < m->n && !code; i++) {
		code = ns_segment_article(m->part[i]->seg, m->doc[i], &c->arena,
					  &a, e);
		m->id[i] = a.id;
	}
	return code;
}

/* Of documents i and j with one id: who goes? A new one with the content of an
 * old one goes itself. */
static enum ns_code settle(struct ns_change *c, struct meeting *m, uint32_t i,
			   uint32_t j, struct ns_error *e)
{
	uint32_t later = m->sequence[i] > m->sequence[j] ? i : j;
	uint32_t earlier = i + j - later;
	uint64_t a = 0, b = 0;
	enum ns_code code = NS_OK;

	if (!m->part[earlier]->is_new) {
		code = ns_column_get(m->part[i]->seg, NS_COL_CONTENT, m->doc[i],
				     &a, e);
		if (!code)
			code = ns_column_get(m->part[j]->seg, NS_COL_CONTENT,
					     m->doc[j], &b, e);
		if (code)
			return code;
		if (a == b) {
			c->done.unchanged++;
			earlier = later;
		} else {
			c->done.replaced++;
		}
	} else {
		c->done.duplicates++;
	}
	return ns_change_kill(c, m->part[earlier], m->doc[earlier], e);
}

/* Later ones first, so that of several new ones the last meets the old one. */
static void sort_meeting(struct meeting *m)
{
	for (uint32_t i = 1; i < m->n; i++)
		for (uint32_t j = i; j && m->sequence[j] > m->sequence[j - 1];
		     j--) {
			struct ns_part *p = m->part[j];
			ns_docid d = m->doc[j];
			uint64_t s = m->sequence[j];

			m->part[j] = m->part[j - 1];
			m->doc[j] = m->doc[j - 1];
			m->sequence[j] = m->sequence[j - 1];
			m->part[j - 1] = p;
			m->doc[j - 1] = d;
			m->sequence[j - 1] = s;
		}
}

static enum ns_code settle_all(struct ns_change *c, struct meeting *m,
			       struct ns_error *e)
{
	enum ns_code code;

	sort_meeting(m);
	code = read_ids(c, m, e);
	for (uint32_t i = 0; i < m->n && !code; i++)
		for (uint32_t j = i + 1; j < m->n && !code; j++)
			if (ns_part_is_live(m->part[i], m->doc[i]) &&
			    ns_part_is_live(m->part[j], m->doc[j]) &&
			    ns_str_eq(m->id[i], m->id[j]))
				code = settle(c, m, i, j, e);
	ns_arena_reset(&c->arena);
	return code;
}

/* The least hash that a new segment's cursor stands on; false: all ended. */
static bool least_hash(const struct ns_change *c, const struct ns_id_cursor *at,
		       uint64_t *hash)
{
	bool any = false;

	for (uint32_t i = 0; i < c->n_new; i++) {
		if (!at[i].seg || (any && at[i].hash >= *hash))
			continue;
		*hash = at[i].hash;
		any = true;
	}
	return any;
}

static enum ns_code walk(struct ns_change *c, struct ns_id_cursor *at,
			 struct meeting *m, struct ns_error *e)
{
	enum ns_code code = NS_OK;
	uint64_t hash = 0;

	while (!code && least_hash(c, at, &hash)) {
		m->n = 0;
		for (uint32_t i = 0; i < c->n_parts && !code; i++)
			if (at[i].seg)
				code = gather(m, &c->part[i], &at[i], hash, e);
		if (!code && m->n > 1)
			code = settle_all(c, m, e);
	}
	return code;
}

enum ns_code ns_change_resolve(struct ns_change *c, struct ns_error *e)
{
	struct ns_id_cursor *at = calloc(c->n_parts + 1, sizeof(*at));
	struct meeting *m = malloc(sizeof(*m));
	enum ns_code code = NS_OK;

	if (!at || !m)
		code = ns_fail(e, NS_NOMEM, "no memory to resolve ids");
	for (uint32_t i = 0; i < c->n_parts && !code; i++) {
		code = ns_id_cursor_seek(c->part[i].seg, 0, 0, &at[i], e);
		if (code == NS_END) {
			at[i].seg = NULL;
			code = NS_OK;
		}
	}
	if (!code)
		code = walk(c, at, m, e);
	free(at);
	free(m);
	return code;
}

enum ns_code ns_change_forget(struct ns_change *c, struct ns_str id,
			      uint32_t *n, struct ns_error *e)
{
	uint64_t hash = ns_hash64(id.p, id.n);
	struct ns_id_cursor at;
	struct ns_article a;
	enum ns_code code = NS_OK;

	*n = 0;
	for (uint32_t i = 0; i < c->n_parts; i++) {
		struct ns_part *p = &c->part[i];

		code = ns_id_cursor_seek(p->seg, 0, hash, &at, e);
		for (; !code && at.hash == hash;
		     code = ns_id_cursor_next(&at, e)) {
			if (!ns_part_is_live(p, at.doc))
				continue;
			ns_arena_reset(&c->arena);
			code = ns_segment_article(p->seg, at.doc, &c->arena, &a,
						  e);
			if (!code && ns_str_eq(a.id, id)) {
				code = ns_change_kill(c, p, at.doc, e);
				++*n;
			}
			if (code)
				return code;
		}
		if (code && code != NS_END)
			return code;
	}
	return NS_OK;
}
