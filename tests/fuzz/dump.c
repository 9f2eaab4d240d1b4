/* A dump of any bytes is read to its end: each record is an article or is
 * rejected, and articles survive their encoding. The first byte chooses the
 * format. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "indexer/dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void encode(const struct ns_article *a)
{
	struct ns_arena arena = { 0 };
	struct ns_buf once = { 0 }, twice = { 0 };
	struct ns_article back;

	ns_article_encode(a, &once);
	if (ns_article_decode(once.p, once.n, &arena, &back, NULL))
		abort();
	ns_article_encode(&back, &twice);
	if (!ns_str_eq(ns_buf_view(&once), ns_buf_view(&twice)))
		abort();
	ns_buf_free(&once);
	ns_buf_free(&twice);
	ns_arena_free(&arena);
}

static void read_all(struct ns_input *in, enum ns_dump_format format)
{
	struct ns_dump_options o = { .format = format };
	struct ns_dump *d = NULL;
	struct ns_article a;
	struct ns_place place;
	struct ns_error e;
	enum ns_code rc = ns_dump_open(in, &o, &d, &e);

	while (!rc || (d && rc == NS_INVALID)) {
		rc = ns_dump_next(d, &a, &place, &e);
		if (!rc && !a.title.n && !a.body.n)
			abort();
		if (!rc)
			encode(&a);
	}
	ns_dump_close(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int fd = n ? memfd_create("dump", MFD_CLOEXEC) : -1;
	struct ns_input *in = NULL;
	struct ns_error e;
	char path[64];

	if (fd < 0)
		return 0;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (write(fd, data + 1, n - 1) == (ssize_t)(n - 1) &&
	    !ns_input_open(path, &in, &e))
		read_all(in, (enum ns_dump_format)(*data % 6));
	ns_input_close(in);
	(void)close(fd);
	return 0;
}
