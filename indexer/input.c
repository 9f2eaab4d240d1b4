/* A file is opened once and read forward. Its first bytes say what it is, and
 * the first bytes of what comes out of it may say so again:
 *
 *	file --(gunzip)--> --(libarchive's bz2, xz, zst, lz4)--> the caller
 *
 * What is compressed by nobody is read block by block into the caller's memory.
 */
#include "indexer/input.h"

#include <archive.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/gunzip.h"

enum { BLOCK_BYTES = 256 << 10, MAGIC_BYTES = 6 };

/* Bytes that were looked at and are still to be given. */
struct look {
	unsigned char bytes[MAGIC_BYTES];
	size_t n, at;
};

struct ns_input {
	char *name;
	int fd;
	uint64_t size;            // on disk; 0: not known
	uint64_t consumed;        // of the file
	uint64_t given;           // decompressed bytes
	struct look file, inner;  // of the file, and of what gunzip makes of it
	struct ns_gunzip *gunzip; // NULL: no gz
	struct archive *archive;  // NULL: none of the others
	const char *unpacked;     // libarchive's block, and what is left of it
	size_t unpacked_n;
	bool unpacked_all;
	uint64_t fed;    // bytes given to libarchive
	size_t last_n;   // the last of them, in .block
	int error;       // errno of the last read that failed, or 0 and
	const char *why; // what is wrong with the gz
	unsigned char block[BLOCK_BYTES];
};

static size_t take_look(struct look *look, void *buf, size_t n)
{
	size_t got = look->n - look->at < n ? look->n - look->at : n;

	memcpy(buf, look->bytes + look->at, got);
	look->at += got;
	return got;
}

static const _Atomic bool *asked_to_stop;

void ns_input_watch(const _Atomic bool *stop)
{
	asked_to_stop = stop;
}

static bool may_wait(void)
{
	return !asked_to_stop || !*asked_to_stop;
}

/* read(2), again when a signal came that asks for nothing. */
static ssize_t read_file(void *context, void *buf, size_t n)
{
	struct ns_input *in = context;
	ssize_t got = (ssize_t)take_look(&in->file, buf, n);

	if (got)
		return got;
	do
		got = read(in->fd, buf, n);
	while (got < 0 && errno == EINTR && may_wait());
	if (got > 0)
		in->consumed += (uint64_t)got;
	return got;
}

/* The file, or what is inside its gz. */
static ssize_t read_inner(struct ns_input *in, void *buf, size_t n)
{
	ssize_t got;

	if (!in->gunzip) {
		got = read_file(in, buf, n);
	} else {
		got = (ssize_t)take_look(&in->inner, buf, n);
		if (!got)
			got = ns_gunzip_read(in->gunzip, buf, n, &in->why);
	}
	in->error = got < 0 ? errno : 0;
	return got;
}

static enum ns_code fail_read(struct ns_input *in, const char *why,
			      struct ns_error *e)
{
	if (in->error == EINTR)
		return ns_fail(e, NS_INTERRUPTED, "%s: asked to stop",
			       in->name);
	if (in->error)
		return ns_fail_errno(e, in->error,
				     "cannot read %s after byte %llu", in->name,
				     (unsigned long long)in->given);
	return ns_fail(e, NS_CORRUPT,
		       "%s: the compressed data is damaged or cut off after "
		       "byte %llu of its content: %s",
		       in->name, (unsigned long long)in->given,
		       why ? why : "no reason given");
}

enum packing { PACK_NONE, PACK_GZ, PACK_OTHER };

static const struct magic {
	unsigned char n, bytes[MAGIC_BYTES];
	enum packing packing;
} magics[] = {
	{ 3, { 0x1f, 0x8b, 0x08 }, PACK_GZ },
	{ 3, { 'B', 'Z', 'h' }, PACK_OTHER },                  // bz2
	{ 6, { 0xfd, '7', 'z', 'X', 'Z', 0x00 }, PACK_OTHER }, // xz
	{ 4, { 0x28, 0xb5, 0x2f, 0xfd }, PACK_OTHER },         // zst
	{ 4, { 0x04, 0x22, 0x4d, 0x18 }, PACK_OTHER },         // lz4
};

