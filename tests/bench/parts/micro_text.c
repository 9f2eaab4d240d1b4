/* Analysis: breaking text into words, stemming them. */
#include "core/text/analyze.h"
#include "core/text/stem.h"
#include "tests/bench/parts/micro.h"

enum { STEMMED = 20000 };

struct text {
	const struct micro *m;
	struct ns_analyzer *an;
	struct ns_words words;
	struct ns_stemmers stemmers;
	struct ns_buf bytes; // words with their lengths before them
	uint32_t n_words;
	size_t n_articles; // looked at
	uint64_t n_bytes;  // of them
	bool slow;
	enum ns_code rc;
};

static const struct ns_lang english = { "en" };

static void analyze(void *with)
{
	struct text *t = with;

	t->n_bytes = 0;
	for (size_t i = 0; !t->rc && i < t->n_articles; i++) {
		struct ns_str body = t->m->article[i].body;

		t->rc = t->slow ? ns_analyze_slow(t->an, english, body,
						  &t->words, t->m->e)
				: ns_analyze(t->an, english, body, &t->words,
					     t->m->e);
		t->n_bytes += body.n;
	}
}

/* The first words of the dump, as the analyser gives them. */
static void gather(struct text *t)
{
	for (size_t i = 0; !t->rc && i < t->m->n && t->n_words < STEMMED; i++) {
		t->rc = ns_analyze(t->an, english, t->m->article[i].body,
				   &t->words, t->m->e);
		for (uint32_t j = 0; !t->rc && j < t->words.n; j++) {
			struct ns_str w = ns_word_str(&t->words, j);

			ns_buf_u8(&t->bytes, (uint8_t)w.n);
			ns_buf_text(&t->bytes, w);
			t->n_words++;
		}
	}
}

static void stem(void *with)
{
	struct text *t = with;
	const uint8_t *p = t->bytes.p;

	while (!t->rc && p < t->bytes.p + t->bytes.n) {
		struct ns_str w = { (const char *)p + 1, *p }, out;

		t->rc = ns_stem(&t->stemmers, english, w, &out, t->m->e);
		p += 1 + w.n;
	}
}

static void make_terms(void *with)
{
	struct text *t = with;
	const uint8_t *p = t->bytes.p;

	while (!t->rc && p < t->bytes.p + t->bytes.n) {
		struct ns_str w = { (const char *)p + 1, *p };
		struct ns_terms out;

		t->rc = ns_word_terms(t->an, english, w, &out, t->m->e);
		p += 1 + w.n;
	}
}

static void put_rate(struct micro *m, const char *what, double ns, uint64_t n)
{
	micro_put(m, &(struct micro_row){ what, "MB/s", (double)n / ns * 1e3,
					  m->limit.memory_gbs * 1e3,
					  "memory, read" });
}

static void put_each(struct micro *m, const char *what, double ns, uint32_t n)
{
	micro_put(m, &(struct micro_row){ what, "ns", ns / n, 0, "" });
}

enum ns_code micro_text(struct micro *m)
{
	struct text t = { .m = m, .n_articles = m->n };
	double ns;

	t.rc = ns_analyzer_open(&t.an, m->e);
	if (!t.rc)
		gather(&t);
	ns = micro_least(analyze, &t, 3);
	put_rate(m, "analysis: words of English", ns, t.n_bytes);
	t.slow = true;
	t.n_articles = m->n / 8;
	ns = micro_least(analyze, &t, 2);
	put_rate(m, "analysis: words by ICU alone", ns, t.n_bytes);
	ns = micro_least(stem, &t, 5);
	put_each(m, "stemming a word", ns, t.n_words);
	ns = micro_least(make_terms, &t, 5);
	put_each(m, "form and stem of a word", ns, t.n_words);
	ns_analyzer_free(t.an);
	ns_words_free(&t.words);
	ns_stemmers_free(&t.stemmers);
	ns_buf_free(&t.bytes);
	return t.rc;
}
