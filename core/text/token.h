/* token.h - a text becomes words: where they are, and their folded bytes.
 *
 * Three ways through, one result:
 *
 *	ASCII letters  -->  64 bytes at a time
 *	basic plane    -->  UAX #29 over the table of chars.h
 *	anything else  -->  ICU, from there to the next white space
 *
 * White space parts words whatever stands around it, and a segment's start is
 * a boundary whatever stands before: so ICU may begin and end there and answers
 * as it would over the whole text.
 */
#ifndef NS_TEXT_TOKEN_H
#define NS_TEXT_TOKEN_H

#include "core/text/analyze.h"
#include "core/text/chars.h"

struct ns_tokens {
	struct ns_chars *chars;
	struct ns_lang lang;
	bool turkic; // I is a capital dotless i
	bool slow;   // ICU for every byte
	const uint8_t *begin, *end;
	struct ns_words *out; // paragraphs are the caller's work
	struct ns_error *e;
};

enum ns_code ns_tokens_read(struct ns_tokens *t);

#endif
