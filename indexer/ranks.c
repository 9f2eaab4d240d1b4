/* Keys are sorted eight bytes at a time, as numbers, and only the runs
 * that are equal so far look at their next eight bytes. Tamil and Sinhala share
 * their first eight bytes with hundreds of words; comparing whole strings cost
 * a miss of the cache for each comparison.
 */
#include "indexer/ranks.h"

#include <stdlib.h>

enum {
	STEP = 8,
	BYTES = 256,
	FEW = 24, // keys that are sorted by insertion
};

struct key {
	uint64_t part;
	uint32_t index;
};

struct sorter {
	const struct ns_lexicon *lx;
	bool forms;           // keys are forms, else stems
	const uint32_t *rank; // of groups
	struct key *other;    // as many as there are keys
};

static uint32_t *u32s(struct ns_buf *b, size_t n)
{
	ns_buf_reset(b);
	if (!ns_buf_room(b, n * sizeof(uint32_t)))
		return NULL;
	b->n = n * sizeof(uint32_t);
	return (uint32_t *)(void *)b->p;
}

void ns_ranks_free(struct ns_ranks *r)
{
	ns_buf_free(&r->stem);
	ns_buf_free(&r->first);
	ns_buf_free(&r->form);
	ns_buf_free(&r->by_text);
	ns_buf_free(&r->keys);
	ns_occurrences_free(&r->occurrences);
}

size_t ns_ranks_bytes(const struct ns_lexicon *lx)
{
	return (size_t)ns_lexicon_n_stems(lx) * 8 +
	       (size_t)ns_lexicon_n_forms(lx) * (8 + 2 * sizeof(struct key));
}

/* ---- sorting by text ---- */

static struct ns_str text_of(const struct sorter *s, uint32_t index)
{
	if (s->forms)
		return ns_lexicon_form_text(s->lx,
					    &ns_lexicon_forms(s->lx)[index]);
	return ns_lexicon_stem_text(s->lx, &ns_lexicon_stems(s->lx)[index]);
}

static const struct ns_lexstem *stem_of(const struct sorter *s, uint32_t index)
{
	if (s->forms)
		index = ns_lexicon_forms(s->lx)[index].stem;
	return &ns_lexicon_stems(s->lx)[index];
}

static uint64_t big_endian(const char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n < STEP ? n : STEP);
	return __builtin_bswap64(v);
}

/* What is compared at this depth: the group, then the text by steps; where the
 * text has ended the stem's rank decides between forms that look alike. */
static uint64_t part_of(const struct sorter *s, uint32_t index, size_t depth)
{
	struct ns_str text;

	if (depth == 0)
		return s->rank[stem_of(s, index)->group];
	text = text_of(s, index);
	depth = (depth - 1) * STEP;
	return depth < text.n ? big_endian(text.p + depth, text.n - depth) : 0;
}

/* Few keys, by insertion. */
static void sort_few(struct key *k, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct key x = k[i];
		size_t at = i;

		for (; at && k[at - 1].part > x.part; at--)
			k[at] = k[at - 1];
		k[at] = x;
	}
}

/* By the byte at `shift`, then each byte's keys by the next one; other[0..n) is
 * scratch. No order of the keys makes it slow, as one may a quick sort. */
static void sort_bytes(struct key *k, struct key *other, size_t n,
		       unsigned shift)
{
	size_t end[BYTES] = { 0 }, sum = 0, from = 0;

	for (size_t i = 0; i < n; i++)
		end[k[i].part >> shift & (BYTES - 1)]++;
	for (size_t b = 0; b < BYTES; b++) {
		size_t here = end[b];

		end[b] = sum;
		sum += here;
	}
	for (size_t i = 0; i < n; i++)
		other[end[k[i].part >> shift & (BYTES - 1)]++] = k[i];
	memcpy(k, other, n * sizeof(*k));
	for (size_t b = 0; b < BYTES; from = end[b++]) {
		size_t here = end[b] - from;

		if (here <= FEW)
			sort_few(k + from, here);
		else if (shift)
			sort_bytes(k + from, other, here, shift - 8);
	}
}

static void sort_parts(const struct sorter *s, struct key *k, size_t n)
{
	if (n <= FEW)
		sort_few(k, n);
	else
		sort_bytes(k, s->other, n, 56);
}

static void sort_ties(const struct sorter *s, struct key *k, size_t n)
{
	for (size_t i = 0; i < n; i++)
		k[i].part = stem_of(s, k[i].index)->rank;
	sort_parts(s, k, n);
}

