/* Terms of a merge: dictionaries walked side by side; a term's lists become
 * one, block by block where documents stay neighbours, else posting by posting.
 */
#include <stdlib.h>

#include "core/archive/dict.h"
#include "indexer/merge_state.h"

enum {
	COPY_BLOCKS = 4, // shorter lists are re-encoded: partial blocks pile up
};

/* One source's list of the current term. */
struct list {
	struct ns_merge_source *source;
	struct ns_postings p;
	const uint32_t *form_map;
	bool same_forms;    // the map is the identity
	uint32_t block, at; // of the next posting
	bool decoded;       // b and ps hold `block`
	ns_docid next;      // its merged document; NS_NO_DOC: ended
	struct ns_block b;
	struct ns_positions ps;
};

/* The block being gathered. */
struct out_block {
	struct ns_block b;
	struct ns_buf position, form;
};

struct terms {
	struct ns_merge *m;
	struct ns_walk *walk; // [n_sources]
	bool *ended;          // [n_sources]
	uint32_t *match;      // sources that have the current term
	uint32_t n_match;
	struct list *list; // [n_sources]
	uint32_t n_lists;
	struct out_block out;
	struct ns_arena arena; // forms of the current term
	struct ns_form *form;
	uint32_t *counted; // by form: the last document it was counted in, + 1
	uint32_t n_forms;
};

static enum ns_code no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory to merge terms");
}

static struct ns_str key_of(const struct ns_walk *w)
{
	return (struct ns_str){ (const char *)w->term.bytes,
				NS_KEY_PREFIX + w->term.text.n };
}

/* ---- postings, one after another ----------------------------------------- */

/* Decodes the block at l->block; l->next is its first live posting's. */
static enum ns_code load(struct list *l, struct ns_error *e)
{
	enum ns_code code = ns_postings_block(&l->p, l->block, &l->b, e);

	if (!code && l->p.has_positions)
		code = ns_positions_open(&l->p, l->block, &l->b, &l->ps, e);
	l->decoded = true;
	return code;
}

/* Moves to the next live posting. */
static enum ns_code settle(struct list *l, struct ns_error *e)
{
	enum ns_code code = NS_OK;

	while (l->block < l->p.n_blocks && !code) {
		if (!l->decoded) {
			l->at = 0;
			code = load(l, e);
			if (code)
				return code;
		}
		for (; l->at < l->b.n; l->at++) {
			l->next = l->source->map[l->b.doc[l->at]];
			if (l->next != NS_NO_DOC)
				return NS_OK;
		}
		l->block++;
		l->decoded = false;
	}
	l->next = NS_NO_DOC;
	return code;
}

static enum ns_code flush(struct terms *t, struct ns_error *e)
{
	struct out_block *o = &t->out;
	bool positions = t->list[0].p.has_positions;
	enum ns_code code;

	if (!o->b.n)
		return NS_OK;
	if (o->position.failed || o->form.failed)
		return no_memory(e);
	code = ns_writer_block(
		t->m->writer, &o->b,
		positions ? (const uint32_t *)(void *)o->position.p : NULL,
		positions && t->n_forms > 1
			? (const uint32_t *)(void *)o->form.p
			: NULL,
		e);
	o->b.n = 0;
	o->b.has_title = 0;
	ns_buf_reset(&o->position);
	ns_buf_reset(&o->form);
	t->m->facts->encoded_blocks++;
	return code;
}

static enum ns_code put_positions(struct terms *t, struct list *l,
				  struct ns_error *e)
{
	struct out_block *o = &t->out;
	uint32_t n = l->ps.start[l->at + 1] - l->ps.start[l->at];
	size_t bytes = n * sizeof(uint32_t);
	uint32_t *position = (void *)ns_buf_room(&o->position, bytes);
	uint32_t *form = (void *)ns_buf_room(&o->form, bytes);
	enum ns_code code;

	if (!position || !form)
		return no_memory(e);
	code = ns_positions_get(&l->ps, l->at, position, form, e);
	for (uint32_t i = 0; i < n && !code && l->form_map; i++) {
		if (form[i] >= l->p.n_forms)
			return ns_fail(e, NS_CORRUPT, "a form's number");
		form[i] = l->form_map[form[i]];
		if (l->source->has_dead && t->counted[form[i]] != l->next + 1) {
			t->counted[form[i]] = l->next + 1;
			t->form[form[i]].df++;
		}
	}
	o->position.n += bytes;
	o->form.n += bytes;
	return code;
}

/* Takes the list's current posting over. */
static enum ns_code take(struct terms *t, struct list *l, struct ns_error *e)
{
	struct ns_block *b = &t->out.b;
	enum ns_code code = NS_OK;

