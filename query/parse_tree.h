/* parse_tree.h - operands and operators become a tree, with a stack of
 * brackets.
 */
#ifndef NS_QUERY_PARSE_TREE_H
#define NS_QUERY_PARSE_TREE_H

#include "query/parse_leaf.h"

enum ns_op { NS_OP_NONE, NS_OP_AND, NS_OP_OR, NS_OP_NEAR, NS_OP_SAME };

struct ns_item {
	struct ns_node *node;
	bool plus;   // +word
	bool joined; // by the word AND
};

/* What stands directly before an operand: -title: */
struct ns_signs {
	bool minus, plus, exact;
};

struct ns_frame {
	uint32_t or_base, and_base, chain_base;
	struct ns_signs signs; // before the bracket
	struct ns_field field; // of the words inside
	uint32_t start;        // of the bracket
	enum ns_op op;         // waits for its right operand
	struct ns_token op_token;
	uint32_t op_n;
	bool no; // NOT waits for its operand, an odd number of times
	bool no_waits;
	struct ns_token no_token;
	struct ns_item chain; // of the chain's node: plus, joined
	bool chain_no;
	enum ns_op chain_op;
	uint32_t chain_n;
	bool chain_mixed;
	struct ns_token chain_token;
	bool said; // AND in this alternative
};

struct ns_tree {
	struct ns_parser p;
	struct ns_buf items, frames; // of struct ns_item, struct ns_frame
	uint32_t n_items, n_frames;
};

/* The frame that is open; valid until the next open. */
struct ns_frame *ns_tree_top(struct ns_tree *s);
void ns_tree_open(struct ns_tree *s, struct ns_frame f);

/* Takes the top frame away. Its node, or NULL when nothing was in it (or
 * p.rc is set). */
struct ns_node *ns_tree_close(struct ns_tree *s);

/* Adds an operand to the top frame, with the operators that wait for it. n may
 * be NULL: what was to be an operand holds no word. */
void ns_tree_operand(struct ns_tree *s, struct ns_node *n,
		     struct ns_signs signs);

/* The binary operator that a word or bar is, or NONE. */
enum ns_op ns_tree_read_op(const struct ns_token *t, uint32_t *n);

/* Takes t if it is an operator. One that has nothing to join is a word. */
bool ns_tree_operator(struct ns_tree *s, const struct ns_token *t);

void ns_tree_free(struct ns_tree *s);

#endif
