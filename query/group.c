#include "query/group.h"

#include "core/archive/kernel.h"

/* Lists above which the segment's bitmap is made, not each window's. */
enum { MANY_LISTS = 12 };

/* ---- binding ------------------------------------------------------------- */

static enum ns_code find_term(const struct ns_expander *x,
			      const struct ns_plan_word *w,
			      const struct ns_expansion *from,
			      struct ns_term *out, struct ns_error *e)
{
	if (from->entry) {
		*out = *from->entry;
		return NS_OK;
	}
	return ns_term_find(x->seg, w->kind, w->lang, from->term, out, e);
}

static enum ns_code bind_list(const struct ns_expander *x, struct ns_group *g,
			      const struct ns_expansion *from,
			      struct ns_error *e)
{
	struct ns_list *l = &g->list[g->n_lists];
	struct ns_term term;
	enum ns_code rc = find_term(x, g->word, from, &term, e);

	if (rc)
		return rc == NS_NOTFOUND ? NS_OK : rc;
	rc = ns_postings_open(x->seg, &term, &l->p, e);
	if (rc)
		return rc;
	l->group = g;
	l->form = from->form;
	l->n_forms = from->n_forms == term.n_forms ? 0 : from->n_forms;
	g->some |= l->n_forms != 0;
	g->df = g->df > UINT32_MAX - l->p.df ? UINT32_MAX : g->df + l->p.df;
	g->n_lists++;
	return NS_OK;
}

static enum ns_code bind_lists(const struct ns_expander *x, struct ns_group *g,
			       struct ns_expansions *to, struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc = ns_expand(x, g->word, to, e);

	if (rc)
		return rc;
	g->list = ns_arena_calloc(x->arena, to->n + 1u, sizeof(*g->list));
	if (!g->list)
		return ns_out_of_budget(e);
	for (i = 0; !rc && i < to->n; i++)
		rc = bind_list(x, g, &to->item[i], e);
	return rc;
}

/* The list that the plan has opened, all of whose forms count. */
static enum ns_code bind_opened(struct ns_group *g, const struct ns_postings *p,
				struct ns_error *e)
{
	if (!p)
		return NS_OK;
	g->list = ns_arena_calloc(g->arena, 1, sizeof(*g->list));
	if (!g->list)
		return ns_out_of_budget(e);
	g->list->p = *p;
	g->list->group = g;
	g->df = p->df;
	g->n_lists = 1;
	return NS_OK;
}

/* The documents of all lists. */
static enum ns_code make_all(struct ns_group *g, struct ns_error *e)
{
	uint32_t n = (uint32_t)ns_bitmap_words(g->n_docs), i, b;
	enum ns_code rc = NS_OK;

	g->all = ns_arena_calloc(g->arena, n, sizeof(*g->all));
	if (!g->all)
		return ns_out_of_budget(e);
	for (i = 0; i < g->n_lists; i++) {
		const struct ns_postings *p = &g->list[i].p;

		for (b = 0; !rc && b < p->n_blocks; b++)
			rc = ns_postings_bits(p, b, 0, g->all, n, e);
	}
	return rc;
}

/* Its forms were found by a walk, and not all of a stem's count: once counted,
 * its documents are kept for the rest of the question. */
static bool is_walked(const struct ns_group *g)
{
	return g->some &&
	       (g->word->mode == NS_BY_PREFIX || g->word->mode == NS_BY_EDITS);
}

enum ns_code ns_group_bind(const struct ns_expander *x,
			   const struct ns_plan_word *word,
			   struct ns_group **out, struct ns_error *e)
{
	struct ns_group *g = ns_arena_calloc(x->arena, 1, sizeof(*g));
	struct ns_expansions to = { 0 };
	enum ns_code rc;

