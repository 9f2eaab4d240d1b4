/* The ways in which a window's documents are found agree with what was written:
 * lists added, lists looked into, bitmaps of many lists, forms, phrases; over
 * window edges, bitsets, dead documents.
 */
#include "query/edits.h"
#include "query/group.h"
#include "tests/query/library.h"

enum {
	DOCS = 9000, // two windows and a part
	DEAD = 9,    // so many-th documents are written anew
	STEMS = 40,
	MASKS = 60,
};

static const char *const forms[] = { "walk", "walks", "walked", "walking" };

/* ---- what is written ----------------------------------------------------- */

static bool is_clump(uint32_t i)
{
	return i >= 4000 && i < 4300;
}

static void put_body(struct ns_buf *out, uint32_t i)
{
	ns_buf_reset(out);
	ns_buf_printf(out, "every %s pref%ux", forms[i % 4], i % STEMS);
	if (i % 5 == 0)
		ns_buf_text(out, NS_STR(" fifth"));
	if (i % 701 == 0)
		ns_buf_text(out, NS_STR(" rare"));
	if (is_clump(i))
		ns_buf_text(out, NS_STR(" clump"));
	ns_buf_text(out, i % 5 == 0   ? NS_STR(" red fox ran. Red fox")
			 : i % 5 == 1 ? NS_STR(" red\n\nfox ran")
				      : NS_STR(" fox red ran"));
	ns_buf_u8(out, 0);
}

/* Days fall, so that article i is document i. */
static void fill(struct library *l)
{
	struct ns_buf body = { 0 };
	char id[16];
	uint32_t i;

	library_make(l, NULL);
	for (i = 0; i < DOCS; i++) {
		(void)snprintf(id, sizeof(id), "d-%u", i);
		put_body(&body, i);
		library_add(l, id, i % 7 ? "no" : "red fox",
			    (const char *)body.p, (int)(DOCS - i));
	}
	library_commit(l);
	for (i = 0; i < DOCS; i += DEAD) {
		(void)snprintf(id, sizeof(id), "d-%u", i);
		library_add(l, id, "", "something else", 1);
	}
	library_commit(l);
	ns_buf_free(&body);
}

static struct library shared;

/* ---- answers ------------------------------------------------------------- */

static bool has_every(uint32_t i)
{
	return i < DOCS;
}
static bool has_rare_fifth(uint32_t i)
{
	return i % 701 == 0 && i % 5 == 0;
}
static bool has_clump_or_rare(uint32_t i)
{
	return is_clump(i) || i % 701 == 0;
}
static bool has_fifth_without_clump(uint32_t i)
{
	return i % 5 == 0 && !is_clump(i);
}
static bool has_red_fox(uint32_t i)
{
	return i % 5 == 0 || i % 7 == 0;
}
static bool has_fox_red(uint32_t i)
{
	return i % 5 > 1;
}
static bool has_rare_red_fox(uint32_t i)
{
	return i % 701 == 0 && has_red_fox(i);
}
static bool has_walks(uint32_t i)
{
	return i % 4 == 1;
}
static bool has_walked_or_walking(uint32_t i)
{
	return i % 4 > 1;
}
static bool has_walk_form(uint32_t i)
{
	return i % 4 < 2;
}
static bool has_pref_odd(uint32_t i)
{
	return i % STEMS >= 10 && i % STEMS < 20;
}

static const struct question {
	const char *text;
	bool (*has)(uint32_t i);
} questions[] = {
	{ "every", has_every },
	{ "rare fifth", has_rare_fifth },
	{ "clump OR rare", has_clump_or_rare },
	{ "fifth -clump", has_fifth_without_clump },
	{ "\"red fox\"", has_red_fox },
	{ "red-fox", has_red_fox },
	{ "\"fox red\"", has_fox_red },
	{ "rare \"red fox\"", has_rare_red_fox },
	{ "=walks", has_walks },
	{ "\"walks\" every", has_walks },
	{ "walke* OR walki*", has_walked_or_walking },
	{ "walk~", has_walk_form },
	{ "pref*", has_every },
	{ "pref1*", NULL },
	{ "rare pref*", NULL },
};

