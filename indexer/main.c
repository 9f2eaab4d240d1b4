/* nsindex: adds dumps of articles to an archive, and looks after it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/release.h"
#include "indexer/cli.h"
#include "indexer/report.h"

static const struct ns_verb *const verbs[] = {
	&ns_verb_add,     &ns_verb_stats,  &ns_verb_check,
	&ns_verb_compact, &ns_verb_forget, &ns_verb_reindex,
};

enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

/* ---- signals ---- */

static _Atomic bool stop;

/* A read that the signal came just before would wait on: the alarm interrupts
 * it a second later. */
static void on_signal(int number)
{
	(void)number;
	stop = true;
	(void)alarm(1);
}

static void watch_signals(void)
{
	struct sigaction act = { .sa_handler = on_signal };

	ns_input_watch(&stop);
	(void)sigemptyset(&act.sa_mask);
	(void)sigaction(SIGINT, &act, NULL);
	(void)sigaction(SIGTERM, &act, NULL);
	(void)sigaction(SIGHUP, &act, NULL);
	(void)sigaction(SIGALRM, &act, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

/* ---- talking ---- */

struct terminal {
	bool quiet, is_terminal, drawn; // a progress line stands there
	double last;                    // when progress was shown
	struct ns_buf line;
};

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void clear(struct terminal *t)
{
	if (t->drawn)
		(void)fputs("\r\033[K", stderr);
	t->drawn = false;
}

static void say(void *context, const char *line)
{
	struct terminal *t = context;

	clear(t);
	(void)fprintf(stderr, "%s\n", line);
}

static void progress(void *context, const struct ns_ingest_report *r)
{
	struct terminal *t = context;
	double at = now(), every = t->is_terminal ? .2 : 10;

	if (t->quiet || at - t->last < every)
		return;
	t->last = at;
	ns_buf_reset(&t->line);
	ns_report_progress(&t->line, r);
	clear(t);
	(void)fprintf(stderr, "%.*s%s", (int)t->line.n, (const char *)t->line.p,
		      t->is_terminal ? "" : "\n");
	t->drawn = t->is_terminal;
}

/* ---- the command line ---- */

static void put_usage(struct ns_buf *out, const struct ns_verb *v)
{
	ns_buf_printf(out, "usage: nsindex%s%s [-d DIR] [options]%s%s\n",
		      v == verbs[0] ? "" : " ", v == verbs[0] ? "" : v->name,
		      *v->words ? " " : "", v->words);
	if (v == verbs[0]) {
		ns_buf_printf(out, "       nsindex VERB [-d DIR] ...\n\n");
		for (unsigned i = 0; i < VERBS; i++)
			ns_buf_printf(out, "  %-10s %s\n", verbs[i]->name,
				      verbs[i]->help);
	} else {
		ns_buf_printf(out, "%s\n", v->help);
	}
	ns_buf_u8(out, '\n');
	ns_opt_help(v->options, out);
}

static const struct ns_verb *verb_named(const char *name)
{
	for (unsigned i = 0; i < VERBS; i++)
		if (!strcmp(name, verbs[i]->name))
			return verbs[i];
	return NULL;
}

static const char *archive_of(const struct ns_cli_options *o)
{
	const char *from = getenv("NS_ARCHIVE");

	if (o->archive.n)
		return o->archive.p;
	return from && *from ? from : "./news.ns";
}

/* `nsindex -d x.ns stats` is a slip: no folder stats is meant. */
static enum ns_code check_words(const struct ns_verb *v,
				const struct ns_cli *cli, struct ns_error *e)
{
	const char *word = cli->n_words ? cli->word[0] : "";

	if (v != verbs[0] || !verb_named(word) || access(word, F_OK) == 0)
		return NS_OK;
	return ns_fail(e, NS_INVALID,
		       "the verb comes first: nsindex %s [-d DIR] ...", word);
}

static enum ns_code run_verb(const struct ns_verb *v, struct ns_cli *cli,
			     struct ns_error *e)
{
	enum ns_code rc;

	if (cli->options.help) {
		put_usage(&cli->out, v);
		return NS_OK;
	}
	if (cli->options.version) {
		ns_buf_printf(&cli->out, "nsindex (Newsstand) %s\n",
			      NS_RELEASE);
		return NS_OK;
	}
	rc = check_words(v, cli, e);
	return rc ? rc : v->run(cli, e);
}

/* Answers go to stdout, complaints and progress to stderr. */
static int finish(struct ns_cli *cli, struct terminal *t, enum ns_code rc,
		  const struct ns_error *e)
{
	int code = rc ? NS_EXIT_FAILED : cli->code;

	clear(t);
	if (rc)
		(void)fprintf(stderr, "nsindex: %s\n", e->text);
	else if ((cli->out.n &&
		  fwrite(cli->out.p, 1, cli->out.n, stdout) < cli->out.n) ||
		 fflush(stdout))
		code = NS_EXIT_FAILED;
	ns_buf_free(&cli->out);
	ns_buf_free(&t->line);
	return code;
}

int main(int argc, char **argv)
{
	const struct ns_verb *v = argc > 1 ? verb_named(argv[1]) : NULL;
	struct terminal t = { .is_terminal = isatty(STDERR_FILENO) };
	const char **word = calloc((size_t)argc + 1, sizeof(*word));
	struct ns_arena arena = { 0 };
	struct ns_error e = { 0 };
	struct ns_cli cli = { .options = { .k1 = -1, .b = -1 },
			      .talk = { &t, say, progress },
			      .stop = &stop };
	struct ns_opt_line line = { argc, argv, v ? 2 : 1, word, 0, &arena };
	enum ns_code rc;
	int code;

	v = v ? v : verbs[0];
	rc = word ? ns_opt_parse(v->options, &line, &cli.options, &e)
		  : ns_fail(&e, NS_NOMEM, "no memory to begin");
	t.quiet = cli.options.quiet;
	t.last = now();
	cli.dir = archive_of(&cli.options);
	cli.word = word;
	cli.n_words = line.n_words;
	watch_signals();
	if (!rc)
		rc = run_verb(v, &cli, &e);
	code = finish(&cli, &t, rc, &e);
	ns_arena_free(&arena);
	free(word);
	return code;
}
