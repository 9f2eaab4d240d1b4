/* err.h - what a function answers when it could not do its work.
 *
 * Every fallible function returns an ns_code; 0 is success. The sentence for
 * people is written where the facts are, into the caller's struct ns_error.
 */
#ifndef NS_BASE_ERR_H
#define NS_BASE_ERR_H

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

/* Writes code and the formatted sentence into *e (may be NULL; a longer
 * sentence is cut) and returns code, so that callers can `return ns_fail(...)`.
 */
enum ns_code ns_fail(struct ns_error *e, enum ns_code code, const char *format,
		     ...) __attribute__((format(printf, 3, 4)));

/* The same for a failed system call: appends ": " and strerror(error). Answers
 * NS_NOMEM for ENOMEM, else NS_IO. */
enum ns_code ns_fail_errno(struct ns_error *e, int error, const char *format,
			   ...) __attribute__((format(printf, 3, 4)));

#endif
