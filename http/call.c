#include "http/call.h"

#include <stdio.h>

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "http/limits.h"

/* Part of entity tags: what we write about the same answer has changed. */
static const char version[] = "newsstand 1";

enum ns_code ns_call_no_memory(struct ns_problem *p)
{
	return ns_problem_set(p, NS_PROBLEM_BUSY,
			      "there is no memory for this request now");
}

/* What the engine says is the operator's to know: it may name files. */
static enum ns_code failed(struct ns_call *call, const struct ns_error *e,
			   struct ns_problem *p)
{
	if (call->c->site->complain)
		call->c->site->complain(e->text);
	return ns_problem_set(p, NS_PROBLEM_FAILED,
			      "the archive could not be read");
}

static enum ns_code engine_problem(struct ns_call *call, enum ns_code rc,
				   const struct ns_error *e,
				   struct ns_problem *p)
{
	switch (rc) {
	case NS_LIMIT:
		return ns_problem_set(p, NS_PROBLEM_BAD_QUESTION, "%s",
				      e->text);
	case NS_TIMEOUT:
		return ns_problem_set(p, NS_PROBLEM_TOO_SLOW, "%s", e->text);
	case NS_NOMEM:
		return ns_call_no_memory(p);
	default:
		return failed(call, e, p);
	}
}

/* Code points of q before its byte n. */
static uint32_t code_points(struct ns_str q, uint32_t n)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < n && i < q.n; i++)
		count += ((unsigned char)q.p[i] & 0xc0) != 0x80;
	return count;
}

static enum ns_code question_problem(struct ns_str q, uint32_t at,
				     const struct ns_error *e,
				     struct ns_problem *p)
{
	ns_problem_param(p, NS_STR("q"), "%s", e->text);
	p->kind = NS_PROBLEM_BAD_QUESTION;
	p->position = code_points(q, at);
	return NS_INVALID;
}

enum ns_code ns_call_search(struct ns_call *call,
			    const struct ns_question *question,
			    struct ns_answer *out, struct ns_problem *p)
{
	struct ns_error e = { 0 };
	uint32_t at = UINT32_MAX;
	enum ns_code rc;

	rc = ns_search(call->c->searcher, &question->request, out, &at, &e);
	if (!rc)
		return NS_OK;
	if (at != UINT32_MAX)
		return question_problem(question->request.text, at, &e, p);
	return engine_problem(call, rc, &e, p);
}

enum ns_code ns_call_facts(struct ns_call *call, struct ns_archive_facts *out,
			   struct ns_problem *p)
{
	struct ns_error e = { 0 };
	enum ns_code rc = ns_search_facts(call->c->searcher, out, &e);

	return rc ? engine_problem(call, rc, &e, p) : NS_OK;
}

/* ---- entity tags ---- */

/* "today" in a parameter is another day tomorrow. */
static void put_dates(struct ns_buf *b, const struct ns_interval *dates)
{
	ns_buf_u64(b, (uint64_t)dates->from);
	ns_buf_u64(b, (uint64_t)dates->to);
}

/* The entity tag of this target's answer: of archive, generation, program and
 * target, and of the second where the question is relative (question may be
 * NULL: it is not). */
static struct ns_etag etag_of(const struct ns_call *call,
			      const struct ns_archive_facts *facts,
			      const struct ns_question *question)
{
	struct ns_buf b = { 0 };
	struct ns_etag tag = { "" };
	struct ns_hash128 h;

	ns_buf_text(&b, ns_str_of(version));
	ns_buf_put(&b, facts->uuid, sizeof(facts->uuid));
	ns_buf_u64(&b, facts->generation);
	ns_buf_u64(&b, facts->n_hidden); // fewer when an embargo ends
	if (question && question->relative)
		ns_buf_u64(&b, (uint64_t)call->c->now);
	if (question)
		put_dates(&b, &question->request.dates);
	ns_buf_text(&b, ns_str_of(call->c->site->title));
	ns_buf_u8(&b, 0);
	ns_buf_text(&b, call->request->target);
	if (!b.failed) {
		h = ns_hash128(b.p, b.n);
		snprintf(tag.text, sizeof(tag.text), "\"%016llx%016llx\"",
			 (unsigned long long)h.hi, (unsigned long long)h.lo);
	}
	ns_buf_free(&b);
	return tag;
}

/* If-None-Match is a list, and compares weakly: the tag anywhere in it is a
 * match, for it is quoted and of hexadecimal digits. */
static bool lists(struct ns_str header, struct ns_str tag)
{
	if (ns_str_eq(header, NS_STR("*")))
		return true;
	return header.n >= tag.n && memmem(header.p, header.n, tag.p, tag.n);
}

bool ns_call_is_known(struct ns_call *call, const struct ns_etag *tag)
{
	struct ns_str text = ns_str_of(tag->text);

	if (text.n == 0 || !lists(call->request->if_none_match, text))
		return false;
	ns_http_header(call->r, "ETag", text);
	call->r->status = 304;
	return true;
}

/* Sets the tag of an answer that was made, of its own generation: the archive
 * may have got another since the facts were read. None on a partial one. NULL:
 * nothing was searched, the facts are all. */
static void set_tag(struct ns_call *call, const struct ns_archive_facts *facts,
		    const struct ns_question *question,
		    const struct ns_answer *answer)
{
	struct ns_archive_facts of = *facts;
	struct ns_etag tag;

	if (answer && answer->partial)
		return;
	if (answer)
		of.generation = answer->generation;
	tag = etag_of(call, &of, question);
	if (*tag.text)
		ns_http_header(call->r, "ETag", ns_str_of(tag.text));
}

enum ns_code ns_call_look_up(struct ns_call *call,
			     const struct ns_question *question,
			     struct ns_found *out, struct ns_problem *p)
{
	struct ns_etag tag;
	enum ns_code rc = ns_call_facts(call, &out->facts, p);

	if (rc)
		return rc;
	tag = etag_of(call, &out->facts, question);
	if (ns_call_is_known(call, &tag))
		return NS_END;
	if (!question->empty)
		rc = ns_call_search(call, question, &out->answer, p);
	if (!rc)
		set_tag(call, &out->facts, question,
			question->empty ? NULL : &out->answer);
	return rc;
}

/* ---- one article ---- */

/* Reading one article is cheap: it is read before its tag is compared. */
static enum ns_code tag_article(struct ns_call *call,
				const struct ns_archive_facts *facts)
{
	struct ns_etag tag = etag_of(call, facts, NULL);

	set_tag(call, facts, NULL, NULL);
	return ns_call_is_known(call, &tag) ? NS_END : NS_OK;
}

enum ns_code ns_call_article(struct ns_call *call, struct ns_str id,
			     struct ns_article *out, struct ns_problem *p)
{
	struct ns_archive_facts facts;
	struct ns_error e = { 0 };
	enum ns_code rc = ns_call_facts(call, &facts, p);

	if (rc)
		return rc;
	rc = NS_NOTFOUND;
	if (id.n && id.n <= NS_HTTP_ID_BYTES && ns_utf8_valid(id))
		rc = ns_search_article(call->c->searcher, id, out,
				       &facts.generation, &e);
	if (!rc)
		return tag_article(call, &facts);
	if (rc == NS_NOTFOUND)
		return ns_problem_set(p, NS_PROBLEM_NO_ARTICLE,
				      "no article has the id '%.*s'",
				      (int)ns_utf8_cut(id, 200).n, id.p);
	return engine_problem(call, rc, &e, p);
}
