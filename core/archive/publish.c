/* Publishing: one change of the generation, one transaction of the manifest. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/archive/change.h"
#include "core/archive/files.h"
#include "core/archive/update_state.h"

static enum ns_code no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory to change the archive");
}

/* ---- publishing: the change ---------------------------------------------- */

static void change_free(struct ns_change *c)
{
	for (uint32_t i = 0; i < c->n_parts; i++) {
		ns_segment_close(c->part[i].own);
		free(c->part[i].live);
	}
	free(c->part);
	free(c->lang);
	ns_arena_free(&c->arena);
}

static enum ns_code count_langs(struct ns_change *c,
				const struct ns_segment *seg,
				struct ns_error *e)
{
	uint32_t n = ns_segment_info(seg)->n_docs;
	enum ns_code code = NS_OK;
	char lang[4];

	for (ns_docid d = 0; d < n && !code; d++) {
		code = ns_doc_lang(seg, d, lang, e);
		if (!code)
			code = ns_change_count(c, lang, 1, e);
	}
	return code;
}

static enum ns_code add_new(struct ns_update *u, struct ns_change *c,
			    uint32_t number, struct ns_error *e)
{
	struct ns_part *p = &c->part[c->n_parts];
	const struct ns_segment_info *info;
	char path[NS_PATH_BYTES];
	struct stat st;
	enum ns_code code = ns_segment_open(u->dir, number, NULL, &p->own, e);

	if (code)
		return code;
	c->n_parts++;
	p->seg = p->own;
	p->is_new = p->touched = true;
	info = ns_segment_info(p->seg);
	ns_segment_path(u->dir, number, "mdb", path);
	if (stat(path, &st))
		return ns_fail_errno(e, errno, "%s", path);
	p->record = (struct ns_seg_record){
		.number = number,
		.n_docs = info->n_docs,
		.n_live = info->n_docs,
		.sum_length = info->sum_length,
		.sum_title = info->sum_title,
		.n_titled = info->n_titled,
		.file_bytes = (uint64_t)st.st_size,
		.newest = info->newest,
		.oldest = info->oldest,
	};
	memcpy(p->record.uuid, info->uuid, NS_UUID_BYTES);
	return count_langs(c, p->seg, e);
}

static bool is_in(uint32_t number, const uint32_t *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (list[i] == number)
			return true;
	return false;
}

static enum ns_code read_record(struct ns_txn *t, struct ns_part *p,
				struct ns_error *e)
{
	struct ns_number_key k = ns_number_key(ns_segment_number(p->seg));
	struct ns_str value;
	enum ns_code code =
		ns_manifest_get(t, NS_MDB_SEGS, ns_number_str(&k), &value, e);

	return code ? code
		    : ns_seg_decode(ns_number_str(&k), value, &p->record, e);
}

/* A replaced segment's documents leave the counts: the new ones brought them.
 */
static enum ns_code drop(struct ns_change *c, struct ns_part *p,
			 struct ns_error *e)
{
	enum ns_code code = NS_OK;
	char lang[4];

	p->dropped = true;
	for (ns_docid d = 0; d < p->record.n_docs && !code; d++) {
		if (!ns_part_is_live(p, d))
			continue;
		code = ns_doc_lang(p->seg, d, lang, e);
		if (!code)
			code = ns_change_count(c, lang, -1, e);
	}
	return code;
}

static enum ns_code add_old(struct ns_update *u, struct ns_txn *t,
			    const struct ns_publish *pub, struct ns_change *c,
			    struct ns_error *e)
{
	const struct ns_snapshot *s = u->snapshot;
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < s->n_segments && !code; i++) {
		struct ns_part *p = &c->part[c->n_parts++];

		p->seg = s->segment[i].seg;
		p->before = s->segment[i].live;
		code = read_record(t, p, e);
		if (!code && is_in(p->record.number, pub->drop, pub->n_drop))
			code = drop(c, p, e);
	}
	return code;
}

static enum ns_code start_change(struct ns_update *u, struct ns_txn *t,
				 const struct ns_publish *pub,
				 struct ns_change *c, struct ns_error *e)
{
	const struct ns_snapshot *s = u->snapshot;
	enum ns_code code = NS_OK;

	c->part = calloc(pub->n_add + s->n_segments + 1, sizeof(*c->part));
	c->lang = calloc(s->n_langs + 1, sizeof(*c->lang));
	if (!c->part || !c->lang)
		return no_memory(e);
	c->lang_cap = s->n_langs + 1;
	c->n_langs = s->n_langs;
	if (s->n_langs)
		memcpy(c->lang, s->langs, s->n_langs * sizeof(*c->lang));
	for (uint32_t i = 0; i < pub->n_add && !code; i++)
		code = add_new(u, c, pub->add[i], e);
	c->n_new = c->n_parts;
	return code ? code : add_old(u, t, pub, c, e);
}

/* ---- publishing: tombstones ---------------------------------------------- */

