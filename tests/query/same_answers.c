/* A merge changes no answer, and copies what it need not read: blocks of
 * segments that are disjoint in time go over as they are.
 */
#include "indexer/merge.h"
#include "tests/query/library.h"

enum {
	SEGMENTS = 3,
	ARTICLES = 1500, // a segment: the commonest words have ten blocks
	WORDS = 40,      // an article
	VOCABULARY = 200,
	QUESTIONS = 240,
};

/* How the articles of the segments lie in time. */
enum order { DISJOINT, DISJOINT_AND_UNDATED, INTERLEAVED };

/* Small numbers are frequent: of two, the product. */
static uint32_t a_word(uint64_t *random)
{
	uint64_t a = t_random(random) % VOCABULARY;
	uint64_t b = t_random(random) % VOCABULARY;

	return (uint32_t)(a * b / VOCABULARY);
}

static void put_words(struct ns_buf *text, uint32_t n, uint64_t *random)
{
	ns_buf_reset(text);
	for (uint32_t i = 0; i < n; i++)
		ns_buf_printf(text, "%sword%u%s", i % 8 ? " " : "\n\n",
			      a_word(random), t_random(random) % 4 ? "" : "s");
	ns_buf_u8(text, 0);
}

static int day_of(enum order order, uint32_t segment, uint32_t i)
{
	if (order == DISJOINT_AND_UNDATED && i % 10 == 9)
		return -1;
	if (order == INTERLEAVED)
		return (int)(i * SEGMENTS + segment);
	return (int)(segment * ARTICLES + i);
}

static void put_segment(struct library *l, enum order order, uint32_t segment)
{
	uint64_t random = segment + 1;
	struct ns_buf title = { 0 }, body = { 0 };
	char id[16];

	for (uint32_t i = 0; i < ARTICLES; i++) {
		(void)snprintf(id, sizeof(id), "%u-%u", segment, i);
		put_words(&title, 3, &random);
		put_words(&body,
			  WORDS / 2 + (uint32_t)t_random(&random) % WORDS,
			  &random);
		library_add(l, id, (const char *)title.p, (const char *)body.p,
			    day_of(order, segment, i));
	}
	ns_buf_free(&title);
	ns_buf_free(&body);
}

/* each: a commit a segment; else one for all. */
static void fill(struct library *l, enum order order, bool each)
{
	library_make(l, NULL);
	for (uint32_t i = 0; i < SEGMENTS; i++) {
		put_segment(l, order, i);
		if (each || i == SEGMENTS - 1)
			library_commit(l);
	}
}

static struct ns_merge_facts merge(struct library *l)
{
	const struct ns_snapshot *snap = ns_update_snapshot(l->update);
	struct ns_merge_facts facts = { 0 };
	uint32_t number[SEGMENTS], made = 0;
	struct ns_published done;
	struct ns_publish p = { .add = &made,
				.n_add = 1,
				.drop = number,
				.n_drop = SEGMENTS,
				.sequence = l->sequence,
				.merged = true };
	struct ns_error e = { 0 };

	T_INT(snap->n_segments, SEGMENTS);
	for (uint32_t i = 0; i < SEGMENTS; i++)
		number[i] = ns_segment_number(snap->segment[i].seg);
	if (ns_merge_counted(l->update, number, SEGMENTS, &made, &facts, &e) ||
	    ns_publish(l->update, &p, &done, &e))
		T_FAIL("%s", e.text);
	return facts;
}

/* ---- answers ---- */

