/* split.h - full stops inside a segment.
 *
 * UAX #29 takes a full stop between letters for a part of the word. News has
 * "counters.However" and "எம்.ஏ.சுமந்திரன்", and a reader looks for the name: so
 * the stop parts words, but between single letters (U.S., J.R.R.Tolkien is two
 * words). A host name becomes several words in a row.
 */
#ifndef NS_TEXT_SPLIT_H
#define NS_TEXT_SPLIT_H

#include "core/text/chars.h"

/* The end of the first word of the segment [s, e); *next is where the second
 * begins, e when there is none. */
const uint8_t *ns_split(struct ns_chars *t, const uint8_t *s, const uint8_t *e,
			const uint8_t **next);

#endif
