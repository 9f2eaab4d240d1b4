/* What is pruned is not missed: random questions on an archive with long lists
 * are answered twice, by the operators that skip (best.h) and by the windows
 * that look at every document (scan.h). The same documents, scores and order;
 * and every way to skip was taken.
 */
#include "query/best.h"
#include "query/scan.h"
#include "tests/query/library.h"

enum {
	SEGMENTS = 5,
	ARTICLES = 5200, // more than one window
	WORDS = 3000,
	A_DAY = 40, // articles
	QUESTIONS = 1500,
	FORGOTTEN = 2500,
	TEXT_BYTES = 1024,
};

static struct library lib;
static uint64_t seed = 4;

static uint32_t below(uint32_t n)
{
	return (uint32_t)(t_random(&seed) % n);
}

/* ---- an archive ---------------------------------------------------------- */

/* Zipf, nearly: word 0 in every article, the last ones in a few. */
static uint32_t a_word(void)
{
	double u = below(1 << 20) / (double)(1 << 20);

	return (uint32_t)(WORDS * u * u * u * u);
}

/* Some words come in bursts, so that blocks differ in what they could add. */
static void put_body(struct ns_buf *b)
{
	uint32_t n = 4 + below(below(8) ? 40 : 160), i, j;

	ns_buf_reset(b);
	for (i = 0; i < n; i++) {
		uint32_t word = a_word();
		uint32_t times = below(40) ? 1 : 2 + below(9);

		for (j = 0; j < times; j++)
			ns_buf_printf(b, "w%ux ", word);
	}
	ns_buf_u8(b, 0);
}

static void put_article(struct library *l, const char *id, const char *body,
			int day)
{
	static const char *const outlet[] = { "Gaz", "Post", "Sun" };
	struct ns_article a = { .id = ns_str_of(id),
				.body = ns_str_of(body),
				.lang = NS_STR("en") };

	a.outlet = ns_str_of(outlet[below(8) ? 0 : below(3)]);
	if (!below(50))
		a.lang = NS_STR("de");
	if (day >= 0) {
		a.date.seconds = 946728000 + day * INT64_C(86400);
		a.date.precision = NS_PREC_DAY;
	}
	library_put(l, &a);
}

/* These cover the same months; articles in threes are alike, and undated ones
 * are there. */
static void put_articles(struct library *l, uint32_t segment)
{
	struct ns_buf body = { 0 };
	uint32_t i;
	char id[32];

	for (i = 0; i < ARTICLES; i++) {
		int day = (int)(i / A_DAY + segment * 20);

		if (i % 3 == 0 || below(4))
			put_body(&body);
		(void)snprintf(id, sizeof(id), "urn:%u-%u", segment, i);
		put_article(l, id, (const char *)body.p, below(30) ? day : -1);
	}
	ns_buf_free(&body);
}

/* Short ones of other words: the average length shrinks. */
static void put_notes(struct library *l)
{
	struct ns_article a = { .body = NS_STR("v1x v2x"),
				.lang = NS_STR("en") };
	uint32_t i;
	char id[32];

	for (i = 0; i < SEGMENTS * ARTICLES; i++) {
		(void)snprintf(id, sizeof(id), "urn:note-%u", i);
		a.id = ns_str_of(id);
		library_put(l, &a);
	}
}

static void forget(struct library *l, uint32_t segment)
{
	static struct ns_tombstone stone[FORGOTTEN];
	static char id[FORGOTTEN][32];
	struct ns_publish p = { .forget = stone, .n_forget = FORGOTTEN };
	struct ns_published done;
	struct ns_error e = { 0 };
	uint32_t i;

	for (i = 0; i < FORGOTTEN; i++) {
		(void)snprintf(id[i], sizeof(id[i]), "urn:%u-%u", segment,
			       i * 2);
		stone[i] = (struct ns_tombstone){ .id = ns_str_of(id[i]) };
	}
	p.sequence = l->sequence;
	T_INT(ns_publish(l->update, &p, &done, &e), NS_OK);
	T_INT(done.forgotten, FORGOTTEN);
}

/* What an archive is made of. */
struct shape {
	bool one; // segment, of all articles
	bool forgotten, notes;
};

static void fill(struct library *l, struct shape shape)
{
	uint32_t i;

	library_make(l, NULL);
	for (i = 0; i < SEGMENTS; i++) {
		put_articles(l, i);
		if (!shape.one || i == SEGMENTS - 1)
			library_commit(l);
	}
	for (i = 0; shape.forgotten && i < SEGMENTS; i++)
		forget(l, i);
	if (!shape.notes)
		return;
	put_notes(l);
	library_commit(l);
}

