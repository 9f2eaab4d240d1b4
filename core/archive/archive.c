/* Snapshots: the segments and live bitmaps that one generation names. */
#include "core/archive/archive.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/archive/chunkset.h"
#include "core/archive/kernel.h"
#include "core/archive/manifest.h"

enum { OPEN_TRIES = 50 }; // generations that may pass while one is opened

/* A segment shared by the snapshots that name it. */
struct held {
	struct ns_segment *seg;
	int refs;
};

struct snapshot {
	struct ns_snapshot pub; // first: the two are one address
	struct ns_archive *archive;
	int refs;
	uint64_t txn_id;
	struct held **held;            // [n_segments]
	struct ns_segment_view *views; // pub.segment
	struct ns_seg_record *record;  // [n_segments]
	struct ns_lang_use *langs;     // pub.langs
	uint32_t cap, lang_cap;
};

struct ns_archive {
	char dir[NS_PATH_BYTES], path[NS_PATH_BYTES];
	struct ns_env *env;
	pthread_mutex_t lock; // guards all below and all refs
	struct snapshot *current;
	struct timespec copied; // of a manifest that is read as a copy
};

static enum ns_code no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory to open the archive");
}

/* ---- releasing ----------------------------------------------------------- */

static void held_put(struct held *h)
{
	if (!h || --h->refs)
		return;
	ns_segment_close(h->seg);
	free(h);
}

static void snapshot_free(struct snapshot *s)
{
	for (uint32_t i = 0; i < s->pub.n_segments; i++) {
		void *live;

		memcpy(&live, &s->views[i].live, sizeof(live));
		free(live);
		held_put(s->held[i]);
	}
	free(s->held);
	free(s->views);
	free(s->record);
	free(s->langs);
	free(s);
}

static void put_locked(struct snapshot *s)
{
	if (s && --s->refs == 0)
		snapshot_free(s);
}

void ns_snapshot_put(const struct ns_snapshot *snapshot)
{
	struct snapshot *s;
	pthread_mutex_t *lock;

	memcpy(&s, &snapshot, sizeof(s));
	if (!s)
		return;
	lock = &s->archive->lock;
	pthread_mutex_lock(lock);
	put_locked(s);
	pthread_mutex_unlock(lock);
}

/* ---- reading a generation ------------------------------------------------ */

static bool grow(struct snapshot *s)
{
	uint32_t cap = s->cap ? 2 * s->cap : 8;
	struct held **held = realloc(s->held, cap * sizeof(struct held *));
	struct ns_segment_view *views;
	struct ns_seg_record *record;

	if (held)
		s->held = held;
	views = realloc(s->views, cap * sizeof(*views));
	if (views)
		s->views = views;
	record = realloc(s->record, cap * sizeof(*record));
	if (record)
		s->record = record;
	if (!held || !views || !record)
		return false;
	s->cap = cap;
	return true;
}

static enum ns_code add_segment(void *arg, struct ns_str key,
				struct ns_str value, struct ns_error *e)
{
	struct snapshot *s = arg;
	uint32_t n = s->pub.n_segments;
	struct ns_seg_record *r;
	enum ns_code code = ns_manifest_checked(key, &value, e);

	if (!code && n == s->cap && !grow(s))
		code = no_memory(e);
	if (code)
		return code;
	r = &s->record[n];
	code = ns_seg_decode(key, value, r, e);
	if (code)
		return code;
	s->held[n] = NULL;
	s->views[n] = (struct ns_segment_view){ .n_live = r->n_live };
	s->pub.n_segments++;
	s->pub.n_docs += r->n_live;
	s->pub.sum_length += r->sum_length;
	s->pub.sum_title += r->sum_title;
	s->pub.n_titled += r->n_titled;
	return NS_OK;
}

static enum ns_code add_lang(void *arg, struct ns_str key, struct ns_str value,
			     struct ns_error *e)
{
	struct snapshot *s = arg;
	enum ns_code code = ns_manifest_checked(key, &value, e);

