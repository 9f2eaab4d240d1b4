/* plan_tree.c - operators over leaves in one language; its tiers, and which
 * words are neighbours.
 */
#include <stdlib.h>

#include "query/plan_make.h"

/* NOT comes behind everything that is only looked up. */
#define COST_NOT (UINT64_C(1) << 39)

/* ---- branches ------------------------------------------------------------ */

/* Children while they are gathered. */
struct branches {
	struct ns_branch **child;
	uint32_t n;
};

static void push(struct branches *b, struct ns_branch *child)
{
	if (child)
		b->child[b->n++] = child;
}

static struct branches room_for(struct ns_maker *m, uint32_t n)
{
	return (struct branches){
		ns_maker_alloc(m, n + 1u, sizeof(struct ns_branch *)), 0
	};
}

/* One of nothing is nothing; an AND or OR of one is that one. */
static struct ns_branch *branch(struct ns_maker *m, enum ns_branch_kind kind,
				struct branches from)
{
	struct ns_branch *b;

	if (m->rc || !from.n)
		return NULL;
	if (from.n == 1 && kind != NS_BRANCH_NOT)
		return from.child[0];
	b = ns_maker_alloc(m, 1, sizeof(*b));
	if (!b)
		return NULL;
	b->kind = kind;
	b->child = from.child;
	b->n = from.n;
	return b;
}

static struct ns_branch *leaf_branch(struct ns_maker *m, uint32_t leaf)
{
	const struct ns_plan_leaf *l = &m->lang->leaf[leaf];
	struct ns_branch *b;

	if (l->kind == NS_LEAF_NONE || l->dropped)
		return NULL;
	b = ns_maker_alloc(m, 1, sizeof(*b));
	if (!b)
		return NULL;
	b->kind = NS_BRANCH_LEAF;
	b->leaf = leaf;
	return b;
}

static struct ns_branch *none_of(struct ns_maker *m, struct ns_branch *child)
{
	struct branches b = room_for(m, 1);

	if (m->rc)
		return NULL;
	push(&b, child);
	return branch(m, NS_BRANCH_NOT, b);
}

/* ---- nodes --------------------------------------------------------------- */

/* How the root's children bind in a tier; other nodes are all PLAIN, but for
 * OPEN (match=any), which goes down to all words that stand side by side. */
enum binding { PLAIN, ALL, ANY, OPEN };

static struct ns_branch *build(struct ns_maker *m, const struct ns_node *n,
			       enum binding how);

static struct ns_branch *build_leaf(struct ns_maker *m, const struct ns_node *n)
{
	uint32_t at = ns_maker_find(m, n);
	struct branches b = room_for(m, NS_SCOPES);

	for (; !m->rc && at < m->plan->n_leaves; at++) {
		if (m->lang->leaf[at].node != n)
			break;
		push(&b, leaf_branch(m, at));
	}
	return branch(m, NS_BRANCH_OR, b);
}

static bool is_passed_over(const struct ns_plan_leaf *l)
{
	return l->kind == NS_LEAF_NONE || l->dropped;
}

/* Two leaves' words side by side: of the same leaf, or last and first. */
static void add_pair(struct ns_maker *m, struct ns_plan_pair p)
{
	struct ns_plan_lang *lang = m->lang;
	const struct ns_plan_word *x = &lang->leaf[p.leaf[0]].word[p.word[0]];
	const struct ns_plan_word *y = &lang->leaf[p.leaf[1]].word[p.word[1]];
	uint32_t n = lang->n_pairs;

	if (ns_str_eq(x->stem, y->stem))
		return;
	if (!(n & (n + 1))) { /* full at 2^i - 1 */
		struct ns_plan_pair *more =
			ns_maker_alloc(m, 2 * (size_t)n + 1, sizeof(*more));

		if (!more)
			return;
		if (n)
			memcpy(more, lang->pair, n * sizeof(*more));
		lang->pair = more;
	}
	lang->pair[lang->n_pairs++] = p;
}

/* The chain of a node's plain words; child[i] is NULL where it was dropped. */
static void chain(struct ns_maker *m, const struct ns_node *n,
		  struct ns_branch *const *child)
{
	uint32_t last = UINT32_MAX, i, w;

