#include "query/expand.h"

#include <stdlib.h>

#include "query/edits.h"

enum { WALK_CHECK = 4096 }; // terms between two looks at the clock

enum ns_code ns_out_of_budget(struct ns_error *e)
{
	return ns_fail(e, NS_LIMIT, "the question needs too much memory");
}

/* One form of one stem that a walk has found. */
struct found {
	struct ns_str stem;
	uint32_t form;
};

struct finds {
	struct found *item;
	uint32_t n, cap;
};

static struct found *add(struct finds *f, struct ns_arena *arena)
{
	if (f->n == f->cap) {
		uint32_t cap = f->cap ? f->cap * 2 : 64;
		struct found *p = ns_arena_calloc(arena, cap, sizeof(*p));

		if (!p)
			return NULL;
		if (f->n)
			memcpy(p, f->item, f->n * sizeof(*p));
		f->item = p;
		f->cap = cap;
	}
	return &f->item[f->n++];
}

static int by_stem(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = ns_str_cmp(x->stem, y->stem);

	return order ? order : (x->form > y->form) - (x->form < y->form);
}

/* Joins what belongs to one stem. */
static enum ns_code join(struct finds *f, struct ns_arena *arena,
			 struct ns_expansions *out, struct ns_error *e)
{
	uint32_t *form = ns_arena_calloc(arena, f->n + 1u, sizeof(*form));
	uint32_t i;

	out->n = 0;
	out->item = ns_arena_calloc(arena, f->n + 1u, sizeof(*out->item));
	if (!form || !out->item)
		return ns_out_of_budget(e);
	if (f->n)
		qsort(f->item, f->n, sizeof(*f->item), by_stem);
	for (i = 0; i < f->n; i++) {
		struct ns_expansion *x = out->n ? &out->item[out->n - 1] : NULL;

		form[i] = f->item[i].form;
		if (!x || !ns_str_eq(x->term, f->item[i].stem)) {
			x = &out->item[out->n++];
			x->term = f->item[i].stem;
			x->form = form + i;
		}
		x->n_forms++;
	}
	return NS_OK;
}

static enum ns_code by_form(const struct ns_expander *x,
			    const struct ns_plan_word *word,
			    struct ns_expansions *out, struct ns_error *e)
{
	struct ns_form_stem *stem;
	uint32_t i, n;
	enum ns_code rc;

	rc = ns_form_stems(x->seg, word->lang, word->form, x->arena, &stem, &n,
			   e);
	if (rc == NS_NOTFOUND)
		return NS_OK;
	if (rc)
		return rc;
	out->item = ns_arena_calloc(x->arena, n + 1u, sizeof(*out->item));
	if (!out->item)
		return ns_out_of_budget(e);
	out->n = n;
	for (i = 0; i < n; i++)
		out->item[i] = (struct ns_expansion){ stem[i].stem,
						      &stem[i].form, 1,
						      stem[i].df, NULL };
	return NS_OK;
}

static enum ns_code by_terms(const struct ns_expander *x,
			     const struct ns_str *term, uint32_t n,
			     struct ns_expansions *out, struct ns_error *e)
{
	uint32_t i;

	out->item = ns_arena_calloc(x->arena, n + 1u, sizeof(*out->item));
	if (!out->item)
		return ns_out_of_budget(e);
	for (i = 0; i < n; i++)
		out->item[i].term = term[i];
	out->n = n;
	return NS_OK;
}

/* ---- walks --------------------------------------------------------------- */

struct walker {
	const struct ns_expander *x;
	const struct ns_plan_word *word;
	struct ns_letters letters;
	uint8_t kind; // of the entries walked over
	struct finds finds;
};

static bool is_wanted(const struct walker *w, struct ns_str term)
{
	struct ns_letters other;

	if (w->word->mode == NS_BY_PREFIX)
		return ns_str_starts(term, w->word->form);
	ns_letters_of(term, &other);
	return ns_edits_within(&w->letters, &other, w->word->edits);
}

/* Says whether the walk has left what it is for. */
static bool is_past(const struct walker *w, const struct ns_term *t)
{
	if (t->kind != w->kind || memcmp(t->lang, w->word->lang, 3) != 0)
		return true;
	return w->word->mode == NS_BY_PREFIX &&
	       !ns_str_starts(t->text, w->word->form);
}

static enum ns_code take(struct walker *w, const struct ns_term *t,
			 struct ns_error *e)
{
	struct ns_form_stem *stem = NULL;
	struct found *f;
	uint32_t i, n = 0;
	enum ns_code rc;