	if (!code && s->pub.n_langs == s->lang_cap) {
		uint32_t cap = s->lang_cap ? 2 * s->lang_cap : 16;
		struct ns_lang_use *l =
			realloc(s->langs, cap * sizeof(*s->langs));

		if (!l)
			return no_memory(e);
		s->langs = l;
		s->lang_cap = cap;
	}
	if (!code)
		code = ns_lang_decode(key, value, &s->langs[s->pub.n_langs], e);
	if (!code && s->langs[s->pub.n_langs].n_docs)
		s->pub.n_langs++;
	return code;
}

static enum ns_code read_live(struct ns_txn *t, struct snapshot *s, uint32_t i,
			      struct ns_error *e)
{
	struct ns_number_key k = ns_number_key(s->record[i].number);
	size_t bytes = ((size_t)s->record[i].n_docs + 63) / 64 * 8;
	struct ns_str value;
	uint64_t *live;
	enum ns_code code =
		ns_manifest_get(t, NS_MDB_LIVE, ns_number_str(&k), &value, e);

	if (code == NS_NOTFOUND && s->record[i].n_live == s->record[i].n_docs)
		return NS_OK;
	if (code && code != NS_NOTFOUND)
		return code;
	if (code || value.n != bytes)
		return ns_fail(e, NS_CORRUPT,
			       "manifest.mdb: the live documents of segment %u",
			       s->record[i].number);
	live = malloc(bytes);
	if (!live)
		return no_memory(e);
	memcpy(live, value.p, bytes);
	s->views[i].live = live;
	return NS_OK;
}

/* Newest documents first; of equals the segment that was made later. */
static int newer(const struct ns_seg_record *a, const struct ns_seg_record *b)
{
	if (a->newest != b->newest)
		return a->newest > b->newest ? -1 : 1;
	return a->number > b->number ? -1 : 1;
}

static void sort_segments(struct snapshot *s)
{
	for (uint32_t i = 1; i < s->pub.n_segments; i++)
		for (uint32_t j = i; j > 0; j--) {
			struct ns_seg_record r = s->record[j];
			struct ns_segment_view v = s->views[j];

			if (newer(&s->record[j - 1], &r) < 0)
				break;
			s->record[j] = s->record[j - 1];
			s->views[j] = s->views[j - 1];
			s->record[j - 1] = r;
			s->views[j - 1] = v;
		}
}

/* A value that each manifest has. */
static enum ns_code read_meta(struct ns_txn *t, struct ns_str key,
			      struct ns_str *value, struct ns_error *e)
{
	enum ns_code code = ns_manifest_get(t, NS_MDB_META, key, value, e);

	return code == NS_NOTFOUND
		       ? ns_fail(e, NS_CORRUPT, "manifest.mdb has no %.*s",
				 (int)key.n, key.p)
		       : code;
}

static enum ns_code read_generation(struct ns_txn *t, struct snapshot *s,
				    struct ns_error *e)
{
	struct ns_manifest_head head;
	struct ns_state state;
	struct ns_str value;
	enum ns_code code = read_meta(t, NS_STR("settings"), &value, e);

	if (!code)
		code = ns_settings_decode(value, &head, e);
	if (!code)
		code = read_meta(t, NS_STR("state"), &value, e);
	if (!code)
		code = ns_state_decode(value, &state, e);
	if (!code)
		code = ns_txn_each(t, NS_MDB_SEGS, add_segment, s, e);
	if (!code)
		code = ns_txn_each(t, NS_MDB_LANG, add_lang, s, e);
	if (!code && (s->pub.n_segments != state.n_segments ||
		      s->pub.n_langs != state.n_langs))
		code = ns_fail(e, NS_CORRUPT,
			       "manifest.mdb holds other segments or languages "
			       "than it counts");
	if (code)
		return code;
	sort_segments(s);
	for (uint32_t i = 0; i < s->pub.n_segments && !code; i++)
		code = read_live(t, s, i, e);
	s->pub.generation = state.generation;
	memcpy(s->pub.uuid, head.uuid, NS_UUID_BYTES);
	s->pub.settings = head.settings;
	s->pub.segment = s->views;
	s->pub.langs = s->langs;
	return code;
}

