/* LMDB 0.9.24, and what was measured about it: see env.h and FORMAT.md. */
#include "core/archive/env.h"

#include <errno.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/archive/lmdb_file.h"
#include "core/archive/lmdb_tree.h"
#include "core/base/bytes.h"

enum { PAGE_BYTES = 4096 };
#define NOTLS (NS_RULE(NO_TLS) ? (unsigned)MDB_NOTLS : 0)
#define MANIFEST_MAP (NS_MANIFEST_MAP >> (NS_RULE(ONE_MAP_SIZE) ? 0 : 10))
#define WRITE_MAP ((size_t)256 << 30) // halved where the system refuses

struct ns_env {
	MDB_env *mdb;
	MDB_txn *txn; // a segment's: the write or the one read transaction
	MDB_dbi dbi[NS_ENV_DBS];
	size_t dirty_bytes;
	pthread_mutex_t lock; // a read transaction is one thread's at a time
	bool shared;          // a manifest: counted in the registry
	bool write;
	dev_t device;
	ino_t inode;
	int users;
	uintptr_t map, map_end; // values lie within; a manifest's has no end
	struct ns_lmdb_tree tree[NS_ENV_DBS]; // of a segment being read
	int stale_readers; // of dead processes, cleared since it was opened
	int copy_fd; // manifest copied because it could not be locked, or -1
	struct ns_env *next;
};

struct ns_txn {
	struct ns_env *env;
	MDB_txn *txn;
};

/* Environments of manifests in this process: opening a file twice loses
 * acknowledged commits (close() of one drops the other's locks). */
static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;
static struct ns_env *registry;

static enum ns_code fail(struct ns_error *e, int rc, const char *what)
{
	switch (rc) {
	case MDB_NOTFOUND:
		return NS_NOTFOUND;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_PANIC:
		return ns_fail(e, NS_CORRUPT, "%s: %s", what, mdb_strerror(rc));
	case MDB_VERSION_MISMATCH:
		return ns_fail(e, NS_VERSION, "%s: %s", what, mdb_strerror(rc));
	case MDB_MAP_FULL:
	case MDB_READERS_FULL:
		return ns_fail(e, NS_LIMIT, "%s: %s", what, mdb_strerror(rc));
	case EIO: // what LMDB makes of a short write
		return ns_fail(e, NS_IO, "%s: %s%s", what, mdb_strerror(rc),
			       NS_RULE(DISK_FULL) ? " (is the disk full?)"
						  : "");
	default:
		return ns_fail(e, rc == ENOMEM ? NS_NOMEM : NS_IO, "%s: %s",
			       what, mdb_strerror(rc));
	}
}

/* Opening a file that is there finds all of its databases. */
static enum ns_code fail_open(struct ns_error *e, int rc, const char *path)
{
	return rc == MDB_NOTFOUND
		       ? ns_fail(e, NS_CORRUPT, "%s lacks a database", path)
		       : fail(e, rc, path);
}

static enum ns_code env_new(struct ns_env **env, struct ns_error *e)
{
	struct ns_env *v = calloc(1, sizeof(*v));

	if (!v)
		return ns_fail(e, NS_NOMEM, "no memory for an environment");
	v->copy_fd = -1;
	pthread_mutex_init(&v->lock, NULL);
	*env = v;
	return NS_OK;
}

static void env_free(struct ns_env *env)
{
	if (env->txn)
		mdb_txn_abort(env->txn);
	if (env->mdb)
		mdb_env_close(env->mdb);
	if (env->copy_fd >= 0)
		close(env->copy_fd);
	pthread_mutex_destroy(&env->lock);
	free(env);
}

/* Creates the handle and opens path, halving the map where address space is
 * short (TSan, valgrind, ulimit -v). */
static int open_mapped(struct ns_env *env, const char *path, size_t map,
		       unsigned flags)
{
	int rc;

	for (;; map /= 2) {
		rc = mdb_env_create(&env->mdb);
		if (rc)
			return rc;
		mdb_env_set_maxdbs(env->mdb, NS_ENV_DBS);
		mdb_env_set_maxreaders(env->mdb, NS_ENV_READERS);
		rc = mdb_env_set_mapsize(env->mdb, map);
		if (!rc)
			rc = mdb_env_open(env->mdb, path,
					  flags | MDB_NOSUBDIR | NOTLS, 0666);
		if (!rc || !(flags & MDB_NOLOCK) || (flags & MDB_RDONLY) ||
		    (rc != ENOMEM && rc != EINVAL) || map < (1 << 24))
			return rc;
		mdb_env_close(env->mdb);
		env->mdb = NULL;
	}
}

