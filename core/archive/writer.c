/* Documents, ids, names and the file of a segment being written. */
#include "core/archive/writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/archive/pack.h"
#include "core/archive/writer_state.h"

enum ns_code ns_no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory to write a segment");
}

static void set_k(struct ns_segment_writer *w, double avgdl)
{
	double k1 = w->settings.k1, b = w->settings.b;

	for (unsigned i = 0; i < 256; i++)
		w->length_k[i] =
			k1 * (1 - b + b * ns_norm_length((uint8_t)i) / avgdl);
}

static void fill_info(struct ns_segment_writer *w, double avgdl)
{
	w->info = (struct ns_segment_info){
		.k1 = w->settings.k1,
		.b = w->settings.b,
		.title_weight = w->settings.title_weight,
		.avgdl_least = avgdl,
		.avgdl_greatest = avgdl,
		.newest = INT64_MIN,
		.oldest = INT64_MIN,
	};
}

enum ns_code ns_writer_open(const struct ns_writer_plan *plan,
			    struct ns_segment_writer **w, struct ns_error *e)
{
	struct ns_segment_writer *v = calloc(1, sizeof(*v));
	enum ns_code code;

	if (!v)
		return ns_no_memory(e);
	v->settings = plan->settings;
	v->last_date = INT64_MAX;
	fill_info(v, plan->avgdl);
	set_k(v, plan->avgdl);
	ns_segment_path(plan->dir, plan->number, "tmp", v->path);
	ns_segment_path(plan->dir, plan->number, "mdb", v->done);
	if (getrandom(v->info.uuid, NS_UUID_BYTES, 0) != NS_UUID_BYTES) {
		free(v);
		return ns_fail_errno(e, errno, "getrandom");
	}
	(void)unlink(v->path);
	code = ns_env_create(v->path, ns_db_name, NS_DBS, &v->env, e);
	if (code) {
		ns_writer_abort(v);
		return code;
	}
	*w = v;
	return NS_OK;
}

static void free_vars(struct ns_out_vars *v)
{
	ns_buf_free(&v->ends);
	ns_buf_free(&v->bytes);
}

static void writer_free(struct ns_segment_writer *w)
{
	ns_env_close(w->env);
	for (int i = 0; i < NS_STREAMS; i++)
		ns_buf_free(&w->stream[i].payload);
	for (int i = 0; i < NS_COLUMNS; i++) {
		ns_buf_free(&w->column[i]);
		ns_narrow_free(&w->narrow[i]);
		free_vars(&w->vars[i]);
	}
	for (uint32_t i = 0; i < w->counts.n_zdicts; i++)
		ns_buf_free(&w->zdict[i]);
	free_vars(&w->names);
	ns_buf_free(&w->norms);
	ns_buf_free(&w->id_doc);
	ns_writer_free_terms(w);
	free(w);
}

void ns_writer_abort(struct ns_segment_writer *w)
{
	if (!w)
		return;
	(void)unlink(w->path);
	writer_free(w);
}

/* ---- chunks -------------------------------------------------------------- */

enum ns_code ns_writer_chunk(struct ns_segment_writer *w, struct ns_chunk_id id,
			     struct ns_str payload, struct ns_error *e)
{
	uint8_t key[NS_CHUNK_KEY_MAX];
	struct ns_str k = { (const char *)key, ns_chunk_key(id, key) };
	uint8_t *value;
	enum ns_code code;

	if (payload.n > UINT32_MAX / 2)
		return ns_fail(e, NS_LIMIT, "a chunk of %zu bytes", payload.n);
	code = ns_env_append(w->env, id.db, k, ns_chunk_value_bytes(payload.n),
			     &value, e);
	if (!code)
		ns_chunk_write(id, w->info.uuid, payload, value);
	return code;
}

static enum ns_code flush_stream(struct ns_segment_writer *w, enum ns_db db,
				 struct ns_error *e)
{
	struct ns_out_stream *s = &w->stream[db - NS_DB_POST];
	struct ns_chunk_id id = { (uint8_t)db, 0, s->number };
	enum ns_code code;

	if (!s->payload.n)
		return NS_OK;
	code = ns_writer_chunk(w, id, ns_buf_view(&s->payload), e);
	ns_buf_reset(&s->payload);
	s->number++;
	return code;
}

