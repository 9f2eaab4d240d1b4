/* server.h - requests from sockets to a service, and its responses back.
 *
 *	epoll thread: accept, parse --at_once--> response
 *	                 |  suspend                ^
 *	                 v                         | resume
 *	             [ queue ] --> query threads: answer
 *
 * A slow question holds a query thread and never the network. The one file
 * that sees the HTTP library is server.c.
 */
#ifndef NS_HTTP_SERVER_H
#define NS_HTTP_SERVER_H

#include "core/base/err.h"
#include "http/log.h"
#include "http/message.h"

/* What is served. Requests and their views live until the call returns. */
struct ns_service {
	void *self;
	/* Answers what needs no query thread: called on the network thread,
	 * must be quick. False: hand the request to `answer`. */
	bool (*at_once)(void *self, const struct ns_http_request *q,
			struct ns_http_response *r);
	/* Answers a request that no query thread has room for. */
	void (*busy)(void *self, const struct ns_http_request *q,
		     struct ns_http_response *r);
	/* A query thread's own state; `idle` is called in each thread that has
	 * had nothing to do for a second. */
	enum ns_code (*open)(void *self, void **worker, struct ns_error *e);
	void (*close)(void *worker);
	void (*answer)(void *worker, const struct ns_http_request *q,
		       struct ns_http_response *r);
	void (*idle)(void *worker);
};

struct ns_server_options {
	int fd; // listening, non-blocking; closed by the server from here on
	uint32_t threads, queue, max_connections;
	uint32_t head_ms, write_ms, idle_s; // NS_HTTP_*
	struct ns_log *log;                 // NULL: none
	struct ns_service service;
};
/* With the limits of limits.h; fd and service are the caller's. */
struct ns_server_options ns_server_defaults(void);

struct ns_server;

/* Serves from its own threads. On failure fd is closed too. */
enum ns_code ns_server_start(const struct ns_server_options *o,
			     struct ns_server **s, struct ns_error *e);

/* Accepts nobody any more; connections end with their running request. */
void ns_server_drain(struct ns_server *s);
uint32_t ns_server_running(struct ns_server *s); // requests begun, not ended

/* Ends every connection, waits for the questions that run, frees. NULL is
 * fine. */
void ns_server_stop(struct ns_server *s);

#endif