static int open_dbs(struct ns_env *env, MDB_txn *txn, const char *const *name,
		    int n, unsigned flags)
{
	int rc = 0;

	for (int i = 0; i < n && !rc; i++)
		rc = mdb_dbi_open(txn, name[i], flags, &env->dbi[i]);
	return rc;
}

/* ---- a segment being written --------------------------------------------- */

enum ns_code ns_env_create(const char *path, const char *const *name, int n,
			   struct ns_env **env, struct ns_error *e)
{
	struct ns_env *v = NULL;
	enum ns_code code = env_new(&v, e);
	int rc;

	if (code)
		return code;
	rc = open_mapped(v, path, WRITE_MAP, MDB_NOLOCK | MDB_NOSYNC);
	if (!rc)
		rc = mdb_txn_begin(v->mdb, NULL, 0, &v->txn);
	if (!rc)
		rc = open_dbs(v, v->txn, name, n, MDB_CREATE);
	if (rc) {
		code = fail(e, rc, path);
		env_free(v);
		return code;
	}
	v->write = true;
	*env = v;
	return NS_OK;
}

static int recommit(struct ns_env *env)
{
	int rc = mdb_txn_commit(env->txn);

	env->txn = NULL;
	env->dirty_bytes = 0;
	return rc ? rc : mdb_txn_begin(env->mdb, NULL, 0, &env->txn);
}

enum ns_code ns_env_append(struct ns_env *env, int db, struct ns_str key,
			   size_t n, uint8_t **room, struct ns_error *e)
{
	MDB_val k = { key.n, NULL }, v = { n, NULL };
	int rc = 0;

	if (key.n < 1 || key.n > NS_ENV_KEY_BYTES)
		return ns_fail(e, NS_INVALID, "a key of %zu bytes", key.n);
	memcpy(&k.mv_data, &key.p, sizeof(key.p));
	if (env->dirty_bytes >= NS_ENV_COMMIT_BYTES)
		rc = recommit(env);
	if (!rc)
		rc = mdb_put(env->txn, env->dbi[db], &k, &v,
			     MDB_APPEND | MDB_RESERVE);
	if (rc)
		return fail(e, rc, "writing a segment");
	env->dirty_bytes += n;
	*room = v.mv_data;
	return NS_OK;
}

enum ns_code ns_env_seal(struct ns_env *env, struct ns_error *e)
{
	int rc = mdb_txn_commit(env->txn);

	env->txn = NULL;
	return rc ? fail(e, rc, "completing a segment") : NS_OK;
}

/* ---- a segment being read ------------------------------------------------ */

/* Refuses what would end in SIGBUS: a file shorter than its last page. */
static enum ns_code look_at(const char *path, size_t *size, struct ns_error *e)
{
	struct ns_lmdb_file f;
	enum ns_code code = ns_lmdb_look(path, &f, e);

	if (code)
		return code;
	if (f.bytes < f.whole)
		return ns_fail(e, NS_CORRUPT,
			       "%s is truncated: %zu bytes of %zu", path,
			       f.bytes, f.whole);
	*size = f.bytes;
	return NS_OK;
}

static MDB_val val_of(struct ns_str s)
{
	MDB_val v = { s.n, NULL };

	memcpy(&v.mv_data, &s.p, sizeof(s.p));
	return v;
}

static struct ns_str str_of(MDB_val v)
{
	return (struct ns_str){ v.mv_data, v.mv_size };
}

/* A damaged page can give a value a length that leads out of the file: that
 * would be SIGBUS, or a fault behind the map. */
static enum ns_code within(uintptr_t map, uintptr_t end, MDB_val v,
			   struct ns_error *e)
{
	uintptr_t p = (uintptr_t)v.mv_data;

	if (p < map || p > end || v.mv_size > end - p)
		return ns_fail(e, NS_CORRUPT, "a value that leaves its file");
	return NS_OK;
}

