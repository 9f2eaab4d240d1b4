#include "query/snippet_match.h"

#include "core/base/hash.h"
#include "query/snippet_terms.h"

/* A phrase whose first words have been seen. */
struct begun {
	uint32_t mark, seen;
};

/* The text that is being read. */
struct reading {
	const struct ns_marks *marks;
	struct ns_lang lang;
	enum ns_scope scope;
	struct ns_marked_word *match; // a word each
	struct ns_buf *begun;         // of struct begun
};

static uint32_t slot_of(const struct ns_marks *m, enum ns_mark_kind kind,
			struct ns_str text)
{
	uint64_t hash = ns_hash64_seed(text.p, text.n, kind);

	return (uint32_t)(hash ^ (hash >> 32)) & (m->n_slots - 1);
}

/* The slot that holds marks of this first word, or where they would be. */
static uint32_t *slot(const struct ns_marks *m, enum ns_mark_kind kind,
		      struct ns_str text)
{
	uint32_t i = slot_of(m, kind, text);

	while (m->slot[i]) {
		const struct ns_mark_word *w = &m->mark[m->slot[i] - 1].word[0];

		if (w->kind == kind && ns_str_eq(w->text, text))
			break;
		i = (i + 1) & (m->n_slots - 1);
	}
	return &m->slot[i];
}

static void set_begin(struct ns_marks *m, const struct ns_mark_word *w)
{
	uint8_t b = w->text.n ? (uint8_t)w->text.p[0] : 0;

	if (w->kind != NS_MARK_PREFIX)
		m->begins[w->kind][b / 64] |= UINT64_C(1) << (b % 64);
}

/* The chain of marks whose first word this is; most words are told from all of
 * them by their first byte. */
static uint32_t chain_of(const struct ns_marks *m, enum ns_mark_kind kind,
			 struct ns_str text)
{
	uint8_t b = text.n ? (uint8_t)text.p[0] : 0;

	if (!(m->begins[kind][b / 64] >> (b % 64) & 1))
		return 0;
	return *slot(m, kind, text);
}

enum ns_code ns_marks_prepare(const struct ns_mark *mark, uint32_t n,
			      struct ns_arena *arena, struct ns_marks *out)
{
	struct ns_marks m = { .mark = mark, .n = n, .n_slots = 8 };

	while (m.n_slots < 2 * (uint64_t)n)
		m.n_slots *= 2;
	m.slot = ns_arena_calloc(arena, m.n_slots, sizeof(*m.slot));
	m.next = ns_arena_calloc(arena, n ? n : 1, sizeof(*m.next));
	if (!m.slot || !m.next)
		return NS_NOMEM;
	for (uint32_t i = n; i-- > 0;) {
		const struct ns_mark_word *w = &mark[i].word[0];
		uint32_t *first = w->kind == NS_MARK_PREFIX
					  ? &m.prefix
					  : slot(&m, w->kind, w->text);

		set_begin(&m, w);
		m.next[i] = *first;
		*first = i + 1;
		if (mark[i].group >= m.n_groups)
			m.n_groups = mark[i].group + 1;
	}
	*out = m;
	return NS_OK;
}

static bool word_is(const struct ns_mark_word *w, const struct ns_terms *t)
{
	if (w->kind == NS_MARK_STEM)
		return ns_str_eq(w->text, t->stem);
	if (w->kind == NS_MARK_FORM)
		return ns_str_eq(w->text, t->form);
	return ns_str_starts(t->form, w->text);
}

static bool mark_fits(const struct reading *r, const struct ns_mark *m)
{
	static const struct ns_lang any;

	return (m->scope == NS_SCOPE_TEXT || m->scope == r->scope) &&
	       (ns_lang_eq(m->lang, any) || ns_lang_eq(m->lang, r->lang));
}

/* The n words that end with word i are a match. */
static void found(struct reading *r, const struct ns_mark *m, uint32_t i)
{
	for (uint32_t k = 0; k < m->n_words; k++) {
		struct ns_marked_word *at = &r->match[i - k];

		if (at->weight < m->weight)
			*at = (struct ns_marked_word){ m->weight, m->group };
	}
}

/* Phrases that word i carries on, or ends. */
static void carry_on(struct reading *r, const struct ns_terms *t, uint32_t i)
{
	struct begun *b = (struct begun *)(void *)r->begun->p;
	size_t n = r->begun->n / sizeof(*b), kept = 0;

	for (size_t k = 0; k < n; k++) {
		const struct ns_mark *m = &r->marks->mark[b[k].mark];

		if (!word_is(&m->word[b[k].seen], t))
			continue;
		if (b[k].seen + 1 == m->n_words)
			found(r, m, i);
		else
			b[kept++] = (struct begun){ b[k].mark, b[k].seen + 1 };
	}
	r->begun->n = kept * sizeof(*b);
}

/* Marks that begin with word i: a chain of 1 + number. */
static void begin(struct reading *r, uint32_t chain, const struct ns_terms *t,
		  uint32_t i)
{
	for (; chain; chain = r->marks->next[chain - 1]) {
		const struct ns_mark *m = &r->marks->mark[chain - 1];
		struct begun b = { chain - 1, 1 };

		if (!mark_fits(r, m) || !word_is(&m->word[0], t))
			continue;
		if (m->n_words == 1)
			found(r, m, i);
		else
			ns_buf_put(r->begun, &b, sizeof(b));
	}
}

static enum ns_code read_words(struct ns_snippeter *s, struct reading *r,
			       struct ns_error *e)
{
	for (uint32_t i = 0; i < s->words.n; i++) {
		struct ns_terms t;
		enum ns_code rc = ns_snippet_terms(
			s, r->lang, ns_word_str(&s->words, i), &t, e);

		if (rc)
			return rc;
		if (s->words.word[i].starts_paragraph)
			r->begun->n = 0;
		carry_on(r, &t, i);
		begin(r, chain_of(r->marks, NS_MARK_STEM, t.stem), &t, i);
		begin(r, chain_of(r->marks, NS_MARK_FORM, t.form), &t, i);
		begin(r, r->marks->prefix, &t, i);
	}
	return NS_OK;
}

enum ns_code ns_marks_find(struct ns_snippeter *s,
			   const struct ns_snippet_ask *ask,
			   enum ns_scope scope, struct ns_str text,
			   struct ns_error *e)
{
	struct reading r = { .marks = ask->marks,
			     .lang = ask->lang,
			     .scope = scope,
			     .begun = &s->scratch };
	enum ns_code rc = ns_analyze(s->an, ask->lang, text, &s->words, e);

	if (rc)
		return rc;
	ns_buf_reset(&s->found);
	ns_buf_reset(&s->scratch);
	ns_buf_fill(&s->found, 0, s->words.n * sizeof(struct ns_marked_word));
	if (s->found.failed)
		return ns_fail(e, NS_NOMEM, "no memory is left for a snippet");
	r.match = ns_marked_words(s);
	rc = read_words(s, &r, e);
	if (!rc && s->scratch.failed)
		rc = ns_fail(e, NS_NOMEM, "no memory is left for a snippet");
	return rc;
}