static uint64_t search(const char *text, bool count_only)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;
	struct ns_error e = { 0 };
	uint32_t at;

	r.text = ns_str_of(text);
	r.count_only = count_only;
	r.articles = false;
	r.limit = DOCS;
	r.match = NS_MATCH_ALL;
	if (ns_search(shared.searcher, &r, &a, &at, &e))
		T_FAIL("%s: %s", text, e.text);
	if (!count_only)
		T_INT(a.n_hits, a.total);
	return a.total;
}

static bool is_in(const struct question *q, uint32_t i)
{
	if (q->has)
		return q->has(i);
	if (strstr(q->text, "rare"))
		return i % 701 == 0;
	return has_pref_odd(i) || i % STEMS == 1;
}

static void counts_are_those_of_the_articles(void)
{
	size_t n = sizeof(questions) / sizeof(questions[0]), k;

	for (k = 0; k < n; k++) {
		const struct question *q = &questions[k];
		uint64_t wanted = 0;
		uint32_t i;

		for (i = 0; i < DOCS; i++)
			wanted += i % DEAD && is_in(q, i);
		if (search(q->text, true) != wanted)
			T_FAIL("%s: not %u", q->text, (unsigned)wanted);
		if (search(q->text, false) != wanted)
			T_FAIL("%s, scored: not %u", q->text, (unsigned)wanted);
	}
}

/* Stage two looks at no more than a page needs, and a page is what it was. */
static void a_page_does_not_depend_on_its_length(void)
{
	static const char *const texts[] = { "red fox walk", "fifth clump fox",
					     "rare walking red every",
					     "fox-red^0.5 clump ran",
					     "walks clump^0.1 =walked fifth" };
	enum { PAGE = 10 };
	uint32_t first[PAGE] = { 0 }, k, i, at;
	struct ns_error e = { 0 };
	struct ns_answer a;

	for (k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
		struct ns_request r = NS_REQUEST_DEFAULT;
		double score[PAGE] = { 0 };

		r.text = ns_str_of(texts[k]);
		r.articles = false;
		r.match = NS_MATCH_ANY;
		r.limit = PAGE;
		T_INT(ns_search(shared.searcher, &r, &a, &at, &e), NS_OK);
		T_INT(a.n_hits, PAGE);
		for (i = 0; i < a.n_hits && i < PAGE; i++) {
			first[i] = a.hit[i].doc;
			score[i] = a.hit[i].score;
		}
		r.limit = NS_STAGE_TWO;
		T_INT(ns_search(shared.searcher, &r, &a, &at, &e), NS_OK);
		T_INT(a.n_hits, NS_STAGE_TWO);
		for (i = 0; i < a.n_hits && i < PAGE; i++) {
			T_INT(a.hit[i].doc, first[i]);
			T_OK(a.hit[i].score >= score[i] &&
			     a.hit[i].score <= score[i]);
		}
	}
}

/* ---- groups -------------------------------------------------------------- */

struct bench {
	const struct ns_snapshot *snap;
	uint32_t segment; // the one with DOCS documents
	struct ns_arena arena, scratch;
	struct ns_deadline deadline;
	struct ns_error e;
};

static void bench_open(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	T_INT(ns_snapshot_get(shared.archive, &b->snap, &b->e), NS_OK);
	while (ns_segment_info(b->snap->segment[b->segment].seg)->n_docs !=
	       DOCS)
		b->segment++;
}

static void bench_close(struct bench *b)
{
	ns_arena_free(&b->arena);
	ns_arena_free(&b->scratch);
	ns_snapshot_put(b->snap);
}

static struct ns_plan_word word_of(enum ns_word_mode mode, const char *form)
{
	return (struct ns_plan_word){ .mode = mode,
				      .kind = NS_KIND_STEM,
				      .lang = "en",
				      .form = ns_str_of(form) };
}

