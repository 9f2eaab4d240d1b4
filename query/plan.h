/* plan.h - what a question means to an archive: a tree of leaves for each
 * language, with one weight a leaf. Segments are not looked into any more
 * after that but to bind lists (leaf.h).
 *
 *	ns_node tree --analyse, once per language--> leaves, programs, weights
 *
 * SEMANTICS. What follows is exact; tests/oracle.c answers by the same rules.
 *
 * Languages. The plan is made for each language of the snapshot. Where the
 * root, or a child of a root AND, or a required one of a root MUST_SHOULD, is a
 * WORD of scope LANG, only its language is planned (several: those named by
 * all, that is none); including filters of field LANG narrow it to the
 * languages they name. They stay filters as well. A tree made in a language
 *finds documents of that language alone. Words of scope AUTHOR and URL are
 *analysed without a language
 * ({0}), and their form is their term.
 *
 * Words. A leaf's text is broken by ns_analyze in the language. No words: the
 * leaf is dropped there. Several: they must stand side by side, in order, as in
 * a phrase. Without quotes a word is a group of stems: its own, and those its
 * form has in any segment (ns_form_stems; dead documents count). Of an exact
 * word (quotes, =word) the occurrences of its form count, whatever the stem.
 * A prefix is the last word of its text: all forms that begin with its form; a
 * fuzzy one: all forms within n edits (Damerau: insert, delete, replace, swap
 * neighbours; of code points, each letter edited once) of its form. In scopes
 * AUTHOR and URL these are terms instead of forms.
 *
 * Stop words. A WORD of a text scope, not exact, not required by a plus, not
 * under a NOT, of one word whose form is a stop word of the language, is
 * dropped there, unless no other leaf that scores is left in that language
 * (then all stay), or keep_stop_words. Words of NEAR and SAME are never
 * dropped. An AND, OR, MUST_SHOULD or NOT that loses all children is dropped;
 * a tree that loses everything finds nothing.
 *
 * Operators. AND, OR, NOT as usual; a NOT alone is what the language has,
 * without it. MUST_SHOULD: NOT children exclude; all required children; where
 * there are none, at least one of the others (where there is one).
 * Date leaves never find undated documents. Of a document with a coarse date
 * (day, month, year) the first day is compared with the calendar days on which
 * the interval begins and ends in the zone of the question, never the time;
 * an interval whose end lies before its start has no document. Names (OUTLET,
 *SECTION, LANG, TAG, TYPE) are compared whole and folded; with PREFIX by their
 *beginning.
 *
 * NEAR n: a document matches at the occurrence p of one of its children when
 * [p, p + n] holds an occurrence of every child and at least as many distinct
 * positions as there are children, all within p's paragraph. SAME: a paragraph
 * that holds an occurrence of every child and that many distinct positions.
 * Children are WORD, PHRASE, PREFIX, FUZZY, all of the operator's scope, or OR
 * of those; a phrase's position is that of its first word. Where a child is
 * anything else the operator is an AND of its children. Phrases, NEAR and SAME
 * of the text stay within one paragraph; title and summary are paragraphs.
 *
 * in: a leaf of scope TEXT becomes an OR of the same leaf in each scope named
 * (title, summary and body together are TEXT), which are then its scopes in all
 * that follows; it stays bare.
 *
 * Match. Bare children of a root AND: ns_node_is_bare (node.h). The second
 * tier takes brackets that hold nothing but bare words, or such brackets, as
 * these words (ns_node_is_loose): prose has brackets, too.
 *   ALL   the tree; a MUST_SHOULD at the root needs all its children.
 *   ANY   plain ranked OR: in every AND that the root reaches through AND and
 *         OR nodes alone, the children become one OR, but for NOT, DATE, ALL
 *         and whole names, which stay required. MUST_SHOULD as it is.
 *   AUTO  tier one as ALL; tier two the root AND with its bare children as one
 *         OR (in a language where at least two of them are left), MUST_SHOULD
 *         as it is, less tier one. Where that is no other tree than ALL in a
 *         language, tier two is empty there. Sorted by date: tier one alone.
 * With operators in the question (parsed.has_operators) there is one tier, the
 * tree as it is, whatever `match` says.
 * Filters, dates and `in` hold for all of it. An empty question (NS_NODE_NONE)
 * finds nothing, but with filters or dates it is NS_NODE_ALL.
 *
 * Frequencies. N: live documents of the snapshot. df of a word: over all
 * planned languages in which its leaf was not dropped and has a word of that
 * number, and over all segments, the documents that match it, dead ones
 * included, at most N. For an exact word the sum of ns_form_stem.df. A word of
 * a TITLE, SUMMARY or BODY leaf has its df in the whole text.
 *   idf(word) = ln(1 + (N - df + .5) / (df + .5))
 * idf of a leaf in a language: the sum over its words there (of an OR within
 * NEAR or SAME: the child with the greatest).
 *
 * Scores. A document's score is the sum over all scoring leaves (text, AUTHOR,
 * URL; not under NOT) that it matches, wherever they stand in the tree:
 *   c = floor(idf * boost * scale * tf / (tf + K) + .5), in double
 *   boost: the product of the node's and its ancestors', none below 0
 *   K = k1 * (1 - b + b * dl / avgdl), dl = ns_norm_length(NS_COL_NORM),
 *   avgdl = sum_length / n_docs; TITLE: NS_COL_TITLE_NORM and
 *   sum_title / n_titled; AUTHOR, URL: K = k1
 *   tf: occurrences; in scope TEXT those in the title count title_weight times
 *   (that is `freq` of a word). Of a phrase: its occurrences, placed by their
 *   first word; of NEAR: the positions p above; of SAME: the paragraphs.
 *   scale = 2^20, halved until the sum of idf * boost over all leaves of any
 *   language is below 2^31 / scale; ns_hit.score = sum / scale.
 * ATLEAST n: occurrences, not weighted, are at least n; scores as its word.
 * Sorted by date all scores are 0.
 *
 * Order. score, then date (newest first, undated last), then the earlier
 * input sequence. newest: date, sequence; oldest: date ascending, undated
 * last, sequence ascending.
 *
 * Stage two (relevance, rank=default) for the best 200 of each tier, to the
 * score of stage one is added, in this order:
 *   for each plain word (WORD of scope TEXT, not exact, not under NOT, not in
 *   NEAR or SAME), in the question's order, each of the words of its text in
 *   the document's language:
 *     .3 idf(form) boost tf/(tf + K), where tf: occurrences of the very form,
 *     those in the title title_weight times; df: as of an exact word
 *   for each pair of neighbours x, y, in order:
 *     (idf x + idf y) (.12 a/(a+K) + .06 w/(w+K))
 *   a: positions p of x with y at p + 1; w: occurrences of the rarer of the
 *   two in this document (x if equal) that have one of the other at a distance
 *   of 1..8. Neither is weighted; paragraphs do not matter.
 * Neighbours: under one AND or MUST_SHOULD node the words of its plain word
 * children (exact ones too, with their forms) make a chain, dropped children
 * are passed over, any other child ends the chain; two words next to each other
 * in a chain are neighbours unless their stems are equal. Exact words have no
 * form part. The pairs come by node (parents before children, left to right).
 * The 200 are ordered anew; whatever follows keeps its order and score.
 *
 * Soft time limit: windows are no longer visited; what was found by then is
 * answered, with .partial. Hard: NS_TIMEOUT.
 */
