/* err.h - what a function answers when it could not do its work.
 *
 * Every fallible function returns an ns_code; 0 is success. The sentence for
 * people is written where the facts are, into the caller's struct ns_error.
 */
#ifndef NS_BASE_ERR_H
#define NS_BASE_ERR_H

#include <assert.h>

enum ns_code {
	NS_OK = 0,
	NS_END,         // nothing more to come: not a failure
	NS_NOTFOUND,    // no such thing
	NS_INVALID,     // the caller's or the user's input is wrong
	NS_CORRUPT,     // bytes on disk are not what was written
	NS_VERSION,     // written by another version: FORMAT.md says which
	NS_LIMIT,       // a named limit was reached
	NS_NOMEM,       // the system has no memory left
	NS_IO,          // the operating system refused; errno is in the text
	NS_BUSY,        // somebody else holds the lock
	NS_TIMEOUT,     // the time allowed has passed
	NS_INTERRUPTED, // a signal asked to stop
};

enum { NS_ERROR_BYTES = 512 };

struct ns_error {
	enum ns_code code;
	char text[NS_ERROR_BYTES]; // one sentence, no full stop, no newline
};

/* Writes code (never NS_OK) and the formatted sentence into *e (may be NULL; a
 * longer sentence is cut) and answers code, so that callers can
 * `return ns_fail(e, NS_LIMIT, "%u words", n)`. */
#define ns_fail(e, code, ...) ns_failed(ns_fail_text(e, code, __VA_ARGS__))

/* The same for a failed system call: appends ": " and strerror(error). Answers
 * NS_NOMEM for ENOMEM, else NS_IO. */
#define ns_fail_errno(e, error, ...) \
	ns_failed(ns_fail_errno_text(e, error, __VA_ARGS__))

/* That a failure is never NS_OK is said here, where every caller's compiler
 * and analyser can see it: what they do after an error is not after success. */
static inline enum ns_code ns_failed(enum ns_code code)
{
	assert(code != NS_OK);
	return code;
}

enum ns_code ns_fail_text(struct ns_error *e, enum ns_code code,
			  const char *format, ...)
	__attribute__((format(printf, 3, 4)));
enum ns_code ns_fail_errno_text(struct ns_error *e, int error,
				const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
