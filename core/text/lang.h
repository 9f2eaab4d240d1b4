/* lang.h - what the analyser knows of a language by its code. */
#ifndef NS_TEXT_LANG_H
#define NS_TEXT_LANG_H

#include "core/text/analyze.h"

/* The name of the Snowball algorithm for a language, or NULL. */
const char *ns_lang_stemmer(struct ns_lang lang);

#endif
