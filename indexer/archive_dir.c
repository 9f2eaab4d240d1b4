#include "indexer/archive_dir.h"

#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/archive/chunkset.h"

enum { STAT_BLOCK = 512 };

uint64_t ns_archive_disk_bytes(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *entry;
	uint64_t sum = 0;

	while (d && (entry = readdir(d)) != NULL) {
		struct stat st;

		if (fstatat(dirfd(d), entry->d_name, &st,
			    AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode))
			sum += (uint64_t)st.st_blocks * STAT_BLOCK;
	}
	if (d)
		(void)closedir(d);
	return sum;
}

uint64_t ns_archive_segment_bytes(const char *dir, uint32_t number)
{
	char path[NS_PATH_BYTES];
	struct stat st;

	ns_segment_path(dir, number, "mdb", path);
	return stat(path, &st) ? 0 : (uint64_t)st.st_size;
}

void ns_archive_remove_segment(const char *dir, uint32_t number)
{
	char path[NS_PATH_BYTES];

	ns_segment_path(dir, number, "mdb", path);
	(void)unlink(path);
}

enum ns_code ns_archive_expect(const char *dir, struct ns_error *e)
{
	struct ns_archive *ar = NULL;
	enum ns_code rc = ns_archive_open(dir, &ar, e);

	ns_archive_close(ar);
	return rc;
}
