/* Reading columns and names of an open segment. */
#include "core/archive/chunkset.h"
#include "core/archive/narrow.h"
#include "core/archive/pack.h"
#include "core/base/bytes.h"
#include "core/base/time.h"

enum { DAY_S = 86400 };

static enum ns_code code_of(const struct ns_error *e)
{
	return e ? e->code : NS_CORRUPT;
}

static enum ns_code no_document(const struct ns_segment *seg, ns_docid doc,
				struct ns_error *e)
{
	return ns_fail(e, NS_CORRUPT, "seg-%08u.mdb has no document %u",
		       seg->number, doc);
}

/* Documents of a chunk. */
static uint32_t docs_of(const struct ns_segment *seg, uint32_t chunk)
{
	uint32_t left = seg->info.n_docs - chunk * NS_COLUMN_DOCS;

	return left < NS_COLUMN_DOCS ? left : NS_COLUMN_DOCS;
}

const void *ns_column_chunk(const struct ns_segment *seg, enum ns_column col,
			    uint32_t chunk, struct ns_error *e)
{
	uint32_t docs = docs_of(seg, chunk);
	size_t len;
	const uint8_t *p = ns_set_chunk(seg, &seg->column[col], chunk, &len, e);

	if (!p)
		return NULL;
	if (len != (size_t)docs * ns_column_width[col]) {
		ns_fail(e, NS_CORRUPT,
			"seg-%08u.mdb: chunk %u of column %d has %zu bytes",
			seg->number, chunk, (int)col, len);
		return NULL;
	}
	return p;
}

static enum ns_code narrow_get(const struct ns_segment *seg, enum ns_column col,
			       ns_docid doc, uint64_t *value,
			       struct ns_error *e)
{
	uint32_t chunk = doc / NS_COLUMN_DOCS;
	size_t len;
	const uint8_t *p = ns_set_chunk(seg, &seg->column[col], chunk, &len, e);

	if (!p)
		return code_of(e);
	if (ns_narrow_get(p, len, docs_of(seg, chunk), doc % NS_COLUMN_DOCS,
			  value))
		return ns_fail(e, NS_CORRUPT,
			       "seg-%08u.mdb: document %u in column %d",
			       seg->number, doc, (int)col);
	return NS_OK;
}

enum ns_code ns_column_get(const struct ns_segment *seg, enum ns_column col,
			   ns_docid doc, uint64_t *value, struct ns_error *e)
{
	const uint8_t *p;
	size_t width = ns_column_width[col];

	if (doc >= seg->info.n_docs)
		return no_document(seg, doc, e);
	if (width == NS_NARROW)
		return narrow_get(seg, col, doc, value, e);
	p = ns_column_chunk(seg, col, doc / NS_COLUMN_DOCS, e);
	if (!p)
		return code_of(e);
	p += width * (doc % NS_COLUMN_DOCS);
	*value = width == sizeof(uint64_t) ? ns_le64(p) : *p;
	return NS_OK;
}

enum ns_code ns_column_other(const struct ns_segment *seg, enum ns_column col,
			     uint64_t usual, ns_docid *doc, uint64_t *value,
			     struct ns_error *e)
{
	enum ns_code code = NS_OK;

	while (!code && *doc < seg->info.n_docs) {
		uint32_t chunk = *doc / NS_COLUMN_DOCS;
		size_t len;
		const uint8_t *p =
			ns_set_chunk(seg, &seg->column[col], chunk, &len, e);

		if (!p)
			return code_of(e);
		if (ns_narrow_is_all(p, len, docs_of(seg, chunk),
				     *doc % NS_COLUMN_DOCS, usual)) {
			*doc += NS_NARROW_GROUP - *doc % NS_NARROW_GROUP;
			if (*doc > seg->info.n_docs)
				*doc = seg->info.n_docs;
			continue;
		}
		code = narrow_get(seg, col, *doc, value, e);
		if (!code && *value != usual)
			return NS_OK;
		++*doc;
	}
	return code;
}

enum ns_code ns_var_get(const uint8_t *chunk, size_t len, uint32_t n,
			uint32_t i, struct ns_str *out)
{
	const uint8_t *ends = chunk + 1;
	unsigned bits = *chunk;
	size_t table = 1 + ns_packed_bytes(n, bits), from, to;

	if (i >= n || bits > NS_PACK_BITS_MAX || len < table)
		return NS_CORRUPT;
	from = i ? ns_unpack_one(ends, i - 1, bits) : 0;
	to = ns_unpack_one(ends, i, bits);
	if (from > to || to > len - table)
		return NS_CORRUPT;
	*out = (struct ns_str){ (const char *)chunk + table + from, to - from };
	return NS_OK;
}

