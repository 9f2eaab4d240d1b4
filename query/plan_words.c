/* plan_words.c - a leaf's text becomes words of a language. */
#include "core/archive/dict.h"
#include "query/plan_make.h"

static uint8_t kind_of(enum ns_scope scope)
{
	switch (scope) {
	case NS_SCOPE_AUTHOR:
		return NS_KIND_AUTHOR_WORD;
	case NS_SCOPE_URL:
		return NS_KIND_URL_WORD;
	default:
		return NS_KIND_STEM;
	}
}

static struct ns_plan_word *add(struct ns_maker *m, struct ns_maker_words *w)
{
	if (w->n == w->cap) {
		uint32_t cap = w->cap ? w->cap * 2 : 4;
		struct ns_plan_word *p = ns_maker_alloc(m, cap, sizeof(*p));

		if (!p)
			return NULL;
		if (w->n)
			memcpy(p, w->word, w->n * sizeof(*p));
		w->word = p;
		w->cap = cap;
	}
	return &w->word[w->n++];
}

static struct ns_str keep(struct ns_maker *m, struct ns_str s)
{
	struct ns_str copy = ns_arena_str(m->plan->in.arena, s);

	if (!copy.p)
		m->rc = ns_out_of_budget(m->e);
	return copy;
}

/* One more of the group; most groups are of one. */
static void add_stem(struct ns_maker *m, struct ns_plan_word *w,
		     struct ns_str stem)
{
	struct ns_str *stems;
	uint32_t i;

	for (i = 0; i < w->n_stems; i++) {
		if (ns_str_eq(w->stems[i], stem))
			return;
	}
	if (w->n_stems == NS_FORM_STEMS)
		return;
	if (!(w->n_stems & (w->n_stems - 1))) { /* full at 0 and 2^i */
		stems = ns_maker_alloc(m, w->n_stems ? 2 * w->n_stems : 1,
				       sizeof(*stems));
		if (!stems)
			return;
		if (w->n_stems)
			memcpy(stems, w->stems, w->n_stems * sizeof(*stems));
		w->stems = stems;
	} else {
		stems = w->stems;
	}
	stems[w->n_stems++] = stem;
}

/* Says whether the form's entry names the word's own stem and no other: then
 * there is nothing to look up. */
static bool is_own(struct ns_maker *m, const struct ns_plan_word *w,
		   const struct ns_term *form)
{
	struct ns_form_stem *stem;
	uint32_t n;

	m->rc = ns_form_entry_decode(form, m->plan->in.arena, &stem, &n, m->e);
	return !m->rc && n == 1 && ns_str_eq(stem->stem, w->stem);
}

/* Its own stem's entry says whether the form could be of another one: mostly it
 * could not. */
static bool is_known(struct ns_maker *m, struct ns_plan_word *w,
		     uint32_t segment, bool counts)
{
	const struct ns_term *own = &w->own[segment];
	struct ns_plan_forms *f = &w->forms[segment];
	struct ns_form_stem s = { .stem = w->stem };
	enum ns_code rc;

	if (!own->df || !own->own_forms)
		return false;
	rc = ns_term_form(own, w->form, &s.form, &s.df, m->e);
	if (rc && rc != NS_NOTFOUND)
		m->rc = rc;
	if (rc || !counts || !s.df)
		return !rc;
	f->stem = ns_maker_alloc(m, 1, sizeof(*f->stem));
	if (!f->stem)
		return false;
	f->stem[f->n++] = s;
	w->form_df += s.df;
	return true;
}

static void find_own(struct ns_maker *m, struct ns_plan_word *w,
		     uint32_t segment)
{
	const struct ns_segment *seg = m->plan->in.snap->segment[segment].seg;
	struct ns_term *own = &w->own[segment];
	enum ns_code rc;

	rc = ns_term_find(seg, w->kind, w->lang, w->stem, own, m->e);
	if (rc)
		own->df = 0;
	if (rc && rc != NS_NOTFOUND)
		m->rc = rc;
}

/* What its form is in a segment: stems of its group, and documents that have
 * the very form, where somebody asks for them. */
