/* parse.c - tokens to operands: fields and signs before words, quotes and
 * brackets.
 */
#include "query/parse.h"

#include <stdlib.h>

#include "core/base/utf8.h"
#include "query/parse_tree.h"

/* A field or sign that waits for its quote, bracket or word. */
struct waiting {
	bool on, field_read;
	struct ns_signs signs;
	struct ns_field field;
	struct ns_token token;
	struct ns_str name;
};

struct state {
	struct ns_tree t;
	struct waiting wait;
};

/* "title:" with nothing behind it is the word. */
static void end_waiting_field(struct state *s)
{
	struct waiting w = s->wait;
	struct ns_leaf leaf = {
		.at = ns_token_place(&w.token),
		.field = { .scope = ns_tree_top(&s->t)->field.scope },
		.text = w.name,
		.exact = w.signs.exact
	};

	s->wait.on = false;
	if (!w.on || !w.field_read)
		return;
	ns_parser_warn(&s->t.p, leaf.at,
		       "nothing stands behind \"%.*s:\": it is a word",
		       (int)w.name.n, w.name.p);
	ns_tree_operand(&s->t, ns_leaf_plain(&s->t.p, leaf), w.signs);
}

/* Cuts the signs off the start of a word. */
static struct ns_signs read_signs(struct ns_str *text)
{
	size_t n = 0;
	struct ns_str run = *text;
	struct ns_signs x = { 0 };

	while (n < text->n && memchr("-+=", text->p[n], 3))
		n++;
	run.n = n;
	*text = (struct ns_str){ text->p + n, text->n - n };
	if (n == 0 || n > 2 || (n == 2 && (run.p[0] == '=' || run.p[1] != '=')))
		return x;
	x.minus = run.p[0] == '-';
	x.plus = run.p[0] == '+';
	x.exact = run.p[n - 1] == '=';
	return x;
}

static bool is_lower(struct ns_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			return false;
	return true;
}

/* A word token that holds only signs and a field: its operand follows. */
static void wait_for(struct state *s, const struct ns_token *t,
		     struct waiting w)
{
	struct ns_leaf leaf = {
		.at = ns_token_place(t),
		.field = { .scope = ns_tree_top(&s->t)->field.scope },
		.text = w.name,
		.exact = w.signs.exact
	};

	w.token = *t;
	w.on = true;
	if (t->attached || (w.field_read && is_lower(w.name)))
		s->wait = w;
	else if (w.field_read)
		ns_tree_operand(&s->t, ns_leaf_plain(&s->t.p, leaf), w.signs);
}

static bool begins_range(const struct ns_leaf *leaf)
{
	return leaf->field.kind == NS_FIELD_DATE && leaf->text.n &&
	       (*leaf->text.p == '[' || *leaf->text.p == '{');
}

static struct ns_node *word_leaf(struct state *s, struct ns_leaf leaf)
{
	struct ns_range r;

	if (!begins_range(&leaf))
		return ns_leaf_word(&s->t.p, leaf);
	s->t.p.lexer.at = (size_t)(leaf.text.p - s->t.p.lexer.text.p);
	r = ns_lex_range(&s->t.p.lexer);
	leaf.at.end = (uint32_t)s->t.p.lexer.at;
	return ns_leaf_range(&s->t.p, leaf, r);
}

static void word_token(struct state *s, const struct ns_token *t)
{
	struct ns_str text = t->text;
	struct waiting w = { .signs = read_signs(&text) };
	struct ns_leaf leaf = { .at = ns_token_place(t),
				.raw = text,
				.exact = w.signs.exact };
	size_t n = ns_field_read(text, ns_tree_top(&s->t)->field, &leaf.field);

	if (s->wait.on && (n || text.n < t->text.n))
		end_waiting_field(s);
	if (n)
		w.name = (struct ns_str){ text.p, n - 1 };
	w.field_read = n > 0;
	w.field = leaf.field;
	leaf.text = (struct ns_str){ text.p + n, text.n - n };
	if (!leaf.text.n) {
		wait_for(s, t, w);
		return;
	}
	if (s->wait.on) { // title: word
		w = s->wait;
		leaf.field = w.field;
		leaf.raw = leaf.text;
		leaf.exact = w.signs.exact;
		s->wait.on = false;
	} else if (!n) {
		leaf.raw = leaf.text;
		ns_field_warn(&s->t.p, text, leaf.at);
	}
	ns_tree_operand(&s->t, word_leaf(s, leaf), w.signs);
}

