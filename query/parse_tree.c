/* parse_tree.c - how operands bind.
 *
 *	frame    ( a b OR c NEAR/3 d ...
 *	           ---    ----------
 *	items    | alternatives | of this one: and | chain of NEAR |
 *	         or_base        and_base           chain_base      n
 *
 * Every operand is pushed as an item. What binds tightest is nearest the top:
 * a chain of NEAR becomes one item when something else than NEAR comes, the
 * items side by side become one when OR comes, all of them when the bracket
 * closes. Each item is pushed and taken once, so the time is linear.
 */
#include "query/parse_tree.h"

struct ns_frame *ns_tree_top(struct ns_tree *s)
{
	return (struct ns_frame *)(void *)s->frames.p + (s->n_frames - 1);
}

static struct ns_item *items(struct ns_tree *s)
{
	return (struct ns_item *)(void *)s->items.p;
}

static void push_item(struct ns_tree *s, struct ns_item it)
{
	ns_buf_put(&s->items, &it, sizeof(it));
	if (!s->items.failed)
		s->n_items++;
	else
		s->p.rc = ns_fail(s->p.e, NS_NOMEM, "no memory is left");
}

static void pop_items(struct ns_tree *s, uint32_t base)
{
	s->n_items = base;
	s->items.n = base * sizeof(struct ns_item);
}

void ns_tree_open(struct ns_tree *s, struct ns_frame f)
{
	f.or_base = f.and_base = f.chain_base = s->n_items;
	ns_buf_put(&s->frames, &f, sizeof(f));
	if (!s->frames.failed)
		s->n_frames++;
	else
		s->p.rc = ns_fail(s->p.e, NS_NOMEM, "no memory is left");
}

/* ---- items become nodes -------------------------------------------------- */

/* A node of the items from base on; their places are its place. */
static struct ns_node *gather(struct ns_tree *s, enum ns_node_kind kind,
			      uint32_t base)
{
	struct ns_item *it = items(s) + base;
	uint32_t n = s->n_items - base;
	struct ns_place at = { it[0].node->start, it[n - 1].node->end };
	struct ns_node *node = ns_parser_node(&s->p, kind, at);

	if (!node)
		return NULL;
	node->child = ns_parser_children(&s->p, n);
	if (!node->child)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		node->child[i] = it[i].node;
	node->n_children = n;
	return node;
}

static bool is_word(const struct ns_node *n)
{
	return n->kind == NS_NODE_WORD || n->kind == NS_NODE_PREFIX ||
	       n->kind == NS_NODE_FUZZY;
}

static bool is_words(const struct ns_node *n)
{
	for (uint32_t i = 0; i < n->n_children; i++)
		if (!is_word(n->child[i]) ||
		    n->child[i]->scope != n->child[0]->scope)
			return false;
	return n->kind == NS_NODE_OR;
}

/* Says whether the items from base on can stand near each other. */
static bool can_be_near(struct ns_tree *s, uint32_t base)
{
	enum ns_scope scope = NS_SCOPE_TEXT;

	for (uint32_t i = base; i < s->n_items; i++) {
		const struct ns_node *n = items(s)[i].node;
		const struct ns_node *leaf = is_words(n) ? n->child[0] : n;

		if (!is_word(leaf) && leaf->kind != NS_NODE_PHRASE)
			return false;
		if (i > base && leaf->scope != scope)
			return false;
		scope = leaf->scope;
	}
	return !ns_scope_is_name(scope);
}

/* a NEAR/3 b NEAR/5 c: all three within the greater distance. */
static struct ns_node *near(struct ns_tree *s, const struct ns_frame *f)
{
	bool same = f->chain_op == NS_OP_SAME;
	struct ns_node *n;

	if (f->chain_mixed || !can_be_near(s, f->chain_base)) {
		ns_parser_warn(&s->p, ns_token_place(&f->chain_token),
			       "NEAR and SAME join words and quotes of one "
			       "field: taken as AND");
		n = gather(s, NS_NODE_AND, f->chain_base);
		if (n)
			n->group = true;
		return n;
	}
	n = gather(s, same ? NS_NODE_SAME : NS_NODE_NEAR, f->chain_base);
	if (!n)
		return NULL;
	n->n = same ? 0 : f->chain_n;
	for (uint32_t i = 0; i < n->n_children; i++)
		if (n->child[i]->kind != NS_NODE_OR)
			n->child[i]->group = false;
	n->scope = n->child[0]->kind == NS_NODE_OR
			   ? n->child[0]->child[0]->scope
			   : n->child[0]->scope;
	return n;
}

