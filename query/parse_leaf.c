#include "query/parse_leaf.h"

#include <stdarg.h>
#include <stdio.h>

enum { WARNING_BYTES = 256 };

/* ---- what every part of the parser needs --------------------------------- */

static void no_memory(struct ns_parser *p)
{
	if (!p->rc)
		p->rc = ns_fail(p->e, NS_NOMEM,
				"no memory is left for the question");
}

void ns_parser_warn(struct ns_parser *p, struct ns_place at, const char *format,
		    ...)
{
	struct ns_parsed *out = p->out;
	char text[WARNING_BYTES];
	struct ns_str kept;
	va_list args;

	if (out->n_warnings == NS_WARNINGS)
		return;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	kept = ns_arena_str(p->arena, ns_str_of(text));
	if (!kept.p) {
		no_memory(p);
		return;
	}
	out->warning[out->n_warnings++] =
		(struct ns_warning){ at.start, at.end, kept };
}

void ns_parser_limit(struct ns_parser *p, uint32_t at, const char *what,
		     uint32_t limit)
{
	if (p->rc)
		return;
	p->error_at = at;
	p->rc = ns_fail(p->e, NS_LIMIT,
			"the question has more than %u %s (at byte %u)", limit,
			what, at);
}

struct ns_node *ns_parser_node(struct ns_parser *p, enum ns_node_kind kind,
			       struct ns_place at)
{
	struct ns_node *n = ns_arena_calloc(p->arena, 1, sizeof(*n));

	if (!n) {
		no_memory(p);
		return NULL;
	}
	n->kind = kind;
	n->boost = 1;
	n->start = at.start;
	n->end = at.end;
	return n;
}

struct ns_node **ns_parser_children(struct ns_parser *p, uint32_t n)
{
	struct ns_node **child = ns_arena_calloc(p->arena, n, sizeof(*child));

	if (!child)
		no_memory(p);
	return child;
}

/* ---- words --------------------------------------------------------------- */

bool ns_parser_count(struct ns_parser *p, uint32_t at, uint32_t n)
{
	p->words += n;
	if (p->o->limits.words && p->words > p->o->limits.words)
		ns_parser_limit(p, at, "words", p->o->limits.words);
	return p->rc == NS_OK;
}

struct ns_node *ns_leaf_node(struct ns_parser *p, enum ns_node_kind kind,
			     const struct ns_leaf *leaf)
{
	struct ns_node *n;

	if (!ns_parser_count(p, leaf->at.start, 1))
		return NULL;
	if (kind == NS_NODE_PHRASE && ns_scope_is_name(leaf->field.scope))
		kind = NS_NODE_WORD;
	n = ns_parser_node(p, kind, leaf->at);
	if (n) {
		n->scope = leaf->field.scope;
		n->text = leaf->text;
	}
	return n;
}

/* A word's text never begins as an operator does, so that the tree can be
 * printed: -- and = before a word are nothing to the analyser. */
static struct ns_str without_signs(struct ns_str s)
{
	while (s.n && (*s.p == '-' || *s.p == '+' || *s.p == '='))
		s = (struct ns_str){ s.p + 1, s.n - 1 };
	return s;
}

struct ns_node *ns_leaf_plain(struct ns_parser *p, struct ns_leaf leaf)
{
	struct ns_node *n;

	leaf.text = without_signs(leaf.text);
	if (!ns_lex_has_letters(leaf.text))
		return NULL;
	n = ns_leaf_node(p, NS_NODE_WORD, &leaf);
	if (n && !ns_scope_is_name(n->scope))
		n->exact = leaf.exact ||
			   (p->o->exact && n->scope <= NS_SCOPE_BODY);
	return n;
}

static struct ns_node *boosted(struct ns_node *n, struct ns_suffix x)
{
	if (n && x.boosted)
		n->boost = (float)x.boost / 1000.0f;
	return n;
}

static void warn_suffix(struct ns_parser *p, const struct ns_leaf *leaf,
			struct ns_suffix x, const char *where)
{
	if (x.star || x.fuzzy)
		ns_parser_warn(p, leaf->at, "%s has no meaning %s",
			       x.star ? "*" : "~", where);
}

