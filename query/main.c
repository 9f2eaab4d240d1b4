/* nsquery - searches an archive, as a command. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/fault.h"
#include "core/base/release.h"
#include "query/cli.h"

enum { FOUND = 0, NOTHING = 1, FAILED = 2 };

struct program {
	struct ns_ask ask;
	struct ns_archive *archive;
	struct ns_searcher *searcher;
	struct ns_buf out;
	bool terminal;
	struct ns_error error;
};

/* ---- writing ------------------------------------------------------------- */

static int complain(const struct program *p)
{
	(void)fprintf(stderr, "nsquery: %s\n", p->error.text);
	return FAILED;
}

/* Writes what was rendered and answers code. A pipe that nobody reads any more
 * ends the program by its signal, quietly. */
static int flush(struct program *p, int code)
{
	if (p->out.failed) {
		ns_fail(&p->error, NS_NOMEM, "no memory for the output");
		return complain(p);
	}
	if ((p->out.n && fwrite(p->out.p, 1, p->out.n, stdout) < p->out.n) ||
	    fflush(stdout)) {
		ns_fail_errno(&p->error, errno, "cannot write the output");
		return complain(p);
	}
	ns_buf_reset(&p->out);
	return code;
}

static void warn(const struct ns_answer *a, const struct ns_str *id)
{
	for (uint32_t i = 0; i < a->n_warnings; i++) {
		const struct ns_warning *w = &a->warning[i];

		(void)fprintf(stderr, "nsquery: %.*s%s%.*s (at byte %u)\n",
			      (int)id->n, id->n ? id->p : "", id->n ? ": " : "",
			      (int)w->text.n, w->text.p, w->start);
	}
}

static uint32_t columns_of_terminal(void)
{
	const char *given = getenv("COLUMNS");
	long n = given ? strtol(given, NULL, 10) : 0;
	struct winsize size;

	if (n > 0 && n < 10000)
		return (uint32_t)n;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}

static bool wants_colour(const struct program *p)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (p->ask.options.colour != NS_COLOUR_AUTO)
		return p->ask.options.colour == NS_COLOUR_ALWAYS;
	return p->terminal && !(no && *no) &&
	       !(term && strcmp(term, "dumb") == 0);
}

/* ---- one question -------------------------------------------------------- */

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void put_count(struct program *p, const struct ns_answer *a)
{
	struct ns_str id = p->ask.render.id;

	if (id.n)
		ns_buf_printf(&p->out, "%.*s\t", (int)id.n, id.p);
	ns_buf_printf(&p->out, "%llu\n", (unsigned long long)a->total);
}

/* An answer without hits is a document as well. */
static bool is_document(enum ns_format format)
{
	return format == NS_FORMAT_JSON || format == NS_FORMAT_ATOM ||
	       format == NS_FORMAT_CSV || format == NS_FORMAT_TSV;
}

static int answer(struct program *p)
{
	struct ns_render *r = &p->ask.render;
	double begun = now();
	struct ns_answer a;
	uint32_t error_at;
	bool found;

	if (ns_search(p->searcher, &p->ask.request, &a, &error_at, &p->error))
		return complain(p);
	if (p->terminal)
		r->seconds = now() - begun;
	warn(&a, &r->id);
	found = p->ask.options.count ? a.total > 0 : a.n_hits > 0;
	if (p->ask.options.count)
		put_count(p, &a);
	else if (found || is_document(r->format))
		ns_render_answer(r, &a, &p->out);
	else if (p->terminal && !r->id.n)
		(void)fprintf(stderr, "nsquery: nothing was found\n");
	return flush(p, found ? FOUND : NOTHING);
}

/* ---- many questions ------------------------------------------------------ */

static int answer_line(struct program *p, struct ns_str line, unsigned number)
{
	const char *file = p->ask.options.queries.p;
	struct ns_error e;
	int code;

	if (ns_ask_line(line, &p->ask.render.id, &p->ask.request.text, &e)) {
		ns_fail(&p->error, NS_INVALID, "%s:%u: %s", file, number,
			e.text);
		return complain(p);
	}
	code = answer(p);
	if (code == FAILED)
		(void)fprintf(stderr, "nsquery: that was %s:%u\n", file,
			      number);
	return code;
}

