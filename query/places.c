/* places.c - where a word occurs in a document: the places of its lists, merged
 * in the group's room.
 */
#include "core/archive/kernel.h"
#include "query/group.h"

enum { LEAST_ROOM = 128 };

static uint32_t lower_bound(const uint32_t *v, uint32_t n, uint32_t x)
{
	uint32_t lo = 0;

	while (n) {
		uint32_t half = n / 2;
		bool less = v[lo + half] < x;

		lo = less ? lo + half + 1 : lo;
		n = less ? n - half - 1 : half;
	}
	return lo;
}

/* Keeps the positions whose form counts. Mostly one form does. */
static uint32_t keep_forms(const struct ns_list *l, uint32_t *at,
			   const uint32_t *form, uint32_t n)
{
	uint32_t i, f, kept = 0;

	for (i = 0; l->n_forms == 1 && i < n; i++) {
		at[kept] = at[i];
		kept += form[i] == l->form[0];
	}
	for (i = 0; l->n_forms > 1 && i < n; i++) {
		f = lower_bound(l->form, l->n_forms, form[i]);
		at[kept] = at[i];
		kept += f < l->n_forms && form[i] == l->form[f];
	}
	return kept;
}

/* Makes room for n places, twice: of what a list adds, and of its forms. What
 * is there stays. */
static enum ns_code make_room(struct ns_group *g, uint32_t used, uint32_t n,
			      struct ns_error *e)
{
	uint32_t *room, *spare;
	uint64_t most = 2 * (uint64_t)(n < LEAST_ROOM ? LEAST_ROOM : n);

	if (n <= g->n_room)
		return NS_OK;
	room = ns_arena_alloc(g->arena,
			      (most + NS_KERNEL_ROOM) * sizeof(*room));
	spare = ns_arena_alloc(g->arena, most * sizeof(*spare));
	if (!room || !spare || most > UINT32_MAX)
		return ns_out_of_budget(e);
	if (used)
		memcpy(room, g->room, used * sizeof(*room));
	g->room = room;
	g->spare = spare;
	g->n_room = (uint32_t)most;
	return NS_OK;
}

/* Merges the n places in spare into the group's first `used`, from the end. */
static void merge(struct ns_group *g, uint32_t used, uint32_t n)
{
	uint32_t to = used + n;

	while (n) {
		if (used && g->room[used - 1] > g->spare[n - 1])
			g->room[--to] = g->room[--used];
		else
			g->room[--to] = g->spare[--n];
	}
}

/* Reads a posting's places behind the `used` ones of the group's room: into
 * spare, unless there are none. */
static enum ns_code read_places(struct ns_list *l, const struct ns_posting *at,
				uint32_t used, uint32_t *n, struct ns_error *e)
{
	struct ns_group *g = l->group;
	uint32_t *to, *form;
	enum ns_code rc = ns_posting_place(at, n, e);

	if (!rc)
		rc = make_room(g, used, used + 2 * *n, e);
	if (rc)
		return rc;
	to = used ? g->spare : g->room;
	form = l->n_forms ? to + *n : NULL;
	rc = ns_positions_get(&at->in->ps, at->j, to, form, e);
	if (!rc && form)
		*n = keep_forms(l, to, form, *n);
	return rc;
}

enum ns_code ns_list_places(struct ns_list *l, const struct ns_posting *at,
			    uint32_t *n, struct ns_error *e)
{
	return read_places(l, at, 0, n, e);
}

/* Adds a posting's places to the group's. */
static enum ns_code add_posting(struct ns_list *l, const struct ns_posting *at,
				struct ns_places *out, struct ns_error *e)
{
	uint32_t n = 0;
	enum ns_code rc = read_places(l, at, out->n, &n, e);

	if (rc)
		return rc;
	if (out->n)
		merge(l->group, out->n, n);
	out->n += n;
	return NS_OK;
}

static enum ns_code add_places(struct ns_list *l, ns_docid doc,
			       struct ns_places *out, struct ns_error *e)
{
	struct ns_posting hit;
	enum ns_code rc = ns_list_find(l, doc, &hit, e);

	if (rc)
		return rc == NS_NOTFOUND ? NS_OK : rc;
	return add_posting(l, &hit, out, e);
}

enum ns_code ns_group_places(struct ns_group *g, ns_docid doc,
			     struct ns_places *out, struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc = NS_OK;

	out->n = 0;
	for (i = 0; !rc && i < g->n_lists; i++)
		rc = add_places(&g->list[i], doc, out, e);
	out->at = g->room;
	return rc;
}

/* Reads places and forms of a posting behind the `used` ones, and counts those
 * of the form. */
static enum ns_code count_form(struct ns_list *l, const struct ns_posting *at,
			       struct ns_form_count *count, uint32_t form,
			       struct ns_places *out, struct ns_error *e)
{
	struct ns_group *g = l->group;
	uint32_t n, i, *to, *forms;
	enum ns_code rc = ns_posting_place(at, &n, e);

	if (!rc)
		rc = make_room(g, out->n, out->n + 2 * n, e);
	if (rc)
		return rc;
	to = out->n ? g->spare : g->room;
	forms = to + n;
	rc = ns_positions_get(&at->in->ps, at->j, to, forms, e);
	for (i = 0; !rc && i < n; i++) {
		uint32_t weight = to[i] < count->title ? count->title_weight
						       : 1;

		count->tf += forms[i] == form ? weight : 0;
	}
	if (out->n && !rc)
		merge(g, out->n, n);
	out->n += n;
	return rc;
}

/* A list of one form says by its frequencies how often it occurs. */
static enum ns_code list_forms(struct ns_list *l, ns_docid doc,
			       struct ns_form_count *count, uint32_t form,
			       struct ns_places *out, struct ns_error *e)
{
	struct ns_posting hit;
	enum ns_code rc = ns_list_find(l, doc, &hit, e);

	if (rc)
		return rc == NS_NOTFOUND ? NS_OK : rc;
	if (l->p.has_forms && (form != NS_NO_FORM || count->places))
		return count_form(l, &hit, count, form, out, e);
	count->tf += form == NS_NO_FORM ? 0 : hit.in->b.freq[hit.j];
	return count->places ? add_posting(l, &hit, out, e) : NS_OK;
}

enum ns_code ns_group_forms(struct ns_group *g, ns_docid doc,
			    struct ns_form_count *count, struct ns_places *out,
			    struct ns_error *e)
{
	uint32_t i;
	enum ns_code rc = NS_OK;

	out->n = 0;
	for (i = 0; !rc && i < g->n_lists; i++)
		rc = list_forms(&g->list[i], doc, count, count->form[i], out,
				e);
	out->at = g->room;
	return rc;
}
