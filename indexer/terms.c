/* The terms of a batch, in the order of their keys: whole names
 * (name_lists.c), author words, forms, stems, URL words.
 *
 * Stems are counted by rank; a round takes as many ranks as the sort buffer
 * holds tuples for, and walks all tokens, documents in final order: so each
 * stem's tuples come out sorted by document and position.
 *
 *	tuple = document << 40 | position << 18 | form number
 */
#include <stdlib.h>

#include "indexer/batch.h"

enum {
	POSITION_AT = NS_FORM_BITS_MAX,
	DOC_AT = POSITION_AT + NS_BATCH_POSITION_BITS,
	AT_ONCE = 256, // tokens
};

/* Places of forms [low, low + width). */
struct places {
	uint32_t low, width;
};

struct writing {
	struct ns_builder *b;
	struct ns_segment_writer *w;
	struct ns_block block;
	uint32_t rank; // the next stem
	/* Of the round. */
	uint32_t from, to; // ranks
	uint64_t *tuple;
	uint32_t *next; // by rank - from
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
		stem[i].form = one->stamp - first[s[one->stem].stamp];
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

static enum ns_code write_forms(struct writing *x, struct ns_error *e)
{
	const uint32_t *form = ns_ranks_u32(&x->b->ranks.by_text);
	uint32_t n = x->b->ranks.n_by_text, to;
	enum ns_code rc = NS_OK;

	for (uint32_t from = 0; !rc && from < n; from = to) {
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

/* Which of n tokens belong to the round, into in[]; NS_LEX_NO_PLACE never does.
 * A branch here would be guessed wrongly for every third token. */
static uint32_t select_tokens(const uint32_t *token, uint32_t n,
			      struct places round, uint16_t *in)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++) {
		in[kept] = (uint16_t)i;
		kept += token[i] - round.low < round.width;
	}
	return kept;
}

static void scatter_run(struct writing *x, const uint32_t *token, uint32_t n,
			ns_docid doc)
{
	const uint32_t *first = ns_ranks_u32(&x->b->ranks.first);
	const uint32_t *ranks = ns_ranks_u32(&x->b->ranks.rank);
	struct places round = { first[x->from], first[x->to] - first[x->from] };
	uint64_t high = (uint64_t)doc << DOC_AT;
	uint16_t in[AT_ONCE];

	for (uint32_t from = 0; from < n; from += AT_ONCE) {
		uint32_t left = n - from < AT_ONCE ? n - from : AT_ONCE;
		uint32_t k = select_tokens(token + from, left, round, in);

		for (uint32_t j = 0; j < k; j++) {
			uint32_t i = from + in[j], place = token[i];
			uint32_t rank = ranks[place];

			x->tuple[x->next[rank - x->from]++] =
				high | (uint64_t)i << POSITION_AT |
				(place - first[rank]);
		}
	}
}

static void scatter(struct writing *x)
{
	const uint32_t *order = ns_ranks_u32(&x->b->order);
	const uint32_t *tokens = ns_ranks_u32(&x->b->tokens);
	uint32_t n = ns_builder_docs(x->b);

	for (ns_docid doc = 0; doc < n; doc++) {
		const struct ns_batch_doc *d = ns_batch_doc(x->b, order[doc]);
		const uint32_t *t = tokens + d->token_at;

		scatter_run(x, t, d->n_text, doc);
		scatter_run(x, t + d->n_text, d->n_author, doc);
		scatter_run(x, t + d->n_text + d->n_author, d->n_url, doc);
	}
}

/* The ranks of the next round, at least one. */
static enum ns_code plan_round(struct writing *x, struct ns_error *e)
{
	size_t most = x->b->sort_bytes / sizeof(uint64_t), sum = 0;
	uint32_t n = x->b->ranks.n_stems;

