/* listen.h - where a server listens: "127.0.0.1:8080", "[::1]:0",
 * "localhost:80", "unix:/run/nshttpd.sock".
 */
#ifndef NS_HTTP_LISTEN_H
#define NS_HTTP_LISTEN_H

#include "core/base/buf.h"
#include "core/base/err.h"

struct ns_listen {
	int fd; // -1: none
	bool is_unix;
	char name[256]; // "http://ADDR:PORT/" with the port that was given, or
			// "unix:PATH"
};

/* Makes a listening, non-blocking socket; port 0 is any free one. A stale
 * socket file (nobody answers on it) is replaced. NS_INVALID for what is no
 * address, NS_BUSY when it is taken, NS_IO. */
enum ns_code ns_listen_open(const char *where, struct ns_listen *out,
			    struct ns_error *e);

/* Removes the file of a unix socket. The descriptor belongs to whoever took
 * it. */
void ns_listen_forget(const struct ns_listen *l);

#endif
