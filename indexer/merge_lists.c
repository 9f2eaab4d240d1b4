#include "indexer/merge_lists.h"

#include <stdlib.h>

#include "core/archive/gaps.h"

enum {
	COPY_BLOCKS = 4, // shorter lists are re-encoded: partial blocks pile up
	STEP = 4,        // occurrences that are copied at once
};

#define ENDED ((uint64_t)NS_NO_DOC << 32)

static enum ns_code no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory to merge lists");
}

enum ns_code ns_merge_lists_init(struct ns_merge_lists *t, struct ns_merge *m,
				 struct ns_error *e)
{
	*t = (struct ns_merge_lists){ .m = m };
	t->list = calloc(m->n_sources, sizeof(*t->list));
	t->turn = calloc(m->n_sources, sizeof(*t->turn));
	return t->list && t->turn ? NS_OK : no_memory(e);
}

void ns_merge_lists_free(struct ns_merge_lists *t)
{
	for (uint32_t i = 0; t->list && i < t->m->n_sources; i++) {
		ns_buf_free(&t->list[i].gap);
		ns_buf_free(&t->list[i].form);
	}
	free(t->list);
	free(t->turn);
	ns_buf_free(&t->gap);
	ns_buf_free(&t->gap_form);
}

static uint32_t *u32s(const struct ns_buf *b)
{
	return (uint32_t *)(void *)b->p;
}

/* Room for n occurrences, and a step more: they are copied by steps. */
static inline uint32_t *room(struct ns_buf *b, size_t n)
{
	size_t bytes = (n + STEP) * sizeof(uint32_t);

	if (b->cap - b->n >= bytes)
		return (uint32_t *)(void *)(b->p + b->n);
	return (uint32_t *)(void *)ns_buf_room(b, bytes);
}

/* ---- decoding ------------------------------------------------------------ */

static enum ns_code map_forms(struct ns_merge_list *l, uint32_t *form,
			      uint32_t n, struct ns_error *e)
{
	uint32_t n_forms = l->p.n_forms;

	for (uint32_t i = 0; i < n; i++) {
		if (form[i] >= n_forms)
			return ns_fail(e, NS_CORRUPT, "a form's number");
		form[i] = l->form_map[form[i]];
	}
	return NS_OK;
}

static enum ns_code load_places(struct ns_merge_lists *t,
				struct ns_merge_list *l, struct ns_error *e)
{
	struct ns_positions ps;
	bool forms = t->n_forms > 1;
	enum ns_code code = ns_postings_places(&l->p, l->block, &l->b, &ps, e);
	uint32_t n, *gap, *form;

	if (code)
		return code;
	n = ps.start[l->b.n];
	memcpy(l->start, ps.start, (l->b.n + 1) * sizeof(*l->start));
	gap = room(&l->gap, n);
	form = room(&l->form, n);
	if (!gap || !form)
		return no_memory(e);
	code = ns_positions_gaps(&ps, l->b.n, gap, forms ? form : NULL, e);
	return code || !forms ? code : map_forms(l, form, n, e);
}

/* Counts the documents of each form: those of a list with dead ones are not
 * known. */
static void count_forms(struct ns_merge_lists *t, const uint32_t *form,
			uint32_t n, ns_docid doc)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t f = t->n_forms > 1 ? form[i] : 0;

		if (t->counted[f] != doc + 1) {
			t->counted[f] = doc + 1;
			t->form[f].df++;
		}
	}
}

static void move_places(struct ns_merge_list *l, uint32_t from, uint32_t to)
{
	uint32_t n = l->start[from + 1] - l->start[from];
	uint32_t *gap = u32s(&l->gap), *form = u32s(&l->form);

	memmove(gap + l->start[to], gap + l->start[from], n * sizeof(*gap));
	memmove(form + l->start[to], form + l->start[from], n * sizeof(*form));
}

