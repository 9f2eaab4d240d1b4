/* Documents of a merge: their order, columns, records and hashes. */
#include "indexer/merge.h"

#include <stdlib.h>

#include "core/base/bytes.h"
#include "indexer/merge_state.h"

static enum ns_code no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory to merge segments");
}

/* ---- sources ------------------------------------------------------------- */

static enum ns_code open_source(struct ns_update *u, uint32_t number,
				struct ns_merge_source *s, struct ns_error *e)
{
	const struct ns_snapshot *snap = ns_update_snapshot(u);
	enum ns_code code;

	for (uint32_t i = 0; i < snap->n_segments; i++)
		if (ns_segment_number(snap->segment[i].seg) == number) {
			s->seg = snap->segment[i].seg;
			s->live = snap->segment[i].live;
		}
	if (!s->seg) {
		code = ns_segment_open(ns_update_dir(u), number, NULL, &s->own,
				       e);
		if (code)
			return code;
		s->seg = s->own;
	}
	s->n_docs = ns_segment_info(s->seg)->n_docs;
	s->map = malloc(s->n_docs * sizeof(*s->map));
	return s->map ? NS_OK : no_memory(e);
}

static void close_sources(struct ns_merge *m)
{
	for (uint32_t i = 0; m->source && i < m->n_sources; i++) {
		struct ns_merge_source *s = &m->source[i];

		free(s->map);
		for (int f = 0; f < NS_NAME_FIELDS; f++)
			free(s->name[f]);
		ns_segment_close(s->own);
	}
	free(m->source);
}

/* ---- the order of documents ---------------------------------------------- */

/* Moves to the next live document and reads what orders it. */
static enum ns_code settle(struct ns_merge_source *s, struct ns_error *e)
{
	uint64_t date;
	enum ns_code code;

	while (s->next < s->n_docs && !ns_is_live(s->live, s->next)) {
		s->map[s->next++] = NS_NO_DOC;
		s->has_dead = true;
	}
	if (s->next >= s->n_docs)
		return NS_END;
	code = ns_column_get(s->seg, NS_COL_DATE, s->next, &date, e);
	if (!code)
		code = ns_column_get(s->seg, NS_COL_ID_HASH, s->next,
				     &s->id_hash, e);
	if (!code)
		code = ns_column_get(s->seg, NS_COL_SEQUENCE, s->next,
				     &s->sequence, e);
	s->date = (int64_t)date;
	return code;
}

static bool comes_before(const struct ns_merge_source *a,
			 const struct ns_merge_source *b)
{
	if (a->date != b->date)
		return a->date > b->date;
	if (a->id_hash != b->id_hash)
		return a->id_hash < b->id_hash;
	return a->sequence < b->sequence;
}

static enum ns_code rewind_all(struct ns_merge *m, struct ns_error *e)
{
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < m->n_sources && !code; i++) {
		m->source[i].next = 0;
		code = settle(&m->source[i], e);
		if (code == NS_END)
			code = NS_OK;
	}
	return code;
}

/* The source whose document is next in the merged order; NULL at the end. */
static struct ns_merge_source *first(struct ns_merge *m)
{
	struct ns_merge_source *best = NULL;

	for (uint32_t i = 0; i < m->n_sources; i++) {
		struct ns_merge_source *s = &m->source[i];

		if (s->next < s->n_docs && (!best || comes_before(s, best)))
			best = s;
	}
	return best;
}

static enum ns_code step(struct ns_merge_source *s, struct ns_error *e)
{
	enum ns_code code;

	s->next++;
	code = settle(s, e);
	return code == NS_END ? NS_OK : code;
}

/* Numbers the documents: fills the maps. */
static enum ns_code number_docs(struct ns_merge *m, struct ns_error *e)
{
	struct ns_merge_source *s;
	enum ns_code code = rewind_all(m, e);
	uint64_t length;

	while (!code && (s = first(m)) != NULL) {
		code = ns_column_get(s->seg, NS_COL_LENGTH, s->next, &length,
				     e);
		m->sum_length += length;
		s->map[s->next] = m->n_docs++;
		if (!code)
			code = step(s, e);
	}
	return code;
}

/* ---- text bytes ---------------------------------------------------------- */

/* Bytes of titles and bodies: the sources' sums less what is dead. */
static enum ns_code sum_text(struct ns_merge *m, struct ns_error *e)
{
	struct ns_arena arena = { 0 };
	struct ns_article a;
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < m->n_sources; i++) {
		struct ns_merge_source *s = &m->source[i];

		m->text_bytes += ns_segment_info(s->seg)->text_bytes;
		for (ns_docid d = 0; s->has_dead && d < s->n_docs && !code;
		     d++) {
			if (ns_is_live(s->live, d))
				continue;
			ns_arena_reset(&arena);
			code = ns_segment_article(s->seg, d, &arena, &a, e);
			if (!code)
				m->text_bytes -= a.title.n + a.body.n;
		}
	}
	ns_arena_free(&arena);
	return code;
}

