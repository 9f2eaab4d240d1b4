/* url.h - request targets: path and parameters, percent-decoded and encoded.
 *
 *	/v1/article/http%3A%2F%2Fa.example%2F1?fields=title
 *	\__________________ path ____________/ \_ query __/
 */
#ifndef NS_HTTP_URL_H
#define NS_HTTP_URL_H

#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"

struct ns_url {
	struct ns_str path, query; // raw; views of the target
};

/* Cuts a target; "http://host/path" gives its path, "" gives "/". */
struct ns_url ns_url_split(struct ns_str target);

/* Decodes %XX, and + as a space where `plus`. A % that no two hexadecimal
 * digits follow stays as it is, as browsers do. From the arena; .p is NULL when
 * that is used up. */
struct ns_str ns_url_decode(struct ns_str raw, bool plus,
			    struct ns_arena *arena);

struct ns_url_param {
	struct ns_str name, value; // decoded
};

struct ns_url_params {
	struct ns_url_param *param;
	uint32_t n;
};

/* Reads a=b&c=d; empty pieces are skipped, a piece without = has an empty
 * value. NS_LIMIT beyond NS_HTTP_PARAMS, NS_NOMEM. */
enum ns_code ns_url_params(struct ns_str query, struct ns_arena *arena,
			   struct ns_url_params *out);

/* Appends s as one value of a query or one segment of a path: all but letters,
 * digits and -._~ as %XX. */
void ns_url_encode(struct ns_buf *out, struct ns_str s);

/* Says whether a link to it may be shown: http or https, then "://". */
bool ns_url_is_web(struct ns_str url);

#endif
