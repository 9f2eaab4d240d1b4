#include "core/archive/segment.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/archive/chunkset.h"
#include "core/archive/dict.h"

const struct ns_segment_info *ns_segment_info(const struct ns_segment *seg)
{
	return &seg->info;
}

uint32_t ns_segment_number(const struct ns_segment *seg)
{
	return seg->number;
}

void ns_segment_path(const char *dir, uint32_t number, const char *suffix,
		     char out[NS_PATH_BYTES])
{
	(void)snprintf(out, NS_PATH_BYTES, "%s/seg-%08u.%s", dir, number,
		       suffix);
}

enum ns_code ns_segment_blame(const struct ns_segment *seg, enum ns_code code,
			      struct ns_error *e)
{
	char why[NS_ERROR_BYTES];

	if (!e)
		return code;
	memcpy(why, e->text, sizeof(why));
	return ns_fail(e, code, "seg-%08u.mdb: %.400s", seg->number, why);
}

enum ns_code ns_segment_damaged(const struct ns_segment *seg, const char *what,
				struct ns_error *e)
{
	return ns_fail(e, NS_CORRUPT, "seg-%08u.mdb: %s", seg->number, what);
}

/* ---- chunks -------------------------------------------------------------- */

static enum ns_code fetch(const struct ns_segment *seg, struct ns_chunk_id id,
			  struct ns_str *payload, struct ns_error *e)
{
	uint8_t key[NS_CHUNK_KEY_MAX];
	struct ns_str k = { (const char *)key, ns_chunk_key(id, key) };
	struct ns_str value;
	enum ns_code code = ns_env_get(seg->env, id.db, k, &value, e);

	if (code == NS_NOTFOUND)
		code = ns_fail(e, NS_CORRUPT, "chunk %u of %s is not there",
			       id.number, ns_db_name[id.db]);
	if (!code)
		code = ns_chunk_read(id, seg->info.uuid, value, payload, e);
	return code ? ns_segment_blame(seg, code, e) : NS_OK;
}

static size_t payload_length(const uint8_t *payload)
{
	struct ns_rd r = ns_rd_of(payload - NS_CHUNK_HEADER + 12, 4);

	return ns_rd_u32(&r);
}

const uint8_t *ns_set_chunk(const struct ns_segment *seg,
			    const struct ns_chunk_set *set, uint32_t i,
			    size_t *len, struct ns_error *e)
{
	const uint8_t *p;
	struct ns_str payload = { 0 };

	if (i >= set->n) {
		ns_fail(e, NS_CORRUPT, "seg-%08u.mdb: no chunk %u in %s",
			seg->number, i, ns_db_name[set->db]);
		return NULL;
	}
	p = atomic_load_explicit(&set->at[i], memory_order_acquire);
	if (p) {
		*len = payload_length(p);
		return p;
	}
	if (fetch(seg, (struct ns_chunk_id){ set->db, set->part, i }, &payload,
		  e))
		return NULL;
	p = (const uint8_t *)payload.p;
	atomic_store_explicit(&set->at[i], p, memory_order_release);
	*len = payload.n;
	return p;
}

const uint8_t *ns_stream_at(const struct ns_segment *seg, enum ns_db db,
			    uint64_t address, size_t *left, struct ns_error *e)
{
	const struct ns_chunk_set *set = &seg->stream[db - NS_DB_POST];
	uint64_t chunk = address >> NS_CHUNK_SHIFT;
	size_t at = address & ((1u << NS_CHUNK_SHIFT) - 1), len;
	const uint8_t *p = ns_set_chunk(
		seg, set, chunk < UINT32_MAX ? (uint32_t)chunk : UINT32_MAX,
		&len, e);

	if (!p)
		return NULL;
	if (at >= len) {
		ns_fail(e, NS_CORRUPT, "seg-%08u.mdb: address %llu in %s",
			seg->number, (unsigned long long)address,
			ns_db_name[db]);
		return NULL;
	}
	*left = len - at;
	return p + at;
}

/* ---- opening ------------------------------------------------------------- */

static bool set_init(struct ns_chunk_set *set, uint8_t db, uint8_t part,
		     uint32_t n)
{
	set->db = db;
	set->part = part;
	set->n = n;
	set->at = n ? calloc(n, sizeof(*set->at)) : NULL;
	return set->at || !n;
}

