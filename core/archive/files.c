#include "core/archive/files.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/archive/format.h"

static enum ns_code sync_path(const char *path, int flags, struct ns_error *e)
{
	int fd = open(path, flags | O_RDONLY | O_CLOEXEC);
	enum ns_code code = NS_OK;

	if (fd < 0)
		return ns_fail_errno(e, errno, "%s", path);
	if (fsync(fd))
		code = ns_fail_errno(e, errno, "fsync of %s", path);
	close(fd);
	return code;
}

enum ns_code ns_file_sync(const char *path, struct ns_error *e)
{
	return sync_path(path, 0, e);
}

enum ns_code ns_dir_sync(const char *dir, struct ns_error *e)
{
	return sync_path(dir, O_DIRECTORY, e);
}

enum ns_code ns_file_publish(const char *path, const char *done,
			     struct ns_error *e)
{
	char parent[NS_PATH_BYTES];
	enum ns_code code = sync_path(path, 0, e);

	if (code)
		return code;
	if (rename(path, done))
		return ns_fail_errno(e, errno, "renaming %s", path);
	(void)snprintf(parent, sizeof(parent), "%s", done);
	return ns_dir_sync(dirname(parent), e);
}

/* Magic numbers of statfs(2). */
static const uint32_t network[] = {
	0x6969,     // NFS
	0x517b,     // SMB
	0xff534d42, // CIFS
	0xfe534d42, // SMB2
	0x01021997, // 9p
	0x65735546, // FUSE
	0x00c36400, // Ceph
	0x5346414f, // AFS
};

enum ns_code ns_dir_is_local(const char *dir, struct ns_error *e)
{
	struct statfs fs;

	if (statfs(dir, &fs))
		return ns_fail_errno(e, errno, "%s", dir);
	for (size_t i = 0; i < sizeof(network) / sizeof(network[0]); i++)
		if ((uint32_t)fs.f_type == network[i])
			return ns_fail(e, NS_INVALID,
				       "%s is on a network file system: an "
				       "archive needs a local one",
				       dir);
	return NS_OK;
}
