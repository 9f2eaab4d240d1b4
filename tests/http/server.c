/* The server over a service made for the test: its answers are as slow as the
 * test wants, so that queue, departures and drains can be seen. What must
 * happen is waited for, however busy the machine is; a sleep proves nothing
 * here.
 */
#include "http/server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "http/listen.h"
#include "http/limits.h"
#include "http/watch.h"
#include "tests/http/client.h"
#include "tests/t.h"

enum { BIG_BYTES = 8 << 20 };
#define END " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

static atomic_int begun, answered, opened, closed, idle_calls;
static atomic_int gate; // 1: open

static void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static bool wait_for(atomic_int *count, int least)
{
	for (int ms = 0; ms < C_LONG_MS && atomic_load(count) < least; ms += 5)
		sleep_ms(5);
	return atomic_load(count) >= least;
}

static void say(struct ns_http_response *r, uint32_t status, struct ns_str text)
{
	r->status = status;
	ns_http_header(r, "Content-Type", NS_STR("text/plain"));
	ns_buf_text(&r->body, text);
}

static bool at_once(void *self, const struct ns_http_request *q,
		    struct ns_http_response *r)
{
	(void)self;
	if (q->method == NS_METHOD_OTHER)
		say(r, 405, NS_STR("no"));
	else if (ns_str_starts(q->target, NS_STR("/now")))
		say(r, 200, NS_STR("now"));
	else if (ns_str_starts(q->target, NS_STR("/304")))
		r->status = 304;
	else
		return false;
	return true;
}

static void busy(void *self, const struct ns_http_request *q,
		 struct ns_http_response *r)
{
	(void)self;
	(void)q;
	say(r, 503, NS_STR("busy"));
	ns_http_header(r, "Retry-After", NS_STR("1"));
}

static enum ns_code open_worker(void *self, void **worker, struct ns_error *e)
{
	(void)e;
	*worker = self;
	atomic_fetch_add(&opened, 1);
	return NS_OK;
}

static void close_worker(void *worker)
{
	(void)worker;
	atomic_fetch_add(&closed, 1);
}

/* /gate waits until it is open, /slow/300 takes 300 ms, /big sends 8 MiB, all
 * else says its target. */
static void answer(void *worker, const struct ns_http_request *q,
		   struct ns_http_response *r)
{
	(void)worker;
	atomic_fetch_add(&begun, 1);
	if (ns_str_starts(q->target, NS_STR("/gate")))
		(void)wait_for(&gate, 1);
	if (ns_str_starts(q->target, NS_STR("/slow/")))
		sleep_ms(atoi(q->target.p + 6));
	say(r, 200, q->target);
	if (ns_str_starts(q->target, NS_STR("/big")))
		ns_buf_fill(&r->body, 'x', BIG_BYTES);
	atomic_fetch_add(&answered, 1);
}

static void idle(void *worker)
{
	(void)worker;
	atomic_fetch_add(&idle_calls, 1);
}

static int port;
static struct ns_server *server;

static struct ns_server_options options(void)
{
	struct ns_server_options o = ns_server_defaults();
	struct ns_listen l;
	struct ns_error e;

	if (ns_listen_open("127.0.0.1:0", &l, &e))
		T_FAIL("%s", e.text);
	port = atoi(strrchr(l.name, ':') + 1);
	o.fd = l.fd;
	o.threads = 2;
	o.service = (struct ns_service){ .self = &port,
					 .at_once = at_once,
					 .busy = busy,
					 .open = open_worker,
					 .close = close_worker,
					 .answer = answer,
					 .idle = idle };
	return o;
}

static void start(const struct ns_server_options *o)
{
	struct ns_error e;

	atomic_store(&begun, 0);
	atomic_store(&answered, 0);
	atomic_store(&gate, 0);
	atomic_store(&idle_calls, 0);
	if (ns_server_start(o, &server, &e))
		T_FAIL("%s", e.text);
}

static void start_default(void)
{
	struct ns_server_options o = options();

	start(&o);
}

static char text[C_BYTES];

