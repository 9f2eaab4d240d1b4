/* route.h - paths and what answers them: a table of pure functions, a request
 * in, a response out.
 */
#ifndef NS_HTTP_ROUTE_H
#define NS_HTTP_ROUTE_H

#include "http/call.h"

struct ns_route {
	const char *path;
	bool is_prefix; // "/v1/article/": the rest of the path is its argument
	bool at_once;   // needs no engine, and is quick
	bool is_api;    // JSON: unknown parameters are refused, CORS
	void (*answer)(struct ns_call *call);
};

/* The route of a raw path, or NULL. */
const struct ns_route *ns_route_find(struct ns_str path);

/* Answers what needs no engine: other methods (405), OPTIONS, paths that are
 * not there, style sheet, liveness. False: ns_route_answer must. */
bool ns_route_at_once(const struct ns_site *site,
		      const struct ns_http_request *q,
		      struct ns_http_response *r);

/* Answers the rest, with an engine. */
void ns_route_answer(struct ns_context *c, const struct ns_http_request *q,
		     struct ns_http_response *r);

/* Says that there is no room: 503 with Retry-After. */
void ns_route_busy(const struct ns_site *site, const struct ns_http_request *q,
		   struct ns_http_response *r);

#endif
