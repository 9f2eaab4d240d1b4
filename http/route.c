#include "http/route.h"

#include "http/api.h"
#include "http/limits.h"
#include "http/pages.h"

static const struct ns_route routes[] = {
	{ "/", false, false, false, ns_pages_search },
	{ "/search", false, false, false, ns_pages_search },
	{ "/article", false, false, false, ns_pages_article },
	{ "/style.css", false, true, false, ns_pages_style },
	{ "/v1/search", false, false, true, ns_api_search },
	{ "/v1/article/", true, false, true, ns_api_article },
	{ "/healthz", false, true, false, ns_api_alive },
	{ "/readyz", false, false, false, ns_api_ready },
};

static const char methods[] = "GET, HEAD, OPTIONS";

const struct ns_route *ns_route_find(struct ns_str path)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		const struct ns_route *route = &routes[i];
		struct ns_str want = ns_str_of(route->path);

		if (route->is_prefix ? ns_str_starts(path, want)
				     : ns_str_eq(path, want))
			return route;
	}
	return NULL;
}

/* ---- headers ---- */

static bool is_api_path(struct ns_str path)
{
	return ns_str_starts(path, NS_STR("/v1/"));
}

/* Scripts of other sites may read what is under /v1, also its errors. */
static void allow_origin(const struct ns_site *site, struct ns_http_response *r)
{
	struct ns_str origin = ns_str_of(site->cors);

	ns_http_header(r, "Access-Control-Allow-Origin", origin);
	ns_http_header(r, "Access-Control-Expose-Headers",
		       NS_STR("ETag, Retry-After, Server-Timing"));
	if (!ns_str_eq(origin, NS_STR("*")))
		ns_http_header(r, "Vary", NS_STR("Origin"));
}

static void finish(const struct ns_site *site, struct ns_str path,
		   struct ns_http_response *r)
{
	ns_http_header(r, "X-Content-Type-Options", NS_STR("nosniff"));
	if (!ns_http_header_get(r, "Cache-Control"))
		ns_http_header(r, "Cache-Control", NS_STR("no-cache"));
	if (is_api_path(path))
		allow_origin(site, r);
}

/* ---- what needs no engine ---- */

static void refuse_method(struct ns_http_response *r)
{
	struct ns_problem p;

	ns_problem_set(&p, NS_PROBLEM_METHOD,
		       "everything here is read only: %s", methods);
	ns_problem_answer(&p, r);
	ns_http_header(r, "Allow", ns_str_of(methods));
}

static void refuse_url(struct ns_http_response *r)
{
	struct ns_problem p;

	ns_problem_set(&p, NS_PROBLEM_URL_TOO_LONG,
		       "a URL has up to %d bytes here", NS_HTTP_URL_BYTES);
	ns_problem_answer(&p, r);
}

static void refuse_path(struct ns_http_response *r)
{
	struct ns_problem p;

	ns_problem_set(&p, NS_PROBLEM_NO_PAGE, "there is nothing at this path");
	ns_problem_answer(&p, r);
}

static void say_options(struct ns_str path, struct ns_http_response *r)
{
	r->status = 204;
	ns_http_header(r, "Allow", ns_str_of(methods));
	if (!is_api_path(path))
		return;
	ns_http_header(r, "Access-Control-Allow-Methods", ns_str_of(methods));
	ns_http_header(r, "Access-Control-Allow-Headers",
		       NS_STR("If-None-Match"));
	ns_http_header(r, "Access-Control-Max-Age", NS_STR("86400"));
}

static void answer_at_once(const struct ns_site *site,
			   const struct ns_route *route,
			   const struct ns_http_request *q,
			   struct ns_http_response *r)
{
	struct ns_context c = { .site = site };
	struct ns_call call = { .c = &c, .request = q, .r = r };

	route->answer(&call);
}

bool ns_route_at_once(const struct ns_site *site,
		      const struct ns_http_request *q,
		      struct ns_http_response *r)
{
	struct ns_str path = ns_url_split(q->target).path;
	const struct ns_route *route = ns_route_find(path);
	bool is_star = ns_str_eq(q->target, NS_STR("*"));

	if (q->method == NS_METHOD_OTHER)
		refuse_method(r);
	else if (q->target.n > NS_HTTP_URL_BYTES)
		refuse_url(r);
	else if (q->method == NS_OPTIONS && (route || is_star))
		say_options(path, r);
	else if (!route)
		refuse_path(r);
	else if (route->at_once)
		answer_at_once(site, route, q, r);
	else
		return false;
	finish(site, path, r);
	return true;
}

/* ---- the rest ---- */

static void refuse_params(struct ns_http_response *r, enum ns_code rc)
{
	struct ns_problem p;

	if (rc == NS_LIMIT)
		ns_problem_set(&p, NS_PROBLEM_BAD_PARAMETER,
			       "a request has up to %d parameters",
			       NS_HTTP_PARAMS);
	else
		ns_call_no_memory(&p);
	ns_problem_answer(&p, r);
}

void ns_route_answer(struct ns_context *c, const struct ns_http_request *q,
		     struct ns_http_response *r)
{
	struct ns_call call = { .c = c, .request = q, .r = r };
	struct ns_url url = ns_url_split(q->target);
	const struct ns_route *route = ns_route_find(url.path);
	enum ns_code rc;

	if (ns_route_at_once(c->site, q, r))
		return;
	call.rest = (struct ns_str){ url.path.p + strlen(route->path),
				     url.path.n - strlen(route->path) };
	rc = ns_url_params(url.query, &c->arena, &call.params);
	if (rc)
		refuse_params(r, rc);
	else
		route->answer(&call);
	finish(c->site, url.path, r);
	ns_arena_reset(&c->arena);
}

void ns_route_busy(const struct ns_site *site, const struct ns_http_request *q,
		   struct ns_http_response *r)
{
	struct ns_problem p;

	ns_problem_set(&p, NS_PROBLEM_BUSY,
		       "%d questions wait already; ask again in %d s",
		       NS_HTTP_QUEUE, NS_HTTP_RETRY_S);
	ns_problem_answer(&p, r);
	finish(site, ns_url_split(q->target).path, r);
}
