/* cli.h - what a verb of nsindex is given, and what it gives back. Verbs do not
 * print: main does.
 */
#ifndef NS_INDEXER_CLI_H
#define NS_INDEXER_CLI_H

#include <stdatomic.h>

#include "core/base/opt.h"
#include "indexer/ingest.h"

enum { NS_ON_ERROR_SKIP, NS_ON_ERROR_STOP };

/* Texts are views of argv: they end in a NUL. */
struct ns_cli_options {
	struct ns_str archive, map, lang, outlet, source, rejects;
	struct ns_str before, reason;
	struct ns_commit_every every;
	uint64_t memory;
	uint32_t jobs;
	int format, on_error;
	bool allow_forgotten, dry_run;
	bool quiet, verbose, json, help, version;
	bool has_settings; // one of the next three was given
	float k1, b;
	uint32_t title_weight;
};

enum { NS_EXIT_OK = 0, NS_EXIT_REJECTS = 1, NS_EXIT_FAILED = 2 };

struct ns_cli {
	struct ns_cli_options options;
	const char *dir; // the archive
	const char **word;
	int n_words;
	struct ns_buf out; // for standard output
	struct ns_ingest_talk talk;
	const _Atomic bool *stop;
	int code; // NS_EXIT_*, when the verb answers NS_OK
};

struct ns_verb {
	const char *name;
	const char *words; // in the usage line
	const char *help;
	const struct ns_opt_table *options;
	enum ns_code (*run)(struct ns_cli *cli, struct ns_error *e);
};

extern const struct ns_verb ns_verb_add, ns_verb_stats, ns_verb_check,
	ns_verb_compact, ns_verb_forget, ns_verb_reindex;

/* Rows of every verb, and of those that build segments. */
#define NS_CLI_AT(member) offsetof(struct ns_cli_options, member)
#define NS_CLI_COMMON                                                \
	{ .name = "archive",                                         \
	  .letter = 'd',                                             \
	  .kind = NS_OPT_TEXT,                                       \
	  .offset = NS_CLI_AT(archive),                              \
	  .min = 1,                                                  \
	  .max = 3900,                                               \
	  .arg = "DIR",                                              \
	  .help = "the archive; else $NS_ARCHIVE, else ./news.ns" }, \
		{ .name = "quiet",                                   \
		  .letter = 'q',                                     \
		  .kind = NS_OPT_BOOL,                               \
		  .offset = NS_CLI_AT(quiet),                        \
		  .help = "no progress and no summary" },            \
		{ .name = "json",                                    \
		  .kind = NS_OPT_BOOL,                               \
		  .offset = NS_CLI_AT(json),                         \
		  .help = "the summary as a JSON object" },          \
		{ .name = "help",                                    \
		  .letter = 'h',                                     \
		  .kind = NS_OPT_BOOL,                               \
		  .offset = NS_CLI_AT(help),                         \
		  .help = "say this and end" },                      \
	{                                                            \
		.name = "version", .kind = NS_OPT_BOOL,              \
		.offset = NS_CLI_AT(version),                        \
		.help = "say which version this is and end"          \
	}
#define NS_CLI_BUILD                                                     \
	{ .name = "memory",                                              \
	  .letter = 'm',                                                 \
	  .kind = NS_OPT_SIZE,                                           \
	  .offset = NS_CLI_AT(memory),                                   \
	  .min = NS_BUILDER_MEMORY_LEAST,                                \
	  .max = UINT64_C(1) << 40,                                      \
	  .arg = "SIZE",                                                 \
	  .help = "memory that one builder may use (256M)" },            \
	{                                                                \
		.name = "jobs", .letter = 'j', .kind = NS_OPT_UINT,      \
		.offset = NS_CLI_AT(jobs), .min = 1, .max = NS_JOBS_MAX, \
		.arg = "N", .help = "builders that work side by side"    \
	}

#endif
