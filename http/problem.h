/* problem.h - what went wrong, as RFC 9457 has it (application/problem+json).
 */
#ifndef NS_HTTP_PROBLEM_H
#define NS_HTTP_PROBLEM_H

#include "core/base/err.h"
#include "http/message.h"

/* Kinds: each has a status, a name in "type" and a title (problem.c). */
enum ns_problem_kind {
	NS_PROBLEM_NONE,
	NS_PROBLEM_UNKNOWN_PARAMETER,
	NS_PROBLEM_BAD_PARAMETER,
	NS_PROBLEM_BAD_QUESTION, // strict syntax, or beyond its limits
	NS_PROBLEM_NO_PAGE,      // nothing at this path
	NS_PROBLEM_NO_ARTICLE,
	NS_PROBLEM_METHOD,
	NS_PROBLEM_URL_TOO_LONG,
	NS_PROBLEM_BUSY,
	NS_PROBLEM_TOO_SLOW,
	NS_PROBLEM_FAILED,
	NS_PROBLEM_NOT_READY,
	NS_PROBLEMS,
};

struct ns_problem {
	enum ns_problem_kind kind;
	char detail[NS_ERROR_BYTES]; // a sentence without a full stop
	char param[64];              // whose value it is; "": nobody's
	char suggestion[64];         // the nearest name; "": none
	uint32_t position;           // code point of q; UINT32_MAX: none
};

/* Fills *p and answers NS_INVALID, so that callers can return it. */
enum ns_code ns_problem_set(struct ns_problem *p, enum ns_problem_kind kind,
			    const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same for the value of a parameter. */
enum ns_code ns_problem_param(struct ns_problem *p, struct ns_str param,
			      const char *format, ...)
	__attribute__((format(printf, 3, 4)));

uint32_t ns_problem_status(const struct ns_problem *p);
const char *ns_problem_title(const struct ns_problem *p);

/* Status, Retry-After, and the body in JSON, in place of what *r held. */
void ns_problem_answer(const struct ns_problem *p, struct ns_http_response *r);
/* Status and Retry-After alone, for a body in HTML. */
void ns_problem_head(const struct ns_problem *p, struct ns_http_response *r);

#endif
