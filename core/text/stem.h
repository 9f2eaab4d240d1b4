/* stem.h - the door to Snowball: one handle a language, opened on demand. */
#ifndef NS_TEXT_STEM_H
#define NS_TEXT_STEM_H

#include "core/text/analyze.h"

struct sb_stemmer;

enum { NS_STEMMERS = 32 };

/* A zeroed struct is legal. One a thread. */
struct ns_stemmers {
	struct ns_lang lang[NS_STEMMERS];
	struct sb_stemmer *handle[NS_STEMMERS];
	unsigned n, last;
	struct ns_lang none; // the last language met without a stemmer
};

void ns_stemmers_free(struct ns_stemmers *s);

/* The stem of a folded word whose marks are kept; the word itself where the
 * language has no stemmer or the stemmer has no answer. The view lives until
 * the next call. NS_OK, NS_NOMEM. */
enum ns_code ns_stem(struct ns_stemmers *s, struct ns_lang lang,
		     struct ns_str word, struct ns_str *stem,
		     struct ns_error *e);

#endif