/* String i of n that lie in a set's chunks of NS_VAR_DOCS. */
static enum ns_code var_of(const struct ns_segment *seg,
			   const struct ns_chunk_set *set, uint32_t n,
			   uint32_t i, struct ns_str *out, struct ns_error *e)
{
	uint32_t chunk = i / NS_VAR_DOCS, first = chunk * NS_VAR_DOCS;
	uint32_t here = n - first < NS_VAR_DOCS ? n - first : NS_VAR_DOCS;
	size_t len;
	const uint8_t *p = ns_set_chunk(seg, set, chunk, &len, e);

	if (!p)
		return code_of(e);
	if (ns_var_get(p, len, here, i - first, out))
		return ns_fail(e, NS_CORRUPT,
			       "seg-%08u.mdb: string %u of %s (part %u)",
			       seg->number, i, ns_db_name[set->db], set->part);
	return NS_OK;
}

enum ns_code ns_column_bytes(const struct ns_segment *seg, enum ns_column col,
			     ns_docid doc, struct ns_str *out,
			     struct ns_error *e)
{
	if (doc >= seg->info.n_docs)
		return no_document(seg, doc, e);
	return var_of(seg, &seg->column[col], seg->info.n_docs, doc, out, e);
}

enum ns_code ns_segment_name(const struct ns_segment *seg,
			     enum ns_name_field field, uint32_t ordinal,
			     struct ns_str *out, struct ns_error *e)
{
	if (ordinal >= seg->n_names[field])
		return ns_fail(e, NS_CORRUPT,
			       "seg-%08u.mdb: no name %u in field %d",
			       seg->number, ordinal, (int)field);
	return var_of(seg, &seg->names[field], seg->n_names[field], ordinal,
		      out, e);
}

uint32_t ns_segment_names(const struct ns_segment *seg,
			  enum ns_name_field field)
{
	return seg->n_names[field];
}

enum ns_code ns_text_map(const struct ns_segment *seg, ns_docid doc,
			 struct ns_arena *arena, struct ns_text_map *out,
			 struct ns_error *e)
{
	struct ns_str bytes = { NULL, 0 };
	struct ns_rd r;
	uint32_t *start, at = 0;
	enum ns_code code =
		ns_column_bytes(seg, NS_COL_TEXT_MAP, doc, &bytes, e);

	if (code)
		return code;
	r = ns_rd_of(bytes.p, bytes.n);
	out->title = ns_rd_varint32(&r);
	out->summary = ns_rd_varint32(&r);
	out->n_paragraphs = ns_rd_varint32(&r);
	if (r.bad || out->n_paragraphs > bytes.n)
		return ns_fail(e, NS_CORRUPT,
			       "seg-%08u.mdb: text map of document %u",
			       seg->number, doc);
	start = ns_arena_alloc(arena, out->n_paragraphs * sizeof(*start));
	if (!start)
		return ns_fail(e, NS_LIMIT, "no memory left for a text map");
	for (uint32_t i = 0; i < out->n_paragraphs; i++)
		start[i] = at += ns_rd_varint32(&r);
	out->paragraph = start;
	if (r.bad)
		return ns_fail(e, NS_CORRUPT,
			       "seg-%08u.mdb: text map of document %u",
			       seg->number, doc);
	return NS_OK;
}

enum ns_code ns_paragraphs_open(const struct ns_segment *seg, ns_docid doc,
				struct ns_paragraphs *out, struct ns_error *e)
{
	struct ns_str bytes = { NULL, 0 };
	struct ns_rd r;
	enum ns_code code =
		ns_column_bytes(seg, NS_COL_TEXT_MAP, doc, &bytes, e);

	if (code)
		return code;
	r = ns_rd_of(bytes.p, bytes.n);
	*out = (struct ns_paragraphs){ .title = ns_rd_varint32(&r) };
	out->summary = ns_rd_varint32(&r);
	out->left = ns_rd_varint32(&r);
	if (r.bad || out->left > bytes.n)
		return ns_fail(e, NS_CORRUPT,
			       "seg-%08u.mdb: text map of document %u",
			       seg->number, doc);
	out->p = r.p;
	out->end = r.end;
	return NS_OK;
}