/* Numbers the block's documents anew and leaves dead ones out. */
static void renumber(struct ns_merge_lists *t, struct ns_merge_list *l)
{
	const uint32_t *map = l->source->map;
	struct ns_block *b = &l->b;
	bool places = l->p.has_positions;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		ns_docid doc = map[b->doc[i]];
		uint32_t n = places ? l->start[i + 1] - l->start[i] : 0;

		if (doc == NS_NO_DOC)
			continue;
		b->doc[kept] = doc;
		b->freq[kept] = b->freq[i];
		b->title[kept] = b->title[i];
		if (t->n_forms)
			count_forms(t, u32s(&l->form) + l->start[i], n, doc);
		if (places) {
			move_places(l, i, kept);
			l->start[kept + 1] = l->start[kept] + n;
		}
		kept++;
	}
	b->n = kept;
}

/* Reads the next block. */
static enum ns_code load(struct ns_merge_lists *t, struct ns_merge_list *l,
			 struct ns_error *e)
{
	const uint32_t *map = l->source->map;
	struct ns_block *b = &l->b;
	enum ns_code code = l->p.has_positions
				    ? load_places(t, l, e)
				    : ns_postings_block(&l->p, l->block, b, e);

	l->at = 0;
	l->block++;
	if (code)
		return code;
	if (!b->has_title)
		memset(b->title, 0, b->n * sizeof(*b->title));
	if (l->source->has_dead)
		renumber(t, l);
	else
		for (uint32_t i = 0; i < b->n; i++)
			b->doc[i] = map[b->doc[i]];
	return NS_OK;
}

/* Says whether the next block is a full one whose documents stay neighbours. */
static enum ns_code look_ahead(struct ns_merge_list *l, struct ns_error *e)
{
	const struct ns_merge_source *s = l->source;
	ns_docid base, last;
	enum ns_code code;
	uint32_t n;

	l->copies = false;
	if (l->p.n_blocks < COPY_BLOCKS || s->has_dead)
		return NS_OK;
	base = l->p.base[l->block];
	last = l->p.last_doc[l->block];
	if (base > last || last >= s->n_docs ||
	    s->map[last] - s->map[base] != last - base)
		return NS_OK;
	code = ns_postings_size(&l->p, l->block, &n, e);
	l->copies = !code && n == NS_BLOCK_DOCS;
	return code;
}

/* Sets the list's turn: at its next live document, or a block to copy. */
static enum ns_code settle(struct ns_merge_lists *t, uint32_t i,
			   struct ns_error *e)
{
	struct ns_merge_list *l = &t->list[i];
	enum ns_code code = NS_OK;

	while (!code && l->at == l->b.n && l->block < l->p.n_blocks) {
		code = look_ahead(l, e);
		if (!code && l->copies) {
			ns_docid first = l->source->map[l->p.base[l->block]];

			t->turn[i] = (uint64_t)first << 32 | i;
			return NS_OK;
		}
		if (!code)
			code = load(t, l, e);
	}
	t->turn[i] = l->at < l->b.n ? (uint64_t)l->b.doc[l->at] << 32 | i
				    : ENDED | i;
	return code;
}

enum ns_code ns_merge_lists_start(struct ns_merge_lists *t, bool *any,
				  struct ns_error *e)
{
	enum ns_code code = NS_OK;

	*any = false;
	for (uint32_t i = 0; i < t->n && !code; i++) {
		struct ns_merge_list *l = &t->list[i];

		l->block = l->at = l->b.n = 0;
		l->copies = false;
		code = settle(t, i, e);
		*any |= t->turn[i] < ENDED;
	}
	return code;
}

/* ---- encoding ------------------------------------------------------------ */

static enum ns_code flush(struct ns_merge_lists *t, struct ns_error *e)
{
	bool places = t->list[0].p.has_positions;
	enum ns_code code;

	if (!t->b.n)
		return NS_OK;
	code = ns_writer_gaps(
		t->m->writer, &t->b, places ? u32s(&t->gap) : NULL,
		places && t->n_forms > 1 ? u32s(&t->gap_form) : NULL, e);
	t->b.n = 0;
	t->b.has_title = 0;
	ns_buf_reset(&t->gap);
	ns_buf_reset(&t->gap_form);
	t->m->facts->encoded_blocks++;
	return code;
}

