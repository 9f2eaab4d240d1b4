/* A segment holds exactly what its articles hold: every term, document,
 * frequency, position and form is compared with an inversion too simple to be
 * wrong, which keeps each occurrence as a row and sorts the rows.
 */
#include "indexer/builder.h"

#include "core/archive/update.h"
#include "core/base/hash.h"
#include "tests/indexer/scratch.h"

enum { MAX_DOCS = 2000, MAX_WORDS = 400, VOCABULARY = 900 };

/* One occurrence; or a (form, stem) of a document, as the row of its form. */
struct row {
	uint8_t key[NS_KEY_PREFIX + NS_TERM_BYTES];
	size_t key_n;
	uint32_t doc; // its final number
	uint32_t position;
	bool title;
	char form[NS_TERM_BYTES + 1];
};

struct made {
	struct ns_article article;
	struct ns_lang lang;
	char title[512], summary[512], body[8 * MAX_WORDS], id[32], url[64];
	struct ns_str author[3], tag[3];
	uint32_t doc; // final number
};

static struct made *made;
static struct row *rows;
static size_t n_rows, cap_rows;
static struct ns_analyzer *an;
static uint64_t seed;

static const char *const names[] = {
	"Ada Lovelace", "ADA  LOVELACE", "José M.",
	"Jose M.",      "Ну, Погоди",    "a b c d"
};
static const char *const langs[] = { "en", "en", "de", "fi", "xx" };

/* ---- articles ---- */

static size_t put_words(char *out, size_t cap, uint32_t n)
{
	static const char *const ends[] = {
		"", "", "s", "ing", "ed", "\xc3\xa9"
	};
	size_t at = 0;

	out[0] = 0;
	for (uint32_t i = 0; i < n && at + 40 < cap; i++) {
		uint64_t r = t_random(&seed), v = r % VOCABULARY;

		v = v * (r >> 32 & 1023) / 1024; // small numbers are common
		at += (size_t)snprintf(out + at, cap - at, "%sw%c%c%llu%s",
				       r >> 60 == 0 ? ".\n\n" : " ",
				       (char)('a' + v % 26),
				       (char)('a' + v / 26 % 26),
				       (unsigned long long)v / 26 / 26,
				       ends[(r >> 50) % 6]);
	}
	return at;
}

static struct ns_str some_name(void)
{
	return ns_str_of(names[t_random(&seed) % 6]);
}

static void make(struct made *m, uint32_t number)
{
	struct ns_article *a = &m->article;
	uint64_t r = t_random(&seed);

	memset(m, 0, sizeof(*m));
	(void)ns_lang_parse(ns_str_of(langs[r % 5]), &m->lang);
	a->title = (struct ns_str){ m->title,
				    put_words(m->title, 400, r >> 8 & 7) };
	a->summary = (struct ns_str){
		m->summary,
		r & 1 << 16 ? 0 : put_words(m->summary, 400, r >> 20 & 15)
	};
	a->body = (struct ns_str){ m->body,
				   put_words(m->body, sizeof(m->body),
					     (uint32_t)(r >> 24) % MAX_WORDS) };
	(void)snprintf(m->id, sizeof(m->id), "id:%u", number);
	(void)snprintf(m->url, sizeof(m->url), "http://x.org/w%llu-b.html",
		       (unsigned long long)(r >> 40 & 31));
	a->id = ns_str_of(m->id);
	a->url = ns_str_of(m->url);
	a->outlet = some_name();
	a->author = m->author;
	a->tag = m->tag;
	a->n_author = r >> 33 & 3;
	a->n_tag = r >> 35 & 3;
	for (unsigned i = 0; i < 3; i++) {
		m->author[i] = some_name();
		m->tag[i] = some_name();
	}
	a->n_author = a->n_author > 3 ? 3 : a->n_author;
	if (r >> 44 & 7) {
		a->date.precision = NS_PREC_SECOND;
		a->date.seconds = (int64_t)(r >> 47 & 255) * 3600;
		a->date_from = NS_FROM_FIELD;
	}
}

