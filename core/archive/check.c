#include "core/archive/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/archive/check_state.h"
#include "core/base/bytes.h"
#include "core/base/hash.h"

void ns_check_problem(struct ns_check *c, const char *format, ...)
{
	char text[NS_ERROR_BYTES], whole[NS_ERROR_BYTES + 32];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	c->report->problems++;
	(void)snprintf(whole, sizeof(whole), "seg-%08u.mdb: %s", c->seg->number,
		       text);
	c->say(c->arg, whole);
}

/* ---- chunks -------------------------------------------------------------- */

static void check_set(struct ns_check *c, const struct ns_chunk_set *set)
{
	struct ns_error e;
	size_t len;

	for (uint32_t i = 0; i < set->n; i++) {
		c->report->chunks++;
		if (!ns_set_chunk(c->seg, set, i, &len, &e))
			ns_check_problem(c, "%s", e.text);
	}
}

static void check_chunks(struct ns_check *c)
{
	const struct ns_segment *s = c->seg;
	uint64_t chunks = 0;

	for (int i = 0; i < NS_STREAMS; i++)
		check_set(c, &s->stream[i]);
	for (int i = 0; i < NS_COLUMNS; i++)
		check_set(c, &s->column[i]);
	for (int i = 0; i < NS_ID_LISTS; i++)
		check_set(c, &s->ids[i]);
	for (int i = 0; i < NS_NAME_FIELDS; i++)
		check_set(c, &s->names[i]);
	for (int i = 0; i < NS_STREAMS; i++)
		chunks += s->stream[i].n;
	for (int db = NS_DB_POST; db <= NS_DB_BITS; db++)
		chunks -= ns_env_entries(s->env, db);
	if (chunks)
		ns_check_problem(c, "streams hold other chunks than counted");
}

/* ---- documents ----------------------------------------------------------- */

struct sums {
	uint64_t length, title, titled, dated;
	int64_t date;
	uint64_t id_hash, sequence;
};

static uint64_t column(struct ns_check *c, enum ns_column col, ns_docid d)
{
	struct ns_error e;
	uint64_t v = 0;

	if (ns_column_get(c->seg, col, d, &v, &e))
		ns_check_problem(c, "%s", e.text);
	return v;
}

static void check_order(struct ns_check *c, struct sums *s, ns_docid d)
{
	int64_t date = (int64_t)column(c, NS_COL_DATE, d);
	uint64_t hash = column(c, NS_COL_ID_HASH, d);
	uint64_t sequence = column(c, NS_COL_SEQUENCE, d);
	bool same = d && date == s->date;

	if (d && (date > s->date || (same && hash < s->id_hash) ||
		  (same && hash == s->id_hash && sequence < s->sequence)))
		ns_check_problem(c, "document %u is out of order", d);
	s->dated += date != INT64_MIN;
	s->date = date;
	s->id_hash = hash;
	s->sequence = sequence;
}

static void check_names(struct ns_check *c, enum ns_column col,
			enum ns_name_field field, ns_docid d)
{
	struct ns_error e;
	struct ns_str bytes;
	struct ns_rd r;

	if (ns_column_bytes(c->seg, col, d, &bytes, &e)) {
		ns_check_problem(c, "%s", e.text);
		return;
	}
	for (r = ns_rd_of(bytes.p, bytes.n); ns_rd_left(&r);) {
		uint64_t v = ns_rd_varint(&r);

		if (r.bad || !v || v > c->seg->n_names[field]) {
			ns_check_problem(c, "names of document %u", d);
			return;
		}
	}
}

static void check_record(struct ns_check *c, ns_docid d)
{
	struct ns_article a;
	struct ns_error e;

	ns_arena_reset(&c->arena);
	if (ns_segment_article(c->seg, d, &c->arena, &a, &e))
		ns_check_problem(c, "%s (document %u)", e.text, d);
	else if (ns_hash64(a.id.p, a.id.n) != column(c, NS_COL_ID_HASH, d))
		ns_check_problem(c, "document %u has the hash of another id",
				 d);
}