#ifndef NS_QUERY_PLAN_H
#define NS_QUERY_PLAN_H

#include "core/archive/archive.h"
#include "core/text/analyze.h"
#include "query/bm25.h"
#include "query/deadline.h"
#include "query/search.h"

enum {
	NS_PLAN_DEPTH = 256, // nested operators; the parser's limit is less
	NS_STAGE_TWO = 200,  // documents of a tier that are rescored
};

/* How a word finds its lists. */
enum ns_word_mode {
	NS_BY_TERM,   // the term itself (names, authors' words ...)
	NS_BY_STEM,   // the lists of its group of stems
	NS_BY_FORM,   // occurrences of its form
	NS_BY_PREFIX, // of all forms, or terms, that begin with it
	NS_BY_EDITS,  // of all within .edits
};

struct ns_expansions;

/* The stems of a form in one segment. */
struct ns_plan_forms {
	struct ns_form_stem *stem;
	uint32_t n;
};

/* One word of a leaf in one language. */
struct ns_plan_word {
	enum ns_word_mode mode;
	uint8_t kind;       // of its lists, enum ns_kind
	char lang[4];       // of its lists
	struct ns_str form; // as analysed; also the term of BY_TERM
	struct ns_str stem;
	struct ns_str *stems; // BY_STEM: its group, its own first
	uint32_t n_stems;
	uint32_t edits;
	struct ns_plan_forms *forms; // BY_STEM, BY_FORM: by segment
	struct ns_term *own; // and its own stem's entry; .df 0: there is none
	struct ns_expansions **kept; // what was found, by segment, or NULLs
	/* The list of a single term, by segment; NULL: it has none. Itself
	 * NULL where there may be several. */
	const struct ns_postings **list;
	uint64_t df, form_df; // in its language
	bool counted;         // .df is exact, dead documents among them
	double idf, form_idf; // over all languages
};

