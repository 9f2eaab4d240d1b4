/* cut.h - what a language cuts off a folded word, and what is dropped inside.
 *
 *	l'homme -> homme        elision (fr, it, ca, pt, ga, eo)
 *	Trump's -> trump        possessive and shortened verb (en, de, nl, ...)
 *	Ankara'da -> ankara     Turkish endings of names
 *	khamene'i -> khamenei   any other apostrophe
 *	u.n.e.s.c.o -> unesco   dots of an acronym, unless a function word is
 *	                        left: u.s stays u.s, because of us
 */
#ifndef NS_TEXT_CUT_H
#define NS_TEXT_CUT_H

#include "core/text/analyze.h"
#include "core/text/chars.h"

/* Which apostrophes of the word, counted from 1, bound what is left: it lies
 * behind number `after` and before number `before`; 0: no cut there. */
struct ns_cut {
	unsigned after, before;
};

/* Cuts the folded word p[0..*n) in place. */
struct ns_cut ns_cut_word(struct ns_chars *t, struct ns_lang lang, uint8_t *p,
			  size_t *n);

#endif
