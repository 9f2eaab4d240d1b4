/* Terms of a merge: dictionaries walked side by side. */
#include <stdlib.h>

#include "core/archive/dict.h"
#include "indexer/merge_lists.h"

/* A key's first bytes as numbers: keys of the same number are compared whole.
 */
struct head {
	uint64_t part[2];
};

struct terms {
	struct ns_merge *m;
	struct ns_walk *walk; // [n_sources]
	bool *ended;          // [n_sources]
	struct head *head;    // [n_sources]
	uint32_t *match;      // sources that have the current term
	uint32_t n_match;
	struct ns_merge_lists lists;
	struct ns_arena arena; // forms of the current term
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

/* ---- forms --------------------------------------------------------------- */

static enum ns_code add_form(struct ns_merge_lists *l, const struct ns_form *f,
			     uint32_t *number, struct ns_error *e)
{
	uint32_t i = 0;

	while (i < l->n_forms && !ns_str_eq(l->form[i].text, f->text))
		i++;
	*number = i;
	if (i < l->n_forms) {
		l->form[i].df += f->df;
		return NS_OK;
	}
	if (l->n_forms == 1u << NS_FORM_BITS_MAX)
		return ns_fail(e, NS_LIMIT, "a stem of more than %d forms",
			       1 << NS_FORM_BITS_MAX);
	l->form[l->n_forms++] = *f;
	return NS_OK;
}

/* Adds the forms of a list and makes its map of their numbers. */
static enum ns_code map_forms(struct terms *t, uint32_t i, struct ns_error *e)
{
	struct ns_merge_list *l = &t->lists.list[i];
	struct ns_term *term = &t->walk[t->match[i]].term;
	uint32_t *map = ns_arena_alloc(&t->arena, term->n_forms * sizeof(*map));
	struct ns_form *form;
	enum ns_code code = ns_term_forms(term, &t->arena, &form, e);

	if (!code && !map)
		code = no_memory(e);
	l->same_forms = true;
	for (uint32_t k = 0; !code && k < term->n_forms; k++) {
		if (l->source->has_dead)
			form[k].df = 0; // counted as they are taken
		code = add_form(&t->lists, &form[k], &map[k], e);
		l->same_forms &= map[k] == k;
	}
	l->form_map = map;
	return code;
}

/* Gathers the forms of all lists. The first list's numbers stay, so that its
 * blocks are copied as they are. */
static enum ns_code merge_forms(struct terms *t, struct ns_error *e)
{
	struct ns_merge_lists *l = &t->lists;
	enum ns_code code = NS_OK;
	uint32_t most = 0;

	for (uint32_t i = 0; i < t->n_match; i++)
		most += t->walk[t->match[i]].term.n_forms;
	l->form = ns_arena_alloc(&t->arena, most * sizeof(*l->form));
	l->counted = ns_arena_calloc(&t->arena, most, sizeof(*l->counted));
	if (!l->form || !l->counted)
		return no_memory(e);
	for (uint32_t i = 0; i < t->n_match && !code; i++)
		code = map_forms(t, i, e);
	return code;
}

/* ---- one term ------------------------------------------------------------ */

static enum ns_code open_lists(struct terms *t, bool *any, struct ns_error *e)
{
	bool stem = t->walk[t->match[0]].term.kind == NS_KIND_STEM;
	enum ns_code code = NS_OK;

	t->lists.n = t->n_match;
	t->lists.n_forms = 0;
	for (uint32_t i = 0; i < t->n_match && !code; i++) {
		struct ns_merge_source *s = &t->m->source[t->match[i]];
		struct ns_merge_list *l = &t->lists.list[i];

		l->source = s;
		l->form_map = NULL;
		l->same_forms = true;
		code = ns_postings_attach(s->seg, &t->walk[t->match[i]].term,
					  &l->p, e);
	}
	if (!code && stem)
		code = merge_forms(t, e);
	return code ? code : ns_merge_lists_start(&t->lists, any, e);
}

static enum ns_code write_term(struct terms *t, struct ns_error *e)
{
	struct ns_term_head head = { .key = key_of(&t->walk[t->match[0]]) };
	bool any;
	enum ns_code code = open_lists(t, &any, e);