/* Words side by side; alternatives of those; what must stand together. */
struct ns_plan_run {
	struct ns_plan_word *word;
	uint32_t n;
};
struct ns_plan_slot {
	struct ns_plan_run *run;
	uint32_t n;
};

enum ns_leaf_kind {
	NS_LEAF_NONE, // not there in this language
	NS_LEAF_WORDS,
	NS_LEAF_NEAR,
	NS_LEAF_SAME,
	NS_LEAF_DATES,
	NS_LEAF_ALL,
};

struct ns_plan_leaf {
	enum ns_leaf_kind kind;
	enum ns_scope scope;
	const struct ns_node *node;
	struct ns_plan_slot *slot;
	uint32_t n_slots;
	uint32_t n_words;          // all of them, in order:
	struct ns_plan_word *word; // slots and runs point in here
	uint32_t within;           // NEAR
	uint32_t at_least;         // occurrences, 1 but for ATLEAST
	struct ns_dates dates;
	bool scores;   // adds to scores
	bool may_drop; // if it is a stop word
	bool dropped;  // it was, or nothing asks for it
	bool alone;    // how many documents it has is all that is asked for
	bool plain;    // a bare word of the text: form part of stage two
	bool negative; // under a NOT
	double boost, idf;
	double weight; // idf * boost * scale
	uint64_t cost; // postings, for the order of operators
};

/* What matters is one word, wherever it stands. */
static inline bool ns_leaf_is_one_word(const struct ns_plan_leaf *l)
{
	return l->kind == NS_LEAF_WORDS && l->n_words == 1 &&
	       l->at_least <= 1 && l->scope != NS_SCOPE_TITLE &&
	       l->scope != NS_SCOPE_SUMMARY && l->scope != NS_SCOPE_BODY;
}

/* A tree of operators over leaves, of one language and tier. */
enum ns_branch_kind {
	NS_BRANCH_AND,
	NS_BRANCH_OR,
	NS_BRANCH_NOT,
	NS_BRANCH_LEAF
};
struct ns_branch {
	enum ns_branch_kind kind;
	uint32_t leaf;
	uint32_t n;
	struct ns_branch **child;
	uint64_t cost;
};

/* Neighbouring words, as leaf and number of the word in it. */
struct ns_plan_pair {
	uint32_t leaf[2], word[2];
};

struct ns_plan_lang {
	struct ns_lang lang;
	struct ns_plan_leaf *leaf; // [plan.n_leaves]
	struct ns_branch *tier[2]; // NULL: finds nothing
	struct ns_plan_pair *pair;
	uint32_t n_pairs;
	uint32_t lang_leaf; // the leaf of all documents of the language
};

/* What a plan is made from; all of it must outlive the plan. */
struct ns_plan_input {
	const struct ns_snapshot *snap;
	const struct ns_request *request;
	const struct ns_parsed *parsed;
	struct ns_analyzer *analyzer;
	struct ns_words *words; // scratch
	struct ns_deadline *deadline;
	struct ns_arena *arena;   // the plan lives here
	struct ns_arena *segment; // what is bound in one segment; reset at will
	struct ns_arena *scratch; // reset at will
	/* Kept from one question to the next by who asks; NULL is fine. */
	struct ns_bm25_tables *tables;
};

struct ns_plan {
	struct ns_plan_input in;
	uint32_t n_leaves;
	uint32_t n_langs;
	struct ns_plan_lang *langs;
	bool two_tiers;
	bool scored;  // some leaf scores and the sort is by relevance
	double scale; // fixed point of scores
	double avgdl;
	/* [256], by norm code: K of texts; of titles; where length does not
	 * matter. */
	const double *k, *k_title, *k_flat;
};

/* Makes the plan. NS_OK (also when nothing can be found: no langs), NS_LIMIT
 * (memory, depth), NS_TIMEOUT, NS_CORRUPT ... */
enum ns_code ns_plan_make(const struct ns_plan_input *in, struct ns_plan **out,
			  struct ns_error *e);

#endif
