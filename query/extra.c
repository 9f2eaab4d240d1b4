/* extra.c - what stage two adds to the score of a document. */
#include "query/rescore.h"

#include "query/group.h"

enum { NEAR_WORDS = 8 }; // how far neighbours may stand apart

/* A plain word: its lists, and the numbers of its very form in them. */
struct extra_word {
	uint32_t leaf, word;
	struct ns_group *group;
	uint32_t *form;      // [group->n_lists]; NULL for exact words
	bool paired;         // it has neighbours
	uint32_t freq;       // in the document, of all forms
	struct ns_places at; // in the document being scored
};

struct ns_extra_words {
	struct extra_word *word;
	uint32_t n;
	struct ns_extra_bound bound;
};

/* ---- binding ------------------------------------------------------------- */

/* The form's number in each list of its stems. */
static enum ns_code number_forms(struct ns_binding *b, struct extra_word *x,
				 struct ns_error *e)
{
	struct ns_arena *arena = b->bound.expander.arena;
	const struct ns_group *g = x->group;
	const struct ns_plan_forms *f = &g->word->forms[b->segment];
	struct ns_expansions to;
	uint32_t i, j;
	enum ns_code rc = ns_expand(&b->bound.expander, g->word, &to, e);

	x->form = ns_arena_alloc(arena, (g->n_lists + 1u) * sizeof(*x->form));
	if (rc || !x->form)
		return rc ? rc : ns_out_of_budget(e);
	/* A list is an expansion that is in the segment: the same order. */
	for (i = 0; i < g->n_lists; i++) {
		x->form[i] = NS_NO_FORM;
		for (j = 0; j < f->n; j++) {
			if (ns_str_eq(f->stem[j].stem, to.item[i].term))
				x->form[i] = f->stem[j].form;
		}
	}
	return NS_OK;
}

static uint32_t count_plain(const struct ns_plan *plan, uint32_t lang)
{
	const struct ns_plan_leaf *l = plan->langs[lang].leaf;
	uint32_t i, n = 0;

	for (i = 0; i < plan->n_leaves; i++)
		n += l[i].plain ? l[i].n_words : 0;
	return n;
}

static bool is_paired(const struct ns_plan_lang *lang, uint32_t leaf,
		      uint32_t word)
{
	uint32_t i, k;

	for (i = 0; i < lang->n_pairs; i++) {
		const struct ns_plan_pair *p = &lang->pair[i];

		for (k = 0; k < 2; k++) {
			if (p->leaf[k] == leaf && p->word[k] == word)
				return true;
		}
	}
	return false;
}

enum ns_code ns_extra_bind(struct ns_binding *b, uint32_t lang,
			   struct ns_extra_words **out, struct ns_error *e)
{
	const struct ns_plan *plan = b->bound.plan;
	const struct ns_plan_leaf *l = plan->langs[lang].leaf;
	struct ns_arena *arena = b->bound.expander.arena;
	struct ns_extra_words *w = ns_arena_calloc(arena, 1, sizeof(*w));
	uint32_t i, j;
	enum ns_code rc = NS_OK;

	*out = w;
	if (w)
		w->word = ns_arena_calloc(arena, count_plain(plan, lang) + 1u,
					  sizeof(*w->word));
	if (!w || !w->word)
		return ns_out_of_budget(e);
	ns_extra_bound(plan, lang, &w->bound);
	for (i = 0; i < plan->n_leaves; i++) {
		for (j = 0; !rc && l[i].plain && j < l[i].n_words; j++) {
			struct extra_word *x = &w->word[w->n++];

			x->leaf = i;
			x->word = j;
			x->group = b->leaf[lang][i].word[j];
			x->paired = is_paired(&plan->langs[lang], i, j);
			if (l[i].word[j].mode != NS_BY_FORM)
				rc = number_forms(b, x, e);
		}
	}
	return rc;
}

/* ---- a document ---------------------------------------------------------- */

