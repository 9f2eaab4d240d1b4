#include "query/expand.h"

#include <stdlib.h>

#include "core/archive/dict.h"
#include "query/edits.h"

enum { WALK_CHECK = 4096 }; // terms between two looks at the clock

enum ns_code ns_out_of_budget(struct ns_error *e)
{
	return ns_fail(e, NS_LIMIT, "the question needs too much memory");
}

static enum ns_code keep_entry(struct ns_arena *arena, const struct ns_term *t,
			       struct ns_expansion *out, struct ns_error *e)
{
	struct ns_term *copy = ns_arena_alloc(arena, sizeof(*copy));

	if (!copy)
		return ns_out_of_budget(e);
	*copy = *t;
	copy->text.p = (const char *)copy->bytes + NS_KEY_PREFIX;
	out->entry = copy;
	return NS_OK;
}

/* Adds a term that is looked up; nothing where the segment has not got it. */
static enum ns_code add_term(const struct ns_expander *x,
			     const struct ns_plan_word *word,
			     const struct ns_expansion *it,
			     struct ns_expansions *out, struct ns_error *e)
{
	struct ns_expansion *to = &out->item[out->n];
	struct ns_term t;
	enum ns_code rc;

	if (word->own && ns_str_eq(it->term, word->stem)) {
		*to = *it;
		to->entry = &word->own[x->segment];
		out->n += to->entry->df != 0;
		return NS_OK;
	}
	rc = ns_term_find(x->seg, word->kind, word->lang, it->term, &t, e);
	if (rc)
		return rc == NS_NOTFOUND ? NS_OK : rc;
	*to = *it;
	out->n++;
	return keep_entry(x->arena, &t, to, e);
}

static enum ns_code by_form(const struct ns_expander *x,
			    const struct ns_plan_word *word,
			    struct ns_expansions *out, struct ns_error *e)
{
	const struct ns_plan_forms *f = &word->forms[x->segment];
	uint32_t i;
	enum ns_code rc = NS_OK;

	out->item = ns_arena_calloc(x->arena, f->n + 1u, sizeof(*out->item));
	if (!out->item)
		return ns_out_of_budget(e);
	for (i = 0; !rc && i < f->n; i++) {
		const struct ns_form_stem *s = &f->stem[i];
		const struct ns_expansion it = { s->stem, &s->form, 1, s->df,
						 NULL };

		rc = add_term(x, word, &it, out, e);
	}
	return rc;
}

static enum ns_code by_terms(const struct ns_expander *x,
			     const struct ns_plan_word *word,
			     struct ns_expansions *out, struct ns_error *e)
{
	bool one = word->mode == NS_BY_TERM;
	uint32_t n = one ? 1 : word->n_stems, i;
	enum ns_code rc = NS_OK;

	out->item = ns_arena_calloc(x->arena, n, sizeof(*out->item));
	if (!out->item)
		return ns_out_of_budget(e);
	for (i = 0; !rc && i < n; i++) {
		const struct ns_expansion it = { .term = one ? word->form
							     : word->stems[i] };

		rc = add_term(x, word, &it, out, e);
	}
	return rc;
}

/* ---- walks --------------------------------------------------------------- */

/* A form of a stem that a walk has found; of a term, the term. */
struct found {
	struct ns_str stem, form;
};

struct walker {
	const struct ns_expander *x;
	const struct ns_plan_word *word;
	struct ns_letters letters;
	struct ns_edit_walk edits;
	uint8_t kind; // of the entries walked over
	struct found *item;
	uint32_t n, cap;
	struct ns_walk stems; // over what was found, in order
	bool ended;           // and behind the last
};

static enum ns_code add(struct walker *w, struct ns_str stem,
			struct ns_str form, struct ns_error *e)
{
	struct ns_arena *arena = w->x->arena;

	if (w->n == w->cap) {
		uint32_t cap = w->cap ? w->cap * 2 : 64;
		struct found *p = ns_arena_calloc(arena, cap, sizeof(*p));

		if (!p)
			return ns_out_of_budget(e);
		if (w->n)
			memcpy(p, w->item, w->n * sizeof(*p));
		w->item = p;
		w->cap = cap;
	}
	w->item[w->n++] = (struct found){ stem, form };
	return NS_OK;
}

/* Says whether the walk has left what it is for. */
static bool is_past(const struct walker *w, const struct ns_term *t)
{
	if (t->kind != w->kind || memcmp(t->lang, w->word->lang, 3) != 0)
		return true;
	return w->word->mode == NS_BY_PREFIX &&
	       !ns_str_starts(t->text, w->word->form);
}

