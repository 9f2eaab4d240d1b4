/* Words of the question against the vocabulary, one by one. */
#include "tests/oracle_word.h"

#include <assert.h>
#include <stdlib.h>

/* ---- how far words are apart --------------------------------------------- */

enum { LETTERS = 255 };

static uint32_t letters(struct ns_str s, uint32_t out[LETTERS])
{
	uint32_t n = 0;
	size_t i;

	for (i = 0; i < s.n && n < LETTERS; i++) {
		uint8_t c = (uint8_t)s.p[i];

		if (c < 0x80)
			out[n++] = c;
		else if (c >= 0xc0)
			out[n++] = c & (c < 0xe0 ? 31u : c < 0xf0 ? 15u : 7u);
		else
			out[n - 1] = out[n - 1] << 6 | (c & 63);
	}
	return n;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: the whole table. */
static uint32_t distance(struct ns_str x, struct ns_str y)
{
	static uint32_t d[LETTERS + 1][LETTERS + 1];
	uint32_t a[LETTERS], b[LETTERS];
	uint32_t n = letters(x, a), m = letters(y, b), i, j;

	for (i = 0; i <= n; i++)
		d[i][0] = i;
	for (j = 0; j <= m; j++)
		d[0][j] = j;
	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++) {
			uint32_t same = a[i - 1] == b[j - 1] ? 0 : 1;

			d[i][j] = least(d[i - 1][j - 1] + same,
					least(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[n][m];
}

/* ---- words --------------------------------------------------------------- */

/* What is common to the words of one text. */
struct reading {
	struct ask *a;
	struct ns_lang lang; // of the words
	struct ask_text t;
	bool plain; // authors, addresses: the form is the term
};

static bool is_in_group(const struct ns_str *stem, uint32_t n, struct ns_str s)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (ns_str_eq(stem[i], s))
			return true;
	return false;
}

/* Its own stem and those that its form has in any document present. */
static void mark_stems(const struct reading *r, struct ask_word *w)
{
	const struct oracle *o = r->a->o;
	struct ns_str *stem = ask_alloc(r->a, NS_FORM_STEMS + 1, sizeof(*stem));
	uint32_t i, n = 0;

	stem[n++] = w->stem;
	for (i = 0; i < o->n_words && n < NS_FORM_STEMS; i++) {
		const struct oracle_word *v = &o->word[i];

		if (v->df && ns_lang_eq(v->lang, r->lang) &&
		    ns_str_eq(v->form, w->form) &&
		    !is_in_group(stem, n, v->stem))
			stem[n++] = v->stem;
	}
	for (i = 0; i < o->n_words; i++)
		w->is[i] = ns_lang_eq(o->word[i].lang, r->lang) &&
			   is_in_group(stem, n, o->word[i].stem);
	w->stems = n;
}

static bool is_wanted(const struct reading *r, const struct ask_word *w,
		      struct ns_str form)
{
	const struct ns_node *n = r->t.node;

	if (n->kind == NS_NODE_PREFIX)
		return ns_str_starts(form, w->form);
	return distance(form, w->form) <= n->n;
}

static void mark_forms(const struct reading *r, struct ask_word *w)
{
	const struct oracle *o = r->a->o;
	uint32_t i;

	for (i = 0; i < o->n_words; i++) {
		w->is_form[i] = ns_lang_eq(o->word[i].lang, r->lang) &&
				ns_str_eq(o->word[i].form, w->form);
		if (w->is_form[i])
			w->form_df += o->word[i].df;
	}
}

static bool has_word(const struct oracle_tokens *t, const bool *is)
{
	uint32_t i;

	for (i = 0; i < t->n; i++)
		if (is[t->word[i]])
			return true;
	return false;
}

/* Documents present, dead ones among them, that have the word where it is
 * looked for. */
static void count(const struct reading *r, struct ask_word *w)
{
	const struct oracle *o = r->a->o;
	uint32_t i;

	if (w->exact && !r->plain) {
		w->df = w->form_df;
		return;
	}
	for (i = 0; i < o->n_docs; i++) {
		const struct oracle_doc *d = &o->doc[i];
		const struct oracle_tokens *t =
			r->t.scope == NS_SCOPE_AUTHOR ? &d->author
			: r->t.scope == NS_SCOPE_URL  ? &d->url
						      : &d->text;

		if (d->present && (r->plain || ns_lang_eq(d->lang, r->lang)))
			w->df += has_word(t, w->is);
	}
}

static void make_word(const struct reading *r, struct ask_word *w, bool is_last)
{
	const struct oracle *o = r->a->o;
	const struct ns_node *n = r->t.node;
	uint32_t i;

	w->is = ask_alloc(r->a, o->n_words, sizeof(*w->is));
	w->is_form = ask_alloc(r->a, o->n_words, sizeof(*w->is_form));
	w->stems = 1;
	mark_forms(r, w);
	if (is_last &&
	    (n->kind == NS_NODE_PREFIX || n->kind == NS_NODE_FUZZY)) {
		for (i = 0; i < o->n_words; i++)
			w->is[i] = ns_lang_eq(o->word[i].lang, r->lang) &&
				   is_wanted(r, w, o->word[i].form);
	} else if (r->plain || r->t.exact || n->exact ||
		   n->kind == NS_NODE_PHRASE) {
		w->exact = true;
		w->is = w->is_form;
	} else {
		mark_stems(r, w);
	}
	count(r, w);
}

static void read_terms(const struct reading *r, struct ns_str text,
		       struct ask_word *w)
{
	struct ns_terms t;
	enum ns_code rc = ns_word_terms(r->a->o->an, r->lang, text, &t, NULL);

	assert(!rc);
	w->form = ns_arena_str(&r->a->arena, t.form);
	w->stem = ns_arena_str(&r->a->arena, r->plain ? t.form : t.stem);
	assert(w->form.p && w->stem.p);
}

struct ask_run ask_run_make(struct ask *a, struct ns_lang lang,
			    struct ask_text t)
{
	struct reading r = { a, lang, t, t.scope > NS_SCOPE_BODY };
	struct ns_words *words = &a->o->scratch;
	struct ask_run run;
	enum ns_code rc;
	uint32_t i;

	if (r.plain)
		r.lang = (struct ns_lang){ { 0 } };
	rc = ns_analyze(a->o->an, r.lang, t.node->text, words, NULL);
	assert(!rc);
	run.n = words->n;
	run.word = ask_alloc(a, run.n, sizeof(*run.word));
	for (i = 0; i < run.n; i++)
		read_terms(&r, ns_word_str(words, i), &run.word[i]);
	for (i = 0; i < run.n; i++)
		make_word(&r, &run.word[i], i + 1 == run.n);
	return run;
}
