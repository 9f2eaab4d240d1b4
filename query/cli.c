#include "query/cli.h"

#include "query/filter.h"

enum { TEXT_MAX = 64 * 1024 }; // of a path or an id; questions have their own

/* ---- the table ----------------------------------------------------------- */

static const char *const all_name[] = { "all", NULL };
static const char *const sort_names[] = { "relevance", "newest", "oldest",
					  NULL };
static const char *const match_names[] = { "auto", "all", "any", NULL };
static const char *const rank_names[] = { "default", "bm25", NULL };
static const char *const format_names[] = { [NS_FORMAT_TEXT] = "text",
					    [NS_FORMAT_JSON] = "json",
					    [NS_FORMAT_JSONL] = "jsonl",
					    [NS_FORMAT_CSV] = "csv",
					    [NS_FORMAT_TSV] = "tsv",
					    [NS_FORMAT_ATOM] = "atom",
					    [NS_FORMAT_IDS] = "ids",
					    [NS_FORMAT_TREC] = "trec",
					    NULL };
static const char *const colour_names[] = { "auto", "always", "never", NULL };

static const enum ns_scope filter_scopes[NS_ASK_FILTERS] = {
	NS_SCOPE_OUTLET, NS_SCOPE_SECTION, NS_SCOPE_AUTHOR,
	NS_SCOPE_LANG,   NS_SCOPE_TYPE,    NS_SCOPE_TAG,
};

#define ROW(text, what, field)               \
	.name = text, .kind = NS_OPT_##what, \
	.offset = offsetof(struct ns_ask_options, field)
#define FILTER(text, at, says)                                           \
	{                                                                \
		ROW(text, LIST, filter[at]), .min = 1, .max = 4096,      \
					     .arg = "NAME", .help = says \
	}

static const struct ns_opt rows[] = {
	{ ROW("archive", TEXT, archive), .letter = 'd', .min = 1, .max = 3900,
	  .arg = "DIR", .help = "the archive (else $NS_ARCHIVE, ./news.ns)" },
	{ ROW("limit", UINT, limit), .letter = 'n', .min = 1,
	  .max = UINT32_MAX - 1, .arg = "N", .names = all_name,
	  .help = "articles to list, or all (10)" },
	{ ROW("page", UINT, page), .min = 1, .max = UINT32_MAX - 1, .arg = "N",
	  .help = "the Nth page of that many" },
	{ ROW("show", TEXT, show), .min = 1, .max = TEXT_MAX, .arg = "ID",
	  .help = "write one article" },
	{ ROW("sort", ENUM, sort), .names = sort_names, .arg = "ORDER",
	  .help = "relevance, newest or oldest" },
	{ ROW("from", TEXT, from), .min = 1, .max = 64, .arg = "DATE",
	  .help = "as 2024, 2024-03, 2024-03-05, -30d, today" },
	{ ROW("to", TEXT, to), .min = 1, .max = 64, .arg = "DATE",
	  .help = "both days are included" },
	{ ROW("tz", TEXT, tz), .min = 1, .max = 64, .arg = "ZONE",
	  .help = "of dates typed: +02:00, Europe/Paris (UTC)" },
	FILTER("outlet", 0, "only of this outlet; -NAME: none of it"),
	FILTER("section", 1, "only of this section"),
	FILTER("author", 2, "only by this author"),
	FILTER("lang", 3, "only in this language, as en"),
	FILTER("type", 4, "only of this type"),
	FILTER("tag", 5, "only with this tag"),
	{ ROW("in", LIST, in), .min = 1, .max = 64, .arg = "FIELDS",
	  .help = "look in title, summary, body, author" },
	{ ROW("match", ENUM, match), .names = match_names, .arg = "WORDS",
	  .help = "all, any, or auto: all first, then any" },
	{ ROW("rank", ENUM, rank), .names = rank_names, .arg = "FORMULA",
	  .help = "default or bm25" },
	{ ROW("exact", BOOL, exact), .letter = 'e',
	  .help = "words as they are written" },
	{ ROW("strict", BOOL, strict),
	  .help = "what would be mended is an error" },
	{ ROW("keep-stop-words", BOOL, keep_stop_words),
	  .help = "drop no word, as the or of" },
	{ ROW("count", BOOL, count), .letter = 'c',
	  .help = "only how many articles" },
	{ ROW("urls", BOOL, urls), .letter = 'l', .help = "only their URLs" },
	{ ROW("null", BOOL, nul), .letter = '0',
	  .help = "URLs and ids end with a NUL" },
	{ ROW("json", BOOL, json), .help = "as --format jsonl" },
	{ ROW("format", ENUM, format), .names = format_names, .arg = "FORMAT",
	  .help = "text json jsonl csv tsv atom ids trec" },
	{ ROW("fields", LIST, fields), .min = 1, .max = 1024, .arg = "LIST",
	  .help = "of articles, to be written: id,title,..." },
	{ ROW("snippets", UINT, snippets), .letter = 's', .min = 0,
	  .max = NS_ASK_PASSAGES, .arg = "N", .implied = "3",
	  .help = "passages of each article (1; alone 3)" },
	{ ROW("queries", TEXT, queries), .min = 1, .max = 4096, .arg = "FILE",
	  .help = "many questions: id, tab, question" },
	{ ROW("explain", BOOL, explain), .help = "how each score came about" },
	{ ROW("color", ENUM, colour), .names = colour_names, .arg = "WHEN",
	  .help = "auto, always or never" },
	{ ROW("limits", BOOL, limits),
	  .help = "say the limits of questions and end" },
	{ ROW("help", BOOL, help), .letter = 'h', .help = "say this and end" },
	{ ROW("version", BOOL, version),
	  .help = "say which version this is and end" },
};

