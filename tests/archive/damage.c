/* What a damaged tree of LMDB loses is missed: entries of the manifest, the end
 * of its file, the order of dictionary blocks. */
#include <fcntl.h>
#include <sys/stat.h>

#include "core/archive/manifest.h"
#include "core/base/bytes.h"
#include "tests/archive/made.h"

static const char english[4] = "en";

static char *archive_of(uint32_t n_docs)
{
	char *dir = made_dir();
	struct made m = { .n_docs = n_docs, .title_weight = 2, .sequence = 1 };
	struct ns_update *u = NULL;
	struct ns_tombstone gone = { NS_STR("id-3"), NS_STR("why"), 1 };
	struct ns_publish p = { .n_add = 1 },
			  forget = { .forget = &gone, .n_forget = 1 };
	struct ns_error e;
	uint32_t number;

	made_fill(&m, 1);
	T_INT(ns_update_open(dir, NULL, &u, &e), NS_OK);
	number = made_write(&m, u);
	p.add = &number;
	T_INT(ns_publish(u, &p, NULL, &e), NS_OK);
	T_INT(ns_publish(u, &forget, NULL, &e), NS_OK);
	ns_update_close(u);
	made_free(&m);
	return dir;
}

static enum ns_code opened(const char *dir)
{
	struct ns_archive *ar = NULL;
	struct ns_error e = { .text = "" };
	enum ns_code code = ns_archive_open(dir, &ar, &e);

	if (code && !strstr(e.text, "manifest.mdb"))
		T_FAIL("'%s' names no file", e.text);
	ns_archive_close(ar);
	return code;
}

/* ---- the manifest -------------------------------------------------------- */

static void lost_entries_are_missed(void)
{
	static const struct {
		enum ns_manifest_db db;
		struct ns_str key;
	} lost[] = {
		{ NS_MDB_SEGS, { "\0\0\0\1", 4 } },
		{ NS_MDB_LIVE, { "\0\0\0\1", 4 } },
		{ NS_MDB_LANG, { "en\0", 4 } },
		{ NS_MDB_META, { "settings", 8 } },
		{ NS_MDB_META, { "state", 5 } },
	};

	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++) {
		char *dir = archive_of(20), path[64];
		struct ns_env *env = NULL;
		struct ns_txn *t = NULL;
		struct ns_error e;

		T_INT(opened(dir), NS_OK);
		snprintf(path, sizeof(path), "%s/manifest.mdb", dir);
		T_INT(ns_env_manifest(path, true, ns_manifest_name, NS_MDBS,
				      &env, &e),
		      NS_OK);
		T_INT(ns_txn_begin(env, true, &t, &e), NS_OK);
		T_INT(ns_txn_delete(t, (int)lost[i].db, lost[i].key, &e),
		      NS_OK);
		T_INT(ns_txn_commit(&t, &e), NS_OK);
		ns_env_close(env);
		T_INT(opened(dir), NS_CORRUPT);
		made_remove(dir);
	}
}

/* In each leaf of two segment numbers, makes the second entry the first. */
static int repeat_entries(const char *dir)
{
	enum { FLAGS = 10, LOWER = 12, NODES = 16, LEAF = 2, TWO = 20 };
	char path[64];
	uint8_t page[4096];
	int fd, n = 0;

	snprintf(path, sizeof(path), "%s/manifest.mdb", dir);
	fd = open(path, O_RDWR);
	for (off_t at = 8192; pread(fd, page, 4096, at) == 4096; at += 4096) {
		uint16_t first = ns_le16(page + NODES);

		if (page[FLAGS] != LEAF || ns_le16(page + LOWER) != TWO ||
		    first > 4084 || memcmp(page + first + 6, "\4\0\0\0\0", 5))
			continue;
		T_INT(pwrite(fd, page + NODES, 2, at + NODES + 2), 2);
		n++;
	}
	close(fd);
	return n;
}

