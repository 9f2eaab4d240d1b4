/* oracle_ask.h - what the files of the oracle share about one question.
 *
 *	oracle_leaf.c   nodes become leaves, texts become words; weights
 *	oracle_match.c  how often a leaf occurs in a document
 *	oracle_rank.c   trees, tiers, scores, order
 *	oracle_extra.c  stage two
 */
#ifndef NS_TESTS_ORACLE_ASK_H
#define NS_TESTS_ORACLE_ASK_H

#include "tests/oracle.h"

/* One word of a leaf. */
struct ask_word {
	struct ns_str form, stem;
	bool exact;    // its form counts, not its stems
	bool *is;      // [vocabulary]: an occurrence counts
	bool *is_form; // [vocabulary]: it is the very form
	uint64_t df, form_df;
	double idf, form_idf; // over all languages
	uint32_t stems;       // of its form, its own among them
};

/* Words side by side; alternatives of those. */
struct ask_run {
	struct ask_word *word;
	uint32_t n;
};
struct ask_slot {
	struct ask_run *run;
	uint32_t n;
};

enum ask_kind {
	ASK_GONE,
	ASK_TEXT,
	ASK_NEAR,
	ASK_SAME,
	ASK_NAME,
	ASK_DATE,
	ASK_ALL
};

/* One leaf in one language. */
struct ask_leaf {
	const struct ns_node *node;
	enum ask_kind kind;
	enum ns_scope scope;
	struct ask_slot *slot;
	uint32_t n_slots;
	struct ask_word **word; // of all slots, in order
	uint32_t n_words;
	char *name; // folded, NUL-terminated
	bool negative, scores, stop;
	double boost, idf, weight;
	uint32_t tf; // in the document being looked at
};

/* Neighbours. */
struct ask_pair {
	const struct ask_word *x, *y;
};

struct ask_lang {
	struct ns_lang lang;
	struct ask_leaf *leaf; // [ask.n_leaves], the same order in each
	struct ask_pair *pair;
	uint32_t n_pairs, cap_pairs;
};

struct ask {
	struct oracle *o;
	const struct ns_request *r;
	const struct ns_parsed *parsed;
	const struct ns_node *root;
	struct ns_arena arena;
	uint32_t n_leaves;
	struct ask_lang *lang;
	uint32_t n_langs;
	double scale;
	bool by_date;
};

/* Cleared memory that lives with the question. */
void *ask_alloc(struct ask *a, size_t n, size_t size);

/* Says whether NEAR or SAME is one leaf; else it is an AND of its children. */
bool ask_is_leaf(const struct ns_node *n);

/* Plans the languages and all their leaves, with their weights. */
void ask_prepare(struct ask *a);

/* The leaves of a node are [first, first + answer). */
uint32_t ask_leaves_of(const struct ask_lang *l, uint32_t n_leaves,
		       const struct ns_node *n, uint32_t *first);

/* How often the leaf occurs in a document, as it scores; 0: no match. */
uint32_t ask_occurrences(const struct ask *a, const struct ask_leaf *l,
			 const struct oracle_doc *d);

/* Says whether a document is dated within what is asked for. */
bool ask_is_dated(const struct ns_request *r, const struct ns_interval *asked,
		  const struct oracle_doc *d);

/* Says whether nothing of the node is left in the language. */
bool ask_is_gone(const struct ask *a, const struct ask_lang *l,
		 const struct ns_node *n);

/* Finds the neighbours of a language. */
void ask_find_pairs(const struct ask *a, struct ask_lang *l,
		    const struct ns_node *n);

/* BM25's K of a document for words of a scope. */
double ask_k(const struct ask *a, const struct oracle_doc *d,
	     enum ns_scope scope);

/* The score of stage one, and what stage two adds to it, in that order: equals
 * are equal to the last bit. */
double ask_stage_two(const struct ask *a, const struct ask_lang *l,
		     const struct oracle_doc *d, double score);

void ask_facts(const struct ask *a, struct oracle_facts *f);

#endif