static const struct ns_opt_table table = { rows, sizeof(rows) / sizeof(rows[0]),
					   "option", "--", true };

void ns_ask_help(struct ns_buf *out)
{
	ns_buf_printf(out, "usage: nsquery [-d DIR] [options] WORDS...\n"
			   "       nsquery [-d DIR] --show ID\n"
			   "       nsquery [-d DIR] [options] --queries FILE\n"
			   "\n");
	ns_opt_help(&table, out);
}

void ns_ask_limits(struct ns_buf *out)
{
	struct ns_query_limits l = NS_LIMITS_CLI;

	ns_buf_printf(out,
		      "%8u bytes of a question\n"
		      "%8u words of a question\n"
		      "%8u brackets in brackets\n"
		      "%8d names to filter by\n"
		      "%8d bytes of such a name\n"
		      "%8d passages of an article\n"
		      "    none seconds of a question\n",
		      l.bytes, l.words, l.depth, NS_ASK_VALUES,
		      NS_ASK_NAME_BYTES, NS_ASK_PASSAGES);
}

/* ---- dates --------------------------------------------------------------- */

static enum ns_code make_zone(struct ns_ask *a, struct ns_error *e)
{
	struct ns_str tz = a->options.tz;
	enum ns_code rc = NS_OK;

	if (tz.n)
		rc = ns_tz_read(tz, a->arena, &a->request.parse.tz);
	if (rc != NS_INVALID)
		return rc ? ns_fail(e, rc, "no memory for --tz") : NS_OK;
	return ns_fail(e, NS_INVALID,
		       "--tz is UTC, an offset such as +05:30, or a zone such "
		       "as Europe/Paris, not '%.*s'",
		       (int)tz.n, tz.p);
}

static enum ns_code bound(const struct ns_ask *a, const char *name,
			  struct ns_str s, struct ns_interval *out,
			  struct ns_error *e)
{
	const struct ns_parse_options *o = &a->request.parse;

	if (!s.n || !ns_time_bound(s, o->now, &o->tz, out))
		return NS_OK;
	return ns_fail(e, NS_INVALID,
		       "--%s is a date such as 2024, 2024-03, 2024-03-05, "
		       "-30d or today, not '%.*s'",
		       name, (int)s.n, s.p);
}

static enum ns_code make_dates(struct ns_ask *a, struct ns_error *e)
{
	struct ns_interval from = a->request.dates, to = from;
	enum ns_code rc = bound(a, "from", a->options.from, &from, e);

	if (!rc)
		rc = bound(a, "to", a->options.to, &to, e);
	if (!rc && from.from > to.to)
		rc = ns_fail(e, NS_INVALID, "--from is later than --to");
	a->request.dates = (struct ns_interval){ from.from, to.to };
	return rc;
}

/* ---- names --------------------------------------------------------------- */

static enum ns_code make_filters(struct ns_ask *a, struct ns_error *e)
{
	struct ns_filters f = { .most = NS_ASK_VALUES,
				.name_bytes = NS_ASK_NAME_BYTES,
				.arena = a->arena };
	enum ns_code rc = NS_OK;

