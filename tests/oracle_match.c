/* How often a leaf occurs in a document: every token is a place to begin. */
#include <assert.h>
#include <stdlib.h>

#include "tests/oracle_ask.h"

/* An occurrence: position and paragraph. */
struct place {
	uint32_t at, paragraph;
	bool title;
};

struct places {
	struct place *p;
	uint32_t n;
};

/* One leaf in one document. */
struct look {
	const struct ask *a;
	const struct ask_leaf *l;
	const struct oracle_doc *d;
	const struct oracle_tokens *t;
};

static bool runs_from(const struct look *k, const struct ask_run *run,
		      uint32_t i)
{
	const struct oracle_tokens *t = k->t;
	uint32_t j;

	for (j = 0; j < run->n; j++) {
		if (i + j >= t->n || t->at[i + j] != t->at[i] + j ||
		    t->paragraph[i + j] != t->paragraph[i] ||
		    !run->word[j].is[t->word[i + j]])
			return false;
	}
	return true;
}

static bool in_scope(const struct look *k, uint32_t i)
{
	uint32_t title = k->d->n_title;
	uint32_t body = title + k->d->n_summary;

	switch (k->l->scope) {
	case NS_SCOPE_TITLE:
		return i < title;
	case NS_SCOPE_SUMMARY:
		return i >= title && i < body;
	case NS_SCOPE_BODY:
		return i >= body;
	default:
		return true;
	}
}

/* Where any run of the slot begins. */
static struct places places_of(const struct look *k, const struct ask_slot *s)
{
	struct places out = { NULL, 0 };
	uint32_t i, j;

	for (i = 0; i < k->t->n; i++) {
		if (!in_scope(k, i))
			continue;
		for (j = 0; j < s->n && !runs_from(k, &s->run[j], i); j++)
			;
		if (j == s->n)
			continue;
		if (!out.p)
			out.p = malloc(k->t->n * sizeof(*out.p));
		assert(out.p);
		out.p[out.n++] = (struct place){ k->t->at[i],
						 k->t->paragraph[i],
						 k->t == &k->d->text &&
							 i < k->d->n_title };
	}
	return out;
}

/* ---- NEAR and SAME ------------------------------------------------------- */

/* What has to hold all slots: a stretch of one paragraph. */
struct stretch {
	uint32_t from, to, paragraph;
};

static bool is_inside(struct stretch s, const struct place *p)
{
	return p->paragraph == s.paragraph && p->at >= s.from && p->at <= s.to;
}

static bool holds_one(struct stretch s, const struct places *p)
{
	uint32_t i;

	for (i = 0; i < p->n; i++)
		if (is_inside(s, &p->p[i]))
			return true;
	return false;
}

static bool has_position(const struct places *p, uint32_t at)
{
	uint32_t i;

	for (i = 0; i < p->n; i++)
		if (p->p[i].at == at)
			return true;
	return false;
}

/* Says whether an earlier slot has this position too. */
static bool is_counted(const struct places *slot, uint32_t before, uint32_t at)
{
	uint32_t i;

	for (i = 0; i < before; i++)
		if (has_position(&slot[i], at))
			return true;
	return false;
}

static bool holds_all(struct stretch s, const struct places *slot, uint32_t n)
{
	uint32_t i, j, positions = 0;

	for (i = 0; i < n; i++) {
		if (!holds_one(s, &slot[i]))
			return false;
		for (j = 0; j < slot[i].n; j++)
			positions += is_inside(s, &slot[i].p[j]) &&
				     !is_counted(slot, i, slot[i].p[j].at);
	}
	return positions >= n;
}

/* The weight of a match there. */
static uint32_t weight_of(const struct look *k, const struct place *p)
{
	if (k->l->scope != NS_SCOPE_TEXT || !p->title)
		return 1;
	return k->a->o->settings.title_weight;
}

