/* The rules of LMDB that env.c keeps, each with a promise that holds because of
 * it: what env.c does is shown to be needed by dropping it. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/archive/rules.h"

/* env.c once more, under other names, with rules that can be dropped. */
#define ns_env_create rules_env_create
#define ns_env_append rules_env_append
#define ns_env_seal rules_env_seal
#define ns_env_open rules_env_open
#define ns_env_get rules_env_get
#define ns_env_seek rules_env_seek
#define ns_env_before rules_env_before
#define ns_env_entries rules_env_entries
#define ns_env_bytes rules_env_bytes
#define ns_env_manifest rules_env_manifest
#define ns_env_is_copy rules_env_is_copy
#define ns_env_stale_readers rules_env_stale_readers
#define ns_env_close rules_env_close
#define ns_txn_begin rules_txn_begin
#define ns_txn_get rules_txn_get
#define ns_txn_put rules_txn_put
#define ns_txn_delete rules_txn_delete
#define ns_txn_commit rules_txn_commit
#define ns_txn_abort rules_txn_abort
#define ns_txn_each rules_txn_each
#define ns_txn_id rules_txn_id
#define ns_env_newest rules_env_newest
// NOLINTNEXTLINE(bugprone-suspicious-include): the same code, broken
#include "core/archive/env.c"

static const char *const names[] = { "db" };
enum { BIG = 3000, HUGE_VALUE = 1 << 20, MANY = 40, NOBODY = 65534 };
static char value[HUGE_VALUE];

/* A promise cannot be tried when what it needs fails. */
static void need(bool is)
{
	if (!is)
		_exit(SKIPPED);
}

static const char *file(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", rules_dir, name);
	return path;
}

static struct ns_env *manifest(const char *name, bool write)
{
	struct ns_env *env = NULL;

	if (ns_env_manifest(file(name), write, names, 1, &env, NULL))
		return NULL;
	return env;
}

static enum ns_code put(struct ns_env *env, const char *key, struct ns_str v)
{
	struct ns_txn *t = NULL;
	enum ns_code code = ns_txn_begin(env, true, &t, NULL);

	if (code)
		return code;
	code = ns_txn_put(t, 0, ns_str_of(key), v, NULL);
	if (code)
		ns_txn_abort(t);
	return code ? code : ns_txn_commit(&t, NULL);
}

/* Fills the value with a byte and stores its first n bytes. */
static enum ns_code put_big(struct ns_env *env, int byte, size_t n)
{
	memset(value, byte, n);
	return put(env, "key", (struct ns_str){ value, n });
}

static bool has(struct ns_txn *t, const char *key, char first)
{
	struct ns_str v = { "", 0 };

	return !ns_txn_get(t, 0, ns_str_of(key), &v, NULL) && v.n &&
	       v.p[0] == first && v.p[v.n - 1] == first;
}

/* Runs f in a child that knows nothing of this process's environments. */
static pid_t fork_to(int (*f)(void))
{
	pid_t child = fork();

	if (!child) {
		registry = NULL;
		_exit(f());
	}
	return child;
}

static bool succeeds(pid_t child)
{
	int status;

	return waitpid(child, &status, 0) == child && status == 0;
}

/* ---- one environment a file and process ---------------------------------- */

static void *second_writer(void *arg)
{
	struct ns_env *env = manifest("m.mdb", true);

	if (env && !put(env, "second", NS_STR("2")))
		atomic_store((atomic_bool *)arg, true);
	ns_env_close(env);
	return NULL;
}

static int acknowledged_commits_stay(void)
{
	struct ns_env *env = manifest("m.mdb", true);
	struct ns_txn *t = NULL;
	atomic_bool done = false;
	const int patience = NS_RULE(ONE_ENVIRONMENT) ? 50 : 2000;
	pthread_t thread;
	bool both;

	need(env && !ns_txn_begin(env, true, &t, NULL) && t &&
	     !ns_txn_put(t, 0, NS_STR("first"), NS_STR("1"), NULL));
	need(!pthread_create(&thread, NULL, second_writer, &done));
	// It waits for us, as it should; without the rule it gets its time.
	for (int i = 0; i < patience && !done; i++)
		usleep(10000);
	if (ns_txn_commit(&t, NULL))
		return BROKEN;
	pthread_join(thread, NULL);
	ns_env_close(env);
	env = manifest("m.mdb", false);
	need(env && !ns_txn_begin(env, false, &t, NULL) && t);
	both = has(t, "first", '1') && has(t, "second", '2');
	return done && both ? HOLDS : BROKEN;
}

