/* made.h - random segments for tests: made from a seed, written through
 * writer.h, and known well enough to compare what is read back.
 */
#ifndef NS_TESTS_ARCHIVE_MADE_H
#define NS_TESTS_ARCHIVE_MADE_H

#include <unistd.h>

#include "core/archive/docstore.h"
#include "core/archive/update.h"
#include "core/archive/writer.h"
#include "core/base/hash.h"
#include "tests/t.h"

enum { MADE_TERMS = 60, MADE_POSITIONS = 64 };

/* Posting j of a term. */
struct made_posting {
	ns_docid doc;
	uint32_t freq, title, n; // weighted; in the title; occurrences
	uint32_t position[MADE_POSITIONS], form[MADE_POSITIONS];
};

struct made_term {
	char text[32];
	uint32_t n_forms, df;
	struct made_posting *p;
	struct ns_form form[4];
	char form_text[4][40];
};

struct made {
	uint32_t n_docs, title_weight;
	uint64_t sequence; // of the first document
	bool one_id;       // all documents have the id of the first
	uint64_t first_id; // document d has the id "id-<first_id + d>"
	int64_t newest;
	struct made_posting *postings; // n_docs + 1 for each term
	struct made_term term[MADE_TERMS];
};

static inline void made_posting(struct made_posting *p, uint64_t *seed,
				uint32_t n_forms, uint32_t weight)
{
	uint32_t at = (uint32_t)(t_random(seed) % 4);

	p->n = 1 + (uint32_t)(t_random(seed) % 3);
	if (t_random(seed) % 50 == 0)
		p->n = 40;
	for (uint32_t k = 0; k < p->n; k++) {
		p->position[k] = at;
		p->form[k] = (uint32_t)(t_random(seed) % n_forms);
		at += 1 + (uint32_t)(t_random(seed) % 200);
	}
	p->title = t_random(seed) % 4 == 0 ? 1 : 0;
	p->freq = p->n + (weight - 1) * p->title;
}

static inline void made_count_forms(struct made_term *t,
				    const struct made_posting *p)
{
	bool seen[4] = { false };

	for (uint32_t k = 0; k < p->n; k++) {
		t->form[p->form[k]].df += !seen[p->form[k]];
		seen[p->form[k]] = true;
	}
}

static inline void made_fill(struct made *m, uint64_t seed)
{
	m->postings = calloc((m->n_docs + 1u) * (size_t)MADE_TERMS,
			     sizeof(*m->postings));
	for (uint32_t t = 0; t < MADE_TERMS; t++) {
		struct made_term *term = &m->term[t];
		uint64_t chance = 1 + t_random(&seed) % 100;

		if (t % 3 == 0)
			chance = 1; // rare
		if (t == 1)
			chance = 100; // in all documents
		snprintf(term->text, sizeof(term->text), "term%03u", t);
		term->n_forms = 1 + (uint32_t)(t_random(&seed) % 4);
		for (uint32_t f = 0; f < term->n_forms; f++) {
			snprintf(term->form_text[f], sizeof(term->form_text[f]),
				 "term%03u%.*s", t, (int)f, "sss");
			term->form[f] =
				(struct ns_form){ ns_str_of(term->form_text[f]),
						  0 };
		}
		term->p = m->postings + t * (m->n_docs + 1u);
		for (ns_docid d = 0; d < m->n_docs; d++) {
			if (t_random(&seed) % 100 >= chance &&
			    !(d == m->n_docs / 2 && !term->df))
				continue;
			term->p[term->df].doc = d;
			made_posting(&term->p[term->df++], &seed, term->n_forms,
				     m->title_weight);
		}
		if (!term->df) {
			term->p[0].doc = 0;
			made_posting(&term->p[term->df++], &seed, term->n_forms,
				     m->title_weight);
		}
		for (uint32_t j = 0; j < term->df; j++)
			made_count_forms(term, &term->p[j]);
	}
}

static inline void made_free(struct made *m)
{
	free(m->postings);
}

static inline void made_doc(const struct made *m, ns_docid d,
			    struct ns_segment_writer *w,
			    struct ns_compressor *c)
{
	struct ns_error e;
	struct ns_buf record = { 0 }, frame = { 0 }, map = { 0 };
	char id[32], body[64];
	uint32_t paragraph[2] = { 0, 5 };
	struct ns_article a = { .title = NS_STR("A title"),
				.lang = NS_STR("en") };
	struct ns_doc doc = {
		.length = 10 + d % 500,
		.title_length = 2,
		.text_bytes = 50,
		.date = d + 1 < m->n_docs ? m->newest - d * 60 : INT64_MIN,
		.modified = INT64_MIN,
		.embargo = INT64_MIN,
		.date_info = ns_date_info(NS_PREC_SECOND, NS_FROM_FIELD, false),
		.name = { 0, 1, 1, 0, 0 },
		.authors = NS_STR("\1"),
		.sequence = m->sequence + d,
		.title_hash = 77,
		.place = 1,
	};

	snprintf(id, sizeof(id), "id-%llu",
		 (unsigned long long)(m->first_id + (m->one_id ? 0 : d)));
	snprintf(body, sizeof(body), "Body of document %u.", d);
	a.id = ns_str_of(id);
	a.body = ns_str_of(body);
	doc.id_hash = ns_hash64(id, strlen(id));
	doc.content = ns_hash64(body, strlen(body));
	ns_article_encode(&a, &record);
	T_INT(ns_compress(c, ns_buf_view(&record), &frame, &e), NS_OK);
	doc.frame = ns_buf_view(&frame);
	ns_text_map_encode(2, 0, paragraph, 2, &map);
	doc.text_map = ns_buf_view(&map);
	T_INT(ns_writer_doc(w, &doc, &e), NS_OK);
	ns_buf_free(&record);
	ns_buf_free(&frame);
	ns_buf_free(&map);
}

