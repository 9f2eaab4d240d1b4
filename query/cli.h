/* cli.h - the command line of nsquery, read: what is asked, and how it is to be
 * written. Nothing here prints.
 */
#ifndef NS_QUERY_CLI_H
#define NS_QUERY_CLI_H

#include "core/base/opt.h"
#include "query/render.h"

enum ns_colour { NS_COLOUR_AUTO, NS_COLOUR_ALWAYS, NS_COLOUR_NEVER };

enum {
	NS_ASK_FILTERS = 6,      // options that filter by a name
	NS_ASK_VALUES = 1024,    // values of all filters together
	NS_ASK_NAME_BYTES = 240, // of one value
	NS_ASK_PASSAGES = 20,    // of one article
};

/* Options as they are given. */
struct ns_ask_options {
	struct ns_str archive, show, queries, from, to, tz;
	uint32_t limit, page, snippets;
	int sort, match, rank, format, colour;
	struct ns_opt_list filter[NS_ASK_FILTERS], in, fields;
	bool count, urls, nul, json, exact, explain, strict, keep_stop_words;
	bool limits, help, version;
};

struct ns_ask {
	struct ns_ask_options options;
	struct ns_request request;
	struct ns_render render; // .request is set; colour and columns are not
	struct ns_arena *arena;
	const char *archive;
};

/* Reads argv. The texts are views of argv and of the arena; a->render.request
 * points into *a. now: Unix seconds. archive: what is used without -d.
 * NS_INVALID or NS_LIMIT with a sentence that names the option; NS_NOMEM. */
struct ns_ask_context {
	struct ns_arena *arena;
	int64_t now;
	const char *archive;
};
enum ns_code ns_ask_read(int argc, char *const *argv,
			 const struct ns_ask_context *c, struct ns_ask *a,
			 struct ns_error *e);

/* One line of --queries: id, tab, text. NS_INVALID. */
enum ns_code ns_ask_line(struct ns_str line, struct ns_str *id,
			 struct ns_str *text, struct ns_error *e);

void ns_ask_help(struct ns_buf *out);
void ns_ask_limits(struct ns_buf *out);

#endif
