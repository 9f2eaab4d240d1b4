#include "http/problem.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/base/json.h"
#include "core/base/utf8.h"
#include "http/limits.h"

struct kind {
	uint32_t status;
	const char *name, *title;
};

static const struct kind kinds[NS_PROBLEMS] = {
	[NS_PROBLEM_NONE] = { 500, "none", "No problem" },
	[NS_PROBLEM_UNKNOWN_PARAMETER] = { 400, "unknown-parameter",
					   "Unknown parameter" },
	[NS_PROBLEM_BAD_PARAMETER] = { 400, "bad-parameter",
				       "Bad value of a parameter" },
	[NS_PROBLEM_BAD_QUESTION] = { 400, "bad-question",
				      "The question cannot be read" },
	[NS_PROBLEM_NO_PAGE] = { 404, "no-such-page", "No such page" },
	[NS_PROBLEM_NO_ARTICLE] = { 404, "no-such-article", "No such article" },
	[NS_PROBLEM_METHOD] = { 405, "method-not-allowed",
				"Method not allowed" },
	[NS_PROBLEM_URL_TOO_LONG] = { 414, "url-too-long", "URL too long" },
	[NS_PROBLEM_BUSY] = { 503, "busy", "Too many questions at once" },
	[NS_PROBLEM_TOO_SLOW] = { 503, "too-slow", "The search took too long" },
	[NS_PROBLEM_FAILED] = { 500, "failed", "The search failed" },
	[NS_PROBLEM_NOT_READY] = { 503, "not-ready", "Not ready" },
};

/* A value shown in a sentence may be no text, or be cut within a character. */
static void only_utf8(char *text)
{
	struct ns_str s = ns_str_of(text);

	for (size_t n = ns_utf8_span(s); n < s.n; n = ns_utf8_span(s))
		text[n] = '?';
}

static void set_text(struct ns_problem *p, enum ns_problem_kind kind,
		     const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

static void set_text(struct ns_problem *p, enum ns_problem_kind kind,
		     const char *format, va_list args)
{
	*p = (struct ns_problem){ .kind = kind, .position = UINT32_MAX };
	vsnprintf(p->detail, sizeof(p->detail), format, args);
	only_utf8(p->detail);
}

enum ns_code ns_problem_set(struct ns_problem *p, enum ns_problem_kind kind,
			    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_text(p, kind, format, args);
	va_end(args);
	return NS_INVALID;
}

enum ns_code ns_problem_param(struct ns_problem *p, struct ns_str param,
			      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_text(p, NS_PROBLEM_BAD_PARAMETER, format, args);
	va_end(args);
	param = ns_utf8_cut(param, sizeof(p->param) - 1);
	memcpy(p->param, param.p, param.n);
	return NS_INVALID;
}

uint32_t ns_problem_status(const struct ns_problem *p)
{
	return kinds[p->kind].status;
}

const char *ns_problem_title(const struct ns_problem *p)
{
	return kinds[p->kind].title;
}

static void put(struct ns_json_writer *w, const char *key, const char *text)
{
	if (!*text)
		return;
	ns_json_key(w, key);
	ns_json_text(w, text);
}

static void write_json(const struct ns_problem *p, struct ns_json_writer *w)
{
	char type[64];

	snprintf(type, sizeof(type), "urn:newsstand:problem:%s",
		 kinds[p->kind].name);
	ns_json_map(w);
	put(w, "type", type);
	put(w, "title", ns_problem_title(p));
	ns_json_key(w, "status");
	ns_json_int(w, ns_problem_status(p));
	put(w, "detail", p->detail);
	put(w, "param", p->param);
	if (p->position != UINT32_MAX) {
		ns_json_key(w, "position");
		ns_json_int(w, p->position);
	}
	put(w, "suggestion", p->suggestion);
	ns_json_map_end(w);
}

void ns_problem_head(const struct ns_problem *p, struct ns_http_response *r)
{
	char seconds[16];

	r->status = ns_problem_status(p);
	if (r->status != 503)
		return;
	snprintf(seconds, sizeof(seconds), "%d", NS_HTTP_RETRY_S);
	ns_http_header(r, "Retry-After", ns_str_of(seconds));
}

void ns_problem_answer(const struct ns_problem *p, struct ns_http_response *r)
{
	struct ns_json_writer *w;

	ns_buf_reset(&r->body);
	ns_problem_head(p, r);
	ns_http_header(r, "Content-Type", NS_STR("application/problem+json"));
	ns_http_header(r, "Cache-Control", NS_STR("no-store"));
	w = ns_json_writer_new(&r->body, false);
	if (w)
		write_json(p, w);
	ns_json_writer_free(w);
	ns_buf_u8(&r->body, '\n');
}
