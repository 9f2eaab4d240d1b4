#include "core/text/probe.h"

#include <stddef.h>

const char *const ns_probes[] = {
	"Don't the U.S. and AT&T's C++ programmers' 3.5 % cost $30,000? "
	"COVID-19 @name #tag user@example.com foo_bar 10:30",
	"running runs happily generalizations national relational conditions",
	NULL,
};
