/* nshttpd - serves the search of an archive over HTTP. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/fault.h"
#include "core/base/opt.h"
#include "core/base/release.h"
#include "http/limits.h"
#include "http/listen.h"
#include "http/site.h"

struct args {
	struct ns_str dir, listen, log, public_url, title, cors;
	uint32_t threads, max_connections;
	bool limits, help, version;
};

#define ROW(text, what, field)               \
	.name = text, .kind = NS_OPT_##what, \
	.offset = offsetof(struct args, field)

static const struct ns_opt rows[] = {
	{ ROW("archive", TEXT, dir), .letter = 'd', .min = 1, .arg = "DIR",
	  .help = "the archive (else $NS_ARCHIVE, else ./news.ns)" },
	{ ROW("listen", TEXT, listen), .min = 1, .arg = "ADDR:PORT",
	  .help = "or unix:PATH (127.0.0.1:8080; port 0: any)" },
	{ ROW("threads", UINT, threads), .min = 1, .max = NS_HTTP_THREADS_MAX,
	  .arg = "N", .help = "that search (a thread a core)" },
	{ ROW("max-connections", UINT, max_connections), .min = 1,
	  .max = NS_HTTP_CONNECTIONS_MAX, .arg = "N",
	  .help = "at once; more wait to be accepted (512)" },
	{ ROW("access-log", TEXT, log), .min = 1, .arg = "FILE",
	  .help = "a line a request; - is standard output" },
	{ ROW("public-url", TEXT, public_url), .min = 1, .arg = "URL",
	  .help = "where readers see the page, behind a proxy" },
	{ ROW("title", TEXT, title), .min = 1, .max = 200, .arg = "TEXT",
	  .help = "the name of the page (Newsstand)" },
	{ ROW("cors", TEXT, cors), .min = 1, .max = NS_HTTP_HEADER_BYTES - 1,
	  .arg = "ORIGIN", .help = "whose scripts may read /v1 (*: all)" },
	{ ROW("limits", BOOL, limits), .help = "print all limits and end" },
	{ ROW("help", BOOL, help), .letter = 'h',
	  .help = "print this and end" },
	{ ROW("version", BOOL, version), .help = "print the version and end" },
};

static const struct ns_opt_table table = { .row = rows,
					   .n = sizeof(rows) / sizeof(*rows),
					   .noun = "option",
					   .dashes = "--" };

static void complain(const char *sentence)
{
	fprintf(stderr, "nshttpd: %s\n", sentence);
}

/* ---- options ---- */

static uint32_t cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	if (n < 1)
		return 1;
	return n < NS_HTTP_THREADS_MAX ? (uint32_t)n : NS_HTTP_THREADS_MAX;
}

static struct args defaults(void)
{
	const char *dir = getenv("NS_ARCHIVE");

	return (struct args){
		.dir = ns_str_of(dir && *dir ? dir : "./news.ns"),
		.listen = NS_STR("127.0.0.1:8080"),
		.title = NS_STR("Newsstand"),
		.cors = NS_STR("*"),
		.threads = cores(),
		.max_connections = NS_HTTP_CONNECTIONS,
	};
}

/* The path of a public URL, without a slash at its end: what a proxy puts
 * before ours. */
static enum ns_code base_path(struct ns_str public_url, char *out, size_t n,
			      struct ns_error *e)
{
	struct ns_str path;

	*out = '\0';
	if (public_url.n == 0)
		return NS_OK;
	if (!ns_url_is_web(public_url))
		return ns_fail(e, NS_INVALID,
			       "--public-url begins with http:// or https://");
	path = ns_url_split(public_url).path;
	while (path.n && path.p[path.n - 1] == '/')
		path.n--;
	if (path.n >= n)
		return ns_fail(e, NS_INVALID, "--public-url is too long");
	memcpy(out, path.p, path.n);
	out[path.n] = '\0';
	return NS_OK;
}

static int print(void (*write)(struct ns_buf *out))
{
	struct ns_buf b = { 0 };
	bool bad;

	write(&b);
	bad = b.failed || fwrite(b.p, 1, b.n, stdout) != b.n || fflush(stdout);
	ns_buf_free(&b);
	return bad ? 2 : 0;
}

static void write_help(struct ns_buf *out)
{
	ns_buf_text(out, NS_STR("nshttpd - serve the search of an archive of "
				"news over HTTP\n\n"
				"    nshttpd [-d DIR] [--listen ADDR:PORT]\n"
				"\n"));
	ns_opt_help(&table, out);
}