static bool make_sets(struct ns_segment *seg,
		      const struct ns_segment_counts *counts)
{
	uint32_t n = seg->info.n_docs;
	bool ok = true;

	for (unsigned i = 0; i < NS_STREAMS; i++)
		ok &= set_init(&seg->stream[i], (uint8_t)(NS_DB_POST + i), 0,
			       counts->stream[i]);
	for (unsigned i = 0; i < NS_COLUMNS; i++) {
		bool fixed = ns_column_width[i] != 0;
		uint32_t docs = fixed ? NS_COLUMN_DOCS : NS_VAR_DOCS;

		ok &= set_init(&seg->column[i], fixed ? NS_DB_COLS : NS_DB_VARS,
			       (uint8_t)i, (n - 1) / docs + 1);
	}
	for (unsigned i = 0; i < NS_ID_LISTS; i++)
		ok &= set_init(&seg->ids[i], NS_DB_IDS, (uint8_t)i,
			       counts->ids[i]);
	for (unsigned i = 0; i < NS_NAME_FIELDS; i++) {
		uint32_t names = counts->names[i];

		seg->n_names[i] = names;
		ok &= set_init(&seg->names[i], NS_DB_NAMES, (uint8_t)i,
			       names ? (names - 1) / NS_VAR_DOCS + 1 : 0);
	}
	seg->n_zdicts = counts->n_zdicts;
	memcpy(seg->zdict_id, counts->zdict_id, sizeof(seg->zdict_id));
	return ok;
}

static enum ns_code read_header(struct ns_segment *seg, const uint8_t *uuid,
				struct ns_error *e)
{
	struct ns_segment_counts counts = { 0 };
	struct ns_chunk_id id = { NS_DB_HEAD, 0, 0 };
	uint8_t key[NS_CHUNK_KEY_MAX];
	struct ns_str k = { (const char *)key, ns_chunk_key(id, key) };
	struct ns_str value, payload;
	enum ns_code code = ns_env_get(seg->env, NS_DB_HEAD, k, &value, e);

	if (code == NS_NOTFOUND || (!code && value.n < NS_CHUNK_LEAST))
		return ns_fail(e, NS_CORRUPT, "it has no header record");
	if (code)
		return code;
	memcpy(seg->info.uuid, uuid ? uuid : (const uint8_t *)value.p + 16,
	       NS_UUID_BYTES);
	code = ns_chunk_read(id, seg->info.uuid, value, &payload, e);
	if (!code)
		code = ns_header_decode(payload, &seg->info, &counts, e);
	if (!code && !make_sets(seg, &counts))
		code = ns_fail(e, NS_NOMEM, "no memory to open it");
	return code;
}

enum ns_code ns_segment_open(const char *dir, uint32_t number,
			     const uint8_t *uuid, struct ns_segment **seg,
			     struct ns_error *e)
{
	char path[NS_PATH_BYTES];
	struct ns_segment *s = calloc(1, sizeof(*s));
	enum ns_code code;

	if (!s)
		return ns_fail(e, NS_NOMEM, "no memory to open a segment");
	s->number = number;
	pthread_mutex_init(&s->lock, NULL);
	ns_segment_path(dir, number, "mdb", path);
	code = ns_env_open(path, ns_db_name, NS_DBS, &s->env, e);
	if (!code) {
		code = read_header(s, uuid, e);
		if (code)
			code = ns_segment_blame(s, code, e);
	}
	if (code) {
		ns_segment_close(s);
		return code;
	}
	*seg = s;
	return NS_OK;
}

static void free_sets(struct ns_chunk_set *set, int n)
{
	for (int i = 0; i < n; i++)
		free(set[i].at);
}

void ns_segment_close(struct ns_segment *seg)
{
	if (!seg)
		return;
	free_sets(seg->stream, NS_STREAMS);
	free_sets(seg->column, NS_COLUMNS);
	free_sets(seg->ids, NS_ID_LISTS);
	free_sets(seg->names, NS_NAME_FIELDS);
	for (uint32_t i = 0; i < seg->n_zdicts; i++)
		ns_zdict_free(seg->zdict[i]);
	for (uint32_t i = 0; i < seg->n_idle; i++)
		ns_decompressor_free(seg->idle[i]);
	ns_env_close(seg->env);
	pthread_mutex_destroy(&seg->lock);
	free(seg);
}

