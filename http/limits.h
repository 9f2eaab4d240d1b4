/* limits.h - every limit of nshttpd, by name; `nshttpd --limits` prints them.
 *
 * What a question may cost is NS_LIMITS_HTTP of query/parse.h.
 */
#ifndef NS_HTTP_LIMITS_H
#define NS_HTTP_LIMITS_H

#include "core/base/buf.h"

enum {
	NS_HTTP_URL_BYTES = 8192,   // of a request target; 414 beyond
	NS_HTTP_PARAMS = 128,       // parameters of one request
	NS_HTTP_FILTERS = 64,       // values of all filters together
	NS_HTTP_VALUE_BYTES = 240,  // of one value of a filter
	NS_HTTP_ID_BYTES = 2048,    // of an article's id
	NS_HTTP_LIMIT_MAX = 100,    // hits of one answer
	NS_HTTP_LIMIT_DEFAULT = 10, //
	NS_HTTP_RESULTS = 1000,     // page * limit reaches this far
	NS_HTTP_SNIPPET_DEFAULT = 240,
	NS_HTTP_SNIPPET_MAX = 1000, // code points
	NS_HTTP_BODY_BYTES = 65536, // of a request: read, and not looked at
	NS_HTTP_QUEUE = 64,         // requests that wait for a query thread
	NS_HTTP_THREADS_MAX = 256,  // query threads
	NS_HTTP_CONNECTIONS = 512,  // by default
	NS_HTTP_CONNECTIONS_MAX = 65536,
	NS_HTTP_CONNECTION_BYTES = 32768, // head of a request and buffers
	NS_HTTP_BACKLOG = 511,            // connections not accepted yet
	NS_HTTP_IDLE_S = 30,              // a connection that says nothing
	NS_HTTP_HEAD_MS = 10000,          // request line to end of head
	NS_HTTP_WRITE_MS = 60000,         // first to last byte of an answer
	NS_HTTP_DRAIN_MS = 10000,         // after SIGTERM
	NS_HTTP_RETRY_S = 1,              // Retry-After of 503
	NS_HTTP_REQUEST_BYTES = 8 << 20,  // of memory beside the search
	NS_HTTP_MEMORY_BYTES = 64 << 20,  // of one search
};

/* Appends a line for each: its value, its unit and what it bounds. */
void ns_http_limits_print(struct ns_buf *out);

#endif