static void write_version(struct ns_buf *out)
{
	ns_buf_text(out, NS_STR("nshttpd (Newsstand) " NS_RELEASE "\n"));
}

/* ---- serving ---- */

struct serving {
	struct args args;
	struct ns_site site;
	struct ns_listen listen;
	struct ns_log *log;
	struct ns_server *server;
	sigset_t signals;
	char base[512];
};

static void block_signals(struct serving *s)
{
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&s->signals);
	sigaddset(&s->signals, SIGTERM);
	sigaddset(&s->signals, SIGINT);
	sigaddset(&s->signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &s->signals, NULL);
}

/* A connection is a descriptor; segments and log need some too. */
static void raise_descriptors(uint32_t connections)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur >= connections + 256)
		return;
	r.rlim_cur = connections + 256;
	if (r.rlim_cur > r.rlim_max)
		r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
}

static enum ns_code start_server(struct serving *s, struct ns_error *e)
{
	struct ns_server_options o = ns_server_defaults();

	o.fd = s->listen.fd;
	o.threads = s->args.threads;
	o.max_connections = s->args.max_connections;
	o.log = s->log;
	o.service = ns_site_service(&s->site);
	return ns_server_start(&o, &s->server, e);
}

/* Texts of options end in a NUL: they are views of argv, or literals. */
static enum ns_code start(struct serving *s, struct ns_error *e)
{
	enum ns_code rc;

	s->listen.fd = -1;
	rc = base_path(s->args.public_url, s->base, sizeof(s->base), e);
	if (rc)
		return rc;
	s->site = (struct ns_site){ .title = s->args.title.p,
				    .base = s->base,
				    .cors = s->args.cors.p,
				    .complain = complain };
	rc = ns_search_archive_open(s->args.dir.p, &s->site.archive, e);
	if (!rc && s->args.log.n)
		rc = ns_log_open(s->args.log.p, &s->log, e);
	if (!rc)
		rc = ns_listen_open(s->args.listen.p, &s->listen, e);
	if (!rc)
		rc = start_server(s, e);
	return rc;
}

static void reopen_log(struct serving *s)
{
	struct ns_error e;

	if (s->log && ns_log_reopen(s->log, &e))
		complain(e.text);
}

static void wait_for_end(struct serving *s)
{
	int number = SIGHUP;

	while (number == SIGHUP) {
		if (sigwait(&s->signals, &number) == 0 && number == SIGHUP)
			reopen_log(s);
	}
}

/* Requests that have begun are answered; a second signal does not wait. */
static void drain(struct serving *s)
{
	const struct timespec step = { .tv_nsec = 20 * 1000 * 1000 };
	int left = NS_HTTP_DRAIN_MS / 20;

	ns_server_drain(s->server);
	while (ns_server_running(s->server) && left-- > 0) {
		int number = sigtimedwait(&s->signals, NULL, &step);

		if (number == SIGTERM || number == SIGINT)
			return;
	}
}

static void stop(struct serving *s)
{
	ns_server_stop(s->server);
	ns_listen_forget(&s->listen);
	ns_log_close(s->log);
	ns_search_archive_close(s->site.archive);
}

static int serve(const struct args *args)
{
	struct serving s = { .args = *args };
	struct ns_error e;
	enum ns_code rc;

	ns_fault_explain("nshttpd");
	block_signals(&s);
	raise_descriptors(args->max_connections);
	rc = start(&s, &e);
	if (rc) {
		complain(e.text);
	} else {
		printf("nshttpd: %s\n", s.listen.name);
		fflush(stdout);
		wait_for_end(&s);
		drain(&s);
	}
	stop(&s);
	return rc ? 2 : 0;
}

int main(int argc, char **argv)
{
	struct args args = defaults();
	struct ns_arena arena = { 0 };
	struct ns_opt_line line = {
		.argc = argc, .argv = argv, .first = 1, .arena = &arena
	};
	struct ns_error e;

	line.word = calloc((size_t)argc + 1, sizeof(*line.word));
	if (!line.word || ns_opt_parse(&table, &line, &args, &e)) {
		complain(line.word ? e.text : "no memory");
		return 2;
	}
	if (line.n_words) {
		fprintf(stderr, "nshttpd: what is '%s'? See --help\n",
			line.word[0]);
		return 2;
	}
	free(line.word);
	ns_arena_free(&arena);
	if (args.help)
		return print(write_help);
	if (args.version)
		return print(write_version);
	if (args.limits)
		return print(ns_http_limits_print);
	return serve(&args);
}