/* Where the file is mapped, which LMDB does not tell: a page knows its number,
 * and the first entry of the main database lies on one. */
static int find_map(struct ns_env *v, MDB_txn *txn)
{
	MDB_val k = { 0, NULL }, value;
	MDB_cursor *c;
	MDB_dbi names;
	const char *page;
	int rc = mdb_dbi_open(txn, NULL, 0, &names);

	if (!rc)
		rc = mdb_cursor_open(txn, names, &c);
	if (rc)
		return rc;
	rc = mdb_cursor_get(c, &k, &value, MDB_FIRST);
	mdb_cursor_close(c);
	if (rc)
		return rc;
	page = (const char *)k.mv_data - (uintptr_t)k.mv_data % PAGE_BYTES;
	v->map = (uintptr_t)page - ns_le64(page) * PAGE_BYTES;
	return 0;
}

/* Where the trees of the databases begin. */
static int find_trees(struct ns_env *v, size_t size, const char *const *name,
		      int n)
{
	MDB_dbi names;
	int rc = mdb_dbi_open(v->txn, NULL, 0, &names);

	for (int i = 0; i < n && !rc; i++) {
		struct ns_lmdb_tree *t = &v->tree[i];
		MDB_val k = val_of(ns_str_of(name[i])), record;

		memcpy(&t->map, &v->map, sizeof(v->map));
		t->bytes = size;
		rc = mdb_get(v->txn, names, &k, &record);
		if (!rc && (within(v->map, v->map_end, record, NULL) ||
			    ns_lmdb_tree_open(str_of(record), t)))
			rc = MDB_CORRUPTED;
	}
	return rc;
}

static int begin_reading(struct ns_env *v, const char *path, size_t size,
			 const char *const *name, int n)
{
	int rc = open_mapped(v, path, size, MDB_RDONLY | MDB_NOLOCK);

	if (!rc)
		rc = mdb_txn_begin(v->mdb, NULL, MDB_RDONLY, &v->txn);
	if (!rc)
		rc = find_map(v, v->txn);
	v->map_end = v->map + size;
	if (!rc)
		rc = open_dbs(v, v->txn, name, n, 0);
	return rc ? rc : find_trees(v, size, name, n);
}

enum ns_code ns_env_open(const char *path, const char *const *name, int n,
			 struct ns_env **env, struct ns_error *e)
{
	struct ns_env *v = NULL;
	size_t size;
	enum ns_code code = look_at(path, &size, e);
	int rc;

	if (!code)
		code = env_new(&v, e);
	if (code)
		return code;
	rc = begin_reading(v, path, size, name, n);
	if (rc) {
		code = fail_open(e, rc, path);
		env_free(v);
		return code;
	}
	*env = v;
	return NS_OK;
}

static bool key_fits(struct ns_str key)
{
	return (key.n >= 1 && key.n <= NS_ENV_KEY_BYTES) || !NS_RULE(KEYS);
}

enum ns_code ns_env_get(struct ns_env *env, int db, struct ns_str key,
			struct ns_str *value, struct ns_error *e)
{
	struct ns_entry found = { .key = key };
	enum ns_code code = ns_env_seek(env, db, &found, e);

	*value = found.value;
	return code || ns_str_eq(found.key, key) ? code : NS_NOTFOUND;
}

enum ns_code ns_env_seek(struct ns_env *env, int db, struct ns_entry *entry,
			 struct ns_error *e)
{
	enum ns_code code;

	if (!key_fits(entry->key))
		return NS_NOTFOUND;
	code = ns_lmdb_tree_seek(&env->tree[db], &entry->key, &entry->value);
	return code == NS_CORRUPT ? ns_fail(e, code, "a page of LMDB's tree")
				  : code;
}

/* SET_RANGE, and then one entry back. */
static int before(struct ns_env *env, int db, MDB_val *k, MDB_val *v)
{
	MDB_cursor *c;
	int rc;

	pthread_mutex_lock(&env->lock);
	rc = mdb_cursor_open(env->txn, env->dbi[db], &c);
	if (!rc) {
		rc = mdb_cursor_get(c, k, v, MDB_SET_RANGE);
		if (!rc || rc == MDB_NOTFOUND)
			rc = mdb_cursor_get(c, k, v, rc ? MDB_LAST : MDB_PREV);
		mdb_cursor_close(c);
	}
	pthread_mutex_unlock(&env->lock);
	return rc;
}

