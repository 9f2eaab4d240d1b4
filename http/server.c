/* The life of a request, all on the network thread but for `run`:
 *
 *	began --head--> head --end of body--> waiting --run--> ready --> ended
 *	                  |                      |
 *	                  +--at once--> ready    +--client left--> left
 *
 * A suspended connection is never ended by the library, so an exchange outlives
 * its job; after the resume it belongs to the network thread again.
 */
#include "http/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "http/limits.h"
#include "http/crew.h"
#include "http/watch.h"

struct ns_server {
	struct ns_server_options o;
	struct MHD_Daemon *daemon;
	struct ns_crew *crew;
	struct ns_watch *watch;
	atomic_uint running;
	atomic_bool draining;
};

struct connection {
	struct ns_watched watched;
	char client[64];
};

enum phase { BEGAN, HEAD, WAITING, READY, REFUSED, LEFT };

struct exchange {
	struct ns_job job; // first: a job is its exchange
	struct ns_server *server;
	struct connection *connection;
	struct MHD_Connection *mhd;
	struct ns_http_request request;
	struct ns_http_response response;
	enum phase phase;
	size_t body_bytes; // of the request, read and dropped
	uint64_t sent_bytes;
	int64_t began_us, run_us, ready_us;
	const char *method, *version; // the library's, live until the end
	char target[];
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct connection *connection_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

/* ---- connections ---- */

static void name_client(struct MHD_Connection *mhd, char *out, size_t n)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *a = info ? info->client_addr : NULL;
	const void *address = NULL;

	if (a && a->sa_family == AF_INET)
		address = &((const struct sockaddr_in *)(const void *)a)
				   ->sin_addr;
	if (a && a->sa_family == AF_INET6)
		address = &((const struct sockaddr_in6 *)(const void *)a)
				   ->sin6_addr;
	if (!address || !inet_ntop(a->sa_family, address, out, (socklen_t)n))
		memcpy(out, "unix", sizeof("unix"));
}

static void connected(struct ns_server *s, struct MHD_Connection *mhd,
		      void **context)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct connection *c = calloc(1, sizeof(*c));

	*context = c;
	if (!c)
		return; // its requests are dropped
	name_client(mhd, c->client, sizeof(c->client));
	ns_watch_add(s->watch, &c->watched, info->connect_fd,
		     s->o.idle_s * 1000 + s->o.head_ms);
}

static void on_connection(void *self, struct MHD_Connection *mhd,
			  void **context,
			  enum MHD_ConnectionNotificationCode what)
{
	struct ns_server *s = self;
	struct connection *c = *context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		connected(s, mhd, context);
	} else if (c) {
		ns_watch_remove(s->watch, &c->watched);
		free(c);
	}
}

/* The watch's: a client hung up while its request waited. One that no thread
 * has begun is taken back; one that runs is answered to nobody. */
static void on_gone(void *waiting)
{
	struct exchange *x = waiting;

	if (!ns_crew_take_back(x->server->crew, &x->job))
		return;
	x->phase = LEFT;
	MHD_resume_connection(x->mhd);
}

/* ---- requests ---- */

/* The request line is there; nothing else gives the target as it was sent. */
static void *on_target(void *self, const char *target,
		       struct MHD_Connection *mhd)
{
	struct ns_server *s = self;
	struct connection *c = connection_of(mhd);
	size_t n = strlen(target);
	struct exchange *x;

	x = c ? calloc(1, sizeof(*x) + n + 1) : NULL;
	if (!x)
		return NULL;
	memcpy(x->target, target, n + 1);
	x->request.target = (struct ns_str){ x->target, n };
	x->server = s;
	x->connection = c;
	x->mhd = mhd;
	x->began_us = now_us();
	atomic_fetch_add(&s->running, 1);
	ns_watch_set(s->watch, &c->watched, s->o.head_ms, NULL);
	return x;
}

static void log_exchange(const struct exchange *x)
{
	struct ns_log_line line = {
		.client = ns_str_of(x->connection->client),
		.method = ns_str_of(x->method),
		.target = x->request.target,
		.version = ns_str_of(x->version),
		.time_s = time(NULL),
		.status = x->response.status,
		.bytes = x->sent_bytes,
		.microseconds = (uint32_t)(x->ready_us - x->began_us),
	};

	if (x->response.status)
		ns_log_write(x->server->o.log, &line);
}