/* ---- the naive inversion ---- */

static struct row *new_row(uint8_t kind, const char *lang, struct ns_str term)
{
	struct row *r;

	if (n_rows == cap_rows) {
		cap_rows = cap_rows ? 2 * cap_rows : 4096;
		r = realloc(rows, cap_rows * sizeof(*rows));
		if (!r)
			abort();
		rows = r;
	}
	r = &rows[n_rows++];
	memset(r, 0, sizeof(*r));
	r->key_n = ns_key_make(kind, lang, term, r->key);
	return r;
}

static uint32_t invert_text(const struct made *m, uint8_t kind,
			    struct ns_str text, uint32_t from, bool title)
{
	static const struct ns_lang none;
	struct ns_lang lang = kind == NS_KIND_STEM ? m->lang : none;
	struct ns_words w = { 0 };
	struct ns_terms t;
	uint32_t n;

	T_INT(ns_analyze(an, lang, text, &w, NULL), NS_OK);
	for (uint32_t i = 0; i < w.n; i++) {
		struct row *r;

		T_INT(ns_word_terms(an, lang, ns_word_str(&w, i), &t, NULL),
		      NS_OK);
		r = new_row(kind, lang.code,
			    kind == NS_KIND_STEM ? t.stem : t.form);
		r->doc = m->doc;
		r->position = from + i;
		r->title = title;
		memcpy(r->form, t.form.p, t.form.n);
		if (kind != NS_KIND_STEM)
			continue;
		r = new_row(NS_KIND_FORM, lang.code, t.form);
		r->doc = m->doc;
		memcpy(r->form, t.stem.p, t.stem.n);
	}
	n = w.n;
	ns_words_free(&w);
	return from + n;
}

static void invert_name(const struct made *m, uint8_t kind, struct ns_str name)
{
	struct ns_buf b = { 0 };

	T_INT(ns_fold_name(an, name, &b, NULL), NS_OK);
	if (b.n)
		new_row(kind, "\0\0\0", ns_buf_view(&b))->doc = m->doc;
	ns_buf_free(&b);
}

static void invert(const struct made *m)
{
	const struct ns_article *a = &m->article;
	uint32_t at = invert_text(m, NS_KIND_STEM, a->title, 0, true);

	at = invert_text(m, NS_KIND_STEM, a->summary, at, false);
	invert_text(m, NS_KIND_STEM, a->body, at, false);
	at = 0;
	for (uint32_t i = 0; i < a->n_author; i++)
		at = 1 + invert_text(m, NS_KIND_AUTHOR_WORD, a->author[i], at,
				     false);
	invert_text(m, NS_KIND_URL_WORD, a->url, 0, false);
	invert_name(m, NS_KIND_OUTLET, a->outlet);
	invert_name(m, NS_KIND_LANG, ns_str_of(m->lang.code));
	for (uint32_t i = 0; i < a->n_author; i++)
		invert_name(m, NS_KIND_AUTHOR, a->author[i]);
	for (uint32_t i = 0; i < a->n_tag; i++)
		invert_name(m, NS_KIND_TAG, a->tag[i]);
}

static int by_row(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	struct ns_str k = { (const char *)x->key, x->key_n };
	struct ns_str l = { (const char *)y->key, y->key_n };
	int order = ns_str_cmp(k, l);

	if (order)
		return order;
	if (x->doc != y->doc)
		return x->doc < y->doc ? -1 : 1;
	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return strcmp(x->form, y->form);
}

static bool same_key(const struct row *x, const struct row *y)
{
	return x->key_n == y->key_n && !memcmp(x->key, y->key, x->key_n);
}

/* ---- comparing ---- */

struct compared {
	struct ns_postings p;
	struct ns_block b;
	struct ns_positions ps;
	struct ns_form *form; // of a stem
	unsigned weight;
};

