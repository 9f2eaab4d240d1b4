/* client.h - a plain client of sockets, for tests: what is sent is what the
 * test says, byte for byte.
 */
#ifndef NS_TESTS_HTTP_CLIENT_H
#define NS_TESTS_HTTP_CLIENT_H

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	C_BYTES = 1 << 16,
	C_LONG_MS = 60000, // for what must come: a busy machine takes its time
};

/* A connection to 127.0.0.1:port, or -1. */
static inline int c_open(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port),
				 .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a))) {
		close(fd);
		return -1;
	}
	return fd;
}

static inline void c_send(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = send(fd, text, left, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		text += n;
		left -= (size_t)n;
	}
}

/* Reads until the server closes, or `ms` pass in silence, or what came holds
 * `until` (NULL: anything may follow). Answers bytes in out, NUL-terminated. */
static inline size_t c_read_until(int fd, char *out, int ms, const char *until)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n = 0;

	out[0] = '\0';
	while (n + 1 < C_BYTES && poll(&p, 1, ms) > 0) {
		ssize_t got = recv(fd, out + n, C_BYTES - 1 - n, 0);

		if (got <= 0)
			break;
		n += (size_t)got;
		out[n] = '\0';
		if (until && strstr(out, until))
			break;
	}
	return n;
}

/* All of it, from a server that closes behind it. */
static inline size_t c_read(int fd, char *out)
{
	return c_read_until(fd, out, C_LONG_MS, NULL);
}

/* One request on a connection of its own, closed by the server. */
static inline size_t c_ask(int port, const char *request, char *out)
{
	int fd = c_open(port);
	size_t n;

	if (fd < 0) {
		out[0] = '\0';
		return 0;
	}
	c_send(fd, request);
	n = c_read(fd, out);
	close(fd);
	return n;
}

static inline int c_status(const char *response)
{
	return strncmp(response, "HTTP/1.1 ", 9) ? 0 : atoi(response + 9);
}

static inline const char *c_body(const char *response)
{
	const char *at = strstr(response, "\r\n\r\n");

	return at ? at + 4 : "";
}

#endif
