/* node.h - the question as a tree: what was asked, before any archive is seen.
 *
 * Texts are as typed (analysis differs by language and happens when a plan is
 * made). Nodes live in the arena of the parse. The tree is independent of how
 * an engine answers it.
 */
#ifndef NS_QUERY_NODE_H
#define NS_QUERY_NODE_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/time.h"

enum ns_node_kind {
	NS_NODE_NONE,        // matches nothing: an empty question
	NS_NODE_ALL,         // matches every document ("*", filters alone)
	NS_NODE_WORD,        // text: stems; .exact: the very form (=word)
	NS_NODE_PHRASE,      // text: the very words in order, from quotes
	NS_NODE_NEAR,        // children, any order: last - first position <= .n
	NS_NODE_SAME,        // children within one paragraph
	NS_NODE_ATLEAST,     // text occurs at least .n times (stems)
	NS_NODE_PREFIX,      // text*: forms that begin so
	NS_NODE_FUZZY,       // text~: forms within .n edits
	NS_NODE_DATE,        // .dates
	NS_NODE_AND,         // children
	NS_NODE_OR,          // children
	NS_NODE_NOT,         // one child: all documents but its own
	NS_NODE_MUST_SHOULD, // Lucene's +a b: see .required of the children
};

/* Where a leaf looks. */
enum ns_scope {
	NS_SCOPE_TEXT, // title, summary and body
	NS_SCOPE_TITLE,
	NS_SCOPE_SUMMARY,
	NS_SCOPE_BODY,
	NS_SCOPE_AUTHOR, // words of authors' names
	NS_SCOPE_URL,    // words of the URL
	NS_SCOPE_OUTLET, // whole folded names from here on
	NS_SCOPE_SECTION,
	NS_SCOPE_LANG,
	NS_SCOPE_TAG,
	NS_SCOPE_TYPE,
	NS_SCOPES,
};

struct ns_node {
	enum ns_node_kind kind;
	enum ns_scope scope;      // of a leaf
	struct ns_str text;       // of a leaf, quotes and operators off
	bool exact;               // WORD: =word; NEAR: very words
	bool required;            // child of MUST_SHOULD with a plus
	bool group;               // stood in parentheses
	bool said;                // AND: the word stood there
	uint32_t n;               // NEAR, FUZZY, ATLEAST
	float boost;              // ^n, 1 by default
	struct ns_interval dates; // DATE
	uint32_t start, end;      // its bytes in the question
	uint32_t n_children;
	struct ns_node **child;
};

/* Children of NEAR and SAME are WORD, PHRASE, PREFIX or FUZZY, or an OR of
 * WORD, PREFIX and FUZZY; all of one scope, which is none of the whole names.
 * Leaves of whole names are WORD. A leaf may hold several words, or none, once
 * it is analysed (mother-in-law, &).
 */
static inline bool ns_scope_is_name(enum ns_scope s)
{
	return s >= NS_SCOPE_OUTLET;
}

/* Says whether a child of the root AND is a bare word. */
static inline bool ns_node_is_bare(const struct ns_node *n)
{
	return !n->group && !n->exact && !n->required &&
	       n->scope == NS_SCOPE_TEXT &&
	       (n->kind == NS_NODE_WORD || n->kind == NS_NODE_PREFIX ||
		n->kind == NS_NODE_FUZZY);
}

/* Says whether a child of the root AND is a bare word, or brackets that hold
 * nothing but such: what the second tier of match=auto does not require. Prose
 * has brackets, too. */
bool ns_node_is_loose(const struct ns_node *n);

/* Writes the tree in the question language, fully parenthesised: what was
 * understood. Parsed again it gives the same tree. */
void ns_node_print(const struct ns_node *n, struct ns_buf *out);

#endif
