#include "http/render.h"

#include "core/base/json.h"
#include "http/fields.h"
#include "http/ui/words.h"

struct render {
	struct ns_json_writer *w;
	uint32_t fields;
	enum ns_highlight highlight;
};

static bool begin_field(struct render *r, enum ns_field field)
{
	bool wanted = r->fields & NS_FIELD_BIT(field);

	if (wanted)
		ns_json_key(r->w, ns_field_names[field]);
	return wanted;
}

/* ---- an article ---- */

static void text(struct render *r, enum ns_field field, struct ns_str s)
{
	if (s.n && begin_field(r, field))
		ns_json_str(r->w, s);
}

static void list(struct render *r, enum ns_field field,
		 const struct ns_str *value, uint32_t n)
{
	if (n == 0 || !begin_field(r, field))
		return;
	ns_json_array(r->w);
	for (uint32_t i = 0; i < n; i++)
		ns_json_str(r->w, value[i]);
	ns_json_array_end(r->w);
}

static void date(struct render *r, enum ns_field field, struct ns_time t)
{
	char out[NS_TIME_TEXT];

	ns_time_format(t, out);
	text(r, field, ns_str_of(out));
}

static void precision(struct render *r, enum ns_precision p)
{
	static const char *const names[] = { "",    "year",   "month",
					     "day", "minute", "second" };

	text(r, NS_FIELD_DATE_PRECISION, ns_str_of(names[p]));
}

/* All but title and snippet, which a hit marks. */
static void article(struct render *r, const struct ns_article *a)
{
	text(r, NS_FIELD_SUMMARY, a->summary);
	text(r, NS_FIELD_BODY, a->body);
	list(r, NS_FIELD_AUTHOR, a->author, a->n_author);
	date(r, NS_FIELD_DATE, a->date);
	precision(r, a->date.precision);
	date(r, NS_FIELD_MODIFIED, a->modified);
	text(r, NS_FIELD_OUTLET, a->outlet);
	text(r, NS_FIELD_SECTION, a->section);
	text(r, NS_FIELD_LANG, a->lang);
	text(r, NS_FIELD_TYPE, a->type);
	list(r, NS_FIELD_TAGS, a->tag, a->n_tag);
	text(r, NS_FIELD_STATUS, a->status);
	text(r, NS_FIELD_IMAGE, a->image);
}

/* ---- a hit ---- */

static void marked(struct render *r, enum ns_field field,
		   const struct ns_marked *m)
{
	struct ns_buf b = { 0 };
	struct ns_html h = { .out = &b };

	if (r->highlight != NS_HIGHLIGHT_HTML) {
		text(r, field, m->text);
		return;
	}
	ns_words_marked(&h, m);
	text(r, field, ns_buf_view(&b));
	ns_buf_free(&b);
}

static void spans(struct ns_json_writer *w, const struct ns_span *span,
		  uint32_t n)
{
	ns_json_array(w);
	for (uint32_t i = 0; i < n; i++) {
		ns_json_array(w);
		ns_json_int(w, span[i].start);
		ns_json_int(w, span[i].end);
		ns_json_array_end(w);
	}
	ns_json_array_end(w);
}

/* Offsets in the snippet, and in the title where it has any. */
static void highlights(struct render *r, const struct ns_hit *hit)
{
	if (r->highlight != NS_HIGHLIGHT_OFFSETS)
		return;
	if (hit->n_snippets && begin_field(r, NS_FIELD_HIGHLIGHTS))
		spans(r->w, hit->snippet->span, hit->snippet->n_spans);
	if (hit->n_title_spans && r->fields & NS_FIELD_BIT(NS_FIELD_TITLE)) {
		ns_json_key(r->w, "title_highlights");
		spans(r->w, hit->title_span, hit->n_title_spans);
	}
}

static void snippet(struct render *r, const struct ns_hit *hit)
{
	struct ns_marked m;

	if (hit->n_snippets == 0)
		return;
	m = (struct ns_marked){ hit->snippet->text, hit->snippet->span,
				hit->snippet->n_spans };
	marked(r, NS_FIELD_SNIPPET, &m);
}

