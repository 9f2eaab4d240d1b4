/* Random archives: many of a few articles, some of thousands. */
#include "tests/oracle_fill.h"

#include <assert.h>
#include <stdlib.h>

/* An archive that is being filled. */
struct filling {
	struct ns_analyzer *an;
	struct news *news;
	struct shelf *shelf;
	bool large;
	struct ns_arena arena; // of a commit's articles
};

static struct news_shape shape_of(const struct filling *t)
{
	struct news *n = t->news;
	struct news_shape s = { .n_langs = 1 };

	if (!news_once_in(n, 3))
		s.n_langs = 2 + news_pick(n, NEWS_LANGS - 1);
	s.vocabulary = news_once_in(n, 3) ? 0 : 3 + news_pick(n, 150);
	s.words = 1 + news_pick(n, news_once_in(n, 3) ? 60 : 12);
	s.seconds = 1 + news_pick(n, news_once_in(n, 2) ? 10 : 500);
	s.doubles = !news_once_in(n, 5);
	s.copies = news_once_in(n, 2) ? 2 : 6;
	if (t->large) {
		s.n_langs = 1 + news_pick(n, 2);
		s.vocabulary = 100 + news_pick(n, 2000);
		s.words = 8;
		s.seconds = 20 + news_pick(n, 20000);
	}
	return s;
}

/* A commit of articles. */
struct batch {
	uint32_t n, segments;
	uint32_t first_id, n_ids;
	bool in_order; // ids of their own; else any of them, some twice
};

/* Some articles are copies of the one before. */
static enum ns_code add(struct filling *t, struct batch b)
{
	struct shelf_item *item = calloc(b.n, sizeof(*item));
	struct news *n = t->news;
	enum ns_code rc;

	ns_arena_reset(&t->arena);
	for (uint32_t i = 0; i < b.n; i++) {
		news_article(n, &t->arena, &item[i].article, &item[i].lang);
		if (i && news_once_in(n, n->shape.copies)) {
			item[i] = item[news_pick(n, i)];
			if (news_once_in(n, 2))
				news_date(n, &item[i].article);
		}
		item[i].id =
			b.first_id + (b.in_order ? i : news_pick(n, b.n_ids));
	}
	rc = shelf_add(t->shelf, item, b.n, b.segments);
	free(item);
	return rc;
}

static enum ns_code forget(struct filling *t, uint32_t most)
{
	uint32_t id[64], i, n = 1 + news_pick(t->news, most);

	for (i = 0; i < n; i++)
		id[i] = news_pick(t->news, t->shelf->n_ids);
	return shelf_forget(t->shelf, id, n);
}

static enum ns_code merge_some(struct filling *t)
{
	return shelf_merge(t->shelf, news_pick(t->news, 2),
			   2 + news_pick(t->news, SHELF_SEGMENTS - 4));
}

/* Later articles are longer, or shorter, than the first. */
static void drift(struct filling *t)
{
	struct news_shape *s = &t->news->shape;

	if (news_once_in(t->news, 2))
		s->words = s->words * 2 + 4;
	else
		s->words = 1 + s->words / 3;
}

static enum ns_code fill_small(struct filling *t)
{
	struct news *n = t->news;
	uint32_t commits = 1 + news_pick(n, 4), i;
	struct batch b = { .n = 1 + news_pick(n, 36) };
	enum ns_code rc;

	b.n_ids = 4 + b.n * commits * (2 + news_pick(n, 4)) / 4;
	rc = shelf_open(t->shelf, t->an, b.n_ids);
	for (i = 0; !rc && i < commits; i++) {
		if (i == 1)
			drift(t);
		b.segments = 1 + news_pick(n, 4);
		rc = add(t, b);
		if (!rc && news_once_in(n, 2))
			rc = forget(t, 4);
		if (!rc && news_once_in(n, 6))
			rc = merge_some(t);
	}
	return rc;
}

/* Two segments of different days, whole, become one of several windows (the
 * merge copies blocks); then articles of all days, which replace some. */
static enum ns_code fill_large(struct filling *t)
{
	struct news *n = t->news;
	uint32_t many = 2300 + news_pick(n, 400);
	struct batch first = { many, 1, 0, many, true };
	struct batch second = { many, 1, many, many, true };
	struct batch last = { 300 + news_pick(n, 300), 1 + news_pick(n, 2), 0,
			      2 * many + 400, false };
	enum ns_code rc = shelf_open(t->shelf, t->an, last.n_ids);

	if (!rc)
		rc = add(t, first);
	n->shape.from = n->shape.seconds;
	drift(t);
	if (!rc)
		rc = add(t, second);
	if (!rc)
		rc = shelf_merge(t->shelf, 0, 2);
	n->shape.from = 0;
	n->shape.seconds *= 2;
	drift(t);
	if (!rc)
		rc = add(t, last);
	if (!rc)
		rc = forget(t, 60);
	if (!rc && news_once_in(n, 4))
		rc = merge_some(t);
	return rc;
}

enum ns_code fill_archive(struct shelf *s, struct news *n,
			  struct ns_analyzer *an, bool large)
{
	struct filling t = { an, n, s, large, { 0 } };
	enum ns_code rc;

	news_start(n, shape_of(&t), n->seed);
	rc = large ? fill_large(&t) : fill_small(&t);
	ns_arena_free(&t.arena);
	return rc ? rc : shelf_settle(s);
}
