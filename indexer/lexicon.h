/* lexicon.h - the distinct words of a batch, their stems and their forms.
 *
 *	(group, word) --table--> word --> form --> stem
 *
 * A group is a kind of dictionary key and a language. The word is looked up
 * for every token; Snowball is asked once per distinct word. In the document a
 * word is one u32, its reference. Memory is kept from batch to batch.
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
#include "indexer/slots.h"

/* A word as it lies in ns_lexicon.words, at 8 * reference; its bytes follow. */
struct ns_lexeme {
	uint32_t form;  // index of its form
	uint32_t stamp; // last document + 1; sorted: place of its form
	uint32_t total; // occurrences
	uint16_t group;
	uint8_t len;
	char text[];
};

struct ns_lexform {
	uint32_t text, stem; // byte in .texts; index of the stem
	uint32_t stamp;      // last document + 1; sorted: its place
	uint32_t df;
	uint8_t len;
};

struct ns_lexstem {
	uint32_t text;
	uint32_t stamp; // last document + 1; sorted: its rank
	uint32_t df;
	uint32_t total; // occurrences, known once sorted
	uint32_t n_forms;
	uint16_t group;
	uint8_t len;
};

struct ns_lexgroup {
	uint8_t kind;
	struct ns_lang lang;
};

/* The last word of at most eight bytes that fell on this place: half of a text
 * is words so frequent that they are found here. */
struct ns_lexhot {
	uint64_t text; // zeros behind the word
	uint32_t ref;  // 0: none
	uint16_t group;
	uint8_t len;
};

enum { NS_LEX_HOT_BITS = 12 };

enum { NS_LEX_GAP = 0 }; // a token that is no word: a gap of one position

/* Of a lexicon that is sorted (ranks.h): the gap, in the place of a form. */
#define NS_LEX_NO_PLACE UINT32_MAX

/* A zeroed struct is legal and empty, but for the seed: random in earnest, so
 * that nobody can write words that meet in one slot. */
struct ns_lexicon {
	uint64_t seed;
	struct ns_slots word_slot, form_slot, stem_slot;
	struct ns_lexhot hot[1 << NS_LEX_HOT_BITS];
	struct ns_buf words; // struct ns_lexeme, each at a multiple of 8
	struct ns_buf texts; // of forms and stems, shared where they can be
	struct ns_buf forms; // struct ns_lexform
	struct ns_buf stems; // struct ns_lexstem
	struct ns_buf groups;
	struct ns_buf fresh; // u32: forms a document has not yet counted
	uint32_t most_total; // of one word
	uint32_t most_forms; // of one stem
};

void ns_lexicon_free(struct ns_lexicon *lx);
void ns_lexicon_reset(struct ns_lexicon *lx); // the next batch
size_t ns_lexicon_bytes(const struct ns_lexicon *lx);

static inline struct ns_lexeme *ns_lexicon_word(const struct ns_lexicon *lx,
						uint32_t ref)
{
	return (struct ns_lexeme *)(void *)(lx->words.p + (size_t)ref * 8);
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

/* Turns words, as ns_analyze gave them, into references in token[0..w->n).
 * Nothing is counted yet. */
enum ns_code ns_lexicon_resolve(const struct ns_lex_reader *r,
				const struct ns_words *w, uint32_t *token,
				struct ns_error *e);

/* Counts a document's tokens, once for each document, in ascending order.
 * NS_OK, NS_NOMEM. */
enum ns_code ns_lexicon_count(struct ns_lexicon *lx, const uint32_t *token,
			      size_t n, uint32_t doc);

#endif