/* ---- columns and records ------------------------------------------------- */

static enum ns_code map_ordinals(const struct ns_merge_source *s,
				 enum ns_name_field field, struct ns_str in,
				 struct ns_buf *out, struct ns_error *e)
{
	struct ns_rd r = ns_rd_of(in.p, in.n);

	ns_buf_reset(out);
	while (ns_rd_left(&r)) {
		uint32_t v = ns_rd_varint32(&r);

		if (r.bad || !v || v > ns_segment_names(s->seg, field))
			return ns_fail(e, NS_CORRUPT, "a document's names");
		ns_buf_varint(out, s->name[field][v - 1] + 1);
	}
	return out->failed ? no_memory(e) : NS_OK;
}

static enum ns_code strings(const struct ns_merge_source *s, ns_docid d,
			    struct ns_doc *doc, struct ns_buf scratch[2],
			    struct ns_error *e)
{
	struct ns_str authors, tags;
	struct ns_rd r;
	enum ns_code code =
		ns_column_bytes(s->seg, NS_COL_AUTHORS, d, &authors, e);

	if (!code)
		code = ns_column_bytes(s->seg, NS_COL_TAGS, d, &tags, e);
	if (!code)
		code = map_ordinals(s, NS_NAME_AUTHOR, authors, &scratch[0], e);
	if (!code)
		code = map_ordinals(s, NS_NAME_TAG, tags, &scratch[1], e);
	doc->authors = ns_buf_view(&scratch[0]);
	doc->tags = ns_buf_view(&scratch[1]);
	if (!code)
		code = ns_column_bytes(s->seg, NS_COL_TEXT_MAP, d,
				       &doc->text_map, e);
	if (!code)
		code = ns_column_bytes(s->seg, NS_COL_ZONES, d, &doc->zones, e);
	if (code)
		return code;
	r = ns_rd_of(doc->text_map.p, doc->text_map.n);
	doc->title_length = ns_rd_varint32(&r);
	return ns_segment_frame(s->seg, d, &doc->frame, e);
}

/* Columns that a merged document takes over as they are. */
static const struct taken {
	enum ns_column column;
	size_t at;
	uint8_t bytes;
} taken[] = {
	{ NS_COL_LENGTH, offsetof(struct ns_doc, length), 4 },
	{ NS_COL_DATE, offsetof(struct ns_doc, date), 8 },
	{ NS_COL_DATE_INFO, offsetof(struct ns_doc, date_info), 1 },
	{ NS_COL_MODIFIED, offsetof(struct ns_doc, modified), 8 },
	{ NS_COL_EMBARGO, offsetof(struct ns_doc, embargo), 8 },
	{ NS_COL_SEQUENCE, offsetof(struct ns_doc, sequence), 8 },
	{ NS_COL_ID_HASH, offsetof(struct ns_doc, id_hash), 8 },
	{ NS_COL_TITLE_HASH, offsetof(struct ns_doc, title_hash), 8 },
	{ NS_COL_CONTENT, offsetof(struct ns_doc, content), 8 },
	{ NS_COL_SOURCE, offsetof(struct ns_doc, source), 4 },
	{ NS_COL_PLACE, offsetof(struct ns_doc, place), 8 },
	{ NS_COL_CLUSTER, offsetof(struct ns_doc, cluster), 4 },
};

static enum ns_code fixed(const struct ns_merge_source *s, ns_docid d,
			  struct ns_doc *doc, struct ns_error *e)
{
	enum ns_code code = NS_OK;
	uint64_t v;

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]) && !code; i++) {
		code = ns_column_get(s->seg, taken[i].column, d, &v, e);
		if (!code) // little-endian: the low bytes come first
			memcpy((uint8_t *)doc + taken[i].at, &v,
			       taken[i].bytes);
	}
	for (unsigned f = 0; f < 5 && !code; f++) {
		code = ns_column_get(
			s->seg, (enum ns_column)(NS_COL_STATUS + f), d, &v, e);
		if (!code && v > ns_segment_names(s->seg, f))
			code = ns_fail(e, NS_CORRUPT, "a document's names");
		if (!code)
			doc->name[f] = v ? s->name[f][v - 1] + 1 : 0;
	}
	return code;
}

static enum ns_code write_docs(struct ns_merge *m, struct ns_error *e)
{
	struct ns_buf scratch[2] = { { 0 }, { 0 } };
	struct ns_merge_source *s;
	enum ns_code code = rewind_all(m, e);

	while (!code && (s = first(m)) != NULL) {
		struct ns_doc doc = { 0 };

		code = ns_merge_stopped(m) ? NS_INTERRUPTED
					   : fixed(s, s->next, &doc, e);
		if (!code)
			code = strings(s, s->next, &doc, scratch, e);
		if (!code)
			code = ns_writer_doc(m->writer, &doc, e);
		if (!code)
			code = step(s, e);
	}
	ns_buf_free(&scratch[0]);
	ns_buf_free(&scratch[1]);
	ns_writer_text_bytes(m->writer, m->text_bytes);
	return code;
}

