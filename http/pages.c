#include "http/pages.h"

#include "core/base/hash.h"
#include "http/limits.h"
#include "http/ui/page.h"
#include "http/ui/style.h"

#include <stdio.h>

/* ---- HTML ---- */

/* Only what comes from here, and nothing of the question to where a reader goes
 * next. */
static void head(struct ns_call *call)
{
	ns_http_header(call->r, "Content-Type",
		       NS_STR("text/html; charset=utf-8"));
	ns_http_header(call->r, "Content-Security-Policy",
		       NS_STR("default-src 'self'; base-uri 'none'; "
			      "form-action 'self'; frame-ancestors 'none'"));
	ns_http_header(call->r, "Referrer-Policy", NS_STR("no-referrer"));
}

static struct ns_page page_of(const struct ns_call *call,
			      const struct ns_question *question)
{
	return (struct ns_page){
		.site = call->c->site->title,
		.base = call->c->site->base,
		.params = &call->params,
		.question = question,
	};
}

static void show_problem(struct ns_call *call, struct ns_page *page,
			 const struct ns_problem *p)
{
	head(call);
	ns_problem_head(p, call->r);
	ns_http_header(call->r, "Cache-Control", NS_STR("no-store"));
	page->problem = p;
	page->answer = NULL;
	ns_page_problem(page, &call->r->body);
}

/* ---- search ---- */

static enum ns_code read_question(struct ns_call *call,
				  struct ns_question *question,
				  struct ns_problem *p)
{
	const struct ns_question_context c = {
		.asked = { .arena = &call->c->arena, .page = true },
		.now = call->c->now,
	};
	enum ns_code rc = ns_question_read(&call->params, &c, question, p);

	return rc == NS_NOMEM ? ns_call_no_memory(p) : rc;
}

void ns_pages_search(struct ns_call *call)
{
	struct ns_question question;
	struct ns_page page = page_of(call, &question);
	struct ns_found found = { 0 };
	struct ns_problem p;
	enum ns_code rc = read_question(call, &question, &p);

	if (!rc)
		rc = ns_call_look_up(call, &question, &found, &p);
	page.n_docs = found.facts.n_docs;
	if (rc == NS_END)
		return;
	if (rc) {
		show_problem(call, &page, &p);
		return;
	}
	page.answer = question.empty ? NULL : &found.answer;
	head(call);
	call->r->status = 200;
	ns_page_search(&page, &call->r->body);
}

/* ---- one article ---- */

static struct ns_str param(const struct ns_url_params *params, const char *name)
{
	for (uint32_t i = 0; i < params->n; i++)
		if (ns_str_eq(params->param[i].name, ns_str_of(name)))
			return params->param[i].value;
	return NS_STR("");
}

void ns_pages_article(struct ns_call *call)
{
	struct ns_question question = { .empty = true };
	struct ns_page page = page_of(call, &question);
	struct ns_article article;
	struct ns_problem p;
	enum ns_code rc =
		ns_call_article(call, param(&call->params, "id"), &article, &p);

	if (rc == NS_END)
		return;
	if (rc) {
		show_problem(call, &page, &p);
		return;
	}
	head(call);
	call->r->status = 200;
	page.article = &article;
	ns_page_article(&page, &call->r->body);
}

/* ---- the style sheet ---- */

void ns_pages_style(struct ns_call *call)
{
	struct ns_str style = ns_str_of(ns_style);
	struct ns_etag tag;

	snprintf(tag.text, sizeof(tag.text), "\"%016llx\"",
		 (unsigned long long)ns_hash64(style.p, style.n));
	ns_http_header(call->r, "Cache-Control",
		       NS_STR("public, max-age=3600"));
	if (ns_call_is_known(call, &tag))
		return;
	ns_http_header(call->r, "ETag", ns_str_of(tag.text));
	ns_http_header(call->r, "Content-Type",
		       NS_STR("text/css; charset=utf-8"));
	call->r->status = 200;
	ns_buf_text(&call->r->body, style);
}