static int answer_lines(struct program *p, FILE *in)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	unsigned number = 0;
	int code = NOTHING;

	while ((n = getline(&line, &room, in)) > 0) {
		int one;

		number++;
		if (n == 1 && *line == '\n')
			continue;
		one = answer_line(p, (struct ns_str){ line, (size_t)n },
				  number);
		if (one == FAILED || (one == FOUND && code == NOTHING))
			code = one;
	}
	free(line);
	if (ferror(in)) {
		ns_fail_errno(&p->error, errno, "cannot read %s",
			      p->ask.options.queries.p);
		return complain(p);
	}
	return code;
}

static int answer_file(struct program *p)
{
	const char *name = p->ask.options.queries.p;
	bool standard = strcmp(name, "-") == 0;
	FILE *in = standard ? stdin : fopen(name, "r");
	int code;

	if (!in) {
		ns_fail_errno(&p->error, errno, "cannot open %s", name);
		return complain(p);
	}
	code = answer_lines(p, in);
	if (!standard)
		(void)fclose(in);
	return code;
}

/* ---- one article --------------------------------------------------------- */

/* Through $PAGER; false when there is none to be had. */
static bool page(struct program *p)
{
	const char *pager = getenv("PAGER");
	void (*was)(int) = signal(SIGPIPE, SIG_IGN); // a pager may end early
	/* $PAGER is a line for the shell, of the user's own. */
	// NOLINTNEXTLINE(cert-env33-c)
	FILE *to = popen(pager && *pager ? pager : "less -R", "w");
	int status = -1;

	if (to) {
		(void)fwrite(p->out.p, 1, p->out.n, to);
		status = pclose(to);
	}
	(void)signal(SIGPIPE, was);
	return status != -1 &&
	       !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
}

static int show(struct program *p)
{
	struct ns_article article;
	uint64_t generation;
	enum ns_code rc = ns_search_article(p->searcher, p->ask.options.show,
					    &article, &generation, &p->error);

	if (rc)
		(void)complain(p);
	if (rc)
		return rc == NS_NOTFOUND ? NOTHING : FAILED;
	ns_render_article(&p->ask.render, &article, &p->out);
	if (p->terminal && !p->out.failed &&
	    p->ask.render.format == NS_FORMAT_TEXT && page(p))
		return FOUND;
	return flush(p, FOUND);
}

/* ---- the whole ----------------------------------------------------------- */

static int run(struct program *p)
{
	const struct ns_ask_options *o = &p->ask.options;

	if (ns_search_archive_open(p->ask.archive, &p->archive, &p->error) ||
	    ns_searcher_open(p->archive, &p->searcher, &p->error))
		return complain(p);
	ns_searcher_at(p->searcher, p->ask.request.parse.now);
	p->ask.render.colour = wants_colour(p);
	p->ask.render.columns = p->terminal ? columns_of_terminal() : 0;
	if (o->show.n)
		return show(p);
	return o->queries.n ? answer_file(p) : answer(p);
}

/* --help and its like; false: something else is asked. */
static bool say(struct program *p)
{
	const struct ns_ask_options *o = &p->ask.options;

	if (o->help)
		ns_ask_help(&p->out);
	else if (o->version)
		ns_buf_printf(&p->out, "nsquery (Newsstand) %s\n", NS_RELEASE);
	else if (o->limits)
		ns_ask_limits(&p->out);
	return o->help || o->version || o->limits;
}

int main(int argc, char **argv)
{
	const char *archive = getenv("NS_ARCHIVE");
	struct ns_arena arena = { 0 };
	struct ns_ask_context c = { &arena, (int64_t)time(NULL),
				    archive && *archive ? archive
							: "./news.ns" };
	struct program p = { .terminal = isatty(STDOUT_FILENO) };
	int code;

	ns_fault_explain("nsquery");
	if (ns_ask_read(argc, argv, &c, &p.ask, &p.error))
		code = complain(&p);
	else
		code = say(&p) ? flush(&p, FOUND) : run(&p);
	ns_searcher_close(p.searcher);
	ns_search_archive_close(p.archive);
	ns_buf_free(&p.out);
	ns_arena_free(&arena);
	return code;
}
