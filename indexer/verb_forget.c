/* nsindex forget: articles go, and a tombstone keeps each from coming back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/tz.h"
#include "core/text/analyze.h"
#include "indexer/archive_dir.h"
#include "indexer/builder.h"
#include "indexer/cli.h"
#include "indexer/pool.h"

typedef unsigned long long ull;

struct forget {
	const struct ns_cli *cli;
	const struct ns_snapshot *s;
	struct ns_arena arena; // of ids
	struct ns_buf stones;  // struct ns_tombstone
	int64_t now;
	uint64_t missing;
	/* --outlet and --before: both must hold where both are given. */
	struct ns_buf outlet; // folded
	struct ns_analyzer *an;
	int64_t last; // what is dated later stays; INT64_MAX: not asked
};

static const struct ns_opt rows[] = {
	NS_CLI_COMMON,
	{ .name = "outlet",
	  .kind = NS_OPT_TEXT,
	  .offset = NS_CLI_AT(outlet),
	  .min = 1,
	  .arg = "NAME",
	  .help = "every article of this outlet" },
	{ .name = "before",
	  .kind = NS_OPT_TEXT,
	  .offset = NS_CLI_AT(before),
	  .min = 1,
	  .arg = "DATE",
	  .help = "every article dated before it (with --outlet: both)" },
	{ .name = "reason",
	  .kind = NS_OPT_TEXT,
	  .offset = NS_CLI_AT(reason),
	  .max = 1000,
	  .arg = "TEXT",
	  .help = "why, kept with the tombstones" },
};

static const struct ns_opt_table table = {
	rows, sizeof(rows) / sizeof(rows[0]), "option", "--", false,
};

static enum ns_code add_stone(struct forget *f, struct ns_str id,
			      struct ns_error *e)
{
	struct ns_tombstone stone = { ns_arena_str(&f->arena, id),
				      f->cli->options.reason, f->now };

	ns_buf_put(&f->stones, &stone, sizeof(stone));
	if (!stone.id.p || f->stones.failed)
		return ns_fail(e, NS_NOMEM, "no memory for ids");
	return NS_OK;
}

/* ---- by id ---- */

static enum ns_code forget_id(struct forget *f, struct ns_str id,
			      struct ns_error *e)
{
	uint32_t segment;
	ns_docid doc;
	char line[NS_ERROR_BYTES];
	enum ns_code rc = ns_snapshot_find(f->s, id, &segment, &doc, e);

	if (rc == NS_OK)
		return add_stone(f, id, e);
	if (rc != NS_NOTFOUND)
		return rc;
	f->missing++;
	(void)snprintf(line, sizeof(line), "%.*s: no such article",
		       (int)(id.n < 400 ? id.n : 400), id.p);
	if (f->cli->talk.line)
		f->cli->talk.line(f->cli->talk.context, line);
	return NS_OK;
}

static struct ns_str trim(const char *line, size_t n)
{
	while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	return (struct ns_str){ line, n };
}

static enum ns_code forget_stdin(struct forget *f, struct ns_error *e)
{
	enum ns_code rc = NS_OK;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while (!rc && (n = getline(&line, &cap, stdin)) >= 0) {
		struct ns_str id = trim(line, (size_t)n);

		if (id.n)
			rc = forget_id(f, id, e);
	}
	if (!rc && ferror(stdin))
		rc = ns_fail_errno(e, errno, "standard input");
	free(line);
	return rc;
}

/* ---- by outlet and date ---- */

static enum ns_code is_outlet(struct forget *f, const struct ns_article *a,
			      bool *is, struct ns_error *e)
{
	struct ns_buf folded = { 0 };
	enum ns_code rc = ns_fold_name(f->an, a->outlet, &folded, e);

	*is = ns_str_eq(ns_buf_view(&folded), ns_buf_view(&f->outlet));
	ns_buf_free(&folded);
	return rc;
}

static enum ns_code judge(struct forget *f, const struct ns_article *a,
			  struct ns_error *e)
{
	/* A day is compared with a day, as in a search (query/plan.h). */
	bool coarse = a->date.precision <= NS_PREC_DAY;
	int64_t last = coarse ? ns_time_noon(f->last, 0) : f->last;
	bool goes = true;
	enum ns_code rc = NS_OK;

	if (f->last != INT64_MAX)
		goes = a->date.precision != NS_PREC_NONE &&
		       a->date.seconds <= last;
	if (goes && f->outlet.n)
		rc = is_outlet(f, a, &goes, e);
	return !rc && goes ? add_stone(f, a->id, e) : rc;
}