	b->doc[b->n] = l->next;
	b->freq[b->n] = l->b.freq[l->at];
	b->title[b->n] = l->b.has_title ? l->b.title[l->at] : 0;
	if (b->title[b->n])
		b->has_title = 1;
	b->n++;
	if (l->p.has_positions)
		code = put_positions(t, l, e);
	l->at++;
	if (!code)
		code = settle(l, e);
	if (!code && b->n == NS_BLOCK_DOCS)
		code = flush(t, e);
	return code;
}

/* ---- blocks, as they are ------------------------------------------------- */

/* True when the list stands at the start of a full block whose documents stay
 * neighbours in the merged segment. */
static bool can_copy(const struct list *l)
{
	const struct ns_merge_source *s = l->source;
	ns_docid base, last;

	if (l->p.n_blocks < COPY_BLOCKS || l->at != 0 || s->has_dead ||
	    l->b.n != NS_BLOCK_DOCS)
		return false;
	base = l->p.base[l->block];
	last = l->p.last_doc[l->block];
	return s->map[last] - s->map[base] == last - base;
}

static enum ns_code copy(struct terms *t, struct list *l, struct ns_error *e)
{
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
	l->decoded = false;
	return code ? code : settle(l, e);
}

static struct list *first(struct terms *t)
{
	struct list *best = NULL;

	for (uint32_t i = 0; i < t->n_lists; i++)
		if (t->list[i].next != NS_NO_DOC &&
		    (!best || t->list[i].next < best->next))
			best = &t->list[i];
	return best;
}

static enum ns_code merge_lists(struct terms *t, struct ns_error *e)
{
	struct list *l;
	enum ns_code code = NS_OK;

	while (!code && (l = first(t)) != NULL)
		code = can_copy(l) ? copy(t, l, e) : take(t, l, e);
	return code ? code : flush(t, e);
}

/* ---- forms --------------------------------------------------------------- */

static enum ns_code add_form(struct terms *t, const struct ns_form *f,
			     uint32_t *number, struct ns_error *e)
{
	uint32_t i = 0;

	while (i < t->n_forms && !ns_str_eq(t->form[i].text, f->text))
		i++;
	*number = i;
	if (i < t->n_forms) {
		t->form[i].df += f->df;
		return NS_OK;
	}
	if (t->n_forms == 1u << NS_FORM_BITS_MAX)
		return ns_fail(e, NS_LIMIT, "a stem of more than %d forms",
			       1 << NS_FORM_BITS_MAX);
	t->form[t->n_forms++] = *f;
	return NS_OK;
}

/* Gathers the forms of all lists and each list's map of their numbers. The
 * first list's numbers stay, so that its blocks are copied as they are. */
static enum ns_code merge_forms(struct terms *t, struct ns_error *e)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < t->n_match; i++)
		most += t->walk[t->match[i]].term.n_forms;
	t->n_forms = 0;
	t->form = ns_arena_alloc(&t->arena, most * sizeof(*t->form));
	t->counted = ns_arena_calloc(&t->arena, most, sizeof(*t->counted));
	if (!t->form || !t->counted)
		return no_memory(e);
	for (uint32_t i = 0; i < t->n_match; i++) {
		struct ns_term *term = &t->walk[t->match[i]].term;
		uint32_t *map =
			ns_arena_alloc(&t->arena, term->n_forms * sizeof(*map));
		struct ns_form *form;
		enum ns_code code = ns_term_forms(term, &t->arena, &form, e);

		if (!code && !map)
			code = no_memory(e);
		if (code)
			return code;
		t->list[i].same_forms = true;
		for (uint32_t k = 0; k < term->n_forms && !code; k++) {
			if (t->list[i].source->has_dead)
				form[k].df = 0; // counted as they are taken
			code = add_form(t, &form[k], &map[k], e);
			t->list[i].same_forms &= map[k] == k;
		}
		t->list[i].form_map = map;
		if (code)
			return code;
	}
	return NS_OK;
}

/* ---- one term ------------------------------------------------------------ */

static enum ns_code open_lists(struct terms *t, struct ns_error *e)
{
	enum ns_code code = NS_OK;

	t->n_lists = t->n_match;
	for (uint32_t i = 0; i < t->n_match && !code; i++) {
		struct ns_merge_source *s = &t->m->source[t->match[i]];
		struct list *l = &t->list[i];

		l->source = s;
		l->form_map = NULL;
		l->same_forms = true;
		l->block = l->at = 0;
		l->decoded = false;
		code = ns_postings_open(s->seg, &t->walk[t->match[i]].term,
					&l->p, e);
		if (!code)
			code = settle(l, e);
	}
	return code;
}