static void requests_are_answered(void)
{
	start_default();
	T_OK(c_ask(port, "GET /a?q=%41&b" END, text) > 0);
	T_INT(c_status(text), 200);
	T_TEXT(c_body(text), "/a?q=%41&b");
	T_OK(strstr(text, "\r\nServer-Timing: queue;dur=") != NULL);
	c_ask(port, "GET /now" END, text);
	T_INT(c_status(text), 200);
	T_TEXT(c_body(text), "now");
	ns_server_stop(server);
	T_INT(atomic_load(&opened), atomic_load(&closed));
}

static void head_has_no_body(void)
{
	start_default();
	c_ask(port, "HEAD /abc" END, text);
	T_INT(c_status(text), 200);
	T_OK(strstr(text, "\r\nContent-Length: 4\r\n") != NULL);
	T_TEXT(c_body(text), "");
	c_ask(port, "GET /304" END, text);
	T_INT(c_status(text), 304);
	T_TEXT(c_body(text), "");
	ns_server_stop(server);
}

static void other_methods_are_refused(void)
{
	start_default();
	c_ask(port, "DELETE /a" END, text);
	T_INT(c_status(text), 405);
	c_ask(port,
	      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
	      text);
	T_INT(c_status(text), 405);
	ns_server_stop(server);
}

