#include "core/archive/docstore.h"

#include <stdlib.h>
#include <string.h>
#include <zdict.h>
#include <zstd.h>

enum { LEVEL = 3 };

struct ns_compressor {
	ZSTD_CCtx *cctx;
	ZSTD_CDict *cdict; // NULL: none
};

struct ns_decompressor {
	ZSTD_DCtx *dctx;
};

struct ns_zdict {
	ZSTD_DDict *ddict;
};

static enum ns_code no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory for the document store");
}

enum ns_code ns_compressor_new(struct ns_str dictionary,
			       struct ns_compressor **c, struct ns_error *e)
{
	struct ns_compressor *k = calloc(1, sizeof(*k));

	if (!k)
		return no_memory(e);
	k->cctx = ZSTD_createCCtx();
	if (dictionary.n)
		k->cdict = ZSTD_createCDict(dictionary.p, dictionary.n, LEVEL);
	if (!k->cctx || (dictionary.n && !k->cdict)) {
		ns_compressor_free(k);
		return no_memory(e);
	}
	(void)ZSTD_CCtx_setParameter(k->cctx, ZSTD_c_checksumFlag, 1);
	(void)ZSTD_CCtx_setParameter(k->cctx, ZSTD_c_compressionLevel, LEVEL);
	(void)ZSTD_CCtx_refCDict(k->cctx, k->cdict);
	*c = k;
	return NS_OK;
}

void ns_compressor_free(struct ns_compressor *c)
{
	if (!c)
		return;
	ZSTD_freeCCtx(c->cctx);
	ZSTD_freeCDict(c->cdict);
	free(c);
}

enum ns_code ns_compress(struct ns_compressor *c, struct ns_str record,
			 struct ns_buf *out, struct ns_error *e)
{
	size_t bound = ZSTD_compressBound(record.n), n;
	uint8_t *to;

	if (record.n > NS_RECORD_BYTES)
		return ns_fail(e, NS_LIMIT, "a record of %zu bytes", record.n);
	to = ns_buf_room(out, bound);
	if (!to)
		return no_memory(e);
	n = ZSTD_compress2(c->cctx, to, bound, record.p, record.n);
	if (ZSTD_isError(n))
		return ns_fail(e, NS_NOMEM, "compressing a record: %s",
			       ZSTD_getErrorName(n));
	out->n += n;
	return NS_OK;
}

enum ns_code ns_zdict_train(const void *bytes, const size_t *size, uint32_t n,
			    struct ns_buf *out, struct ns_error *e)
{
	uint8_t *to = ns_buf_room(out, NS_ZDICT_BYTES);
	size_t made;

	if (!to)
		return no_memory(e);
	made = ZDICT_trainFromBuffer(to, NS_ZDICT_BYTES, bytes, size, n);
	if (ZDICT_isError(made))
		return ns_fail(e, NS_INVALID, "training a dictionary: %s",
			       ZDICT_getErrorName(made));
	out->n += made;
	return NS_OK;
}

uint32_t ns_zdict_id(struct ns_str dictionary)
{
	return ZDICT_getDictID(dictionary.p, dictionary.n);
}

uint32_t ns_frame_zdict_id(struct ns_str frame)
{
	return ZSTD_getDictID_fromFrame(frame.p, frame.n);
}

enum ns_code ns_decompressor_new(struct ns_decompressor **d, struct ns_error *e)
{
	struct ns_decompressor *k = calloc(1, sizeof(*k));

	if (!k)
		return no_memory(e);
	k->dctx = ZSTD_createDCtx();
	if (!k->dctx) {
		free(k);
		return no_memory(e);
	}
	*d = k;
	return NS_OK;
}

void ns_decompressor_free(struct ns_decompressor *d)
{
	if (!d)
		return;
	ZSTD_freeDCtx(d->dctx);
	free(d);
}

enum ns_code ns_zdict_open(struct ns_str dictionary, struct ns_zdict **z,
			   struct ns_error *e)
{
	struct ns_zdict *k = calloc(1, sizeof(*k));

	if (!k)
		return no_memory(e);
	k->ddict = ZSTD_createDDict(dictionary.p, dictionary.n);
	if (!k->ddict) {
		free(k);
		return no_memory(e);
	}
	*z = k;
	return NS_OK;
}

void ns_zdict_free(struct ns_zdict *z)
{
	if (!z)
		return;
	ZSTD_freeDDict(z->ddict);
	free(z);
}

enum ns_code ns_decompress(struct ns_decompressor *d, struct ns_str frame,
			   const struct ns_zdict *zdict, struct ns_arena *arena,
			   struct ns_str *record, struct ns_error *e)
{
	unsigned long long size = ZSTD_getFrameContentSize(frame.p, frame.n);
	char *to;
	size_t n;

	if (size > NS_RECORD_BYTES) // unknown and error are the greatest values
		return ns_fail(e, NS_CORRUPT, "a stored record's frame header");
	to = ns_arena_alloc(arena, (size_t)size + 1);
	if (!to)
		return ns_fail(e, NS_LIMIT, "no memory left for a record");
	n = zdict ? ZSTD_decompress_usingDDict(d->dctx, to, (size_t)size,
					       frame.p, frame.n, zdict->ddict)
		  : ZSTD_decompressDCtx(d->dctx, to, (size_t)size, frame.p,
					frame.n);
	if (ZSTD_isError(n) || n != size)
		return ns_fail(e, NS_CORRUPT, "a stored record: %s",
			       ZSTD_isError(n) ? ZSTD_getErrorName(n)
					       : "its length");
	*record = (struct ns_str){ to, n };
	return NS_OK;
}
