#include "query/program.h"

struct compiler {
	struct ns_program *p;
	struct ns_arena *arena;
	bool failed; // memory
};

/* Room for one more in an array from the arena. */
static void *room(struct compiler *c, void *old, uint32_t n, size_t size)
{
	uint32_t cap = n ? n * 2 : 16;
	void *p = ns_arena_calloc(c->arena, cap, size);

	if (!p)
		c->failed = true;
	else if (n)
		memcpy(p, old, n * size);
	return p;
}

static uint32_t put(struct compiler *c, const struct ns_instruction *in)
{
	struct ns_program *p = c->p;

	if (p->n == p->cap) {
		void *code = room(c, p->code, p->n, sizeof(*p->code));

		if (!code)
			return 0;
		p->code = code;
		p->cap = p->n ? p->n * 2 : 16;
	}
	if (in->to >= p->n_registers)
		p->n_registers = in->to + 1;
	p->code[p->n] = *in;
	return p->n++;
}

static void compile(struct compiler *c, const struct ns_branch *op,
		    uint32_t to);

/* to &= ~op */
static void compile_not(struct compiler *c, const struct ns_branch *op,
			uint32_t to)
{
	if (op->kind == NS_BRANCH_LEAF) {
		put(c, &(struct ns_instruction){ NS_DO_DROP_LEAF, to, 0,
						 op->leaf });
		return;
	}
	put(c, &(struct ns_instruction){ NS_DO_COPY, to + 1, to, 0 });
	compile(c, op, to + 1);
	put(c, &(struct ns_instruction){ NS_DO_DROP, to, to + 1, 0 });
}

static void compile_and(struct compiler *c, const struct ns_branch *op,
			uint32_t to)
{
	uint32_t i, first = c->p->n;

	for (i = 0; i < op->n; i++) {
		compile(c, op->child[i], to);
		if (i + 1 < op->n)
			put(c, &(struct ns_instruction){ NS_DO_SKIP, to, 0,
							 UINT32_MAX });
	}
	/* Inner jumps have their target: theirs is no UINT32_MAX any more. */
	for (i = first; i < c->p->n && !c->failed; i++) {
		struct ns_instruction *in = &c->p->code[i];

		if (in->kind == NS_DO_SKIP && in->leaf == UINT32_MAX) {
			in->from = c->p->n;
			in->leaf = 0;
		}
	}
}

static void compile_or(struct compiler *c, const struct ns_branch *op,
		       uint32_t to)
{
	uint32_t i;

	put(c, &(struct ns_instruction){ NS_DO_CLEAR, to + 1, 0, 0 });
	for (i = 0; i < op->n; i++) {
		const struct ns_branch *child = op->child[i];

		if (child->kind == NS_BRANCH_LEAF) {
			put(c, &(struct ns_instruction){ NS_DO_ADD_LEAF, to + 1,
							 to, child->leaf });
			continue;
		}
		put(c, &(struct ns_instruction){ NS_DO_COPY, to + 2, to, 0 });
		compile(c, child, to + 2);
		put(c,
		    &(struct ns_instruction){ NS_DO_ADD, to + 1, to + 2, 0 });
	}
	put(c, &(struct ns_instruction){ NS_DO_COPY, to, to + 1, 0 });
}

/* to &= op. Trees are no deeper than NS_PLAN_DEPTH: the plan saw to that. */
static void compile(struct compiler *c, const struct ns_branch *op, uint32_t to)
{
	switch (op->kind) {
	case NS_BRANCH_LEAF:
		put(c, &(struct ns_instruction){ NS_DO_KEEP_LEAF, to, 0,
						 op->leaf });
		break;
	case NS_BRANCH_AND:
		compile_and(c, op, to);
		break;
	case NS_BRANCH_OR:
		compile_or(c, op, to);
		break;
	case NS_BRANCH_NOT:
		compile_not(c, op->child[0], to);
		break;
	}
}

static void add_driver(struct compiler *c, uint32_t leaf)
{
	struct ns_program *p = c->p;

	if (p->n_drivers == p->cap_drivers) {
		void *d = room(c, p->driver, p->n_drivers, sizeof(*p->driver));

		if (!d)
			return;
		p->driver = d;
		p->cap_drivers = p->n_drivers ? p->n_drivers * 2 : 16;
	}
	p->driver[p->n_drivers++] = leaf;
}

