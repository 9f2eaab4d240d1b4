/* opt.h - options as tables: what a command line and a query string may say.
 *
 *	static const struct ns_opt rows[] = {
 *		{ "limit", 'n', NS_OPT_UINT, offsetof(struct ask, limit),
 *		  .min = 1, .max = 100, .arg = "N", .help = "hits to show" },
 *		{ "quiet", 'q', NS_OPT_BOOL, offsetof(struct ask, quiet),
 *		  .help = "no progress" },
 *	};
 *
 * One row an option, the same for `--limit 5` and for `?limit=5`.
 */
#ifndef NS_BASE_OPT_H
#define NS_BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

/* The kind says what lies at .offset of the caller's struct. */
enum ns_opt_kind {
	NS_OPT_BOOL, // bool; no value, or 1 0 true false yes no on off
	NS_OPT_UINT, // uint32_t within min..max
	NS_OPT_SIZE, // uint64_t within min..max; suffix k, M, G: powers of 1024
	NS_OPT_TEXT, // struct ns_str of min..max bytes (max 0: any number)
	NS_OPT_LIST, // struct ns_opt_list; each use adds one such text
	NS_OPT_ENUM, // int (or an enum): the index in .names
	NS_OPT_CALL, // whatever .call does
};

struct ns_opt_list {
	struct ns_str *value;
	uint32_t n;
};

enum { NS_OPT_LIST_MAX = 1024 }; // values of one list

struct ns_opt {
	const char *name;
	char letter; // 0: none
	enum ns_opt_kind kind;
	size_t offset;
	uint64_t min, max;
	const char *arg;  // the value's name in the help: "N", "DIR"
	const char *help; // NULL: not in the help
	/* ENUM: the names, in order, NULL at the end. UINT: one word that means
	 * UINT32_MAX ("all"). */
	const char *const *names;
	/* The value of a bare `--name`; `--name=VALUE` is then the only way to
	 * give one (of a letter: `-sVALUE`). NULL: the value is required. */
	const char *implied;
	/* CALL: `to` is the caller's struct at .offset. */
	enum ns_code (*call)(void *to, struct ns_str value, struct ns_error *e);
};

struct ns_opt_table {
	const struct ns_opt *row;
	size_t n;
	const char *noun;   // in messages: "option" or "parameter"
	const char *dashes; // before names in messages: "--" or ""
	/* `nsquery climate -fossil`: what begins with one dash after the first
	 * word is a word. */
	bool letters_first;
};

/* A command line: argv[first..argc) is read, what is no option is put into
 * word[] (room for argc). `--` makes words of all that follows, `-` is one. */
struct ns_opt_line {
	int argc;
	char *const *argv;
	int first;
	const char **word;
	int n_words;
	struct ns_arena *arena; // of lists
};

/* Fills `to`; texts are views of argv. NS_INVALID with a sentence that names
 * the option, its bounds, or the nearest name. NS_NOMEM. */
enum ns_code ns_opt_parse(const struct ns_opt_table *t,
			  struct ns_opt_line *line, void *to,
			  struct ns_error *e);

/* One pair, of a query string. */
struct ns_opt_pair {
	struct ns_str name, value;
	struct ns_arena *arena; // of lists
};

/* As above; the text is a view of pair.value. NS_NOTFOUND: no such name, with
 * the nearest in the sentence. */
enum ns_code ns_opt_apply(const struct ns_opt_table *t,
			  const struct ns_opt_pair *pair, void *to,
			  struct ns_error *e);

/* The row of that name, or NULL. */
const struct ns_opt *ns_opt_find(const struct ns_opt_table *t,
				 struct ns_str name);

/* The nearest name in the table, or NULL. */
const char *ns_opt_nearest(const struct ns_opt_table *t, struct ns_str name);

/* Appends a line (or two) for each row: letter, name, value and help. The
 * value of an ENUM without .arg is its words. */
void ns_opt_help(const struct ns_opt_table *t, struct ns_buf *out);

#endif
