#include "core/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum ns_code ns_fail_text(struct ns_error *e, enum ns_code code,
			  const char *format, ...)
{
	va_list args;

	if (!e)
		return code;
	e->code = code;
	va_start(args, format);
	(void)vsnprintf(e->text, sizeof(e->text), format, args);
	va_end(args);
	return code;
}

enum ns_code ns_fail_errno_text(struct ns_error *e, int error,
				const char *format, ...)
{
	enum ns_code code = error == ENOMEM ? NS_NOMEM : NS_IO;
	char why[128] = "";
	size_t at;
	va_list args;

	if (!e)
		return code;
	e->code = code;
	va_start(args, format);
	(void)vsnprintf(e->text, sizeof(e->text), format, args);
	va_end(args);
	at = strlen(e->text);
	(void)snprintf(e->text + at, sizeof(e->text) - at, ": %s",
		       strerror_r(error, why, sizeof(why)));
	return code;
}