	for (i = 0; !m->rc && m->pairing && i < n->n_children; i++) {
		uint32_t at = n->child[i]->kind == NS_NODE_WORD
				      ? ns_maker_find(m, n->child[i])
				      : UINT32_MAX;
		const struct ns_plan_leaf *l;

		if (!child[i])
			continue;
		if (at == UINT32_MAX || !m->lang->leaf[at].plain) {
			last = UINT32_MAX;
			continue;
		}
		l = &m->lang->leaf[at];
		if (last != UINT32_MAX)
			add_pair(m, (struct ns_plan_pair){
					    { last, at },
					    { m->lang->leaf[last].n_words - 1,
					      0 } });
		for (w = 0; w + 1 < l->n_words; w++)
			add_pair(m, (struct ns_plan_pair){ { at, at },
							   { w, w + 1 } });
		last = at;
	}
}

/* What narrows stays required even where any word will do. */
static bool narrows(const struct ns_node *n)
{
	return n->kind == NS_NODE_NOT || n->kind == NS_NODE_DATE ||
	       n->kind == NS_NODE_ALL || n->scope >= NS_SCOPE_OUTLET;
}

static uint32_t count_leaves(const struct ns_node *n)
{
	uint32_t sum = n->n_children == 0, i;

	for (i = 0; i < n->n_children; i++)
		sum += count_leaves(n->child[i]);
	return sum;
}

/* The second tier: the words of brackets are alternatives as all others. */
static void push_words(struct ns_maker *m, const struct ns_node *n,
		       struct branches *bare)
{
	uint32_t i;

	if (!m->rc && !n->n_children)
		push(bare, build_leaf(m, n));
	for (i = 0; !m->rc && i < n->n_children; i++)
		push_words(m, n->child[i], bare);
}

static struct ns_branch *build_any(struct ns_maker *m, const struct ns_node *n)
{
	struct branches all = room_for(m, n->n_children);
	struct branches bare = room_for(m, count_leaves(n));
	uint32_t i;

	for (i = 0; !m->rc && i < n->n_children; i++) {
		if (ns_node_is_loose(n->child[i]))
			push_words(m, n->child[i], &bare);
		else
			push(&all, build(m, n->child[i], PLAIN));
	}
	if (m->rc)
		return NULL;
	push(&all, branch(m, NS_BRANCH_OR, bare));
	return branch(m, NS_BRANCH_AND, all);
}

static struct ns_branch *build_and(struct ns_maker *m, const struct ns_node *n,
				   enum binding how)
{
	struct branches all = room_for(m, n->n_children);
	struct branches bare = room_for(m, n->n_children);
	struct branches raw = room_for(m, n->n_children);
	uint32_t i;

	for (i = 0; !m->rc && i < n->n_children; i++) {
		struct ns_branch *c =
			build(m, n->child[i], how == OPEN ? OPEN : PLAIN);

		raw.child[i] = c;
		push(how == OPEN && !narrows(n->child[i]) ? &bare : &all, c);
	}
	if (m->rc)
		return NULL;
	chain(m, n, raw.child);
	push(&all, branch(m, NS_BRANCH_OR, bare));
	return branch(m, NS_BRANCH_AND, all);
}

static struct ns_branch *build_should(struct ns_maker *m,
				      const struct ns_node *n, enum binding how)
{
	struct branches must = room_for(m, n->n_children + 1);
	struct branches should = room_for(m, n->n_children);
	struct branches no = room_for(m, n->n_children + 1);
	struct branches raw = room_for(m, n->n_children);
	uint32_t i;

	for (i = 0; !m->rc && i < n->n_children; i++) {
		const struct ns_node *child = n->child[i];
		struct ns_branch *c = build(m, child, PLAIN);

		raw.child[i] = c;
		if (child->kind == NS_NODE_NOT)
			push(&no, c);
		else if (child->required || how == ALL)
			push(&must, c);
		else
			push(&should, c);
	}
	if (m->rc)
		return NULL;
	chain(m, n, raw.child);
	if (!must.n)
		push(&must, branch(m, NS_BRANCH_OR, should));
	push(&no, branch(m, NS_BRANCH_AND, must));
	return branch(m, NS_BRANCH_AND, no);
}