struct scorer {
	const struct ns_extra *x;
	struct ns_extra_words *words;
	const struct ns_plan_leaf *leaf; // of the language
	uint32_t title;                  // words of the document's title
	double k;
	double base; // score of stage one
	double sum;
};

static void add_form(struct scorer *s, const struct extra_word *w, uint32_t tf)
{
	const struct ns_plan_leaf *l = &s->leaf[w->leaf];
	const struct ns_plan_word *word = &l->word[w->word];
	double part;

	if (!tf)
		return;
	part = NS_FORM_SHARE * word->form_idf * l->boost * tf / (tf + s->k);
	s->sum += part;
	if (s->x->said)
		ns_buf_printf(s->x->said,
			      "  + %.6f  form \"%.*s\": idf %.4f, tf %u\n",
			      part, (int)word->form.n, word->form.p,
			      word->form_idf, tf);
}

/* Reads a word's places, and what its form adds. */
static enum ns_code read_word(struct scorer *s, struct extra_word *w,
			      struct ns_error *e)
{
	struct ns_form_count form = {
		.form = w->form,
		.title = s->title,
		.title_weight = s->x->binding->bound.plan->in.snap->settings
					.title_weight,
		.places = w->paired,
	};
	enum ns_code rc;

	if (!w->form)
		return w->paired
			       ? ns_group_places(w->group, s->x->doc, &w->at, e)
			       : NS_OK;
	rc = ns_group_forms(w->group, s->x->doc, &form, &w->at, e);
	if (!rc)
		add_form(s, w, form.tf);
	return rc;
}

static struct extra_word *find(struct scorer *s, uint32_t leaf, uint32_t word)
{
	uint32_t lo = 0, n = s->words->n;

