#include "http/asked.h"

#include "core/base/utf8.h"
#include "http/limits.h"

/* In the order of the enums they are read into. */
static const char *const sorts[] = { "relevance", "newest", "oldest", NULL };
static const char *const matches[] = { "auto", "all", "any", NULL };
static const char *const highlights[] = { "offsets", "html", "none", NULL };
static const char *const syntaxes[] = { "lenient", "strict", NULL };

#define AT(field) offsetof(struct ns_asked, field)
#define ROW(text, what, field) \
	.name = text, .kind = NS_OPT_##what, .offset = AT(field)

/* Rows of one place are one parameter under several names; those without help
 * are known, and never suggested. */
static const struct ns_opt rows[] = {
	{ ROW("q", TEXT, q), .help = "the question" },
	{ ROW("from", TEXT, from), .help = "first date" },
	{ ROW("begin_date", TEXT, from) },
	{ ROW("from-date", TEXT, from) },
	{ ROW("to", TEXT, to), .help = "last date, inclusive" },
	{ ROW("end_date", TEXT, to) },
	{ ROW("to-date", TEXT, to) },
	{ ROW("tz", TEXT, tz), .help = "zone of the dates" },
	{ ROW("sort", ENUM, sort), .names = sorts, .help = "order of hits" },
	{ ROW("match", ENUM, match), .names = matches,
	  .help = "which words are needed" },
	{ ROW("highlight", ENUM, highlight), .names = highlights,
	  .help = "how matches are shown" },
	{ ROW("syntax", ENUM, syntax), .names = syntaxes,
	  .help = "strict: no mending" },
	{ ROW("limit", UINT, limit), .min = 1, .max = NS_HTTP_LIMIT_MAX,
	  .help = "hits a page" },
	{ ROW("page", UINT, page), .min = 1, .max = NS_HTTP_RESULTS,
	  .help = "which page" },
	{ ROW("snippet", UINT, snippet), .min = 0, .max = NS_HTTP_SNIPPET_MAX,
	  .help = "characters of a passage" },
	{ ROW("exact", BOOL, exact), .help = "the very words" },
	{ ROW("explain", BOOL, explain), .help = "how hits were scored" },
	{ ROW("pretty", BOOL, pretty), .help = "indented JSON" },
	{ ROW("section", LIST, filter[NS_ASKED_SECTION]),
	  .help = "whole names" },
	{ ROW("outlet", LIST, filter[NS_ASKED_OUTLET]), .help = "whole names" },
	{ ROW("source", LIST, filter[NS_ASKED_OUTLET]) },
	{ ROW("author", LIST, filter[NS_ASKED_AUTHOR]), .help = "whole names" },
	{ ROW("lang", LIST, filter[NS_ASKED_LANG]), .help = "codes" },
	{ ROW("type", LIST, filter[NS_ASKED_TYPE]), .help = "whole names" },
	{ ROW("tag", LIST, filter[NS_ASKED_TAG]), .help = "whole names" },
	{ ROW("in", LIST, in), .help = "where words are looked for" },
	{ ROW("fields", LIST, fields), .help = "what of a hit is shown" },
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

static const struct ns_opt_table table = { .row = rows,
					   .n = ROWS,
					   .noun = "parameter",
					   .dashes = "" };

static const struct ns_opt pretty_row[] = {
	{ .name = "pretty", .kind = NS_OPT_BOOL, .help = "indented JSON" },
};
static const struct ns_opt_table pretty_table = { .row = pretty_row,
						  .n = 1,
						  .noun = "parameter",
						  .dashes = "" };

/* A reading in progress. */
struct reader {
	const struct ns_opt_table *table;
	struct ns_arena *arena;
	void *to;
	bool lenient;  // unknown names are ignored
	uint64_t seen; // by place: bit of the first row there
	struct ns_problem *p;
};
_Static_assert(ROWS <= 64, "seen has a bit a row");

bool ns_asked_knows(struct ns_str name)
{
	return ns_opt_find(&table, name) != NULL;
}

/* ---- one parameter ---- */

static uint64_t bit_of(const struct ns_opt_table *t, const struct ns_opt *row)
{
	size_t i = 0;

	while (t->row[i].offset != row->offset)
		i++;
	return UINT64_C(1) << i;
}

static enum ns_code unknown(struct reader *r, struct ns_str name)
{
	const char *near = ns_opt_nearest(r->table, name);
	struct ns_str shown = ns_utf8_cut(name, sizeof(r->p->param) - 1);

	ns_problem_param(r->p, name, "there is no parameter '%.*s'",
			 (int)shown.n, shown.p);
	r->p->kind = NS_PROBLEM_UNKNOWN_PARAMETER;
	if (near)
		strncpy(r->p->suggestion, near, sizeof(r->p->suggestion) - 1);
	return NS_INVALID;
}

static enum ns_code check_once(struct reader *r, const struct ns_opt *row)
{
	uint64_t bit = bit_of(r->table, row);
	bool again = r->seen & bit;

	r->seen |= bit;
	if (!again || row->kind == NS_OPT_LIST)
		return NS_OK;
	return ns_problem_param(r->p, ns_str_of(row->name),
				"%s is given more than once", row->name);
}

static enum ns_code read_one(struct reader *r, const struct ns_url_param *param)
{
	const struct ns_opt *row = ns_opt_find(r->table, param->name);
	const struct ns_opt_pair pair = { param->name, param->value, r->arena };
	struct ns_error e;
	enum ns_code rc;

	if (!row)
		return r->lenient ? NS_OK : unknown(r, param->name);
	rc = check_once(r, row);
	if (rc)
		return rc;
	if (!ns_utf8_valid(param->value))
		return ns_problem_param(r->p, param->name,
					"%s is not valid UTF-8", row->name);
	rc = ns_opt_apply(r->table, &pair, r->to, &e);
	if (rc && rc != NS_NOMEM)
		return ns_problem_param(r->p, param->name, "%s", e.text);
	return rc;
}

/* An empty field of a form says nothing. */
static bool is_blank(const struct reader *r, const struct ns_url_param *param)
{
	return r->lenient && param->value.n == 0;
}

static enum ns_code read_all(struct reader *r,
			     const struct ns_url_params *params)
{
	enum ns_code rc = NS_OK;

	for (uint32_t i = 0; i < params->n && !rc; i++)
		if (!is_blank(r, &params->param[i]))
			rc = read_one(r, &params->param[i]);
	return rc;
}

enum ns_code ns_asked_read(const struct ns_url_params *params,
			   const struct ns_asked_context *c,
			   struct ns_asked *out, struct ns_problem *p)
{
	struct reader r = { .table = &table,
			    .arena = c->arena,
			    .to = out,
			    .lenient = c->page,
			    .p = p };

	*out = (struct ns_asked){ .limit = NS_HTTP_LIMIT_DEFAULT,
				  .page = 1,
				  .snippet = NS_HTTP_SNIPPET_DEFAULT };
	return read_all(&r, params);
}

enum ns_code ns_asked_pretty(const struct ns_url_params *params,
			     struct ns_arena *arena, bool *pretty,
			     struct ns_problem *p)
{
	struct reader r = {
		.table = &pretty_table, .arena = arena, .to = pretty, .p = p
	};

	*pretty = false;
	return read_all(&r, params);
}