static enum packing packing_of(const struct look *look)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (look->n >= magics[i].n &&
		    memcmp(look->bytes, magics[i].bytes, magics[i].n) == 0)
			return magics[i].packing;
	return PACK_NONE;
}

/* ---- libarchive ---- */

static la_ssize_t feed(struct archive *archive, void *context,
		       const void **block)
{
	struct ns_input *in = context;
	ssize_t got = read_inner(in, in->block, BLOCK_BYTES);

	if (got < 0)
		archive_set_error(archive, in->error ? in->error : EINVAL, "%s",
				  in->why ? in->why : "read failed");
	in->last_n = got > 0 ? (size_t)got : 0;
	in->fed += in->last_n;
	*block = in->block;
	return got;
}

static enum ns_code fail_archive(struct ns_input *in, struct ns_error *e)
{
	return fail_read(in, archive_error_string(in->archive), e);
}

static enum ns_code open_archive(struct ns_input *in, struct ns_error *e)
{
	struct archive_entry *entry;

	in->archive = archive_read_new();
	if (!in->archive)
		return ns_fail(e, NS_NOMEM, "no memory for %s", in->name);
	archive_read_support_filter_bzip2(in->archive);
	archive_read_support_filter_xz(in->archive);
	archive_read_support_filter_zstd(in->archive);
	archive_read_support_filter_lz4(in->archive);
	archive_read_support_format_raw(in->archive);
	archive_read_support_format_empty(in->archive);
	if (archive_read_open(in->archive, in, NULL, feed, NULL) != ARCHIVE_OK)
		return fail_archive(in, e);
	switch (archive_read_next_header(in->archive, &entry)) {
	case ARCHIVE_OK:
		return NS_OK;
	case ARCHIVE_EOF: // nothing inside
		in->unpacked_all = true;
		return NS_OK;
	default:
		return fail_archive(in, e);
	}
}

static enum ns_code open_file(struct ns_input *in, const char *path,
			      struct ns_error *e)
{
	struct stat st;

	if (strcmp(path, "-") == 0)
		in->fd = dup(STDIN_FILENO);
	else
		in->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0 && errno == ENOENT)
		return ns_fail(e, NS_NOTFOUND, "no file %s", path);
	if (in->fd < 0 || fstat(in->fd, &st) != 0)
		return ns_fail_errno(e, errno, "cannot open %s", path);
	if (S_ISREG(st.st_mode))
		in->size = (uint64_t)st.st_size;
	(void)posix_fadvise(in->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return NS_OK;
}

/* A pipe may give its first bytes one by one. */
static enum ns_code look(struct ns_input *in, struct look *look,
			 struct ns_error *e)
{
	struct look seen = { .at = 0 };
	ssize_t got = 1;

	while (got > 0 && seen.n < MAGIC_BYTES) {
		got = read_inner(in, seen.bytes + seen.n, MAGIC_BYTES - seen.n);
		if (got > 0)
			seen.n += (size_t)got;
	}
	*look = seen;
	return got < 0 ? fail_read(in, in->why, e) : NS_OK;
}

static enum ns_code recognise(struct ns_input *in, struct ns_error *e)
{
	struct look *first = &in->file;
	enum ns_code rc = look(in, first, e);

	if (!rc && packing_of(first) == PACK_GZ) {
		in->gunzip = ns_gunzip_new(read_file, in);
		if (!in->gunzip)
			return ns_fail(e, NS_NOMEM, "no memory for %s",
				       in->name);
		first = &in->inner;
		(void)look(in, first, NULL); // the next read says it again
	}
	if (!rc && packing_of(first) == PACK_OTHER)
		rc = open_archive(in, e);
	return rc;
}

enum ns_code ns_input_open(const char *path, struct ns_input **out,
			   struct ns_error *e)
{
	struct ns_input *in = calloc(1, sizeof(*in));
	enum ns_code rc;