static struct ns_group *bind(struct bench *b, const struct ns_plan_word *w)
{
	const struct ns_expander x = { b->snap->segment[b->segment].seg,
				       &b->arena,
				       &b->scratch,
				       &b->deadline,
				       &b->arena,
				       b->segment };
	struct ns_group *g = NULL;

	T_INT(ns_group_bind(&x, w, &g, &b->e), NS_OK);
	return g;
}

static bool is_set(const uint64_t *bits, uint32_t i)
{
	return bits[i / 64] >> (i % 64) & 1;
}

/* Keeps a random share of a window, and says whether lists were looked into. */
static bool keep_some(struct bench *b, struct ns_group *g,
		      bool (*has)(uint32_t i), uint64_t *random)
{
	ns_docid from = NS_WINDOW_DOCS * (ns_docid)(t_random(random) % 3);
	uint64_t share = 1 + t_random(random) % 400, bits[NS_WINDOW_WORDS];
	uint64_t asked[NS_WINDOW_WORDS] = { 0 };
	uint32_t i, n = 0;
	bool probed;

	for (i = 0; i < NS_WINDOW_DOCS; i++) {
		if (t_random(random) % share)
			continue;
		asked[i / 64] |= UINT64_C(1) << (i % 64);
		n++;
	}
	memcpy(bits, asked, sizeof(bits));
	probed = ns_list_is_probed(&g->list[0], from, n);
	T_INT(ns_group_keep(g, from, bits, &b->e), NS_OK);
	for (i = 0; i < NS_WINDOW_DOCS; i++) {
		bool wanted = is_set(asked, i) && from + i < DOCS &&
			      has(from + i);

		if (is_set(bits, i) != wanted)
			T_FAIL("document %u of %u", from + i, n);
	}
	return probed && g->bits_from != from;
}

static bool has_fifth(uint32_t i)
{
	return i % 5 == 0;
}
static bool has_rare(uint32_t i)
{
	return i % 701 == 0;
}

static void lists_are_added_or_looked_into(void)
{
	static const struct {
		const char *term;
		bool (*has)(uint32_t i);
	} lists[] = { { "fifth", has_fifth },
		      { "rare", has_rare },
		      { "clump", is_clump },
		      { "everi", has_every } };
	uint32_t k, i, probed = 0;
	uint64_t random = 5;

	for (k = 0; k < sizeof(lists) / sizeof(lists[0]); k++) {
		struct ns_plan_word w = word_of(NS_BY_TERM, lists[k].term);
		struct bench b;
		struct ns_group *g;

		bench_open(&b);
		g = bind(&b, &w);
		T_INT(g->n_lists, 1);
		for (i = 0; i < MASKS && g->n_lists; i++)
			probed += keep_some(&b, g, lists[k].has, &random);
		bench_close(&b);
	}
	T_OK(probed > MASKS / 4);
	T_OK(probed < 4 * MASKS - MASKS / 4);
}

static void many_lists_are_one_bitmap(void)
{
	struct ns_plan_word w = word_of(NS_BY_PREFIX, "pref");
	struct bench b;
	struct ns_group *g;
	uint64_t df = 0;
	uint32_t i;

	bench_open(&b);
	g = bind(&b, &w);
	T_INT(g->n_lists, STEMS);
	T_OK(g->all && !g->some);
	for (i = 0; g->all && i < DOCS; i++)
		T_OK(is_set(g->all, i));
	T_INT(ns_group_count(g, &df, &b.e), NS_OK);
	T_INT(df, DOCS);
	T_INT(ns_group_next(g, 4097), 4097);
	T_INT(ns_group_next(g, DOCS), NS_NO_DOC);
	bench_close(&b);
}

/* A prefix that only some forms of a stem have is counted once, and then its
 * documents are known. */
static void forms_of_a_prefix_are_counted_once(void)
{
	struct ns_plan_word w = word_of(NS_BY_PREFIX, "walki");
	struct bench b;
	struct ns_group *g;
	uint64_t df = 0;
	uint32_t i;

	bench_open(&b);
	g = bind(&b, &w);
	T_INT(g->n_lists, 1);
	T_OK(g->some && g->all && !g->is_exact);
	T_INT(ns_group_count(g, &df, &b.e), NS_OK);
	T_INT(df, DOCS / 4);
	T_OK(g->is_exact);
	for (i = 0; g->all && i < DOCS; i++)
		T_INT(is_set(g->all, i), i % 4 == 3);
	bench_close(&b);
}