static void one_environment_a_file(void)
{
	RULE_IS_NEEDED(acknowledged_commits_stay, ONE_ENVIRONMENT);
}

/* ---- manifests that cannot be locked --------------------------------------
 */

static int readable_without_permission(void)
{
	struct ns_env *env = manifest("m.mdb", true);
	struct ns_txn *t = NULL;

	need(env && !put_big(env, 'a', BIG));
	ns_env_close(env);
	need(!chmod(rules_dir, 0755) && !chmod(file("m.mdb-lock"), 0444));
	need(getuid() || !setresuid(NOBODY, NOBODY, NOBODY));
	env = manifest("m.mdb", false);
	if (!env || !ns_env_is_copy(env) || ns_txn_begin(env, false, &t, NULL))
		return BROKEN;
	return has(t, "key", 'a') ? HOLDS : BROKEN;
}

static int rewrite(void)
{
	struct ns_env *env = manifest("m.mdb", true);

	for (int i = 0; env && i < MANY; i++)
		if (put_big(env, 'b' + i % 20, BIG))
			return 1;
	ns_env_close(env);
	return env ? 0 : 1;
}

static int read_only_mounts_are_stable(void)
{
	struct ns_env *env = manifest("m.mdb", true);
	struct ns_txn *t = NULL;
	char ro[128];

	need(env && !put_big(env, 'a', BIG));
	ns_env_close(env);
	snprintf(ro, sizeof(ro), "%s", file("ro"));
	need(!mkdir(ro, 0755) && !unshare(CLONE_NEWNS) &&
	     !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	     !mount(rules_dir, ro, NULL, MS_BIND, NULL) &&
	     !mount(NULL, ro, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL));
	env = manifest("ro/m.mdb", false);
	if (!env || ns_txn_begin(env, false, &t, NULL) || !has(t, "key", 'a'))
		return BROKEN;
	need(succeeds(fork_to(rewrite)));
	return has(t, "key", 'a') ? HOLDS : BROKEN;
}

static void unlocked_manifests_are_copied(void)
{
	RULE_IS_NEEDED(readable_without_permission, COPY_UNLOCKED);
	RULE_IS_NEEDED(read_only_mounts_are_stable, COPY_UNLOCKED);
}

/* ---- one map size ----------------------------------------------------------
 */

static int grow(void)
{
	struct ns_env *env;

	dropped = NONE;
	env = manifest("m.mdb", true);
	for (int i = 0; env && i < 4; i++)
		if (put(env, (const char *[]){ "1", "2", "3", "4" }[i],
			(struct ns_str){ value, HUGE_VALUE }))
			return 1;
	ns_env_close(env);
	return env ? 0 : 1;
}

static int readers_follow_growth(void)
{
	struct ns_env *env = manifest("m.mdb", true);
	struct ns_txn *t = NULL;

	need(env && !put_big(env, 'a', BIG));
	ns_env_close(env);
	env = manifest("m.mdb", false);
	need(env && succeeds(fork_to(grow)));
	if (ns_txn_begin(env, false, &t, NULL))
		return BROKEN;
	return has(t, "key", 'a') ? HOLDS : BROKEN;
}

static void one_map_size_everywhere(void)
{
	RULE_IS_NEEDED(readers_follow_growth, ONE_MAP_SIZE);
}

/* ---- reader slots ----------------------------------------------------------
 */

static int two_transactions_in_a_thread(void)
{
	struct ns_env *env = manifest("m.mdb", true);
	struct ns_txn *a = NULL, *b = NULL;

	need(env && !put_big(env, 'a', BIG) &&
	     !ns_txn_begin(env, false, &a, NULL));
	return ns_txn_begin(env, false, &b, NULL) ? BROKEN : HOLDS;
}

static void slots_are_not_a_threads(void)
{
	RULE_IS_NEEDED(two_transactions_in_a_thread, NO_TLS);
}

static int talk[2]; // a reader says that it reads

static void read_until_killed(int slots)
{
	struct ns_env *env = manifest("m.mdb", false);
	struct ns_txn *t;

	for (int i = 0; i < slots; i++)
		if (!env || ns_txn_begin(env, false, &t, NULL))
			_exit(1);
	if (write(talk[1], "r", 1) == 1)
		pause();
	_exit(1);
}

static int take_one_slot(void)
{
	read_until_killed(1);
	return 1;
}

static int take_all_slots(void)
{
	read_until_killed(NS_ENV_READERS);
	return 1;
}

