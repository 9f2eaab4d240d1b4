/* log.h - the access log: a line a request, for people and for the tools that
 * read the Common Log Format:
 *
 *	127.0.0.1 - - [05/Mar/2024:10:20:30 +0000] "GET /?q=a HTTP/1.1" 200 512
 *	0.004
 *
 * (one line), the last number the seconds until the answer was ready.
 */
#ifndef NS_HTTP_LOG_H
#define NS_HTTP_LOG_H

#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

struct ns_log;

/* "-" is standard output. NS_IO, NS_NOMEM. */
enum ns_code ns_log_open(const char *path, struct ns_log **log,
			 struct ns_error *e);
void ns_log_close(struct ns_log *log); // NULL is fine

/* Opens the path again (it was moved away); on failure the old file stays. */
enum ns_code ns_log_reopen(struct ns_log *log, struct ns_error *e);

struct ns_log_line {
	struct ns_str client, method, target, version;
	int64_t time_s; // Unix
	uint32_t status;
	uint64_t bytes; // of the body
	uint32_t microseconds;
};

/* Writes one line by one write(2); a NULL log writes none. */
void ns_log_write(struct ns_log *log, const struct ns_log_line *line);

/* The line as it is written: quotes, backslashes and all but printable ASCII
 * as \xHH, so that no request can forge a line. */
struct ns_buf;
void ns_log_format(const struct ns_log_line *line, struct ns_buf *out);

#endif