static enum ns_code take(struct walker *w, struct ns_walk *cursor,
			 struct ns_error *e)
{
	struct ns_str form = ns_arena_str(w->x->arena, cursor->term.text);
	struct ns_form_stem *stem = NULL;
	uint32_t i, n = 0;
	enum ns_code rc;

	if (!form.p)
		return ns_out_of_budget(e);
	if (w->kind != NS_KIND_FORM)
		return add(w, form, form, e);
	rc = ns_walk_term(cursor, e);
	if (!rc)
		rc = ns_form_entry_decode(&cursor->term, w->x->arena, &stem, &n,
					  e);
	for (i = 0; !rc && i < n; i++)
		rc = add(w, stem[i].stem, form, e);
	return rc;
}

/* Goes on behind all words that begin with so many bytes of this one. */
static enum ns_code jump(struct ns_walk *cursor, size_t bytes,
			 struct ns_error *e)
{
	char behind[NS_TERM_BYTES];

	if (!bytes || (uint8_t)cursor->term.text.p[bytes - 1] == UINT8_MAX)
		return ns_walk_key(cursor, e);
	memcpy(behind, cursor->term.text.p, bytes);
	behind[bytes - 1]++;
	return ns_walk_jump(cursor, (struct ns_str){ behind, bytes }, e);
}

static enum ns_code walk(struct walker *w, struct ns_walk *cursor,
			 struct ns_error *e)
{
	struct ns_deadline *deadline = w->x->deadline;
	bool by_edits = w->word->mode == NS_BY_EDITS;
	size_t dead = 0;
	uint32_t n = 0;
	enum ns_code rc = NS_OK;

	while (!rc && !is_past(w, &cursor->term)) {
		if (++n % WALK_CHECK == 0) {
			rc = ns_deadline_check(deadline, e);
			if (rc || deadline->partial)
				return rc;
		}
		if (!by_edits ||
		    ns_edit_walk_to(&w->edits, cursor->term.text, &dead))
			rc = take(w, cursor, e);
		if (!rc)
			rc = jump(cursor, dead, e);
	}
	return rc == NS_END ? NS_OK : rc;
}

/* ---- stems --------------------------------------------------------------- */

static int by_stem(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = ns_str_cmp(x->stem, y->stem);

	return order ? order : ns_str_cmp(x->form, y->form);
}

/* Says whether found[0..n), of one stem, have the form. */
static bool has_form(const struct found *found, uint32_t n, struct ns_str form)
{
	uint32_t lo = 0;

	while (n) {
		uint32_t half = n / 2;
		int order = ns_str_cmp(found[lo + half].form, form);

		if (!order)
			return true;
		lo = order < 0 ? lo + half + 1 : lo;
		n = order < 0 ? n - half - 1 : half;
	}
	return false;
}

/* The numbers of found[0..n) in their stem's entry. Those of which a merge left
 * nothing are none. */
static enum ns_code number_forms(const struct ns_expander *x,
				 const struct ns_term *t,
				 const struct found *found, uint32_t n,
				 struct ns_expansion *out, struct ns_error *e)
{
	uint32_t *number = ns_arena_alloc(x->arena, n * sizeof(*number)), i;
	struct ns_form *form = NULL;
	enum ns_code rc;

	if (!number)
		return ns_out_of_budget(e);
	ns_arena_reset(x->scratch);
	rc = ns_term_forms(t, x->scratch, &form, e);
	for (i = 0; !rc && i < t->n_forms && out->n_forms < n; i++) {
		if (form[i].df && has_form(found, n, form[i].text))
			number[out->n_forms++] = i;
	}
	out->form = number;
	return rc;
}

/* Negative: the stems' walk stands before a stem. */
static int compare(const struct walker *w, struct ns_str stem)
{
	const struct ns_term *t = &w->stems.term;

	if (w->ended || t->kind != w->word->kind ||
	    memcmp(t->lang, w->word->lang, NS_KEY_PREFIX - 1) != 0)
		return 1;
	return ns_str_cmp(t->text, stem);
}

/* Stems come in order, often several from one block of the dictionary: it is
 * walked over, not searched for each. *out lives until the next. */
static enum ns_code find_stem(struct walker *w, struct ns_str stem,
			      const struct ns_term **out, struct ns_error *e)
{
	const struct ns_plan_word *word = w->word;
	enum ns_code rc = NS_OK;

	if (!w->stems.state)
		rc = ns_walk_open(w->x->seg, word->kind, word->lang, stem,
				  &w->stems, e);
	else if (compare(w, stem) < 0)
		rc = ns_walk_jump(&w->stems, stem, e);
	w->ended |= rc == NS_END;
	if (rc && rc != NS_END)
		return rc;
	if (compare(w, stem) != 0)
		return NS_NOTFOUND;
	*out = &w->stems.term;
	return ns_walk_term(&w->stems, e);
}