static inline void copy_steps(uint32_t *to, const uint32_t *from, size_t n)
{
	for (size_t i = 0; i < n; i += STEP)
		memcpy(to + i, from + i, STEP * sizeof(*to));
}

/* Takes n postings of the list's block over. */
static enum ns_code take(struct ns_merge_lists *t, struct ns_merge_list *l,
			 uint32_t n, struct ns_error *e)
{
	struct ns_block *b = &t->b;
	uint32_t from, places, *gap, *form;

	for (uint32_t i = 0; i < n; i++) {
		b->doc[b->n + i] = l->b.doc[l->at + i];
		b->freq[b->n + i] = l->b.freq[l->at + i];
		b->title[b->n + i] = l->b.title[l->at + i];
	}
	b->has_title |= l->b.has_title;
	b->n += n;
	l->at += n;
	if (!l->p.has_positions)
		return NS_OK;
	from = l->start[l->at - n];
	places = l->start[l->at] - from;
	gap = room(&t->gap, places);
	form = room(&t->gap_form, places);
	if (!gap || !form)
		return no_memory(e);
	copy_steps(gap, u32s(&l->gap) + from, places);
	t->gap.n += places * sizeof(*gap);
	if (t->n_forms > 1) {
		copy_steps(form, u32s(&l->form) + from, places);
		t->gap_form.n += places * sizeof(*form);
	}
	return NS_OK;
}

/* Takes what the list has before `limit`, as far as its block and the one that
 * is gathered go. */
static enum ns_code take_run(struct ns_merge_lists *t, uint32_t i,
			     ns_docid limit, struct ns_error *e)
{
	struct ns_merge_list *l = &t->list[i];
	uint32_t most = l->b.n - l->at, n = 1;
	enum ns_code code;

	if (most > NS_BLOCK_DOCS - t->b.n)
		most = NS_BLOCK_DOCS - t->b.n;
	if (l->b.doc[l->at + most - 1] < limit)
		n = most;
	while (n < most && l->b.doc[l->at + n] < limit)
		n++;
	code = take(t, l, n, e);
	if (!code && t->b.n == NS_BLOCK_DOCS)
		code = flush(t, e);
	if (code || l->at == l->b.n)
		return code ? code : settle(t, i, e);
	t->turn[i] = (uint64_t)l->b.doc[l->at] << 32 | i;
	return NS_OK;
}

static enum ns_code copy(struct ns_merge_lists *t, uint32_t i,
			 struct ns_error *e)
{
	struct ns_merge_list *l = &t->list[i];
	ns_docid base = l->p.base[l->block];
	struct ns_block_copy c = {
		.from = &l->p,
		.block = l->block,
		.shift = (int64_t)l->source->map[base] - base,
		.form_map = l->same_forms ? NULL : l->form_map,
	};
	enum ns_code code = flush(t, e);

	if (!code)
		code = ns_writer_copy_block(t->m->writer, &c, e);
	t->m->facts->copied_blocks++;
	l->block++;
	return code ? code : settle(t, i, e);
}

/* The list whose turn it is, and the document of the next one's. */
static uint32_t whose_turn(const struct ns_merge_lists *t, ns_docid *limit)
{
	uint64_t least = t->turn[0], next = UINT64_MAX;

	for (uint32_t i = 1; i < t->n; i++) {
		uint64_t turn = t->turn[i];
		uint64_t greater = turn > least ? turn : least;

		least = turn < least ? turn : least;
		next = greater < next ? greater : next;
	}
	*limit = (ns_docid)(next >> 32);
	return least < ENDED ? (uint32_t)least : t->n;
}

enum ns_code ns_merge_lists_write(struct ns_merge_lists *t, struct ns_error *e)
{
	enum ns_code code = NS_OK;
	ns_docid limit;
	uint32_t i;

	while (!code && (i = whose_turn(t, &limit)) < t->n)
		code = t->list[i].copies ? copy(t, i, e)
					 : take_run(t, i, limit, e);
	return code ? code : flush(t, e);
}
