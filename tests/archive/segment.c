/* What is written into segments comes back, term by term, document by document,
 * and publishing shows it, replaces it and forgets it. */
#include "tests/archive/made.h"

static const char english[4] = "en", german[4] = "de";

static void same_posting(const struct made_posting *p, const struct ns_block *b,
			 uint32_t j, struct ns_positions *ps)
{
	uint32_t pos[MADE_POSITIONS], form[MADE_POSITIONS];
	struct ns_error e;

	T_INT(b->doc[j], p->doc);
	T_INT(b->freq[j], p->freq);
	T_INT(b->has_title ? b->title[j] : 0, p->title);
	T_INT(ps->start[j + 1] - ps->start[j], p->n);
	if (ps->start[j + 1] - ps->start[j] != p->n)
		return;
	if (ns_positions_get(ps, j, pos, form, &e))
		T_FAIL("%s", e.text);
	T_BYTES(pos, p->n * 4, p->position, p->n * 4);
	T_BYTES(form, p->n * 4, p->form, p->n * 4);
}

static void same_bits(const struct ns_postings *p, uint32_t i,
		      const struct ns_block *b)
{
	uint64_t words[64] = { 0 };
	ns_docid from = b->doc[0] > 100 ? b->doc[0] - 100 : 0;
	struct ns_error e;
	uint32_t n = 0, in = 0;

	T_INT(ns_postings_bits(p, i, from, words, 64, &e), NS_OK);
	for (uint32_t j = 0; j < b->n; j++) {
		uint32_t bit = b->doc[j] - from;

		if (bit >= 4096)
			continue;
		in++;
		T_OK(words[bit / 64] >> (bit % 64) & 1);
	}
	for (int w = 0; w < 64; w++)
		n += (uint32_t)__builtin_popcountll(words[w]);
	T_INT(n, in);
}

static void same_list(const struct made_term *m, const struct ns_segment *seg,
		      const struct ns_term *t)
{
	struct ns_postings p;
	struct ns_block b, docs;
	struct ns_positions ps;
	struct ns_error e;
	uint32_t at = 0;

	if (ns_postings_open(seg, t, &p, &e)) {
		T_FAIL("%s: %s", m->text, e.text);
		return;
	}
	for (uint32_t i = 0; i < p.n_blocks; i++) {
		if (ns_postings_block(&p, i, &b, &e) ||
		    ns_positions_open(&p, i, &b, &ps, &e) ||
		    ns_postings_docs(&p, i, &docs, &e)) {
			T_FAIL("%s: %s", m->text, e.text);
			return;
		}
		T_BYTES(docs.doc, 4 * docs.n, b.doc, 4 * b.n);
		same_bits(&p, i, &b);
		T_INT(ns_postings_seek(&p, 0, b.doc[0]), i);
		T_INT(ns_postings_seek(&p, i, p.last_doc[i]), i);
		for (uint32_t j = 0; j < b.n && at < m->df; j++, at++)
			same_posting(&m->p[at], &b, j, &ps);
	}
	T_INT(at, m->df);
	T_INT(ns_postings_seek(&p, 0, p.last_doc[p.n_blocks - 1] + 1),
	      p.n_blocks);
}

static void same_term(const struct made_term *m, const struct ns_segment *seg)
{
	struct ns_arena arena = { 0 };
	struct ns_term t;
	struct ns_form *form;
	struct ns_form_stem *stem;
	struct ns_error e;
	uint32_t n;

	if (ns_term_find(seg, NS_KIND_STEM, english, ns_str_of(m->text), &t,
			 &e)) {
		T_FAIL("%s is not there", m->text);
		return;
	}
	T_INT(t.df, m->df);
	T_INT(t.n_forms, m->n_forms);
	T_INT(ns_term_forms(&t, &arena, &form, &e), NS_OK);
	for (uint32_t f = 0; f < m->n_forms; f++) {
		T_BYTES(form[f].text.p, form[f].text.n, m->form_text[f],
			strlen(m->form_text[f]));
		T_INT(form[f].df, m->form[f].df);
	}
	same_list(m, seg, &t);
	T_INT(ns_form_stems(seg, english, ns_str_of(m->text), &arena, &stem, &n,
			    &e),
	      NS_OK);
	T_INT(n, m->form[0].df > 0);
	if (n)
		T_BYTES(stem[0].stem.p, stem[0].stem.n, m->text,
			strlen(m->text));
	if (n)
		T_INT(stem[0].df, m->form[0].df);
	if (n)
		T_INT(stem[0].form, 0);
	T_INT(ns_term_find(seg, NS_KIND_STEM, german, ns_str_of(m->text), &t,
			   &e),
	      NS_NOTFOUND);
	ns_arena_free(&arena);
}

