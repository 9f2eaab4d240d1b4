/* oracle.h - an engine too simple to be wrong: what every answer is compared
 * with.
 *
 *	articles --analyse--> arrays of tokens
 *	question tree --read for each document--> score, order
 *
 * It shares the analyser and the question's tree with the engine, and the two
 * functions of length codes: nothing else. No archive, no lists, no operators,
 * no bounds: every document is looked at for every question. What an answer is
 * stands in query/plan.h, "SEMANTICS".
 *
 * Not for programs: memory that runs out is an assertion.
 */
#ifndef NS_TESTS_ORACLE_H
#define NS_TESTS_ORACLE_H

#include "core/archive/archive.h"
#include "core/text/analyze.h"
#include "query/search.h"

/* One text as tokens. Positions of authors' words have gaps of one between
 * authors; those of a text have none. */
struct oracle_tokens {
	uint32_t n, cap;
	uint32_t *word;      // of the oracle's vocabulary
	uint32_t *at;        // position
	uint32_t *paragraph; // number; the title's is one
};

/* A whole folded name. */
struct oracle_name {
	enum ns_scope field;
	char *folded;
	size_t n;
};

struct oracle_doc {
	struct ns_lang lang;
	uint64_t sequence;
	int64_t date; // INT64_MIN: undated
	bool coarse;  // a day, a month or a year
	struct oracle_tokens text, author, url;
	uint32_t n_title, n_summary; // words of the text
	uint32_t length;             // of the text, title weighted
	struct oracle_name *name;
	uint32_t n_names;
	/* What the caller says before oracle_settle. */
	bool present;     // counts in document frequencies; dead ones too
	bool live;        // can be found
	uint32_t segment; // that holds it: for oracle_facts alone
};

/* A word of the vocabulary: a form with a stem in a language. */
struct oracle_word {
	struct ns_lang lang;
	struct ns_str form, stem;
	uint32_t df; // documents present whose text has it
	uint32_t stem_number;
};

struct oracle_slots;

struct oracle {
	struct ns_analyzer *an;
	struct ns_settings settings;
	struct oracle_doc *doc;
	uint32_t n_docs, cap_docs;
	struct oracle_word *word;
	uint32_t n_words, cap_words, n_stems;
	struct oracle_slots *slots; // the vocabulary's hash
	struct ns_arena texts;      // of the vocabulary
	struct ns_words scratch;
	/* By oracle_settle. */
	uint64_t n_live, sum_length, sum_title, n_titled;
	double k_text[256], k_title[256], k_flat;
	struct ns_lang *lang; // of live documents
	uint32_t n_langs;
};

struct oracle *oracle_open(struct ns_analyzer *an, struct ns_settings s);
void oracle_free(struct oracle *o); // NULL is fine

/* Takes an article in a language; it is neither present nor live yet. Answers
 * its number. Nothing of *a is kept. */
uint32_t oracle_add(struct oracle *o, const struct ns_article *a,
		    struct ns_lang lang, uint64_t sequence);

/* Counts what present and live documents make of N, lengths and frequencies:
 * after any of them changed. */
void oracle_settle(struct oracle *o);

/* The number of (lang, form, stem); made where it is not there yet. */
uint32_t oracle_word_number(struct oracle *o, struct ns_lang lang,
			    struct ns_str form, struct ns_str stem);

struct oracle_hit {
	uint32_t doc;
	uint32_t tier;
	double score;
};

/* What a question touches, to say what a run has covered. */
struct oracle_facts {
	uint32_t stems;  // most stems of one form
	uint32_t n_stem; // stems whose lists are read:
	uint32_t stem[64];
};

struct oracle_answer {
	uint64_t total, further;
	struct oracle_hit *hit; // all of them, best first
	uint32_t n_hits, cap;
	struct oracle_facts facts;
};

/* Answers r, whose text was parsed: first and limit are left to the caller.
 * *out is zeroed, or of an earlier call. */
void oracle_ask(struct oracle *o, const struct ns_request *r,
		const struct ns_parsed *parsed, struct oracle_answer *out);
void oracle_answer_free(struct oracle_answer *a);

#endif