static enum ns_code forget_within(struct forget *f,
				  const struct ns_segment_view *v,
				  struct ns_error *e)
{
	uint32_t n = ns_segment_info(v->seg)->n_docs;
	struct ns_arena arena = { 0 };
	enum ns_code rc = NS_OK;

	for (ns_docid d = 0; !rc && d < n; d++) {
		struct ns_article a;

		if (!ns_is_live(v->live, d))
			continue;
		ns_arena_reset(&arena);
		rc = ns_segment_article(v->seg, d, &arena, &a, e);
		if (!rc)
			rc = judge(f, &a, e);
	}
	ns_arena_free(&arena);
	return rc;
}

static enum ns_code forget_matching(struct forget *f, struct ns_error *e)
{
	const struct ns_cli_options *o = &f->cli->options;
	struct ns_interval span = { 0, 0 };
	const struct ns_tz utc = { 0 };
	enum ns_code rc = ns_analyzer_open(&f->an, e);

	if (!rc && o->before.n && ns_time_bound(o->before, f->now, &utc, &span))
		rc = ns_fail(e, NS_INVALID, "--before: '%.*s' is no date",
			     (int)o->before.n, o->before.p);
	f->last = o->before.n ? span.from - 1 : INT64_MAX;
	if (!rc && o->outlet.n)
		rc = ns_fold_name(f->an, o->outlet, &f->outlet, e);
	if (!rc && o->outlet.n && !f->outlet.n)
		rc = ns_fail(e, NS_INVALID, "--outlet: no name is left of it");
	for (uint32_t i = 0; !rc && i < f->s->n_segments; i++)
		rc = forget_within(f, &f->s->segment[i], e);
	ns_analyzer_free(f->an);
	return rc;
}

/* ---- all of it ---- */

static enum ns_code collect(struct forget *f, struct ns_error *e)
{
	const struct ns_cli *cli = f->cli;
	bool matching = cli->options.outlet.n || cli->options.before.n;
	enum ns_code rc = NS_OK;

	if (matching == (cli->n_words > 0))
		return ns_fail(e, NS_INVALID,
			       "forget wants ids, or '-' to read them, or "
			       "--outlet NAME, or --before DATE");
	if (matching)
		return forget_matching(f, e);
	for (int i = 0; !rc && i < cli->n_words; i++) {
		struct ns_str id = ns_str_of(cli->word[i]);

		rc = ns_str_eq(id, NS_STR("-")) ? forget_stdin(f, e)
						: forget_id(f, id, e);
	}
	return rc;
}

static enum ns_code publish(struct forget *f, struct ns_update *u,
			    uint64_t *forgotten, struct ns_error *e)
{
	struct ns_publish p = {
		.sequence = ns_update_sequence(u),
		.forget = (const void *)f->stones.p,
		.n_forget =
			(uint32_t)(f->stones.n / sizeof(struct ns_tombstone)),
	};
	struct ns_published done = { 0 };
	enum ns_code rc = NS_OK;

	if (p.n_forget)
		rc = ns_publish(u, &p, &done, e);
	*forgotten = done.forgotten;
	return rc;
}

static void tell(struct ns_cli *cli, const struct forget *f, uint64_t forgotten)
{
	cli->code = f->missing ? NS_EXIT_REJECTS : NS_EXIT_OK;
	if (cli->options.json)
		ns_buf_printf(&cli->out,
			      "{\"forgotten\":%llu,\"missing\":%llu}\n",
			      (ull)forgotten, (ull)f->missing);
	else if (!cli->options.quiet)
		ns_buf_printf(&cli->out, "%llu articles forgotten\n",
			      (ull)forgotten);
}

static enum ns_code run(struct ns_cli *cli, struct ns_error *e)
{
	struct forget f = { .cli = cli, .now = (int64_t)time(NULL) };
	struct ns_update *u = NULL;
	uint64_t forgotten = 0;
	enum ns_code rc = ns_archive_expect(cli->dir, e);

	if (!rc)
		rc = ns_update_open(cli->dir, NULL, &u, e);
	if (!rc) {
		f.s = ns_update_snapshot(u);
		rc = collect(&f, e);
	}
	if (!rc)
		rc = publish(&f, u, &forgotten, e);
	if (!rc)
		tell(cli, &f, forgotten);
	ns_update_close(u);
	ns_arena_free(&f.arena);
	ns_buf_free(&f.stones);
	ns_buf_free(&f.outlet);
	return rc;
}

const struct ns_verb ns_verb_forget = {
	"forget",
	"ID...|-|--outlet NAME|--before DATE",
	"remove articles, and keep them out",
	&table,
	run,
};
