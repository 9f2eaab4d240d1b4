/* parse_lex.h - a question cut into tokens: words, quotes, brackets, bars.
 *
 * What stands before and behind a word (-word, title:word, word~2^3) is part
 * of its token; the functions below take it apart.
 */
#ifndef NS_QUERY_PARSE_LEX_H
#define NS_QUERY_PARSE_LEX_H

#include <stdint.h>

#include "core/base/str.h"

enum ns_token_kind {
	NS_TOKEN_END,
	NS_TOKEN_WORD,
	NS_TOKEN_QUOTE,
	NS_TOKEN_OPEN,
	NS_TOKEN_CLOSE,
	NS_TOKEN_BAR,
};

struct ns_token {
	enum ns_token_kind kind;
	uint32_t start, end; // bytes of the question
	struct ns_str text;  // of a quote: what is inside, trimmed
	bool open;           // a quote without its second mark
	bool attached;       // a quote or bracket opens directly behind it
};

struct ns_lexer {
	struct ns_str text; // valid UTF-8
	size_t at;
};

/* Bytes [start, end) of the question. */
struct ns_place {
	uint32_t start, end;
};

static inline struct ns_place ns_token_place(const struct ns_token *t)
{
	return (struct ns_place){ t->start, t->end };
}

struct ns_token ns_lex_next(struct ns_lexer *lx);

/* What a suffix says: word*, word~2, word^1.5. */
struct ns_suffix {
	bool star, fuzzy, boosted;
	int32_t n;      // behind ~; -1: nothing
	uint32_t boost; // thousandths
};

/* Cuts all suffixes off a word (which keeps at least a byte). */
struct ns_suffix ns_lex_suffix(struct ns_str *word);

/* Takes the suffixes that stand directly behind a quote or bracket. */
struct ns_suffix ns_lex_suffix_behind(struct ns_lexer *lx);

/* A range's inside: [from TO to], {from TO to}. */
struct ns_range {
	struct ns_str from, to, inside;
	bool from_open, to_open; // {: without the bound itself
	bool closed, whole;      // has its bracket; reads "x TO y"
};

/* Reads a range whose bracket is at lx->at, and steps behind it. A range
 * without its bracket ends with its third word. */
struct ns_range ns_lex_range(struct ns_lexer *lx);

/* Bytes of white space (control characters too) at s.p[at], 0: none. */
size_t ns_lex_space(struct ns_str s, size_t at);

/* Has a letter or digit, or any character beyond ASCII. */
bool ns_lex_has_letters(struct ns_str s);

/* Letters, digits and other characters that are no ASCII punctuation. */
uint32_t ns_lex_letters(struct ns_str s);

/* Reads NEAR/10 or W/10: the distance, 0: neither. */
enum { NS_NEAR_MAX = 1000 }; // positions
uint32_t ns_lex_near(struct ns_str s);

/* The pair of quotation marks that text can stand in. */
struct ns_quotes {
	const char *open, *close;
};
struct ns_quotes ns_lex_quotes(struct ns_str text);

#endif
