#include "http/limits.h"

#include "query/parse.h"

struct limit {
	uint32_t value;
	const char *unit, *what;
};

static const struct limit limits[] = {
	{ NS_HTTP_URL_BYTES, "bytes", "of a request's target" },
	{ NS_HTTP_PARAMS, "", "parameters of a request" },
	{ NS_HTTP_FILTERS, "", "values of a request's filters" },
	{ NS_HTTP_VALUE_BYTES, "bytes", "of one value of a filter" },
	{ NS_HTTP_ID_BYTES, "bytes", "of an article's id" },
	{ NS_HTTP_LIMIT_MAX, "", "hits of an answer (parameter limit)" },
	{ NS_HTTP_RESULTS, "", "results that pages reach (page * limit)" },
	{ NS_HTTP_SNIPPET_MAX, "characters", "of a snippet" },
	{ NS_HTTP_BODY_BYTES, "bytes", "of a request's body, unread" },
	{ NS_HTTP_QUEUE, "", "requests that wait for a query thread" },
	{ NS_HTTP_THREADS_MAX, "", "query threads" },
	{ NS_HTTP_CONNECTIONS, "", "connections, by default" },
	{ NS_HTTP_CONNECTIONS_MAX, "", "connections, at most" },
	{ NS_HTTP_CONNECTION_BYTES, "bytes", "of memory of a connection" },
	{ NS_HTTP_BACKLOG, "", "connections not accepted yet" },
	{ NS_HTTP_IDLE_S, "s", "of silence end a connection" },
	{ NS_HTTP_HEAD_MS, "ms", "for the head of a request" },
	{ NS_HTTP_WRITE_MS, "ms", "for an answer to be taken" },
	{ NS_HTTP_DRAIN_MS, "ms", "for running requests after SIGTERM" },
	{ NS_HTTP_RETRY_S, "s", "in Retry-After of a full queue" },
	{ NS_HTTP_REQUEST_BYTES, "bytes",
	  "of memory of a request, beside the search" },
	{ NS_HTTP_MEMORY_BYTES, "bytes", "of memory of a search" },
};

static void print(struct ns_buf *out, const struct limit *l)
{
	ns_buf_printf(out, "%9u %-10s %s\n", l->value, l->unit, l->what);
}

void ns_http_limits_print(struct ns_buf *out)
{
	const struct ns_query_limits q = NS_LIMITS_HTTP;
	const struct limit question[] = {
		{ q.bytes, "bytes", "of a question" },
		{ q.words, "words", "of a question" },
		{ q.depth, "levels", "of brackets in a question" },
		{ q.soft_ms, "ms", "for a search, then a partial answer" },
		{ q.hard_ms, "ms", "for a search, then none" },
	};

	for (size_t i = 0; i < sizeof(question) / sizeof(*question); i++)
		print(out, &question[i]);
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		print(out, &limits[i]);
}