static void same_documents(const struct made *m, const struct ns_segment *seg)
{
	struct ns_arena arena = { 0 };
	struct ns_article a;
	struct ns_text_map map;
	struct ns_error e;
	uint64_t v;
	char id[32];

	for (ns_docid d = 0; d < m->n_docs; d += 1 + m->n_docs / 50) {
		snprintf(id, sizeof(id), "id-%llu",
			 (unsigned long long)m->first_id + d);
		if (ns_segment_article(seg, d, &arena, &a, &e)) {
			T_FAIL("%s", e.text);
			break;
		}
		T_BYTES(a.id.p, a.id.n, id, strlen(id));
		T_INT(ns_column_get(seg, NS_COL_LENGTH, d, &v, &e), NS_OK);
		T_INT(v, 10 + d % 500);
		T_INT(ns_column_get(seg, NS_COL_NORM, d, &v, &e), NS_OK);
		T_INT(v, ns_norm_code(10 + d % 500));
		T_INT(ns_text_map(seg, d, &arena, &map, &e), NS_OK);
		T_INT(map.title, 2);
		T_INT(map.n_paragraphs, 2);
		T_INT(map.paragraph[1], 5);
	}
	ns_arena_free(&arena);
}

static void same_walk(const struct made *m, const struct ns_segment *seg)
{
	struct ns_walk w;
	struct ns_error e;
	uint32_t n = 0;
	enum ns_code code = ns_walk_open(seg, NS_KIND_STEM, english,
					 NS_STR("term010"), &w, &e);

	for (; !code; code = ns_walk_next(&w, &e), n++)
		T_BYTES(w.term.text.p, w.term.text.n, m->term[10 + n].text, 7);
	T_INT(code, NS_END);
	T_INT(n, MADE_TERMS - 10);
	ns_walk_close(&w);
}

static void same_dates(const struct made *m, const struct ns_segment *seg)
{
	struct ns_dates d = { m->newest - 600, m->newest - 120, 0, 0 };
	struct ns_date_span s;
	struct ns_error e;

	d.from_noon = ns_time_noon(d.from, 0);
	d.to_noon = ns_time_noon(d.to, 0);
	T_INT(ns_segment_dates(seg, &d, &s, &e), NS_OK);
	T_INT(s.from, 2);
	T_INT(s.to, 11);
	T_INT(s.sure_from, 2);
	T_INT(s.sure_to, 11);
	d = (struct ns_dates){ INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX };
	T_INT(ns_segment_dates(seg, &d, &s, &e), NS_OK);
	T_INT(s.to, m->n_docs - 1);
}

static void round_trip(uint32_t n_docs, uint32_t weight, uint64_t seed)
{
	struct made m = { .n_docs = n_docs,
			  .title_weight = weight,
			  .newest = 1700000000 };
	struct ns_settings settings = NS_SETTINGS_DEFAULT;
	char *dir = made_dir();
	struct ns_update *u = NULL;
	struct ns_publish p = { .n_add = 1 };
	struct ns_published done;
	const struct ns_snapshot *s;
	struct ns_error e;
	uint32_t number;

	settings.title_weight = (uint8_t)weight;
	made_fill(&m, seed);
	T_INT(ns_update_open(dir, &settings, &u, &e), NS_OK);
	number = made_write(&m, u);
	p.add = &number;
	p.sequence = n_docs;
	if (ns_publish(u, &p, &done, &e))
		T_FAIL("%s", e.text);
	T_INT(done.added, n_docs);
	s = ns_update_snapshot(u);
	T_INT(s->n_docs, n_docs);
	T_INT(s->n_segments, 1);
	T_INT(s->n_langs, 1);
	for (int t = 0; t < MADE_TERMS && s->n_segments; t++)
		same_term(&m.term[t], s->segment[0].seg);
	same_documents(&m, s->segment[0].seg);
	same_walk(&m, s->segment[0].seg);
	same_dates(&m, s->segment[0].seg);
	ns_update_close(u);
	made_free(&m);
	made_remove(dir);
}

static void small_segments_come_back(void)
{
	for (uint32_t seed = 1; seed < 6; seed++)
		round_trip(20 + seed, 1 + seed % 3, seed);
}

static void long_lists_come_back(void)
{
	round_trip(5000, 2, 42);
	round_trip(70000, 2, 43);
}

