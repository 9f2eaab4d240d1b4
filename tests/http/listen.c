/* Addresses, and the access log. */
#include "http/listen.h"

#include <sys/stat.h>
#include <unistd.h>

#include "http/log.h"
#include "tests/t.h"

static struct ns_listen l;
static struct ns_error e;

static void addresses_that_are_none(void)
{
	static const char *const bad[] = {
		"",
		"8080",
		":8080",
		"127.0.0.1",
		"127.0.0.1:",
		"a:b",
		"127.0.0.1:65536",
		"::1:80",
		"[::1:80",
		"[]:80",
		"[::1]80:80",
		"unix:",
		"127.0.0.1:-1",
		"127.0.0.1:+1",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (ns_listen_open(bad[i], &l, &e) != NS_INVALID)
			T_FAIL("'%s' is an address", bad[i]);
}

static void any_free_port_is_named(void)
{
	struct ns_listen again;

	T_INT(ns_listen_open("127.0.0.1:0", &l, &e), NS_OK);
	T_OK(strncmp(l.name, "http://127.0.0.1:", 17) == 0);
	T_OK(atoi(l.name + 17) > 0);
	l.name[strlen(l.name) - 1] = '\0';
	T_INT(ns_listen_open(l.name + 7, &again, &e), NS_BUSY);
	close(l.fd);
}

static void a_stale_socket_file_is_replaced(void)
{
	char where[64] = "unix:/tmp/ns-listen-XXXXXX";
	struct ns_listen again;
	struct stat st;

	close(mkstemp(where + 5));
	unlink(where + 5);
	T_INT(ns_listen_open(where, &l, &e), NS_OK);
	T_TEXT(l.name, where);
	T_INT(ns_listen_open(where, &again, &e), NS_BUSY);
	close(l.fd);
	T_INT(ns_listen_open(where, &l, &e), NS_OK);
	ns_listen_forget(&l);
	T_INT(stat(where + 5, &st), -1);
	close(l.fd);
}

/* What is no socket is not ours to remove. */
static void other_files_stay(void)
{
	char where[64] = "unix:/tmp/ns-listen-XXXXXX";
	struct stat st;

	close(mkstemp(where + 5));
	T_INT(ns_listen_open(where, &l, &e), NS_BUSY);
	T_INT(stat(where + 5, &st), 0);
	unlink(where + 5);
}

static const struct ns_log_line line = {
	.client = { "::1", 3 },
	.method = { "GET", 3 },
	.target = { "/?q=\"a\n b\xc3\\", 11 },
	.version = { "HTTP/1.1", 8 },
	.time_s = 1709634030,
	.status = 200,
	.bytes = 12,
	.microseconds = 1500042,
};

static const char formatted[] =
	"::1 - - [05/Mar/2024:10:20:30 +0000] "
	"\"GET /?q=\\x22a\\x0a\\x20b\\xc3\\x5c HTTP/1.1\" 200 12 1.500042\n";

static void no_request_forges_a_line(void)
{
	struct ns_buf b = { 0 };

	ns_log_format(&line, &b);
	T_BYTES((const char *)b.p, b.n, formatted, strlen(formatted));
	ns_buf_free(&b);
}

static void a_log_that_moved_is_opened_again(void)
{
	char path[] = "/tmp/ns-log-XXXXXX", moved[32];
	struct ns_log *log;
	struct stat st;

	close(mkstemp(path));
	snprintf(moved, sizeof(moved), "%s.1", path);
	T_INT(ns_log_open(path, &log, &e), NS_OK);
	ns_log_write(log, &line);
	T_INT(rename(path, moved), 0);
	ns_log_write(log, &line);
	T_INT(ns_log_reopen(log, &e), NS_OK);
	ns_log_write(log, &line);
	T_INT(stat(moved, &st), 0);
	T_INT(st.st_size, 2 * strlen(formatted));
	T_INT(stat(path, &st), 0);
	T_INT(st.st_size, strlen(formatted));
	ns_log_close(log);
	ns_log_write(NULL, &line);
	unlink(path);
	unlink(moved);
	T_INT(ns_log_open("/nowhere/at/all", &log, &e), NS_IO);
}

int main(void)
{
	T_RUN(addresses_that_are_none);
	T_RUN(any_free_port_is_named);
	T_RUN(a_stale_socket_file_is_replaced);
	T_RUN(other_files_stay);
	T_RUN(no_request_forges_a_line);
	T_RUN(a_log_that_moved_is_opened_again);
	return t_end();
}