static struct ns_str tomb_key(const struct ns_hash128 *h)
{
	return (struct ns_str){ (const char *)(const void *)h, sizeof(*h) };
}

static enum ns_code hold_back(void *arg, struct ns_str key, struct ns_str value,
			      struct ns_error *e)
{
	struct ns_change *c = arg;
	struct ns_tomb_record tomb;
	struct ns_id_cursor at;
	struct ns_article a;
	struct ns_hash128 h;
	enum ns_code code = ns_manifest_checked(key, &value, e);

	if (!code)
		code = ns_tomb_decode(value, &tomb, e);
	for (uint32_t i = 0; i < c->n_new && !code; i++) {
		struct ns_part *p = &c->part[i];

		code = ns_id_cursor_seek(p->seg, 0, tomb.id_hash, &at, e);
		for (; !code && at.hash == tomb.id_hash;
		     code = ns_id_cursor_next(&at, e)) {
			ns_arena_reset(&c->arena);
			code = ns_segment_article(p->seg, at.doc, &c->arena, &a,
						  e);
			if (code)
				return code;
			h = ns_hash128(a.id.p, a.id.n);
			if (!ns_str_eq(tomb_key(&h), key) ||
			    !ns_part_is_live(p, at.doc))
				continue;
			code = ns_change_kill(c, p, at.doc, e);
			if (code)
				return code;
			c->done.held_back++;
		}
		if (code == NS_END)
			code = NS_OK;
	}
	return code;
}

static enum ns_code forget(struct ns_txn *t, const struct ns_publish *pub,
			   struct ns_change *c, struct ns_error *e)
{
	struct ns_buf value = { 0 };
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < pub->n_forget && !code; i++) {
		const struct ns_tombstone *f = &pub->forget[i];
		struct ns_hash128 h = ns_hash128(f->id.p, f->id.n);
		struct ns_tomb_record r = {
			.id_hash = ns_hash64(f->id.p, f->id.n),
			.when = f->when,
			.reason = f->reason,
		};
		uint32_t n;

		code = ns_change_forget(c, f->id, &n, e);
		c->done.forgotten += n;
		ns_buf_reset(&value);
		ns_tomb_encode(&r, &value);
		if (!code)
			code = ns_manifest_put(t, NS_MDB_TOMB, tomb_key(&h),
					       &value, e);
	}
	ns_buf_free(&value);
	return code;
}

/* ---- publishing: the manifest -------------------------------------------- */

static bool stays(const struct ns_part *p)
{
	return !p->dropped && p->record.n_live;
}

static enum ns_code put_part(struct ns_txn *t, const struct ns_part *p,
			     struct ns_buf *value, struct ns_error *e)
{
	struct ns_number_key k = ns_number_key(p->record.number);
	size_t words = ((size_t)p->record.n_docs + 63) / 64;
	enum ns_code code = NS_OK;

	if (!stays(p)) {
		if (p->is_new)
			return NS_OK;
		code = ns_txn_delete(t, NS_MDB_LIVE, ns_number_str(&k), e);
		if (!code || code == NS_NOTFOUND)
			code = ns_txn_delete(t, NS_MDB_SEGS, ns_number_str(&k),
					     e);
		return code;
	}
	if (!p->touched)
		return NS_OK;
	ns_buf_reset(value);
	ns_seg_encode(&p->record, value);
	code = ns_manifest_put(t, NS_MDB_SEGS, ns_number_str(&k), value, e);
	if (code || !p->live)
		return code;
	ns_buf_reset(value);
	ns_buf_put(value, p->live, words * sizeof(*p->live));
	return ns_manifest_put(t, NS_MDB_LIVE, ns_number_str(&k), value, e);
}

/* Fingerprints said since the last publish take their place in the counts. */
static void enter_fingerprints(struct ns_update *u, struct ns_change *c)
{
	for (uint32_t i = 0; i < u->n_langs; i++)
		for (uint32_t j = 0; j < c->n_langs; j++)
			if (!memcmp(u->lang[i].lang, c->lang[j].lang, 4))
				c->lang[j].fingerprint = u->lang[i].fingerprint;
}

static enum ns_code put_langs(struct ns_txn *t, struct ns_change *c,
			      struct ns_buf *value, struct ns_error *e)
{
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < c->n_langs && !code; i++) {
		struct ns_str key = { c->lang[i].lang, 4 };

		ns_buf_reset(value);
		ns_lang_encode(&c->lang[i], value);
		code = ns_manifest_put(t, NS_MDB_LANG, key, value, e);
	}
	return code;
}

static void next_state(struct ns_state *s, const struct ns_publish *pub,
		       const struct ns_change *c)
{
	s->generation++;
	if (pub->sequence > s->next_sequence)
		s->next_sequence = pub->sequence;
	s->n_segments = s->n_langs = 0;
	for (uint32_t i = 0; i < c->n_parts; i++)
		s->n_segments += stays(&c->part[i]);
	for (uint32_t i = 0; i < c->n_langs; i++)
		s->n_langs += c->lang[i].n_docs > 0;
}