/* The positions of posting j against its rows. */
static void compare_positions(struct compared *c, uint32_t j,
			      const struct row *r, size_t n)
{
	static uint32_t position[1 << 16], number[1 << 16];

	T_INT(c->ps.start[j + 1] - c->ps.start[j], n);
	T_INT(ns_positions_get(&c->ps, j, position, number, NULL), NS_OK);
	for (size_t k = 0; k < n; k++) {
		T_INT(position[k], r[k].position);
		if (c->form)
			T_BYTES(c->form[number[k]].text.p,
				c->form[number[k]].text.n, r[k].form,
				strlen(r[k].form));
	}
}

/* Posting j against the rows from r on; answers how many are of its document.
 */
static size_t compare_posting(struct compared *c, uint32_t j,
			      const struct row *r, size_t n)
{
	size_t to = 0, titles = 0;

	while (to < n && r[to].doc == r->doc)
		titles += r[to++].title;
	T_INT(c->b.doc[j], r->doc);
	T_INT(c->b.has_title ? c->b.title[j] : 0, titles);
	if (!c->p.has_positions) {
		T_INT(c->b.freq[j], 1);
		return to;
	}
	T_INT(c->b.freq[j], to + (c->weight - 1) * titles);
	compare_positions(c, j, r, to);
	return to;
}

/* The rows r[0..n) of one term against its postings. */
static void compare_postings(const struct ns_segment *seg,
			     const struct ns_term *t, const struct row *r,
			     size_t n)
{
	struct compared c = { .weight = ns_segment_info(seg)->title_weight };
	struct ns_arena arena = { 0 };
	size_t at = 0;

	if (t->kind == NS_KIND_STEM)
		T_INT(ns_term_forms(t, &arena, &c.form, NULL), NS_OK);
	T_INT(ns_postings_open(seg, t, &c.p, NULL), NS_OK);
	for (uint32_t i = 0; i < c.p.n_blocks; i++) {
		T_INT(ns_postings_block(&c.p, i, &c.b, NULL), NS_OK);
		T_OK(c.b.n == NS_BLOCK_DOCS || i + 1 == c.p.n_blocks);
		if (c.p.has_positions)
			T_INT(ns_positions_open(&c.p, i, &c.b, &c.ps, NULL),
			      NS_OK);
		for (uint32_t j = 0; j < c.b.n && at < n; j++)
			at += compare_posting(&c, j, r + at, n - at);
	}
	T_INT(at, n);
	ns_arena_free(&arena);
}

/* Forms by falling df, then text; each with its documents. */
static void compare_forms(const struct ns_term *t, const struct row *r,
			  size_t n)
{
	struct ns_arena arena = { 0 };
	struct ns_form *form;

	T_INT(ns_term_forms(t, &arena, &form, NULL), NS_OK);
	for (uint32_t f = 0; f < t->n_forms; f++) {
		uint32_t df = 0, last = UINT32_MAX;

		for (size_t i = 0; i < n; i++) {
			if (strlen(r[i].form) != form[f].text.n ||
			    memcmp(r[i].form, form[f].text.p, form[f].text.n))
				continue;
			df += r[i].doc != last;
			last = r[i].doc;
		}
		T_INT(form[f].df, df);
		T_OK(df > 0);
		T_OK(!f || form[f - 1].df > form[f].df ||
		     (form[f - 1].df == form[f].df &&
		      ns_str_cmp(form[f - 1].text, form[f].text) < 0));
	}
	ns_arena_free(&arena);
}

/* A form's entry: its stems in order, each with its documents, and a number
 * that leads back to the form. */
static void compare_stems(const struct ns_segment *seg, const struct ns_term *t,
			  const struct row *r, size_t n)
{
	struct ns_arena arena = { 0 };
	struct ns_form_stem *stem;
	struct ns_form *form;
	struct ns_term entry;
	uint32_t n_stems;

	T_INT(ns_term_stems(seg, t, &arena, &stem, &n_stems, NULL), NS_OK);
	for (uint32_t s = 0; s < n_stems; s++) {
		uint32_t df = 0, last = UINT32_MAX;

		for (size_t i = 0; i < n; i++) {
			if (strlen(r[i].form) != stem[s].stem.n ||
			    memcmp(r[i].form, stem[s].stem.p, stem[s].stem.n))
				continue;
			df += r[i].doc != last;
			last = r[i].doc;
		}
		T_INT(stem[s].df, df);
		T_OK(!s || ns_str_cmp(stem[s - 1].stem, stem[s].stem) < 0);
		T_INT(ns_term_find(seg, NS_KIND_STEM, t->lang, stem[s].stem,
				   &entry, NULL),
		      NS_OK);
		T_INT(ns_term_forms(&entry, &arena, &form, NULL), NS_OK);
		T_OK(stem[s].form < entry.n_forms);
		T_OK(ns_str_eq(form[stem[s].form].text, t->text));
	}
	ns_arena_free(&arena);
}

