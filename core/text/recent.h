/* recent.h - the terms of words that were met lately: questions repeat words,
 * and a stem costs more than looking it up in an archive.
 */
#ifndef NS_TEXT_RECENT_H
#define NS_TEXT_RECENT_H

#include "core/text/analyze.h"

enum { NS_RECENT_WORDS = 256, NS_RECENT_BYTES = 57 };

struct ns_recent_word {
	struct ns_lang lang;
	uint8_t n, form_n, stem_n;   // n: 0 where there is none
	char bytes[NS_RECENT_BYTES]; // word, form, stem
};

/* By place, which a word's hash says; the last that came there stays. A zeroed
 * struct is legal. */
struct ns_recent {
	struct ns_recent_word word[NS_RECENT_WORDS];
};

/* The place of a word. */
struct ns_recent_word *ns_recent_at(struct ns_recent *r, struct ns_lang lang,
				    struct ns_str word);

/* The word's terms if it is what lies there: views of the place. */
bool ns_recent_get(const struct ns_recent_word *at, struct ns_lang lang,
		   struct ns_str word, struct ns_terms *out);

/* Keeps the word there, unless it is too long. */
void ns_recent_put(struct ns_recent_word *at, struct ns_lang lang,
		   struct ns_str word, const struct ns_terms *terms);

#endif
