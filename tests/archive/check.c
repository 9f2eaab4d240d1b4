/* A whole archive passes the deep check; one with a flipped byte does not. */
#include <fcntl.h>

#include "core/archive/check.h"
#include "tests/archive/made.h"

static int said;

static void say(void *arg, const char *sentence)
{
	if (arg)
		T_FAIL("%s", sentence);
	said++;
}

static uint32_t publish(char *dir, uint32_t n_docs, uint64_t first_id)
{
	struct made m = { .n_docs = n_docs,
			  .title_weight = 2,
			  .first_id = first_id,
			  .sequence = first_id * 10,
			  .newest = 1500000000 };
	struct ns_update *u = NULL;
	struct ns_publish p = { .n_add = 1 };
	struct ns_error e;
	uint32_t number;

	made_fill(&m, first_id + 1);
	T_INT(ns_update_open(dir, NULL, &u, &e), NS_OK);
	number = made_write(&m, u);
	p.add = &number;
	T_INT(ns_publish(u, &p, NULL, &e), NS_OK);
	ns_update_close(u);
	made_free(&m);
	return number;
}

static void whole_archives_pass(void)
{
	char *dir = made_dir();
	struct ns_check_report r;
	struct ns_error e;

	publish(dir, 3000, 0);
	publish(dir, 500, 2800);
	T_INT(ns_check(dir, say, dir, &r, &e), NS_OK);
	T_INT(r.problems, 0);
	T_INT(r.segments, 2);
	T_INT(r.documents, 3500);
	T_OK(r.postings > 10000);
	made_remove(dir);
}

static void flips_in_chunks_are_found(void)
{
	char *dir = made_dir(), path[64];
	struct ns_check_report r;
	struct ns_error e;
	uint8_t page[4096], *at;
	int fd, found = 0;
	off_t where = 0;

	snprintf(path, sizeof(path), "%s/seg-%08u.mdb", dir,
		 publish(dir, 4200, 0)); // bitmaps too
	fd = open(path, O_RDWR);
	for (; pread(fd, page, sizeof(page), where) == sizeof(page);
	     where += 4096) {
		at = memmem(page, sizeof(page), "NSck", 4);
		if (!at)
			continue;
		page[at - page + 48] ^= 4; // in the payload
		T_INT(pwrite(fd, page, sizeof(page), where), sizeof(page));
		said = 0;
		if (ns_check(dir, say, NULL, &r, &e))
			said++; // the header: the archive is refused
		if (!said)
			T_FAIL("chunk of database %d, part %d, number %u at "
			       "%lld",
			       at[4], at[5], at[8], (long long)where);
		found++;
		page[at - page + 48] ^= 4;
		T_INT(pwrite(fd, page, sizeof(page), where), sizeof(page));
	}
	T_OK(found > 30);
	close(fd);
	made_remove(dir);
}

int main(void)
{
	T_RUN(whole_archives_pass);
	T_RUN(flips_in_chunks_are_found);
	return t_end();
}