static void compare_term(const struct ns_segment *seg, const struct ns_term *t,
			 const struct row *r, size_t n)
{
	uint8_t key[NS_KEY_PREFIX + NS_TERM_BYTES];
	size_t key_n = ns_key_make(t->kind, t->lang, t->text, key);
	uint32_t df = 1;

	T_BYTES(key, key_n, r->key, r->key_n);
	for (size_t i = 1; i < n; i++)
		df += r[i].doc != r[i - 1].doc;
	if (t->kind == NS_KIND_FORM) {
		compare_stems(seg, t, r, n);
		return;
	}
	T_INT(t->df, df);
	if (t->kind >= 'a')
		T_INT(t->total, n);
	if (t->kind == NS_KIND_STEM)
		compare_forms(t, r, n);
	compare_postings(seg, t, r, n);
}

static void compare_all(const struct ns_segment *seg)
{
	struct ns_walk w = { 0 };
	size_t from = 0, to;
	enum ns_code rc;

	qsort(rows, n_rows, sizeof(*rows), by_row);
	rc = ns_walk_open(seg, 0, "\0\0\0", (struct ns_str){ "", 0 }, &w, NULL);
	for (; !rc && from < n_rows; from = to) {
		for (to = from + 1;
		     to < n_rows && same_key(&rows[to], &rows[from]);)
			to++;
		compare_term(seg, &w.term, rows + from, to - from);
		rc = ns_walk_next(&w, NULL);
	}
	T_INT(rc, NS_END);
	T_INT(from, n_rows);
	ns_walk_close(&w);
}

/* ---- columns ---- */

static uint64_t column(const struct ns_segment *seg, enum ns_column col,
		       ns_docid doc)
{
	uint64_t v = 0;

	T_INT(ns_column_get(seg, col, doc, &v, NULL), NS_OK);
	return v;
}

/* The sequence number is the place in made[]. Checks the order, too. */
static void find_docs(const struct ns_segment *seg, uint32_t n)
{
	T_INT(ns_segment_info(seg)->n_docs, n);
	for (ns_docid d = 0; d < n; d++) {
		int64_t date = (int64_t)column(seg, NS_COL_DATE, d), before;
		uint64_t id = column(seg, NS_COL_ID_HASH, d);

		made[column(seg, NS_COL_SEQUENCE, d)].doc = d;
		if (!d)
			continue;
		before = (int64_t)column(seg, NS_COL_DATE, d - 1);
		T_OK(before > date ||
		     (before == date &&
		      column(seg, NS_COL_ID_HASH, d - 1) < id));
	}
}

static void compare_docs(const struct ns_segment *seg, uint32_t n)
{
	struct ns_arena arena = { 0 };

	for (uint32_t i = 0; i < n; i++) {
		const struct made *m = &made[i];
		struct ns_buf x = { 0 }, y = { 0 };
		struct ns_article a;
		struct ns_str name;
		uint64_t outlet = column(seg, NS_COL_OUTLET, m->doc);

		T_INT(ns_segment_article(seg, m->doc, &arena, &a, NULL), NS_OK);
		ns_article_encode(&a, &x);
		ns_article_encode(&m->article, &y);
		T_BYTES(x.p, x.n, y.p, y.n);
		T_INT(column(seg, NS_COL_ID_HASH, m->doc),
		      ns_hash64(m->id, strlen(m->id)));
		T_OK(outlet > 0);
		T_INT(ns_segment_name(seg, NS_NAME_OUTLET, (uint32_t)outlet - 1,
				      &name, NULL),
		      NS_OK);
		ns_buf_reset(&x);
		ns_buf_reset(&y);
		T_INT(ns_fold_name(an, name, &x, NULL), NS_OK);
		T_INT(ns_fold_name(an, m->article.outlet, &y, NULL), NS_OK);
		T_BYTES(x.p, x.n, y.p, y.n);
		ns_buf_free(&x);
		ns_buf_free(&y);
		ns_arena_reset(&arena);
	}
	ns_arena_free(&arena);
}