	*out = g;
	if (!g)
		return ns_out_of_budget(e);
	g->word = word;
	g->arena = x->arena;
	g->scratch = x->scratch;
	g->n_docs = ns_segment_info(x->seg)->n_docs;
	g->bits_from = NS_NO_DOC;
	rc = word->list ? bind_opened(g, word->list[x->segment], e)
			: bind_lists(x, g, &to, e);
	if (!rc && to.docs) {
		g->all = to.docs;
		g->is_exact = true;
	} else if (!rc && (g->n_lists > MANY_LISTS || is_walked(g))) {
		rc = make_all(g, e);
	}
	return rc;
}

/* ---- windows ------------------------------------------------------------- */

static enum ns_code add_lists(struct ns_group *g, ns_docid from,
			      struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc = NS_OK;

	memset(g->bits, 0, sizeof(g->bits));
	for (i = 0; !rc && i < g->n_lists; i++)
		rc = ns_list_add(&g->list[i], from, g->bits, e);
	return rc;
}

enum ns_code ns_group_bits(struct ns_group *g, ns_docid from,
			   struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	if (g->bits_from == from)
		return NS_OK;
	if (g->all)
		memcpy(g->bits, g->all + from / 64, sizeof(g->bits));
	else
		rc = add_lists(g, from, e);
	g->bits_from = rc ? NS_NO_DOC : from;
	return rc;
}

static bool is_probed(struct ns_group *g, ns_docid from, const uint64_t *bits)
{
	uint32_t n, i;

	if (g->bits_from == from || g->all)
		return false;
	n = (uint32_t)ns_kernel->count(bits, NS_WINDOW_WORDS);
	for (i = 0; i < g->n_lists; i++) {
		if (!ns_list_is_probed(&g->list[i], from, n))
			return false;
	}
	return true;
}

enum ns_code ns_group_keep(struct ns_group *g, ns_docid from, uint64_t *bits,
			   struct ns_error *e)
{
	uint64_t any[NS_WINDOW_WORDS];
	uint32_t i;
	enum ns_code rc = NS_OK;

	if (!is_probed(g, from, bits)) {
		rc = ns_group_bits(g, from, e);
		for (i = 0; !rc && i < NS_WINDOW_WORDS; i++)
			bits[i] &= g->bits[i];
		return rc;
	}
	memset(any, 0, sizeof(any));
	for (i = 0; !rc && i < g->n_lists; i++)
		rc = ns_list_probe(&g->list[i], from, bits, any, e);
	memcpy(bits, any, sizeof(any));
	return rc;
}

/* The first document >= doc of the segment's bitmap. */
static ns_docid next_bit(const struct ns_group *g, ns_docid doc)
{
	uint64_t left;

	if (doc >= g->n_docs)
		return NS_NO_DOC;
	left = g->all[doc / 64] & UINT64_MAX << (doc % 64);
	for (doc -= doc % 64; !left;) {
		doc += 64;
		if (doc >= g->n_docs)
			return NS_NO_DOC;
		left = g->all[doc / 64];
	}
	return doc + (uint32_t)__builtin_ctzll(left);
}

/* The same of the lists but for one. */
static ns_docid next_of(struct ns_group *g, ns_docid doc, uint32_t but)
{
	ns_docid best = NS_NO_DOC;
	uint32_t i;

	for (i = 0; i < g->n_lists && best > doc; i++) {
		struct ns_list *l = &g->list[i];
		uint32_t b = i == but ? l->p.n_blocks : ns_list_seek(l, doc);

		if (b < l->p.n_blocks && l->p.base[b] < best)
			best = l->p.base[b] > doc ? l->p.base[b] : doc;
	}
	return best;
}

ns_docid ns_group_next(struct ns_group *g, ns_docid doc)
{
	return g->all ? next_bit(g, doc) : next_of(g, doc, UINT32_MAX);
}

/* ---- counting ------------------------------------------------------------ */

/* Leaves in a window's bits the documents in which a form occurs that counts.
 */