/* Adds leaves that together hold every match of op; false: there are none. */
static bool find_drivers(struct compiler *c, const struct ns_branch *op)
{
	uint32_t mark = c->p->n_drivers, i;

	switch (op->kind) {
	case NS_BRANCH_LEAF:
		add_driver(c, op->leaf);
		return true;
	case NS_BRANCH_NOT:
		return false;
	case NS_BRANCH_AND: /* the cheapest comes first */
		for (i = 0; i < op->n; i++) {
			if (find_drivers(c, op->child[i]))
				return true;
			c->p->n_drivers = mark;
		}
		return false;
	case NS_BRANCH_OR:
		for (i = 0; i < op->n; i++) {
			if (!find_drivers(c, op->child[i]))
				return false;
		}
		return true;
	}
	return false;
}

enum ns_code ns_program_make(const struct ns_branch *op, struct ns_arena *arena,
			     struct ns_program *out, struct ns_error *e)
{
	struct compiler c = { .p = out, .arena = arena };

	*out = (struct ns_program){ .n_registers = 1 };
	compile(&c, op, 0);
	out->driven = find_drivers(&c, op);
	return c.failed ? ns_out_of_budget(e) : NS_OK;
}

/* ---- running ------------------------------------------------------------- */

static bool is_empty(const uint64_t *bits)
{
	uint64_t any = 0;
	uint32_t i;

	for (i = 0; i < NS_WINDOW_WORDS; i++)
		any |= bits[i];
	return !any;
}

static enum ns_code run_leaf(const struct ns_instruction *in,
			     struct ns_machine *m, struct ns_error *e)
{
	struct ns_bound_leaf *leaf = &m->leaf[in->leaf];
	uint64_t *to = m->reg[in->to], bits[NS_WINDOW_WORDS];
	uint32_t i;
	enum ns_code rc;

	if (in->kind == NS_DO_KEEP_LEAF)
		return ns_leaf_match(leaf, to, to, e);
	if (in->kind == NS_DO_DROP_LEAF) {
		rc = ns_leaf_match(leaf, to, bits, e);
		for (i = 0; !rc && i < NS_WINDOW_WORDS; i++)
			to[i] &= ~bits[i];
		return rc;
	}
	rc = ns_leaf_match(leaf, m->reg[in->from], bits, e);
	for (i = 0; !rc && i < NS_WINDOW_WORDS; i++)
		to[i] |= bits[i];
	return rc;
}

static void run_bits(const struct ns_instruction *in, struct ns_machine *m)
{
	uint64_t *to = m->reg[in->to];
	const uint64_t *from = m->reg[in->from];
	uint32_t i;

	switch (in->kind) {
	case NS_DO_COPY:
		memcpy(to, from, NS_WINDOW_WORDS * sizeof(*to));
		break;
	case NS_DO_CLEAR:
		memset(to, 0, NS_WINDOW_WORDS * sizeof(*to));
		break;
	case NS_DO_ADD:
		for (i = 0; i < NS_WINDOW_WORDS; i++)
			to[i] |= from[i];
		break;
	default:
		for (i = 0; i < NS_WINDOW_WORDS; i++)
			to[i] &= ~from[i];
	}
}

enum ns_code ns_program_run(const struct ns_program *p, struct ns_machine *m,
			    struct ns_error *e)
{
	uint32_t at = 0;
	enum ns_code rc = NS_OK;

	while (!rc && at < p->n) {
		const struct ns_instruction *in = &p->code[at++];

		if (in->kind <= NS_DO_ADD_LEAF)
			rc = run_leaf(in, m, e);
		else if (in->kind != NS_DO_SKIP)
			run_bits(in, m);
		else if (is_empty(m->reg[in->to]))
			at = in->from;
	}
	return rc;
}

ns_docid ns_program_next(const struct ns_program *p, struct ns_bound_leaf *leaf,
			 ns_docid doc)
{
	ns_docid best = NS_NO_DOC;
	uint32_t i;

	if (!p->driven)
		return doc;
	for (i = 0; i < p->n_drivers && best > doc; i++) {
		ns_docid next = ns_leaf_next(&leaf[p->driver[i]], doc);

		best = next < best ? next : best;
	}
	return best;
}
