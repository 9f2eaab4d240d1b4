#include "http/question.h"

#include <ctype.h>
#include <strings.h>

#include "core/base/utf8.h"
#include "http/limits.h"
#include "query/filter.h"
#include "query/render.h"

enum { SHOWN_BYTES = 60 };

struct making {
	const struct ns_question_context *c;
	struct ns_question *out;
	struct ns_problem *p;
};

/* As much of a wrong value as a message shows. */
static int shown(struct ns_str s)
{
	return (int)ns_utf8_cut(s, SHOWN_BYTES).n;
}

static enum ns_code make_zone(struct making *m)
{
	struct ns_str tz = m->out->asked.tz;
	enum ns_code rc = NS_OK;

	if (tz.n)
		rc = ns_tz_read(tz, m->c->asked.arena,
				&m->out->request.parse.tz);
	if (rc != NS_INVALID)
		return rc;
	return ns_problem_param(m->p, NS_STR("tz"),
				"tz is UTC, an offset such as +05:30, or a "
				"zone such as Europe/Paris, not '%.*s'",
				shown(tz), tz.p);
}

static enum ns_code bound(struct making *m, const char *name, struct ns_str s,
			  struct ns_interval *out)
{
	const struct ns_tz *tz = &m->out->request.parse.tz;

	if (s.n == 0 || !ns_time_bound(s, m->c->now, tz, out))
		return NS_OK;
	return ns_problem_param(m->p, ns_str_of(name),
				"%s is a date such as 2024, 2024-03, "
				"2024-03-05 or -30d, not '%.*s'",
				name, shown(s), s.p);
}

static enum ns_code make_dates(struct making *m)
{
	struct ns_interval from = { INT64_MIN, INT64_MAX };
	struct ns_interval to = from;
	enum ns_code rc = bound(m, "from", m->out->asked.from, &from);

	if (!rc)
		rc = bound(m, "to", m->out->asked.to, &to);
	if (!rc && from.from > to.to)
		rc = ns_problem_param(m->p, NS_STR("from"),
				      "from is later than to");
	m->out->request.dates = (struct ns_interval){ from.from, to.to };
	return rc;
}

struct name {
	const char *name;
	enum ns_scope scope;
};

static const struct name filter_names[NS_ASKED_FILTERS] = {
	[NS_ASKED_SECTION] = { "section", NS_SCOPE_SECTION },
	[NS_ASKED_OUTLET] = { "outlet", NS_SCOPE_OUTLET },
	[NS_ASKED_AUTHOR] = { "author", NS_SCOPE_AUTHOR },
	[NS_ASKED_LANG] = { "lang", NS_SCOPE_LANG },
	[NS_ASKED_TYPE] = { "type", NS_SCOPE_TYPE },
	[NS_ASKED_TAG] = { "tag", NS_SCOPE_TAG },
};

static enum ns_code add_filters(struct making *m, enum ns_asked_filter which,
				struct ns_filters *f)
{
	const struct ns_opt_list *l = &m->out->asked.filter[which];
	const struct name *n = &filter_names[which];
	enum ns_code rc = NS_OK;
	struct ns_error e;

	for (uint32_t i = 0; i < l->n && !rc; i++)
		rc = ns_filters_add(f, n->scope, l->value[i], &e);
	if (rc && rc != NS_NOMEM)
		return ns_problem_param(m->p, ns_str_of(n->name), "%s: %s",
					n->name, e.text);
	return rc;
}

static enum ns_code make_filters(struct making *m)
{
	struct ns_filters f = { .most = NS_HTTP_FILTERS,
				.name_bytes = NS_HTTP_VALUE_BYTES,
				.arena = m->c->asked.arena };
	enum ns_code rc = NS_OK;

	f.filter = ns_arena_calloc(f.arena, NS_HTTP_FILTERS, sizeof(*f.filter));
	if (!f.filter)
		return NS_NOMEM;
	for (int i = 0; i < NS_ASKED_FILTERS && !rc; i++)
		rc = add_filters(m, (enum ns_asked_filter)i, &f);
	m->out->request.filter = f.filter;
	m->out->request.n_filters = f.n;
	return rc;
}

/* ---- in=title,body and fields=title,date ---- */

static const struct name scope_names[] = {
	{ "title", NS_SCOPE_TITLE },
	{ "summary", NS_SCOPE_SUMMARY },
	{ "body", NS_SCOPE_BODY },
	{ "author", NS_SCOPE_AUTHOR },
};

