#include "core/archive/manifest.h"

#include <stdio.h>

#include "core/base/bytes.h"

const char *const ns_manifest_name[NS_MDBS] = {
	[NS_MDB_META] = "meta", [NS_MDB_SEGS] = "segs", [NS_MDB_LIVE] = "live",
	[NS_MDB_TOMB] = "tomb", [NS_MDB_LANG] = "lang", [NS_MDB_SRC] = "src",
};

enum { SUM_BYTES = 8 };

static uint64_t sum_of(struct ns_str key, struct ns_str value)
{
	return ns_hash64_seed(value.p, value.n, ns_hash64(key.p, key.n));
}

static enum ns_code damaged(const char *what, struct ns_error *e)
{
	return ns_fail(e, NS_CORRUPT, "manifest.mdb: %s", what);
}

enum ns_code ns_manifest_checked(struct ns_str key, struct ns_str *value,
				 struct ns_error *e)
{
	if (value->n < SUM_BYTES)
		return damaged("a value is too short", e);
	value->n -= SUM_BYTES;
	if (ns_le64(value->p + value->n) != sum_of(key, *value))
		return damaged("a value has a wrong checksum", e);
	return NS_OK;
}

enum ns_code ns_manifest_get(struct ns_txn *t, enum ns_manifest_db db,
			     struct ns_str key, struct ns_str *value,
			     struct ns_error *e)
{
	enum ns_code code = ns_txn_get(t, (int)db, key, value, e);

	return code ? code : ns_manifest_checked(key, value, e);
}

enum ns_code ns_manifest_put(struct ns_txn *t, enum ns_manifest_db db,
			     struct ns_str key, struct ns_buf *value,
			     struct ns_error *e)
{
	ns_buf_u64(value, sum_of(key, ns_buf_view(value)));
	if (value->failed)
		return ns_fail(e, NS_NOMEM, "no memory for the manifest");
	return ns_txn_put(t, (int)db, key, ns_buf_view(value), e);
}

static void get_bytes(struct ns_rd *r, void *to, size_t n)
{
	const uint8_t *p = ns_rd_take(r, n);

	if (p)
		memcpy(to, p, n);
}

static enum ns_code ended(const struct ns_rd *r, const char *what,
			  struct ns_error *e)
{
	return r->bad || ns_rd_left(r) ? damaged(what, e) : NS_OK;
}

void ns_settings_encode(const struct ns_manifest_head *h, struct ns_buf *out)
{
	ns_buf_u16(out, NS_FORMAT_VERSION);
	ns_buf_put(out, h->uuid, NS_UUID_BYTES);
	ns_buf_f32(out, h->settings.k1);
	ns_buf_f32(out, h->settings.b);
	ns_buf_u8(out, h->settings.title_weight);
	ns_buf_put(out, h->settings.lang, sizeof(h->settings.lang));
}

enum ns_code ns_settings_decode(struct ns_str in, struct ns_manifest_head *h,
				struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(in.p, in.n);
	uint16_t version = ns_rd_u16(&r);

	if (version != NS_FORMAT_VERSION)
		return ns_fail(e, NS_VERSION,
			       "the archive is of format version %u; this "
			       "program reads version %d: index its dumps "
			       "again into a new one",
			       version, NS_FORMAT_VERSION);
	get_bytes(&r, h->uuid, NS_UUID_BYTES);
	h->settings.k1 = ns_rd_f32(&r);
	h->settings.b = ns_rd_f32(&r);
	h->settings.title_weight = ns_rd_u8(&r);
	get_bytes(&r, h->settings.lang, sizeof(h->settings.lang));
	if (!(h->settings.k1 >= 0) || !(h->settings.b >= 0) ||
	    !(h->settings.b <= 1) || !h->settings.title_weight ||
	    h->settings.title_weight > NS_TITLE_WEIGHT_MAX)
		r.bad = true; // also what is not a number
	return ended(&r, "the settings", e);
}

