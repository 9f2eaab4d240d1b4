#include "indexer/gunzip.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <zlib.h>

enum {
	BLOCK_BYTES = 64 << 10,
	READ_MAX = 1 << 30, // zlib counts in unsigned int
	GZIP_WINDOW = 15 + 16,
};

struct ns_gunzip {
	z_stream z;
	ns_gunzip_source *source;
	void *context;
	bool at_end;    // of the source
	bool in_member; // between its header and its checksum
	unsigned char block[BLOCK_BYTES];
};

struct ns_gunzip *ns_gunzip_new(ns_gunzip_source *source, void *context)
{
	struct ns_gunzip *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->source = source;
	g->context = context;
	if (inflateInit2(&g->z, GZIP_WINDOW) != Z_OK) {
		free(g);
		return NULL;
	}
	return g;
}

void ns_gunzip_free(struct ns_gunzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	free(g);
}

/* False when the source failed. */
static bool refill(struct ns_gunzip *g)
{
	ssize_t got;

	if (g->z.avail_in || g->at_end)
		return true;
	got = g->source(g->context, g->block, BLOCK_BYTES);
	if (got < 0)
		return false;
	g->at_end = got == 0;
	g->z.next_in = g->block;
	g->z.avail_in = (unsigned)got;
	return true;
}

/* Tapes and some writers pad the end with zeros. */
static bool skip_padding(struct ns_gunzip *g)
{
	do {
		if (!refill(g))
			return false;
		while (g->z.avail_in && *g->z.next_in == 0) {
			g->z.next_in++;
			g->z.avail_in--;
		}
	} while (!g->z.avail_in && !g->at_end);
	return true;
}

static ssize_t damaged(const char **why, const char *reason)
{
	*why = reason;
	errno = 0;
	return -1;
}

/* One step of inflate: 1 to go on, 0 at the end of all, -1. */
static int step(struct ns_gunzip *g, const char **why)
{
	if (!(g->in_member ? refill(g) : skip_padding(g)))
		return -1;
	if (!g->z.avail_in && g->at_end && !g->in_member)
		return 0;
	if (!g->z.avail_in && g->at_end)
		return (int)damaged(why, "truncated gzip data");
	g->in_member = true;
	switch (inflate(&g->z, Z_NO_FLUSH)) {
	case Z_OK:
		return 1;
	case Z_STREAM_END:
		g->in_member = false;
		inflateReset(&g->z);
		return 1;
	case Z_MEM_ERROR:
		errno = ENOMEM;
		return -1;
	default:
		return (int)damaged(why, g->z.msg ? g->z.msg : "no gzip data");
	}
}

ssize_t ns_gunzip_read(struct ns_gunzip *g, void *buf, size_t n,
		       const char **why)
{
	unsigned room = n < READ_MAX ? (unsigned)n : READ_MAX;
	int more = 1;

	g->z.next_out = buf;
	g->z.avail_out = room;
	while (more == 1 && g->z.avail_out)
		more = step(g, why);
	if (more < 0 && g->z.avail_out == room)
		return -1;
	return (ssize_t)(room - g->z.avail_out);
}