	if (t->kind != NS_KIND_FORM) {
		f = add(&w->finds, w->x->arena);
		if (!f)
			return ns_out_of_budget(e);
		f->stem = ns_arena_str(w->x->arena, t->text);
		f->form = 0;
		return f->stem.p ? NS_OK : ns_out_of_budget(e);
	}
	rc = ns_term_stems(w->x->seg, t, w->x->arena, &stem, &n, e);
	if (rc == NS_NOTFOUND)
		return NS_OK;
	for (i = 0; !rc && i < n; i++) {
		f = add(&w->finds, w->x->arena);
		if (!f)
			return ns_out_of_budget(e);
		*f = (struct found){ stem[i].stem, stem[i].form };
	}
	return rc;
}

static enum ns_code walk(struct walker *w, struct ns_walk *cursor,
			 struct ns_error *e)
{
	struct ns_deadline *deadline = w->x->deadline;
	uint32_t n = 0;
	enum ns_code rc = NS_OK;

	while (!rc && !is_past(w, &cursor->term)) {
		if (++n % WALK_CHECK == 0) {
			rc = ns_deadline_check(deadline, e);
			if (rc || deadline->partial)
				return rc;
		}
		if (is_wanted(w, cursor->term.text))
			rc = take(w, &cursor->term, e);
		if (!rc)
			rc = ns_walk_next(cursor, e);
	}
	return rc == NS_END ? NS_OK : rc;
}

static enum ns_code by_walk(const struct ns_expander *x,
			    const struct ns_plan_word *word,
			    struct ns_expansions *out, struct ns_error *e)
{
	struct walker w = { .x = x, .word = word, .kind = word->kind };
	struct ns_walk cursor = { 0 };
	struct ns_str from = { "", 0 };
	uint32_t i;
	enum ns_code rc;

	if (word->kind == NS_KIND_STEM)
		w.kind = NS_KIND_FORM;
	if (word->mode == NS_BY_PREFIX)
		from = word->form;
	else
		ns_letters_of(word->form, &w.letters);
	rc = ns_walk_open(x->seg, w.kind, word->lang, from, &cursor, e);
	if (!rc)
		rc = walk(&w, &cursor, e);
	ns_walk_close(&cursor);
	if (rc)
		return rc == NS_END ? NS_OK : rc;
	rc = join(&w.finds, x->arena, out, e);
	for (i = 0; !rc && w.kind != NS_KIND_FORM && i < out->n; i++)
		out->item[i].n_forms = 0;
	return rc;
}

/* ---- what was found before ----------------------------------------------- */

static enum ns_code keep(const struct ns_expander *x, struct ns_expansions *e)
{
	uint32_t i;

	for (i = 0; i < e->n; i++) {
		struct ns_expansion *it = &e->item[i];
		size_t size = it->n_forms * sizeof(*it->form);
		uint32_t *form = ns_arena_alloc(x->keep, size);

		it->term = ns_arena_str(x->keep, it->term);
		if (!form || !it->term.p)
			return NS_LIMIT;
		if (size)
			memcpy(form, it->form, size);
		it->form = form;
	}
	return NS_OK;
}

/* A walk over a large dictionary takes long, and a segment is bound several
 * times for one question. */
static enum ns_code by_walk_once(const struct ns_expander *x,
				 const struct ns_plan_word *word,
				 struct ns_expansions *out, struct ns_error *e)
{
	struct ns_expansions *kept = NULL;
	size_t size;
	enum ns_code rc;

	if (word->kept && word->kept[x->segment]) {
		*out = *word->kept[x->segment];
		return NS_OK;
	}
	rc = by_walk(x, word, out, e);
	if (rc || !word->kept || out->n > NS_EXPANSIONS_KEPT ||
	    x->deadline->partial)
		return rc;
	kept = ns_arena_calloc(x->keep, 1, sizeof(*kept));
	size = out->n * sizeof(*out->item);
	if (kept)
		kept->item = ns_arena_alloc(x->keep, size);
	if (!kept || !kept->item)
		return ns_out_of_budget(e);
	kept->n = out->n;
	if (size)
		memcpy(kept->item, out->item, size);
	if (keep(x, kept))
		return ns_out_of_budget(e);
	word->kept[x->segment] = kept;
	*out = *kept;
	return NS_OK;
}

enum ns_code ns_expand(const struct ns_expander *x,
		       const struct ns_plan_word *word,
		       struct ns_expansions *out, struct ns_error *e)
{
	*out = (struct ns_expansions){ 0 };
	switch (word->mode) {
	case NS_BY_TERM:
		return by_terms(x, &word->form, 1, out, e);
	case NS_BY_STEM:
		return by_terms(x, word->stems, word->n_stems, out, e);
	case NS_BY_FORM:
		return by_form(x, word, out, e);
	case NS_BY_PREFIX:
	case NS_BY_EDITS:
		return by_walk_once(x, word, out, e);
	}
	return NS_OK;
}