	f.filter = ns_arena_calloc(a->arena, NS_ASK_VALUES, sizeof(*f.filter));
	if (!f.filter)
		return ns_fail(e, NS_NOMEM, "no memory for names");
	for (int i = 0; i < NS_ASK_FILTERS; i++) {
		const struct ns_opt_list *l = &a->options.filter[i];

		for (uint32_t k = 0; k < l->n && !rc; k++)
			rc = ns_filters_add(&f, filter_scopes[i], l->value[k],
					    e);
	}
	a->request.filter = f.filter;
	a->request.n_filters = f.n;
	return rc;
}

static enum ns_code add_in(struct ns_ask *a, struct ns_str word,
			   struct ns_error *e)
{
	static const struct {
		const char *name;
		enum ns_scope scope;
	} names[] = { { "title", NS_SCOPE_TITLE },
		      { "summary", NS_SCOPE_SUMMARY },
		      { "body", NS_SCOPE_BODY },
		      { "author", NS_SCOPE_AUTHOR } };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (ns_str_eq(word, ns_str_of(names[i].name))) {
			a->request.in |= 1u << names[i].scope;
			return NS_OK;
		}
	return ns_fail(e, NS_INVALID,
		       "--in is of title, summary, body, author, not '%.*s'",
		       (int)word.n, word.p);
}

static enum ns_code add_field(struct ns_ask *a, struct ns_str word,
			      struct ns_error *e)
{
	enum ns_shown field = ns_shown_find(word);

	if (field == NS_SHOWN)
		return ns_fail(e, NS_INVALID,
			       "--fields: an article has no field '%.*s'",
			       (int)word.n, word.p);
	a->render.fields |= NS_SHOW_BIT(field);
	return NS_OK;
}

static enum ns_code each_word(struct ns_ask *a, const struct ns_opt_list *l,
			      enum ns_code (*add)(struct ns_ask *,
						  struct ns_str,
						  struct ns_error *),
			      struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	for (uint32_t i = 0; i < l->n; i++) {
		struct ns_str rest = l->value[i];

		while (rest.n && !rc) {
			const char *comma = memchr(rest.p, ',', rest.n);
			size_t n = comma ? (size_t)(comma - rest.p) : rest.n;

			rc = add(a, (struct ns_str){ rest.p, n }, e);
			n += comma != NULL;
			rest = (struct ns_str){ rest.p + n, rest.n - n };
		}
	}
	return rc;
}

/* ---- the whole ----------------------------------------------------------- */

static enum ns_code make_render(struct ns_ask *a, struct ns_error *e)
{
	const struct ns_ask_options *o = &a->options;
	struct ns_render *r = &a->render;

	r->format = (enum ns_format)o->format;
	if (o->json)
		r->format = NS_FORMAT_JSONL;
	if (o->urls)
		r->format = NS_FORMAT_URLS;
	if (o->queries.n &&
	    (r->format == NS_FORMAT_JSON || r->format == NS_FORMAT_CSV ||
	     r->format == NS_FORMAT_TSV || r->format == NS_FORMAT_ATOM))
		return ns_fail(e, NS_INVALID,
			       "--queries writes text, jsonl, ids or trec");
	if (!r->fields)
		r->fields = ns_shown_default(r->format);
	r->snippets = o->snippets > 0;
	r->end = o->nul ? '\0' : '\n';
	r->seconds = -1;
	r->request = &a->request;
	return NS_OK;
}

/* Ids and scores need no passages. */
static bool wants_snippets(const struct ns_ask *a)
{
	const uint32_t bits = NS_SHOW_BIT(NS_SHOW_SNIPPET) |
			      NS_SHOW_BIT(NS_SHOW_HIGHLIGHTS);

	switch (a->render.format) {
	case NS_FORMAT_TEXT:
	case NS_FORMAT_ATOM:
		return a->options.snippets > 0;
	case NS_FORMAT_IDS:
	case NS_FORMAT_TREC:
	case NS_FORMAT_URLS:
		return false;
	default:
		return a->options.snippets > 0 && (a->render.fields & bits);
	}
}

static enum ns_code make_page(struct ns_ask *a, struct ns_error *e)
{
	uint32_t page = a->options.page, limit = a->options.limit;