static void quote_token(struct state *s, const struct ns_token *t)
{
	struct ns_suffix x = ns_lex_suffix_behind(&s->t.p.lexer);
	struct waiting w = s->wait;
	struct ns_leaf leaf = { .at = ns_token_place(t),
				.field = w.on ? w.field
					      : ns_tree_top(&s->t)->field,
				.text = t->text,
				.raw = t->text };

	s->wait.on = false;
	if (t->open)
		ns_parser_warn(&s->t.p,
			       (struct ns_place){ t->start, t->start + 1 },
			       "the quote was not closed: it ends with the "
			       "question");
	if (!w.on)
		w.signs = (struct ns_signs){ 0 };
	ns_tree_operand(&s->t, ns_leaf_quote(&s->t.p, leaf, x), w.signs);
}

static void open_token(struct state *s, const struct ns_token *t)
{
	uint32_t limit = s->t.p.o->limits.depth;
	struct ns_frame f = { .field = ns_tree_top(&s->t)->field,
			      .start = t->start };

	if (limit && s->t.n_frames > limit) {
		ns_parser_limit(&s->t.p, t->start, "brackets in brackets",
				limit);
		return;
	}
	if (s->wait.on) {
		f.signs = s->wait.signs;
		if (s->wait.field.kind == NS_FIELD_ATLEAST)
			ns_parser_warn(&s->t.p, ns_token_place(&s->wait.token),
				       "atleast counts one word");
		else
			f.field = s->wait.field;
	}
	s->wait.on = false;
	ns_tree_open(&s->t, f);
}

static void boost_group(struct ns_node *n, uint32_t thousandths)
{
	double boost = (double)n->boost * thousandths;

	if (n->kind == NS_NODE_NOT || n->kind == NS_NODE_ALL)
		return;
	/* Thousandths up to 1,000, as they can be typed. */
	boost = boost < 1e6 ? boost : 1e6;
	n->boost = (float)(uint32_t)(boost + .5) / 1000.0f;
}

static void close_group(struct state *s, struct ns_place at)
{
	struct ns_frame f;
	struct ns_node *n;
	struct ns_suffix x = ns_lex_suffix_behind(&s->t.p.lexer);

	f = *ns_tree_top(&s->t);
	n = ns_tree_close(&s->t);
	if (s->t.p.rc)
		return;
	if (!n)
		ns_parser_warn(&s->t.p, (struct ns_place){ f.start, at.end },
			       "there is no word in the brackets");
	if (x.star || x.fuzzy)
		ns_parser_warn(&s->t.p, at, "%s has no meaning behind brackets",
			       x.star ? "*" : "~");
	if (n) {
		n->group = true;
		if (x.boosted)
			boost_group(n, x.boost);
	}
	ns_tree_operand(&s->t, n, f.signs);
}

static void close_token(struct state *s, const struct ns_token *t)
{
	if (s->t.n_frames > 1)
		close_group(s, ns_token_place(t));
	else
		ns_parser_warn(&s->t.p, ns_token_place(t),
			       "this bracket closes nothing: left out");
}

static void token(struct state *s, const struct ns_token *t)
{
	bool operand_follows = t->kind == NS_TOKEN_QUOTE ||
			       t->kind == NS_TOKEN_OPEN;
	bool maybe_op = t->kind == NS_TOKEN_WORD || t->kind == NS_TOKEN_BAR;
	uint32_t n;

	if (s->wait.on && !operand_follows &&
	    (t->kind != NS_TOKEN_WORD || ns_tree_read_op(t, &n) != NS_OP_NONE ||
	     ns_str_eq(t->text, NS_STR("NOT"))))
		end_waiting_field(s);
	if (maybe_op && ns_tree_operator(&s->t, t))
		return;
	if (t->kind == NS_TOKEN_WORD)
		word_token(s, t);
	else if (t->kind == NS_TOKEN_QUOTE)
		quote_token(s, t);
	else if (t->kind == NS_TOKEN_OPEN)
		open_token(s, t);
	else if (t->kind == NS_TOKEN_CLOSE)
		close_token(s, t);
}

