/* The terms of a batch, in the order of their keys: whole names
 * (name_lists.c), author words, forms, stems, URL words.
 *
 * A stem's chain (chains.h) is read once more, its documents are put in final
 * order, and blocks of them are written.
 */
#include <stdlib.h>

#include "indexer/batch.h"
#include "indexer/renumber.h"

struct writing {
	struct ns_builder *b;
	struct ns_segment_writer *w;
	struct ns_block block;
	uint32_t rank;    // the next stem
	bool text, forms; // of this stem: has a title; has several
};

/* ---- forms ---- */

static size_t text_key(const struct ns_lexicon *lx, uint8_t kind,
		       const struct ns_lexstem *of, struct ns_str text,
		       uint8_t *key)
{
	return ns_key_make(kind, ns_lexicon_group_of(lx, of->group)->lang.code,
			   text, key);
}

static int by_df(const void *a, const void *b)
{
	const struct ns_form_stem *x = a, *y = b;

	return (x->df < y->df) - (x->df > y->df);
}

static int by_stem(const void *a, const void *b)
{
	const struct ns_form_stem *x = a, *y = b;

	return ns_str_cmp(x->stem, y->stem);
}

/* Of a form with more stems than an entry holds, the most frequent stay. */
static uint32_t most_used(struct ns_form_stem *stem, uint32_t n)
{
	if (n <= NS_FORM_STEMS)
		return n;
	qsort(stem, n, sizeof(*stem), by_df);
	qsort(stem, NS_FORM_STEMS, sizeof(*stem), by_stem);
	return NS_FORM_STEMS;
}

/* The stems of the forms form[0..n), which have one text. */
static enum ns_code write_form(struct writing *x, const uint32_t *form,
			       uint32_t n, struct ns_error *e)
{
	const struct ns_lexicon *lx = &x->b->lexicon;
	const struct ns_lexform *f = ns_lexicon_forms(lx);
	const struct ns_lexstem *s = ns_lexicon_stems(lx);
	const uint32_t *first = ns_ranks_u32(&x->b->ranks.first);
	uint8_t key[NS_KEY_PREFIX + NS_TERM_BYTES];
	struct ns_str k = { (const char *)key, 0 };
	struct ns_form_stem *stem;

	ns_buf_reset(&x->b->scratch);
	stem = (void *)ns_buf_room(&x->b->scratch, n * sizeof(*stem));
	if (!stem)
		return ns_fail(e, NS_NOMEM, "no memory for forms");
	for (uint32_t i = 0; i < n; i++) {
		const struct ns_lexform *one = &f[form[i]];

		stem[i].stem = ns_lexicon_stem_text(lx, &s[one->stem]);
		stem[i].form = one->place - first[s[one->stem].rank];
		stem[i].df = one->df;
	}
	k.n = text_key(lx, NS_KIND_FORM, &s[f[*form].stem],
		       ns_lexicon_form_text(lx, &f[*form]), key);
	return ns_writer_form(x->w, k, stem, most_used(stem, n), e);
}

static bool look_alike(const struct ns_lexicon *lx, uint32_t a, uint32_t b)
{
	const struct ns_lexform *f = ns_lexicon_forms(lx);
	const struct ns_lexstem *s = ns_lexicon_stems(lx);

	return s[f[a].stem].group == s[f[b].stem].group &&
	       ns_str_eq(ns_lexicon_form_text(lx, &f[a]),
			 ns_lexicon_form_text(lx, &f[b]));
}

static void fetch_forms(const struct ns_lexicon *lx, const uint32_t *form,
			uint32_t n)
{
	enum { FAR = 16, NEAR = 8 };
	const struct ns_lexform *f = ns_lexicon_forms(lx);

	if (n > FAR)
		__builtin_prefetch(&f[form[FAR]]);
	if (n > NEAR) {
		__builtin_prefetch(lx->texts.p + f[form[NEAR]].text);
		__builtin_prefetch(&ns_lexicon_stems(lx)[f[form[NEAR]].stem]);
	}
}

static enum ns_code write_forms(struct writing *x, struct ns_error *e)
{
	const uint32_t *form = ns_ranks_u32(&x->b->ranks.by_text);
	uint32_t n = x->b->ranks.n_by_text, to;
	enum ns_code rc = NS_OK;

	for (uint32_t from = 0; !rc && from < n; from = to) {
		fetch_forms(&x->b->lexicon, form + from, n - from);
		for (to = from + 1; to < n && look_alike(&x->b->lexicon,
							 form[from], form[to]);)
			to++;
		rc = write_form(x, form + from, to - from, e);
	}
	return rc;
}