static void check_document(struct ns_check *c, struct sums *s, ns_docid d)
{
	uint32_t length = (uint32_t)column(c, NS_COL_LENGTH, d);
	struct ns_text_map map = { 0 };
	struct ns_error e;

	check_order(c, s, d);
	check_record(c, d);
	if (ns_text_map(c->seg, d, &c->arena, &map, &e))
		ns_check_problem(c, "%s", e.text);
	if (column(c, NS_COL_NORM, d) != ns_norm_code(length))
		ns_check_problem(c, "the norm of document %u", d);
	if (column(c, NS_COL_TITLE_NORM, d) != ns_norm_code(map.title))
		ns_check_problem(c, "the title norm of document %u", d);
	for (unsigned f = 0; f < 5; f++)
		if (column(c, (enum ns_column)(NS_COL_STATUS + f), d) >
		    c->seg->n_names[f])
			ns_check_problem(c, "a name of document %u", d);
	check_names(c, NS_COL_AUTHORS, NS_NAME_AUTHOR, d);
	check_names(c, NS_COL_TAGS, NS_NAME_TAG, d);
	s->length += length;
	s->title += map.title;
	s->titled += map.title > 0;
}

static void check_documents(struct ns_check *c)
{
	const struct ns_segment_info *info = &c->seg->info;
	struct sums s = { 0 };

	for (ns_docid d = 0; d < info->n_docs; d++)
		check_document(c, &s, d);
	c->report->documents += info->n_docs;
	if (s.length != info->sum_length || s.title != info->sum_title ||
	    s.titled != info->n_titled || s.dated != info->n_dated)
		ns_check_problem(c, "the header's sums are wrong");
}

/* ---- hashes -------------------------------------------------------------- */

static void check_ids(struct ns_check *c, int which, enum ns_column col)
{
	struct ns_id_cursor at;
	struct ns_error e;
	uint64_t before = 0, n = 0;
	enum ns_code code = ns_id_cursor_seek(c->seg, which, 0, &at, &e);

	for (; !code; code = ns_id_cursor_next(&at, &e), n++) {
		if (at.hash < before)
			ns_check_problem(c, "hashes of list %d fall", which);
		if (at.doc >= c->seg->info.n_docs ||
		    column(c, col, at.doc) != at.hash)
			ns_check_problem(c,
					 "a hash of list %d names document %u",
					 which, at.doc);
		before = at.hash;
	}
	if (code != NS_END)
		ns_check_problem(c, "%s", e.text);
	if (n != (which ? c->seg->info.n_titled : c->seg->info.n_docs))
		ns_check_problem(c, "list %d holds %llu hashes", which,
				 (unsigned long long)n);
}

/* ---- the manifest's counts ----------------------------------------------- */

static void check_live(struct ns_check *c, const struct ns_segment_view *v,
		       struct sums *all)
{
	struct ns_arena arena = { 0 };
	struct ns_text_map map;
	struct ns_error e;
	uint32_t n = 0;

	for (ns_docid d = 0; d < c->seg->info.n_docs; d++) {
		if (!ns_is_live(v->live, d))
			continue;
		n++;
		all->length += column(c, NS_COL_LENGTH, d);
		ns_arena_reset(&arena);
		if (!ns_text_map(c->seg, d, &arena, &map, &e)) {
			all->title += map.title;
			all->titled += map.title > 0;
		}
	}
	ns_arena_free(&arena);
	if (n != v->n_live)
		ns_check_problem(c, "%u documents live, the manifest says %u",
				 n, v->n_live);
}

static void check_segment(struct ns_check *c)
{
	const struct ns_segment_info *info = &c->seg->info;
	double k1 = info->k1, b = info->b;

	for (unsigned i = 0; i < 256; i++)
		c->k[i] = k1 *
			  (1 - b +
			   b * ns_norm_length((uint8_t)i) / info->avgdl_least);
	c->report->segments++;
	check_chunks(c);
	check_documents(c);
	check_ids(c, 0, NS_COL_ID_HASH);
	check_ids(c, 1, NS_COL_TITLE_HASH);
	ns_check_terms(c);
}

enum ns_code ns_check(const char *dir, ns_check_say *say, void *arg,
		      struct ns_check_report *r, struct ns_error *e)
{
	struct ns_check c = { .say = say, .arg = arg, .report = r };
	struct ns_archive *ar = NULL;
	const struct ns_snapshot *s = NULL;
	struct sums all = { 0 };
	enum ns_code code = ns_archive_open(dir, &ar, e);

	*r = (struct ns_check_report){ 0 };
	if (!code)
		code = ns_snapshot_get(ar, &s, e);
	for (uint32_t i = 0; !code && i < s->n_segments; i++) {
		c.seg = s->segment[i].seg;
		check_segment(&c);
		check_live(&c, &s->segment[i], &all);
	}
	if (!code && (all.length != s->sum_length ||
		      all.title != s->sum_title || all.titled != s->n_titled)) {
		r->problems++;
		say(arg, "manifest.mdb: its sums of lengths are wrong");
	}
	ns_arena_free(&c.arena);
	ns_snapshot_put(s);
	ns_archive_close(ar);
	return code;
}
