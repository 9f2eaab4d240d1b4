#include "core/archive/docstore.h"

#include <stdlib.h>
#include <string.h>
/* Training with parameters of our own, and encoding matches of our own, is not
 * in the stable parts. */
#define ZDICT_STATIC_LINKING_ONLY
#define ZSTD_STATIC_LINKING_ONLY
#include <zdict.h>
#include <zstd.h>

#include "core/archive/matches.h"

/* Records that our own search takes (matches.h) are only encoded by zstd, in
 * `encoding`; all others, and those without a dictionary, are left to it. On
 * the records of news120k ours does 156 MB/s at 35.8 %, zstd's with tables of
 * 128 and 64 KiB 120 MB/s at 36.7 %, level 3 as it is 107 MB/s at 36.2 %. */
struct ns_compressor {
	ZSTD_CCtx *whole;
	ZSTD_CCtx *encoding; // NULL: no dictionary
	struct ns_matcher *matcher;
	ZSTD_Sequence sequence[NS_MATCHES];
};

struct setting {
	ZSTD_cParameter name;
	int value;
};

static const struct setting for_whole[] = {
	{ ZSTD_c_checksumFlag, 1 },      { ZSTD_c_compressionLevel, 3 },
	{ ZSTD_c_strategy, ZSTD_dfast }, { ZSTD_c_hashLog, 15 },
	{ ZSTD_c_chainLog, 14 },         { 0 },
};

/* Tables that are not used are made as small as may be. */
static const struct setting for_encoding[] = {
	{ ZSTD_c_checksumFlag, 1 },
	{ ZSTD_c_strategy, ZSTD_fast },
	{ ZSTD_c_windowLog, 17 },
	{ ZSTD_c_hashLog, 6 },
	{ ZSTD_c_chainLog, 6 },
	{ ZSTD_c_blockDelimiters, ZSTD_sf_explicitBlockDelimiters },
	{ 0 },
};

/* What ZDICT_trainFromBuffer settles on for news by trying four values of k,
 * each over all samples: to be told costs a fifth of finding out (.14 s instead
 * of .7 for 1,000 articles), and the frames are as small. */
static const ZDICT_fastCover_params_t training = {
	.k = 80,
	.d = 8,
	.f = 20,
	.splitPoint = 1.0,
	.accel = 1,
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

static ZSTD_CCtx *prepare(const struct setting *s, struct ns_str dictionary)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	bool failed = !c;

	for (; !failed && s->name; s++)
		failed = ZSTD_isError(
			ZSTD_CCtx_setParameter(c, s->name, s->value));
	if (!failed && !ZSTD_isError(ZSTD_CCtx_loadDictionary(c, dictionary.p,
							      dictionary.n)))
		return c;
	ZSTD_freeCCtx(c);
	return NULL;
}

/* What matches may point into: all behind the header. */
static struct ns_str content_of(struct ns_str dictionary)
{
	size_t header = ZDICT_getDictHeaderSize(dictionary.p, dictionary.n);

	if (ZDICT_isError(header))
		return (struct ns_str){ "", 0 };
	return (struct ns_str){ dictionary.p + header, dictionary.n - header };
}

enum ns_code ns_compressor_new(struct ns_str dictionary,
			       struct ns_compressor **c, struct ns_error *e)
{
	struct ns_compressor *k = calloc(1, sizeof(*k));
	struct ns_str content = content_of(dictionary);
	bool failed;

	if (!k)
		return no_memory(e);
	k->whole = prepare(for_whole, dictionary);
	failed = !k->whole;
	if (!failed && content.n) {
		k->encoding = prepare(for_encoding, dictionary);
		k->matcher = ns_matcher_new(content);
		failed = !k->encoding || !k->matcher;
	}
	if (failed) {
		ns_compressor_free(k);
		return no_memory(e);
	}
	*c = k;
	return NS_OK;
}

void ns_compressor_free(struct ns_compressor *c)
{
	if (!c)
		return;
	ZSTD_freeCCtx(c->whole);
	ZSTD_freeCCtx(c->encoding);
	ns_matcher_free(c->matcher);
	free(c);
}

static size_t compress_matches(struct ns_compressor *c, struct ns_str record,
			       uint8_t *to, size_t room)
{
	uint32_t n;
	const struct ns_match *m = ns_matcher_find(c->matcher, record, &n);

	for (uint32_t i = 0; i < n; i++)
		c->sequence[i] = (ZSTD_Sequence){
			.litLength = m[i].literals,
			.matchLength = m[i].length,
			.offset = m[i].offset,
		};
	return ZSTD_compressSequences(c->encoding, to, room, c->sequence, n,
				      record.p, record.n);
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
	n = c->encoding && record.n >= NS_MATCHER_LEAST &&
			    record.n <= NS_MATCHER_RECORD
		    ? compress_matches(c, record, to, bound)
		    : ZSTD_compress2(c->whole, to, bound, record.p, record.n);
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
	made = ZDICT_trainFromBuffer_fastCover(to, NS_ZDICT_BYTES, bytes, size,
					       n, training);
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