static pid_t reader(int (*f)(void))
{
	char byte;
	pid_t child;

	need(!pipe(talk));
	child = fork_to(f);
	need(read(talk[0], &byte, 1) == 1);
	return child;
}

static void kill_reader(pid_t child)
{
	int status;

	kill(child, SIGKILL);
	waitpid(child, &status, 0);
}

static int slots_of_the_dead_are_free(void)
{
	struct ns_env *env = manifest("m.mdb", true);
	struct ns_error e = { .code = NS_OK };
	struct ns_txn *t = NULL;
	pid_t child;

	need(env && !put_big(env, 'a', BIG));
	child = reader(take_all_slots);
	need(ns_txn_begin(env, false, &t, &e) == NS_LIMIT); // all are alive
	kill_reader(child);
	return ns_txn_begin(env, false, &t, NULL) ? BROKEN : HOLDS;
}

static int rewrite_huge(void)
{
	struct ns_env *env = manifest("m.mdb", true);

	for (int i = 0; env && i < 10; i++)
		if (put_big(env, 'b' + i, HUGE_VALUE))
			return 1;
	ns_env_close(env);
	return env ? 0 : 1;
}

static int the_dead_pin_no_pages(void)
{
	struct ns_env *env = manifest("m.mdb", true);
	struct stat st;

	need(env && !put_big(env, 'a', HUGE_VALUE));
	kill_reader(reader(take_one_slot));
	need(succeeds(fork_to(rewrite_huge)) && !stat(file("m.mdb"), &st));
	return st.st_size < 6 * HUGE_VALUE ? HOLDS : BROKEN;
}

static void dead_readers_are_cleared(void)
{
	RULE_IS_NEEDED(slots_of_the_dead_are_free, READER_CHECK);
	RULE_IS_NEEDED(the_dead_pin_no_pages, READER_CHECK);
}

/* ---- keys ------------------------------------------------------------------
 */

static const struct {
	size_t n;
	enum ns_code put, get;
} keys[] = {
	{ 0, NS_INVALID, NS_INVALID },   { 1, NS_OK, NS_OK },
	{ 511, NS_OK, NS_OK },           { 512, NS_INVALID, NS_INVALID },
	{ 600, NS_INVALID, NS_INVALID },
};

static int keys_are_judged_by_us(void)
{
	struct ns_env *env = manifest("m.mdb", true);
	struct ns_txn *t = NULL;
	struct ns_str v;

	need(env && !ns_txn_begin(env, true, &t, NULL) && t);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct ns_str key = { value, keys[i].n };

		if (ns_txn_put(t, 0, key, NS_STR("v"), NULL) != keys[i].put ||
		    ns_txn_get(t, 0, key, &v, NULL) != keys[i].get)
			return BROKEN;
	}
	return HOLDS;
}

static void keys_have_1_to_511_bytes(void)
{
	RULE_IS_NEEDED(keys_are_judged_by_us, KEYS);
}

/* ---- a full disk -----------------------------------------------------------
 */

/* A limit in the middle of a value: the write is short, as on a full disk. */
static int full_disks_are_named(void)
{
	struct ns_env *env = manifest("m.mdb", true);
	struct ns_error e = { .text = "" };
	struct ns_txn *t = NULL;
	struct rlimit limit;
	struct stat st;

	need(env && !put_big(env, 'a', BIG) && !stat(file("m.mdb"), &st));
	signal(SIGXFSZ, SIG_IGN);
	limit.rlim_cur = limit.rlim_max = (rlim_t)st.st_size + 10000;
	need(!setrlimit(RLIMIT_FSIZE, &limit));
	memset(value, 'b', HUGE_VALUE);
	need(!ns_txn_begin(env, true, &t, NULL) && t &&
	     !ns_txn_put(t, 0, NS_STR("key"),
			 (struct ns_str){ value, HUGE_VALUE }, NULL));
	if (ns_txn_commit(&t, &e) != NS_IO || !strstr(e.text, "disk full"))
		return BROKEN;
	need(!ns_txn_begin(env, false, &t, NULL) && t);
	return has(t, "key", 'a') ? HOLDS : BROKEN;
}

static void full_disks_are_eio(void)
{
	RULE_IS_NEEDED(full_disks_are_named, DISK_FULL);
}

int main(void)
{
	T_RUN(one_environment_a_file);
	T_RUN(unlocked_manifests_are_copied);
	T_RUN(one_map_size_everywhere);
	T_RUN(slots_are_not_a_threads);
	T_RUN(dead_readers_are_cleared);
	T_RUN(keys_have_1_to_511_bytes);
	T_RUN(full_disks_are_eio);
	return t_end();
}
