/* unicode.h - the door to ICU: word breaks, folds, facts about characters.
 *
 * One struct a thread. Everything that goes in is UTF-8.
 */
#ifndef NS_TEXT_UNICODE_H
#define NS_TEXT_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

struct ns_unicode;

enum ns_code ns_unicode_open(struct ns_unicode **u, struct ns_error *e);
void ns_unicode_free(struct ns_unicode *u); // NULL is fine

/* Starts ICU's word breaks (the rules of its root locale) over text, which must
 * stay alive until the last ns_breaks_next. `mapped`: characters are broken as
 * ns_char_map (chars.h) writes them; the offsets stay those of text. NS_OK,
 * NS_LIMIT, NS_NOMEM. */
enum ns_code ns_breaks_start(struct ns_unicode *u, struct ns_str text,
			     bool mapped, struct ns_error *e);

/* The byte in text where the next segment ends, or false behind the last. */
bool ns_breaks_next(struct ns_unicode *u, size_t *end_byte);

/* Appends NFKC_Casefold of ns_char_map of s: case folded, NFC, compatibility
 * forms plain, default ignorable characters gone, marks kept. `turkic`: I and
 * its dotted capital become the dotless and the dotted small letter first. */
enum ns_code ns_unicode_fold(struct ns_unicode *u, struct ns_str s, bool turkic,
			     struct ns_buf *out, struct ns_error *e);

/* The full canonical decomposition of c; answers how many code points. */
enum { NS_DECOMPOSED = 4 };
unsigned ns_unicode_decompose(const struct ns_unicode *u, uint32_t c,
			      uint32_t out[NS_DECOMPOSED]);

/* Says whether a and b, one after the other, become one character in NFC. */
bool ns_unicode_composes(const struct ns_unicode *u, uint32_t a, uint32_t b);

/* How the word rules see a character. */
enum ns_break {
	NS_BREAK_OTHER = 0, // stands alone
	NS_BREAK_LETTER,
	NS_BREAK_HEBREW,
	NS_BREAK_DIGIT,
	NS_BREAK_JOINER, // ExtendNumLet: the underscore
	NS_BREAK_HANGUL,
	NS_BREAK_EXTEND, // marks, format characters
	NS_BREAK_ZWJ,
	NS_BREAK_MID_LETTER,
	NS_BREAK_MID_DIGIT,
	NS_BREAK_MID_BOTH,
	NS_BREAK_QUOTE,
	NS_BREAK_DOUBLE_QUOTE,
	NS_BREAK_PICTURE, // Extended_Pictographic
	NS_BREAK_CJK,     // Han or kana, a letter or number
	NS_BREAK_ICU,     // only ICU knows: Thai, flags, ...
};

/* How a character folds. */
enum ns_fold {
	NS_FOLD_PLAIN = 0, // to one character that never joins the one before
	NS_FOLD_MAYBE,     // to one character that may join the one before
	NS_FOLD_MARK,      // to one combining mark with a class
	NS_FOLD_DROP,      // to nothing
	NS_FOLD_HARD,      // anything else: ask ns_unicode_fold
};

struct ns_char {
	enum ns_break brk;
	enum ns_fold fold;
	bool word;       // a letter or a number: makes a segment a word
	uint16_t folded; // 0 unless PLAIN, MAYBE or MARK
};

/* The facts of c as ns_char_map writes it. */
struct ns_char ns_unicode_char(struct ns_unicode *u, uint32_t c);

#endif