/* ---- paragraphs ---------------------------------------------------------- */

static void paragraphs_are_those_of_the_map(void)
{
	struct bench b;
	const struct ns_segment *seg;
	uint32_t doc, i;

	bench_open(&b);
	seg = b.snap->segment[b.segment].seg;
	for (doc = 0; doc < 100; doc++) {
		struct ns_paragraphs p;
		struct ns_text_map map;

		ns_arena_reset(&b.arena);
		T_INT(ns_text_map(seg, doc, &b.arena, &map, &b.e), NS_OK);
		T_INT(ns_paragraphs_open(seg, doc, &p, &b.e), NS_OK);
		T_INT(p.title, map.title);
		T_INT(p.summary, map.summary);
		for (i = 0; i < map.n_paragraphs; i++) {
			T_INT(p.next, map.paragraph[i]);
			ns_paragraphs_pass(&p, map.paragraph[i]);
		}
		T_INT(p.next, UINT32_MAX);
		T_OK(!p.bad);
	}
	bench_close(&b);
}

/* ---- edits --------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
	return strcmp(a, b);
}

enum { WORDS = 3000, LENGTH = 12 };

static void make_words(char (*word)[LENGTH], uint64_t *random)
{
	uint32_t i, k;

	for (i = 0; i < WORDS; i++) {
		uint32_t n = 1 + (uint32_t)t_random(random) % (LENGTH - 2);

		for (k = 0; k < n; k++)
			word[i][k] = "abcd"[t_random(random) % 4];
	}
	qsort(word, WORDS, LENGTH, by_bytes);
}

static uint64_t near, dead; // words met within the distance; jumps

/* What the walk calls dead holds no word within the distance. */
static void walk(struct ns_edit_walk *w, char (*word)[LENGTH],
		 const struct ns_letters *to, uint32_t most)
{
	static struct ns_letters other;
	char skip[LENGTH] = "";
	uint32_t i;

	for (i = 0; i < WORDS; i++) {
		struct ns_str s = ns_str_of(word[i]);
		size_t bytes, n = strlen(skip);
		bool is;

		ns_letters_of(s, &other);
		is = ns_edits_within(to, &other, most);
		near += is;
		if (n && strncmp(word[i], skip, n) == 0) {
			T_OK(!is);
			continue;
		}
		T_INT(ns_edit_walk_to(w, s, &bytes), is);
		memset(skip, 0, sizeof(skip));
		memcpy(skip, word[i], bytes);
		dead += bytes > 0;
	}
}

/* A walk over sorted words finds those that a comparison of each finds. */
static void a_walk_finds_what_each_comparison_finds(void)
{
	static char word[WORDS][LENGTH];
	static struct ns_letters to;
	uint64_t random = 9;
	struct ns_arena arena = { 0 };
	uint32_t k;

	make_words(word, &random);
	for (k = 0; k < 40; k++) {
		struct ns_edit_walk w;
		uint32_t most = 1 + k % 2;

		ns_letters_of(ns_str_of(word[t_random(&random) % WORDS]), &to);
		T_OK(ns_edit_walk_init(&w, &to, most, &arena));
		walk(&w, word, &to, most);
	}
	T_OK(near > 100);
	T_OK(dead > 1000);
	ns_arena_free(&arena);
}

int main(void)
{
	fill(&shared);
	library_read(&shared);
	T_RUN(counts_are_those_of_the_articles);
	T_RUN(a_page_does_not_depend_on_its_length);
	T_RUN(lists_are_added_or_looked_into);
	T_RUN(many_lists_are_one_bitmap);
	T_RUN(forms_of_a_prefix_are_counted_once);
	T_RUN(paragraphs_are_those_of_the_map);
	T_RUN(a_walk_finds_what_each_comparison_finds);
	library_free(&shared);
	return t_end();
}