enum ns_code ns_writer_put(struct ns_segment_writer *w, enum ns_db db,
			   struct ns_str bytes, size_t align, uint64_t *address,
			   struct ns_error *e)
{
	struct ns_out_stream *s = &w->stream[db - NS_DB_POST];
	size_t at = (s->payload.n + align - 1) & ~(align - 1);
	enum ns_code code = NS_OK;

	if (at && at + bytes.n > NS_CHUNK_PAYLOAD) {
		code = flush_stream(w, db, e);
		at = 0;
	}
	ns_buf_fill(&s->payload, 0, at - s->payload.n);
	*address = (uint64_t)s->number << NS_CHUNK_SHIFT | at;
	ns_buf_text(&s->payload, bytes);
	if (s->payload.failed && !code)
		code = ns_no_memory(e);
	return code;
}

/* ---- documents ----------------------------------------------------------- */

/* The ends take the bits of the last. */
static void put_vars(const struct ns_out_vars *v, struct ns_buf *out)
{
	unsigned bits = ns_bits((uint32_t)v->bytes.n);

	ns_buf_u8(out, (uint8_t)bits);
	ns_pack_put((const void *)v->ends.p, v->n, bits, out);
	ns_buf_text(out, ns_buf_view(&v->bytes));
}

static enum ns_code flush_vars(struct ns_segment_writer *w,
			       struct ns_chunk_id id, struct ns_out_vars *v,
			       struct ns_error *e)
{
	enum ns_code code;

	if (!v->n)
		return NS_OK;
	ns_buf_reset(&w->scratch);
	put_vars(v, &w->scratch);
	if (w->scratch.failed || v->ends.failed || v->bytes.failed)
		return ns_no_memory(e);
	code = ns_writer_chunk(w, id, ns_buf_view(&w->scratch), e);
	ns_buf_reset(&v->ends);
	ns_buf_reset(&v->bytes);
	v->n = 0;
	v->number++;
	return code;
}

static void add_var(struct ns_out_vars *v, struct ns_str s)
{
	ns_buf_text(&v->bytes, s);
	ns_buf_u32(&v->ends, (uint32_t)v->bytes.n);
	v->n++;
}

static enum ns_code flush_columns(struct ns_segment_writer *w,
				  struct ns_error *e)
{
	enum ns_code code = NS_OK;

	for (uint8_t i = 0; i < NS_COLUMNS && !code; i++) {
		struct ns_chunk_id id = { NS_DB_COLS, i, w->column_number };
		struct ns_buf *c = &w->column[i];

		if (ns_column_width[i] == NS_NARROW)
			ns_narrow_end(&w->narrow[i], c);
		if (c->failed)
			return ns_no_memory(e);
		if (c->n)
			code = ns_writer_chunk(w, id, ns_buf_view(c), e);
		ns_buf_reset(c);
	}
	w->column_number++;
	return code;
}

static enum ns_code flush_var_columns(struct ns_segment_writer *w,
				      struct ns_error *e)
{
	enum ns_code code = NS_OK;

	for (uint8_t i = 0; i < NS_COLUMNS && !code; i++) {
		struct ns_chunk_id id = { NS_DB_VARS, i, w->vars[i].number };

		if (!ns_column_width[i])
			code = flush_vars(w, id, &w->vars[i], e);
	}
	return code;
}

uint8_t ns_date_info(enum ns_precision precision, enum ns_provenance from,
		     bool doubt)
{
	return (uint8_t)((unsigned)precision | (unsigned)from << 3 |
			 (doubt ? 1u << 6 : 0u));
}

void ns_text_map_encode(uint32_t title, uint32_t summary,
			const uint32_t *paragraph, uint32_t n,
			struct ns_buf *out)
{
	ns_buf_varint(out, title);
	ns_buf_varint(out, summary);
	ns_buf_varint(out, n);
	for (uint32_t i = 0; i < n; i++)
		ns_buf_varint(out, i ? paragraph[i] - paragraph[i - 1]
				     : paragraph[0]);
}