/* ---- questions ----------------------------------------------------------- */

static void put_word(struct ns_buf *q, const char *before)
{
	/* Frequent words have the more ways to go wrong. */
	uint32_t word = below(3) ? a_word() / 40 : a_word();

	ns_buf_printf(q, "%sw%ux", before, word);
	if (!below(12))
		ns_buf_printf(q, "^%u.5", below(4));
}

static void put_words(struct ns_buf *q, const char *between)
{
	uint32_t n = 1 + below(5);

	put_word(q, "");
	while (n--)
		put_word(q, between);
}

static void put_question(struct ns_buf *q)
{
	ns_buf_reset(q);
	switch (below(10)) {
	case 0:
		put_word(q, "");
		break;
	case 1:
		put_words(q, " AND ");
		break;
	case 2:
		put_words(q, " OR ");
		break;
	case 3:
		put_word(q, "+");
		ns_buf_text(q, NS_STR(" "));
		put_words(q, " ");
		break;
	case 4:
		put_words(q, " OR ");
		put_word(q, " NOT ");
		break;
	case 5:
		put_word(q, "");
		ns_buf_text(q, NS_STR(" AND ("));
		put_words(q, " OR ");
		ns_buf_text(q, NS_STR(")"));
		break;
	case 6:
		put_words(q, " ");
		ns_buf_text(q, NS_STR(" -("));
		put_words(q, " AND ");
		ns_buf_text(q, NS_STR(")"));
		break;
	case 7:
		put_words(q, " ");
		ns_buf_printf(q, " outlet:%s", below(2) ? "post" : "gaz");
		break;
	case 8:
		put_word(q, "+");
		put_word(q, " +");
		put_word(q, " ");
		put_word(q, " -");
		break;
	default:
		put_words(q, " ");
	}
}

static void put_request(struct ns_request *r)
{
	*r = NS_REQUEST_DEFAULT;
	r->match = (enum ns_match)below(3);
	r->keep_stop_words = true;
	if (!below(4)) {
		int64_t day = below(200);

		r->dates.from = 946684800 + day * 86400;
		r->dates.to = r->dates.from + (1 + below(60)) * INT64_C(86400);
	}
}

/* ---- two ways ------------------------------------------------------------ */

struct asked {
	struct ns_request request;
	struct ns_parsed parsed;
	struct ns_plan *plan;
	struct ns_arena arena, segment, scratch;
	struct ns_words words;
	struct ns_deadline deadline;
	struct ns_buf text;
	const struct ns_snapshot *snap;
};

static struct ns_pruned_facts all;
static uint32_t answered, ties;

static void note(const struct ns_pruned_facts *f)
{
	uint64_t *to = (uint64_t *)&all;
	const uint64_t *from = (const uint64_t *)f;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*to); i++)
		to[i] += from[i];
}

static void plan(struct asked *a)
{
	struct ns_plan_input in = {
		.snap = a->snap,
		.request = &a->request,
		.parsed = &a->parsed,
		.analyzer = lib.an,
		.words = &a->words,
		.deadline = &a->deadline,
		.arena = &a->arena,
		.segment = &a->segment,
		.scratch = &a->scratch,
	};
	struct ns_error e = { 0 };
	uint32_t at;

	ns_arena_reset(&a->arena);
	put_question(&a->text);
	put_request(&a->request);
	a->request.text = ns_buf_view(&a->text);
	if (ns_parse(a->request.text, &a->request.parse, &a->arena, &a->parsed,
		     &at, &e) ||
	    ns_plan_make(&in, &a->plan, &e))
		T_FAIL("%.*s: %s", (int)a->text.n, a->text.p, e.text);
}

/* By windows alone. */
static void look_at_all(const struct asked *a, uint32_t tier,
			struct ns_topk *top)
{
	struct ns_scan s = { .plan = a->plan };
	struct ns_error e = { 0 };

	s.top[tier] = top;
	if (ns_scan_run(&s, &e) || ns_topk_sort(top, &e))
		T_FAIL("%.*s: %s", (int)a->text.n, a->text.p, e.text);
}

static void prune(const struct asked *a, uint32_t tier, struct ns_topk *top)
{
	struct ns_best b = { .plan = a->plan, .tier = tier, .top = top };
	struct ns_scan s = { .plan = a->plan, .uncounted = true };
	struct ns_error e = { 0 };
	uint32_t i;

	s.top[tier] = top;
	if (ns_best_run(&b, &e))
		T_FAIL("%.*s: %s", (int)a->text.n, a->text.p, e.text);
	s.done[tier] = b.done;
	for (i = 0; i < a->snap->n_segments * a->plan->n_langs; i++)
		answered += b.done[i];
	note(&b.facts);
	if (ns_scan_run(&s, &e) || ns_topk_sort(top, &e))
		T_FAIL("%.*s: %s", (int)a->text.n, a->text.p, e.text);
}

