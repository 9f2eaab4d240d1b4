#include "http/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/time.h"

struct ns_log {
	pthread_mutex_t lock;
	struct ns_buf line;
	int fd;
	char path[]; // "-": standard output
};

static int open_path(const char *path)
{
	if (strcmp(path, "-") == 0)
		return STDOUT_FILENO;
	return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
}

static void close_fd(int fd)
{
	if (fd != STDOUT_FILENO)
		close(fd);
}

enum ns_code ns_log_open(const char *path, struct ns_log **log,
			 struct ns_error *e)
{
	int fd = open_path(path);

	*log = NULL;
	if (fd < 0)
		return ns_fail_errno(e, errno, "cannot open the log %s", path);
	*log = calloc(1, sizeof(**log) + strlen(path) + 1);
	if (!*log) {
		close_fd(fd);
		return ns_fail(e, NS_NOMEM, "no memory for the log");
	}
	pthread_mutex_init(&(*log)->lock, NULL);
	(*log)->fd = fd;
	memcpy((*log)->path, path, strlen(path) + 1);
	return NS_OK;
}

void ns_log_close(struct ns_log *log)
{
	if (!log)
		return;
	close_fd(log->fd);
	ns_buf_free(&log->line);
	pthread_mutex_destroy(&log->lock);
	free(log);
}

enum ns_code ns_log_reopen(struct ns_log *log, struct ns_error *e)
{
	int fd = open_path(log->path);

	if (fd < 0)
		return ns_fail_errno(e, errno, "cannot open the log %s",
				     log->path);
	pthread_mutex_lock(&log->lock);
	close_fd(log->fd);
	log->fd = fd;
	pthread_mutex_unlock(&log->lock);
	return NS_OK;
}

static void put_escaped(struct ns_buf *out, struct ns_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c > ' ' && c < 0x7f && c != '"' && c != '\\')
			ns_buf_u8(out, c);
		else
			ns_buf_printf(out, "\\x%02x", c);
	}
}

static void put_time(struct ns_buf *out, int64_t seconds)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct ns_civil c = ns_time_civil(seconds);
	int month = (c.month + 11) % 12;

	ns_buf_printf(out, "[%02d/%.3s/%04d:%02d:%02d:%02d +0000]", c.day,
		      months + month * 3, c.year, c.hour, c.minute, c.second);
}

void ns_log_format(const struct ns_log_line *line, struct ns_buf *out)
{
	put_escaped(out, line->client);
	ns_buf_text(out, NS_STR(" - - "));
	put_time(out, line->time_s);
	ns_buf_text(out, NS_STR(" \""));
	put_escaped(out, line->method);
	ns_buf_u8(out, ' ');
	put_escaped(out, line->target);
	ns_buf_u8(out, ' ');
	put_escaped(out, line->version);
	ns_buf_printf(out, "\" %u %llu %u.%06u\n", line->status,
		      (unsigned long long)line->bytes,
		      line->microseconds / 1000000,
		      line->microseconds % 1000000);
}

void ns_log_write(struct ns_log *log, const struct ns_log_line *line)
{
	ssize_t done;

	if (!log)
		return;
	pthread_mutex_lock(&log->lock);
	ns_buf_reset(&log->line);
	ns_log_format(line, &log->line);
	if (!log->line.failed) {
		done = write(log->fd, log->line.p, log->line.n);
		(void)done; // a full disk must not stop the answers
	}
	pthread_mutex_unlock(&log->lock);
}