/* ---- stored records ------------------------------------------------------ */

uint32_t ns_segment_zdict(const struct ns_segment *seg, uint32_t i)
{
	return i < seg->n_zdicts ? seg->zdict_id[i] : 0;
}

enum ns_code ns_segment_zdict_bytes(const struct ns_segment *seg, uint32_t id,
				    struct ns_str *bytes, struct ns_error *e)
{
	return fetch(seg, (struct ns_chunk_id){ NS_DB_HEAD, 0, id }, bytes, e);
}

/* The dictionary with this id, made when first needed (seg->lock held). */
static enum ns_code zdict_of(struct ns_segment *seg, uint32_t id,
			     const struct ns_zdict **out, struct ns_error *e)
{
	struct ns_str payload = { 0 };
	enum ns_code code;

	*out = NULL;
	if (!id)
		return NS_OK;
	for (uint32_t i = 0; i < seg->n_zdicts; i++) {
		if (seg->zdict_id[i] != id)
			continue;
		if (!seg->zdict[i]) {
			code = fetch(seg,
				     (struct ns_chunk_id){ NS_DB_HEAD, 0, id },
				     &payload, e);
			if (!code)
				code = ns_zdict_open(payload, &seg->zdict[i],
						     e);
			if (code)
				return code;
		}
		*out = seg->zdict[i];
		return NS_OK;
	}
	return ns_fail(e, NS_CORRUPT,
		       "seg-%08u.mdb: a record names dictionary %u, which is "
		       "not there",
		       seg->number, id);
}

static enum ns_code borrow(struct ns_segment *seg, struct ns_str frame,
			   struct ns_decompressor **d,
			   const struct ns_zdict **zdict, struct ns_error *e)
{
	enum ns_code code;

	pthread_mutex_lock(&seg->lock);
	code = zdict_of(seg, ns_frame_zdict_id(frame), zdict, e);
	*d = NULL;
	if (!code && seg->n_idle)
		*d = seg->idle[--seg->n_idle];
	pthread_mutex_unlock(&seg->lock);
	if (!code && !*d)
		code = ns_decompressor_new(d, e);
	return code;
}

static void give_back(struct ns_segment *seg, struct ns_decompressor *d)
{
	pthread_mutex_lock(&seg->lock);
	if (seg->n_idle < sizeof(seg->idle) / sizeof(seg->idle[0])) {
		seg->idle[seg->n_idle++] = d;
		d = NULL;
	}
	pthread_mutex_unlock(&seg->lock);
	ns_decompressor_free(d);
}

enum ns_code ns_segment_frame(const struct ns_segment *seg, ns_docid doc,
			      struct ns_str *frame, struct ns_error *e)
{
	uint64_t address;
	size_t left;
	const uint8_t *p;
	struct ns_rd r;
	enum ns_code code = ns_column_get(seg, NS_COL_FRAME, doc, &address, e);

	if (code)
		return code;
	p = ns_stream_at(seg, NS_DB_DOCS, address, &left, e);
	if (!p)
		return e ? e->code : NS_CORRUPT;
	r = ns_rd_of(p, left);
	*frame = ns_rd_str(&r);
	if (r.bad)
		return ns_fail(e, NS_CORRUPT,
			       "seg-%08u.mdb: the stored record of document %u",
			       seg->number, doc);
	return NS_OK;
}

enum ns_code ns_segment_article(const struct ns_segment *seg, ns_docid doc,
				struct ns_arena *arena, struct ns_article *out,
				struct ns_error *e)
{
	struct ns_segment *s;
	struct ns_str frame = { 0 }, record = { 0 };
	struct ns_decompressor *d;
	const struct ns_zdict *zdict;
	enum ns_code code = ns_segment_frame(seg, doc, &frame, e);

	memcpy(&s, &seg, sizeof(s)); // its pool is guarded by its own lock
	if (!code)
		code = borrow(s, frame, &d, &zdict, e);
	if (code)
		return code;
	code = ns_decompress(d, frame, zdict, arena, &record, e);
	give_back(s, d);
	if (!code)
		code = ns_article_decode(record.p, record.n, arena, out, e);
	return code == NS_CORRUPT ? ns_segment_blame(seg, code, e) : code;
}