static void repeated_entries_are_missed(void)
{
	char *dir = archive_of(20);
	struct made m = { .n_docs = 9, .title_weight = 2, .first_id = 90 };
	struct ns_update *u = NULL;
	struct ns_publish p = { .n_add = 1 };
	struct ns_error e;
	uint32_t number;

	made_fill(&m, 2);
	T_INT(ns_update_open(dir, NULL, &u, &e), NS_OK);
	number = made_write(&m, u);
	p.add = &number;
	T_INT(ns_publish(u, &p, NULL, &e), NS_OK);
	ns_update_close(u);
	T_INT(opened(dir), NS_OK);
	T_OK(repeat_entries(dir) > 0);
	T_INT(opened(dir), NS_CORRUPT);
	made_free(&m);
	made_remove(dir);
}

/* Cut at every place that matters: readers get an error, not SIGBUS, and so do
 * writers. */
static void truncated_manifests_are_refused(void)
{
	char *dir = archive_of(20), path[64];
	struct stat st;
	uint8_t *whole;
	int fd, refused = 0;

	snprintf(path, sizeof(path), "%s/manifest.mdb", dir);
	fd = open(path, O_RDWR);
	T_INT(fstat(fd, &st), 0);
	whole = malloc((size_t)st.st_size);
	T_INT(pread(fd, whole, (size_t)st.st_size, 0), st.st_size);
	for (off_t cut = 0; cut < st.st_size; cut += 2048) {
		struct ns_update *u = NULL;
		struct ns_error e;
		enum ns_code code;

		T_INT(ftruncate(fd, cut), 0);
		code = opened(dir);
		if (code && code != NS_CORRUPT)
			T_FAIL("cut at %ld: %d", (long)cut, code);
		T_INT(ns_update_open(dir, NULL, &u, &e), code);
		ns_update_close(u);
		refused += code == NS_CORRUPT;
		T_INT(pwrite(fd, whole, (size_t)st.st_size, 0), st.st_size);
		T_INT(opened(dir), NS_OK);
	}
	T_OK(refused > 5); // the last pages may be free ones
	free(whole);
	close(fd);
	made_remove(dir);
}

/* ---- dictionary blocks --------------------------------------------------- */

/* Changes the tree's key of the block that ends with a stem: it becomes
 * smaller. The block itself stays as it is. */
static int move_keys(const char *dir)
{
	static const uint8_t key[] = { 11, 0, 's', 'e', 'n', 0, 't', 'e' };
	char path[64];
	struct stat st;
	uint8_t *bytes, *at;
	int fd, n = 0;

	snprintf(path, sizeof(path), "%s/seg-00000001.mdb", dir);
	fd = open(path, O_RDWR);
	T_INT(fstat(fd, &st), 0);
	bytes = malloc((size_t)st.st_size);
	T_INT(pread(fd, bytes, (size_t)st.st_size, 0), st.st_size);
	for (at = bytes; (at = memmem(at, (size_t)(bytes + st.st_size - at),
				      key, sizeof(key))) != NULL;
	     at += sizeof(key), n++) {
		off_t where = at - bytes + 10;

		T_INT(pwrite(fd, "/", 1, where), 1); // "term0" -> "ter/0"
	}
	free(bytes);
	close(fd);
	return n;
}

static void moved_blocks_are_missed(void)
{
	char *dir = archive_of(300);
	struct ns_segment *seg = NULL;
	struct ns_walk w;
	struct ns_error e;
	int lost = 0, moved = move_keys(dir);
	enum ns_code code;

	T_OK(moved >= 1);
	T_INT(ns_segment_open(dir, 1, NULL, &seg, &e), NS_OK);
	for (uint32_t t = 0; t < MADE_TERMS; t++) {
		struct ns_term term;
		char text[32];

		snprintf(text, sizeof(text), "term%03u", t);
		code = ns_term_find(seg, NS_KIND_STEM, english, ns_str_of(text),
				    &term, &e);
		T_OK(code == NS_OK || code == NS_CORRUPT);
		lost += code == NS_CORRUPT;
	}
	T_OK(lost > 0);
	code = ns_walk_open(seg, 0, english, NS_STR(""), &w, &e);
	for (int i = 0; !code && i < 1000; i++)
		code = ns_walk_next(&w, &e);
	T_INT(code, NS_CORRUPT);
	ns_walk_close(&w);
	ns_segment_close(seg);
	made_remove(dir);
}

int main(void)
{
	T_RUN(lost_entries_are_missed);
	T_RUN(repeated_entries_are_missed);
	T_RUN(truncated_manifests_are_refused);
	T_RUN(moved_blocks_are_missed);
	return t_end();
}