enum ns_code ns_env_before(struct ns_env *env, int db, struct ns_entry *entry,
			   struct ns_error *e)
{
	MDB_val k = val_of(entry->key), v;
	enum ns_code code;
	int rc;

	if (!key_fits(entry->key))
		return NS_NOTFOUND;
	rc = before(env, db, &k, &v);
	if (rc)
		return fail(e, rc, "reading a segment");
	entry->key = str_of(k);
	entry->value = str_of(v);
	code = within(env->map, env->map_end, k, e);
	return code ? code : within(env->map, env->map_end, v, e);
}

uint64_t ns_env_entries(struct ns_env *env, int db)
{
	MDB_stat st = { 0 };

	pthread_mutex_lock(&env->lock);
	(void)mdb_stat(env->txn, env->dbi[db], &st);
	pthread_mutex_unlock(&env->lock);
	return st.ms_entries;
}

uint64_t ns_env_bytes(struct ns_env *env, int db)
{
	MDB_stat st = { 0 };

	pthread_mutex_lock(&env->lock);
	(void)mdb_stat(env->txn, env->dbi[db], &st);
	pthread_mutex_unlock(&env->lock);
	return (st.ms_branch_pages + st.ms_leaf_pages + st.ms_overflow_pages) *
	       (uint64_t)st.ms_psize;
}

/* ---- the manifest -------------------------------------------------------- */

/* The environment of this file if the process has it open (locked registry).
 */
static struct ns_env *registered(const struct stat *st)
{
	for (struct ns_env *v = registry; v; v = v->next)
		if (v->device == st->st_dev && v->inode == st->st_ino)
			return v;
	return NULL;
}

static int manifest_dbs(struct ns_env *v, bool write, const char *const *name,
			int n)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(v->mdb, NULL, write ? 0 : MDB_RDONLY, &txn);

	if (rc)
		return rc;
	rc = find_map(v, txn);
	if (!rc || (write && rc == MDB_NOTFOUND)) // a new one has no entry
		rc = open_dbs(v, txn, name, n, write ? MDB_CREATE : 0);
	if (rc) {
		mdb_txn_abort(txn);
		return rc;
	}
	return mdb_txn_commit(txn);
}

/* A manifest that cannot be locked: LMDB would read it without a slot, and a
 * writer would reuse the pages under us. */
static enum ns_code open_copy(struct ns_env *v, const char *path,
			      const char *const *name, int n,
			      struct ns_error *e)
{
	char fd_path[64];
	enum ns_code code = ns_lmdb_copy(path, &v->copy_fd, e);
	int rc;

	if (code)
		return code;
	(void)snprintf(fd_path, sizeof(fd_path), "/proc/self/fd/%d",
		       v->copy_fd);
	rc = open_mapped(v, fd_path, MANIFEST_MAP, MDB_RDONLY | MDB_NOLOCK);
	if (!rc)
		rc = manifest_dbs(v, false, name, n);
	return rc ? fail_open(e, rc, path) : NS_OK;
}

/* On a mount that is read-only LMDB drops locking without a word: then no
 * reader slot is counted while a transaction is open. */
static bool is_locked(struct ns_env *v)
{
	MDB_envinfo info = { 0 };
	MDB_txn *txn;

	if (mdb_txn_begin(v->mdb, NULL, MDB_RDONLY, &txn))
		return false;
	(void)mdb_env_info(v->mdb, &info);
	mdb_txn_abort(txn);
	return info.me_numreaders > 0;
}

/* A commit does not write pages at the end that it freed itself, so a manifest
 * may be shorter than its last page. Or it was truncated: reading what is
 * missing would be SIGBUS. Zeros instead, which are refused when they are read:
 * in place by a writer, in a copy by a reader (*is_short). */
static enum ns_code look_at_manifest(const char *path, bool write,
				     bool *is_short, struct ns_error *e)
{
	struct ns_lmdb_file f;
	enum ns_code code;

	if (access(path, F_OK))
		return NS_OK; // it will be made
	code = ns_lmdb_look(path, &f, e);
	*is_short = !code && !write && f.bytes < f.whole;
	if (!code && write && f.bytes < f.whole &&
	    truncate(path, (off_t)f.whole))
		code = ns_fail_errno(e, errno, "%s", path);
	return code;
}

