/* emit.h - one segment of a text becomes a word, or several. */
#ifndef NS_TEXT_EMIT_H
#define NS_TEXT_EMIT_H

#include "core/text/token.h"

/* Folds and cuts [s, e), a segment with a letter or a number in it, and appends
 * the word, or one word for each part between full stops (split.h). A part of
 * which nothing is left (a Hangul filler) is no word.
 * NS_OK, NS_NOMEM, NS_LIMIT. */
enum ns_code ns_emit(struct ns_tokens *t, const uint8_t *s, const uint8_t *e);

/* Room for n more words in t->out; false: no memory. */
bool ns_words_room(struct ns_tokens *t, uint32_t n);

#endif
