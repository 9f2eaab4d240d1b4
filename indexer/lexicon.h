/* lexicon.h - the distinct words of a batch, their stems and their forms.
 *
 *	(group, word) --table--> word --> form --> stem
 *
 * A group is a kind of dictionary key and a language. The word is looked up
 * for every token; Snowball is asked once per distinct word. A word knows its
 * stem, and which of the stem's forms it is. Memory is kept from batch to
 *batch.
 *
 * Text words have a stem and a form as analyze.h defines them. The words of
 * authors' names and of URLs have no language and are not stemmed: their term
 * is the form.
 */
#ifndef NS_INDEXER_LEXICON_H
#define NS_INDEXER_LEXICON_H

#include "core/archive/format.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/text/analyze.h"
#include "indexer/chains.h"
#include "indexer/slots.h"

enum {
	NS_LEX_KEY_BYTES = 16,
	NS_LEX_WORD_UNIT = 8,
	NS_LEX_AT_ONCE = 64, // words that are looked up together
};

/* A word as it lies in ns_lexicon.words, at 8 * reference, 0 being none; its
 * bytes follow, and at least NS_LEX_KEY_BYTES from .text on can be read. */
struct ns_lexeme {
	struct ns_token token;
	uint16_t group;
	uint8_t len;
	char text[];
};

struct ns_lexform {
	uint32_t text, stem; // byte in .texts; index of the stem
	uint32_t number;     // among its stem's, as they came
	uint32_t df;         // known once sorted
	uint32_t place;      // known once sorted
	uint8_t len;
};

/* Its chain (chains.h) has the same index. */
struct ns_lexstem {
	uint32_t text;
	uint32_t rank; // known once sorted
	uint32_t n_forms;
	uint16_t group;
	uint8_t len;
};

struct ns_lexgroup {
	uint8_t kind;
	struct ns_lang lang;
};

/* A word of at most sixteen bytes, as two numbers with zeros behind it: nine in
 * ten of a text are so frequent that they are found here. */
struct ns_lexhot {
	uint64_t key[2];
	struct ns_token token;
	uint32_t of; // group and length, 0: none
};

enum { NS_LEX_HOT_BITS = 12, NS_LEX_HOT_WAYS = 2 };

/* A zeroed struct is legal and empty, but for the seed: random in earnest, so
 * that nobody can write words that meet in one slot. */
struct ns_lexicon {
	uint64_t seed;
	struct ns_slots word_slot, form_slot, stem_slot;
	struct ns_lexhot hot[1 << NS_LEX_HOT_BITS][NS_LEX_HOT_WAYS];
	struct ns_buf words; // struct ns_lexeme, each at a multiple of 8
	struct ns_buf texts; // of forms and stems, shared where they can be
	struct ns_buf forms; // struct ns_lexform
	struct ns_buf stems; // struct ns_lexstem
	struct ns_buf groups;
	struct ns_chains chains;
	uint32_t most_forms; // of one stem
};

void ns_lexicon_free(struct ns_lexicon *lx);
void ns_lexicon_reset(struct ns_lexicon *lx); // the next batch
size_t ns_lexicon_bytes(const struct ns_lexicon *lx);

static inline struct ns_lexeme *ns_lexicon_word(const struct ns_lexicon *lx,
						uint32_t ref)
{
	return (struct ns_lexeme *)(void *)(lx->words.p +
					    (size_t)ref * NS_LEX_WORD_UNIT);
}

static inline struct ns_lexform *ns_lexicon_forms(const struct ns_lexicon *lx)
{
	return (struct ns_lexform *)(void *)lx->forms.p;
}

static inline struct ns_lexstem *ns_lexicon_stems(const struct ns_lexicon *lx)
{
	return (struct ns_lexstem *)(void *)lx->stems.p;
}

static inline uint32_t ns_lexicon_n_forms(const struct ns_lexicon *lx)
{
	return (uint32_t)(lx->forms.n / sizeof(struct ns_lexform));
}

static inline uint32_t ns_lexicon_n_stems(const struct ns_lexicon *lx)
{
	return (uint32_t)(lx->stems.n / sizeof(struct ns_lexstem));
}

static inline const struct ns_lexgroup *
ns_lexicon_group_of(const struct ns_lexicon *lx, uint16_t group)
{
	return (const struct ns_lexgroup *)(const void *)lx->groups.p + group;
}

static inline uint16_t ns_lexicon_n_groups(const struct ns_lexicon *lx)
{
	return (uint16_t)(lx->groups.n / sizeof(struct ns_lexgroup));
}

/* The number of a group, which is made when it is new. */
enum ns_code ns_lexicon_group(struct ns_lexicon *lx, uint8_t kind,
			      struct ns_lang lang, uint16_t *group);

/* What resolves: an analyser and the group the words belong to. */
struct ns_lex_reader {
	struct ns_lexicon *lx;
	struct ns_analyzer *an;
	uint16_t group;
};

/* Puts a word that has no reference yet; *ref: where. */
enum ns_code ns_lexicon_new(const struct ns_lex_reader *r, struct ns_str word,
			    uint32_t *ref, struct ns_error *e);

/* Turns words, as ns_analyze gave them, into tokens in token[0..w->n). They
 * occur once ns_chains_put has them. */
enum ns_code ns_lexicon_resolve(const struct ns_lex_reader *r,
				const struct ns_words *w,
				struct ns_token *token, struct ns_error *e);

#endif
