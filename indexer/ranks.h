/* ranks.h - the order of a batch's terms when it is written.
 *
 * Sorts the stems by key, counts each form's documents, and numbers the forms
 * of a stem by use. The forms, stem after stem, make up one row.
 */
#ifndef NS_INDEXER_RANKS_H
#define NS_INDEXER_RANKS_H

#include "indexer/lexicon.h"

/* A zeroed struct is legal and empty; memory is kept from batch to batch. */
struct ns_ranks {
	uint32_t n_stems, n_forms; // those that occur
	struct ns_buf stem;        // u32: index of the stem of each rank
	struct ns_buf first;   // u32 by rank, one more: the place of its forms
	struct ns_buf form;    // u32 by place: the form's index
	struct ns_buf by_text; // u32: forms of text by (language, text, stem)
	uint32_t n_by_text;
	struct ns_buf keys; // scratch, as
	struct ns_occurrences occurrences;
};

void ns_ranks_free(struct ns_ranks *r);
size_t ns_ranks_bytes(const struct ns_lexicon *lx); // an estimate before make

/* After this the lexicon is sorted: nothing can be added before its reset. */
enum ns_code ns_ranks_make(struct ns_ranks *r, struct ns_lexicon *lx,
			   struct ns_error *e);

static inline const uint32_t *ns_ranks_u32(const struct ns_buf *b)
{
	return (const uint32_t *)(const void *)b->p;
}

static inline struct ns_str ns_lexicon_stem_text(const struct ns_lexicon *lx,
						 const struct ns_lexstem *s)
{
	return (struct ns_str){ (const char *)lx->texts.p + s->text, s->len };
}

static inline struct ns_str ns_lexicon_form_text(const struct ns_lexicon *lx,
						 const struct ns_lexform *f)
{
	return (struct ns_str){ (const char *)lx->texts.p + f->text, f->len };
}

#endif
