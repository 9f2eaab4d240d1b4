/* Ids of new documents against all live ones: sorted hashes are walked side by
 * side; what meets is compared by the stored ids. */
#include "core/archive/change.h"

#include <stdlib.h>

enum { STEPS = 16 }; // walked one by one before a search is cheaper

/* A document among those that share an id hash. */
struct met {
	struct ns_part *part;
	ns_docid doc;
	uint64_t sequence;
	size_t id_at, id_n; // in meeting.ids
};

struct meeting {
	struct met *met;
	uint32_t n, cap;
	struct ns_buf ids;
};

static enum ns_code no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory to resolve ids");
}

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
	if (!ns_part_is_live(p, doc))
		return NS_OK;
	if (m->n == m->cap) {
		uint32_t cap = m->cap ? 2 * m->cap : 16;
		struct met *met = realloc(m->met, cap * sizeof(*met));

		if (!met)
			return no_memory(e);
		m->met = met;
		m->cap = cap;
	}
	m->met[m->n] = (struct met){ .part = p, .doc = doc };
	return ns_column_get(p->seg, NS_COL_SEQUENCE, doc,
			     &m->met[m->n++].sequence, e);
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

	ns_buf_reset(&m->ids);
	for (uint32_t i = 0; i < m->n && !code; i++) {
		struct met *x = &m->met[i];

		ns_arena_reset(&c->arena);
		code = ns_segment_article(x->part->seg, x->doc, &c->arena, &a,
					  e);
		if (code)
			return code;
		x->id_at = m->ids.n;
		x->id_n = a.id.n;
		ns_buf_text(&m->ids, a.id);
	}
	return m->ids.failed ? no_memory(e) : code;
}

/* Of documents x, the later in input order, and y with one id: who goes? A new
 * one with the content of an old one goes itself. */
static enum ns_code settle(struct ns_change *c, struct met *x, struct met *y,
			   struct ns_error *e)
{
	uint64_t a = 0, b = 0;
	enum ns_code code;

	if (y->part->is_new) {
		c->done.duplicates++;
		return ns_change_kill(c, y->part, y->doc, e);
	}
	code = ns_column_get(x->part->seg, NS_COL_CONTENT, x->doc, &a, e);
	if (!code)
		code = ns_column_get(y->part->seg, NS_COL_CONTENT, y->doc, &b,
				     e);
	if (code)
		return code;
	if (a == b) {
		c->done.unchanged++;
		return ns_change_kill(c, x->part, x->doc, e);
	}
	c->done.replaced++;
	return ns_change_kill(c, y->part, y->doc, e);
}

/* Later ones first, so that of several new ones the last meets the old one. */
static int later_first(const void *a, const void *b)
{
	const struct met *x = a, *y = b;

	return x->sequence > y->sequence ? -1 : x->sequence < y->sequence;
}

static bool is_there(const struct met *x)
{
	return ns_part_is_live(x->part, x->doc);
}

static struct ns_str id_of(const struct meeting *m, const struct met *x)
{
	return (struct ns_str){ (const char *)m->ids.p + x->id_at, x->id_n };
}

/* The first that stays kills all others of its id, so that a dump which gives
 * all its articles one id is settled in one pass. */
static enum ns_code settle_all(struct ns_change *c, struct meeting *m,
			       struct ns_error *e)
{
	enum ns_code code;

	qsort(m->met, m->n, sizeof(*m->met), later_first);
	code = read_ids(c, m, e);
	for (uint32_t i = 0; i < m->n && !code; i++) {
		struct met *x = &m->met[i];

		for (uint32_t j = i + 1; j < m->n && is_there(x) && !code;
		     j++) {
			struct met *y = &m->met[j];

			if (is_there(y) && ns_str_eq(id_of(m, x), id_of(m, y)))
				code = settle(c, x, y, e);
		}
	}
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
	struct meeting m = { 0 };
	enum ns_code code = at ? NS_OK : no_memory(e);

	for (uint32_t i = 0; i < c->n_parts && !code; i++) {
		code = ns_id_cursor_seek(c->part[i].seg, 0, 0, &at[i], e);
		if (code == NS_END) {
			at[i].seg = NULL;
			code = NS_OK;
		}
	}
	if (!code)
		code = walk(c, at, &m, e);
	free(at);
	free(m.met);
	ns_buf_free(&m.ids);
	return code;
}

/* Kills doc when it lives and is the article of that id: a hash only says that
 * it may be. */
static enum ns_code forget_doc(struct ns_change *c, struct ns_part *p,
			       uint32_t doc, struct ns_str id, uint32_t *n,
			       struct ns_error *e)
{
	struct ns_article a;
	enum ns_code code;

	if (!ns_part_is_live(p, doc))
		return NS_OK;
	ns_arena_reset(&c->arena);
	code = ns_segment_article(p->seg, doc, &c->arena, &a, e);
	if (code || !ns_str_eq(a.id, id))
		return code;
	++*n;
	return ns_change_kill(c, p, doc, e);
}

enum ns_code ns_change_forget(struct ns_change *c, struct ns_str id,
			      uint32_t *n, struct ns_error *e)
{
	uint64_t hash = ns_hash64(id.p, id.n);
	struct ns_id_cursor at;
	enum ns_code code;

	*n = 0;
	for (uint32_t i = 0; i < c->n_parts; i++) {
		struct ns_part *p = &c->part[i];

		code = ns_id_cursor_seek(p->seg, 0, hash, &at, e);
		while (!code && at.hash == hash) {
			code = forget_doc(c, p, at.doc, id, n, e);
			if (code)
				return code;
			code = ns_id_cursor_next(&at, e);
		}
		if (code && code != NS_END)
			return code;
	}
	return NS_OK;
}
