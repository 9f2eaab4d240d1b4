/* Words side by side: every document that has them, and no other; the best few
 * are the first of all. Words of very different frequency, several forms,
 * titles, paragraphs, three windows.
 */
#include "tests/query/library.h"

enum { DOCS = 9000, WORDS = 50, TITLE = 4, FORMS = 7, BREAK = 9 };

/* Each is twice as frequent as the next; the last two are one stem. */
static const char *const form[FORMS] = { "tango", "kilo",  "zulu",  "oscar",
					 "lima",  "delta", "deltas" };

struct text {
	uint8_t n_title, n;
	uint8_t title[TITLE], word[WORDS]; // numbers of forms
	bool begins[WORDS];                // a paragraph
};
static struct text texts[DOCS];
static struct library shared;

/* ---- what is written ----------------------------------------------------- */

static uint8_t some_form(uint64_t *random)
{
	uint8_t i = 0;

	while (i + 1 < FORMS && t_random(random) % 2)
		i++;
	return i;
}

static void make_text(struct text *t, uint64_t *random)
{
	uint32_t i;

	t->n_title = (uint8_t)(t_random(random) % (TITLE + 1));
	t->n = (uint8_t)(1 + t_random(random) % WORDS);
	for (i = 0; i < t->n_title; i++)
		t->title[i] = some_form(random);
	for (i = 0; i < t->n; i++) {
		t->word[i] = some_form(random);
		t->begins[i] = !i || t_random(random) % BREAK == 0;
	}
}

static void put(const struct text *t, uint32_t number, struct ns_buf *title,
		struct ns_buf *body)
{
	char id[16];
	uint32_t i;

	ns_buf_reset(title);
	ns_buf_reset(body);
	for (i = 0; i < t->n_title; i++)
		ns_buf_printf(title, "%s ", form[t->title[i]]);
	for (i = 0; i < t->n; i++)
		ns_buf_printf(body, "%s%s ", t->begins[i] ? "\n\n" : "",
			      form[t->word[i]]);
	ns_buf_u8(title, 0);
	ns_buf_u8(body, 0);
	(void)snprintf(id, sizeof(id), "d-%u", number);
	library_add(&shared, id, (const char *)title->p, (const char *)body->p,
		    (int)(DOCS - number));
}

static void fill(void)
{
	struct ns_buf title = { 0 }, body = { 0 };
	uint64_t random = 77;
	uint32_t i;

	library_make(&shared, NULL);
	for (i = 0; i < DOCS; i++) {
		make_text(&texts[i], &random);
		put(&texts[i], i, &title, &body);
	}
	library_commit(&shared);
	library_read(&shared);
	ns_buf_free(&title);
	ns_buf_free(&body);
}

/* ---- what is asked ------------------------------------------------------- */

struct phrase {
	uint8_t word[3];
	uint32_t n;
	bool exact; // in quotes; or else joined by hyphens: any form
};

static bool is_form(const struct phrase *p, uint32_t i, uint8_t is)
{
	uint8_t wanted = p->word[i];

	if (!p->exact && wanted >= FORMS - 2)
		return is >= FORMS - 2;
	return is == wanted;
}

static bool is_in(const struct phrase *p, const uint8_t *word,
		  const bool *begins, uint32_t n)
{
	uint32_t i, k;

	for (i = 0; i + p->n <= n; i++) {
		for (k = 0; k < p->n && is_form(p, k, word[i + k]); k++) {
			if (k && begins && begins[i + k])
				break;
		}
		if (k == p->n)
			return true;
	}
	return false;
}

static uint32_t count(const struct phrase *p)
{
	uint32_t i, n = 0;

	for (i = 0; i < DOCS; i++)
		n += is_in(p, texts[i].title, NULL, texts[i].n_title) ||
		     is_in(p, texts[i].word, texts[i].begins, texts[i].n);
	return n;
}

static void write_phrase(const struct phrase *p, struct ns_buf *out)
{
	uint32_t i;

	ns_buf_reset(out);
	for (i = 0; i < p->n; i++)
		ns_buf_printf(out, "%s%s",
			      p->exact ? (i ? " " : "\"") : (i ? "-" : ""),
			      form[p->word[i]]);
	ns_buf_text(out, p->exact ? NS_STR("\"") : NS_STR(""));
}

static void ask(const struct ns_request *r, struct ns_answer *a)
{
	struct ns_error e = { 0 };
	uint32_t at;

	if (ns_search(shared.searcher, r, a, &at, &e))
		T_FAIL("%.*s: %s", (int)r->text.n, r->text.p, e.text);
}

struct hit {
	ns_docid doc;
	double score;
};

/* The best few, where no more is asked, are the first of all. */
static void best_are_first(struct ns_request *r, const struct hit *all,
			   uint32_t n)
{
	static const uint32_t limits[] = { 1, 10, 100, 1000 };
	struct ns_answer a;
	uint32_t k, i;

	r->no_total = true;
	for (k = 0; k < sizeof(limits) / sizeof(limits[0]); k++) {
		r->limit = limits[k];
		ask(r, &a);
		T_INT(a.n_hits, n < r->limit ? n : r->limit);
		for (i = 0; i < a.n_hits; i++) {
			T_INT(a.hit[i].doc, all[i].doc);
			T_OK(a.hit[i].score >= all[i].score &&
			     a.hit[i].score <= all[i].score);
		}
	}
}

static uint32_t try_phrase(const struct phrase *p)
{
	static struct hit all[DOCS];
	struct ns_request r = NS_REQUEST_DEFAULT;
	uint32_t wanted = count(p), i;
	struct ns_buf text = { 0 };
	struct ns_answer a;

	write_phrase(p, &text);
	r.text = ns_buf_view(&text);
	r.articles = false;
	r.rank = NS_RANK_BM25;
	r.match = NS_MATCH_ALL;
	r.count_only = true;
	ask(&r, &a);
	T_INT(a.total, wanted);
	r.count_only = false;
	r.limit = DOCS;
	ask(&r, &a);
	T_INT(a.n_hits, wanted);
	for (i = 0; i < a.n_hits; i++)
		all[i] = (struct hit){ a.hit[i].doc, a.hit[i].score };
	best_are_first(&r, all, wanted);
	ns_buf_free(&text);
	return wanted;
}

static void phrases_are_found(void)
{
	struct phrase p;
	uint32_t found = 0, pairs = FORMS * FORMS, i;
	uint64_t random = 3;

	for (i = 0; i < 2 * pairs; i++) {
		p = (struct phrase){ { (uint8_t)(i % FORMS),
				       (uint8_t)(i / FORMS % FORMS), 0 },
				     2,
				     i >= pairs };
		found += try_phrase(&p);
	}
	for (i = 0; i < 60; i++) {
		p = (struct phrase){ { some_form(&random), some_form(&random),
				       some_form(&random) },
				     3,
				     i % 2 };
		found += try_phrase(&p);
	}
	T_OK(found > DOCS * 10);
}

int main(void)
{
	fill();
	T_RUN(phrases_are_found);
	library_free(&shared);
	return t_end();
}
