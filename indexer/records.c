#include "indexer/records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	WRITE_BYTES = 1 << 20,
	RUN_BYTES = 1 << 18,     // compressed together
	SAMPLE_BYTES = 16 << 20, // train on fewer records than wait for more
};

struct place {
	uint64_t at;
	uint64_t len;
};

struct ns_records {
	int fd;
	uint64_t written;
	struct ns_buf out;   // not yet written
	struct ns_buf place; // struct place by number
	struct ns_buf raw;   // records that wait for others or a dictionary
	struct ns_buf size;  // size_t of each
	bool waiting;        // for a dictionary
	struct ns_buf zdict; // in use
	struct ns_buf frame; // the one read last
	struct ns_compressor *c;
};

static int open_unlinked(const char *dir)
{
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char path[4096];
	int n;

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR &&
			errno != EINVAL && errno != ENOENT))
		return fd;
	n = snprintf(path, sizeof(path), "%s/spool-XXXXXX", dir);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(path);
	return fd;
}

enum ns_code ns_records_open(const struct ns_records_plan *plan,
			     struct ns_records **out, struct ns_error *e)
{
	struct ns_records *r = calloc(1, sizeof(*r));
	enum ns_code rc;

	*out = r;
	if (!r)
		return ns_fail(e, NS_NOMEM, "no memory for records");
	r->fd = open_unlinked(plan->dir);
	if (r->fd < 0) {
		rc = ns_fail_errno(e, errno, "%s: no temporary file",
				   plan->dir);
		goto failed;
	}
	ns_buf_text(&r->zdict, plan->zdict);
	r->waiting = plan->train && !plan->zdict.n;
	rc = r->zdict.failed
		     ? ns_fail(e, NS_NOMEM, "no memory for records")
		     : ns_compressor_new(ns_buf_view(&r->zdict), &r->c, e);
	if (!rc)
		return NS_OK;
failed:
	ns_records_free(r);
	*out = NULL;
	return rc;
}

void ns_records_free(struct ns_records *r)
{
	if (!r)
		return;
	if (r->fd >= 0)
		(void)close(r->fd);
	ns_compressor_free(r->c);
	ns_buf_free(&r->out);
	ns_buf_free(&r->place);
	ns_buf_free(&r->raw);
	ns_buf_free(&r->size);
	ns_buf_free(&r->zdict);
	ns_buf_free(&r->frame);
	free(r);
}

static enum ns_code write_out(struct ns_records *r, struct ns_error *e)
{
	size_t done = 0;

	while (done < r->out.n) {
		ssize_t n = pwrite(r->fd, r->out.p + done, r->out.n - done,
				   (off_t)(r->written + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ns_fail_errno(e, n ? errno : ENOSPC,
					     "temporary file of records");
		done += (size_t)n;
	}
	r->written += done;
	ns_buf_reset(&r->out);
	return NS_OK;
}

static enum ns_code compress(struct ns_records *r, struct ns_str record,
			     struct ns_error *e)
{
	struct place place = { r->written + r->out.n, 0 };
	size_t before = r->out.n;
	enum ns_code rc = ns_compress(r->c, record, &r->out, e);

	if (rc)
		return rc;
	place.len = r->out.n - before;
	ns_buf_put(&r->place, &place, sizeof(place));
	if (r->out.failed || r->place.failed)
		return ns_fail(e, NS_NOMEM, "no memory for records");
	return r->out.n >= WRITE_BYTES ? write_out(r, e) : NS_OK;
}

static enum ns_code compress_waiting(struct ns_records *r, struct ns_error *e)
{
	const size_t *size = (const void *)r->size.p;
	size_t n = r->size.n / sizeof(*size), at = 0;
	enum ns_code rc = NS_OK;

	for (size_t i = 0; !rc && i < n; i++) {
		struct ns_str record = { (const char *)r->raw.p + at, size[i] };

		rc = compress(r, record, e);
		at += size[i];
	}
	ns_buf_reset(&r->raw);
	ns_buf_reset(&r->size);
	return rc;
}

/* Records that teach nothing (all alike, too short) leave the archive without
 * a dictionary: that is no failure. */
static enum ns_code train(struct ns_records *r, struct ns_error *e)
{
	struct ns_compressor *c = NULL;
	size_t n = r->size.n / sizeof(size_t);
	enum ns_code rc;

	r->waiting = false;
	rc = ns_zdict_train(r->raw.p, (const void *)r->size.p, (uint32_t)n,
			    &r->zdict, NULL);
	if (rc == NS_NOMEM)
		return ns_fail(e, rc, "no memory for a dictionary");
	if (rc) {
		ns_buf_reset(&r->zdict);
		return NS_OK;
	}
	rc = ns_compressor_new(ns_buf_view(&r->zdict), &c, e);
	if (rc)
		return rc;
	ns_compressor_free(r->c);
	r->c = c;
	return NS_OK;
}

enum ns_code ns_records_add(struct ns_records *r, struct ns_str record,
			    struct ns_error *e)
{
	enum ns_code rc;

	ns_buf_text(&r->raw, record);
	ns_buf_put(&r->size, &record.n, sizeof(record.n));
	if (r->raw.failed || r->size.failed)
		return ns_fail(e, NS_NOMEM, "no memory for records");
	if (!r->waiting)
		return r->raw.n < RUN_BYTES ? NS_OK : compress_waiting(r, e);
	if (r->size.n / sizeof(size_t) < NS_ZDICT_DOCS &&
	    r->raw.n < SAMPLE_BYTES)
		return NS_OK;
	rc = train(r, e);
	if (!rc)
		rc = compress_waiting(r, e);
	ns_buf_free(&r->raw);
	ns_buf_free(&r->size);
	return rc;
}

enum ns_code ns_records_end(struct ns_records *r, struct ns_error *e)
{
	enum ns_code rc = compress_waiting(r, e);

	return rc ? rc : write_out(r, e);
}

static enum ns_code read_at(struct ns_records *r, const struct place *p,
			    uint8_t *to, struct ns_error *e)
{
	size_t done = 0;

	while (done < p->len) {
		ssize_t n = pread(r->fd, to + done, p->len - done,
				  (off_t)(p->at + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ns_fail_errno(e, n ? errno : EIO,
					     "temporary file of records");
		done += (size_t)n;
	}
	return NS_OK;
}

enum ns_code ns_records_frame(struct ns_records *r, uint32_t number,
			      struct ns_str *frame, struct ns_error *e)
{
	const struct place *p =
		(const struct place *)(void *)r->place.p + number;
	uint8_t *to;

	ns_buf_reset(&r->frame);
	to = ns_buf_room(&r->frame, p->len);
	if (!to)
		return ns_fail(e, NS_NOMEM, "no memory for a record");
	*frame = (struct ns_str){ (const char *)to, p->len };
	return read_at(r, p, to, e);
}

enum ns_code ns_records_reset(struct ns_records *r, struct ns_error *e)
{
	r->written = 0;
	ns_buf_reset(&r->out);
	ns_buf_reset(&r->place);
	ns_buf_reset(&r->raw);
	ns_buf_reset(&r->size);
	if (ftruncate(r->fd, 0))
		return ns_fail_errno(e, errno, "temporary file of records");
	return NS_OK;
}

struct ns_str ns_records_zdict(const struct ns_records *r)
{
	return ns_buf_view(&r->zdict);
}

bool ns_records_waiting(const struct ns_records *r)
{
	return r->waiting;
}

size_t ns_records_bytes(const struct ns_records *r)
{
	return r->out.cap + r->place.n + r->raw.cap;
}
