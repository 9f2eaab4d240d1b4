/* nsindex [add]: dumps into the archive. */
#include <stdlib.h>
#include <unistd.h>

#include "indexer/builder.h"
#include "indexer/cli.h"
#include "indexer/pool.h"
#include "indexer/report.h"

/* An input of this size is worth a second builder. */
#define LARGE_INPUT (UINT64_C(32) << 20)

static enum ns_code call_every(void *to, struct ns_str value,
			       struct ns_error *e)
{
	return ns_commit_every_parse(value, to, e);
}

/* A number of 0 .. most; NULL in *end where there is none. */
static enum ns_code parse_float(struct ns_str value, float most, float *out,
				struct ns_error *e)
{
	char *end;

	*out = strtof(value.p, &end);
	if (end == value.p || *end || !(*out >= 0 && *out <= most))
		return ns_fail(e, NS_INVALID,
			       "'%.*s' is no number from 0 to %g", (int)value.n,
			       value.p, (double)most);
	return NS_OK;
}

static enum ns_code call_k1(void *to, struct ns_str value, struct ns_error *e)
{
	struct ns_cli_options *o = to;

	o->has_settings = true;
	return parse_float(value, 10, &o->k1, e);
}

static enum ns_code call_b(void *to, struct ns_str value, struct ns_error *e)
{
	struct ns_cli_options *o = to;

	o->has_settings = true;
	return parse_float(value, 1, &o->b, e);
}

static const char *const on_error_names[] = { "skip", "stop", NULL };

static const struct ns_opt rows[] = {
	NS_CLI_COMMON,
	{ .name = "verbose",
	  .letter = 'v',
	  .kind = NS_OPT_BOOL,
	  .offset = NS_CLI_AT(verbose),
	  .help = "name every file as it is read" },
	{ .name = "format",
	  .letter = 'f',
	  .kind = NS_OPT_ENUM,
	  .offset = NS_CLI_AT(format),
	  .names = ns_dump_format_names,
	  .help = "what the dumps are" },
	{ .name = "map",
	  .kind = NS_OPT_TEXT,
	  .offset = NS_CLI_AT(map),
	  .arg = "FIELD=NAME,...",
	  .help = "names of fields in the dump that are not known" },
	{ .name = "lang",
	  .kind = NS_OPT_TEXT,
	  .offset = NS_CLI_AT(lang),
	  .arg = "CODE",
	  .help = "language of articles that name none" },
	{ .name = "outlet",
	  .kind = NS_OPT_TEXT,
	  .offset = NS_CLI_AT(outlet),
	  .arg = "NAME",
	  .help = "outlet of articles that name none" },
	{ .name = "source",
	  .kind = NS_OPT_TEXT,
	  .offset = NS_CLI_AT(source),
	  .arg = "NAME",
	  .help = "what qualifies ids that are no URL, URN or UUID" },
	NS_CLI_BUILD,
	{ .name = "allow-forgotten",
	  .kind = NS_OPT_BOOL,
	  .offset = NS_CLI_AT(allow_forgotten),
	  .help = "take articles back that were forgotten" },
	{ .name = "on-error",
	  .kind = NS_OPT_ENUM,
	  .offset = NS_CLI_AT(on_error),
	  .names = on_error_names,
	  .help = "what a rejected record does to the run" },
	{ .name = "rejects",
	  .kind = NS_OPT_TEXT,
	  .offset = NS_CLI_AT(rejects),
	  .min = 1,
	  .arg = "FILE",
	  .help = "write each rejected record there, as JSON lines" },
	{ .name = "dry-run",
	  .kind = NS_OPT_BOOL,
	  .offset = NS_CLI_AT(dry_run),
	  .help = "read everything, change nothing" },
	{ .name = "commit-every",
	  .kind = NS_OPT_CALL,
	  .offset = NS_CLI_AT(every),
	  .call = call_every,
	  .arg = "N|SIZE|SECONDS",
	  .help = "commit after 1000 articles, 64M of text, 30s" },
	{ .name = "k1",
	  .kind = NS_OPT_CALL,
	  .call = call_k1,
	  .arg = "X",
	  .help = "of a new archive: BM25's k1 (1.2)" },
	{ .name = "b",
	  .kind = NS_OPT_CALL,
	  .call = call_b,
	  .arg = "X",
	  .help = "of a new archive: BM25's b (0.75)" },
	{ .name = "title-weight",
	  .kind = NS_OPT_UINT,
	  .offset = NS_CLI_AT(title_weight),
	  .min = 1,
	  .max = NS_TITLE_WEIGHT_MAX,
	  .arg = "N",
	  .help = "of a new archive: times a title counts (2)" },
};

