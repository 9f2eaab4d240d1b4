/* rules.h - a rule of LMDB is kept, then dropped: a promise that holds with it
 * and breaks without it. Include it before the file that is compiled again.
 */
#ifndef NS_TESTS_ARCHIVE_RULES_H
#define NS_TESTS_ARCHIVE_RULES_H

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/t.h"

enum rule {
	NONE,
	ONE_ENVIRONMENT,
	COPY_UNLOCKED,
	ONE_MAP_SIZE,
	NO_TLS,
	READER_CHECK,
	KEYS,
	DISK_FULL,
	TEMPORARY_NAME,
};
static enum rule dropped;
#define NS_RULE(rule) (dropped != (rule))

enum { HOLDS, BROKEN, SKIPPED = 77, PROMISE_SECONDS = 120 };
static char rules_dir[64]; // a new one for each trial

/* Runs the promise in a child: it may well end in a signal. */
static inline int promise_of(int (*promise)(void), enum rule without)
{
	char command[128];
	int status;
	pid_t child;

	strcpy(rules_dir, "/tmp/ns-rule-XXXXXX");
	if (!mkdtemp(rules_dir))
		abort();
	child = fork();
	if (!child) {
		alarm(PROMISE_SECONDS);
		dropped = without;
		_exit(promise());
	}
	waitpid(child, &status, 0);
	snprintf(command, sizeof(command), "rm -rf %s", rules_dir);
	if (system(command))
		abort();
	return WIFEXITED(status) ? WEXITSTATUS(status) : BROKEN;
}

#define RULE_IS_NEEDED(promise, rule)                            \
	do {                                                     \
		int with = promise_of(promise, NONE);            \
		int without = promise_of(promise, rule);         \
		if (with == SKIPPED)                             \
			T_SKIP("%s: not permitted here", #rule); \
		T_INT(with, HOLDS);                              \
		T_INT(without, BROKEN);                          \
	} while (0)

#endif
