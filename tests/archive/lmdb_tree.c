/* Keys of a segment's file are found as a sorted array has them, and damage of
 * any page leads nowhere outside of the file. */
#include "core/archive/lmdb_tree.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/archive/env.h"
#include "tests/t.h"

enum { KEYS = 6000, KEY_BYTES = 40, LONG_VALUE = 9000 };
static const char *const names[] = { "empty", "few", "many" };
enum { EMPTY, FEW, MANY, DBS };

struct key {
	char p[KEY_BYTES];
	size_t n;
};

static struct ns_str str_of(const struct key *k)
{
	return (struct ns_str){ k->p, k->n };
}

static int by_key(const void *a, const void *b)
{
	return ns_str_cmp(str_of(a), str_of(b));
}

/* Short and long ones of few letters: many share their beginnings. */
static uint32_t make_keys(struct key *key, uint64_t *seed)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < KEYS; i++) {
		key[i].n = 1 + t_random(seed) % (i % 3 ? 9 : KEY_BYTES);
		for (size_t j = 0; j < key[i].n; j++)
			key[i].p[j] = (char)(t_random(seed) % 3 * 127);
	}
	qsort(key, KEYS, sizeof(*key), by_key);
	for (uint32_t i = 0; i < KEYS; i++) {
		if (!n || by_key(&key[n - 1], &key[i]))
			key[n++] = key[i];
	}
	return n;
}

static size_t value_bytes(uint32_t i)
{
	return i % 97 == 5 ? LONG_VALUE : i % 700;
}

static void write_file(const char *path, const struct key *key, uint32_t n)
{
	struct ns_env *env = NULL;

	T_INT(ns_env_create(path, names, DBS, &env, NULL), NS_OK);
	for (int db = FEW; db < DBS; db++) {
		for (uint32_t i = 0; i < (db == FEW ? 3 : n); i++) {
			size_t bytes = value_bytes(i);
			uint8_t *room;

			T_INT(ns_env_append(env, db, str_of(&key[i]), bytes,
					    &room, NULL),
			      NS_OK);
			memset(room, (int)i % 256, bytes);
		}
	}
	T_INT(ns_env_seal(env, NULL), NS_OK);
	ns_env_close(env);
}

static void is_entry(struct ns_entry found, const struct key *key, uint32_t i)
{
	size_t bytes = value_bytes(i);

	T_OK(ns_str_eq(found.key, str_of(&key[i])));
	T_INT(found.value.n, bytes);
	for (size_t j = 0; j < bytes && j < found.value.n; j++) {
		if ((uint8_t)found.value.p[j] != i % 256) {
			T_FAIL("value %u, byte %zu", i, j);
			break;
		}
	}
}

/* The key that the array has at or behind this one. */
static void seek(struct ns_env *env, int db, struct ns_str wanted,
		 const struct key *key, uint32_t n)
{
	struct ns_entry found = { .key = wanted };
	struct ns_str value;
	uint32_t i = 0;
	enum ns_code code;

	while (i < n && ns_str_cmp(str_of(&key[i]), wanted) < 0)
		i++;
	code = ns_env_seek(env, db, &found, NULL);
	T_INT(code, i < n ? NS_OK : NS_NOTFOUND);
	if (!code && i < n)
		is_entry(found, key, i);
	code = ns_env_get(env, db, wanted, &value, NULL);
	T_INT(code, i < n && ns_str_eq(str_of(&key[i]), wanted) ? NS_OK
								: NS_NOTFOUND);
}

static void keys_are_found(void)
{
	char path[] = "/tmp/ns-lmdb-tree-XXXXXX";
	struct key *key = calloc(KEYS, sizeof(*key)), other;
	struct ns_env *env = NULL;
	uint64_t seed = 7;
	uint32_t n = make_keys(key, &seed);

	close(mkstemp(path));
	unlink(path);
	write_file(path, key, n);
	T_INT(ns_env_open(path, names, DBS, &env, NULL), NS_OK);
	for (uint32_t i = 0; i < n; i++) {
		seek(env, MANY, str_of(&key[i]), key, n);
		seek(env, FEW, str_of(&key[i]), key, 3);
		other = key[i];
		other.p[other.n - 1] ^= 1;
		seek(env, MANY, str_of(&other), key, n);
		if (other.n < KEY_BYTES)
			other.p[other.n++] = (char)(i % 2 * 255);
		seek(env, MANY, str_of(&other), key, n);
		seek(env, EMPTY, str_of(&other), key, 0);
	}
	ns_env_close(env);
	unlink(path);
	free(key);
}

/* ---- damage -------------------------------------------------------------- */

static struct ns_lmdb_tree tree_of(const uint8_t *map, size_t bytes,
				   uint64_t root)
{
	return (struct ns_lmdb_tree){ map, bytes, root };
}

/* Whatever it answers lies within the file. */
static void look(const struct ns_lmdb_tree *t, struct ns_str key)
{
	struct ns_str value = { NULL, 0 };
	const char *map = (const char *)t->map;
	enum ns_code code = ns_lmdb_tree_seek(t, &key, &value);

	T_OK(code == NS_OK || code == NS_NOTFOUND || code == NS_CORRUPT);
	if (!code)
		T_OK(value.p >= map && value.n <= t->bytes &&
		     (size_t)(value.p - map) <= t->bytes - value.n);
}

/* Each page as the root, whole and with bytes changed; the file ends where it
 * was allocated to. */
static void damage_stays_inside(void)
{
	char path[] = "/tmp/ns-lmdb-tree-XXXXXX";
	struct key *key = calloc(KEYS, sizeof(*key));
	uint64_t seed = 11;
	uint32_t n = make_keys(key, &seed);
	uint8_t *map;
	struct stat st;
	int fd;

	close(mkstemp(path));
	unlink(path);
	write_file(path, key, n);
	fd = open(path, O_RDONLY);
	T_INT(fstat(fd, &st), 0);
	map = malloc((size_t)st.st_size);
	T_INT(read(fd, map, (size_t)st.st_size), st.st_size);
	for (size_t page = 0; page < (size_t)st.st_size / 4096; page++) {
		struct ns_lmdb_tree t = tree_of(map, (size_t)st.st_size, page);

		for (uint32_t i = 0; i < 60; i++) {
			uint8_t *at = map + page * 4096 +
				      t_random(&seed) % (i % 2 ? 4096 : 32);
			uint8_t before = *at;

			*at = (uint8_t)t_random(&seed);
			look(&t, str_of(&key[t_random(&seed) % n]));
			*at = before;
		}
	}
	close(fd);
	unlink(path);
	free(map);
	free(key);
}

static void no_other_record_is_a_database(void)
{
	char record[49] = { 0 };
	struct ns_lmdb_tree t;

	record[40] = 9;
	T_INT(ns_lmdb_tree_open((struct ns_str){ record, 48 }, &t), NS_OK);
	T_INT(t.root, 9);
	T_INT(ns_lmdb_tree_open((struct ns_str){ record, 47 }, &t), NS_CORRUPT);
	T_INT(ns_lmdb_tree_open((struct ns_str){ record, 49 }, &t), NS_CORRUPT);
}

int main(void)
{
	T_RUN(keys_are_found);
	T_RUN(damage_stays_inside);
	T_RUN(no_other_record_is_a_database);
	return t_end();
}
