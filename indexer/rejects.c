#include "indexer/rejects.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/json.h"
#include "core/base/utf8.h"

struct ns_rejects {
	FILE *file; // NULL: none
	char *path;
	ns_rejects_say *say;
	void *context;
	pthread_mutex_t lock;
	struct ns_buf line;
	struct ns_json_writer *json;
};

static enum ns_code prepare(struct ns_rejects *r, const char *path,
			    struct ns_error *e)
{
	r->json = ns_json_writer_new(&r->line, false);
	r->path = path ? strdup(path) : NULL;
	if (!r->json || (path && !r->path))
		return ns_fail(e, NS_NOMEM, "no memory for rejected records");
	if (!path)
		return NS_OK;
	r->file = fopen(path, "we");
	if (!r->file)
		return ns_fail_errno(e, errno, "cannot write %s", path);
	return NS_OK;
}

enum ns_code ns_rejects_open(const char *path, ns_rejects_say *say,
			     void *context, struct ns_rejects **out,
			     struct ns_error *e)
{
	struct ns_rejects *r = calloc(1, sizeof(*r));
	enum ns_code rc;

	*out = NULL;
	if (!r)
		return ns_fail(e, NS_NOMEM, "no memory for rejected records");
	r->say = say;
	r->context = context;
	(void)pthread_mutex_init(&r->lock, NULL);
	rc = prepare(r, path, e);
	if (rc) {
		(void)ns_rejects_close(r, NULL);
		return rc;
	}
	*out = r;
	return NS_OK;
}

/* The record as it was, as far as it is kept, in valid UTF-8. */
static void write_raw(struct ns_rejects *r, struct ns_str raw)
{
	if (raw.n > NS_REJECT_RAW_BYTES)
		raw = ns_utf8_cut(raw, NS_REJECT_RAW_BYTES);
	ns_json_key(r->json, "raw");
	ns_json_str(r->json, raw);
}

static void write_record(struct ns_rejects *r, const struct ns_place *place,
			 struct ns_str raw, const char *reason)
{
	ns_buf_reset(&r->line);
	ns_json_map(r->json);
	ns_json_key(r->json, "file");
	ns_json_text(r->json, place->file);
	if (place->line) {
		ns_json_key(r->json, "line");
		ns_json_int(r->json, (int64_t)place->line);
	}
	ns_json_key(r->json, "byte");
	ns_json_int(r->json, (int64_t)place->byte);
	ns_json_key(r->json, "reason");
	ns_json_text(r->json, reason);
	write_raw(r, raw);
	ns_json_map_end(r->json);
	ns_json_next(r->json);
}

static void say(struct ns_rejects *r, const struct ns_place *place,
		const char *reason)
{
	struct ns_buf line = { 0 };
	char where[512];

	if (!r->say)
		return;
	ns_place_format(place, where, sizeof(where));
	ns_buf_printf(&line, "%s: %s", where, reason);
	ns_buf_u8(&line, 0);
	if (!line.failed)
		r->say(r->context, (const char *)line.p);
	ns_buf_free(&line);
}

enum ns_code ns_rejects_add(struct ns_rejects *r, const struct ns_place *place,
			    struct ns_str raw, const char *reason,
			    struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	(void)pthread_mutex_lock(&r->lock);
	say(r, place, reason);
	if (r->file) {
		write_record(r, place, raw, reason);
		if (r->line.failed)
			rc = ns_fail(e, NS_NOMEM,
				     "no memory for a rejected record");
		else if (fwrite(r->line.p, 1, r->line.n, r->file) != r->line.n)
			rc = ns_fail_errno(e, errno, "cannot write %s",
					   r->path);
	}
	(void)pthread_mutex_unlock(&r->lock);
	return rc;
}

enum ns_code ns_rejects_close(struct ns_rejects *r, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	if (!r)
		return NS_OK;
	if (r->file && fclose(r->file) != 0)
		rc = ns_fail_errno(e, errno, "cannot write %s", r->path);
	ns_json_writer_free(r->json);
	ns_buf_free(&r->line);
	(void)pthread_mutex_destroy(&r->lock);
	free(r->path);
	free(r);
	return rc;
}