static const struct ns_opt_table table = {
	rows, sizeof(rows) / sizeof(rows[0]), "option", "--", false,
};

/* ---- what was asked for ---- */

/* Settings as options name them, on the defaults; false: none was named. */
static bool settings_of(const struct ns_cli_options *o, struct ns_settings *s)
{
	*s = NS_SETTINGS_DEFAULT;
	if (o->k1 >= 0)
		s->k1 = o->k1;
	if (o->b >= 0)
		s->b = o->b;
	if (o->title_weight)
		s->title_weight = (uint8_t)o->title_weight;
	return o->has_settings || o->title_weight;
}

static uint32_t jobs_of(const struct ns_cli_options *o, uint64_t bytes)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (o->jobs)
		return o->jobs;
	return cores > 1 && bytes >= LARGE_INPUT ? 2 : 1;
}

static enum ns_code lang_of(struct ns_str given, struct ns_str *out,
			    struct ns_error *e)
{
	struct ns_lang lang;

	*out = (struct ns_str){ "", 0 };
	if (!given.n || ns_str_eq(given, NS_STR("auto")))
		return NS_OK;
	if (ns_lang_parse(given, &lang))
		return ns_fail(e, NS_INVALID, "--lang: '%.*s' is no language",
			       (int)given.n, given.p);
	*out = given;
	return NS_OK;
}

static enum ns_code inputs_of(const struct ns_cli *cli, struct ns_inputs *in,
			      struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	if (!cli->n_words)
		return ns_fail(e, NS_INVALID,
			       "no dump is named; '-' reads standard input, "
			       "--help tells more");
	for (int i = 0; !rc && i < cli->n_words; i++)
		rc = ns_inputs_add(in, cli->word[i], e);
	return rc;
}

static enum ns_code tell(struct ns_cli *cli, const struct ns_ingest_report *r,
			 struct ns_error *e)
{
	cli->code = r->rejected || r->files_failed || r->interrupted
			    ? NS_EXIT_REJECTS
			    : NS_EXIT_OK;
	if (cli->options.json)
		return ns_report_json(&cli->out, r, e);
	if (!cli->options.quiet)
		ns_report_summary(&cli->out, r);
	return NS_OK;
}

static enum ns_code run(struct ns_cli *cli, struct ns_error *e)
{
	const struct ns_cli_options *o = &cli->options;
	struct ns_inputs inputs = { 0 };
	struct ns_settings settings;
	struct ns_ingest_report report;
	struct ns_ingest in = {
		.dir = cli->dir,
		.inputs = &inputs,
		.format = (enum ns_dump_format)o->format,
		.map = o->map,
		.outlet = o->outlet,
		.source = o->source,
		.memory_bytes = o->memory ? o->memory : NS_BUILDER_MEMORY,
		.allow_forgotten = o->allow_forgotten,
		.stop_on_error = o->on_error == NS_ON_ERROR_STOP,
		.dry_run = o->dry_run,
		.rejects = o->rejects.n ? o->rejects.p : NULL,
		.every = o->every,
		.talk = cli->talk,
		.verbose = o->verbose,
		.stop = cli->stop,
	};
	enum ns_code rc;

	if (settings_of(o, &settings))
		in.settings = &settings;
	rc = lang_of(o->lang, &in.lang, e);
	if (!rc)
		rc = inputs_of(cli, &inputs, e);
	in.jobs = jobs_of(o, inputs.bytes);
	if (!rc)
		rc = ns_ingest(&in, &report, e);
	ns_inputs_free(&inputs);
	return rc ? rc : tell(cli, &report, e);
}

const struct ns_verb ns_verb_add = {
	"add", "[FILE|DIR|-]...", "add dumps of articles (the default)", &table,
	run,
};