void ns_paragraphs_pass(struct ns_paragraphs *m, uint32_t position)
{
	while (m->next <= position) {
		struct ns_rd r = { m->p, m->end, false };

		if (!m->left) {
			m->next = UINT32_MAX;
			return;
		}
		m->left--;
		m->next += ns_rd_varint32(&r);
		m->p = r.p;
		if (r.bad) {
			m->bad = true;
			m->left = 0;
		}
	}
}

/* The first dated document whose date is < bound (dates fall). */
static enum ns_code first_before(const struct ns_segment *seg, int64_t bound,
				 ns_docid *doc, struct ns_error *e)
{
	ns_docid low = 0, high = seg->info.n_dated;

	while (low < high) {
		ns_docid mid = low + (high - low) / 2;
		uint64_t date = 0;
		enum ns_code code =
			ns_column_get(seg, NS_COL_DATE, mid, &date, e);

		if (code)
			return code;
		if ((int64_t)date < bound)
			high = mid;
		else
			low = mid + 1;
	}
	*doc = low;
	return NS_OK;
}

static bool is_coarse(uint64_t info)
{
	unsigned precision = (unsigned)info & 7;

	return precision >= NS_PREC_YEAR && precision <= NS_PREC_DAY;
}

/* Says whether a coarse document is dated within [low, high): they are all
 * dated at a noon. Few articles are, and fewer of an hour that is asked for. */
static enum ns_code has_coarse(const struct ns_segment *seg, int64_t low,
			       int64_t high, bool *has, struct ns_error *e)
{
	int64_t noon = ns_time_noon(low, 0);
	enum ns_code code = NS_OK;

	*has = false;
	for (noon += noon < low ? DAY_S : 0; !code && noon < high && !*has;
	     noon += DAY_S) {
		ns_docid doc = 0, end = 0;
		uint64_t info = 0;

		code = first_before(seg, noon + 1, &doc, e);
		if (!code)
			code = first_before(seg, noon, &end, e);
		for (; !code && doc < end && !*has; doc++) {
			code = ns_column_get(seg, NS_COL_DATE_INFO, doc, &info,
					     e);
			*has = is_coarse(info);
		}
	}
	return code;
}

/* Where documents begin to be older than a bound, which is another one for
 * coarse dates: surely so from *older on, and surely not below *newer. */
static enum ns_code edge(const struct ns_segment *seg, int64_t fine,
			 int64_t coarse, ns_docid at[2], struct ns_error *e)
{
	int64_t low = fine < coarse ? fine : coarse;
	int64_t high = fine < coarse ? coarse : fine;
	bool both = false;
	enum ns_code code = has_coarse(seg, low, high, &both, e);

	if (!code)
		code = first_before(seg, both ? high : fine, &at[0], e);
	at[1] = at[0];
	if (!code && both)
		code = first_before(seg, low, &at[1], e);
	return code;
}

enum ns_code ns_segment_dates(const struct ns_segment *seg,
			      const struct ns_dates *d, struct ns_date_span *s,
			      struct ns_error *e)
{
	ns_docid newer[2] = { 0, 0 };
	ns_docid older[2] = { seg->info.n_dated, seg->info.n_dated };
	enum ns_code code = NS_OK;

	*s = (struct ns_date_span){ 0 };
	if (d->from > d->to)
		return NS_OK;
	if (d->to < INT64_MAX)
		code = edge(seg, d->to + 1, d->to_noon + 1, newer, e);
	if (!code && d->from > INT64_MIN)
		code = edge(seg, d->from, d->from_noon, older, e);
	s->from = newer[0];
	s->to = older[1] > newer[0] ? older[1] : newer[0];
	s->sure_from = newer[1];
	s->sure_to = older[0];
	return code;
}

enum ns_code ns_segment_dated(const struct ns_segment *seg,
			      const struct ns_dates *d, ns_docid doc, bool *is,
			      struct ns_error *e)
{
	uint64_t date = 0, info = 0;
	enum ns_code code = ns_column_get(seg, NS_COL_DATE, doc, &date, e);
	bool coarse;

	if (!code)
		code = ns_column_get(seg, NS_COL_DATE_INFO, doc, &info, e);
	coarse = is_coarse(info);
	*is = (int64_t)date >= (coarse ? d->from_noon : d->from) &&
	      (int64_t)date <= (coarse ? d->to_noon : d->to);
	return code;
}
