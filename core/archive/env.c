/* LMDB 0.9.24, and what was measured about it: see env.h and FORMAT.md. */
#include "core/archive/env.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/bytes.h"

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
	default:
		return ns_fail(e, rc == ENOMEM ? NS_NOMEM : NS_IO, "%s: %s",
			       what, mdb_strerror(rc));
	}
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
					  flags | MDB_NOSUBDIR | MDB_NOTLS,
					  0666);
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
	if (!rc)
		rc = mdb_env_sync(env->mdb, 1);
	return rc ? fail(e, rc, "completing a segment") : NS_OK;
}

/* ---- a segment being read ------------------------------------------------ */

/* What LMDB 0.9 writes at the start of both meta pages, after the 16 bytes of
 * page header; LMDB itself checks only this magic and maps the rest blindly. */
enum {
	META_PAGES = 2,
	META_AT = 16,
	META_BYTES = 152, // header and MDB_meta, 64 bits
	META_LAST_PAGE = META_AT + 120,
	META_PAGE_SIZE = META_AT + 24, // md_pad of the free list
	META_MAGIC = 0xBEEFC0DE,
	META_VERSION = 1,
};

/* Refuses what would end in SIGBUS: a file shorter than its last page. */
static enum ns_code look_at(const char *path, size_t *size, struct ns_error *e)
{
	uint8_t meta[META_BYTES];
	uint64_t last = 0, page = 4096;
	struct stat st;
	enum ns_code code = NS_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return ns_fail(e, NS_NOTFOUND, "%s is not there", path);
	if (fd < 0)
		return ns_fail_errno(e, errno, "%s", path);
	if (fstat(fd, &st))
		code = ns_fail_errno(e, errno, "%s", path);
	for (unsigned i = 0; i < META_PAGES && !code; i++) {
		if (pread(fd, meta, sizeof(meta), (off_t)(i * page)) !=
		    (ssize_t)sizeof(meta))
			code = ns_fail(e, NS_CORRUPT, "%s is truncated", path);
		else if (ns_le32(meta + META_AT) != META_MAGIC)
			code = ns_fail(e, NS_CORRUPT,
				       "%s is no LMDB file (meta page %u)",
				       path, i);
		else if (ns_le32(meta + META_AT + 4) != META_VERSION)
			code = ns_fail(e, NS_VERSION,
				       "%s is of LMDB's data version %u", path,
				       ns_le32(meta + META_AT + 4));
		else if (ns_le32(meta + META_PAGE_SIZE) != page)
			code = ns_fail(e, NS_CORRUPT,
				       "%s has pages of %u bytes", path,
				       ns_le32(meta + META_PAGE_SIZE));
		else if (ns_le64(meta + META_LAST_PAGE) > last)
			last = ns_le64(meta + META_LAST_PAGE);
	}
	if (!code && (last >= (uint64_t)st.st_size / page))
		code = ns_fail(e, NS_CORRUPT,
			       "%s is truncated: %lld bytes, its last page is "
			       "%llu",
			       path, (long long)st.st_size,
			       (unsigned long long)last);
	*size = (size_t)st.st_size;
	close(fd);
	return code;
}

static int begin_reading(struct ns_env *v, const char *path, size_t size,
			 const char *const *name, int n)
{
	int rc = open_mapped(v, path, size, MDB_RDONLY | MDB_NOLOCK);

	if (!rc)
		rc = mdb_txn_begin(v->mdb, NULL, MDB_RDONLY, &v->txn);
	return rc ? rc : open_dbs(v, v->txn, name, n, 0);
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
		code = rc == MDB_NOTFOUND
			       ? ns_fail(e, NS_CORRUPT,
					 "%s lacks a database of a segment",
					 path)
			       : fail(e, rc, path);
		env_free(v);
		return code;
	}
	*env = v;
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

static bool key_fits(struct ns_str key)
{
	return key.n >= 1 && key.n <= NS_ENV_KEY_BYTES;
}

enum ns_code ns_env_get(struct ns_env *env, int db, struct ns_str key,
			struct ns_str *value, struct ns_error *e)
{
	MDB_val k = val_of(key), v;
	int rc;

	if (!key_fits(key))
		return NS_NOTFOUND;
	pthread_mutex_lock(&env->lock);
	rc = mdb_get(env->txn, env->dbi[db], &k, &v);
	pthread_mutex_unlock(&env->lock);
	if (rc)
		return fail(e, rc, "reading a segment");
	*value = str_of(v);
	return NS_OK;
}

enum ns_code ns_env_seek(struct ns_env *env, int db, struct ns_str key,
			 struct ns_str *found, struct ns_str *value,
			 struct ns_error *e)
{
	MDB_val k = val_of(key), v;
	MDB_cursor *c;
	int rc;

	if (!key_fits(key))
		return NS_NOTFOUND;
	pthread_mutex_lock(&env->lock);
	rc = mdb_cursor_open(env->txn, env->dbi[db], &c);
	if (!rc) {
		rc = mdb_cursor_get(c, &k, &v, MDB_SET_RANGE);
		mdb_cursor_close(c);
	}
	pthread_mutex_unlock(&env->lock);
	if (rc)
		return fail(e, rc, "reading a segment");
	*found = str_of(k);
	*value = str_of(v);
	return NS_OK;
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
	rc = open_dbs(v, txn, name, n, write ? MDB_CREATE : 0);
	if (rc) {
		mdb_txn_abort(txn);
		return rc;
	}
	return mdb_txn_commit(txn);
}

enum { COPY_TRIES = 100, META_BOTH = 2 * 4096 };

/* Copies the manifest of a read-only mount: it is whole when both meta pages
 * were the same before and after. */