static struct ns_node *prefix(struct ns_parser *p, struct ns_leaf leaf,
			      struct ns_suffix x)
{
	if (x.fuzzy)
		ns_parser_warn(p, leaf.at,
			       "~ has no meaning beside * in one word");
	if (ns_lex_letters(leaf.text) >= NS_PREFIX_LETTERS)
		return boosted(ns_leaf_node(p, NS_NODE_PREFIX, &leaf), x);
	ns_parser_warn(p, leaf.at, "* needs %d letters before it",
		       NS_PREFIX_LETTERS);
	return boosted(ns_leaf_plain(p, leaf), x);
}

static struct ns_node *fuzzy(struct ns_parser *p, struct ns_leaf leaf,
			     struct ns_suffix x)
{
	int32_t edits = x.n;
	struct ns_node *n;

	if (edits == 0)
		return boosted(ns_leaf_plain(p, leaf), x);
	if (edits < 0)
		edits = ns_lex_letters(leaf.text) >= NS_FUZZY_LONG ? 2 : 1;
	if (edits > NS_FUZZY_EDITS) {
		ns_parser_warn(p, leaf.at, "a word may differ in %d letters",
			       NS_FUZZY_EDITS);
		edits = NS_FUZZY_EDITS;
	}
	n = ns_leaf_node(p, NS_NODE_FUZZY, &leaf);
	if (n)
		n->n = (uint32_t)edits;
	return boosted(n, x);
}

/* A whole name keeps all that it has, * and ~ too. */
static struct ns_node *name(struct ns_parser *p, struct ns_leaf leaf)
{
	if (!ns_lex_has_letters(leaf.text))
		return NULL;
	return ns_leaf_node(p, NS_NODE_WORD, &leaf);
}

static struct ns_node *everything(struct ns_parser *p, struct ns_leaf leaf)
{
	if (leaf.field.scope != NS_SCOPE_TEXT)
		ns_parser_warn(p, leaf.at,
			       "* alone means every article, in any field");
	leaf.field.scope = NS_SCOPE_TEXT;
	leaf.text.n = 0;
	return ns_leaf_node(p, NS_NODE_ALL, &leaf);
}

static struct ns_node *text_word(struct ns_parser *p, struct ns_leaf leaf)
{
	struct ns_suffix x;

	if (leaf.text.n > 1 && *leaf.text.p == '=' &&
	    !memchr("-+=", leaf.text.p[1], 3))
		leaf.exact = true; // title:=word
	leaf.text = without_signs(leaf.text);
	if (!leaf.text.n)
		return NULL;
	x = ns_lex_suffix(&leaf.text);
	if (ns_str_eq(leaf.text, NS_STR("*")))
		return everything(p, leaf);
	if (!ns_lex_has_letters(leaf.text))
		return NULL;
	if (memchr(leaf.text.p, '*', leaf.text.n))
		ns_parser_warn(p, leaf.at,
			       "* has a meaning at the end of a word only");
	if (x.star)
		return prefix(p, leaf, x);
	if (x.fuzzy)
		return fuzzy(p, leaf, x);
	return boosted(ns_leaf_plain(p, leaf), x);
}

static struct ns_node *atleast(struct ns_parser *p, struct ns_leaf leaf)
{
	struct ns_suffix x;
	struct ns_node *n;

	leaf.text = without_signs(leaf.text);
	if (!leaf.text.n)
		return NULL;
	x = ns_lex_suffix(&leaf.text);
	if (!ns_lex_has_letters(leaf.text))
		return NULL;
	warn_suffix(p, &leaf, x, "behind atleast");
	n = ns_leaf_node(p, NS_NODE_ATLEAST, &leaf);
	if (n)
		n->n = leaf.field.n;
	return boosted(n, x);
}

/* ---- tokens to leaves ---------------------------------------------------- */

