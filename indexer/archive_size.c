#include "indexer/archive_size.h"

#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>

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