static struct ns_branch *build_or(struct ns_maker *m, const struct ns_node *n,
				  enum binding how)
{
	struct branches b = room_for(m, n->n_children);
	uint32_t i;

	for (i = 0; !m->rc && i < n->n_children; i++)
		push(&b, build(m, n->child[i], how == OPEN ? OPEN : PLAIN));
	return branch(m, NS_BRANCH_OR, b);
}

/* Trees are no deeper than NS_PLAN_DEPTH: plan_leaf.c saw to that. */
static struct ns_branch *build(struct ns_maker *m, const struct ns_node *n,
			       enum binding how)
{
	switch (n->kind) {
	case NS_NODE_AND:
		return how == ANY ? build_any(m, n) : build_and(m, n, how);
	case NS_NODE_OR:
		return build_or(m, n, how);
	case NS_NODE_MUST_SHOULD:
		return build_should(m, n, how);
	case NS_NODE_NOT:
		return none_of(m, build(m, n->child[0], PLAIN));
	case NS_NODE_NEAR:
	case NS_NODE_SAME:
		if (!ns_near_is_plain(n))
			return build_and(m, n, PLAIN);
		return build_leaf(m, n);
	default:
		return build_leaf(m, n);
	}
}

/* ---- filters ------------------------------------------------------------- */

static void add_field(struct ns_maker *m, enum ns_scope field,
		      struct branches *all)
{
	const struct ns_filter *filter = m->plan->in.request->filter;
	struct branches any = room_for(m, m->n_filters);
	uint32_t i;

	for (i = 0; !m->rc && i < m->n_filters; i++) {
		struct ns_branch *b;

		if (filter[i].field != field)
			continue;
		b = leaf_branch(m, ns_maker_find(m, &m->filter[i]));
		if (filter[i].exclude)
			push(all, none_of(m, b));
		else
			push(&any, b);
	}
	push(all, branch(m, NS_BRANCH_OR, any));
}

/* Says whether a tree finds documents of its language alone. */
static bool is_bounded(const struct ns_maker *m, const struct ns_branch *b)
{
	bool any = false, all = true;
	uint32_t i;

	if (b->kind == NS_BRANCH_LEAF) {
		const struct ns_plan_leaf *l = &m->lang->leaf[b->leaf];

		return l->n_words && l->word[0].kind == NS_KIND_STEM;
	}
	for (i = 0; i < b->n; i++) {
		bool is = is_bounded(m, b->child[i]);

		any |= is;
		all &= is;
	}
	return b->kind == NS_BRANCH_AND ? any : b->kind == NS_BRANCH_OR && all;
}

/* The tier with what holds for every question. */
static struct ns_branch *finish(struct ns_maker *m, struct ns_branch *tree)
{
	struct branches all = room_for(m, m->n_filters + NS_SCOPES + 3u);
	uint32_t i;

	if (m->rc || !tree)
		return NULL;
	push(&all, tree);
	for (i = 0; m->n_filters && i < NS_SCOPES; i++)
		add_field(m, (enum ns_scope)i, &all);
	if (m->dates)
		push(&all, leaf_branch(m, ns_maker_find(m, m->dates)));
	if (m->plan->in.snap->n_langs > 1 && !is_bounded(m, tree))
		push(&all, leaf_branch(m, m->lang->lang_leaf));
	return branch(m, NS_BRANCH_AND, all);
}

/* ---- tiers --------------------------------------------------------------- */

/* How many words of a bare child ask for anything in this language. */
static uint32_t asks(struct ns_maker *m, const struct ns_node *n)
{
	uint32_t at, sum = 0, i;

	for (i = 0; i < n->n_children; i++)
		sum += asks(m, n->child[i]);
	if (n->n_children)
		return sum;
	at = ns_maker_find(m, n);
	for (; at < m->plan->n_leaves && m->lang->leaf[at].node == n; at++)
		if (!is_passed_over(&m->lang->leaf[at]))
			return 1;
	return 0;
}

