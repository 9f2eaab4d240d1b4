/* question.h - what the parameters of a request mean together. */
#ifndef NS_HTTP_QUESTION_H
#define NS_HTTP_QUESTION_H

#include "http/asked.h"
#include "query/search.h"

struct ns_question {
	struct ns_asked asked;
	struct ns_request request;
	uint32_t fields; // NS_SHOW_BIT of each that is shown
	bool empty;    // neither words nor filters nor dates: nothing is asked
	bool relative; // the answer depends on the second it is asked in
};

struct ns_question_context {
	struct ns_asked_context asked;
	int64_t now; // Unix seconds
};

/* NS_OK; NS_INVALID with the first fault in *p (out->asked holds what was read
 * before it); NS_NOMEM. *out views the parameters and the arena. */
enum ns_code ns_question_read(const struct ns_url_params *params,
			      const struct ns_question_context *c,
			      struct ns_question *out, struct ns_problem *p);

#endif