	while (n) {
		uint32_t half = n / 2;
		const struct extra_word *w = &s->words->word[lo + half];

		if (w->leaf < leaf || (w->leaf == leaf && w->word < word)) {
			lo += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return &s->words->word[lo];
}

/* Positions of x with y directly after them. */
static uint32_t count_next(const struct ns_places *x, const struct ns_places *y)
{
	uint32_t i, j = 0, n = 0;

	for (i = 0; i < x->n; i++) {
		while (j < y->n && y->at[j] <= x->at[i])
			j++;
		n += j < y->n && y->at[j] == x->at[i] + 1;
	}
	return n;
}

/* Positions of the rarer with another of the other nearby. */
static uint32_t count_near(const struct ns_places *x, const struct ns_places *y)
{
	const struct ns_places *rare = x->n <= y->n ? x : y;
	const struct ns_places *other = rare == x ? y : x;
	uint32_t i, j = 0, n = 0;

	for (i = 0; i < rare->n; i++) {
		uint32_t p = rare->at[i], k;
		bool near = false;

		while (j < other->n && other->at[j] + NEAR_WORDS < p)
			j++;
		for (k = j; k < other->n && other->at[k] <= p + NEAR_WORDS; k++)
			near |= other->at[k] != p;
		n += near;
	}
	return n;
}

static void add_pair(struct scorer *s, const struct ns_plan_pair *p)
{
	struct extra_word *x = find(s, p->leaf[0], p->word[0]);
	struct extra_word *y = find(s, p->leaf[1], p->word[1]);
	const struct ns_plan_word *wx = &s->leaf[x->leaf].word[x->word];
	const struct ns_plan_word *wy = &s->leaf[y->leaf].word[y->word];
	double a, w, part;

	if (!x->at.n || !y->at.n)
		return;
	a = count_next(&x->at, &y->at);
	w = count_near(&x->at, &y->at);
	part = (wx->idf + wy->idf) * (NS_NEXT_SHARE * a / (a + s->k) +
				      NS_NEAR_SHARE * w / (w + s->k));
	s->sum += part;
	if (s->x->said && w > 0)
		ns_buf_printf(s->x->said,
			      "  + %.6f  \"%.*s %.*s\": adjacent %.0f, within "
			      "%d words %.0f\n",
			      part, (int)wx->form.n, wx->form.p,
			      (int)wy->form.n, wy->form.p, a, NEAR_WORDS, w);
}

/* How many words the title has, where they count more. */
static enum ns_code find_title(struct scorer *s, struct ns_error *e)
{
	const struct ns_bound *b = &s->x->binding->bound;
	struct ns_paragraphs zones;
	enum ns_code rc;

	if (b->plan->in.snap->settings.title_weight == 1)
		return NS_OK;
	rc = ns_paragraphs_open(b->seg, s->x->doc, &zones, e);
	s->title = rc ? 0 : zones.title;
	return rc;
}

/* ---- documents that do not get so far ------------------------------------ */

static enum ns_code count_word(struct extra_word *w, ns_docid doc,
			       struct ns_error *e)
{
	uint32_t i;

	w->freq = 0;
	for (i = 0; i < w->group->n_lists; i++) {
		struct ns_posting hit;
		enum ns_code rc =
			ns_list_find(&w->group->list[i], doc, &hit, e);

		if (rc && rc != NS_NOTFOUND)
			return rc;
		if (!rc)
			w->freq += hit.in->b.freq[hit.j];
	}
	return NS_OK;
}

/* A pair adds most where all of the rarer have one of the other beside them. */
static double bound_pair(struct scorer *s, const struct ns_plan_pair *p)
{
	const struct extra_word *x = find(s, p->leaf[0], p->word[0]);
	const struct extra_word *y = find(s, p->leaf[1], p->word[1]);
	const struct ns_plan_word *wx = &s->leaf[x->leaf].word[x->word];
	const struct ns_plan_word *wy = &s->leaf[y->leaf].word[y->word];
	double m = x->freq < y->freq ? x->freq : y->freq;

	return (wx->idf + wy->idf) * (NS_NEXT_SHARE + NS_NEAR_SHARE) * m /
	       (m + s->k);
}

/* NS_END: by how often it has the words, the document does not reach the score
 * that is asked for. */
static enum ns_code try_bound(struct scorer *s, struct ns_error *e)
{
	const struct ns_plan *plan = s->x->binding->bound.plan;
	const struct ns_plan_lang *lang = &plan->langs[s->x->lang];
	double most = s->base + ns_extra_forms(&s->words->bound, s->base);
	uint32_t i;
	enum ns_code rc = NS_OK;

	for (i = 0; !rc && i < s->words->n; i++) {
		if (s->words->word[i].paired)
			rc = count_word(&s->words->word[i], s->x->doc, e);
	}
	for (i = 0; !rc && i < lang->n_pairs; i++)
		most += bound_pair(s, &lang->pair[i]);
	if (!rc && most + NS_EXTRA_SLACK < s->x->floor)
		rc = NS_END;
	return rc;
}

enum ns_code ns_extra_score(const struct ns_extra *x, struct ns_extra_words *w,
			    double *sum, struct ns_error *e)
{
	const struct ns_plan *plan = x->binding->bound.plan;
	const struct ns_plan_lang *lang = &plan->langs[x->lang];
	struct scorer s = { x, w, lang->leaf, 0, 0, *sum, *sum };
	uint32_t i;
	enum ns_code rc = NS_OK;

	if (!w->n)
		return NS_OK;
	rc = ns_leaf_k(&x->binding->leaf[x->lang][w->word[0].leaf], x->doc,
		       &s.k, e);
	if (!rc && x->floor > 0)
		rc = try_bound(&s, e);
	if (!rc)
		rc = find_title(&s, e);
	for (i = 0; !rc && i < w->n; i++)
		rc = read_word(&s, &w->word[i], e);
	for (i = 0; !rc && i < lang->n_pairs; i++)
		add_pair(&s, &lang->pair[i]);
	if (!rc)
		*sum = s.sum;
	return rc;
}