/* Adds the stem of found[0..n), unless none of it is left. */
static enum ns_code add_stem(struct walker *w, const struct found *found,
			     uint32_t n, struct ns_expansions *out,
			     struct ns_error *e)
{
	struct ns_expansion *to = &out->item[out->n];
	const struct ns_term *t = NULL;
	enum ns_code rc = find_stem(w, found->stem, &t, e);

	if (rc)
		return rc == NS_NOTFOUND ? NS_OK : rc;
	to->term = found->stem;
	if (w->kind == NS_KIND_FORM)
		rc = number_forms(w->x, t, found, n, to, e);
	if (!rc && w->n <= NS_EXPANSIONS_KEPT)
		rc = keep_entry(w->x->arena, t, to, e);
	out->n += w->kind != NS_KIND_FORM || to->n_forms;
	return rc;
}

/* Joins what belongs to one stem. */
static enum ns_code join(struct walker *w, struct ns_expansions *out,
			 struct ns_error *e)
{
	uint32_t i, to;
	enum ns_code rc = NS_OK;

	out->item = ns_arena_calloc(w->x->arena, w->n + 1u, sizeof(*out->item));
	if (!out->item)
		return ns_out_of_budget(e);
	if (w->n)
		qsort(w->item, w->n, sizeof(*w->item), by_stem);
	for (i = 0; !rc && i < w->n; i = to) {
		for (to = i + 1; to < w->n; to++) {
			if (!ns_str_eq(w->item[to].stem, w->item[i].stem))
				break;
		}
		rc = add_stem(w, w->item + i, to - i, out, e);
	}
	ns_walk_close(&w->stems);
	return rc;
}

static enum ns_code begin(struct walker *w, struct ns_walk *cursor,
			  struct ns_error *e)
{
	struct ns_str from = { "", 0 };

	if (w->word->kind == NS_KIND_STEM)
		w->kind = NS_KIND_FORM;
	if (w->word->mode == NS_BY_PREFIX)
		from = w->word->form;
	else
		ns_letters_of(w->word->form, &w->letters);
	if (w->word->mode == NS_BY_EDITS &&
	    !ns_edit_walk_init(&w->edits, &w->letters, w->word->edits,
			       w->x->arena))
		return ns_out_of_budget(e);
	return ns_walk_open(w->x->seg, w->kind, w->word->lang, from, cursor, e);
}

static enum ns_code by_walk(const struct ns_expander *x,
			    const struct ns_plan_word *word,
			    struct ns_expansions *out, struct ns_error *e)
{
	struct walker w = { .x = x, .word = word, .kind = word->kind };
	struct ns_walk cursor = { 0 };
	enum ns_code rc = begin(&w, &cursor, e);

	if (!rc)
		rc = walk(&w, &cursor, e);
	ns_walk_close(&cursor);
	if (rc)
		return rc == NS_END ? NS_OK : rc;
	return join(&w, out, e);
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
		if (it->entry && keep_entry(x->keep, it->entry, it, NULL))
			return NS_LIMIT;
	}
	return NS_OK;
}

static enum ns_code keep_all(const struct ns_expander *x,
			     const struct ns_plan_word *word,
			     struct ns_expansions *out, struct ns_error *e)
{
	struct ns_expansions *kept = ns_arena_calloc(x->keep, 1, sizeof(*kept));
	size_t size = out->n * sizeof(*out->item);

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

/* The dictionary is asked once: a segment is bound several times for one
 * question. */
enum ns_code ns_expand(const struct ns_expander *x,
		       const struct ns_plan_word *word,
		       struct ns_expansions *out, struct ns_error *e)
{
	enum ns_code rc;

	*out = (struct ns_expansions){ 0 };
	if (word->kept && word->kept[x->segment]) {
		*out = *word->kept[x->segment];
		return NS_OK;
	}
	if (word->mode == NS_BY_FORM)
		rc = by_form(x, word, out, e);
	else if (word->mode == NS_BY_TERM || word->mode == NS_BY_STEM)
		rc = by_terms(x, word, out, e);
	else
		rc = by_walk(x, word, out, e);
	if (rc || !word->kept || out->n > NS_EXPANSIONS_KEPT ||
	    x->deadline->partial)
		return rc;
	return keep_all(x, word, out, e);
}
