/* occurrences.c - how often a leaf occurs in a document, by positions.
 *
 *	runs (words side by side) --> slots (any of them) --> NEAR, SAME, count
 */
#include "query/leaf.h"

/* One document being looked at. */
struct look {
	struct ns_bound_leaf *leaf;
	ns_docid doc;
	struct ns_arena *arena;
	struct ns_text_map map;
	struct ns_paragraphs zones;
	bool mapped, zoned;
	bool is_text; // has a map: paragraphs and zones
};

/* Reads where the title and the summary end, and no more. */
static enum ns_code open_zones(struct look *k, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	if (!k->zoned)
		rc = ns_paragraphs_open(k->leaf->bound->seg, k->doc, &k->zones,
					e);
	k->zoned = !rc;
	return rc;
}

static enum ns_code bad_zones(const struct look *k, struct ns_error *e)
{
	return ns_fail(e, NS_CORRUPT, "the text map of document %u", k->doc);
}

static enum ns_code load_map(struct look *k, struct ns_error *e)
{
	if (k->mapped || !k->is_text)
		return NS_OK;
	k->mapped = true;
	return ns_text_map(k->leaf->bound->seg, k->doc, k->arena, &k->map, e);
}

/* The first position behind the paragraph of `at`. */
static uint32_t paragraph_end(const struct look *k, uint32_t at)
{
	uint32_t lo = 0, n = k->is_text ? k->map.n_paragraphs : 0;
	const uint32_t *v = k->map.paragraph;

	while (n) {
		uint32_t half = n / 2;

		if (v[lo + half] <= at) {
			lo += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return k->is_text && lo < k->map.n_paragraphs ? v[lo] : UINT32_MAX;
}

/* ---- runs ---------------------------------------------------------------- */

/* Keeps the starts of runs that stay within a paragraph; where no more is asked
 * than whether there is one, the first. */
static enum ns_code keep_whole(struct look *k, uint32_t n_words,
			       struct ns_places *p, struct ns_error *e)
{
	bool one = k->leaf->exists && k->leaf->plan->kind == NS_LEAF_WORDS &&
		   k->leaf->plan->n_words == n_words;
	uint32_t n = 0, i;
	enum ns_code rc = NS_OK;

	if (!p->n || !k->is_text)
		return NS_OK;
	rc = open_zones(k, e);
	for (i = 0; !rc && i < p->n && !(one && n); i++) {
		ns_paragraphs_pass(&k->zones, p->at[i]);
		p->at[n] = p->at[i];
		n += p->at[i] + n_words <= k->zones.next;
	}
	p->n = n;
	k->zoned = false; // the next one reads from the start
	return rc || !k->zones.bad ? rc : bad_zones(k, e);
}

static enum ns_code run_places(struct look *k, const struct ns_plan_run *run,
			       struct ns_places *out, struct ns_error *e)
{
	enum ns_code rc = ns_run_places(k->leaf, run, k->doc, out, e);

	return rc || run->n == 1 ? rc : keep_whole(k, run->n, out, e);
}

/* ---- slots --------------------------------------------------------------- */

/* Both, ascending, each position once. */
static enum ns_code unite(struct look *k, struct ns_places *a,
			  const struct ns_places *b, struct ns_error *e)
{
	uint32_t *at, n = 0, i = 0, j = 0;

	if (!b->n)
		return NS_OK;
	at = ns_arena_alloc(k->arena, ((size_t)a->n + b->n) * sizeof(*at));
	if (!at)
		return ns_out_of_budget(e);
	while (i < a->n || j < b->n) {
		uint32_t x = i < a->n ? a->at[i] : UINT32_MAX;
		uint32_t y = j < b->n ? b->at[j] : UINT32_MAX;

		at[n++] = x < y ? x : y;
		i += x <= y;
		j += y <= x;
	}
	*a = (struct ns_places){ at, n };
	return NS_OK;
}

/* Keeps the positions that the leaf's scope holds. */
static enum ns_code keep_scope(struct look *k, struct ns_places *p,
			       struct ns_error *e)
{
	enum ns_scope scope = k->leaf->plan->scope;
	uint32_t from = 0, to = UINT32_MAX, n = 0, i;
	enum ns_code rc;

	if (!k->is_text || scope == NS_SCOPE_TEXT || !p->n)
		return NS_OK;
	rc = open_zones(k, e);
	if (rc)
		return rc;
	if (scope != NS_SCOPE_TITLE)
		from = k->zones.title;
	if (scope == NS_SCOPE_BODY)
		from += k->zones.summary;
	if (scope == NS_SCOPE_TITLE)
		to = k->zones.title;
	if (scope == NS_SCOPE_SUMMARY)
		to = from + k->zones.summary;
	for (i = 0; i < p->n; i++) {
		if (p->at[i] >= from && p->at[i] < to)
			p->at[n++] = p->at[i];
	}
	p->n = n;
	return NS_OK;
}

static enum ns_code slot_places(struct look *k, const struct ns_plan_slot *slot,
				struct ns_places *out, struct ns_error *e)
{
	struct ns_places more;
	uint32_t i;
	enum ns_code rc = NS_OK;

	*out = (struct ns_places){ 0 };
	for (i = 0; !rc && i < slot->n; i++) {
		more = (struct ns_places){ 0 };
		rc = run_places(k, &slot->run[i], &more, e);
		if (!rc && slot->n == 1)
			*out = more;
		else if (!rc)
			rc = unite(k, out, &more, e);
	}
	return rc ? rc : keep_scope(k, out, e);
}

/* ---- NEAR and SAME ------------------------------------------------------- */

/* Says whether every slot has an occurrence in [from, to]; next[] are the
 * slots' cursors, which only move on. */
static bool has_all(const struct look *k, uint32_t from, uint32_t to,
		    uint32_t *next)
{
	uint32_t i;

	for (i = 0; i < k->leaf->plan->n_slots; i++) {
		const struct ns_places *p = &k->leaf->slot[i];

		while (next[i] < p->n && p->at[next[i]] < from)
			next[i]++;
		if (next[i] == p->n || p->at[next[i]] > to)
			return false;
	}
	return true;
}

/* The positions at which the operator matches: see plan.h. */
static enum ns_code together(struct look *k, struct ns_places *out,
			     struct ns_error *e)
{
	const struct ns_plan_leaf *plan = k->leaf->plan;
	struct ns_places all = { 0 };
	uint32_t *next, i, hi = 0, n = 0;
	enum ns_code rc = load_map(k, e);

	for (i = 0; !rc && i < plan->n_slots; i++)
		rc = unite(k, &all, &k->leaf->slot[i], e);
	next = ns_arena_calloc(k->arena, plan->n_slots, sizeof(*next));
	if (rc || !next)
		return rc ? rc : ns_out_of_budget(e);
	for (i = 0; i < all.n; i++) {
		uint32_t p = all.at[i], to = paragraph_end(k, p) - 1;
		bool here;

		if (plan->kind == NS_LEAF_NEAR && to - p > plan->within)
			to = p + plan->within;
		while (hi < all.n && all.at[hi] <= to)
			hi++;
		here = hi - i >= plan->n_slots && has_all(k, p, to, next);
		if (plan->kind == NS_LEAF_SAME)
			i = hi - 1;
		if (here)
			all.at[n++] = p;
	}
	*out = (struct ns_places){ all.at, n };
	return NS_OK;
}

/* ---- a document ---------------------------------------------------------- */

static enum ns_code weigh(struct look *k, const struct ns_places *p,
			  uint32_t *tf, struct ns_error *e)
{
	uint32_t weight = k->leaf->bound->plan->in.snap->settings.title_weight;
	uint32_t i;
	enum ns_code rc;

	*tf = p->n;
	if (p->n < k->leaf->plan->at_least)
		*tf = 0;
	if (!*tf || k->leaf->exists || !k->is_text ||
	    k->leaf->plan->scope != NS_SCOPE_TEXT || weight == 1)
		return NS_OK;
	rc = open_zones(k, e);
	for (i = 0; !rc && i < p->n && p->at[i] < k->zones.title; i++)
		*tf += weight - 1;
	return rc;
}

enum ns_code ns_leaf_occurrences(struct ns_bound_leaf *l, ns_docid doc,
				 uint32_t *tf, struct ns_error *e)
{
	struct look k = { .leaf = l, .doc = doc };
	const struct ns_plan_leaf *plan = l->plan;
	struct ns_places at;
	uint32_t i;
	enum ns_code rc = NS_OK;

	*tf = 0;
	k.arena = l->bound->expander.scratch;
	k.is_text = plan->word[0].kind == NS_KIND_STEM;
	ns_arena_reset(k.arena);
	for (i = 0; !rc && i < plan->n_slots; i++) {
		rc = slot_places(&k, &plan->slot[i], &l->slot[i], e);
		if (!rc && !l->slot[i].n)
			return NS_OK;
	}
	at = l->slot[0];
	if (!rc && plan->kind != NS_LEAF_WORDS)
		rc = together(&k, &at, e);
	return rc ? rc : weigh(&k, &at, tf, e);
}
