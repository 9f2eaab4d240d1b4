/* files.h - the steps by which a file becomes durable and visible. */
#ifndef NS_ARCHIVE_FILES_H
#define NS_ARCHIVE_FILES_H

#include "core/base/err.h"

/* fsync(path), rename to `done`, fsync of the directory. */
enum ns_code ns_file_publish(const char *path, const char *done,
			     struct ns_error *e);
/* fsync of a file, of a directory. */
enum ns_code ns_file_sync(const char *path, struct ns_error *e);
enum ns_code ns_dir_sync(const char *dir, struct ns_error *e);

/* NS_INVALID for a directory on a network file system (NFS, CIFS, 9p, FUSE):
 * LMDB's locks and maps do not hold there. */
enum ns_code ns_dir_is_local(const char *dir, struct ns_error *e);

#endif