static void put_question(struct ns_buf *q, uint32_t i, uint64_t *random)
{
	static const char *const forms[] = {
		"word%u word%u",  "\"word%u word%u\"",   "word%u OR words%u",
		"=word%u word%u", "\"word%u word%u\"~6", "title:word%u -word%u",
		"+word%u word%u", "word%u SAME word%u",  "word%u word%u*",
		"words%u",        "atleast2:word%u",     "\"word%u words%u\"",
	};
	const char *form = forms[i % (sizeof(forms) / sizeof(*forms))];

	ns_buf_reset(q);
	for (; *form; form++)
		if (*form == '%')
			ns_buf_printf(q, "%u", a_word(random) / 3);
		else if (*form != 'u' || form[-1] != '%')
			ns_buf_u8(q, (uint8_t)*form);
}

/* Everything that an answer says, as text. */
static void answer(struct library *l, const struct ns_request *r,
		   struct ns_buf *out)
{
	struct ns_answer a;
	struct ns_error e = { 0 };
	uint32_t at;

	ns_buf_reset(out);
	library_read(l);
	if (ns_search(l->searcher, r, &a, &at, &e))
		T_FAIL("%s", e.text);
	ns_buf_printf(out, "%llu, then %llu", (unsigned long long)a.total,
		      (unsigned long long)a.further);
	for (uint32_t i = 0; i < a.n_hits; i++)
		ns_buf_printf(out, " %.*s:%u:%a", (int)a.hit[i].article.id.n,
			      a.hit[i].article.id.p, a.hit[i].tier,
			      a.hit[i].score);
}

/* Answers how many hits were compared. */
static uint64_t compare(struct library *one, struct library *other)
{
	static const uint32_t limits[] = { 1, 10, 200, 1000 };
	struct ns_buf q = { 0 }, wanted = { 0 }, found = { 0 };
	uint64_t random = 77, bytes = 0;

	for (uint32_t i = 0; i < QUESTIONS; i++) {
		struct ns_request r = NS_REQUEST_DEFAULT;

		put_question(&q, i, &random);
		r.text = ns_buf_view(&q);
		r.match = (enum ns_match)(i / 12 % 3);
		r.sort = (enum ns_sort)(i % 5 ? 0 : i / 5 % 3);
		r.limit = limits[i / 7 % 4];
		r.snippet_chars = 0;
		answer(one, &r, &wanted);
		answer(other, &r, &found);
		bytes += wanted.n;
		if (!ns_str_eq(ns_buf_view(&wanted), ns_buf_view(&found)))
			T_FAIL("%.*s: wanted %.*s, found %.*s", (int)q.n, q.p,
			       (int)(wanted.n < 200 ? wanted.n : 200), wanted.p,
			       (int)(found.n < 200 ? found.n : 200), found.p);
	}
	ns_buf_free(&q);
	ns_buf_free(&wanted);
	ns_buf_free(&found);
	return bytes;
}

/* One commit against three, before and after their merge. */
static struct ns_merge_facts same(enum order order)
{
	struct library one, three;
	struct ns_merge_facts facts;

	fill(&one, order, false);
	fill(&three, order, true);
	T_OK(compare(&one, &three) > 100000);
	facts = merge(&three);
	T_INT(ns_update_snapshot(three.update)->n_segments, 1);
	(void)compare(&one, &three);
	library_free(&one);
	library_free(&three);
	return facts;
}

/* ---- the cases ---- */

static void blocks_of_disjoint_times_are_copied(void)
{
	struct ns_merge_facts facts = same(DISJOINT);

	T_OK(facts.copied_blocks > 500);
}

static void the_undated_lie_behind_all_others(void)
{
	struct ns_merge_facts facts = same(DISJOINT_AND_UNDATED);

	T_OK(facts.copied_blocks > 300);
}

static void blocks_of_mixed_times_are_encoded(void)
{
	struct ns_merge_facts facts = same(INTERLEAVED);

	T_INT(facts.copied_blocks, 0);
	T_OK(facts.encoded_blocks > 500);
}

int main(void)
{
	T_RUN(blocks_of_disjoint_times_are_copied);
	T_RUN(the_undated_lie_behind_all_others);
	T_RUN(blocks_of_mixed_times_are_encoded);
	return t_end();
}