static void on_completed(void *self, struct MHD_Connection *mhd, void **context,
			 enum MHD_RequestTerminationCode why)
{
	struct ns_server *s = self;
	struct exchange *x = *context;

	(void)mhd;
	(void)why;
	if (!x)
		return;
	ns_watch_set(s->watch, &x->connection->watched,
		     s->o.idle_s * 1000 + s->o.head_ms, NULL);
	log_exchange(x);
	ns_http_response_free(&x->response);
	free(x);
	*context = NULL;
	atomic_fetch_sub(&s->running, 1);
}

static enum ns_method method_of(const char *name)
{
	if (strcmp(name, MHD_HTTP_METHOD_GET) == 0)
		return NS_GET;
	if (strcmp(name, MHD_HTTP_METHOD_HEAD) == 0)
		return NS_HEAD;
	if (strcmp(name, MHD_HTTP_METHOD_OPTIONS) == 0)
		return NS_OPTIONS;
	return NS_METHOD_OTHER;
}

static void add_headers(struct exchange *x, struct MHD_Response *m)
{
	char timing[64];

	for (uint32_t i = 0; i < x->response.n_headers; i++)
		MHD_add_response_header(m, x->response.header[i].name,
					x->response.header[i].value);
	snprintf(timing, sizeof(timing), "queue;dur=%.3f, answer;dur=%.3f",
		 (double)(x->run_us - x->began_us) / 1e3,
		 (double)(x->ready_us - x->run_us) / 1e3);
	MHD_add_response_header(m, "Server-Timing", timing);
	if (atomic_load(&x->server->draining))
		MHD_add_response_header(m, "Connection", "close");
}

/* The body passes to the library, which frees it. */
static struct MHD_Response *take_body(struct ns_buf *b)
{
	static char nothing[1];
	struct MHD_Response *m;

	if (b->n == 0)
		return MHD_create_response_from_buffer(0, nothing,
						       MHD_RESPMEM_PERSISTENT);
	m = MHD_create_response_from_buffer(b->n, b->p, MHD_RESPMEM_MUST_FREE);
	if (m)
		*b = (struct ns_buf){ 0 };
	return m;
}

static enum MHD_Result respond(struct exchange *x)
{
	struct MHD_Response *m;
	enum MHD_Result rc;

	if (x->response.body.failed)
		return MHD_NO;
	x->sent_bytes = x->request.method == NS_HEAD ? 0 : x->response.body.n;
	m = take_body(&x->response.body);
	if (!m)
		return MHD_NO;
	add_headers(x, m);
	ns_watch_set(x->server->watch, &x->connection->watched,
		     x->server->o.write_ms, NULL);
	rc = MHD_queue_response(x->mhd, x->response.status, m);
	MHD_destroy_response(m);
	return rc;
}

/* On a query thread. After the resume *x is no longer ours. */
static void run(void *worker, struct ns_job *job)
{
	struct exchange *x = (struct exchange *)job;

	x->run_us = now_us();
	x->server->o.service.answer(worker, &x->request, &x->response);
	x->ready_us = now_us();
	x->phase = READY;
	MHD_resume_connection(x->mhd);
}

static enum MHD_Result ask_at_once(struct exchange *x)
{
	const struct ns_service *v = &x->server->o.service;
	bool answered;

	x->run_us = now_us();
	answered = v->at_once(v->self, &x->request, &x->response);
	x->ready_us = now_us();
	if (answered)
		return respond(x);
	x->phase = WAITING;
	ns_watch_set(x->server->watch, &x->connection->watched, 0, x);
	MHD_suspend_connection(x->mhd);
	if (!ns_crew_put(x->server->crew, &x->job)) {
		x->phase = REFUSED;
		MHD_resume_connection(x->mhd);
	}
	return MHD_YES;
}

static enum MHD_Result refuse(struct exchange *x)
{
	const struct ns_service *v = &x->server->o.service;

	v->busy(v->self, &x->request, &x->response);
	x->ready_us = now_us();
	return respond(x);
}

static enum MHD_Result read_head(struct exchange *x, const char *method,
				 const char *version)
{
	const char *tag = MHD_lookup_connection_value(
		x->mhd, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_NONE_MATCH);

	x->method = method;
	x->version = version;
	x->request.method = method_of(method);
	x->request.if_none_match = ns_str_of(tag);
	x->phase = HEAD;
	/* Another method's body is not read: answered now, the library closes
	 * the connection behind the answer. */
	return x->request.method == NS_METHOD_OTHER ? ask_at_once(x) : MHD_YES;
}

