/* A short page is the beginning of a longer one: for the short one only what
 * could come onto it is found and rescored (page.h), for one of more than the
 * best 200 everything. Random questions; the same documents, scores and order.
 */
#include "tests/query/library.h"

enum {
	SEGMENTS = 3,
	ARTICLES = 2400, // of a segment
	VOCABULARY = 60,
	QUESTIONS = 700,
	LONG = 400, // more than stage two rescores
};

static struct library lib;
static uint64_t seed = 9;

static uint32_t below(uint32_t n)
{
	return (uint32_t)(t_random(&seed) % n);
}

/* Small numbers are frequent; of each there are two forms. */
static void put_word(struct ns_buf *to, const char *before)
{
	uint32_t word = below(VOCABULARY) * below(VOCABULARY) / VOCABULARY;

	ns_buf_printf(to, "%sword%u%s", before, word, below(3) ? "" : "s");
}

static void put_words(struct ns_buf *to, uint32_t n)
{
	uint32_t i;

	ns_buf_reset(to);
	for (i = 0; i < n; i++)
		put_word(to, i ? " " : "");
	ns_buf_u8(to, 0);
}

static void fill(void)
{
	struct ns_buf title = { 0 }, body = { 0 };
	uint32_t i, j;
	char id[32];

	library_make(&lib, NULL);
	for (i = 0; i < SEGMENTS; i++) {
		for (j = 0; j < ARTICLES; j++) {
			(void)snprintf(id, sizeof(id), "%u-%u", i, j);
			put_words(&title, below(4));
			put_words(&body, 1 + below(below(3) ? 12 : 90));
			library_add(&lib, id, (const char *)title.p,
				    (const char *)body.p,
				    below(9) ? (int)below(900) : -1);
		}
		library_commit(&lib);
	}
	library_read(&lib);
	ns_buf_free(&title);
	ns_buf_free(&body);
}

/* ---- questions ----------------------------------------------------------- */

static void put_question(struct ns_buf *to)
{
	static const char *const between[] = { " ", " ", " ", " OR ", " AND " };
	const char *op = between[below(5)];
	uint32_t i, n = 1 + below(5);

	ns_buf_reset(to);
	for (i = 0; i < n; i++) {
		put_word(to, i ? op : "");
		if (!below(9))
			ns_buf_printf(to, "^%u.5", below(3));
	}
	if (!below(6))
		put_word(to, " -");
	if (!below(8))
		put_word(to, " =");
}

struct shown {
	struct ns_hit hit[LONG];
	uint32_t n;
};

static void ask(struct ns_request *r, struct shown *out)
{
	struct ns_answer answer;
	struct ns_error e = { 0 };
	uint32_t at;

	if (ns_search(lib.searcher, r, &answer, &at, &e))
		T_FAIL("%.*s: %s", (int)r->text.n, r->text.p, e.text);
	out->n = answer.n_hits;
	memcpy(out->hit, answer.hit, out->n * sizeof(out->hit[0]));
}

static void compare(const struct ns_request *r, const struct shown *is,
		    const struct shown *all)
{
	uint32_t n = all->n > r->first ? all->n - r->first : 0, i;

	n = n < r->limit ? n : r->limit;
	if (is->n != n)
		T_FAIL("%.*s: %u hits, not %u", (int)r->text.n, r->text.p,
		       is->n, n);
	for (i = 0; i < n && i < is->n; i++) {
		const struct ns_hit *x = &is->hit[i];
		const struct ns_hit *y = &all->hit[r->first + i];

		if (x->segment == y->segment && x->doc == y->doc &&
		    x->tier == y->tier && !(x->score < y->score) &&
		    !(x->score > y->score))
			continue;
		T_FAIL("%.*s: place %u is %u/%u by %.6f, not %u/%u by %.6f",
		       (int)r->text.n, r->text.p, r->first + i, x->segment,
		       x->doc, x->score, y->segment, y->doc, y->score);
		return;
	}
}

static void short_pages_are_beginnings(void)
{
	static const uint32_t sizes[] = { 1, 3, 10, 10, 10, 30, 120, 190 };
	static struct shown is, all;
	struct ns_buf text = { 0 };
	uint32_t i, full = 0;

	for (i = 0; i < t_scaled(QUESTIONS) && !t_bad; i++) {
		struct ns_request r = NS_REQUEST_DEFAULT;

		put_question(&text);
		r.text = ns_buf_view(&text);
		r.match = (enum ns_match)below(3);
		r.articles = false;
		r.snippet_chars = 0;
		r.no_total = below(2);
		r.limit = LONG;
		ask(&r, &all);
		full += all.n == LONG;
		r.limit = sizes[below(8)];
		r.first = below(3) ? 0 : below(60);
		ask(&r, &is);
		compare(&r, &is, &all);
	}
	T_OK(t_scaled(QUESTIONS) < QUESTIONS || full > QUESTIONS / 2);
	ns_buf_free(&text);
}

int main(void)
{
	fill();
	T_RUN(short_pages_are_beginnings);
	library_free(&lib);
	return t_end();
}