static enum ns_code write_term(struct terms *t, struct ns_error *e)
{
	struct ns_walk *w = &t->walk[t->match[0]];
	struct ns_term_head head = { .key = key_of(w) };
	enum ns_code code = open_lists(t, e);

	if (code || !first(t)) // all of its documents are dead
		return code;
	if (w->term.kind == NS_KIND_STEM)
		code = merge_forms(t, e);
	else
		t->n_forms = 0;
	head.form = t->form;
	head.n_forms = t->n_forms;
	head.has_positions = t->list[0].p.has_positions;
	for (uint32_t i = 0; i < t->n_lists; i++)
		head.most += t->list[i].p.df;
	if (!code)
		code = ns_writer_term(t->m->writer, &head, e);
	if (!code)
		code = merge_lists(t, e);
	return code ? code : ns_writer_term_end(t->m->writer, e);
}

/* A form's entry: the stems of all sources. One whose documents all died stays
 * until the next merge; readers pass it over (ns_term_stems). */
static enum ns_code write_form(struct terms *t, struct ns_error *e)
{
	struct ns_form_stem all[NS_FORM_STEMS], *some;
	uint32_t n = 0, k;
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < t->n_match && !code; i++) {
		code = ns_form_entry_decode(&t->walk[t->match[i]].term,
					    &t->arena, &some, &k, e);
		for (uint32_t j = 0; !code && j < k; j++) {
			uint32_t at = 0;

			while (at < n && !ns_str_eq(all[at].stem, some[j].stem))
				at++;
			if (at == n && n < NS_FORM_STEMS)
				all[n++] = some[j];
		}
	}
	if (code)
		return code;
	return ns_writer_form(t->m->writer, key_of(&t->walk[t->match[0]]), all,
			      n, e);
}

/* ---- all terms ----------------------------------------------------------- */

/* Finds the sources that stand on the least key. */
static bool gather(struct terms *t)
{
	t->n_match = 0;
	for (uint32_t i = 0; i < t->m->n_sources; i++) {
		int order;

		if (t->ended[i])
			continue;
		order = t->n_match ? ns_str_cmp(key_of(&t->walk[i]),
						key_of(&t->walk[t->match[0]]))
				   : 0;
		if (order < 0)
			t->n_match = 0;
		if (order <= 0)
			t->match[t->n_match++] = i;
	}
	return t->n_match > 0;
}

static enum ns_code walked(struct terms *t, uint32_t i, enum ns_code code)
{
	if (code == NS_END) {
		t->ended[i] = true;
		return NS_OK;
	}
	return code;
}

static enum ns_code walk_all(struct terms *t, struct ns_error *e)
{
	static const char no_lang[4];
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < t->m->n_sources && !code; i++)
		code = walked(t, i,
			      ns_walk_open(t->m->source[i].seg, 0, no_lang,
					   (struct ns_str){ "", 0 },
					   &t->walk[i], e));
	while (!code && gather(t)) {
		if (ns_merge_stopped(t->m))
			return NS_INTERRUPTED;
		ns_arena_reset(&t->arena);
		code = t->walk[t->match[0]].term.kind == NS_KIND_FORM
			       ? write_form(t, e)
			       : write_term(t, e);
		for (uint32_t i = 0; i < t->n_match && !code; i++)
			code = walked(t, t->match[i],
				      ns_walk_next(&t->walk[t->match[i]], e));
	}
	return code;
}

static void widen_avgdl(struct ns_merge *m)
{
	for (uint32_t i = 0; i < m->n_sources; i++) {
		const struct ns_segment_info *info =
			ns_segment_info(m->source[i].seg);

		ns_writer_avgdl(m->writer, info->avgdl_least,
				info->avgdl_greatest);
	}
}

enum ns_code ns_merge_terms(struct ns_merge *m, struct ns_error *e)
{
	uint32_t n = m->n_sources;
	struct terms t = { .m = m };
	enum ns_code code = NS_OK;

	t.walk = calloc(n, sizeof(*t.walk));
	t.ended = calloc(n, sizeof(*t.ended));
	t.match = calloc(n, sizeof(*t.match));
	t.list = calloc(n, sizeof(*t.list));
	if (!t.walk || !t.ended || !t.match || !t.list)
		code = no_memory(e);
	if (!code)
		code = walk_all(&t, e);
	if (!code)
		widen_avgdl(m);
	for (uint32_t i = 0; t.walk && i < n; i++)
		ns_walk_close(&t.walk[i]);
	free(t.walk);
	free(t.ended);
	free(t.match);
	free(t.list);
	ns_buf_free(&t.out.position);
	ns_buf_free(&t.out.form);
	ns_arena_free(&t.arena);
	return code;
}
