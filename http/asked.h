/* asked.h - the parameters of a request, read by one table: each name with its
 * kind and bounds. What they mean together is question.h.
 */
#ifndef NS_HTTP_ASKED_H
#define NS_HTTP_ASKED_H

#include "core/base/opt.h"
#include "http/problem.h"
#include "http/url.h"

enum ns_highlight {
	NS_HIGHLIGHT_OFFSETS,
	NS_HIGHLIGHT_HTML,
	NS_HIGHLIGHT_NONE,
};

enum ns_asked_filter {
	NS_ASKED_SECTION,
	NS_ASKED_OUTLET,
	NS_ASKED_AUTHOR,
	NS_ASKED_LANG,
	NS_ASKED_TYPE,
	NS_ASKED_TAG,
	NS_ASKED_FILTERS,
};

/* Values as they came: a form shows them again. */
struct ns_asked {
	struct ns_str q, from, to, tz;
	int sort, match, syntax; // enum ns_sort, enum ns_match, 1: strict
	int highlight;           // enum ns_highlight
	uint32_t limit, page, snippet;
	bool exact, explain, pretty;
	struct ns_opt_list filter[NS_ASKED_FILTERS], in, fields;
};

struct ns_asked_context {
	struct ns_arena *arena; // keeps what is read
	bool page; // unknown names and empty values say nothing, as a browser
		   // and those who link to it add them
};

/* NS_OK; NS_INVALID with the first fault in *p (*out holds what came before
 * it); NS_NOMEM. */
enum ns_code ns_asked_read(const struct ns_url_params *params,
			   const struct ns_asked_context *c,
			   struct ns_asked *out, struct ns_problem *p);

/* The same for a path that knows `pretty` alone. */
enum ns_code ns_asked_pretty(const struct ns_url_params *params,
			     struct ns_arena *arena, bool *pretty,
			     struct ns_problem *p);

bool ns_asked_knows(struct ns_str name);

#endif
