/* analyze.h - text becomes words, words become terms. The one analysis that
 * indexer and query share; it knows no disk.
 *
 *	text --break, fold, cut--> words --stem, marks off--> (form, stem)
 *
 * A *word* is a run of UAX #29, parted at full stops between letters unless
 * they are an acronym's, or an overlapping bigram of Han and kana; case-folded
 * with its marks kept, elision and possessive cut off by language. Its *stem*
 * is Snowball's of the word, marks off afterwards; its *form* is the word
 * itself, marks off. Quotes compare forms, ranking compares stems. Both depend
 * on the word and the language alone, so the indexer asks once per distinct
 * word. tests/text/decisions.c is the table of what becomes what.
 */
#ifndef NS_TEXT_ANALYZE_H
#define NS_TEXT_ANALYZE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

enum {
	NS_WORD_BYTES = 255, // longer words are cut at a character
	NS_LANG_BYTES = 4,
};

/* A language: its ISO 639 code of two or three letters, lower case, padded with
 * NULs; {0} is no language. en-US, nb, no, zh-Hant map to en, nb -> no, zh. */
struct ns_lang {
	char code[NS_LANG_BYTES];
};

/* Reads a code as dumps give it ("en", "EN-us", "eng", "English", "pt_BR").
 * Unknown but well-formed codes are kept; NS_INVALID for what is none. */
enum ns_code ns_lang_parse(struct ns_str text, struct ns_lang *out);
static inline bool ns_lang_eq(struct ns_lang a, struct ns_lang b)
{
	return memcmp(a.code, b.code, NS_LANG_BYTES) == 0;
}
bool ns_lang_has_stemmer(struct ns_lang lang);

/* One analyser per thread: it holds ICU's iterators and Snowball's handles and
 * scratch memory. */
struct ns_analyzer;
enum ns_code ns_analyzer_open(struct ns_analyzer **an, struct ns_error *e);
void ns_analyzer_free(struct ns_analyzer *an); // NULL is fine

/* One word of a text. */
struct ns_word {
	uint32_t at, len;      // its folded bytes in ns_words.bytes
	uint32_t start, end;   // its bytes in the text, [start, end)
	uint32_t position;     // 0, 1, 2 ... within the call's text
	bool starts_paragraph; // first word of a paragraph (the very first too)
};

/* The words of one text. A zeroed struct is legal and empty. */
struct ns_words {
	struct ns_word *word;
	uint32_t n, cap;
	struct ns_buf bytes;
};
void ns_words_free(struct ns_words *w);

static inline struct ns_str ns_word_str(const struct ns_words *w, uint32_t i)
{
	return (struct ns_str){ (const char *)w->bytes.p + w->word[i].at,
				w->word[i].len };
}

/* Replaces *out by the words of text (valid UTF-8, up to 2^31 bytes). Words
 * cover their own bytes and may overlap only as bigrams do. Paragraphs are
 * parted by blank lines where the text has any, else by line ends that follow
 * the end of a sentence. NS_OK, NS_NOMEM, NS_LIMIT. */
enum ns_code ns_analyze(struct ns_analyzer *an, struct ns_lang lang,
			struct ns_str text, struct ns_words *out,
			struct ns_error *e);

/* The form and the stem of a word that ns_analyze gave in this language. The
 * views live until the next call with this analyser. Never empty. */
struct ns_terms {
	struct ns_str form, stem;
};
enum ns_code ns_word_terms(struct ns_analyzer *an, struct ns_lang lang,
			   struct ns_str word, struct ns_terms *out,
			   struct ns_error *e);

/* Folds a whole name (outlet, author, section, tag) for exact comparison:
 * case-folded, marks off, white space runs to one space, trimmed. Appends to
 * *out. */
enum ns_code ns_fold_name(struct ns_analyzer *an, struct ns_str name,
			  struct ns_buf *out, struct ns_error *e);

/* Says whether a form (marks off) is a function word of the language: dropped
 * from queries when something is left, always indexed. */
bool ns_is_stop_word(struct ns_lang lang, struct ns_str form);

/* What must agree before words are added to an archive: a hash over the
 * analysis of fixed probe words in this language, and of the word breaker. */
enum ns_code ns_analyzer_fingerprint(struct ns_analyzer *an,
				     struct ns_lang lang, uint64_t *out,
				     struct ns_error *e);

/* The same words by the slow path alone (ICU for every byte): what the fast
 * path is tested against. */
enum ns_code ns_analyze_slow(struct ns_analyzer *an, struct ns_lang lang,
			     struct ns_str text, struct ns_words *out,
			     struct ns_error *e);

#endif
