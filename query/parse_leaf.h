/* parse_leaf.h - the parser's state, and the leaves of its tree: a token with
 * its field becomes a node.
 */
#ifndef NS_QUERY_PARSE_LEAF_H
#define NS_QUERY_PARSE_LEAF_H

#include "query/parse.h"
#include "query/parse_lex.h"

enum {
	NS_ATLEAST_MAX = 255, // occurrences
	NS_PREFIX_LETTERS = 3,
	NS_FUZZY_EDITS = 2,
	NS_FUZZY_LONG = 8, // letters from which two edits are allowed
	NS_WARNINGS = 32,  // warnings kept
};

enum ns_field_kind {
	NS_FIELD_SCOPE, // .scope
	NS_FIELD_DATE,
	NS_FIELD_AFTER,
	NS_FIELD_BEFORE,
	NS_FIELD_ATLEAST, // .n times in .scope
};
struct ns_field {
	enum ns_field_kind kind;
	enum ns_scope scope;
	uint32_t n;
};

struct ns_parser {
	const struct ns_parse_options *o;
	struct ns_arena *arena;
	struct ns_parsed *out;
	struct ns_error *e;
	struct ns_lexer lexer;
	uint32_t words;
	enum ns_code rc; // the first failure; then everything stops
	uint32_t error_at;
};

/* A sentence about a place of the question. */
void ns_parser_warn(struct ns_parser *p, struct ns_place at, const char *format,
		    ...) __attribute__((format(printf, 3, 4)));

/* A limit reached: p->rc. */
void ns_parser_limit(struct ns_parser *p, uint32_t at, const char *what,
		     uint32_t limit);

/* Counts n words more; false when that is too many. */
bool ns_parser_count(struct ns_parser *p, uint32_t at, uint32_t n);

/* A node, or NULL (p->rc is set). */
struct ns_node *ns_parser_node(struct ns_parser *p, enum ns_node_kind kind,
			       struct ns_place at);
struct ns_node **ns_parser_children(struct ns_parser *p, uint32_t n);

/* Reads "name:" at the start of s; answers its bytes, 0: no field that we
 * know. context gives ATLEAST its scope. */
size_t ns_field_read(struct ns_str s, struct ns_field context,
		     struct ns_field *out);

/* Warns when s begins like a field that we do not know. */
void ns_field_warn(struct ns_parser *p, struct ns_str s, struct ns_place at);

/* A leaf to be made. */
struct ns_leaf {
	struct ns_place at;
	struct ns_field field;
	struct ns_str text; // without what stood before it
	struct ns_str raw;  // the same with its field: what is searched when
			    // text is nothing that the field can hold
	bool exact;
	bool quoted; // stood in quotes
};

/* These answer NULL for what holds no word (and when p->rc is set). */
struct ns_node *ns_leaf_word(struct ns_parser *p, struct ns_leaf leaf);
struct ns_node *ns_leaf_quote(struct ns_parser *p, struct ns_leaf leaf,
			      struct ns_suffix x);
struct ns_node *ns_leaf_range(struct ns_parser *p, struct ns_leaf leaf,
			      struct ns_range r);

/* A date, or text where it is none. */
struct ns_node *ns_leaf_date(struct ns_parser *p, struct ns_leaf leaf);

/* A leaf of one word, counted. A quote of a whole name is a WORD. */
struct ns_node *ns_leaf_node(struct ns_parser *p, enum ns_node_kind kind,
			     const struct ns_leaf *leaf);

/* A word as it is, without a look at suffixes: a dangling operator. */
struct ns_node *ns_leaf_plain(struct ns_parser *p, struct ns_leaf leaf);

#endif
