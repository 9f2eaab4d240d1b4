/* The one writer of an archive: its lock, its leftovers, and publishing. */
#include "core/archive/update.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/archive/files.h"
#include "core/archive/chunkset.h"
#include "core/archive/kernel.h"
#include "core/archive/update_state.h"

static enum ns_code no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory to change the archive");
}

/* ---- opening ------------------------------------------------------------- */

static enum ns_code take_lock(struct ns_update *u, struct ns_error *e)
{
	char path[NS_PATH_BYTES];

	ns_dir_path(u->dir, "writer.lock", path);
	u->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (u->lock_fd < 0)
		return ns_fail_errno(e, errno, "%s", path);
	if (flock(u->lock_fd, LOCK_EX | LOCK_NB))
		return errno == EWOULDBLOCK
			       ? ns_fail(e, NS_BUSY,
					 "another nsindex is writing to %s",
					 u->dir)
			       : ns_fail_errno(e, errno, "locking %s", path);
	return NS_OK;
}

/* Writes a new manifest under a temporary name, then renames it. */
static enum ns_code make_manifest(struct ns_update *u,
				  const struct ns_settings *settings,
				  struct ns_error *e)
{
	char path[NS_PATH_BYTES], lock[NS_PATH_BYTES], done[NS_PATH_BYTES];
	struct ns_manifest_head head = { .settings = *settings };
	struct ns_state state = { .next_segment = 1, .next_sequence = 1 };
	struct ns_buf value = { 0 };
	struct ns_env *env = NULL;
	struct ns_txn *t = NULL;
	enum ns_code code;

	ns_dir_path(u->dir,
		    NS_RULE(TEMPORARY_NAME) ? "manifest.tmp" : "manifest.mdb",
		    path);
	ns_dir_path(u->dir, "manifest.tmp-lock", lock);
	ns_dir_path(u->dir, "manifest.mdb", done);
	(void)unlink(path);
	if (getrandom(head.uuid, NS_UUID_BYTES, 0) != NS_UUID_BYTES)
		return ns_fail_errno(e, errno, "getrandom");
	code = ns_env_manifest(path, true, ns_manifest_name, NS_MDBS, &env, e);
	if (!code)
		code = ns_txn_begin(env, true, &t, e);
	ns_settings_encode(&head, &value);
	if (!code)
		code = ns_manifest_put(t, NS_MDB_META, NS_STR("settings"),
				       &value, e);
	ns_buf_reset(&value);
	ns_state_encode(&state, &value);
	if (!code)
		code = ns_manifest_put(t, NS_MDB_META, NS_STR("state"), &value,
				       e);
	if (!code)
		code = ns_txn_commit(&t, e);
	ns_txn_abort(t);
	ns_env_close(env);
	ns_buf_free(&value);
	if (!code)
		code = ns_file_publish(path, done, e);
	(void)unlink(lock);
	return code;
}

static bool settings_fit(const struct ns_settings *wanted,
			 const struct ns_settings *are)
{
	return wanted->k1 == are->k1 && wanted->b == are->b &&
	       wanted->title_weight == are->title_weight &&
	       !memcmp(wanted->lang, are->lang, sizeof(are->lang));
}

static enum ns_code read_state(struct ns_update *u, struct ns_error *e)
{
	struct ns_txn *t = NULL;
	struct ns_str value;
	enum ns_code code = ns_txn_begin(u->env, false, &t, e);

	if (!code)
		code = ns_manifest_get(t, NS_MDB_META, NS_STR("state"), &value,
				       e);
	if (!code)
		code = ns_state_decode(value, &u->state, e);
	if (!code) {
		code = ns_manifest_get(t, NS_MDB_META, NS_STR("zdict"), &value,
				       e);
		if (!code)
			ns_buf_text(&u->zdict, value);
		else if (code == NS_NOTFOUND)
			code = NS_OK;
	}
	ns_txn_abort(t);
	return code;
}

enum ns_code ns_update_refresh(struct ns_update *u, struct ns_error *e)
{
	const struct ns_snapshot *s;
	enum ns_code code = ns_snapshot_get(u->archive, &s, e);

	if (code)
		return code;
	ns_snapshot_put(u->snapshot);
	u->snapshot = s;
	return NS_OK;
}

