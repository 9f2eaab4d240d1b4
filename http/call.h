/* call.h - one request on its way to a response, with what a query thread has
 * to answer it: the engine, memory and the time.
 */
#ifndef NS_HTTP_CALL_H
#define NS_HTTP_CALL_H

#include "http/message.h"
#include "http/question.h"

/* What is served, the same for all threads. */
struct ns_site {
	struct ns_archive *archive;
	const char *title;
	const char *base; // path that a proxy puts before ours: "" or "/news"
	const char *cors; // origin that scripts may ask from: "*"
	/* Tells the operator of a failure that is not the asker's; or NULL. */
	void (*complain)(const char *sentence);
};

struct ns_context {
	const struct ns_site *site;
	struct ns_searcher *searcher;
	struct ns_arena arena; // of one call
	int64_t now;           // Unix seconds, pinned for one call
};

struct ns_call {
	struct ns_context *c;
	const struct ns_http_request *request;
	struct ns_str rest; // of the path, behind a route that is a prefix
	struct ns_url_params params;
	struct ns_http_response *r;
};

/* The engine's answers; what goes wrong becomes *p and NS_INVALID. */
enum ns_code ns_call_search(struct ns_call *call,
			    const struct ns_question *question,
			    struct ns_answer *out, struct ns_problem *p);
/* Looks the decoded id up, of up to NS_HTTP_ID_BYTES, and sets its entity tag.
 * NS_END: the asker has the article, and 304 is set. */
enum ns_code ns_call_article(struct ns_call *call, struct ns_str id,
			     struct ns_article *out, struct ns_problem *p);
enum ns_code ns_call_facts(struct ns_call *call, struct ns_archive_facts *out,
			   struct ns_problem *p);

/* Looks the question up, and sets its entity tag. An empty one only reads the
 * facts. NS_END: the asker has the answer, and 304 is set. */
struct ns_found {
	struct ns_archive_facts facts;
	struct ns_answer answer; // unless the question is empty
};
enum ns_code ns_call_look_up(struct ns_call *call,
			     const struct ns_question *question,
			     struct ns_found *out, struct ns_problem *p);

/* A failure that no problem tells of yet: memory for the request itself. */
enum ns_code ns_call_no_memory(struct ns_problem *p);

struct ns_etag {
	char text[40];
};
/* True: the asker has this answer (If-None-Match), and 304 is set. */
bool ns_call_is_known(struct ns_call *call, const struct ns_etag *tag);

#endif
