/* env.h - the door to LMDB: the only file that includes <lmdb.h> is env.c.
 *
 * Three uses, three ways to open: a segment being written (no lock, no sync
 * until the end, appended in key order), a segment being read (no lock, one
 * read transaction for its life) and the manifest (LMDB's default, fully
 * durable flags). The rules of LMDB that were learnt the hard way live here:
 * one environment a file and process, one map size for the manifest, keys of
 * 1..511 bytes, files looked at with pread before LMDB maps them.
 */
#ifndef NS_ARCHIVE_ENV_H
#define NS_ARCHIVE_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

enum {
	NS_ENV_DBS = 16,      // named databases at most
	NS_ENV_READERS = 126, // reader slots: the same in every program
	NS_ENV_KEY_BYTES = 511,
	NS_ENV_COMMIT_BYTES = 16 << 20, // dirty pages lie on the heap till then
};
#define NS_MANIFEST_MAP ((size_t)1 << 30) // the same in every program

/* tests/archive/rules*.c compile env.c and update.c once more with an NS_RULE
 * of their own, to show what happens when one of LMDB's rules is dropped. */
#ifndef NS_RULE
#define NS_RULE(rule) true
#endif

struct ns_env;
struct ns_txn;
struct ns_cursor;

/* ---- a segment being written ---- */

/* Makes path (it must not exist) with the databases name[0..n). */
enum ns_code ns_env_create(const char *path, const char *const *name, int n,
			   struct ns_env **env, struct ns_error *e);
/* Appends a key greater than all before it in database db; *room: n bytes to be
 * filled before the next call. Commits by itself every NS_ENV_COMMIT_BYTES. */
enum ns_code ns_env_append(struct ns_env *env, int db, struct ns_str key,
			   size_t n, uint8_t **room, struct ns_error *e);
/* Commits: the file is whole, but the disk need not have it yet. */
enum ns_code ns_env_seal(struct ns_env *env, struct ns_error *e);

/* ---- a segment being read ---- */

/* Checks the file's size and meta pages with pread, then maps it. NS_NOTFOUND
 * when the file is gone. */
enum ns_code ns_env_open(const char *path, const char *const *name, int n,
			 struct ns_env **env, struct ns_error *e);
/* A view of the value; it lives as long as the environment. Any thread. */
enum ns_code ns_env_get(struct ns_env *env, int db, struct ns_str key,
			struct ns_str *value, struct ns_error *e);
/* The first entry with a key >= entry->key, the last one with a lesser key:
 * written over *entry, which is undefined on failure. NS_NOTFOUND when there is
 * none. The tree may be damaged: what is found need not be in this order. */
struct ns_entry {
	struct ns_str key, value;
};
enum ns_code ns_env_seek(struct ns_env *env, int db, struct ns_entry *entry,
			 struct ns_error *e);
enum ns_code ns_env_before(struct ns_env *env, int db, struct ns_entry *entry,
			   struct ns_error *e);
/* Entries of a database. */
uint64_t ns_env_entries(struct ns_env *env, int db);
/* Bytes of its pages. */
uint64_t ns_env_bytes(struct ns_env *env, int db);

/* ---- the manifest ---- */

/* Opens path, for writing when asked (then it is made when absent). A second
 * open of the same file in this process shares the first one's environment. */
enum ns_code ns_env_manifest(const char *path, bool write,
			     const char *const *name, int n,
			     struct ns_env **env, struct ns_error *e);
enum ns_code ns_txn_begin(struct ns_env *env, bool write, struct ns_txn **t,
			  struct ns_error *e);
enum ns_code ns_txn_get(struct ns_txn *t, int db, struct ns_str key,
			struct ns_str *value, struct ns_error *e);
enum ns_code ns_txn_put(struct ns_txn *t, int db, struct ns_str key,
			struct ns_str value, struct ns_error *e);
/* NS_NOTFOUND when there is no such key. */
enum ns_code ns_txn_delete(struct ns_txn *t, int db, struct ns_str key,
			   struct ns_error *e);
/* Consumes *t. NS_OK means durable, for a write transaction. */
enum ns_code ns_txn_commit(struct ns_txn **t, struct ns_error *e);
void ns_txn_abort(struct ns_txn *t); // NULL is fine

/* Calls visit for every entry in key order until it answers other than NS_OK;
 * answers that (NS_END counts as NS_OK). */
typedef enum ns_code ns_visit(void *arg, struct ns_str key, struct ns_str value,
			      struct ns_error *e);
enum ns_code ns_txn_each(struct ns_txn *t, int db, ns_visit *visit, void *arg,
			 struct ns_error *e);

/* Number of this transaction's snapshot: grows with each commit. */
uint64_t ns_txn_id(struct ns_txn *t);
/* Number of the newest one, without a transaction. */
uint64_t ns_env_newest(const struct ns_env *env);
/* True for a manifest that could not be locked and is read as a copy. */
bool ns_env_is_copy(const struct ns_env *env);
/* Clears reader slots of dead processes; answers how many were cleared since
 * the manifest was opened (which clears them as well). */
int ns_env_stale_readers(struct ns_env *env);

void ns_env_close(struct ns_env *env); // NULL is fine; open txns are ended

#endif