struct made_id {
	uint64_t hash;
	ns_docid doc;
};

static inline int made_id_order(const void *a, const void *b)
{
	const struct made_id *x = a, *y = b;

	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static inline void made_ids(const struct made *m, struct ns_segment_writer *w)
{
	struct made_id *ids = calloc(m->n_docs + 1u, sizeof(*ids));
	struct ns_error e;
	char id[32];

	for (ns_docid d = 0; d < m->n_docs; d++) {
		snprintf(id, sizeof(id), "id-%llu",
			 (unsigned long long)(m->first_id +
					      (m->one_id ? 0 : d)));
		ids[d] = (struct made_id){ ns_hash64(id, strlen(id)), d };
	}
	qsort(ids, m->n_docs, sizeof(*ids), made_id_order);
	for (uint32_t i = 0; i < m->n_docs; i++)
		T_INT(ns_writer_id(w, 0, ids[i].doc, &e), NS_OK);
	for (ns_docid d = 0; d < m->n_docs; d++)
		T_INT(ns_writer_id(w, 1, d, &e), NS_OK);
	free(ids);
}

static inline void made_list(const struct made_term *t,
			     struct ns_segment_writer *w)
{
	struct ns_error e;
	struct ns_block b;
	uint32_t *pos = malloc(NS_BLOCK_DOCS * MADE_POSITIONS * 4);
	uint32_t *form = malloc(NS_BLOCK_DOCS * MADE_POSITIONS * 4);

	for (uint32_t i = 0; i < t->df; i += NS_BLOCK_DOCS) {
		uint32_t n = 0;

		memset(&b, 0, sizeof(b));
		for (uint32_t j = i; j < t->df && j < i + NS_BLOCK_DOCS; j++) {
			const struct made_posting *p = &t->p[j];

			b.doc[b.n] = p->doc;
			b.freq[b.n] = p->freq;
			b.title[b.n] = p->title;
			if (p->title)
				b.has_title = 1;
			b.n++;
			memcpy(pos + n, p->position, p->n * 4);
			memcpy(form + n, p->form, p->n * 4);
			n += p->n;
		}
		T_INT(ns_writer_block(w, &b, pos, form, &e), NS_OK);
	}
	free(pos);
	free(form);
}

static inline void made_terms(const struct made *m, struct ns_segment_writer *w)
{
	uint8_t bytes[NS_KEY_PREFIX + NS_TERM_BYTES];
	const char lang[4] = "en";
	struct ns_error e;

	for (uint32_t i = 0; i < 4 * MADE_TERMS; i++) {
		const struct made_term *term = &m->term[i / 4];
		struct ns_form_stem stem = { ns_str_of(term->text), 0, 0 };
		uint32_t f = i % 4;
		size_t n;

		if (f >= term->n_forms)
			continue;
		n = ns_key_make(NS_KIND_FORM, lang,
				ns_str_of(term->form_text[f]), bytes);
		T_INT(ns_writer_form(w, (struct ns_str){ (char *)bytes, n },
				     &stem, 1, &e),
		      NS_OK);
	}
	for (uint32_t t = 0; t < MADE_TERMS; t++) {
		const struct made_term *term = &m->term[t];
		size_t n = ns_key_make(NS_KIND_STEM, lang,
				       ns_str_of(term->text), bytes);
		struct ns_term_head head = { { (char *)bytes, n },
					     term->form,
					     term->n_forms,
					     true,
					     t % 2 ? term->df : 0 };

		T_INT(ns_writer_term(w, &head, &e), NS_OK);
		made_list(term, w);
		T_INT(ns_writer_term_end(w, &e), NS_OK);
	}
}

/* Writes the segment; it is not published yet. */
static inline uint32_t made_write(const struct made *m, struct ns_update *u)
{
	struct ns_settings settings = NS_SETTINGS_DEFAULT;
	struct ns_writer_plan plan = { ns_update_dir(u), ns_update_number(u),
				       settings, 200 };
	struct ns_segment_writer *w = NULL;
	struct ns_compressor *c = NULL;
	struct ns_segment_info info;
	struct ns_error e;

	plan.settings.title_weight = (uint8_t)m->title_weight;
	T_INT(ns_writer_open(&plan, &w, &e), NS_OK);
	T_INT(ns_compressor_new((struct ns_str){ "", 0 }, &c, &e), NS_OK);
	for (ns_docid d = 0; d < m->n_docs; d++)
		made_doc(m, d, w, c);
	made_ids(m, w);
	T_INT(ns_writer_name(w, NS_NAME_LANG, NS_STR("en"), &e), NS_OK);
	T_INT(ns_writer_name(w, NS_NAME_OUTLET, NS_STR("The Outlet"), &e),
	      NS_OK);
	T_INT(ns_writer_name(w, NS_NAME_AUTHOR, NS_STR("An Author"), &e),
	      NS_OK);
	made_terms(m, w);
	if (ns_writer_finish(&w, &info, &e))
		T_FAIL("%s", e.text);
	ns_compressor_free(c);
	return plan.number;
}

/* A new directory for an archive; made_remove() takes it away. */
static inline char *made_dir(void)
{
	char *dir = strdup("/tmp/ns-test-XXXXXX");

	if (!mkdtemp(dir))
		abort();
	return dir;
}

static inline void made_remove(char *dir)
{
	char command[256];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command))
		abort();
	free(dir);
}

#endif