static enum ns_code add_scope(struct making *m, struct ns_str word)
{
	for (size_t i = 0; i < sizeof(scope_names) / sizeof(*scope_names); i++)
		if (ns_str_eq(ns_str_of(scope_names[i].name), word)) {
			m->out->request.in |= 1u << scope_names[i].scope;
			return NS_OK;
		}
	return ns_problem_param(m->p, NS_STR("in"),
				"in is of title, summary, body, author, "
				"not '%.*s'",
				shown(word), word.p);
}

static enum ns_code add_field(struct making *m, struct ns_str word)
{
	enum ns_shown field = ns_shown_find(word);

	if (field == NS_SHOWN)
		return ns_problem_param(m->p, NS_STR("fields"),
					"a hit has no field '%.*s'",
					shown(word), word.p);
	m->out->fields |= NS_SHOW_BIT(field);
	return NS_OK;
}

static enum ns_code each_word(struct making *m, const struct ns_opt_list *l,
			      enum ns_code (*add)(struct making *m,
						  struct ns_str word))
{
	enum ns_code rc = NS_OK;

	for (uint32_t i = 0; i < l->n; i++) {
		struct ns_str rest = l->value[i];

		while (rest.n && !rc) {
			const char *comma = memchr(rest.p, ',', rest.n);
			size_t n = comma ? (size_t)(comma - rest.p) : rest.n;

			rc = add(m, (struct ns_str){ rest.p, n });
			n += comma != NULL;
			rest = (struct ns_str){ rest.p + n, rest.n - n };
		}
	}
	return rc;
}

static enum ns_code make_in(struct making *m)
{
	return each_word(m, &m->out->asked.in, add_scope);
}

static enum ns_code make_fields(struct making *m)
{
	enum ns_code rc = each_word(m, &m->out->asked.fields, add_field);

	if (m->out->fields == 0)
		m->out->fields = ns_shown_default(NS_FORMAT_JSON);
	return rc;
}

/* ---- the whole ---- */

static enum ns_code make_page(struct making *m)
{
	const struct ns_asked *a = &m->out->asked;

	/* Both are bounded: the product fits. */
	if (a->page * a->limit > NS_HTTP_RESULTS)
		return ns_problem_param(m->p, NS_STR("page"),
					"page * limit is %u, and pages reach "
					"the first %d results",
					a->page * a->limit, NS_HTTP_RESULTS);
	m->out->request.first = (a->page - 1) * a->limit;
	m->out->request.limit = a->limit;
	return NS_OK;
}

static bool is_blank(struct ns_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isspace((unsigned char)s.p[i]))
			return false;
	return true;
}

/* Filters and dates alone ask for every article that passes them. */
static enum ns_code make_text(struct making *m)
{
	struct ns_request *r = &m->out->request;
	struct ns_str q = m->out->asked.q;

	if (q.n > r->parse.limits.bytes)
		return ns_problem_param(m->p, NS_STR("q"),
					"q has %zu bytes; up to %u are read",
					q.n, r->parse.limits.bytes);
	r->text = q;
	if (!is_blank(q))
		return NS_OK;
	m->out->empty = !r->n_filters && r->dates.from == INT64_MIN &&
			r->dates.to == INT64_MAX;
	r->text = NS_STR("*");
	return NS_OK;
}

/* A date operator may be of today, or of 30 days ago. */
static bool has_date_operator(struct ns_str q)
{
	static const char *const names[] = { "date:", "after:", "before:" };

	for (size_t i = 0; i < q.n; i++)
		for (size_t j = 0; j < 3; j++)
			if (q.n - i >= strlen(names[j]) &&
			    !strncasecmp(q.p + i, names[j], strlen(names[j])))
				return true;
	return false;
}

static void make_rest(struct making *m)
{
	const struct ns_asked *a = &m->out->asked;
	struct ns_request *r = &m->out->request;

	r->sort = (enum ns_sort)a->sort;
	r->match = (enum ns_match)a->match;
	r->parse.strict = a->syntax;
	r->parse.exact = a->exact;
	r->snippet_chars = a->snippet;
	r->explain = a->explain;
	m->out->relative = has_date_operator(a->q);
}

enum ns_code ns_question_read(const struct ns_url_params *params,
			      const struct ns_question_context *c,
			      struct ns_question *out, struct ns_problem *p)
{
	static enum ns_code (*const steps[])(struct making *) = {
		make_zone,   make_dates, make_filters, make_in,
		make_fields, make_page,  make_text,
	};
	struct making m = { c, out, p };
	enum ns_code rc;

	*out = (struct ns_question){ .request = NS_REQUEST_DEFAULT };
	out->request.parse.limits = NS_LIMITS_HTTP;
	out->request.parse.now = c->now;
	rc = ns_asked_read(params, &c->asked, &out->asked, p);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps) && !rc; i++)
		rc = steps[i](&m);
	make_rest(&m);
	return rc;
}