static struct ns_node *negated(struct ns_tree *s, struct ns_node *n)
{
	struct ns_node *no = ns_parser_node(
		&s->p, NS_NODE_NOT, (struct ns_place){ n->start, n->end });

	if (!no)
		return NULL;
	no->child = ns_parser_children(&s->p, 1);
	if (!no->child)
		return NULL;
	no->child[0] = n;
	no->n_children = 1;
	return no;
}

/* The chain of NEAR on top becomes one item of its AND. */
static void end_chain(struct ns_tree *s)
{
	struct ns_frame *f = ns_tree_top(s);
	struct ns_item it = f->chain;

	if (s->n_items == f->chain_base)
		return;
	it.node = items(s)[f->chain_base].node;
	if (s->n_items - f->chain_base > 1)
		it.node = near(s, f);
	if (it.node && f->chain_no)
		it.node = negated(s, it.node);
	pop_items(s, f->chain_base);
	if (!it.node)
		return;
	push_item(s, it);
	f->chain_base = s->n_items;
}

static bool is_required(const struct ns_item *it)
{
	return it->node->kind != NS_NODE_NOT && (it->plus || it->joined);
}

static bool has_plus(struct ns_tree *s, uint32_t base)
{
	for (uint32_t i = base; i < s->n_items; i++)
		if (items(s)[i].plus && items(s)[i].node->kind != NS_NODE_NOT)
			return true;
	return false;
}

/* What stands side by side becomes one item, an alternative. */
static void end_and(struct ns_tree *s)
{
	struct ns_frame *f = ns_tree_top(s);
	uint32_t base = f->and_base;
	bool plus;
	struct ns_node *n;

	end_chain(s);
	if (s->p.rc || s->n_items == base)
		return;
	n = items(s)[base].node;
	if (s->n_items - base > 1) {
		plus = has_plus(s, base);
		n = gather(s, plus ? NS_NODE_MUST_SHOULD : NS_NODE_AND, base);
		if (!n)
			return;
		n->said = f->said && !plus;
		for (uint32_t i = 0; plus && i < n->n_children; i++)
			n->child[i]->required =
				is_required(&items(s)[base + i]);
	}
	pop_items(s, base);
	push_item(s, (struct ns_item){ .node = n });
	f->and_base = f->chain_base = s->n_items;
	f->said = false;
}

/* All of the top frame becomes one node; NULL: nothing was in it. */
static struct ns_node *end_or(struct ns_tree *s)
{
	uint32_t base = ns_tree_top(s)->or_base;
	struct ns_node *n;

	end_and(s);
	if (s->p.rc || s->n_items == base)
		return NULL;
	n = items(s)[base].node;
	if (s->n_items - base > 1)
		n = gather(s, NS_NODE_OR, base);
	pop_items(s, base);
	return n;
}

/* ---- operands and operators ---------------------------------------------- */

/* The operator that waited has its right operand. */
static void apply_op(struct ns_tree *s)
{
	struct ns_frame *f = ns_tree_top(s);

	end_chain(s);
	if (s->p.rc)
		return;
	if (f->op == NS_OP_AND) {
		items(s)[s->n_items - 1].joined = true;
		f->said = true;
		s->p.out->has_operators = true;
	} else if (f->op == NS_OP_OR) {
		end_and(s);
		s->p.out->has_operators = true;
	}
}

static void extend_chain(struct ns_frame *f)
{
	if (f->chain_op != NS_OP_NONE && f->chain_op != f->op)
		f->chain_mixed = true;
	if (f->chain_op == NS_OP_NONE)
		f->chain_token = f->op_token;
	f->chain_op = f->op;
	if (f->op_n > f->chain_n)
		f->chain_n = f->op_n;
}

static void begin_chain(struct ns_frame *f, bool no, bool plus)
{
	f->chain = (struct ns_item){ .plus = plus && !no,
				     .joined = f->op == NS_OP_AND };
	f->chain_no = no;
	f->chain_op = NS_OP_NONE;
	f->chain_n = 0;
	f->chain_mixed = false;
}

