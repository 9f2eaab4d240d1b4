#include "http/listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/limits.h"

static const char unix_prefix[] = "unix:";

static int new_socket(int family)
{
	return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* A socket file that nobody accepts on was left by a killed server. */
static void remove_stale(const struct sockaddr_un *address)
{
	struct stat st;
	int fd;

	if (stat(address->sun_path, &st) || !S_ISSOCK(st.st_mode))
		return;
	fd = new_socket(AF_UNIX);
	if (fd < 0)
		return;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) &&
	    errno == ECONNREFUSED)
		unlink(address->sun_path);
	close(fd);
}

static enum ns_code fail(const char *where, struct ns_error *e)
{
	int error = errno;

	if (error == EADDRINUSE)
		return ns_fail(e, NS_BUSY, "%s is in use", where);
	return ns_fail_errno(e, error, "cannot listen on %s", where);
}

static enum ns_code open_unix(const char *where, struct ns_listen *out,
			      struct ns_error *e)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	const char *path = where + sizeof(unix_prefix) - 1;

	if (!*path || strlen(path) >= sizeof(a.sun_path))
		return ns_fail(e, NS_INVALID,
			       "the path of a unix socket has 1 to %zu bytes",
			       sizeof(a.sun_path) - 1);
	memcpy(a.sun_path, path, strlen(path));
	remove_stale(&a);
	out->is_unix = true;
	out->fd = new_socket(AF_UNIX);
	if (out->fd < 0 ||
	    bind(out->fd, (const struct sockaddr *)&a, sizeof(a)) ||
	    listen(out->fd, NS_HTTP_BACKLOG))
		return fail(where, e);
	snprintf(out->name, sizeof(out->name), "%s", where);
	return NS_OK;
}

/* "http://ADDR:PORT/" of what the system bound the socket to. */
static enum ns_code name_inet(struct ns_listen *out, struct ns_error *e)
{
	struct sockaddr_storage a = { 0 };
	socklen_t n = sizeof(a);
	char host[128], port[16];
	bool six;

	if (getsockname(out->fd, (struct sockaddr *)&a, &n) ||
	    getnameinfo((struct sockaddr *)&a, n, host, sizeof(host), port,
			sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV))
		return ns_fail(e, NS_IO, "cannot read the socket's address");
	six = a.ss_family == AF_INET6;
	snprintf(out->name, sizeof(out->name), "http://%s%s%s:%s/",
		 six ? "[" : "", host, six ? "]" : "", port);
	return NS_OK;
}

static enum ns_code bind_inet(const struct addrinfo *a, struct ns_listen *out)
{
	int on = 1;

	out->fd = new_socket(a->ai_family);
	if (out->fd < 0)
		return NS_IO;
	setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(out->fd, a->ai_addr, a->ai_addrlen) ||
	    listen(out->fd, NS_HTTP_BACKLOG))
		return NS_IO;
	return NS_OK;
}

/* Cuts "ADDR:PORT" in place; brackets of IPv6 are taken off. */
static bool cut(char *where, char **host, char **port)
{
	char *colon = strrchr(where, ':');
	char *end;

	if (!colon || colon == where || !colon[1])
		return false;
	*colon = '\0';
	*host = where;
	*port = colon + 1;
	if (strspn(*port, "0123456789") != strlen(*port) || strlen(*port) > 5 ||
	    strtoul(*port, NULL, 10) > 65535)
		return false;
	if (*where != '[')
		return strchr(where, ':') == NULL;
	end = strchr(where, ']');
	if (!end || end[1] || end == where + 1)
		return false;
	*end = '\0';
	*host = where + 1;
	return true;
}

static enum ns_code open_inet(const char *where, struct ns_listen *out,
			      struct ns_error *e)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
				  .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char copy[256], *host, *port;
	enum ns_code rc;
	int error;

	if (strlen(where) >= sizeof(copy))
		return ns_fail(e, NS_INVALID, "the address is too long");
	memcpy(copy, where, strlen(where) + 1);
	if (!cut(copy, &host, &port))
		return ns_fail(e, NS_INVALID,
			       "'%s' is not ADDR:PORT or unix:PATH", where);
	error = getaddrinfo(host, port, &hints, &found);
	if (error)
		return ns_fail(e, NS_INVALID, "%s: %s", where,
			       gai_strerror(error));
	rc = bind_inet(found, out);
	freeaddrinfo(found);
	return rc ? fail(where, e) : name_inet(out, e);
}

enum ns_code ns_listen_open(const char *where, struct ns_listen *out,
			    struct ns_error *e)
{
	bool is_unix = strncmp(where, unix_prefix, sizeof(unix_prefix) - 1) ==
		       0;
	enum ns_code rc;

	*out = (struct ns_listen){ .fd = -1 };
	rc = is_unix ? open_unix(where, out, e) : open_inet(where, out, e);
	if (rc && out->fd >= 0) {
		close(out->fd);
		out->fd = -1;
	}
	return rc;
}

void ns_listen_forget(const struct ns_listen *l)
{
	if (l->is_unix)
		unlink(l->name + sizeof(unix_prefix) - 1);
}
