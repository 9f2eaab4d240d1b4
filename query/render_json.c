#include "core/base/json.h"
#include "query/render_parts.h"

/* What is being written, and which fields of it. */
struct writer {
	struct ns_json_writer *w;
	uint32_t fields;
};

static bool begin(struct writer *j, enum ns_shown field)
{
	bool wanted = j->fields & NS_SHOW_BIT(field);

	if (wanted)
		ns_json_key(j->w, ns_shown_names[field]);
	return wanted;
}

static void text(struct writer *j, enum ns_shown field, struct ns_str s)
{
	if (s.n && begin(j, field))
		ns_json_str(j->w, s);
}

static void list(struct writer *j, enum ns_shown field,
		 const struct ns_str *value, uint32_t n)
{
	if (n == 0 || !begin(j, field))
		return;
	ns_json_array(j->w);
	for (uint32_t i = 0; i < n; i++)
		ns_json_str(j->w, value[i]);
	ns_json_array_end(j->w);
}

static void date(struct writer *j, enum ns_shown field, struct ns_time t)
{
	char out[NS_TIME_TEXT];

	ns_time_format(t, out);
	text(j, field, ns_str_of(out));
}

static void article(struct writer *j, const struct ns_article *a)
{
	text(j, NS_SHOW_ID, a->id);
	text(j, NS_SHOW_URL, a->url);
	text(j, NS_SHOW_TITLE, a->title);
	text(j, NS_SHOW_SUMMARY, a->summary);
	text(j, NS_SHOW_BODY, a->body);
	list(j, NS_SHOW_AUTHOR, a->author, a->n_author);
	date(j, NS_SHOW_DATE, a->date);
	text(j, NS_SHOW_PRECISION,
	     ns_str_of(ns_precision_name(a->date.precision)));
	date(j, NS_SHOW_MODIFIED, a->modified);
	date(j, NS_SHOW_EMBARGO, a->embargo);
	text(j, NS_SHOW_OUTLET, a->outlet);
	text(j, NS_SHOW_SECTION, a->section);
	text(j, NS_SHOW_LANG, a->lang);
	text(j, NS_SHOW_TYPE, a->type);
	list(j, NS_SHOW_TAGS, a->tag, a->n_tag);
	text(j, NS_SHOW_STATUS, a->status);
	text(j, NS_SHOW_IMAGE, a->image);
}

/* ---- a hit --------------------------------------------------------------- */

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

/* The first passage as HTTP gives it; all of them when there are several. */
static void snippets(struct writer *j, const struct ns_hit *hit)
{
	if (hit->n_snippets == 0)
		return;
	text(j, NS_SHOW_SNIPPET, hit->snippet->text);
	if (begin(j, NS_SHOW_HIGHLIGHTS))
		spans(j->w, hit->snippet->span, hit->snippet->n_spans);
	if (hit->n_snippets == 1 || !(j->fields & NS_SHOW_BIT(NS_SHOW_SNIPPET)))
		return;
	ns_json_key(j->w, "snippets");
	ns_json_array(j->w);
	for (uint32_t i = 0; i < hit->n_snippets; i++) {
		ns_json_map(j->w);
		ns_json_key(j->w, "text");
		ns_json_str(j->w, hit->snippet[i].text);
		ns_json_key(j->w, "highlights");
		spans(j->w, hit->snippet[i].span, hit->snippet[i].n_spans);
		ns_json_map_end(j->w);
	}
	ns_json_array_end(j->w);
}

/* The fields of a hit, in a map that is open. */
static void hit(struct writer *j, const struct ns_hit *h)
{
	uint32_t marked = NS_SHOW_BIT(NS_SHOW_TITLE) |
			  NS_SHOW_BIT(NS_SHOW_HIGHLIGHTS);

	article(j, &h->article);
	if (begin(j, NS_SHOW_SCORE))
		ns_json_num(j->w, h->score);
	snippets(j, h);
	if (h->n_title_spans && (j->fields & marked) == marked) {
		ns_json_key(j->w, "title_highlights");
		spans(j->w, h->title_span, h->n_title_spans);
	}
	if (h->explanation.n) {
		ns_json_key(j->w, "explanation");
		ns_json_str(j->w, h->explanation);
	}
	if (h->tier > 1) {
		ns_json_key(j->w, "some_words");
		ns_json_bool(j->w, true);
	}
}

void ns_render_jsonl(const struct ns_render *r, const struct ns_answer *a,
		     struct ns_buf *out)
{
	struct writer j = { ns_json_writer_new(out, false), r->fields };

	if (!j.w) {
		out->failed = true;
		return;
	}
	for (uint32_t i = 0; i < a->n_hits; i++) {
		ns_json_map(j.w);
		if (r->id.n) {
			ns_json_key(j.w, "question");
			ns_json_str(j.w, r->id);
		}
		hit(&j, &a->hit[i]);
		ns_json_map_end(j.w);
		ns_json_next(j.w);
	}
	ns_json_writer_free(j.w);
}

/* ---- the whole answer ---------------------------------------------------- */

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
		n += ((uint8_t)q.p[i] & 0xc0) != 0x80;
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

static void hits(struct writer *j, const struct ns_answer *a)
{
	ns_json_key(j->w, "hits");
	ns_json_array(j->w);
	for (uint32_t i = 0; i < a->n_hits; i++) {
		ns_json_map(j->w);
		hit(j, &a->hit[i]);
		ns_json_map_end(j->w);
	}
	ns_json_array_end(j->w);
}

void ns_render_json(const struct ns_render *r, const struct ns_answer *a,
		    struct ns_buf *out)
{
	struct writer j = { ns_json_writer_new(out, !r->compact), r->fields };

	if (!j.w) {
		out->failed = true;
		return;
	}
	ns_json_map(j.w);
	ns_json_key(j.w, "query");
	ns_json_str(j.w, a->understood);
	ns_json_key(j.w, "generation");
	ns_json_int(j.w, (int64_t)a->generation);
	total(j.w, a, r->request->match);
	hits(&j, a);
	warnings(j.w, a, r->request->text);
	ns_json_key(j.w, "partial");
	ns_json_bool(j.w, a->partial);
	ns_json_map_end(j.w);
	ns_json_writer_free(j.w);
}

/* What the dump gave and no field has, as it was given. */
static void given(struct ns_json_writer *w, const struct ns_article *a)
{
	if (a->n_given == 0)
		return;
	ns_json_key(w, "given");
	ns_json_map(w);
	for (uint32_t i = 0; i < a->n_given; i++) {
		ns_json_key_str(w, a->given[i].name);
		ns_json_raw(w, a->given[i].json);
	}
	ns_json_map_end(w);
}

void ns_render_article_json(const struct ns_article *a, bool pretty,
			    struct ns_buf *out)
{
	struct writer j = { ns_json_writer_new(out, pretty), UINT32_MAX };

	if (!j.w) {
		out->failed = true;
		return;
	}
	ns_json_map(j.w);
	article(&j, a);
	given(j.w, a);
	ns_json_map_end(j.w);
	ns_json_writer_free(j.w);
	if (!pretty)
		ns_buf_u8(out, '\n');
}