void ns_state_encode(const struct ns_state *s, struct ns_buf *out)
{
	ns_buf_u64(out, s->generation);
	ns_buf_u32(out, s->next_segment);
	ns_buf_u64(out, s->next_sequence);
	ns_buf_u32(out, s->next_source);
	ns_buf_u32(out, s->zone_rules);
	ns_buf_u32(out, s->n_segments);
	ns_buf_u32(out, s->n_langs);
}

enum ns_code ns_state_decode(struct ns_str in, struct ns_state *s,
			     struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(in.p, in.n);

	s->generation = ns_rd_u64(&r);
	s->next_segment = ns_rd_u32(&r);
	s->next_sequence = ns_rd_u64(&r);
	s->next_source = ns_rd_u32(&r);
	s->zone_rules = ns_rd_u32(&r);
	s->n_segments = ns_rd_u32(&r);
	s->n_langs = ns_rd_u32(&r);
	return ended(&r, "the state", e);
}

void ns_seg_encode(const struct ns_seg_record *s, struct ns_buf *out)
{
	ns_buf_put(out, s->uuid, NS_UUID_BYTES);
	ns_buf_u32(out, s->n_docs);
	ns_buf_u32(out, s->n_live);
	ns_buf_u64(out, s->sum_length);
	ns_buf_u64(out, s->sum_title);
	ns_buf_u64(out, s->n_titled);
	ns_buf_u64(out, s->file_bytes);
	ns_buf_u64(out, (uint64_t)s->newest);
	ns_buf_u64(out, (uint64_t)s->oldest);
}

enum ns_code ns_seg_decode(struct ns_str key, struct ns_str in,
			   struct ns_seg_record *s, struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(in.p, in.n);

	if (key.n != sizeof(uint32_t))
		return damaged("a segment's key", e);
	s->number = __builtin_bswap32(ns_le32(key.p));
	get_bytes(&r, s->uuid, NS_UUID_BYTES);
	s->n_docs = ns_rd_u32(&r);
	s->n_live = ns_rd_u32(&r);
	s->sum_length = ns_rd_u64(&r);
	s->sum_title = ns_rd_u64(&r);
	s->n_titled = ns_rd_u64(&r);
	s->file_bytes = ns_rd_u64(&r);
	s->newest = (int64_t)ns_rd_u64(&r);
	s->oldest = (int64_t)ns_rd_u64(&r);
	if (s->n_live > s->n_docs)
		r.bad = true;
	return ended(&r, "a segment's record", e);
}

void ns_tomb_encode(const struct ns_tomb_record *t, struct ns_buf *out)
{
	ns_buf_u64(out, t->id_hash);
	ns_buf_u64(out, (uint64_t)t->when);
	ns_buf_str(out, t->reason);
}

enum ns_code ns_tomb_decode(struct ns_str in, struct ns_tomb_record *t,
			    struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(in.p, in.n);

	t->id_hash = ns_rd_u64(&r);
	t->when = (int64_t)ns_rd_u64(&r);
	t->reason = ns_rd_str(&r);
	return ended(&r, "a tombstone", e);
}

void ns_lang_encode(const struct ns_lang_use *l, struct ns_buf *out)
{
	ns_buf_u32(out, l->n_docs);
	ns_buf_u64(out, l->fingerprint);
}

enum ns_code ns_lang_decode(struct ns_str key, struct ns_str in,
			    struct ns_lang_use *l, struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(in.p, in.n);

	if (key.n != sizeof(l->lang))
		return damaged("a language's key", e);
	memcpy(l->lang, key.p, sizeof(l->lang));
	l->n_docs = ns_rd_u32(&r);
	l->fingerprint = ns_rd_u64(&r);
	return ended(&r, "a language", e);
}

struct ns_number_key ns_number_key(uint32_t number)
{
	struct ns_number_key k;
	uint32_t big = __builtin_bswap32(number);

	memcpy(k.bytes, &big, sizeof(big));
	return k;
}

void ns_dir_path(const char *dir, const char *name, char out[NS_PATH_BYTES])
{
	(void)snprintf(out, NS_PATH_BYTES, "%s/%s", dir, name);
}