	ns_buf_reset(&x->b->next);
	x->from = x->to = x->rank;
	while (x->to < n && (!sum || sum + stem_at(x, x->to)->total <= most)) {
		ns_buf_u32(&x->b->next, (uint32_t)sum);
		sum += stem_at(x, x->to++)->total;
	}
	ns_buf_reset(&x->b->sort);
	x->tuple = (void *)ns_buf_room(&x->b->sort, sum * sizeof(uint64_t));
	x->next = (void *)x->b->next.p;
	if (!x->tuple || x->b->next.failed)
		return ns_fail(e, NS_NOMEM, "no memory to sort %zu words", sum);
	scatter(x);
	return NS_OK;
}

/* How many of the tuples t[0..n) are of the first one's document. */
static size_t run_of(const uint64_t *t, size_t n)
{
	size_t i = 1;

	while (i < n && t[i] >> DOC_AT == *t >> DOC_AT)
		i++;
	return i;
}

/* Takes the n tuples of one more document into the block. */
static enum ns_code take_posting(struct writing *x, const uint64_t *t, size_t n)
{
	struct ns_builder *b = x->b;
	struct ns_block *blk = &x->block;
	ns_docid doc = (ns_docid)(*t >> DOC_AT);
	uint32_t limit = ns_ranks_u32(&b->titles)[doc], titles = 0;
	uint32_t *position = (void *)ns_buf_room(&b->position, n * 4);
	uint32_t *form = (void *)ns_buf_room(&b->form, n * 4);

	if (!position || !form)
		return NS_NOMEM;
	for (size_t i = 0; i < n; i++) {
		position[i] = (uint32_t)(t[i] >> POSITION_AT) & NS_POSITION_MAX;
		form[i] = (uint32_t)t[i] & ((1 << NS_FORM_BITS_MAX) - 1);
		titles += position[i] < limit;
	}
	b->position.n += n * 4;
	b->form.n += n * 4;
	blk->doc[blk->n] = doc;
	blk->freq[blk->n] = (uint32_t)n;
	blk->title[blk->n++] = titles;
	return NS_OK;
}

/* Only text has a title. */
static void weigh(struct writing *x, bool text)
{
	uint32_t weight = x->b->plan.settings.title_weight - 1u;
	struct ns_block *blk = &x->block;

	blk->has_title = 0;
	for (uint32_t j = 0; text && j < blk->n; j++) {
		blk->freq[j] += weight * blk->title[j];
		blk->has_title |= blk->title[j] != 0;
	}
}

/* Fills the block from t[0..n); *used tuples of it. */
static enum ns_code fill_block(struct writing *x, const uint64_t *t, size_t n,
			       size_t *used)
{
	enum ns_code rc = NS_OK;

	x->block.n = 0;
	ns_buf_reset(&x->b->position);
	ns_buf_reset(&x->b->form);
	for (*used = 0; !rc && *used < n && x->block.n < NS_BLOCK_DOCS;) {
		size_t run = run_of(t + *used, n - *used);

		rc = take_posting(x, t + *used, run);
		*used += run;
	}
	return rc;
}

static enum ns_code write_blocks(struct writing *x, const uint64_t *t,
				 const struct ns_lexstem *stem,
				 struct ns_error *e)
{
	bool text = kind_at(x, x->rank) == NS_KIND_STEM;
	bool forms = text && stem->n_forms > 1;
	struct ns_builder *b = x->b;
	size_t used;

	for (size_t n = stem->total; n; n -= used, t += used) {
		enum ns_code rc = fill_block(x, t, n, &used);

		if (rc)
			return ns_fail(e, rc, "no memory for positions");
		weigh(x, text);
		rc = ns_writer_block(x->w, &x->block,
				     ns_ranks_u32(&b->position),
				     forms ? ns_ranks_u32(&b->form) : NULL, e);
		if (rc)
			return rc;
	}
	return NS_OK;
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
	const uint64_t *end = x->tuple + x->next[x->rank - x->from];
	enum ns_code rc = NS_OK;

	head.key.n =
		text_key(lx, kind, stem, ns_lexicon_stem_text(lx, stem), key);
	if (kind == NS_KIND_STEM)
		rc = head_forms(x, &head, e);
	if (!rc)
		rc = ns_writer_term(x->w, &head, e);
	if (!rc)
		rc = write_blocks(x, end - stem->total, stem, e);
	return rc ? rc : ns_writer_term_end(x->w, e);
}

/* Stems of kinds up to `last`. */
static enum ns_code write_stems(struct writing *x, uint8_t last,
				struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	while (!rc && x->rank < x->b->ranks.n_stems &&
	       kind_at(x, x->rank) <= last) {
		if (x->rank >= x->to)
			rc = plan_round(x, e);
		if (!rc)
			rc = write_stem(x, e);
		x->rank++;
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