/* ---- hashes -------------------------------------------------------------- */

/* Moves the cursor to a live document's entry; seg NULL: it has ended. */
static enum ns_code settle_id(struct ns_merge_source *s, enum ns_code code,
			      struct ns_error *e)
{
	while (!code && s->map[s->id.doc] == NS_NO_DOC)
		code = ns_id_cursor_next(&s->id, e);
	if (code == NS_END) {
		s->id.seg = NULL;
		return NS_OK;
	}
	return code;
}

static struct ns_merge_source *first_id(struct ns_merge *m)
{
	struct ns_merge_source *best = NULL;

	for (uint32_t i = 0; i < m->n_sources; i++) {
		struct ns_merge_source *s = &m->source[i];

		if (!s->id.seg)
			continue;
		if (!best || s->id.hash < best->id.hash ||
		    (s->id.hash == best->id.hash &&
		     s->map[s->id.doc] < best->map[best->id.doc]))
			best = s;
	}
	return best;
}

static enum ns_code write_ids(struct ns_merge *m, int which, struct ns_error *e)
{
	struct ns_merge_source *s;
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < m->n_sources && !code; i++) {
		s = &m->source[i];
		code = ns_id_cursor_seek(s->seg, which, 0, &s->id, e);
		code = settle_id(s, code, e);
	}
	while (!code && (s = first_id(m)) != NULL) {
		code = ns_writer_id(m->writer, which, s->map[s->id.doc], e);
		if (!code)
			code = settle_id(s, ns_id_cursor_next(&s->id, e), e);
	}
	return code;
}

/* ---- zstd dictionaries --------------------------------------------------- */

static enum ns_code write_zdicts(struct ns_merge *m, struct ns_error *e)
{
	enum ns_code code = NS_OK;
	uint32_t least = 1;

	for (;;) {
		struct ns_merge_source *from = NULL;
		struct ns_str bytes;
		uint32_t next = UINT32_MAX, id;

		for (uint32_t i = 0; i < m->n_sources; i++)
			for (uint32_t k = 0;
			     (id = ns_segment_zdict(m->source[i].seg, k)) != 0;
			     k++)
				if (id >= least && (!from || id < next)) {
					next = id;
					from = &m->source[i];
				}
		if (!from)
			return NS_OK;
		code = ns_segment_zdict_bytes(from->seg, next, &bytes, e);
		if (!code)
			code = ns_writer_dictionary(m->writer, next, bytes, e);
		if (code || next == UINT32_MAX)
			return code;
		least = next + 1;
	}
}

/* ---- the whole ----------------------------------------------------------- */

static enum ns_code write_all(struct ns_merge *m, struct ns_error *e)
{
	enum ns_code code = ns_merge_names(m, e);

	if (!code)
		code = write_docs(m, e);
	if (!code)
		code = write_ids(m, 0, e);
	if (!code)
		code = write_ids(m, 1, e);
	if (!code)
		code = write_zdicts(m, e);
	return code ? code : ns_merge_terms(m, e);
}

static enum ns_code write_segment(struct ns_merge *m, struct ns_update *u,
				  uint32_t *out, struct ns_error *e)
{
	struct ns_writer_plan plan = {
		.dir = ns_update_dir(u),
		.number = ns_update_number(u),
		.settings = ns_update_snapshot(u)->settings,
		.avgdl = m->sum_length ? (double)m->sum_length / m->n_docs : 1,
	};
	struct ns_segment_info info;
	enum ns_code code = ns_writer_open(&plan, &m->writer, e);

	m->title_weight = plan.settings.title_weight;
	if (code)
		return code;
	code = write_all(m, e);
	if (code) {
		ns_writer_abort(m->writer);
		return code;
	}
	*out = plan.number;
	return ns_writer_finish(&m->writer, &info, e);
}

enum ns_code ns_merge_counted(struct ns_update *u, const uint32_t *number,
			      uint32_t n, uint32_t *out,
			      struct ns_merge_facts *facts, struct ns_error *e)
{
	struct ns_merge m = { .n_sources = n, .facts = facts };
	enum ns_code code = NS_OK;

	m.source = calloc(n + 1, sizeof(*m.source));
	if (!m.source)
		return no_memory(e);
	for (uint32_t i = 0; i < n && !code; i++)
		code = open_source(u, number[i], &m.source[i], e);
	if (!code)
		code = number_docs(&m, e);
	if (!code)
		code = sum_text(&m, e);
	if (!code)
		code = m.n_docs ? write_segment(&m, u, out, e) : NS_NOTFOUND;
	close_sources(&m);
	return code;
}

enum ns_code ns_merge(struct ns_update *u, const uint32_t *number, uint32_t n,
		      uint32_t *out, struct ns_error *e)
{
	struct ns_merge_facts facts = { 0 };

	return ns_merge_counted(u, number, n, out, &facts, e);
}