static bool is_named(const struct ns_snapshot *s, uint32_t number)
{
	for (uint32_t i = 0; i < s->n_segments; i++)
		if (ns_segment_number(s->segment[i].seg) == number)
			return true;
	return false;
}

/* True for what a killed writer left: segments that no generation names, files
 * under temporary names. */
static bool is_leftover(const struct ns_update *u, const char *name)
{
	unsigned long number;
	char *end;

	if (strncmp(name, "manifest.tmp", 12) == 0 ||
	    strncmp(name, "spool-", 6) == 0)
		return true;
	if (strncmp(name, "seg-", 4) != 0)
		return false;
	number = strtoul(name + 4, &end, 10);
	if (end == name + 4 || number > UINT32_MAX)
		return false;
	return strncmp(end, ".tmp", 4) == 0 ||
	       (strcmp(end, ".mdb") == 0 &&
		!is_named(u->snapshot, (uint32_t)number));
}

static enum ns_code sweep(struct ns_update *u, struct ns_error *e)
{
	char path[NS_PATH_BYTES];
	struct dirent *d;
	DIR *dir = opendir(u->dir);

	if (!dir)
		return ns_fail_errno(e, errno, "%s", u->dir);
	while ((d = readdir(dir)) != NULL) {
		if (!is_leftover(u, d->d_name))
			continue;
		ns_dir_path(u->dir, d->d_name, path);
		(void)unlink(path);
	}
	closedir(dir);
	return NS_OK;
}

static enum ns_code open_all(struct ns_update *u,
			     const struct ns_settings *settings,
			     struct ns_error *e)
{
	struct ns_settings fresh = settings ? *settings : NS_SETTINGS_DEFAULT;
	char path[NS_PATH_BYTES];
	enum ns_code code = NS_OK;

	ns_dir_path(u->dir, "manifest.mdb", path);
	if (access(path, F_OK))
		code = make_manifest(u, &fresh, e);
	if (!code)
		code = ns_env_manifest(path, true, ns_manifest_name, NS_MDBS,
				       &u->env, e);
	if (!code)
		code = ns_archive_open(u->dir, &u->archive, e);
	if (!code)
		code = ns_update_refresh(u, e);
	if (!code && settings &&
	    !settings_fit(settings, &u->snapshot->settings))
		code = ns_fail(e, NS_INVALID,
			       "%s has other settings: k1, b, title weight and "
			       "default language are fixed when it is made",
			       u->dir);
	if (!code)
		code = read_state(u, e);
	return code ? code : sweep(u, e);
}

enum ns_code ns_update_open(const char *dir, const struct ns_settings *settings,
			    struct ns_update **u, struct ns_error *e)
{
	struct ns_update *v = calloc(1, sizeof(*v));
	enum ns_code code = NS_OK;

	if (!v)
		return no_memory(e);
	v->lock_fd = -1;
	if (ns_kernel_check(e))
		code = NS_INVALID;
	else if (strlen(dir) + sizeof("/seg-00000000.mdb") > NS_PATH_BYTES)
		code = ns_fail(e, NS_INVALID, "the archive's path is too long");
	else
		memcpy(v->dir, dir, strlen(dir) + 1);
	if (!code && mkdir(dir, 0777) && errno != EEXIST)
		code = ns_fail_errno(e, errno, "%s", dir);
	if (!code)
		code = ns_dir_is_local(dir, e);
	if (!code)
		code = take_lock(v, e);
	if (!code)
		code = open_all(v, settings, e);
	if (code)
		ns_update_close(v);
	else
		*u = v;
	return code;
}

void ns_update_said(struct ns_update *u)
{
	for (uint32_t i = 0; i < u->n_sources; i++)
		free(u->source[i].name);
	u->n_sources = 0;
	u->n_langs = 0;
	u->new_zdict = false;
}

void ns_update_close(struct ns_update *u)
{
	if (!u)
		return;
	ns_update_said(u);
	free(u->source);
	free(u->lang);
	ns_snapshot_put(u->snapshot);
	ns_archive_close(u->archive);
	ns_env_close(u->env);
	ns_buf_free(&u->zdict);
	if (u->lock_fd >= 0)
		close(u->lock_fd);
	free(u);
}

/* ---- what is asked and said between publishes ---------------------------- */

