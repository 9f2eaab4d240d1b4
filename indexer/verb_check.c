/* nsindex check: reads everything. What is damaged in LMDB's own pages can end
 * in a signal, so a child does it, and the parent lives to say so.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/archive/check.h"
#include "core/base/json.h"
#include "indexer/builder.h"
#include "indexer/cli.h"

typedef unsigned long long ull;

static const struct ns_opt rows[] = { NS_CLI_COMMON };

static const struct ns_opt_table table = {
	rows, sizeof(rows) / sizeof(rows[0]), "option", "--", false,
};

/* What the child says at its end. */
struct verdict {
	struct ns_check_report report;
	struct ns_error error;
	enum ns_code rc;
};

/* ---- the child ---- */

static void put(int fd, const void *p, size_t n)
{
	const char *at = p;

	while (n) {
		ssize_t done = write(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		at += done;
		n -= (size_t)done;
	}
}

/* A message: its kind, its length, its bytes. */
static void send(int fd, char kind, const void *p, size_t n)
{
	uint32_t len = (uint32_t)n;

	put(fd, &kind, 1);
	put(fd, &len, sizeof(len));
	put(fd, p, n);
}

static void say(void *fd, const char *sentence)
{
	send(*(const int *)fd, 's', sentence, strlen(sentence));
}

static void child(const char *dir, int fd)
{
	struct verdict v = { 0 };

	v.rc = ns_check(dir, say, &fd, &v.report, &v.error);
	send(fd, 'v', &v, sizeof(v));
}

/* ---- the parent ---- */

static bool get(int fd, void *p, size_t n)
{
	char *at = p;

	while (n) {
		ssize_t done = read(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

/* Passes on what the child says; false when it ended without a verdict. */
static bool listen_to(struct ns_cli *cli, int fd, struct verdict *v)
{
	char sentence[4096], kind;
	uint32_t n;

	while (get(fd, &kind, 1) && get(fd, &n, sizeof(n))) {
		if (kind == 'v')
			return n == sizeof(*v) && get(fd, v, sizeof(*v));
		if (n >= sizeof(sentence) || !get(fd, sentence, n))
			return false;
		sentence[n] = 0;
		if (cli->talk.line)
			cli->talk.line(cli->talk.context, sentence);
	}
	return false;
}

static const struct {
	const char *key;
	size_t offset;
} counts[] = {
#define COUNT(member)                                             \
	{                                                         \
#member, offsetof(struct ns_check_report, member) \
	}
	COUNT(problems), COUNT(segments), COUNT(documents),   COUNT(chunks),
	COUNT(terms),    COUNT(postings), COUNT(occurrences),
#undef COUNT
};

static void tell(struct ns_cli *cli, const struct ns_check_report *r)
{
	const char *before = cli->options.json ? "{" : "";

	if (cli->options.quiet && !cli->options.json)
		return;
	for (unsigned i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		uint64_t v =
			*(const uint64_t *)(const void *)((const char *)r +
							  counts[i].offset);

		if (cli->options.json)
			ns_buf_printf(&cli->out, "%s\"%s\":%llu", before,
				      counts[i].key, (ull)v);
		else
			ns_buf_printf(&cli->out, "%s%llu %s", before, (ull)v,
				      counts[i].key);
		before = cli->options.json ? "," : ", ";
	}
	ns_buf_printf(&cli->out, cli->options.json ? "}\n" : "\n");
}

static enum ns_code judge(struct ns_cli *cli, const struct verdict *v,
			  struct ns_error *e)
{
	if (v->rc) {
		if (e)
			*e = v->error;
		return v->rc;
	}
	tell(cli, &v->report);
	cli->code = v->report.problems ? NS_EXIT_FAILED : NS_EXIT_OK;
	return NS_OK;
}

static enum ns_code watch(struct ns_cli *cli, pid_t pid, int fd,
			  struct ns_error *e)
{
	struct verdict v = { 0 };
	bool spoke = listen_to(cli, fd, &v);
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (spoke)
		return judge(cli, &v, e);
	if (WIFSIGNALED(status))
		return ns_fail(e, NS_CORRUPT,
			       "%s: the check was ended by signal %d: a file "
			       "is damaged in its own structure",
			       cli->dir, WTERMSIG(status));
	return ns_fail(e, NS_IO, "%s: the check ended early", cli->dir);
}

static enum ns_code run(struct ns_cli *cli, struct ns_error *e)
{
	enum ns_code rc;
	int fd[2];
	pid_t pid;

	if (pipe(fd))
		return ns_fail_errno(e, errno, "no pipe");
	pid = fork();
	if (pid == 0) {
		(void)close(fd[0]);
		child(cli->dir, fd[1]);
		_exit(NS_EXIT_OK);
	}
	(void)close(fd[1]);
	rc = pid < 0 ? ns_fail_errno(e, errno, "no process to check in")
		     : watch(cli, pid, fd[0], e);
	(void)close(fd[0]);
	return rc;
}

const struct ns_verb ns_verb_check = {
	"check", "",  "read everything and check every checksum and order",
	&table,  run,
};
