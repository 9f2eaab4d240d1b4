#include "core/archive/lmdb_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/bytes.h"

/* What LMDB 0.9 writes at the start of both meta pages, after the 16 bytes of
 * page header; LMDB itself checks only this magic and maps the rest blindly. */
enum {
	META_PAGES = 2,
	PAGE = 4096,
	META_AT = 16,
	META_BYTES = 152, // header and MDB_meta, 64 bits
	META_LAST_PAGE = META_AT + 120,
	META_PAGE_SIZE = META_AT + 24, // md_pad of the free list
	META_MAGIC = 0xBEEFC0DE,
	META_VERSION = 1,
};

/* One meta page; *last becomes the greater last page. */
static enum ns_code look_at_meta(const char *path, const uint8_t *meta,
				 uint64_t *last, struct ns_error *e)
{
	if (ns_le32(meta + META_AT) != META_MAGIC)
		return ns_fail(e, NS_CORRUPT, "%s is no LMDB file", path);
	if (ns_le32(meta + META_AT + 4) != META_VERSION)
		return ns_fail(e, NS_VERSION, "%s is of LMDB's data version %u",
			       path, ns_le32(meta + META_AT + 4));
	if (ns_le32(meta + META_PAGE_SIZE) != PAGE)
		return ns_fail(e, NS_CORRUPT, "%s has pages of %u bytes", path,
			       ns_le32(meta + META_PAGE_SIZE));
	if (ns_le64(meta + META_LAST_PAGE) > *last)
		*last = ns_le64(meta + META_LAST_PAGE);
	return NS_OK;
}

static enum ns_code look(const char *path, int fd, struct ns_lmdb_file *f,
			 struct ns_error *e)
{
	uint8_t meta[META_BYTES];
	uint64_t last = 0;
	enum ns_code code = NS_OK;
	struct stat st;

	if (fstat(fd, &st))
		return ns_fail_errno(e, errno, "%s", path);
	for (int i = 0; i < META_PAGES && !code; i++) {
		if (pread(fd, meta, sizeof(meta), (off_t)i * PAGE) !=
		    (ssize_t)sizeof(meta))
			return ns_fail(e, NS_CORRUPT, "%s is truncated", path);
		code = look_at_meta(path, meta, &last, e);
	}
	if (!code && last >= SIZE_MAX / 2 / PAGE)
		code = ns_fail(e, NS_CORRUPT, "%s has a last page of %llu",
			       path, (unsigned long long)last);
	f->bytes = (size_t)st.st_size;
	f->whole = (size_t)(last + 1) * PAGE;
	return code;
}

enum ns_code ns_lmdb_look(const char *path, struct ns_lmdb_file *f,
			  struct ns_error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum ns_code code;

	if (fd < 0 && errno == ENOENT)
		return ns_fail(e, NS_NOTFOUND, "%s is not there", path);
	if (fd < 0)
		return ns_fail_errno(e, errno, "%s", path);
	code = look(path, fd, f, e);
	close(fd);
	return code;
}

enum { COPY_TRIES = 100, META_BOTH = META_PAGES * PAGE };

/* One try: the copy is whole when both meta pages were the same before and
 * after. NS_BUSY: they were not. */
static enum ns_code copy_once(int in, int out)
{
	uint8_t before[META_BOTH], after[META_BOTH], part[65536];
	off_t at = 0;
	ssize_t n;

	if (pread(in, before, sizeof(before), 0) != (ssize_t)sizeof(before))
		return NS_CORRUPT;
	if (ftruncate(out, 0))
		return NS_IO;
	while ((n = pread(in, part, sizeof(part), at)) > 0) {
		if (pwrite(out, part, (size_t)n, at) != n)
			return NS_IO;
		at += n;
	}
	if (n || pread(in, after, sizeof(after), 0) != (ssize_t)sizeof(after))
		return NS_IO;
	return memcmp(before, after, sizeof(before)) ? NS_BUSY : NS_OK;
}

enum ns_code ns_lmdb_copy(const char *path, int *fd, struct ns_error *e)
{
	struct ns_lmdb_file f;
	int in = open(path, O_RDONLY | O_CLOEXEC);
	int out = memfd_create("manifest", MFD_CLOEXEC);
	enum ns_code code = NS_BUSY;

	*fd = out;
	if (in < 0 || out < 0)
		code = ns_fail_errno(e, errno, "%s", path);
	for (int i = 0; in >= 0 && out >= 0 && code == NS_BUSY; i++) {
		code = copy_once(in, out);
		if (code == NS_BUSY && i == COPY_TRIES) {
			(void)ns_fail(e, code, "%s keeps changing", path);
			break;
		}
		if (code == NS_CORRUPT)
			(void)ns_fail(e, code, "%s is truncated", path);
		if (code == NS_IO)
			(void)ns_fail_errno(e, errno, "copying %s", path);
	}
	if (!code)
		code = look(path, out, &f, e);
	if (!code && f.bytes < f.whole && ftruncate(out, (off_t)f.whole))
		code = ns_fail_errno(e, errno, "copying %s", path);
	if (in >= 0)
		close(in);
	return code;
}