/* Recursion ends with the longest text: NS_TERM_BYTES / STEP + 2 levels. */
static void sort_keys(const struct sorter *s, struct key *k, size_t n,
		      size_t depth)
{
	bool more = depth <= NS_TERM_BYTES / STEP + 1;
	size_t to;

	if (n < 2)
		return;
	if (!more) {
		sort_ties(s, k, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		k[i].part = part_of(s, k[i].index, depth);
	sort_parts(s, k, n);
	for (size_t from = 0; from < n; from = to) {
		for (to = from + 1; to < n && k[to].part == k[from].part;)
			to++;
		if (depth && !k[from].part)
			sort_ties(s, k + from, to - from);
		else
			sort_keys(s, k + from, to - from, depth + 1);
	}
}

struct group_key {
	uint8_t key[NS_KEY_PREFIX];
	uint16_t group;
};

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, NS_KEY_PREFIX);
}

/* rank[group]: order of (kind, language). */
static uint32_t *rank_groups(const struct ns_lexicon *lx)
{
	uint16_t n = ns_lexicon_n_groups(lx);
	struct group_key *g = calloc((size_t)n + 1, sizeof(*g));
	uint32_t *rank = calloc((size_t)n + 1, sizeof(*rank));

	for (uint16_t i = 0; g && i < n; i++) {
		const struct ns_lexgroup *of = ns_lexicon_group_of(lx, i);

		g[i].key[0] = of->kind;
		memcpy(g[i].key + 1, of->lang.code, NS_KEY_PREFIX - 1);
		g[i].group = i;
	}
	if (g)
		qsort(g, n, sizeof(*g), by_key);
	for (uint16_t i = 0; g && rank && i < n; i++)
		rank[g[i].group] = i;
	if (!g) {
		free(rank);
		rank = NULL;
	}
	free(g);
	return rank;
}

static struct key *keys_room(struct ns_ranks *r, size_t n)
{
	ns_buf_reset(&r->keys);
	return (struct key *)(void *)ns_buf_room(&r->keys,
						 2 * n * sizeof(struct key));
}

/* ---- stems ---- */

static bool rank_stems(struct ns_ranks *r, struct sorter *s)
{
	struct ns_lexstem *stem = ns_lexicon_stems(s->lx);
	uint32_t n = ns_lexicon_n_stems(s->lx), *out;
	struct key *k = keys_room(r, n);

	r->n_stems = 0;
	for (uint32_t i = 0; k && i < n; i++)
		if (ns_chain(&s->lx->chains, i)->df)
			k[r->n_stems++].index = i;
	out = k ? u32s(&r->stem, r->n_stems) : NULL;
	if (!out)
		return false;
	s->other = k + n;
	sort_keys(s, k, r->n_stems, 0);
	for (uint32_t i = 0; i < r->n_stems; i++) {
		out[i] = k[i].index;
		stem[out[i]].rank = i;
	}
	return true;
}

/* ---- forms ---- */

static int by_use(const void *a, const void *b, void *lexicon)
{
	const struct ns_lexicon *lx = lexicon;
	const struct ns_lexform *all = ns_lexicon_forms(lx);
	const struct ns_lexform *x = &all[*(const uint32_t *)a];
	const struct ns_lexform *y = &all[*(const uint32_t *)b];

	if (x->df != y->df)
		return x->df > y->df ? -1 : 1;
	return ns_str_cmp(ns_lexicon_form_text(lx, x),
			  ns_lexicon_form_text(lx, y));
}

/* first[rank] .. first[rank + 1]: a stem's forms, as they came. Stems that do
 * not occur have no rank. */
static void place_forms(const struct ns_lexicon *lx, uint32_t *first,
			uint32_t n_stems, uint32_t *form)
{
	const struct ns_lexform *f = ns_lexicon_forms(lx);
	const struct ns_lexstem *stem = ns_lexicon_stems(lx);
	uint32_t n = ns_lexicon_n_forms(lx), sum = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct ns_lexstem *s = &stem[f[i].stem];

		if (ns_chain(&lx->chains, f[i].stem)->df)
			first[s->rank] = s->n_forms;
	}
	for (uint32_t i = 0; i <= n_stems; i++) {
		uint32_t here = i < n_stems ? first[i] : 0;

		first[i] = sum;
		sum += here;
	}
	for (uint32_t i = 0; i < n; i++)
		if (ns_chain(&lx->chains, f[i].stem)->df)
			form[first[stem[f[i].stem].rank] + f[i].number] = i;
}