/* The fixed-width values of a document but its frame's address. */
static void add_fixed(struct ns_segment_writer *w, const struct ns_doc *d)
{
	struct ns_buf *c = w->column;
	struct ns_narrow *v = w->narrow;
	uint8_t norm = ns_norm_code(d->length);

	ns_buf_u8(&w->norms, norm);
	ns_buf_u8(&c[NS_COL_NORM], norm);
	ns_buf_u8(&c[NS_COL_TITLE_NORM], ns_norm_code(d->title_length));
	ns_buf_u64(&c[NS_COL_DATE], (uint64_t)d->date);
	ns_narrow_add(&v[NS_COL_LENGTH], d->length);
	ns_narrow_add(&v[NS_COL_DATE_INFO], d->date_info);
	ns_narrow_add(&v[NS_COL_MODIFIED], (uint64_t)d->modified);
	ns_narrow_add(&v[NS_COL_EMBARGO], (uint64_t)d->embargo);
	for (int i = 0; i < 5; i++)
		ns_narrow_add(&v[NS_COL_STATUS + i], d->name[i]);
	ns_narrow_add(&v[NS_COL_SEQUENCE], d->sequence);
	ns_narrow_add(&v[NS_COL_ID_HASH], d->id_hash);
	ns_narrow_add(&v[NS_COL_TITLE_HASH], d->title_hash);
	ns_narrow_add(&v[NS_COL_CONTENT], d->content);
	ns_narrow_add(&v[NS_COL_SOURCE], d->source);
	ns_narrow_add(&v[NS_COL_PLACE], d->place);
	ns_narrow_add(&v[NS_COL_CLUSTER], d->cluster);
}

static void add_strings(struct ns_segment_writer *w, const struct ns_doc *d)
{
	add_var(&w->vars[NS_COL_AUTHORS], d->authors);
	add_var(&w->vars[NS_COL_TAGS], d->tags);
	add_var(&w->vars[NS_COL_TEXT_MAP], d->text_map);
	add_var(&w->vars[NS_COL_ZONES], d->zones);
}

static void count_document(struct ns_segment_info *info, const struct ns_doc *d)
{
	if (d->date != INT64_MIN) {
		if (!info->n_dated++)
			info->newest = d->date;
		info->oldest = d->date;
	}
	info->n_docs++;
	info->sum_length += d->length;
	info->sum_title += d->title_length;
	info->n_titled += d->title_length > 0;
	info->text_bytes += d->text_bytes;
}

static enum ns_code add_frame(struct ns_segment_writer *w, struct ns_str frame,
			      struct ns_error *e)
{
	uint64_t address;
	enum ns_code code;

	ns_buf_reset(&w->scratch);
	ns_buf_str(&w->scratch, frame);
	if (w->scratch.failed)
		return ns_no_memory(e);
	code = ns_writer_put(w, NS_DB_DOCS, ns_buf_view(&w->scratch), 1,
			     &address, e);
	ns_narrow_add(&w->narrow[NS_COL_FRAME], address);
	return code;
}

enum ns_code ns_writer_doc(struct ns_segment_writer *w, const struct ns_doc *d,
			   struct ns_error *e)
{
	enum ns_code code;

	if (d->date > w->last_date)
		return ns_fail(e, NS_INVALID, "documents must fall in date");
	if (w->info.n_docs == NS_SEGMENT_DOCS)
		return ns_fail(e, NS_LIMIT, "more than %d documents a segment",
			       NS_SEGMENT_DOCS);
	w->last_date = d->date;
	count_document(&w->info, d);
	add_fixed(w, d);
	add_strings(w, d);
	code = add_frame(w, d->frame, e);
	if (!code && w->info.n_docs % NS_COLUMN_DOCS == 0)
		code = flush_columns(w, e);
	if (!code && w->info.n_docs % NS_VAR_DOCS == 0)
		code = flush_var_columns(w, e);
	return code;
}

void ns_writer_avgdl(struct ns_segment_writer *w, double least, double greatest)
{
	if (least < w->info.avgdl_least)
		w->info.avgdl_least = least;
	if (greatest > w->info.avgdl_greatest)
		w->info.avgdl_greatest = greatest;
}

void ns_writer_text_bytes(struct ns_segment_writer *w, uint64_t bytes)
{
	w->info.text_bytes = bytes;
}

/* ---- ids and names ------------------------------------------------------- */

static enum ns_code flush_ids(struct ns_segment_writer *w, struct ns_error *e)
{
	struct ns_chunk_id id = { NS_DB_IDS, (uint8_t)w->id_list,
				  w->counts.ids[w->id_list] };
	uint32_t n = (uint32_t)(w->id_doc.n / sizeof(ns_docid));
	enum ns_code code;

	if (!n)
		return NS_OK;
	ns_buf_reset(&w->scratch);
	ns_buf_u32(&w->scratch, n);
	ns_pack_put((const void *)w->id_doc.p, n, ns_bits(w->info.n_docs - 1),
		    &w->scratch);
	if (w->scratch.failed || w->id_doc.failed)
		return ns_no_memory(e);
	code = ns_writer_chunk(w, id, ns_buf_view(&w->scratch), e);
	w->counts.ids[w->id_list]++;
	ns_buf_reset(&w->id_doc);
	return code;
}