	if (code || !any) // all of its documents are dead
		return code;
	head.form = t->lists.form;
	head.n_forms = t->lists.n_forms;
	head.has_positions = t->lists.list[0].p.has_positions;
	for (uint32_t i = 0; i < t->lists.n; i++)
		head.most += t->lists.list[i].p.df;
	code = ns_writer_term(t->m->writer, &head, e);
	if (!code)
		code = ns_merge_lists_write(&t->lists, e);
	return code ? code : ns_writer_term_end(t->m->writer, e);
}

/* Most forms have the same stems in all sources, in one order. */
static bool same_stems(const struct terms *t)
{
	const struct ns_term *a = &t->walk[t->match[0]].term;

	for (uint32_t i = 1; i < t->n_match; i++) {
		const struct ns_term *b = &t->walk[t->match[i]].term;

		if (!ns_str_eq((struct ns_str){ (const char *)a->forms,
						a->forms_len },
			       (struct ns_str){ (const char *)b->forms,
						b->forms_len }))
			return false;
	}
	return true;
}

/* A form's entry: the stems of all sources. One whose documents all died stays
 * until the next merge; readers pass it over (ns_term_stems). */
static enum ns_code write_form(struct terms *t, struct ns_error *e)
{
	struct ns_form_stem all[NS_FORM_STEMS], *some;
	uint32_t n = 0, k;
	struct ns_walk *w = &t->walk[t->match[0]];
	enum ns_code code = NS_OK;

	if (same_stems(t))
		return ns_writer_form_copy(t->m->writer, &w->term, e);
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
	return ns_writer_form(t->m->writer, key_of(w), all, n, e);
}

/* ---- all terms ----------------------------------------------------------- */

static void read_head(struct terms *t, uint32_t i)
{
	struct ns_str key = key_of(&t->walk[i]);
	uint8_t bytes[sizeof(struct head)] = { 0 };

	memcpy(bytes, key.p, key.n < sizeof(bytes) ? key.n : sizeof(bytes));
	for (int part = 0; part < 2; part++)
		t->head[i].part[part] =
			__builtin_bswap64(ns_le64(bytes + 8 * part));
}

static int key_order(const struct terms *t, uint32_t i, uint32_t j)
{
	const struct head *a = &t->head[i], *b = &t->head[j];

	for (int part = 0; part < 2; part++)
		if (a->part[part] != b->part[part])
			return a->part[part] < b->part[part] ? -1 : 1;
	return ns_str_cmp(key_of(&t->walk[i]), key_of(&t->walk[j]));
}

/* Finds the sources that stand on the least key. */
static bool gather(struct terms *t)
{
	t->n_match = 0;
	for (uint32_t i = 0; i < t->m->n_sources; i++) {
		int order;

		if (t->ended[i])
			continue;
		order = t->n_match ? key_order(t, i, t->match[0]) : 0;
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
	if (!code)
		read_head(t, i);
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
	t.head = calloc(n, sizeof(*t.head));
	if (!t.walk || !t.ended || !t.match || !t.head)
		code = no_memory(e);
	if (!code)
		code = ns_merge_lists_init(&t.lists, m, e);
	if (!code)
		code = walk_all(&t, e);
	if (!code)
		widen_avgdl(m);
	for (uint32_t i = 0; t.walk && i < n; i++)
		ns_walk_close(&t.walk[i]);
	free(t.walk);
	free(t.ended);
	free(t.match);
	free(t.head);
	ns_merge_lists_free(&t.lists);
	ns_arena_free(&t.arena);
	return code;
}