static void later_ids_replace(void)
{
	struct made a = { .n_docs = 300, .title_weight = 2, .newest = 1000000 };
	struct made b = { .n_docs = 300,
			  .title_weight = 2,
			  .first_id = 200,
			  .newest = 2000000 };
	char *dir = made_dir();
	struct ns_update *u = NULL;
	struct ns_archive *ar = NULL;
	const struct ns_snapshot *s, *old;
	struct ns_publish p = { .n_add = 1 };
	struct ns_published done;
	struct ns_tombstone tomb = { NS_STR("id-450"), NS_STR("asked"), 5 };
	struct ns_error e;
	uint32_t number, seg;
	ns_docid doc;

	made_fill(&a, 1);
	b.sequence = 1000;
	made_fill(&b, 2);
	T_INT(ns_update_open(dir, NULL, &u, &e), NS_OK);
	number = made_write(&a, u);
	p.add = &number;
	T_INT(ns_publish(u, &p, &done, &e), NS_OK);
	T_INT(ns_archive_open(dir, &ar, &e), NS_OK);
	T_INT(ns_snapshot_get(ar, &old, &e), NS_OK);
	number = made_write(&b, u);
	T_INT(ns_publish(u, &p, &done, &e), NS_OK);
	T_INT(done.replaced, 100);
	T_INT(done.added, 200);
	T_INT(ns_snapshot_get(ar, &s, &e), NS_OK);
	T_INT(old->n_docs, 300);
	T_INT(s->n_docs, 500);
	T_INT(s->generation, 2);
	T_INT(s->langs[0].n_docs, 500);
	T_INT(ns_snapshot_find(s, NS_STR("id-250"), &seg, &doc, &e), NS_OK);
	T_INT(seg, 0); // the newer segment comes first
	/* the same again changes nothing */
	b.sequence = 2000;
	number = made_write(&b, u);
	T_INT(ns_publish(u, &p, &done, &e), NS_OK);
	T_INT(done.unchanged, 300);
	T_INT(done.generation, 2);
	/* forgotten, and held back */
	p = (struct ns_publish){ .forget = &tomb, .n_forget = 1 };
	T_INT(ns_publish(u, &p, &done, &e), NS_OK);
	T_INT(done.forgotten, 1);
	ns_snapshot_put(s);
	T_INT(ns_snapshot_get(ar, &s, &e), NS_OK);
	T_INT(s->n_docs, 499);
	b.sequence = 3000;
	number = made_write(&b, u);
	p = (struct ns_publish){ .add = &number, .n_add = 1 };
	T_INT(ns_publish(u, &p, &done, &e), NS_OK);
	T_INT(done.held_back, 1);
	T_INT(done.unchanged, 299);
	T_INT(ns_snapshot_find(s, NS_STR("id-450"), &seg, &doc, &e),
	      NS_NOTFOUND);
	ns_snapshot_put(s);
	ns_snapshot_put(old);
	ns_archive_close(ar);
	ns_update_close(u);
	made_free(&a);
	made_free(&b);
	made_remove(dir);
}

static void one_id_many_times_leaves_the_last(void)
{
	struct made m = { .n_docs = 3000,
			  .title_weight = 2,
			  .one_id = true,
			  .newest = 1000000 };
	char *dir = made_dir();
	struct ns_update *u = NULL;
	struct ns_publish p = { .n_add = 1 };
	struct ns_published done;
	struct ns_error e;
	uint32_t number, seg;
	ns_docid doc;

	made_fill(&m, 1);
	T_INT(ns_update_open(dir, NULL, &u, &e), NS_OK);
	number = made_write(&m, u);
	p.add = &number;
	T_INT(ns_publish(u, &p, &done, &e), NS_OK);
	T_INT(done.added, 1);
	T_INT(done.duplicates, 2999);
	T_INT(ns_snapshot_find(ns_update_snapshot(u), NS_STR("id-0"), &seg,
			       &doc, &e),
	      NS_OK);
	T_INT(doc, 2999); // sequences rise with the number here
	ns_update_close(u);
	made_free(&m);
	made_remove(dir);
}

static void one_writer_at_a_time(void)
{
	char *dir = made_dir();
	struct ns_update *u = NULL, *v = NULL;
	struct ns_error e;

	T_INT(ns_update_open(dir, NULL, &u, &e), NS_OK);
	T_INT(ns_update_open(dir, NULL, &v, &e), NS_BUSY);
	ns_update_close(u);
	T_INT(ns_update_open(dir, NULL, &v, &e), NS_OK);
	ns_update_close(v);
	made_remove(dir);
}

static void norms_are_the_nearest_code(void)
{
	for (uint32_t n = 1; n < 1400000; n += 1 + n / 300) {
		uint32_t back = ns_norm_length(ns_norm_code(n));
		uint32_t off = back > n ? back - n : n - back;
		uint32_t part = n <= 55 ? n + 1 : n < 4000 ? 50 : 13;

		T_OK((uint64_t)off * part <= n);
		T_OK(ns_norm_code(n) >= ns_norm_code(n - 1));
	}
	for (unsigned i = 1; i < 256; i++) {
		uint32_t x = ns_norm_length((uint8_t)(i - 1));
		uint32_t part = x < 4000 ? 1802 : 9830;
		uint32_t step = (uint32_t)(((uint64_t)x * part + 32768) >> 16);

		T_INT(ns_norm_length((uint8_t)i), x + (step ? step : 1));
		T_INT(ns_norm_code(ns_norm_length((uint8_t)i)), i);
	}
	T_INT(ns_norm_code(UINT32_MAX), 255);
}

int main(void)
{
	T_RUN(small_segments_come_back);
	T_RUN(long_lists_come_back);
	T_RUN(later_ids_replace);
	T_RUN(one_id_many_times_leaves_the_last);
	T_RUN(one_writer_at_a_time);
	T_RUN(norms_are_the_nearest_code);
	return t_end();
}
