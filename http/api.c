#include "http/api.h"

#include "core/base/json.h"
#include "http/limits.h"
#include "http/render.h"

static void begin(struct ns_call *call)
{
	call->r->status = 200;
	ns_http_header(call->r, "Content-Type", NS_STR("application/json"));
}

static void refuse(struct ns_call *call, enum ns_code rc, struct ns_problem *p)
{
	if (rc == NS_NOMEM)
		ns_call_no_memory(p);
	ns_problem_answer(p, call->r);
}

/* ---- /v1/search ---- */

static enum ns_code read_question(struct ns_call *call,
				  struct ns_question *question,
				  struct ns_problem *p)
{
	const struct ns_question_context c = {
		.asked = { .arena = &call->c->arena },
		.now = call->c->now,
	};
	enum ns_code rc = ns_question_read(&call->params, &c, question, p);

	if (rc)
		return rc;
	if (question->empty)
		return ns_problem_param(p, NS_STR("q"),
					"nothing is asked: give q, a filter, "
					"or dates");
	return NS_OK;
}

void ns_api_search(struct ns_call *call)
{
	struct ns_question question;
	struct ns_found found;
	struct ns_problem p;
	enum ns_code rc = read_question(call, &question, &p);

	if (!rc)
		rc = ns_call_look_up(call, &question, &found, &p);
	if (rc == NS_END)
		return;
	if (rc) {
		refuse(call, rc, &p);
		return;
	}
	begin(call);
	ns_http_render_answer(&found.answer, &question, &call->c->arena,
			      &call->r->body);
}

/* ---- /v1/article/{id} ---- */

static enum ns_code read_article(struct ns_call *call, bool *pretty,
				 struct ns_article *article,
				 struct ns_problem *p)
{
	struct ns_arena *arena = &call->c->arena;
	struct ns_str id = ns_url_decode(call->rest, false, arena);
	enum ns_code rc;

	if (!id.p)
		return NS_NOMEM;
	rc = ns_asked_pretty(&call->params, arena, pretty, p);
	return rc ? rc : ns_call_article(call, id, article, p);
}

void ns_api_article(struct ns_call *call)
{
	struct ns_article article;
	struct ns_problem p;
	bool pretty;
	enum ns_code rc = read_article(call, &pretty, &article, &p);

	if (rc == NS_END)
		return;
	if (rc) {
		refuse(call, rc, &p);
		return;
	}
	begin(call);
	ns_http_render_article(&article, pretty, &call->r->body);
}

/* ---- health ---- */

void ns_api_alive(struct ns_call *call)
{
	begin(call);
	ns_http_header(call->r, "Cache-Control", NS_STR("no-store"));
	ns_buf_text(&call->r->body, NS_STR("{\"status\":\"ok\"}\n"));
}

static void say_ready(struct ns_call *call, const struct ns_archive_facts *f)
{
	struct ns_json_writer *w = ns_json_writer_new(&call->r->body, false);

	if (!w)
		return;
	ns_json_map(w);
	ns_json_key(w, "status");
	ns_json_text(w, "ok");
	ns_json_key(w, "generation");
	ns_json_int(w, (int64_t)f->generation);
	ns_json_key(w, "articles");
	ns_json_int(w, (int64_t)f->n_docs);
	ns_json_map_end(w);
	ns_json_writer_free(w);
	ns_buf_u8(&call->r->body, '\n');
}

void ns_api_ready(struct ns_call *call)
{
	struct ns_question everything = { .request = NS_REQUEST_DEFAULT };
	struct ns_archive_facts facts;
	struct ns_answer answer;
	struct ns_problem p;

	everything.request.text = NS_STR("*");
	everything.request.parse.limits = NS_LIMITS_HTTP;
	everything.request.parse.now = call->c->now;
	everything.request.sort = NS_SORT_NEWEST;
	everything.request.limit = 1;
	if (ns_call_facts(call, &facts, &p) ||
	    ns_call_search(call, &everything, &answer, &p)) {
		p.kind = NS_PROBLEM_NOT_READY;
		ns_problem_answer(&p, call->r);
		return;
	}
	begin(call);
	ns_http_header(call->r, "Cache-Control", NS_STR("no-store"));
	say_ready(call, &facts);
}