/* ---- stems ---- */

static const struct ns_lexstem *stem_at(const struct writing *x, uint32_t rank)
{
	return &ns_lexicon_stems(
		&x->b->lexicon)[ns_ranks_u32(&x->b->ranks.stem)[rank]];
}

static uint8_t kind_at(const struct writing *x, uint32_t rank)
{
	return ns_lexicon_group_of(&x->b->lexicon, stem_at(x, rank)->group)
		->kind;
}

enum { AT_ONCE = 4 }; // values; as a rule a document has fewer

/* Copies n values, up to AT_ONCE - 1 too many. */
static inline void copy(uint32_t *to, const uint32_t *from, uint32_t n)
{
	for (uint32_t i = 0; i < n; i += AT_ONCE)
		memcpy(to + i, from + i, AT_ONCE * sizeof(*to));
}

/* Takes one more document into the block, its occurrences behind the `used`
 * ones of the block; answers how many they are. */
static uint32_t take_posting(struct writing *x, struct ns_renumbered d,
			     uint32_t used)
{
	const struct ns_occurrences *o = &x->b->ranks.occurrences;
	uint32_t from = d.place ? o->end[d.place - 1] : 0;
	uint32_t n = o->end[d.place] - from, titles = 0;
	uint32_t limit = ns_ranks_u32(&x->b->titles)[d.doc];
	struct ns_block *blk = &x->block;

	copy((uint32_t *)(void *)x->b->position.p + used, o->position + from,
	     n);
	if (x->forms)
		copy((uint32_t *)(void *)x->b->form.p + used, o->form + from,
		     n);
	while (titles < n && o->position[from + titles] < limit)
		titles++;
	blk->doc[blk->n] = d.doc;
	blk->freq[blk->n] = n;
	blk->title[blk->n++] = titles;
	return n;
}

/* Only text has a title. */
static void weigh(struct writing *x)
{
	uint32_t weight = x->b->plan.settings.title_weight - 1u;
	struct ns_block *blk = &x->block;

	blk->has_title = 0;
	for (uint32_t j = 0; x->text && j < blk->n; j++) {
		blk->freq[j] += weight * blk->title[j];
		blk->has_title |= blk->title[j] != 0;
	}
}

/* Form numbers as they came become numbers by use. */
static bool renumber_forms(struct writing *x)
{
	const uint32_t *first = ns_ranks_u32(&x->b->ranks.first) + x->rank;
	const uint32_t *form = ns_ranks_u32(&x->b->ranks.form) + first[0];
	const struct ns_lexform *f = ns_lexicon_forms(&x->b->lexicon);
	struct ns_occurrences *o = &x->b->ranks.occurrences;
	uint32_t *to;

	ns_buf_reset(&x->b->next);
	to = (void *)ns_buf_room(&x->b->next,
				 stem_at(x, x->rank)->n_forms * sizeof(*to));
	if (!to)
		return false;
	for (uint32_t i = 0; i < first[1] - first[0]; i++)
		to[f[form[i]].number] = i;
	for (uint32_t i = 0; i < o->n; i++)
		o->form[i] = to[o->form[i]];
	return true;
}

/* The stem's documents in final order; NULL: out of memory. */
static const struct ns_renumbered *read_stem(struct writing *x)
{
	struct ns_builder *b = x->b;
	struct ns_occurrences *o = &b->ranks.occurrences;
	uint32_t stem = ns_ranks_u32(&b->ranks.stem)[x->rank];
	size_t bytes;

	if (ns_chain_read(&b->lexicon.chains, stem, o) ||
	    (x->forms && !renumber_forms(x)))
		return NULL;
	bytes = ((size_t)o->n + AT_ONCE) * sizeof(uint32_t);
	if (!ns_buf_room(&b->position, bytes) || !ns_buf_room(&b->form, bytes))
		return NULL;
	return ns_renumber(o->doc, o->n_docs, ns_ranks_u32(&b->number),
			   ns_builder_docs(b), &b->sort);
}

static enum ns_code write_blocks(struct writing *x, struct ns_error *e)
{
	struct ns_builder *b = x->b;
	const struct ns_renumbered *d = read_stem(x);
	uint32_t n = b->ranks.occurrences.n_docs, used;
	enum ns_code rc = NS_OK;

	if (!d)
		return ns_fail(e, NS_NOMEM, "no memory for positions");
	for (uint32_t i = 0; !rc && i < n;) {
		x->block.n = 0;
		for (used = 0; i < n && x->block.n < NS_BLOCK_DOCS; i++)
			used += take_posting(x, d[i], used);
		weigh(x);
		rc = ns_writer_block(x->w, &x->block,
				     ns_ranks_u32(&b->position),
				     x->forms ? ns_ranks_u32(&b->form) : NULL,
				     e);
	}
	return rc;
}