static enum ns_code open_manifest(struct ns_env *v, const char *path,
				  bool write, const char *const *name, int n,
				  struct ns_error *e)
{
	bool is_short = false;
	enum ns_code code = look_at_manifest(path, write, &is_short, e);
	int rc;

	if (code)
		return code;
	if (is_short)
		return open_copy(v, path, name, n, e);
	rc = open_mapped(v, path, MANIFEST_MAP, write ? 0 : MDB_RDONLY);
	if (!rc && NS_RULE(READER_CHECK))
		(void)ns_env_stale_readers(v);
	if (NS_RULE(COPY_UNLOCKED) && !write &&
	    (rc == EACCES || rc == EROFS || (!rc && !is_locked(v)))) {
		mdb_env_close(v->mdb);
		v->mdb = NULL;
		return open_copy(v, path, name, n, e);
	}
	if (!rc)
		rc = manifest_dbs(v, write, name, n);
	return rc ? fail_open(e, rc, path) : NS_OK;
}

static enum ns_code share(const char *path, bool write, struct ns_env **env,
			  struct ns_error *e)
{
	struct stat st;
	struct ns_env *v = NULL;

	if (stat(path, &st))
		return errno == ENOENT ? NS_NOTFOUND
				       : ns_fail_errno(e, errno, "%s", path);
	v = NS_RULE(ONE_ENVIRONMENT) ? registered(&st) : NULL;
	if (!v)
		return NS_NOTFOUND;
	if (write && !v->write)
		return ns_fail(e, NS_BUSY,
			       "%s is open for reading in this process", path);
	v->users++;
	*env = v;
	return NS_OK;
}

static void enter(struct ns_env *v, const char *path, bool write)
{
	struct stat st;

	v->shared = true;
	v->write = write;
	v->users = 1;
	if (!stat(path, &st)) {
		v->device = st.st_dev;
		v->inode = st.st_ino;
	}
	v->next = registry;
	registry = v;
}

enum ns_code ns_env_manifest(const char *path, bool write,
			     const char *const *name, int n,
			     struct ns_env **env, struct ns_error *e)
{
	struct ns_env *v = NULL;
	enum ns_code code;

	pthread_mutex_lock(&registry_lock);
	code = share(path, write, env, e);
	if (code != NS_NOTFOUND || (!write && access(path, F_OK)))
		goto out;
	code = env_new(&v, e);
	if (!code)
		code = open_manifest(v, path, write, name, n, e);
	if (code) {
		if (v)
			env_free(v);
		goto out;
	}
	enter(v, path, write);
	*env = v;
out:
	pthread_mutex_unlock(&registry_lock);
	return code;
}

enum ns_code ns_txn_begin(struct ns_env *env, bool write, struct ns_txn **t,
			  struct ns_error *e)
{
	struct ns_txn *txn = malloc(sizeof(*txn));
	int dead, rc;

	if (!txn)
		return ns_fail(e, NS_NOMEM, "no memory for a transaction");
	rc = mdb_txn_begin(env->mdb, NULL, write ? 0 : MDB_RDONLY, &txn->txn);
	if (rc == MDB_READERS_FULL && NS_RULE(READER_CHECK)) {
		(void)mdb_reader_check(env->mdb, &dead);
		rc = mdb_txn_begin(env->mdb, NULL, write ? 0 : MDB_RDONLY,
				   &txn->txn);
	}
	if (rc) {
		free(txn);
		return fail(e, rc, "reading manifest.mdb");
	}
	txn->env = env;
	*t = txn;
	return NS_OK;
}

/* Values of a transaction that writes may lie outside of the map. */
static enum ns_code within_manifest(struct ns_env *env, MDB_val v,
				    struct ns_error *e)
{
	MDB_envinfo info = { 0 };
	uintptr_t p = (uintptr_t)v.mv_data;

	(void)mdb_env_info(env->mdb, &info);
	if (!env->map || p < env->map || p >= env->map + info.me_mapsize)
		return NS_OK;
	if (within(env->map, env->map + (info.me_last_pgno + 1) * PAGE_BYTES, v,
		   NULL))
		return ns_fail(e, NS_CORRUPT,
			       "manifest.mdb: a value that leaves its file");
	return NS_OK;
}