struct ns_node *ns_leaf_word(struct ns_parser *p, struct ns_leaf leaf)
{
	if (leaf.field.kind == NS_FIELD_ATLEAST)
		return atleast(p, leaf);
	if (leaf.field.kind != NS_FIELD_SCOPE)
		return ns_leaf_date(p, leaf);
	if (ns_scope_is_name(leaf.field.scope))
		return name(p, leaf);
	return text_word(p, leaf);
}

/* The next word of *s, which is stepped over; words end with white space. */
static struct ns_str split_word(struct ns_str *s)
{
	size_t from = 0, to, n;

	while (from < s->n && (n = ns_lex_space(*s, from)) > 0)
		from += n;
	to = from;
	while (to < s->n && !ns_lex_space(*s, to))
		to++;
	*s = (struct ns_str){ s->p + to, s->n - to };
	return (struct ns_str){ s->p - (to - from), to - from };
}

static uint32_t split_count(struct ns_str s)
{
	uint32_t n = 0;

	for (struct ns_str w = split_word(&s); w.n; w = split_word(&s))
		n += ns_lex_has_letters(w);
	return n;
}

/* "a b"~10 */
static struct ns_node *near_quote(struct ns_parser *p, struct ns_leaf leaf,
				  uint32_t n)
{
	struct ns_node *near;
	struct ns_str rest = leaf.text;
	uint32_t words = split_count(rest), i = 0;
	size_t at = (size_t)(leaf.text.p - p->lexer.text.p);

	near = ns_parser_node(p, NS_NODE_NEAR, leaf.at);
	if (!near)
		return NULL;
	near->n = n;
	near->scope = leaf.field.scope;
	near->child = ns_parser_children(p, words);
	if (!near->child)
		return NULL;
	while (i < words) {
		struct ns_str w = split_word(&rest);
		size_t start = at + (size_t)(w.p - leaf.text.p);
		struct ns_leaf one = leaf;

		if (!ns_lex_has_letters(w))
			continue;
		one.text = w;
		one.at = (struct ns_place){ (uint32_t)start,
					    (uint32_t)(start + w.n) };
		near->child[i] = ns_leaf_node(p, NS_NODE_WORD, &one);
		if (!near->child[i++])
			return NULL;
	}
	near->n_children = words;
	return near;
}

static struct ns_node *phrase(struct ns_parser *p, struct ns_leaf leaf)
{
	uint32_t words = split_count(leaf.text);

	if (words > 1 && !ns_parser_count(p, leaf.at.start, words - 1))
		return NULL;
	return ns_leaf_node(p, NS_NODE_PHRASE, &leaf);
}

/* A quote in a field that holds one word, date:"2024". */
static struct ns_node *odd_quote(struct ns_parser *p, struct ns_leaf leaf,
				 struct ns_suffix x)
{
	struct ns_str rest = leaf.text;

	if (split_word(&rest).n == leaf.text.n) {
		warn_suffix(p, &leaf, x, "here");
		leaf.quoted = true;
		return boosted(ns_leaf_word(p, leaf), x);
	}
	ns_parser_warn(p, leaf.at,
		       "this field holds one word: searched as a "
		       "quote");
	return boosted(phrase(p, leaf), x);
}

struct ns_node *ns_leaf_quote(struct ns_parser *p, struct ns_leaf leaf,
			      struct ns_suffix x)
{
	if (!ns_lex_has_letters(leaf.text)) {
		ns_parser_warn(p, leaf.at, "there is no word in the quotes");
		return NULL;
	}
	if (leaf.field.kind != NS_FIELD_SCOPE)
		return odd_quote(p, leaf, x);
	if (ns_scope_is_name(leaf.field.scope)) {
		warn_suffix(p, &leaf, x, "behind a name");
		return boosted(name(p, leaf), x);
	}
	if (x.fuzzy && x.n < 0)
		ns_parser_warn(p, leaf.at, "~ behind quotes needs a number");
	else if (x.star)
		warn_suffix(p, &leaf, x, "behind quotes");
	if (x.n > 0 && split_count(leaf.text) > 1)
		return boosted(near_quote(p, leaf, (uint32_t)x.n), x);
	return boosted(phrase(p, leaf), x);
}