static enum ns_code head_forms(struct writing *x, struct ns_term_head *head,
			       struct ns_error *e)
{
	const struct ns_lexicon *lx = &x->b->lexicon;
	const uint32_t *first = ns_ranks_u32(&x->b->ranks.first) + x->rank;
	const uint32_t *form = ns_ranks_u32(&x->b->ranks.form);
	struct ns_form *out;

	head->n_forms = first[1] - first[0];
	ns_buf_reset(&x->b->scratch);
	out = (void *)ns_buf_room(&x->b->scratch, head->n_forms * sizeof(*out));
	if (!out)
		return ns_fail(e, NS_NOMEM, "no memory for forms");
	for (uint32_t i = 0; i < head->n_forms; i++) {
		const struct ns_lexform *f =
			&ns_lexicon_forms(lx)[form[first[0] + i]];

		out[i].text = ns_lexicon_form_text(lx, f);
		out[i].df = f->df;
	}
	head->form = out;
	return NS_OK;
}

static enum ns_code write_stem(struct writing *x, struct ns_error *e)
{
	const struct ns_lexicon *lx = &x->b->lexicon;
	const struct ns_lexstem *stem = stem_at(x, x->rank);
	uint8_t kind = kind_at(x, x->rank);
	uint8_t key[NS_KEY_PREFIX + NS_TERM_BYTES];
	struct ns_term_head head = { .key = { (const char *)key, 0 },
				     .has_positions = true };
	enum ns_code rc = NS_OK;

	head.key.n =
		text_key(lx, kind, stem, ns_lexicon_stem_text(lx, stem), key);
	head.most =
		ns_chain(&lx->chains, ns_ranks_u32(&x->b->ranks.stem)[x->rank])
			->df;
	x->text = kind == NS_KIND_STEM;
	if (x->text)
		rc = head_forms(x, &head, e);
	x->forms = head.n_forms > 1;
	if (!rc)
		rc = ns_writer_term(x->w, &head, e);
	if (!rc)
		rc = write_blocks(x, e);
	return rc ? rc : ns_writer_term_end(x->w, e);
}

/* Sorted stems lie anywhere: what the stems behind this one need is fetched,
 * first where it lies, then what lies there. */
static void fetch_stems(const struct writing *x)
{
	enum { FAR = 16, NEAR = 8 };
	const struct ns_lexicon *lx = &x->b->lexicon;
	const struct ns_ranks *r = &x->b->ranks;
	uint32_t left = r->n_stems - x->rank;

	if (left > FAR) {
		uint32_t rank = x->rank + FAR;
		uint32_t stem = ns_ranks_u32(&r->stem)[rank];
		uint32_t place = ns_ranks_u32(&r->first)[rank];

		__builtin_prefetch(&ns_lexicon_stems(lx)[stem]);
		__builtin_prefetch(ns_chain(&lx->chains, stem));
		__builtin_prefetch(
			&ns_lexicon_forms(lx)[ns_ranks_u32(&r->form)[place]]);
	}
	if (left > NEAR) {
		uint32_t stem = ns_ranks_u32(&r->stem)[x->rank + NEAR];

		__builtin_prefetch(lx->texts.p +
				   ns_lexicon_stems(lx)[stem].text);
		ns_chain_prefetch(&lx->chains, stem);
	}
}

/* Stems of kinds up to `last`. */
static enum ns_code write_stems(struct writing *x, uint8_t last,
				struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	for (; !rc && x->rank < x->b->ranks.n_stems &&
	       kind_at(x, x->rank) <= last;
	     x->rank++) {
		fetch_stems(x);
		rc = write_stem(x, e);
	}
	return rc;
}

enum ns_code ns_batch_write_terms(struct ns_builder *b,
				  struct ns_segment_writer *w,
				  struct ns_error *e)
{
	struct writing *x = calloc(1, sizeof(*x));
	enum ns_code rc;

	if (!x)
		return ns_fail(e, NS_NOMEM, "no memory to write terms");
	x->b = b;
	x->w = w;
	rc = ns_batch_write_names(b, w, e);
	if (!rc)
		rc = write_stems(x, NS_KIND_AUTHOR_WORD, e);
	if (!rc)
		rc = write_forms(x, e);
	if (!rc)
		rc = write_stems(x, UINT8_MAX, e);
	free(x);
	return rc;
}
