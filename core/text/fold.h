/* fold.h - words without case, forms without marks. */
#ifndef NS_TEXT_FOLD_H
#define NS_TEXT_FOLD_H

#include "core/text/chars.h"

enum ns_folded {
	NS_FOLDED_NOT, // the table cannot say; nothing was appended
	NS_FOLDED,
	NS_FOLDED_PLAIN, // and nothing in it is cut (cut.h)
};

/* Appends what ns_unicode_fold would append, by table. Memory running out shows
 * in out->failed, and is NS_FOLDED_NOT. */
enum ns_folded ns_fold_quick(struct ns_chars *t, struct ns_str s, bool turkic,
			     struct ns_buf *out);

/* Appends a folded word without its marks, never nothing:
 *	Latin, Greek    every accent; strokes and ligatures (o for ø, ae for æ)
 *	Cyrillic        е for ё; never the breve of й
 *	Hebrew, Arabic  points and vowel signs, tatweel
 * All other marks stay. Memory running out shows in out->failed. */
void ns_marks_off(const struct ns_unicode *u, struct ns_str word,
		  struct ns_buf *out);

#endif