static enum MHD_Result drop_body(struct exchange *x, size_t *n)
{
	x->body_bytes += *n;
	*n = 0;
	return x->body_bytes <= NS_HTTP_BODY_BYTES ? MHD_YES : MHD_NO;
}

/* Called with the head, with each piece of a body, at its end, and after each
 * resume. */
// NOLINTNEXTLINE(readability-function-size): libmicrohttpd's eight parameters
static enum MHD_Result on_request(void *self, struct MHD_Connection *mhd,
				  const char *url, const char *method,
				  const char *version, const char *upload,
				  size_t *n_upload, void **context)
{
	struct exchange *x = *context;

	(void)self;
	(void)mhd;
	(void)url;
	(void)upload;
	if (!x)
		return MHD_NO;
	if (x->phase == BEGAN)
		return read_head(x, method, version);
	if (*n_upload)
		return drop_body(x, n_upload);
	switch (x->phase) {
	case HEAD:
		return ask_at_once(x);
	case READY:
		return respond(x);
	case REFUSED:
		return refuse(x);
	default:
		return MHD_NO; // its client left
	}
}

/* ---- the server ---- */

/* Targets are decoded by url.c; the library would cut at a NUL. */
static size_t keep_escapes(void *self, struct MHD_Connection *mhd, char *text)
{
	(void)self;
	(void)mhd;
	return strlen(text);
}

struct ns_server_options ns_server_defaults(void)
{
	return (struct ns_server_options){
		.fd = -1,
		.threads = 1,
		.queue = NS_HTTP_QUEUE,
		.max_connections = NS_HTTP_CONNECTIONS,
		.head_ms = NS_HTTP_HEAD_MS,
		.write_ms = NS_HTTP_WRITE_MS,
		.idle_s = NS_HTTP_IDLE_S,
	};
}

static enum ns_code start_daemon(struct ns_server *s, struct ns_error *e)
{
	s->daemon = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0,
		NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, s->o.fd,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
		MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
		MHD_OPTION_CONNECTION_LIMIT, s->o.max_connections,
		MHD_OPTION_CONNECTION_TIMEOUT, s->o.idle_s,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)NS_HTTP_CONNECTION_BYTES, MHD_OPTION_STRICT_FOR_CLIENT,
		1, MHD_OPTION_END);
	if (!s->daemon)
		return ns_fail(e, NS_IO, "cannot start the HTTP server");
	return NS_OK;
}

static enum ns_code start_crew(struct ns_server *s, struct ns_error *e)
{
	struct ns_crew_options o = {
		.threads = s->o.threads,
		.queue = s->o.queue,
		.self = s->o.service.self,
		.open = s->o.service.open,
		.close = s->o.service.close,
		.run = run,
		.idle = s->o.service.idle,
	};

	return ns_crew_open(&o, &s->crew, e);
}

enum ns_code ns_server_start(const struct ns_server_options *o,
			     struct ns_server **out, struct ns_error *e)
{
	struct ns_server *s = calloc(1, sizeof(*s));
	enum ns_code rc;

	*out = NULL;
	if (!s) {
		close(o->fd);
		return ns_fail(e, NS_NOMEM, "no memory for the server");
	}
	s->o = *o;
	rc = ns_watch_open(on_gone, &s->watch, e);
	if (!rc)
		rc = start_crew(s, e);
	if (!rc)
		rc = start_daemon(s, e);
	if (rc) {
		close(o->fd);
		ns_server_stop(s);
		return rc;
	}
	*out = s;
	return NS_OK;
}

void ns_server_drain(struct ns_server *s)
{
	MHD_socket fd;

	if (atomic_exchange(&s->draining, true) || !s->daemon)
		return;
	fd = MHD_quiesce_daemon(s->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
}

uint32_t ns_server_running(struct ns_server *s)
{
	return atomic_load(&s->running);
}

/* The order matters: the library must see no suspended connection when it
 * ends, and a suspended one is resumed by the crew or by the watch. */
void ns_server_stop(struct ns_server *s)
{
	if (!s)
		return;
	ns_server_drain(s);
	if (s->watch)
		ns_watch_end_all(s->watch);
	ns_crew_close(s->crew);
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	ns_watch_close(s->watch);
	free(s);
}