	if (page > 1 && (uint64_t)page * limit >= UINT32_MAX)
		return ns_fail(e, NS_INVALID,
			       "--page %u lies behind the last article", page);
	a->request.first = page > 1 ? (page - 1) * limit : 0;
	a->request.limit = limit;
	return NS_OK;
}

static void make_request(struct ns_ask *a)
{
	const struct ns_ask_options *o = &a->options;
	struct ns_request *r = &a->request;

	r->sort = (enum ns_sort)o->sort;
	r->match = (enum ns_match)o->match;
	r->rank = (enum ns_rank)o->rank;
	r->parse.strict = o->strict;
	r->parse.exact = o->exact;
	r->keep_stop_words = o->keep_stop_words;
	r->explain = o->explain;
	r->count_only = o->count;
	r->snippets = o->snippets;
	if (!wants_snippets(a))
		r->snippet_chars = 0;
}

static bool is_blank(struct ns_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!memchr(" \t\r\n", s.p[i], 4))
			return false;
	return true;
}

/* The words, joined. Filters and dates alone ask for all that pass them. */
static enum ns_code make_text(struct ns_ask *a, const char **word, int n,
			      struct ns_error *e)
{
	struct ns_buf text = { 0 };
	bool filtered = a->request.n_filters ||
			a->request.dates.from != INT64_MIN ||
			a->request.dates.to != INT64_MAX;

	for (int i = 0; i < n; i++)
		ns_buf_printf(&text, "%s%s", i ? " " : "", word[i]);
	a->request.text = ns_arena_str(a->arena, ns_buf_view(&text));
	if (text.failed || !a->request.text.p) {
		ns_buf_free(&text);
		return ns_fail(e, NS_NOMEM, "no memory for the question");
	}
	ns_buf_free(&text);
	if (!is_blank(a->request.text) || a->options.show.n ||
	    a->options.queries.n)
		return NS_OK;
	a->request.text = NS_STR("*");
	if (filtered)
		return NS_OK;
	return ns_fail(e, NS_INVALID,
		       "nothing is asked: nsquery [options] WORDS... "
		       "(nsquery --help says more)");
}

static enum ns_code make_all(struct ns_ask *a, struct ns_error *e)
{
	enum ns_code rc = make_zone(a, e);

	if (!rc)
		rc = make_dates(a, e);
	if (!rc)
		rc = make_filters(a, e);
	if (!rc)
		rc = each_word(a, &a->options.in, add_in, e);
	if (!rc)
		rc = each_word(a, &a->options.fields, add_field, e);
	if (!rc)
		rc = make_render(a, e);
	if (!rc)
		rc = make_page(a, e);
	if (!rc)
		make_request(a);
	return rc;
}

enum ns_code ns_ask_read(int argc, char *const *argv,
			 const struct ns_ask_context *c, struct ns_ask *a,
			 struct ns_error *e)
{
	struct ns_opt_line line = {
		.argc = argc, .argv = argv, .first = 1, .arena = c->arena
	};
	enum ns_code rc;

	*a = (struct ns_ask){
		.options = { .limit = 10, .page = 1, .snippets = 1 },
		.request = NS_REQUEST_DEFAULT,
		.arena = c->arena,
		.archive = c->archive
	};
	a->request.parse.now = c->now;
	line.word =
		ns_arena_calloc(c->arena, (size_t)argc + 1, sizeof(*line.word));
	if (!line.word)
		return ns_fail(e, NS_NOMEM, "no memory for the command line");
	rc = ns_opt_parse(&table, &line, &a->options, e);
	if (rc || a->options.help || a->options.version || a->options.limits)
		return rc;
	if (a->options.archive.n)
		a->archive = a->options.archive.p;
	rc = make_all(a, e);
	return rc ? rc : make_text(a, line.word, line.n_words, e);
}

enum ns_code ns_ask_line(struct ns_str line, struct ns_str *id,
			 struct ns_str *text, struct ns_error *e)
{
	const char *tab;

	while (line.n && memchr("\r\n", line.p[line.n - 1], 2))
		line.n--;
	tab = line.n ? memchr(line.p, '\t', line.n) : NULL;
	if (!tab || tab == line.p)
		return ns_fail(e, NS_INVALID,
			       "a question is: id, tab, question");
	*id = (struct ns_str){ line.p, (size_t)(tab - line.p) };
	*text = (struct ns_str){ tab + 1, line.n - id->n - 1 };
	return NS_OK;
}