/* A segment that the current snapshot has open already. */
static struct held *held_by(const struct snapshot *s,
			    const struct ns_seg_record *r)
{
	for (uint32_t i = 0; s && i < s->pub.n_segments; i++)
		if (s->record[i].number == r->number &&
		    !memcmp(s->record[i].uuid, r->uuid, NS_UUID_BYTES))
			return s->held[i];
	return NULL;
}

static enum ns_code open_segments(struct ns_archive *ar, struct snapshot *s,
				  struct ns_error *e)
{
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < s->pub.n_segments; i++) {
		const struct ns_seg_record *r = &s->record[i];
		struct held *h = held_by(ar->current, r);

		if (!h) {
			h = calloc(1, sizeof(*h));
			if (!h)
				return no_memory(e);
			code = ns_segment_open(ar->dir, r->number, r->uuid,
					       &h->seg, e);
			if (!code &&
			    ns_segment_info(h->seg)->n_docs != r->n_docs)
				code = ns_fail(e, NS_CORRUPT,
					       "seg-%08u.mdb holds other "
					       "documents than the manifest "
					       "says",
					       r->number);
		}
		h->refs++;
		s->held[i] = h;
		s->views[i].seg = h->seg;
		if (code)
			return code;
	}
	return NS_OK;
}

static enum ns_code try_read(struct ns_archive *ar, struct snapshot **out,
			     struct ns_error *e)
{
	struct snapshot *s = calloc(1, sizeof(*s));
	struct ns_txn *t = NULL;
	enum ns_code code;

	if (!s)
		return no_memory(e);
	s->archive = ar;
	code = ns_txn_begin(ar->env, false, &t, e);
	if (!code) {
		s->txn_id = ns_txn_id(t);
		code = read_generation(t, s, e);
	}
	ns_txn_abort(t);
	if (!code)
		code = open_segments(ar, s, e);
	if (code)
		snapshot_free(s);
	else
		*out = s;
	return code;
}

/* Asked before every question: a transaction would cost more than some. */
static bool is_current(const struct ns_archive *ar)
{
	return ar->current && ns_env_newest(ar->env) == ar->current->txn_id;
}

/* A manifest without locking is read as a copy: copy it again once it changed.
 */
static enum ns_code renew_copy(struct ns_archive *ar, struct ns_error *e)
{
	struct stat st;

	if (!ns_env_is_copy(ar->env))
		return NS_OK;
	if (stat(ar->path, &st))
		return ns_fail_errno(e, errno, "%s", ar->path);
	if (st.st_mtim.tv_sec == ar->copied.tv_sec &&
	    st.st_mtim.tv_nsec == ar->copied.tv_nsec)
		return NS_OK;
	ns_env_close(ar->env);
	ar->env = NULL;
	ar->copied = st.st_mtim;
	return ns_env_manifest(ar->path, false, ns_manifest_name, NS_MDBS,
			       &ar->env, e);
}

static enum ns_code refresh(struct ns_archive *ar, struct ns_error *e)
{
	struct snapshot *s = NULL;
	enum ns_code code = renew_copy(ar, e);

	if (code || is_current(ar))
		return code;
	for (int i = 0; i < OPEN_TRIES; i++) {
		code = try_read(ar, &s, e);
		if (code != NS_NOTFOUND)
			break; // else a segment was replaced meanwhile
	}
	if (code)
		return code;
	s->refs = 1;
	put_locked(ar->current);
	ar->current = s;
	return NS_OK;
}