static enum ns_code put_meta(struct ns_update *u, struct ns_txn *t,
			     struct ns_buf *value, struct ns_error *e)
{
	enum ns_code code = NS_OK;

	if (u->new_zdict) {
		ns_buf_reset(value);
		ns_buf_text(value, ns_buf_view(&u->zdict));
		code = ns_manifest_put(t, NS_MDB_META, NS_STR("zdict"), value,
				       e);
	}
	for (uint32_t i = 0; i < u->n_sources && !code; i++) {
		struct ns_source *s = &u->source[i];

		ns_buf_reset(value);
		ns_buf_u32(value, s->number);
		code = ns_manifest_put(t, NS_MDB_SRC,
				       (struct ns_str){ s->name, s->n }, value,
				       e);
	}
	ns_buf_reset(value);
	ns_state_encode(&u->state, value);
	return code ? code
		    : ns_manifest_put(t, NS_MDB_META, NS_STR("state"), value,
				      e);
}

static enum ns_code put_all(struct ns_update *u, struct ns_txn *t,
			    const struct ns_publish *pub, struct ns_change *c,
			    struct ns_error *e)
{
	struct ns_buf value = { 0 };
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < c->n_parts && !code; i++)
		code = put_part(t, &c->part[i], &value, e);
	enter_fingerprints(u, c);
	if (!code)
		code = put_langs(t, c, &value, e);
	next_state(&u->state, pub, c);
	if (!code)
		code = put_meta(u, t, &value, e);
	ns_buf_free(&value);
	return code;
}

/* Articles that came in: what new segments keep, less what replaced others. */
static void count_added(struct ns_change *c)
{
	for (uint32_t i = 0; i < c->n_new; i++)
		c->done.added += c->part[i].record.n_live;
	c->done.added -= c->done.added < c->done.replaced ? c->done.added
							  : c->done.replaced;
}

static bool changes_anything(const struct ns_publish *pub,
			     const struct ns_change *c)
{
	if (pub->n_drop || pub->n_forget)
		return true;
	for (uint32_t i = 0; i < c->n_parts; i++)
		if (c->part[i].is_new ? c->part[i].record.n_live > 0
				      : c->part[i].touched)
			return true;
	return false;
}

/* The new files reach the disk before anything names them. Not sooner: the
 * parts of a bulk build are merged, and gone, before they are published. */
static enum ns_code sync_new(struct ns_update *u, const struct ns_change *c,
			     struct ns_error *e)
{
	char path[NS_PATH_BYTES];
	enum ns_code code = NS_OK;
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->n_new && !code; i++) {
		const struct ns_part *p = &c->part[i];

		if (!stays(p))
			continue;
		ns_segment_path(u->dir, p->record.number, "mdb", path);
		code = ns_file_sync(path, e);
		n++;
	}
	return code || !n ? code : ns_dir_sync(u->dir, e);
}

/* Files that the generation does not name any more. */
static void unlink_dead(struct ns_update *u, const struct ns_change *c)
{
	char path[NS_PATH_BYTES];

	for (uint32_t i = 0; i < c->n_parts; i++) {
		const struct ns_part *p = &c->part[i];

		if (stays(p))
			continue;
		ns_segment_path(u->dir, p->record.number, "mdb", path);
		(void)unlink(path);
	}
}

static enum ns_code decide(struct ns_update *u, struct ns_txn *t,
			   const struct ns_publish *pub, struct ns_change *c,
			   struct ns_error *e)
{
	enum ns_code code = start_change(u, t, pub, c, e);

	if (!code && !pub->merged && !pub->allow_forgotten && c->n_new)
		code = ns_txn_each(t, NS_MDB_TOMB, hold_back, c, e);
	if (!code && !pub->merged && c->n_new)
		code = ns_change_resolve(c, e);
	if (!code)
		code = forget(t, pub, c, e);
	return code;
}

enum ns_code ns_publish(struct ns_update *u, const struct ns_publish *p,
			struct ns_published *out, struct ns_error *e)
{
	struct ns_change c = { 0 };
	struct ns_txn *t = NULL;
	enum ns_code code = ns_txn_begin(u->env, true, &t, e);
	bool change;

	if (!code)
		code = decide(u, t, p, &c, e);
	change = !code && changes_anything(p, &c);
	if (change) {
		count_added(&c);
		code = sync_new(u, &c, e);
		if (!code)
			code = put_all(u, t, p, &c, e);
		if (!code)
			code = ns_txn_commit(&t, e);
	}
	ns_txn_abort(t);
	if (!code)
		unlink_dead(u, &c);
	if (change && !code) {
		ns_update_said(u);
		code = ns_update_refresh(u, e);
	}
	c.done.generation = u->state.generation;
	if (out)
		*out = c.done;
	change_free(&c);
	return code;
}