static enum ns_code keep_some(struct ns_group *g, ns_docid from, uint64_t *bits,
			      struct ns_error *e)
{
	struct ns_tally t = {
		.from = from, .bits = bits, .title_weight = 1, .exists = true
	};
	uint32_t i;
	enum ns_code rc;

	ns_arena_reset(g->scratch);
	t.tf = ns_arena_calloc(g->scratch, NS_WINDOW_DOCS, sizeof(*t.tf));
	if (!t.tf)
		return ns_out_of_budget(e);
	rc = ns_group_tally(g, &t, e);
	for (i = 0; i < NS_WINDOW_DOCS; i++) {
		if (!t.tf[i])
			bits[i / 64] &= ~(UINT64_C(1) << (i % 64));
	}
	return rc;
}

static enum ns_code count_window(struct ns_group *g, ns_docid from,
				 uint64_t *df, struct ns_error *e)
{
	enum ns_code rc = ns_group_bits(g, from, e);

	if (!rc && g->some && !g->is_exact)
		rc = keep_some(g, from, g->bits, e);
	if (!rc && g->all)
		memcpy(g->all + from / 64, g->bits, sizeof(g->bits));
	*df += rc ? 0 : ns_kernel->count(g->bits, NS_WINDOW_WORDS);
	g->bits_from = NS_NO_DOC;
	return rc;
}

/* Adds the documents of a window that the longest list has not got. */
static enum ns_code count_beside(struct ns_group *g, uint32_t longest,
				 ns_docid from, uint64_t *df,
				 struct ns_error *e)
{
	struct ns_list *l = &g->list[longest];
	uint64_t has[NS_WINDOW_WORDS] = { 0 };
	uint32_t i, n;
	enum ns_code rc = NS_OK;

	memset(g->bits, 0, sizeof(g->bits));
	g->bits_from = NS_NO_DOC;
	for (i = 0; !rc && i < g->n_lists; i++) {
		if (i != longest)
			rc = ns_list_add(&g->list[i], from, g->bits, e);
	}
	n = (uint32_t)ns_kernel->count(g->bits, NS_WINDOW_WORDS);
	if (!rc && ns_list_is_probed(l, from, n))
		rc = ns_list_probe(l, from, g->bits, has, e);
	else if (!rc)
		rc = ns_list_add(l, from, has, e);
	for (i = 0; i < NS_WINDOW_WORDS; i++)
		has[i] &= g->bits[i];
	*df += n - (uint32_t)ns_kernel->count(has, NS_WINDOW_WORDS);
	return rc;
}

/* Mostly one list has nearly all documents: few of the others are looked up in
 * it, and its own are known. */
static enum ns_code count_lists(struct ns_group *g, uint64_t *df,
				struct ns_error *e)
{
	uint32_t longest = 0, i;
	ns_docid from = 0;
	enum ns_code rc = NS_OK;

	for (i = 1; i < g->n_lists; i++) {
		if (g->list[i].p.df > g->list[longest].p.df)
			longest = i;
	}
	*df = g->list[longest].p.df;
	while (!rc && (from = next_of(g, from, longest)) < g->n_docs) {
		from -= from % NS_WINDOW_DOCS;
		rc = count_beside(g, longest, from, df, e);
		from += NS_WINDOW_DOCS;
	}
	return rc;
}

enum ns_code ns_group_count(struct ns_group *g, uint64_t *df,
			    struct ns_error *e)
{
	ns_docid from = 0;
	enum ns_code rc = NS_OK;

	*df = 0;
	if (g->n_lists && !g->some && !g->all)
		return count_lists(g, df, e);
	while (!rc && (from = ns_group_next(g, from)) < g->n_docs) {
		from -= from % NS_WINDOW_DOCS;
		rc = count_window(g, from, df, e);
		from += NS_WINDOW_DOCS;
	}
	g->is_exact = !rc && g->all;
	return rc;
}
