/* edits.h - how far a misspelt word is from another. */
#ifndef NS_QUERY_EDITS_H
#define NS_QUERY_EDITS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"

enum { NS_EDIT_LETTERS = 255 }; // longer words are cut

/* A word as code points; made once, compared with many. */
struct ns_letters {
	uint64_t seen; // bit i: a letter i modulo 64 is there
	uint32_t n;
	uint32_t at[NS_EDIT_LETTERS];
};
void ns_letters_of(struct ns_str word, struct ns_letters *out);

/* Says whether b becomes a by at most `most` edits: a letter in, out, another,
 * or two neighbours swapped, no letter edited twice. */
bool ns_edits_within(const struct ns_letters *a, const struct ns_letters *b,
		     uint32_t most);

/* A walk over words in the order of their bytes: what they share with the one
 * before is not looked at again.
 *
 *	       m a n g o
 *	     0 1 2 3 4 5      a row a letter of the word at hand;
 *	m    1 0 1 2 3 4      where all of the last are above .most
 *	ma   2 1 0 1 2 3      no word that begins so is within it
 */
struct ns_edit_walk {
	const struct ns_letters *to;
	uint32_t most;
	uint32_t n;      // letters of the word at hand that have a row
	uint16_t *row;   // [(to->n + most + 2)][to->n + 1], the first of none
	uint32_t *at;    // their letters
	uint32_t *end;   // bytes until behind each
	uint16_t *least; // the least number of each row
	char word[NS_EDIT_LETTERS + 1];
	size_t word_len;
};
/* From the arena; false: it has no more memory. */
bool ns_edit_walk_init(struct ns_edit_walk *w, const struct ns_letters *to,
		       uint32_t most, struct ns_arena *arena);

/* Says whether the word is within .most. *dead_bytes: no word that begins with
 * so many bytes of it is; 0: not known. */
bool ns_edit_walk_to(struct ns_edit_walk *w, struct ns_str word,
		     size_t *dead_bytes);

#endif
