#include "http/site.h"

#include <stdlib.h>
#include <time.h>

#include "http/limits.h"
#include "http/route.h"

static bool at_once(void *self, const struct ns_http_request *q,
		    struct ns_http_response *r)
{
	return ns_route_at_once(self, q, r);
}

static void busy(void *self, const struct ns_http_request *q,
		 struct ns_http_response *r)
{
	ns_route_busy(self, q, r);
}

static void close_worker(void *worker)
{
	struct ns_context *c = worker;

	ns_searcher_close(c->searcher);
	ns_arena_free(&c->arena);
	free(c);
}

static enum ns_code open_worker(void *self, void **worker, struct ns_error *e)
{
	struct ns_context *c = calloc(1, sizeof(*c));
	enum ns_code rc;

	if (!c)
		return ns_fail(e, NS_NOMEM, "no memory for a query thread");
	c->site = self;
	c->arena.budget_bytes = NS_HTTP_REQUEST_BYTES;
	rc = ns_searcher_open(c->site->archive, &c->searcher, e);
	if (rc) {
		close_worker(c);
		return rc;
	}
	ns_searcher_budget(c->searcher, NS_HTTP_MEMORY_BYTES);
	*worker = c;
	return NS_OK;
}

static void answer(void *worker, const struct ns_http_request *q,
		   struct ns_http_response *r)
{
	struct ns_context *c = worker;

	c->now = time(NULL);
	ns_searcher_at(c->searcher, c->now);
	ns_route_answer(c, q, r);
}

/* A thread that has nothing to do lets go of the generation it last saw, or
 * the files that nsindex removed would stay on the disk. */
static void look_at_archive(void *worker)
{
	struct ns_context *c = worker;
	struct ns_archive_facts facts;

	ns_search_facts(c->searcher, &facts, NULL);
}

struct ns_service ns_site_service(struct ns_site *site)
{
	return (struct ns_service){
		.self = site,
		.at_once = at_once,
		.busy = busy,
		.open = open_worker,
		.close = close_worker,
		.answer = answer,
		.idle = look_at_archive,
	};
}
