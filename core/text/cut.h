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

/* Says whether a word with the folded character c in it may be cut: without
 * one, ns_cut_word does nothing. */
static inline bool ns_may_cut(uint32_t c)
{
	if (c > 0x5f4 || (c >= 'a' && c <= 'z'))
		return false;
	switch (c) {
	case '\'':
	case '"':
	case ' ':
	case '.':
	case 0x00b7: // the characters of vanishing() in cut.c
	case 0x02bc:
	case 0x0300:
	case 0x0301:
	case 0x05f3:
	case 0x05f4:
		return true;
	default:
		return false;
	}
}

/* Cuts the folded word p[0..*n) in place. */
struct ns_cut ns_cut_word(struct ns_chars *t, struct ns_lang lang, uint8_t *p,
			  size_t *n);

#endif