static enum ns_code copy_manifest(const char *path, int *copy,
				  struct ns_error *e)
{
	static const char gone[] = "the manifest keeps changing";
	uint8_t before[META_BOTH], after[META_BOTH], part[65536];
	int in = open(path, O_RDONLY | O_CLOEXEC);
	int out = memfd_create("manifest", MFD_CLOEXEC);
	enum ns_code code = NS_BUSY;

	for (int i = 0; in >= 0 && out >= 0 && code && i < COPY_TRIES; i++) {
		off_t at = 0;
		ssize_t n = pread(in, before, sizeof(before), 0);

		if (n != (ssize_t)sizeof(before) || ftruncate(out, 0))
			break;
		while ((n = pread(in, part, sizeof(part), at)) > 0) {
			if (pwrite(out, part, (size_t)n, at) != n)
				break;
			at += n;
		}
		if (pread(in, after, sizeof(after), 0) ==
			    (ssize_t)sizeof(after) &&
		    !n && !memcmp(before, after, sizeof(before)))
			code = NS_OK;
	}
	if (in < 0 || out < 0)
		code = ns_fail_errno(e, errno, "%s", path);
	else if (code)
		code = ns_fail(e, code, "%s: %s", path, gone);
	if (in >= 0)
		close(in);
	*copy = out;
	return code;
}

/* A manifest that cannot be locked: LMDB would read it without a slot, and a
 * writer would reuse the pages under us. */
static enum ns_code open_copy(struct ns_env *v, const char *path,
			      const char *const *name, int n,
			      struct ns_error *e)
{
	char fd_path[64];
	enum ns_code code = copy_manifest(path, &v->copy_fd, e);
	int rc;

	if (code)
		return code;
	(void)snprintf(fd_path, sizeof(fd_path), "/proc/self/fd/%d",
		       v->copy_fd);
	rc = open_mapped(v, fd_path, NS_MANIFEST_MAP, MDB_RDONLY | MDB_NOLOCK);
	if (!rc)
		rc = manifest_dbs(v, false, name, n);
	return rc ? fail(e, rc, path) : NS_OK;
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

static enum ns_code open_manifest(struct ns_env *v, const char *path,
				  bool write, const char *const *name, int n,
				  struct ns_error *e)
{
	int rc = open_mapped(v, path, NS_MANIFEST_MAP, write ? 0 : MDB_RDONLY);
	int dead;

	if (!rc)
		(void)mdb_reader_check(v->mdb, &dead);
	if (!write && (rc == EACCES || rc == EROFS || (!rc && !is_locked(v)))) {
		mdb_env_close(v->mdb);
		v->mdb = NULL;
		return open_copy(v, path, name, n, e);
	}
	if (!rc)
		rc = manifest_dbs(v, write, name, n);
	return rc ? fail(e, rc, path) : NS_OK;
}

static enum ns_code share(const char *path, bool write, struct ns_env **env,
			  struct ns_error *e)
{
	struct stat st;
	struct ns_env *v = NULL;

	if (stat(path, &st))
		return errno == ENOENT ? NS_NOTFOUND
				       : ns_fail_errno(e, errno, "%s", path);
	v = registered(&st);
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
	if (rc == MDB_READERS_FULL) {
		(void)mdb_reader_check(env->mdb, &dead);
		rc = mdb_txn_begin(env->mdb, NULL, write ? 0 : MDB_RDONLY,
				   &txn->txn);
	}
	if (rc) {
		free(txn);
		return fail(e, rc, "beginning a transaction of the manifest");
	}
	txn->env = env;
	*t = txn;
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
		return fail(e, rc, "reading the manifest");
	*value = str_of(v);
	return NS_OK;
}

enum ns_code ns_txn_put(struct ns_txn *t, int db, struct ns_str key,
			struct ns_str value, struct ns_error *e)
{
	MDB_val k = val_of(key), v = val_of(value);
	int rc;

	if (!key_fits(key))
		return ns_fail(e, NS_INVALID, "a key of %zu bytes", key.n);
	rc = mdb_put(t->txn, t->env->dbi[db], &k, &v, 0);
	return rc ? fail(e, rc, "writing the manifest") : NS_OK;
}

enum ns_code ns_txn_delete(struct ns_txn *t, int db, struct ns_str key,
			   struct ns_error *e)
{
	MDB_val k = val_of(key);
	int rc = mdb_del(t->txn, t->env->dbi[db], &k, NULL);

	return rc ? fail(e, rc, "writing the manifest") : NS_OK;
}

enum ns_code ns_txn_commit(struct ns_txn **t, struct ns_error *e)
{
	int rc = mdb_txn_commit((*t)->txn);

	free(*t);
	*t = NULL;
	return rc ? fail(e, rc, "committing the manifest") : NS_OK;
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
	enum ns_code code = NS_OK;
	int rc = mdb_cursor_open(t->txn, t->env->dbi[db], &c);

	if (rc)
		return fail(e, rc, "reading the manifest");
	for (rc = mdb_cursor_get(c, &k, &v, MDB_FIRST); !rc && !code;
	     rc = mdb_cursor_get(c, &k, &v, MDB_NEXT))
		code = visit(arg, str_of(k), str_of(v), e);
	mdb_cursor_close(c);
	if (code)
		return code == NS_END ? NS_OK : code;
	return rc == MDB_NOTFOUND ? NS_OK : fail(e, rc, "reading the manifest");
}

uint64_t ns_txn_id(struct ns_txn *t)
{
	return mdb_txn_id(t->txn);
}

bool ns_env_is_copy(const struct ns_env *env)
{
	return env->copy_fd >= 0;
}

int ns_env_stale_readers(struct ns_env *env)
{
	int dead = 0;

	(void)mdb_reader_check(env->mdb, &dead);
	return dead;
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
