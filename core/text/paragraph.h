/* paragraph.h - where paragraphs begin. */
#ifndef NS_TEXT_PARAGRAPH_H
#define NS_TEXT_PARAGRAPH_H

#include "core/text/analyze.h"

/* Sets starts_paragraph of the words of text: the first one, and the first
 * behind each blank line; in a text without a blank line between words, the
 * first behind each line end that follows the end of a sentence. */
void ns_paragraphs_mark(struct ns_str text, struct ns_words *words);

#endif
