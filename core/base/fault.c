#include "core/base/fault.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int fatal[] = { SIGBUS, SIGSEGV, SIGFPE, SIGABRT };
static const char *name;

static void put(const char *text)
{
	ssize_t ignored = write(STDERR_FILENO, text, strlen(text));

	(void)ignored;
}

/* Nothing here but what a handler may call. The default is back already. */
static void explain(int number)
{
	put(name);
	put(number == SIGBUS    ? ": stopped by SIGBUS"
	    : number == SIGSEGV ? ": stopped by SIGSEGV"
	    : number == SIGFPE  ? ": stopped by SIGFPE"
				: ": stopped by SIGABRT");
	put(": the archive may be damaged, run 'nsindex check'\n");
	(void)raise(number); // blocked until the handler returns
}

void ns_fault_explain(const char *program)
{
	struct sigaction was,
		ours = { .sa_handler = explain, .sa_flags = (int)SA_RESETHAND };

	name = program;
	sigemptyset(&ours.sa_mask);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		if (!sigaction(fatal[i], NULL, &was) &&
		    was.sa_handler == SIG_DFL)
			(void)sigaction(fatal[i], &ours, NULL);
}