/* Says whether ANY is another tree than ALL in this language. */
static bool differs(struct ns_maker *m)
{
	const struct ns_node *n = m->root;
	uint32_t bare = 0, optional = 0, i;

	for (i = 0; i < n->n_children; i++) {
		const struct ns_node *c = n->child[i];

		if (n->kind == NS_NODE_MUST_SHOULD)
			optional += !c->required && c->kind != NS_NODE_NOT;
		else
			bare += ns_node_is_loose(c) ? asks(m, c) : 0;
	}
	return n->kind == NS_NODE_MUST_SHOULD ? optional > 0 : bare > 1;
}

static void mark(const struct ns_branch *b, bool *used)
{
	uint32_t i;

	if (b->kind == NS_BRANCH_LEAF)
		used[b->leaf] = true;
	for (i = 0; i < b->n; i++)
		mark(b->child[i], used);
}

/* What is in no tree adds to scores at most: not where only a number is asked
 * for. */
static void drop_unused(struct ns_maker *m)
{
	struct ns_plan_lang *lang = m->lang;
	bool *used = ns_maker_alloc(m, m->plan->n_leaves, sizeof(*used));
	uint32_t i;

	for (i = 0; used && i < 2; i++) {
		if (lang->tier[i])
			mark(lang->tier[i], used);
	}
	for (i = 0; used && i < m->plan->n_leaves; i++) {
		struct ns_plan_leaf *l = &lang->leaf[i];

		if (used[i] || (l->scores && !m->plan->in.request->count_only))
			continue;
		l->dropped = true;
		l->scores = l->plain = false;
	}
}

static bool has_dead(const struct ns_maker *m)
{
	const struct ns_snapshot *snap = m->plan->in.snap;
	uint32_t i;

	for (i = 0; i < snap->n_segments; i++) {
		if (snap->segment[i].live)
			return true;
	}
	return false;
}

/* Says so of a leaf whose number of documents is all that is asked for. */
static void mark_alone(struct ns_maker *m)
{
	const struct ns_plan_lang *lang = m->lang;
	struct ns_plan_leaf *leaf;

	if (!m->plan->in.request->count_only || !lang->tier[0] ||
	    lang->tier[1] || lang->tier[0]->kind != NS_BRANCH_LEAF)
		return;
	leaf = &lang->leaf[lang->tier[0]->leaf];
	leaf->alone = ns_leaf_is_one_word(leaf) && !has_dead(m);
}

void ns_maker_trees(struct ns_maker *m)
{
	const struct ns_request *r = m->plan->in.request;
	bool operators = m->plan->in.parsed->has_operators;
	enum binding first = operators                  ? PLAIN
			     : r->match == NS_MATCH_ANY ? OPEN
							: ALL;
	struct ns_branch *tree;

	m->pairing = true;
	tree = build(m, m->root, first);
	m->pairing = false;
	m->lang->tier[0] = finish(m, tree);
	if (m->plan->two_tiers && !m->rc && differs(m))
		m->lang->tier[1] = finish(m, build(m, m->root, ANY));
	if (m->rc)
		return;
	drop_unused(m);
	mark_alone(m);
}

/* ---- order --------------------------------------------------------------- */

static int by_cost(const void *a, const void *b)
{
	const struct ns_branch *const *x = a, *const *y = b;
	uint64_t p = (*x)->cost, q = (*y)->cost;

	return (p > q) - (p < q);
}

static uint64_t plus(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static void order(const struct ns_maker *m, struct ns_branch *b)
{
	uint32_t i;

	if (b->kind == NS_BRANCH_LEAF) {
		b->cost = m->lang->leaf[b->leaf].cost;
		return;
	}
	for (i = 0; i < b->n; i++)
		order(m, b->child[i]);
	qsort(b->child, b->n, sizeof(struct ns_branch *), by_cost);
	b->cost = b->kind == NS_BRANCH_OR ? 0 : b->child[0]->cost;
	if (b->kind == NS_BRANCH_NOT)
		b->cost = plus(b->cost, COST_NOT);
	for (i = 0; b->kind == NS_BRANCH_OR && i < b->n; i++)
		b->cost = plus(b->cost, b->child[i]->cost);
}

void ns_maker_order(struct ns_maker *m)
{
	uint32_t i;

	for (i = 0; i < 2; i++) {
		if (m->lang->tier[i])
			order(m, m->lang->tier[i]);
	}
}