static void one_hit(struct render *r, const struct ns_hit *hit)
{
	const struct ns_marked title = { hit->article.title, hit->title_span,
					 hit->n_title_spans };

	ns_json_map(r->w);
	text(r, NS_FIELD_ID, hit->article.id);
	text(r, NS_FIELD_URL, hit->article.url);
	marked(r, NS_FIELD_TITLE, &title);
	article(r, &hit->article);
	if (begin_field(r, NS_FIELD_SCORE))
		ns_json_num(r->w, hit->score);
	snippet(r, hit);
	highlights(r, hit);
	if (hit->explanation.n) {
		ns_json_key(r->w, "explanation");
		ns_json_str(r->w, hit->explanation);
	}
	if (hit->tier > 1) {
		ns_json_key(r->w, "some_words");
		ns_json_bool(r->w, true);
	}
	ns_json_map_end(r->w);
}

/* ---- the answer ---- */

static void total(struct ns_json_writer *w, const struct ns_answer *a,
		  enum ns_match match)
{
	static const char *const names[] = { "auto", "all", "any" };

	ns_json_key(w, "total");
	ns_json_map(w);
	ns_json_key(w, "value");
	ns_json_int(w, (int64_t)a->total);
	ns_json_key(w, "match");
	ns_json_text(w, names[match]);
	ns_json_map_end(w);
	ns_json_key(w, "further");
	ns_json_int(w, (int64_t)a->further);
}

/* Offsets of warnings count code points, as all do. */
static uint32_t code_points(struct ns_str q, uint32_t bytes)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < bytes && i < q.n; i++)
		n += ((unsigned char)q.p[i] & 0xc0) != 0x80;
	return n;
}

static void warnings(struct ns_json_writer *w, const struct ns_answer *a,
		     struct ns_str q)
{
	ns_json_key(w, "warnings");
	ns_json_array(w);
	for (uint32_t i = 0; i < a->n_warnings; i++) {
		const struct ns_warning *x = &a->warning[i];

		ns_json_map(w);
		ns_json_key(w, "text");
		ns_json_str(w, x->text);
		ns_json_key(w, "start");
		ns_json_int(w, code_points(q, x->start));
		ns_json_key(w, "end");
		ns_json_int(w, code_points(q, x->end));
		ns_json_map_end(w);
	}
	ns_json_array_end(w);
}

static void answer(struct render *r, const struct ns_answer *a,
		   const struct ns_request *asked)
{
	ns_json_map(r->w);
	ns_json_key(r->w, "query");
	ns_json_str(r->w, a->understood);
	ns_json_key(r->w, "generation");
	ns_json_int(r->w, (int64_t)a->generation);
	total(r->w, a, asked->match);
	ns_json_key(r->w, "hits");
	ns_json_array(r->w);
	for (uint32_t i = 0; i < a->n_hits; i++)
		one_hit(r, &a->hit[i]);
	ns_json_array_end(r->w);
	warnings(r->w, a, asked->text);
	ns_json_key(r->w, "partial");
	ns_json_bool(r->w, a->partial);
	ns_json_map_end(r->w);
}

void ns_http_render_answer(const struct ns_answer *a,
			   const struct ns_question *question,
			   struct ns_buf *out)
{
	struct render r = {
		.w = ns_json_writer_new(out, question->asked.pretty),
		.fields = question->fields,
		.highlight = (enum ns_highlight)question->asked.highlight,
	};

	if (r.w)
		answer(&r, a, &question->request);
	else
		out->failed = true;
	ns_json_writer_free(r.w);
	ns_buf_u8(out, '\n');
}

void ns_http_render_article(const struct ns_article *a, bool pretty,
			    struct ns_buf *out)
{
	struct render r = {
		.w = ns_json_writer_new(out, pretty),
		.fields = UINT32_MAX,
	};

	if (!r.w) {
		out->failed = true;
		return;
	}
	ns_json_map(r.w);
	text(&r, NS_FIELD_ID, a->id);
	text(&r, NS_FIELD_URL, a->url);
	text(&r, NS_FIELD_TITLE, a->title);
	article(&r, a);
	ns_json_map_end(r.w);
	ns_json_writer_free(r.w);
	ns_buf_u8(out, '\n');
}