static void two_requests_share_a_connection(void)
{
	int fd;

	start_default();
	fd = c_open(port);
	c_send(fd, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
	c_read_until(fd, text, C_LONG_MS, "\r\n\r\n/a");
	T_TEXT(c_body(text), "/a");
	c_send(fd, "GET /b HTTP/1.1\r\nHost: a\r\n\r\nGET /now" END);
	c_read(fd, text);
	T_OK(strstr(text, "\r\n\r\n/b") != NULL);
	T_OK(strstr(text, "\r\n\r\nnow") != NULL);
	close(fd);
	ns_server_stop(server);
}

static void a_body_of_a_get_is_dropped(void)
{
	start_default();
	c_ask(port,
	      "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	      "Content-Length: 5\r\n\r\nhello",
	      text);
	T_TEXT(c_body(text), "/a");
	ns_server_stop(server);
}

static void garbage_ends_the_connection(void)
{
	start_default();
	c_ask(port, "\x16\x03\x01\x02 what\r\n\r\n\r\n", text);
	T_OK(c_status(text) == 0 || c_status(text) >= 400);
	c_ask(port, "GET /now" END, text);
	T_INT(c_status(text), 200);
	ns_server_stop(server);
}

static int count_readable(struct pollfd *p, nfds_t n)
{
	int readable = poll(p, n, 0);

	return readable < 0 ? 0 : readable;
}

/* Two run, three wait, the rest is told to come again. */
static void a_full_queue_says_so(void)
{
	enum { RUN = 2, WAIT = 3, ALL = 12, TOLD = ALL - RUN - WAIT };
	struct ns_server_options o = options();
	struct pollfd p[ALL];
	int ok = 0, refused = 0;

	o.queue = WAIT;
	start(&o);
	for (int i = 0; i < ALL; i++) {
		p[i] = (struct pollfd){ c_open(port), POLLIN, 0 };
		c_send(p[i].fd, "GET /gate" END);
		if (i + 1 == RUN)
			T_OK(wait_for(&begun, RUN));
	}
	for (int ms = 0; ms < C_LONG_MS && count_readable(p, ALL) < TOLD;
	     ms += 5)
		sleep_ms(5);
	atomic_store(&gate, 1);
	for (int i = 0; i < ALL; i++) {
		c_read(p[i].fd, text);
		ok += c_status(text) == 200;
		refused += c_status(text) == 503 &&
			   strstr(text, "\r\nRetry-After: 1\r\n") != NULL;
		close(p[i].fd);
	}
	T_INT(ok, RUN + WAIT);
	T_INT(refused, TOLD);
	ns_server_stop(server);
}

static void a_slow_question_stops_nobody(void)
{
	int slow, fd[100], ok = 0;

	start_default();
	slow = c_open(port);
	c_send(slow, "GET /gate" END);
	T_OK(wait_for(&begun, 1));
	for (int i = 0; i < 100; i++)
		fd[i] = c_open(port);
	for (int i = 0; i < 100; i++) {
		c_send(fd[i], "GET /x" END);
		c_read(fd[i], text);
		ok += c_status(text) == 200;
		close(fd[i]);
	}
	T_INT(ok, 100);
	T_OK(recv(slow, text, 1, MSG_DONTWAIT) < 0);
	atomic_store(&gate, 1);
	c_read(slow, text);
	T_TEXT(c_body(text), "/gate");
	close(slow);
	ns_server_stop(server);
}

static void hang_up(int fd)
{
	struct linger at_once_reset = { 1, 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once_reset,
		   sizeof(at_once_reset));
	close(fd);
}

static void wait_until_running(uint32_t n)
{
	for (int ms = 0; ms < C_LONG_MS && ns_server_running(server) != n;
	     ms += 5)
		sleep_ms(5);
	T_INT(ns_server_running(server), n);
}

/* Those who leave while their request runs or waits; what waited is never
 * begun. */
static void clients_may_leave(void)
{
	struct ns_server_options o = options();
	int fd[8];

	o.threads = 1;
	start(&o);
	for (int i = 0; i < 8; i++) {
		fd[i] = c_open(port);
		c_send(fd[i], "GET /gate" END);
	}
	T_OK(wait_for(&begun, 1));
	wait_until_running(8);
	for (int i = 0; i < 8; i++)
		hang_up(fd[i]);
	wait_until_running(1);
	atomic_store(&gate, 1);
	wait_until_running(0);
	T_INT(atomic_load(&answered), 1);
	c_ask(port, "GET /a" END, text);
	T_INT(c_status(text), 200);
	ns_server_stop(server);
}

/* It closed its sending side, and reads on: also when the watch has looked. */
static void a_half_closed_client_is_answered(void)
{
	int fd;

	start_default();
	fd = c_open(port);
	c_send(fd, "GET /gate" END);
	T_OK(wait_for(&begun, 1));
	shutdown(fd, SHUT_WR);
	sleep_ms(3 * NS_WATCH_MS);
	atomic_store(&gate, 1);
	c_read(fd, text);
	T_TEXT(c_body(text), "/gate");
	close(fd);
	ns_server_stop(server);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A byte now and then is no silence, and still ends. */
static void a_dripping_head_meets_its_deadline(void)
{
	struct ns_server_options o = options();
	int64_t began;
	int fd, sent = 0;

	o.head_ms = 300;
	start(&o);
	began = now_ms();
	fd = c_open(port);
	c_send(fd, "GET /a HTTP/1.1\r\nX: ");
	while (sent < 1200 && send(fd, "x", 1, MSG_NOSIGNAL) == 1) {
		sleep_ms(50);
		sent++;
		if (recv(fd, text, 1, MSG_DONTWAIT) == 0)
			break;
	}
	T_OK(sent < 1200);
	T_OK(now_ms() - began >= 200);
	close(fd);
	ns_server_stop(server);
}

static void an_answer_that_nobody_takes_is_given_up(void)
{
	struct ns_server_options o = options();
	size_t taken = 0;
	ssize_t n;
	int fd;

	o.write_ms = 300;
	start(&o);
	fd = c_open(port);
	c_send(fd, "GET /big" END);
	T_OK(wait_for(&answered, 1));
	wait_until_running(0);
	while ((n = recv(fd, text, sizeof(text), 0)) > 0)
		taken += (size_t)n;
	T_OK(taken < BIG_BYTES);
	close(fd);
	ns_server_stop(server);
}

static void silence_ends_a_connection(void)
{
	struct ns_server_options o = options();
	int fd;

	o.idle_s = 1;
	start(&o);
	fd = c_open(port);
	T_INT(c_read(fd, text), 0);
	T_INT(recv(fd, text, 1, MSG_DONTWAIT), 0);
	close(fd);
	ns_server_stop(server);
}

static void connections_beyond_the_limit_wait(void)
{
	struct ns_server_options o = options();
	int first, second;

	o.max_connections = 1;
	start(&o);
	first = c_open(port);
	c_send(first, "GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
	c_read_until(first, text, C_LONG_MS, "\r\n\r\nnow");
	T_INT(c_status(text), 200);
	second = c_open(port);
	c_send(second, "GET /now" END);
	T_INT(c_read_until(second, text, 300, NULL), 0);
	close(first);
	c_read(second, text);
	T_INT(c_status(text), 200);
	close(second);
	ns_server_stop(server);
}

static void idle_threads_look_up(void)
{
	start_default();
	T_OK(wait_for(&idle_calls, 2));
	ns_server_stop(server);
}

/* What has begun is answered and the connection then closed; nobody new is
 * accepted. */
static void a_drain_ends_what_has_begun(void)
{
	int fd, late;

	start_default();
	fd = c_open(port);
	c_send(fd, "GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
	T_OK(wait_for(&begun, 1));
	ns_server_drain(server);
	T_INT(ns_server_running(server), 1);
	late = c_open(port);
	T_INT(late, -1);
	atomic_store(&gate, 1);
	c_read(fd, text);
	T_TEXT(c_body(text), "/gate");
	T_OK(strstr(text, "\r\nConnection: close\r\n") != NULL);
	wait_until_running(0);
	close(fd);
	ns_server_stop(server);
}

/* Running and waiting requests, open connections: stop must not wait for
 * clients, nor crash. */
static void a_stop_ends_everything(void)
{
	int fd[10];

	start_default();
	for (int i = 0; i < 10; i++) {
		fd[i] = c_open(port);
		if (i < 8)
			c_send(fd[i], "GET /slow/200" END);
	}
	T_OK(wait_for(&begun, 2));
	ns_server_stop(server);
	for (int i = 0; i < 10; i++)
		close(fd[i]);
	T_INT(atomic_load(&opened), atomic_load(&closed));
}

static void *hammer(void *arg)
{
	uint64_t seed = *(const uint64_t *)arg;
	char *out = malloc(C_BYTES);

	for (int i = 0; i < 60; i++) {
		int fd = c_open(port);
		uint64_t dice = t_random(&seed) % 4;

		c_send(fd, dice == 1 ? "GET /now" END : "GET /slow/2" END);
		if (dice == 2)
			hang_up(fd);
		else
			c_read_until(fd, out, dice == 3 ? 1 : C_LONG_MS, NULL);
		if (dice != 2)
			close(fd);
	}
	free(out);
	return NULL;
}

/* For the thread sanitizer: all the ways at once. */
static void everything_at_once(void)
{
	struct ns_server_options o = options();
	pthread_t thread[6];
	uint64_t seed[6];

	o.queue = 4;
	start(&o);
	for (unsigned i = 0; i < 6; i++) {
		seed[i] = i + 1;
		pthread_create(&thread[i], NULL, hammer, &seed[i]);
	}
	for (int i = 0; i < 6; i++)
		pthread_join(thread[i], NULL);
	wait_until_running(0); // those who left may still wait in the queue
	c_ask(port, "GET /a" END, text);
	T_INT(c_status(text), 200);
	ns_server_stop(server);
}

int main(void)
{
	T_RUN(requests_are_answered);
	T_RUN(head_has_no_body);
	T_RUN(other_methods_are_refused);
	T_RUN(two_requests_share_a_connection);
	T_RUN(a_body_of_a_get_is_dropped);
	T_RUN(garbage_ends_the_connection);
	T_RUN(a_full_queue_says_so);
	T_RUN(a_slow_question_stops_nobody);
	T_RUN(clients_may_leave);
	T_RUN(a_half_closed_client_is_answered);
	T_RUN(a_dripping_head_meets_its_deadline);
	T_RUN(an_answer_that_nobody_takes_is_given_up);
	T_RUN(silence_ends_a_connection);
	T_RUN(connections_beyond_the_limit_wait);
	T_RUN(idle_threads_look_up);
	T_RUN(a_drain_ends_what_has_begun);
	T_RUN(a_stop_ends_everything);
	T_RUN(everything_at_once);
	return t_end();
}
