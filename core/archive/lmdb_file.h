/* lmdb_file.h - a file of LMDB looked at with pread, before LMDB maps it: LMDB
 * checks nothing but a magic number, and what the file lacks is SIGBUS.
 */
#ifndef NS_ARCHIVE_LMDB_FILE_H
#define NS_ARCHIVE_LMDB_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

struct ns_lmdb_file {
	size_t bytes; // that the file has
	size_t whole; // that it should have: up to its last page
};

/* Reads both meta pages. NS_NOTFOUND: the file is not there; NS_CORRUPT: it is
 * no file of LMDB, or ends within the meta pages; NS_VERSION. */
enum ns_code ns_lmdb_look(const char *path, struct ns_lmdb_file *f,
			  struct ns_error *e);

/* Copies the file to memory, while others may write to it, and makes the copy
 * whole with zeros. *fd: the copy, the caller's to close also on failure; -1:
 * there is none. NS_BUSY: it keeps changing. */
enum ns_code ns_lmdb_copy(const char *path, int *fd, struct ns_error *e);

#endif