static void look_up_in(struct ns_maker *m, struct ns_plan_word *w,
		       uint32_t segment)
{
	const struct ns_segment *seg = m->plan->in.snap->segment[segment].seg;
	const struct ns_request *r = m->plan->in.request;
	struct ns_plan_forms *f = &w->forms[segment];
	bool counts = w->mode == NS_BY_FORM ||
		      (r->rank == NS_RANK_DEFAULT && !r->count_only &&
		       r->sort == NS_SORT_RELEVANCE);
	struct ns_term t;
	uint32_t i;
	enum ns_code rc;

	find_own(m, w, segment);
	if (m->rc || is_known(m, w, segment, counts) || m->rc)
		return;
	rc = ns_term_find(seg, NS_KIND_FORM, w->lang, w->form, &t, m->e);
	if (!rc && !counts && is_own(m, w, &t))
		return;
	if (!rc)
		rc = m->rc ? m->rc
			   : ns_term_stems(seg, &t, m->plan->in.arena, &f->stem,
					   &f->n, m->e);
	if (rc && rc != NS_NOTFOUND)
		m->rc = rc;
	for (i = 0; !rc && i < f->n; i++) {
		add_stem(m, w, f->stem[i].stem);
		w->form_df += f->stem[i].df;
	}
}

void ns_maker_look_up(struct ns_maker *m, struct ns_plan_word *w)
{
	const struct ns_snapshot *snap = m->plan->in.snap;
	uint32_t i;

	if (w->mode != NS_BY_STEM && w->mode != NS_BY_FORM)
		return;
	add_stem(m, w, w->stem);
	w->forms = ns_maker_alloc(m, snap->n_segments + 1u, sizeof(*w->forms));
	w->own = ns_arena_alloc(m->plan->in.arena,
				(snap->n_segments + 1u) * sizeof(*w->own));
	if (!w->own)
		m->rc = ns_out_of_budget(m->e);
	for (i = 0; w->own && !m->rc && i < snap->n_segments; i++)
		look_up_in(m, w, i);
}

/* Room for what is found in each segment. */
static void make_room(struct ns_maker *m, struct ns_plan_word *w)
{
	w->kept = ns_maker_alloc(m, m->plan->in.snap->n_segments + 1u,
				 sizeof(struct ns_expansions *));
}

static void add_word(struct ns_maker *m, const struct ns_maker_text *t,
		     struct ns_str text, struct ns_maker_words *out)
{
	struct ns_lang lang = m->lang->lang;
	uint8_t kind = kind_of(t->scope);
	struct ns_plan_word *w;
	struct ns_terms terms;

	if (kind != NS_KIND_STEM)
		lang = (struct ns_lang){ { 0 } };
	m->rc = ns_word_terms(m->plan->in.analyzer, lang, text, &terms, m->e);
	w = m->rc ? NULL : add(m, out);
	if (!w)
		return;
	*w = (struct ns_plan_word){ .mode = t->mode, .kind = kind };
	memcpy(w->lang, lang.code, sizeof(w->lang));
	w->form = keep(m, terms.form);
	w->stem = keep(m, kind == NS_KIND_STEM ? terms.stem : terms.form);
	w->edits = t->edits;
}

/* In an address or a name every word is a term. */
static enum ns_word_mode mode_in(uint8_t kind, enum ns_word_mode mode)
{
	if (kind != NS_KIND_STEM && (mode == NS_BY_STEM || mode == NS_BY_FORM))
		return NS_BY_TERM;
	return mode;
}

void ns_maker_analyze(struct ns_maker *m, const struct ns_maker_text *t,
		      struct ns_maker_words *out)
{
	const struct ns_plan_input *in = &m->plan->in;
	struct ns_lang lang = m->lang->lang;
	uint32_t i, first = out->n;

	if (kind_of(t->scope) != NS_KIND_STEM)
		lang = (struct ns_lang){ { 0 } };
	if (!m->rc)
		m->rc = ns_analyze(in->analyzer, lang, t->text, in->words,
				   m->e);
	for (i = 0; !m->rc && i < in->words->n; i++)
		add_word(m, t, ns_word_str(in->words, i), out);
	if (!m->rc && out->n > first)
		out->word[out->n - 1].mode = t->last;
	for (i = first; !m->rc && i < out->n; i++) {
		struct ns_plan_word *w = &out->word[i];

		w->mode = mode_in(w->kind, w->mode);
		make_room(m, w);
	}
}
