#include "query/render.h"

#include "query/render_parts.h"

const char *const ns_shown_names[NS_SHOWN] = {
	[NS_SHOW_ID] = "id",
	[NS_SHOW_URL] = "url",
	[NS_SHOW_TITLE] = "title",
	[NS_SHOW_SUMMARY] = "summary",
	[NS_SHOW_BODY] = "body",
	[NS_SHOW_AUTHOR] = "author",
	[NS_SHOW_DATE] = "date",
	[NS_SHOW_PRECISION] = "date_precision",
	[NS_SHOW_MODIFIED] = "modified",
	[NS_SHOW_EMBARGO] = "embargo",
	[NS_SHOW_OUTLET] = "outlet",
	[NS_SHOW_SECTION] = "section",
	[NS_SHOW_LANG] = "lang",
	[NS_SHOW_TYPE] = "type",
	[NS_SHOW_TAGS] = "tags",
	[NS_SHOW_STATUS] = "status",
	[NS_SHOW_IMAGE] = "image",
	[NS_SHOW_SCORE] = "score",
	[NS_SHOW_SNIPPET] = "snippet",
	[NS_SHOW_HIGHLIGHTS] = "highlights",
};

enum ns_shown ns_shown_find(struct ns_str name)
{
	int i = 0;

	while (i < NS_SHOWN && !ns_str_eq(ns_str_of(ns_shown_names[i]), name))
		i++;
	return (enum ns_shown)i;
}

uint32_t ns_shown_default(enum ns_format format)
{
	uint32_t table = NS_SHOW_BIT(NS_SHOW_ID) | NS_SHOW_BIT(NS_SHOW_DATE) |
			 NS_SHOW_BIT(NS_SHOW_OUTLET) |
			 NS_SHOW_BIT(NS_SHOW_SECTION) |
			 NS_SHOW_BIT(NS_SHOW_TITLE) | NS_SHOW_BIT(NS_SHOW_URL) |
			 NS_SHOW_BIT(NS_SHOW_SCORE);

	if (format == NS_FORMAT_CSV || format == NS_FORMAT_TSV)
		return table;
	return table | NS_SHOW_BIT(NS_SHOW_AUTHOR) |
	       NS_SHOW_BIT(NS_SHOW_PRECISION) | NS_SHOW_BIT(NS_SHOW_LANG) |
	       NS_SHOW_BIT(NS_SHOW_SNIPPET) | NS_SHOW_BIT(NS_SHOW_HIGHLIGHTS);
}

const char *ns_precision_name(enum ns_precision p)
{
	static const char *const names[] = { "",    "year",   "month",
					     "day", "minute", "second" };

	return names[p];
}

/* ---- formats of one line a hit ------------------------------------------- */

static void lines(const struct ns_render *r, const struct ns_answer *a,
		  struct ns_buf *out)
{
	for (uint32_t i = 0; i < a->n_hits; i++) {
		const struct ns_article *x = &a->hit[i].article;
		bool url = r->format == NS_FORMAT_URLS && x->url.n;

		ns_buf_text(out, url ? x->url : x->id);
		ns_buf_u8(out, (uint8_t)r->end);
	}
}

/* A column of a TREC run holds no white space. */
static void put_column(struct ns_str s, struct ns_buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = (uint8_t)s.p[i];

		if (c <= ' ' || c == '%')
			ns_buf_printf(out, "%%%02X", c);
		else
			ns_buf_u8(out, c);
	}
}

/* Tools sort a run by score, so scores fall with the rank: also from tier one
 * to tier two, and among equals. */
static void trec(const struct ns_render *r, const struct ns_answer *a,
		 struct ns_buf *out)
{
	const double step = 1e-6;
	double last = 0;

	for (uint32_t i = 0; i < a->n_hits; i++) {
		double score = a->hit[i].score;

		if (i && score > last - step)
			score = last - step;
		last = score;
		put_column(r->id.n ? r->id : NS_STR("1"), out);
		ns_buf_printf(out, " Q0 ");
		put_column(a->hit[i].article.id, out);
		ns_buf_printf(out, " %u %.6f newsstand\n",
			      r->request->first + i + 1, score);
	}
}

/* ---- the choice ---------------------------------------------------------- */

void ns_render_answer(const struct ns_render *r, const struct ns_answer *a,
		      struct ns_buf *out)
{
	static void (*const formats[])(const struct ns_render *,
				       const struct ns_answer *,
				       struct ns_buf *) = {
		[NS_FORMAT_TEXT] = ns_render_text,
		[NS_FORMAT_JSON] = ns_render_json,
		[NS_FORMAT_JSONL] = ns_render_jsonl,
		[NS_FORMAT_CSV] = ns_render_table,
		[NS_FORMAT_TSV] = ns_render_table,
		[NS_FORMAT_ATOM] = ns_render_atom,
		[NS_FORMAT_IDS] = lines,
		[NS_FORMAT_TREC] = trec,
		[NS_FORMAT_URLS] = lines,
	};

	formats[r->format](r, a, out);
}

void ns_render_article(const struct ns_render *r, const struct ns_article *a,
		       struct ns_buf *out)
{
	if (r->format == NS_FORMAT_TEXT)
		ns_render_article_text(r, a, out);
	else
		ns_render_article_json(
			a, r->format == NS_FORMAT_JSON && !r->compact, out);
}

void ns_render_total(const struct ns_answer *a, struct ns_buf *out)
{
	const char *have = a->total == 1 ? "has" : "have";
	unsigned long long total = a->total, further = a->further;

	if (total)
		ns_buf_printf(out, "%llu article%s", total,
			      total == 1 ? "" : "s");
	else
		ns_buf_printf(out, "no article");
	if (further)
		ns_buf_printf(out, " %s all the words; %llu%s %s some",
			      total ? have : "has", further,
			      total ? " more" : "",
			      further == 1 ? "has" : "have");
	if (a->partial)
		ns_buf_printf(out, " (cut short by the time limit)");
}
