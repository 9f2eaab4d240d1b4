/* stop.h - the lists behind ns_is_stop_word, for their test. */
#ifndef NS_TEXT_STOP_H
#define NS_TEXT_STOP_H

#include "core/text/analyze.h"

enum { NS_STOP_WORDS = 200 }; // of one language, at most

/* The function words of a language, sorted, a space before and after each; NULL
 * where there is no list. */
const char *ns_stop_words(struct ns_lang lang);

#endif