static bool is_same(const struct ns_ranked *a, const struct ns_ranked *b)
{
	return a->score == b->score && a->date == b->date && a->doc == b->doc &&
	       a->segment == b->segment && a->lang == b->lang;
}

static void compare(const struct asked *a, const struct ns_topk *is,
		    const struct ns_topk *wanted)
{
	uint32_t i;

	if (is->n != wanted->n)
		T_FAIL("%.*s: %u, not %u of %u", (int)a->text.n, a->text.p,
		       is->n, wanted->n, is->k);
	for (i = 0; i < is->n && i < wanted->n; i++) {
		const struct ns_ranked *x = &is->item[i], *y = &wanted->item[i];

		ties += i && x->score == x[-1].score;
		if (is_same(x, y))
			continue;
		T_FAIL("%.*s: place %u of %u is %u/%u by %u, not %u/%u by %u",
		       (int)a->text.n, a->text.p, i, is->k, x->segment, x->doc,
		       x->score, y->segment, y->doc, y->score);
		return;
	}
}

static void ask(struct asked *a)
{
	static const uint32_t sizes[] = { 1, 10, 10, 100, 200, 1000 };
	struct ns_topk is, wanted;
	uint32_t k = sizes[below(6)], tier;

	plan(a);
	for (tier = 0; tier < 2 && !t_bad; tier++) {
		ns_topk_init(&is, a->snap, NS_SORT_RELEVANCE, k);
		ns_topk_init(&wanted, a->snap, NS_SORT_RELEVANCE, k);
		look_at_all(a, tier, &wanted);
		prune(a, tier, &is);
		compare(a, &is, &wanted);
		ns_topk_free(&is);
		ns_topk_free(&wanted);
	}
}

static void ask_all(struct shape shape)
{
	struct asked a = { .text = { 0 } };
	struct ns_error e = { 0 };
	uint32_t n = t_scaled(QUESTIONS), i;

	fill(&lib, shape);
	library_read(&lib);
	T_INT(ns_snapshot_get(lib.archive, &a.snap, &e), NS_OK);
	memset(&all, 0, sizeof(all));
	answered = ties = 0;
	for (i = 0; i < n && !t_bad; i++)
		ask(&a);
	ns_snapshot_put(a.snap);
	ns_words_free(&a.words);
	ns_arena_free(&a.arena);
	ns_arena_free(&a.segment);
	ns_arena_free(&a.scratch);
	ns_buf_free(&a.text);
	library_free(&lib);
}

/* ---- the cases ----------------------------------------------------------- */

static void every_way_is_taken(void)
{
	if (t_scaled(QUESTIONS) < QUESTIONS)
		return;
	T_OK(answered > 3 * QUESTIONS / 2);
	T_OK(ties > 1000);
	T_OK(all.windows_skipped > 100);
	T_OK(all.blocks_skipped > 500);
	T_OK(all.summed > 1000);
	T_OK(all.driven > 1000);
	T_OK(all.driven_by_bound > 1000);
	T_OK(all.given_up > 1000);
	T_OK(all.excluded > 1000);
	T_OK(all.pushed > 1000);
}

static void many_segments(void)
{
	ask_all((struct shape){ .one = false });
	every_way_is_taken();
	T_OK(all.parts_skipped > 10);
	T_OK(all.primed > 10);
	T_INT(all.dead, 0);
}

static void many_segments_and_dead_articles(void)
{
	ask_all((struct shape){ .forgotten = true });
	every_way_is_taken();
	T_INT(all.primed, 0);
	T_OK(all.dead > 100);
}

static void one_segment(void)
{
	ask_all((struct shape){ .one = true });
	every_way_is_taken();
	T_OK(all.primed > 10);
}

static void one_segment_and_dead_articles(void)
{
	ask_all((struct shape){ .one = true, .forgotten = true });
	every_way_is_taken();
	T_INT(all.primed, 0);
	T_OK(all.dead > 100);
}

static void an_average_that_shrank(void)
{
	ask_all((struct shape){ .one = true, .notes = true });
	every_way_is_taken();
	T_OK(all.primed > 10);
}

int main(void)
{
	T_RUN(many_segments);
	T_RUN(many_segments_and_dead_articles);
	T_RUN(one_segment);
	T_RUN(one_segment_and_dead_articles);
	T_RUN(an_average_that_shrank);
	return t_end();
}
