/* ascii.h - the words of plain English, 64 bytes at a time. */
#ifndef NS_TEXT_ASCII_H
#define NS_TEXT_ASCII_H

#include "core/text/token.h"

/* Reads words of ASCII letters and what parts them from *p on, for as long as
 * their end is certain from the next byte or two. *p is then the segment that
 * the table must decide, or t->end. False when nothing was read. Not for
 * languages that fold I in their own way. */
bool ns_ascii_words(struct ns_tokens *t, const uint8_t **p, enum ns_code *rc);

#endif