enum ns_code ns_txn_get(struct ns_txn *t, int db, struct ns_str key,
			struct ns_str *value, struct ns_error *e)
{
	MDB_val k = val_of(key), v;
	int rc;

	if (!key_fits(key))
		return ns_fail(e, NS_INVALID, "a key of %zu bytes", key.n);
	rc = mdb_get(t->txn, t->env->dbi[db], &k, &v);
	if (rc)
		return fail(e, rc, "reading manifest.mdb");
	*value = str_of(v);
	return within_manifest(t->env, v, e);
}

enum ns_code ns_txn_put(struct ns_txn *t, int db, struct ns_str key,
			struct ns_str value, struct ns_error *e)
{
	MDB_val k = val_of(key), v = val_of(value);
	int rc;

	if (!key_fits(key))
		return ns_fail(e, NS_INVALID, "a key of %zu bytes", key.n);
	rc = mdb_put(t->txn, t->env->dbi[db], &k, &v, 0);
	return rc ? fail(e, rc, "writing manifest.mdb") : NS_OK;
}

enum ns_code ns_txn_delete(struct ns_txn *t, int db, struct ns_str key,
			   struct ns_error *e)
{
	MDB_val k = val_of(key);
	int rc = mdb_del(t->txn, t->env->dbi[db], &k, NULL);

	return rc ? fail(e, rc, "writing manifest.mdb") : NS_OK;
}

enum ns_code ns_txn_commit(struct ns_txn **t, struct ns_error *e)
{
	int rc = mdb_txn_commit((*t)->txn);

	free(*t);
	*t = NULL;
	return rc ? fail(e, rc, "committing manifest.mdb") : NS_OK;
}

void ns_txn_abort(struct ns_txn *t)
{
	if (!t)
		return;
	mdb_txn_abort(t->txn);
	free(t);
}

enum ns_code ns_txn_each(struct ns_txn *t, int db, ns_visit *visit, void *arg,
			 struct ns_error *e)
{
	MDB_cursor *c;
	MDB_val k, v;
	struct ns_str before = { "", 0 };
	enum ns_code code = NS_OK;
	int rc = mdb_cursor_open(t->txn, t->env->dbi[db], &c);

	if (rc)
		return fail(e, rc, "reading manifest.mdb");
	for (rc = mdb_cursor_get(c, &k, &v, MDB_FIRST); !rc && !code;
	     rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
		code = within_manifest(t->env, k, e);
		if (!code)
			code = within_manifest(t->env, v, e);
		if (!code && ns_str_cmp(before, str_of(k)) >= 0)
			code = ns_fail(e, NS_CORRUPT,
				       "manifest.mdb: entries out of order");
		if (!code)
			code = visit(arg, str_of(k), str_of(v), e);
		before = str_of(k);
	}
	mdb_cursor_close(c);
	if (code)
		return code == NS_END ? NS_OK : code;
	return rc == MDB_NOTFOUND ? NS_OK : fail(e, rc, "reading manifest.mdb");
}

uint64_t ns_txn_id(struct ns_txn *t)
{
	return mdb_txn_id(t->txn);
}

uint64_t ns_env_newest(const struct ns_env *env)
{
	MDB_envinfo info = { 0 };

	(void)mdb_env_info(env->mdb, &info);
	return info.me_last_txnid;
}

bool ns_env_is_copy(const struct ns_env *env)
{
	return env->copy_fd >= 0;
}

int ns_env_stale_readers(struct ns_env *env)
{
	int dead = 0;

	if (!mdb_reader_check(env->mdb, &dead))
		env->stale_readers += dead;
	return env->stale_readers;
}

static void unregister(struct ns_env *env)
{
	for (struct ns_env **v = &registry; *v; v = &(*v)->next)
		if (*v == env) {
			*v = env->next;
			return;
		}
}

void ns_env_close(struct ns_env *env)
{
	bool last = true;

	if (!env)
		return;
	if (env->shared) {
		pthread_mutex_lock(&registry_lock);
		last = --env->users == 0;
		if (last) {
			unregister(env);
			env_free(env);
		}
		pthread_mutex_unlock(&registry_lock);
		return;
	}
	env_free(env);
}