const struct ns_snapshot *ns_update_snapshot(const struct ns_update *u)
{
	return u->snapshot;
}

uint32_t ns_update_number(struct ns_update *u)
{
	return u->state.next_segment++;
}

uint64_t ns_update_sequence(const struct ns_update *u)
{
	return u->state.next_sequence;
}

const char *ns_update_dir(const struct ns_update *u)
{
	return u->dir;
}

struct ns_str ns_update_zdict(const struct ns_update *u)
{
	return ns_buf_view(&u->zdict);
}

enum ns_code ns_update_set_zdict(struct ns_update *u, struct ns_str zdict,
				 struct ns_error *e)
{
	ns_buf_reset(&u->zdict);
	ns_buf_text(&u->zdict, zdict);
	u->new_zdict = true;
	return u->zdict.failed ? no_memory(e) : NS_OK;
}

/* A source's number as the manifest has it. */
static enum ns_code known_source(struct ns_update *u, struct ns_str key,
				 uint32_t *number, struct ns_error *e)
{
	struct ns_txn *t = NULL;
	struct ns_str value;
	enum ns_code code = ns_txn_begin(u->env, false, &t, e);

	if (!code)
		code = ns_manifest_get(t, NS_MDB_SRC, key, &value, e);
	if (!code && value.n != sizeof(*number))
		code = ns_fail(e, NS_CORRUPT, "manifest.mdb: a source");
	if (!code)
		memcpy(number, value.p, sizeof(*number));
	ns_txn_abort(t);
	return code;
}

static enum ns_code add_source(struct ns_update *u, struct ns_str key,
			       uint32_t *number, struct ns_error *e)
{
	struct ns_source *s;

	if (u->n_sources == u->source_cap) {
		uint32_t cap = u->source_cap ? 2 * u->source_cap : 16;

		s = realloc(u->source, cap * sizeof(*s));
		if (!s)
			return no_memory(e);
		u->source = s;
		u->source_cap = cap;
	}
	s = &u->source[u->n_sources];
	s->name = malloc(key.n);
	if (!s->name)
		return no_memory(e);
	memcpy(s->name, key.p, key.n);
	s->n = key.n;
	s->number = *number = u->state.next_source++;
	u->n_sources++;
	return NS_OK;
}

enum ns_code ns_update_source(struct ns_update *u, struct ns_str name,
			      uint32_t *number, struct ns_error *e)
{
	struct ns_str key = name.n ? name : NS_STR("-");
	enum ns_code code;

	if (key.n > NS_ENV_KEY_BYTES) { // the end tells files apart best
		key.p += key.n - NS_ENV_KEY_BYTES;
		key.n = NS_ENV_KEY_BYTES;
	}
	for (uint32_t i = 0; i < u->n_sources; i++)
		if (ns_str_eq(key, (struct ns_str){ u->source[i].name,
						    u->source[i].n })) {
			*number = u->source[i].number;
			return NS_OK;
		}
	code = known_source(u, key, number, e);
	return code == NS_NOTFOUND ? add_source(u, key, number, e) : code;
}

void ns_update_reanalyse(struct ns_update *u)
{
	u->reanalyses = true;
}

enum ns_code ns_update_fingerprint(struct ns_update *u, const char lang[4],
				   uint64_t fingerprint, struct ns_error *e)
{
	const struct ns_snapshot *s = u->snapshot;
	struct ns_lang_use *l;

	for (uint32_t i = 0; i < s->n_langs && !u->reanalyses; i++)
		if (!memcmp(s->langs[i].lang, lang, 4) &&
		    s->langs[i].fingerprint != fingerprint)
			return ns_fail(e, NS_VERSION,
				       "the archive's articles in \"%.4s\" "
				       "were analysed by another version: run "
				       "nsindex reindex",
				       lang);
	if (u->n_langs == u->lang_cap) {
		uint32_t cap = u->lang_cap ? 2 * u->lang_cap : 16;

		l = realloc(u->lang, cap * sizeof(*l));
		if (!l)
			return no_memory(e);
		u->lang = l;
		u->lang_cap = cap;
	}
	u->lang[u->n_langs] =
		(struct ns_lang_use){ .fingerprint = fingerprint };
	memcpy(u->lang[u->n_langs++].lang, lang, 4);
	return NS_OK;
}