/* ---- the cases ---- */

static void add_all(struct ns_builder *b, uint32_t n)
{
	struct ns_buf record = { 0 };

	for (uint32_t i = 0; i < n; i++) {
		struct ns_item item = { .article = &made[i].article,
					.lang = made[i].lang,
					.id = made[i].article.id,
					.sequence = i };

		ns_buf_reset(&record);
		ns_article_encode(&made[i].article, &record);
		item.record = ns_buf_view(&record);
		T_INT(ns_builder_add(b, &item, NULL), NS_OK);
	}
	ns_buf_free(&record);
}

static void build(struct ns_builder *b, struct ns_update *u, uint32_t n)
{
	struct ns_builder_target to = { ns_update_number(u), 0, 0 };
	struct ns_publish p = { .add = &to.number, .n_add = 1, .sequence = n };
	struct ns_published done;
	struct ns_segment_info info;
	const struct ns_snapshot *s;
	const struct ns_segment *seg;
	struct ns_error e = { 0 };

	for (uint32_t i = 0; i < n; i++)
		make(&made[i], to.number * MAX_DOCS + i);
	add_all(b, n);
	T_INT(ns_builder_docs(b), n);
	if (ns_builder_finish(b, &to, &info, &e))
		T_FAIL("%s", e.text);
	T_INT(ns_builder_docs(b), 0);
	if (ns_publish(u, &p, &done, &e))
		T_FAIL("%s", e.text);
	s = ns_update_snapshot(u);
	for (uint32_t i = 0; i < s->n_segments; i++) {
		seg = s->segment[i].seg;
		if (ns_segment_number(seg) != to.number)
			continue;
		n_rows = 0;
		find_docs(seg, n);
		for (uint32_t j = 0; j < n; j++)
			invert(&made[j]);
		compare_all(seg);
		compare_docs(seg, n);
		return;
	}
	T_FAIL("segment %u is not there", to.number);
}

static void segments_hold_what_articles_hold(void)
{
	static const uint32_t sizes[] = { 1, 3, 130, 700, MAX_DOCS };
	struct scratch s = scratch_make();
	struct ns_update *u = NULL;
	struct ns_builder *b = NULL;
	struct ns_builder_plan plan = { .dir = s.ns,
					.settings = NS_SETTINGS_DEFAULT,
					.an = an,
					.train = true,
					.memory_bytes = NS_BUILDER_MEMORY };
	struct ns_error e = { 0 };

	if (ns_update_open(s.ns, NULL, &u, &e) ||
	    ns_builder_open(&plan, &b, &e)) {
		T_FAIL("%s", e.text);
		return;
	}
	/* One builder, several batches: its memory is used again. */
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		build(b, u, sizes[i]);
	T_OK(ns_builder_zdict(b).n > 0);
	ns_builder_free(b);
	/* The least memory: buffers grow as they must. */
	plan.memory_bytes = NS_BUILDER_MEMORY_LEAST;
	T_INT(ns_builder_open(&plan, &b, NULL), NS_OK);
	build(b, u, MAX_DOCS);
	ns_builder_free(b);
	ns_update_close(u);
	scratch_free(&s);
}

int main(void)
{
	made = calloc(MAX_DOCS, sizeof(*made));
	if (!made || ns_analyzer_open(&an, NULL))
		return 1;
	T_RUN(segments_hold_what_articles_hold);
	ns_analyzer_free(an);
	free(made);
	free(rows);
	return t_end();
}