/* The documents of each of a stem's n forms, in .df. */
static enum ns_code count_forms(struct ns_ranks *r, struct ns_lexicon *lx,
				const uint32_t *form, uint32_t n)
{
	struct ns_lexform *f = ns_lexicon_forms(lx);
	struct ns_form_counts of;
	enum ns_code rc;

	if (n == 1) {
		f[*form].df = ns_chain(&lx->chains, f[*form].stem)->df;
		return NS_OK;
	}
	ns_buf_reset(&r->keys);
	ns_buf_fill(&r->keys, 0, 2 * (size_t)n * sizeof(uint32_t));
	if (r->keys.failed)
		return NS_NOMEM;
	of.df = (void *)r->keys.p;
	of.last = of.df + n;
	rc = ns_chain_forms(&lx->chains, f[*form].stem, of,
			    &r->occurrences.bytes);
	for (uint32_t i = 0; !rc && i < n; i++)
		f[form[i]].df = of.df[i];
	return rc;
}

/* Sorts a stem's forms by use and takes those that occur to form[to]; answers
 * how many they are. */
static uint32_t number_forms(struct ns_lexicon *lx, uint32_t *form,
			     uint32_t from, uint32_t n, uint32_t to)
{
	struct ns_lexform *f = ns_lexicon_forms(lx);

	if (n > 1)
		qsort_r(form + from, n, sizeof(*form), by_use, lx);
	while (n && !f[form[from + n - 1]].df)
		n--;
	for (uint32_t i = 0; i < n; i++) {
		form[to + i] = form[from + i];
		f[form[to + i]].place = to + i;
	}
	return n;
}

enum { AHEAD = 16 }; // stems whose forms are fetched

static enum ns_code rank_forms(struct ns_ranks *r, struct ns_lexicon *lx)
{
	uint32_t *first = u32s(&r->first, (size_t)r->n_stems + 1);
	uint32_t *form = u32s(&r->form, ns_lexicon_n_forms(lx));
	enum ns_code rc = first && form ? NS_OK : NS_NOMEM;

	r->n_forms = 0;
	if (!rc)
		place_forms(lx, first, r->n_stems, form);
	for (uint32_t rank = 0; !rc && rank < r->n_stems; rank++) {
		uint32_t from = first[rank], n = first[rank + 1] - from;

		if (r->n_stems - rank > AHEAD)
			__builtin_prefetch(&ns_lexicon_forms(
				lx)[form[first[rank + AHEAD]]]);
		rc = count_forms(r, lx, form + from, n);
		first[rank] = r->n_forms;
		r->n_forms += number_forms(lx, form, from, n, r->n_forms);
	}
	if (!rc)
		first[r->n_stems] = r->n_forms;
	return rc;
}

static bool sort_forms(struct ns_ranks *r, struct sorter *s)
{
	const struct ns_lexform *f = ns_lexicon_forms(s->lx);
	uint32_t n = ns_lexicon_n_forms(s->lx), *out;
	struct key *k = keys_room(r, n);

	r->n_by_text = 0;
	for (uint32_t i = 0; k && i < n; i++) {
		uint16_t group = stem_of(s, i)->group;

		if (f[i].df &&
		    ns_lexicon_group_of(s->lx, group)->kind == NS_KIND_STEM)
			k[r->n_by_text++].index = i;
	}
	out = k ? u32s(&r->by_text, r->n_by_text) : NULL;
	if (!out)
		return false;
	s->other = k + n;
	sort_keys(s, k, r->n_by_text, 0);
	for (uint32_t i = 0; i < r->n_by_text; i++)
		out[i] = k[i].index;
	return true;
}

enum ns_code ns_ranks_make(struct ns_ranks *r, struct ns_lexicon *lx,
			   struct ns_error *e)
{
	uint32_t *groups = rank_groups(lx);
	struct sorter stems = { lx, false, groups, NULL };
	struct sorter forms = { lx, true, groups, NULL };
	bool ok = groups && rank_stems(r, &stems) && !rank_forms(r, lx) &&
		  sort_forms(r, &forms);

	free(groups);
	if (!ok)
		return ns_fail(e, NS_NOMEM, "no memory to sort %u words",
			       ns_lexicon_n_forms(lx));
	return NS_OK;
}