enum ns_code ns_snapshot_get(struct ns_archive *ar,
			     const struct ns_snapshot **out, struct ns_error *e)
{
	enum ns_code code;

	pthread_mutex_lock(&ar->lock);
	code = refresh(ar, e);
	if (!code) {
		ar->current->refs++;
		*out = &ar->current->pub;
	}
	pthread_mutex_unlock(&ar->lock);
	return code;
}

/* ---- opening ------------------------------------------------------------- */

enum ns_code ns_archive_open(const char *dir, struct ns_archive **ar,
			     struct ns_error *e)
{
	struct ns_archive *a = calloc(1, sizeof(*a));
	struct stat st;
	enum ns_code code = NS_OK;

	if (!a)
		return no_memory(e);
	pthread_mutex_init(&a->lock, NULL);
	if (ns_kernel_check(e))
		code = NS_INVALID;
	else if (strlen(dir) + sizeof("/seg-00000000.mdb") > NS_PATH_BYTES)
		code = ns_fail(e, NS_INVALID, "the archive's path is too long");
	if (!code) {
		memcpy(a->dir, dir, strlen(dir) + 1);
		ns_dir_path(dir, "manifest.mdb", a->path);
		if (stat(a->path, &st))
			code = ns_fail(e, NS_NOTFOUND,
				       "%s is no archive (manifest.mdb is not "
				       "there)",
				       dir);
		else
			a->copied = st.st_mtim;
	}
	if (!code)
		code = ns_env_manifest(a->path, false, ns_manifest_name,
				       NS_MDBS, &a->env, e);
	if (!code)
		code = refresh(a, e);
	if (code)
		ns_archive_close(a);
	else
		*ar = a;
	return code;
}

void ns_archive_close(struct ns_archive *ar)
{
	if (!ar)
		return;
	put_locked(ar->current);
	ns_env_close(ar->env);
	pthread_mutex_destroy(&ar->lock);
	free(ar);
}

int ns_archive_stale_readers(struct ns_archive *ar)
{
	int n;

	pthread_mutex_lock(&ar->lock);
	n = ns_env_is_copy(ar->env) ? 0 : ns_env_stale_readers(ar->env);
	pthread_mutex_unlock(&ar->lock);
	return n;
}

/* ---- looking up ---------------------------------------------------------- */

static enum ns_code find_in(const struct ns_segment_view *v, struct ns_str id,
			    ns_docid *doc, struct ns_error *e)
{
	uint64_t hash = ns_hash64(id.p, id.n);
	struct ns_arena arena = { 0 };
	struct ns_id_cursor at;
	struct ns_article a;
	bool same = false;
	enum ns_code code = ns_id_cursor_seek(v->seg, 0, hash, &at, e);

	while (!code && !same && at.hash == hash) {
		*doc = at.doc;
		if (ns_is_live(v->live, at.doc)) {
			code = ns_segment_article(v->seg, at.doc, &arena, &a,
						  e);
			same = !code && ns_str_eq(a.id, id);
			ns_arena_reset(&arena);
		}
		if (!code)
			code = ns_id_cursor_next(&at, e);
	}
	ns_arena_free(&arena);
	if (same)
		return NS_OK;
	return code && code != NS_END ? code : NS_NOTFOUND;
}

enum ns_code ns_snapshot_find(const struct ns_snapshot *s, struct ns_str id,
			      uint32_t *segment, ns_docid *doc,
			      struct ns_error *e)
{
	enum ns_code code = NS_NOTFOUND;

	for (*segment = 0; *segment < s->n_segments; ++*segment) {
		code = find_in(&s->segment[*segment], id, doc, e);
		if (code != NS_NOTFOUND)
			return code;
	}
	return ns_fail(e, NS_NOTFOUND, "no article has the id \"%.*s\"",
		       (int)(id.n < 200 ? id.n : 200), id.p);
}
