/* micro.c - the parts of the engine, one by one, beside what the machine
 *allows.
 *
 *	micro DUMP.jsonl FOLDER
 *
 * The folder must be empty; an archive is made in it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "indexer/dump.h"
#include "tests/bench/parts/micro.h"

enum { MOST_ARTICLES = 20000 };
#define MOST_BYTES (UINT64_C(48) << 20)

/* The first articles of a dump, kept whole. */
struct shelf {
	struct ns_arena arena;
	struct ns_article *article;
	size_t n;
	uint64_t bytes;
};

static struct ns_article copy(struct shelf *s, const struct ns_article *a)
{
	struct ns_article kept = { .date = a->date, .date_from = a->date_from };

	kept.id = ns_arena_str(&s->arena, a->id);
	kept.title = ns_arena_str(&s->arena, a->title);
	kept.body = ns_arena_str(&s->arena, a->body);
	kept.lang = NS_STR("en");
	return kept;
}

static enum ns_code fill(struct shelf *s, const char *path, struct ns_error *e)
{
	const struct ns_dump_options options = { .format = NS_DUMP_JSONL };
	struct ns_input *in = NULL;
	struct ns_dump *d = NULL;
	struct ns_article a;
	struct ns_place place;
	enum ns_code rc;

	s->article =
		ns_arena_calloc(&s->arena, MOST_ARTICLES, sizeof(*s->article));
	rc = s->article ? ns_input_open(path, &in, e)
			: ns_fail(e, NS_NOMEM, "no memory for articles");
	if (!rc)
		rc = ns_dump_open(in, &options, &d, e);
	while (!rc && s->n < MOST_ARTICLES && s->bytes < MOST_BYTES) {
		rc = ns_dump_next(d, &a, &place, e);
		if (rc)
			break;
		s->article[s->n++] = copy(s, &a);
		s->bytes += a.title.n + a.body.n;
	}
	ns_dump_close(d);
	ns_input_close(in);
	return rc == NS_END ? NS_OK : rc;
}

static enum ns_code measure(struct micro *m)
{
	enum ns_code rc = micro_limits(m);

	if (!rc)
		rc = micro_kernels(m);
	if (!rc)
		rc = micro_text(m);
	if (!rc)
		rc = micro_building(m);
	return rc ? rc : micro_archive(m);
}

int main(int argc, char **argv)
{
	struct shelf s = { .n = 0 };
	struct ns_buf out = { 0 };
	struct ns_error e = { 0 };
	struct micro m = { .out = &out, .e = &e };
	enum ns_code rc;

	if (argc != 3) {
		(void)fprintf(stderr, "micro DUMP.jsonl FOLDER\n");
		return 2;
	}
	rc = fill(&s, argv[1], &e);
	m.dump = argv[1];
	m.dir = argv[2];
	m.article = s.article;
	m.n = s.n;
	m.text_bytes = s.bytes;
	if (!rc)
		rc = measure(&m);
	if (rc)
		(void)fprintf(stderr, "micro: %s\n", e.text);
	(void)printf("%-44s %10s %-12s %10s\n%.*s", "what", "measured", "",
		     "limit", (int)out.n, (const char *)out.p);
	ns_arena_free(&s.arena);
	ns_buf_free(&out);
	return rc ? 2 : 0;
}
