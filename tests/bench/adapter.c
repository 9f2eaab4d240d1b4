/* adapter.c - the engine behind the command lines of a benchmark that runs
 * several engines side by side.
 *
 *	adapter index DUMP ARCHIVE [--memory MB] [--threads N]
 *	adapter query ARCHIVE QUESTIONS ROUNDS [--ops top10,count] [--dump]
 *	        [--kinds and,or] [--cpu-time] [--typed]
 *
 * It is the code of nsindex and of the engine, with nothing in between:
 * parts/building.h, parts/asked.h and parts/rounds.h say how.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/opt.h"
#include "core/base/release.h"
#include "tests/bench/parts/building.h"
#include "tests/bench/parts/rounds.h"

struct options {
	uint32_t memory_mb, threads;
	struct ns_str ops, kinds;
	bool dump, no_store, cpu_time, typed;
};

#define AT(member) offsetof(struct options, member)
static const struct ns_opt rows[] = {
	{ .name = "memory",
	  .kind = NS_OPT_UINT,
	  .offset = AT(memory_mb),
	  .min = 4,
	  .max = 1 << 20,
	  .arg = "MB",
	  .help = "memory of one builder (256)" },
	{ .name = "threads",
	  .kind = NS_OPT_UINT,
	  .offset = AT(threads),
	  .min = 1,
	  .max = 64,
	  .arg = "N",
	  .help = "builders (1)" },
	{ .name = "no-store",
	  .kind = NS_OPT_BOOL,
	  .offset = AT(no_store),
	  .help = "refused: an archive keeps its articles" },
	{ .name = "ops",
	  .kind = NS_OPT_TEXT,
	  .offset = AT(ops),
	  .arg = "LIST",
	  .help = "of top10, top100, count, top10count" },
	{ .name = "kinds",
	  .kind = NS_OPT_TEXT,
	  .offset = AT(kinds),
	  .arg = "LIST",
	  .help = "classes of questions, all by default" },
	{ .name = "cpu-time",
	  .kind = NS_OPT_BOOL,
	  .offset = AT(cpu_time),
	  .help = "measure processor time" },
	{ .name = "typed",
	  .kind = NS_OPT_BOOL,
	  .offset = AT(typed),
	  .help = "the clock covers reading the text too" },
	{ .name = "dump",
	  .kind = NS_OPT_BOOL,
	  .offset = AT(dump),
	  .help = "the best ten of each question; nothing is timed" },
};

static const struct ns_opt_table table = {
	rows, sizeof(rows) / sizeof(rows[0]), "option", "--", false,
};

static void say(void *context, const char *sentence)
{
	(void)context;
	(void)fprintf(stderr, "%s\n", sentence);
}

static enum ns_code index_dump(const struct ns_opt_line *line,
			       const struct options *o, struct ns_buf *out,
			       struct ns_error *e)
{
	const struct building b = {
		.dump = line->word[0],
		.dir = line->word[1],
		.memory_mb = o->memory_mb ? o->memory_mb : 256,
		.threads = o->threads ? o->threads : 1,
		.talk = { .line = say },
	};

	if (line->n_words != 2)
		return ns_fail(e, NS_INVALID, "index DUMP ARCHIVE");
	if (o->no_store)
		return ns_fail(e, NS_INVALID,
			       "an archive keeps its articles; what it takes "
			       "without them is index_bytes_nostore");
	return building_run(&b, out, e);
}

static enum ns_code ask(const struct rounds *r, const char *dir, bool dump,
			struct ns_buf *out, struct ns_error *e)
{
	struct rounds rounds = *r;
	struct ns_archive *ar = NULL;
	enum ns_code rc = ns_search_archive_open(dir, &ar, e);

	if (!rc)
		rc = ns_searcher_open(ar, &rounds.searcher, e);
	if (!rc)
		rc = dump ? rounds_dump(&rounds, out, e)
			  : rounds_time(&rounds, out, e);
	ns_searcher_close(rounds.searcher);
	ns_search_archive_close(ar);
	return rc;
}

static enum ns_code query(const struct ns_opt_line *line,
			  const struct options *o, struct ns_buf *out,
			  struct ns_error *e)
{
	struct asked_list asked = { .n = 0 };
	struct rounds rounds = { .asked = &asked, .ops = o->ops };
	enum ns_code rc;

	if (line->n_words != 3)
		return ns_fail(e, NS_INVALID, "query ARCHIVE QUESTIONS ROUNDS");
	rounds.n = (uint32_t)strtoul(line->word[2], NULL, 10);
	rounds.cpu_time = o->cpu_time;
	rounds.typed = o->typed;
	rc = asked_read(&asked, line->word[1], o->kinds, e);
	if (!rc)
		rc = ask(&rounds, line->word[0], o->dump, out, e);
	asked_free(&asked);
	return rc;
}

int main(int argc, char **argv)
{
	const char **word = calloc((size_t)argc + 1, sizeof(*word));
	struct ns_opt_line line = { argc, argv, 2, word, 0, NULL };
	struct options o = { .memory_mb = 0 };
	struct ns_buf out = { 0 };
	struct ns_error e = { 0 };
	enum ns_code rc = NS_INVALID;

	if (!word || argc < 2)
		(void)ns_fail(&e, NS_INVALID, "index or query?");
	else if (!(rc = ns_opt_parse(&table, &line, &o, &e)))
		rc = strcmp(argv[1], "index") == 0
			     ? index_dump(&line, &o, &out, &e)
			     : query(&line, &o, &out, &e);
	(void)fprintf(stderr, "newsstand %s%s%s\n", NS_RELEASE, rc ? ": " : "",
		      rc ? e.text : "");
	if (out.n && fwrite(out.p, 1, out.n, stdout) < out.n)
		rc = NS_IO;
	ns_buf_free(&out);
	free(word);
	return rc ? 2 : 0;
}
