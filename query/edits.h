/* edits.h - how far a misspelt word is from another. */
#ifndef NS_QUERY_EDITS_H
#define NS_QUERY_EDITS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"

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

#endif