static uint32_t count_near(const struct look *k, const struct places *slot)
{
	uint32_t tf = 0, i, j;

	for (i = 0; i < k->l->n_slots; i++)
		for (j = 0; j < slot[i].n; j++) {
			const struct place *p = &slot[i].p[j];
			struct stretch s = { p->at, p->at + k->l->node->n,
					     p->paragraph };

			if (!is_counted(slot, i, p->at) &&
			    holds_all(s, slot, k->l->n_slots))
				tf += weight_of(k, p);
		}
	return tf;
}

static uint32_t count_same(const struct look *k, const struct places *slot)
{
	uint32_t tf = 0, last = UINT32_MAX, j;

	for (j = 0; j < slot[0].n; j++) {
		const struct place *p = &slot[0].p[j];
		struct stretch s = { 0, UINT32_MAX, p->paragraph };

		if (p->paragraph == last)
			continue;
		last = p->paragraph;
		if (holds_all(s, slot, k->l->n_slots))
			tf += weight_of(k, p);
	}
	return tf;
}

static uint32_t count_text(const struct look *k, const struct places *p)
{
	const struct ns_node *n = k->l->node;
	uint32_t tf = 0, i;

	if (n->kind == NS_NODE_ATLEAST && p->n < n->n)
		return 0;
	for (i = 0; i < p->n; i++)
		tf += weight_of(k, &p->p[i]);
	return tf;
}

/* ---- other leaves -------------------------------------------------------- */

static bool has_name(const struct ask_leaf *l, const struct oracle_doc *d)
{
	struct ns_str wanted = ns_str_of(l->name);
	uint32_t i;

	for (i = 0; i < d->n_names; i++) {
		struct ns_str name = { d->name[i].folded, d->name[i].n };

		if (d->name[i].field == l->scope && ns_str_eq(name, wanted))
			return true;
	}
	return false;
}

/* Days since 1970, where it is `east_s` seconds east of UTC. */
static int64_t day_number(int64_t seconds, int64_t east_s)
{
	int64_t local = seconds + east_s;

	return (local - (local < 0 ? 86399 : 0)) / 86400;
}

bool ask_is_dated(const struct ns_request *r, const struct ns_interval *asked,
		  const struct oracle_doc *d)
{
	int64_t east_s = r->parse.tz.offset_s, day = day_number(d->date, 0);

	if (d->date == INT64_MIN || asked->from > asked->to)
		return false;
	if (!d->coarse)
		return d->date >= asked->from && d->date <= asked->to;
	if (asked->from != INT64_MIN && day < day_number(asked->from, east_s))
		return false;
	return asked->to == INT64_MAX || day <= day_number(asked->to, east_s);
}

static uint32_t count_slots(const struct look *k)
{
	uint32_t n = k->l->n_slots, tf = 0, i;
	struct places *slot = calloc(n, sizeof(*slot));
	bool all = true;

	assert(slot);
	for (i = 0; all && i < n; i++) {
		slot[i] = places_of(k, &k->l->slot[i]);
		all = slot[i].n > 0;
	}
	if (all)
		tf = k->l->kind == ASK_TEXT   ? count_text(k, slot)
		     : k->l->kind == ASK_NEAR ? count_near(k, slot)
					      : count_same(k, slot);
	for (i = 0; i < n; i++)
		free(slot[i].p);
	free(slot);
	return tf;
}

uint32_t ask_occurrences(const struct ask *a, const struct ask_leaf *l,
			 const struct oracle_doc *d)
{
	struct look k = { a, l, d, &d->text };

	switch (l->kind) {
	case ASK_GONE:
		return 0;
	case ASK_ALL:
		return 1;
	case ASK_NAME:
		return has_name(l, d);
	case ASK_DATE:
		return ask_is_dated(a->r, &l->node->dates, d);
	default:
		break;
	}
	if (l->scope == NS_SCOPE_AUTHOR)
		k.t = &d->author;
	if (l->scope == NS_SCOPE_URL)
		k.t = &d->url;
	return count_slots(&k);
}