static struct ns_node *end_of_text(struct state *s)
{
	struct ns_place end = { (uint32_t)s->t.p.lexer.text.n,
				(uint32_t)s->t.p.lexer.text.n };

	end_waiting_field(s);
	while (s->t.n_frames > 1 && !s->t.p.rc) {
		uint32_t start = ns_tree_top(&s->t)->start;

		ns_parser_warn(&s->t.p, (struct ns_place){ start, start + 1 },
			       "the bracket was not closed: it ends with the "
			       "question");
		close_group(s, end);
	}
	return s->t.p.rc ? NULL : ns_tree_close(&s->t);
}

/* ---- the whole ----------------------------------------------------------- */

/* A copy in which each byte that is no UTF-8 is a space, so that all places
 * stay. */
static struct ns_str clean_copy(struct ns_parser *p, struct ns_str text)
{
	char *bytes = ns_arena_alloc(p->arena, text.n + 1);
	struct ns_str rest = { bytes, text.n };

	if (!bytes)
		return rest;
	memcpy(bytes, text.n ? text.p : "", text.n);
	bytes[text.n] = 0;
	for (;;) {
		size_t good = ns_utf8_span(rest), at;

		if (good == rest.n)
			return (struct ns_str){ bytes, text.n };
		at = (size_t)(rest.p - bytes) + good;
		ns_parser_warn(
			p, (struct ns_place){ (uint32_t)at, (uint32_t)at + 1 },
			"this byte is no UTF-8: left out");
		bytes[at] = ' ';
		rest = (struct ns_str){ bytes + at, text.n - at };
	}
}

static int by_place(const void *a, const void *b)
{
	const struct ns_warning *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return ns_str_cmp(x->text, y->text);
}

/* In strict mode the first warning is the error. */
static enum ns_code judge_warnings(struct ns_parser *p)
{
	struct ns_parsed *out = p->out;

	if (out->n_warnings > 1)
		qsort(out->warning, out->n_warnings, sizeof(*out->warning),
		      by_place);
	if (!p->o->strict || !out->n_warnings)
		return NS_OK;
	p->error_at = out->warning[0].start;
	return ns_fail(p->e, NS_INVALID, "%s (at byte %u)",
		       out->warning[0].text.p, p->error_at);
}

static void run(struct state *s)
{
	struct ns_parser *p = &s->t.p;
	struct ns_token t;

	ns_tree_open(&s->t, (struct ns_frame){ 0 });
	while (!p->rc && (t = ns_lex_next(&p->lexer)).kind != NS_TOKEN_END)
		token(s, &t);
	if (!p->rc)
		p->out->root = end_of_text(s);
	if (!p->rc && !p->out->root)
		p->out->root =
			ns_parser_node(p, NS_NODE_NONE, (struct ns_place){ 0 });
	if (!p->rc)
		p->rc = judge_warnings(p);
}

enum ns_code ns_parse(struct ns_str text, const struct ns_parse_options *o,
		      struct ns_arena *arena, struct ns_parsed *out,
		      uint32_t *error_at, struct ns_error *e)
{
	struct state s = { .t.p = { .o = o,
				    .arena = arena,
				    .out = out,
				    .e = e,
				    .error_at = UINT32_MAX } };
	uint32_t limit = o->limits.bytes ? o->limits.bytes : INT32_MAX;

	*out = (struct ns_parsed){ 0 };
	if (text.n > limit) {
		ns_parser_limit(&s.t.p, limit, "bytes", limit);
		goto out;
	}
	out->warning =
		ns_arena_calloc(arena, NS_WARNINGS, sizeof(*out->warning));
	if (out->warning)
		s.t.p.lexer.text = clean_copy(&s.t.p, text);
	if (!s.t.p.lexer.text.p)
		s.t.p.rc = ns_fail(e, NS_NOMEM, "no memory is left");
	if (!s.t.p.rc)
		run(&s);
out:
	ns_tree_free(&s.t);
	*error_at = s.t.p.error_at;
	return s.t.p.rc;
}