	*out = NULL;
	if (!in)
		return ns_fail(e, NS_NOMEM, "no memory for %s", path);
	in->fd = -1;
	in->name = strdup(strcmp(path, "-") == 0 ? "stdin" : path);
	rc = in->name ? open_file(in, path, e)
		      : ns_fail(e, NS_NOMEM, "no memory for %s", path);
	if (!rc)
		rc = recognise(in, e);
	if (rc) {
		ns_input_close(in);
		return rc;
	}
	*out = in;
	return NS_OK;
}

void ns_input_close(struct ns_input *in)
{
	if (!in)
		return;
	if (in->archive)
		archive_read_free(in->archive);
	ns_gunzip_free(in->gunzip);
	if (in->fd >= 0)
		close(in->fd);
	free(in->name);
	free(in);
}

const char *ns_input_name(const struct ns_input *in)
{
	return in->name;
}

uint64_t ns_input_consumed(const struct ns_input *in)
{
	return in->consumed;
}

uint64_t ns_input_size(const struct ns_input *in)
{
	return in->size;
}

/* More than a dump can be worth, from too little. */
static enum ns_code check_bomb(const struct ns_input *in, size_t more,
			       struct ns_error *e)
{
	uint64_t bytes = in->given + more;

	if (bytes <= NS_INPUT_BOMB_BYTES ||
	    bytes / NS_INPUT_BOMB_RATIO <= in->consumed)
		return NS_OK;
	return ns_fail(e, NS_LIMIT,
		       "%s: %llu bytes unpack to more than %llu: not read any "
		       "further",
		       in->name, (unsigned long long)in->consumed,
		       (unsigned long long)in->given);
}

static enum ns_code read_plain(struct ns_input *in, void *buf, size_t n,
			       size_t *got, struct ns_error *e)
{
	ssize_t more = read_inner(in, buf, n);

	if (more < 0)
		return fail_read(in, in->why, e);
	*got = (size_t)more;
	return in->gunzip ? check_bomb(in, *got, e) : NS_OK;
}

/* libarchive stops without a word at what is no further member of a bz2 or
 * lz4: a damaged beginning of one would lose all that follows. */
static enum ns_code check_end(struct ns_input *in, struct ns_error *e)
{
	uint64_t used = (uint64_t)archive_filter_bytes(in->archive, -1);
	uint64_t rest = in->fed - used;
	bool more = rest > in->last_n;
	ssize_t got;

	in->unpacked_all = true;
	for (uint64_t i = 1; !more && i <= rest; i++)
		more = in->block[in->last_n - i] != 0;
	got = read_inner(in, in->block, 1);
	if (got < 0)
		return fail_read(in, in->why, e);
	if (more || got > 0)
		return fail_read(in, "something else follows it", e);
	return NS_OK;
}

/* The next block of libarchive's. (archive_read_data would keep back the bytes
 * before an error.) */
static enum ns_code unpack(struct ns_input *in, struct ns_error *e)
{
	const void *block = NULL;
	la_int64_t offset;
	size_t n = 0;
	int status;

	if (in->unpacked_all)
		return NS_OK;
	status = archive_read_data_block(in->archive, &block, &n, &offset);
	if (status == ARCHIVE_EOF)
		return check_end(in, e);
	if (status != ARCHIVE_OK)
		return fail_archive(in, e);
	in->unpacked = block;
	in->unpacked_n = n;
	return check_bomb(in, n, e);
}

static enum ns_code read_archive(struct ns_input *in, void *buf, size_t n,
				 size_t *got, struct ns_error *e)
{
	if (!in->unpacked_n) {
		enum ns_code rc = unpack(in, e);

		if (rc)
			return rc;
	}
	*got = in->unpacked_n < n ? in->unpacked_n : n;
	if (*got)
		memcpy(buf, in->unpacked, *got);
	in->unpacked += *got;
	in->unpacked_n -= *got;
	return NS_OK;
}

enum ns_code ns_input_read(struct ns_input *in, void *buf, size_t n,
			   size_t *got, struct ns_error *e)
{
	enum ns_code rc;

	*got = 0;
	rc = in->archive ? read_archive(in, buf, n, got, e)
			 : read_plain(in, buf, n, got, e);
	if (rc)
		*got = 0;
	in->given += *got;
	return rc;
}
