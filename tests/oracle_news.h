/* oracle_news.h - random articles, and random questions about them: the same
 * for the same seed.
 *
 * What makes engines err is frequent: words that many share (ties), equal
 * seconds, coarse dates and none, two spellings of one word with different
 * stems, stop words, several languages, several paragraphs, words of several
 * words.
 */
#ifndef NS_TESTS_ORACLE_NEWS_H
#define NS_TESTS_ORACLE_NEWS_H

#include "core/base/article.h"
#include "core/text/analyze.h"
#include "query/search.h"

enum { NEWS_LANGS = 4, NEWS_SAMPLES = 256, NEWS_FILTERS = 4 };

/* What the articles of an archive are like. */
struct news_shape {
	uint32_t n_langs;    // 1..NEWS_LANGS
	uint32_t vocabulary; // made-up words a language; 0: few words, ties
	uint32_t words;      // of a body, at most
	uint32_t seconds;    // different dates,
	uint32_t from;       // from this one on
	bool doubles;        // words of one form and two stems are frequent
	uint32_t copies;     // one article in so many is a copy of another
};

struct news {
	uint64_t seed;
	struct news_shape shape;
	uint32_t lang[NEWS_LANGS];  // of the table of languages
	char *sample[NEWS_SAMPLES]; // texts that were made
	uint32_t n_samples;
};

void news_start(struct news *n, struct news_shape shape, uint64_t seed);
void news_end(struct news *n);

/* Makes an article without an id; its texts are from the arena. */
void news_article(struct news *n, struct ns_arena *arena, struct ns_article *a,
		  struct ns_lang *lang);

/* Gives an article another date. */
void news_date(struct news *n, struct ns_article *a);

/* A request whose text and filters are from the arena. */
void news_request(struct news *n, struct ns_arena *arena, struct ns_request *r);

/* A random number below n, 0 for 0; true once in n. */
uint32_t news_pick(struct news *n, uint32_t below);
bool news_once_in(struct news *n, uint32_t times);

/* Writes a word of one of the archive's languages. */
void news_word(struct news *n, uint32_t lang, struct ns_buf *out);

#endif