/* n may be NULL: what was to be an operand holds no word. */
void ns_tree_operand(struct ns_tree *s, struct ns_node *n,
		     struct ns_signs signs)
{
	struct ns_frame *f = ns_tree_top(s);
	bool no = f->no != signs.minus, near_op;

	f->no = f->no_waits = false;
	if (!n || s->p.rc)
		return;
	near_op = f->op == NS_OP_NEAR || f->op == NS_OP_SAME;
	if (near_op && (no || signs.plus)) {
		ns_parser_warn(&s->p, ns_token_place(&f->op_token),
			       "NEAR and SAME join words: not -, + or NOT");
		near_op = false;
		f->op = NS_OP_NONE;
	}
	if (near_op) {
		extend_chain(f);
	} else {
		apply_op(s);
		if (s->p.rc)
			return;
		begin_chain(f, no, signs.plus);
	}
	f->op = NS_OP_NONE;
	push_item(s, (struct ns_item){ .node = n });
}

/* An operator without an operand is a word. */
static void dangling(struct ns_tree *s, const struct ns_token *t)
{
	struct ns_leaf leaf = { .at = ns_token_place(t),
				.field = ns_tree_top(s)->field,
				.text = { s->p.lexer.text.p + t->start,
					  t->end - t->start } };

	ns_parser_warn(&s->p, leaf.at, "\"%.*s\" has nothing to join: %s",
		       (int)leaf.text.n, leaf.text.p,
		       ns_lex_has_letters(leaf.text) ? "it is a word"
						     : "left out");
	if (leaf.field.kind != NS_FIELD_SCOPE)
		leaf.field = (struct ns_field){ .scope = leaf.field.scope };
	ns_tree_operand(s, ns_leaf_plain(&s->p, leaf), (struct ns_signs){ 0 });
}

/* What waits at the end of a bracket, or of the question. */
static void end_waiting_ops(struct ns_tree *s)
{
	struct ns_frame *f = ns_tree_top(s);

	if (f->no_waits) {
		f->no = f->no_waits = false;
		dangling(s, &f->no_token);
	}
	if (f->op != NS_OP_NONE) {
		f->op = NS_OP_NONE;
		dangling(s, &f->op_token);
	}
}

static bool has_left_operand(struct ns_tree *s)
{
	struct ns_frame *f = ns_tree_top(s);

	return s->n_items > f->chain_base && f->op == NS_OP_NONE &&
	       !f->no_waits;
}

enum ns_op ns_tree_read_op(const struct ns_token *t, uint32_t *n)
{
	*n = 0;
	if (t->kind == NS_TOKEN_BAR || ns_str_eq(t->text, NS_STR("OR")))
		return NS_OP_OR;
	if (ns_str_eq(t->text, NS_STR("AND")) ||
	    ns_str_eq(t->text, NS_STR("&&")))
		return NS_OP_AND;
	if (ns_str_eq(t->text, NS_STR("SAME")))
		return NS_OP_SAME;
	*n = ns_lex_near(t->text);
	return *n ? NS_OP_NEAR : NS_OP_NONE;
}

/* Takes t if it is an operator. */
bool ns_tree_operator(struct ns_tree *s, const struct ns_token *t)
{
	struct ns_frame *f = ns_tree_top(s);
	uint32_t n;
	enum ns_op op = ns_tree_read_op(t, &n);

	if (ns_str_eq(t->text, NS_STR("NOT"))) {
		f->no = !f->no;
		f->no_waits = true;
		f->no_token = *t;
		return true;
	}
	if (op == NS_OP_NONE)
		return false;
	if (!has_left_operand(s)) {
		dangling(s, t);
		return true;
	}
	f->op = op;
	f->op_n = n;
	f->op_token = *t;
	return true;
}

struct ns_node *ns_tree_close(struct ns_tree *s)
{
	struct ns_node *n;

	end_waiting_ops(s);
	n = s->p.rc ? NULL : end_or(s);
	s->n_frames--;
	s->frames.n -= sizeof(struct ns_frame);
	return n;
}

void ns_tree_free(struct ns_tree *s)
{
	ns_buf_free(&s->items);
	ns_buf_free(&s->frames);
}
