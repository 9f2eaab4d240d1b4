/* gen_words.h - the invented vocabulary of gen.c: a word for every rank.
 *
 * Words are drawn from one alias table whose rows are
 *
 *	function words | forms of the HEAD commonest lexemes | number | tail
 *
 * Function words have their natural shares; a lexeme of rank r has 1/(r+2.7)
 * (Zipf, Mandelbrot). "tail" is every rarer lexeme: its rank comes from a
 * Pareto law, so the vocabulary has no end and grows as Heaps' law wants, and
 * its text is spelt from the rank when it is needed. A lexeme is syllables plus
 * one of a few inflections, so that a stem has several forms.
 */
#ifndef NS_CORPUS_GEN_WORDS_H
#define NS_CORPUS_GEN_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	HEAD = 16384,    // lexemes spelt in advance
	FORMS = 4,       // inflections of a lexeme, at most
	CLASSES = 4,     // noun, verb, adjective, name
	SYLLABLES = 100, // onset and vowel
};

struct word {
	char text[31]; // the longest: 4 syllables, coda and suffix, 24 bytes
	uint8_t len;
};

/* A row of the alias table (Walker; Vose): itself below `keep`, else alias. */
struct row {
	uint32_t keep, alias;
};

struct language;

struct vocabulary {
	uint64_t seed;
	const struct language *lang;
	char syllable[SYLLABLES][8];               // in the seed's order
	uint32_t n_rows, first_lexeme, number_row; // the last row is the tail
	struct row *rows;
	struct word *words; // of the rows before number_row
};

static inline uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static inline uint64_t draw(uint64_t *state)
{
	return mix(*state += UINT64_C(0x9e3779b97f4a7c15));
}

/* In (0, 1): never 0, whose logarithm has no value. */
static inline double draw_unit(uint64_t *state)
{
	return ((double)(draw(state) >> 11) + .5) * 0x1p-53;
}

static inline uint32_t draw_below(uint64_t *state, uint32_t n)
{
	return (uint32_t)(((draw(state) >> 32) * n) >> 32);
}

/* Fills *v from its seed for "en", "de" or "fr". False, with nothing to free,
 * when the language is another or memory is short. */
bool vocabulary_init(struct vocabulary *v, const char *lang);
void vocabulary_free(struct vocabulary *v);

/* One inflection (below count_forms) of the lexeme of this rank. */
struct word spell(const struct vocabulary *v, uint32_t rank, uint32_t form);
uint32_t count_forms(const struct vocabulary *v, uint32_t rank);

/* The rank of a rare lexeme: Pareto from HEAD on. */
uint32_t draw_tail(uint64_t *state);

/* A word of a row that has none of its own: a number or a rare lexeme. */
struct word draw_unlisted(const struct vocabulary *v, uint32_t row,
			  uint64_t *state);

static inline uint32_t draw_row(const struct vocabulary *v, uint64_t *state)
{
	uint64_t z = draw(state);
	uint32_t i = (uint32_t)(((z >> 32) * v->n_rows) >> 32);

	return (uint32_t)z <= v->rows[i].keep ? i : v->rows[i].alias;
}

void word_capital(struct word *w);

#endif