enum ns_code ns_writer_id(struct ns_segment_writer *w, int which, ns_docid doc,
			  struct ns_error *e)
{
	enum ns_code code = NS_OK;

	if (which != w->id_list || w->id_doc.n == NS_IDS_A_CHUNK * sizeof(doc))
		code = flush_ids(w, e);
	w->id_list = which;
	ns_buf_u32(&w->id_doc, doc);
	return code;
}

static enum ns_code flush_names(struct ns_segment_writer *w, struct ns_error *e)
{
	struct ns_chunk_id id = { NS_DB_NAMES, (uint8_t)w->name_field,
				  w->names.number };

	return flush_vars(w, id, &w->names, e);
}

enum ns_code ns_writer_name(struct ns_segment_writer *w,
			    enum ns_name_field field, struct ns_str name,
			    struct ns_error *e)
{
	enum ns_code code = NS_OK;

	if (field != w->name_field) {
		code = flush_names(w, e);
		w->names.number = 0;
		w->name_field = field;
	} else if (w->names.n == NS_VAR_DOCS) {
		code = flush_names(w, e);
	}
	add_var(&w->names, name);
	w->counts.names[field]++;
	return code;
}

enum ns_code ns_writer_dictionary(struct ns_segment_writer *w, uint32_t id,
				  struct ns_str bytes, struct ns_error *e)
{
	uint32_t n = w->counts.n_zdicts;

	if (n == NS_ZDICTS)
		return ns_fail(e, NS_LIMIT,
			       "more than %d dictionaries in a segment",
			       NS_ZDICTS);
	if (n && w->counts.zdict_id[n - 1] >= id)
		return ns_fail(e, NS_INVALID, "dictionaries must rise in id");
	w->counts.zdict_id[w->counts.n_zdicts++] = id;
	ns_buf_text(&w->zdict[n], bytes);
	return w->zdict[n].failed ? ns_no_memory(e) : NS_OK;
}

/* ---- the end ------------------------------------------------------------- */

static enum ns_code flush_all(struct ns_segment_writer *w, struct ns_error *e)
{
	enum ns_code code = ns_writer_end_terms(w, e);

	for (int db = NS_DB_POST; db <= NS_DB_BITS && !code; db++) {
		code = flush_stream(w, (enum ns_db)db, e);
		w->counts.stream[db - NS_DB_POST] =
			w->stream[db - NS_DB_POST].number;
	}
	if (!code)
		code = flush_columns(w, e);
	if (!code)
		code = flush_var_columns(w, e);
	if (!code)
		code = flush_ids(w, e);
	if (!code)
		code = flush_names(w, e);
	return code;
}

static enum ns_code write_header(struct ns_segment_writer *w,
				 struct ns_error *e)
{
	struct ns_chunk_id id = { NS_DB_HEAD, 0, 0 };
	enum ns_code code;

	ns_buf_reset(&w->scratch);
	ns_header_encode(&w->info, &w->counts, &w->scratch);
	if (w->scratch.failed)
		return ns_no_memory(e);
	code = ns_writer_chunk(w, id, ns_buf_view(&w->scratch), e);
	for (uint32_t i = 0; i < w->counts.n_zdicts && !code; i++) {
		id.number = w->counts.zdict_id[i];
		code = ns_writer_chunk(w, id, ns_buf_view(&w->zdict[i]), e);
	}
	return code;
}

enum ns_code ns_writer_finish(struct ns_segment_writer **w,
			      struct ns_segment_info *info, struct ns_error *e)
{
	struct ns_segment_writer *v = *w;
	enum ns_code code = NS_OK;

	*w = NULL;
	if (!v->info.n_docs)
		code = ns_fail(e, NS_INVALID, "a segment without documents");
	if (!code)
		code = flush_all(v, e);
	if (!code)
		code = write_header(v, e);
	if (!code)
		code = ns_env_seal(v->env, e);
	if (code) {
		ns_writer_abort(v);
		return code;
	}
	ns_env_close(v->env);
	v->env = NULL;
	if (rename(v->path, v->done))
		code = ns_fail_errno(e, errno, "renaming %s", v->path);
	if (code)
		(void)unlink(v->path);
	else
		*info = v->info;
	writer_free(v);
	return code;
}
