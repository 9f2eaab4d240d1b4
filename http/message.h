/* message.h - a request and its response, free of sockets and of the library
 * that reads and writes them.
 */
#ifndef NS_HTTP_MESSAGE_H
#define NS_HTTP_MESSAGE_H

#include <stdint.h>

#include "core/base/buf.h"

enum ns_method { NS_GET, NS_HEAD, NS_OPTIONS, NS_METHOD_OTHER };

/* The views are kept alive by whoever made the request. */
struct ns_http_request {
	enum ns_method method;
	struct ns_str target;        // as sent: "/v1/search?q=a%20b"
	struct ns_str if_none_match; // header, empty when absent
};

enum { NS_HTTP_HEADERS = 12, NS_HTTP_HEADER_BYTES = 256 };

struct ns_http_header {
	const char *name; // static
	char value[NS_HTTP_HEADER_BYTES];
};

/* A zeroed struct is an empty response; ns_http_response_free frees it. */
struct ns_http_response {
	uint32_t status;
	uint32_t n_headers;
	struct ns_http_header header[NS_HTTP_HEADERS];
	struct ns_buf body; // HEAD: the body of GET, which is not sent
};

/* Sets a header, replacing one of the same name. A value that is too long or
 * holds a control character is left out: no header is better than half of one.
 */
void ns_http_header(struct ns_http_response *r, const char *name,
		    struct ns_str value);
/* The value, or NULL. */
const char *ns_http_header_get(const struct ns_http_response *r,
			       const char *name);
void ns_http_response_reset(struct ns_http_response *r); // keeps memory
void ns_http_response_free(struct ns_http_response *r);

#endif
