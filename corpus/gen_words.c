/* gen_words.c - see gen_words.h. Tail and lengths go through libm: another libm
 * may round a rank otherwise.
 */
#include "corpus/gen_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CODAS = 16, // consonants that end a stem
	MAX_RANK = 1000000000,
};

static const double TAIL_EXPONENT = 1.9; // p(r) ~ r^-1.9 behind the head
static const double NUMBER_SHARE = 0.012;

struct form {
	const char *suffix;
	double share;
};

struct word_class {
	double share;
	bool capital;
	struct form form[FORMS];
};

struct language {
	const char *name;
	const char *words;
	const char *vowels[5];
	struct word_class classes[CLASSES];
};

/* Function words, each with its share of a thousand words. */
static const char en_words[] =
	"the 58 of 27.5 to 26 and 25 a 23 in 21.5 for 9.8 that 9.6 "
	"on 8.4 is 8 said 7 with 6.8 was 6.7 it 6.6 he 6.2 by 5.8 "
	"as 5.6 at 5.4 from 4.5 be 4.3 his 4 have 3.9 has 3.8 are 3.7 "
	"an 3.5 not 3.4 will 3.2 who 3 they 2.9 but 2.9 had 2.6 "
	"their 2.5 were 2.5 this 2.4 which 2.3 its 2.2 been 2.2 "
	"would 2.1 one 2.1 or 2 more 2 I 1.9 we 1.9 about 1.8 "
	"after 1.8 there 1.6 when 1.6 up 1.6 out 1.5 all 1.4 she 1.4 "
	"her 1.4 also 1.3 than 1.3 can 1.3 over 1.2 some 1.2 into 1.1 "
	"if 1.1 other 1.1 two 1.1 no 1 so 1 what 1 could 1 last 1 "
	"first 1 new 1 you 0.9 only 0.8 them 0.8 may 0.8 before 0.7 "
	"most 0.7 do 0.7 any 0.6 between 0.6 against 0.6 because 0.6 "
	"under 0.5 while 0.5 such 0.5 many 0.5 where 0.5 through 0.5 "
	"during 0.5 since 0.4 still 0.4 did 0.4 those 0.4 both 0.4 "
	"until 0.3";

static const char de_words[] =
	"der 33 die 32 und 24 in 18 den 12 das 10 von 9.5 zu 9.5 "
	"mit 8.5 sich 7.5 des 7.5 auf 7.5 ist 7.5 im 7.5 dem 7 nicht 7 "
	"ein 7 eine 6.5 als 5.5 auch 5.5 es 5.5 an 5 werden 4 aus 4 "
	"er 4 hat 4 dass 3.5 sie 3.5 nach 3.5 wird 3 bei 3 einer 3 "
	"um 2.5 am 2.5 sind 2.5 noch 2.5 wie 2.5 einem 2 so 2 zum 2";

static const char fr_words[] =
	"de 48 la 29 le 22 et 19 les 19 des 17 en 13 un 11 du 11 "
	"une 10 que 7.5 est 7.5 pour 7 qui 7 dans 7 a 6.5 par 6 plus 5 "
	"pas 4.5 au 5.5 sur 5 ne 4.5 se 4 ce 3.5 il 4.5 sont 2.5 "
	"avec 3.5 son 2.5 aux 2.5 mais 2 ou 2 comme 1.5";

/* Half of the English possessives have the typographic apostrophe, as they do
 * in dumps: the text is then not ASCII. */
static const struct language languages[] = {
	{ "en",
	  en_words,
	  { "a", "e", "i", "o", "u" },
	  { { .45, false, { { "", .70 }, { "s", .30 } } },
	    { .25,
	      false,
	      { { "", .3 }, { "s", .2 }, { "ed", .3 }, { "ing", .2 } } },
	    { .15, false, { { "", .82 }, { "ly", .14 }, { "ness", .04 } } },
	    { .15,
	      true,
	      { { "", .90 }, { "'s", .05 }, { "\u2019s", .05 } } } } },
	{ "de",
	  de_words,
	  { "a", "e", "i", "o", "\u00fc" },
	  { { .40,
	      true,
	      { { "", .6 }, { "en", .2 }, { "es", .1 }, { "er", .1 } } },
	    { .30,
	      false,
	      { { "en", .4 }, { "t", .3 }, { "te", .2 }, { "end", .1 } } },
	    { .15, false, { { "", .3 }, { "e", .4 }, { "en", .3 } } },
	    { .15, true, { { "", .90 }, { "s", .10 } } } } },
	{ "fr",
	  fr_words,
	  { "a", "\u00e9", "i", "o", "u" },
	  { { .45, false, { { "", .65 }, { "s", .35 } } },
	    { .25,
	      false,
	      { { "er", .3 }, { "e", .3 }, { "ait", .2 }, { "ent", .2 } } },
	    { .15,
	      false,
	      { { "", .4 }, { "e", .3 }, { "es", .1 }, { "ement", .2 } } },
	    { .15, true, { { "", 1 } } } } },
};

static const char *const onsets[SYLLABLES / 5] = {
	"b", "c", "d", "f", "g",  "h",  "l",  "m",  "n",  "p",
	"r", "s", "t", "v", "br", "cr", "gr", "pl", "st", "tr",
};
static const char *const codas[CODAS] = {
	"n", "r", "l",  "m",  "t",  "nd", "rt", "ck",
	"p", "g", "nt", "lt", "rm", "b",  "mp", "st",
};
static void word_add(struct word *w, const char *text)
{
	size_t n = strlen(text);

	memcpy(w->text + w->len, text, n);
	w->len = (uint8_t)(w->len + n);
}

void word_capital(struct word *w)
{
	if (w->text[0] >= 'a' && w->text[0] <= 'z')
		w->text[0] = (char)(w->text[0] - 'a' + 'A');
}

/* The class of a lexeme belongs to its rank, not to the article. */
static const struct word_class *class_of(const struct vocabulary *v,
					 uint32_t rank)
{
	uint64_t state = v->seed ^ mix(rank);
	double at = draw_unit(&state);
	int i;

	for (i = 0; i < CLASSES - 1; i++) {
		at -= v->lang->classes[i].share;
		if (at < 0)
			break;
	}
	return &v->lang->classes[i];
}

static uint32_t class_forms(const struct word_class *c)
{
	uint32_t n = 0;

	while (n < FORMS && c->form[n].suffix)
		n++;
	return n;
}

uint32_t count_forms(const struct vocabulary *v, uint32_t rank)
{
	return class_forms(class_of(v, rank));
}

/* Spells a rank: a syllable and a coda for the first 1,600, more syllables in
 * front (bijective base SYLLABLES) for rarer ones. No two ranks share a stem:
 * for one syllable the coda runs through all 16 as rank / SYLLABLES does,
 * because 101 and 16 have no common factor. */
struct word spell(const struct vocabulary *v, uint32_t rank, uint32_t form)
{
	const struct word_class *c = class_of(v, rank);
	struct word w = { .len = 0 };
	uint32_t left = rank / (SYLLABLES * CODAS);

	for (; left; left = (left - 1) / SYLLABLES)
		word_add(&w, v->syllable[(left - 1) % SYLLABLES]);
	word_add(&w, v->syllable[rank % SYLLABLES]);
	word_add(&w, codas[(rank + rank / SYLLABLES) % CODAS]);
	word_add(&w, c->form[form].suffix);
	if (c->capital)
		word_capital(&w);
	return w;
}

uint32_t draw_tail(uint64_t *state)
{
	double r = HEAD * pow(draw_unit(state), -1 / (TAIL_EXPONENT - 1));

	return r < MAX_RANK ? (uint32_t)r : MAX_RANK;
}

static struct word draw_number(uint64_t *state)
{
	struct word w = { .len = 0 };
	uint32_t kind = draw_below(state, 4), tenths = draw_below(state, 10);
	int n;

	if (kind == 0)
		n = snprintf(w.text, sizeof w.text, "%u",
			     1994 + draw_below(state, 33));
	else if (kind == 1)
		n = snprintf(w.text, sizeof w.text, "%u,000",
			     1 + draw_below(state, 900));
	else if (kind == 2)
		n = snprintf(w.text, sizeof w.text, "%u.%u",
			     draw_below(state, 30), tenths);
	else
		n = snprintf(w.text, sizeof w.text, "%u",
			     2 + draw_below(state, 98));
	w.len = (uint8_t)n;
	return w;
}

struct word draw_unlisted(const struct vocabulary *v, uint32_t row,
			  uint64_t *state)
{
	uint32_t rank, form;

	if (row == v->number_row)
		return draw_number(state);
	rank = draw_tail(state);
	form = draw_below(state, count_forms(v, rank));
	return spell(v, rank, form);
}

static void shuffle_syllables(struct vocabulary *v)
{
	uint64_t state = mix(v->seed);

	for (uint32_t i = 0; i < SYLLABLES; i++)
		snprintf(v->syllable[i], sizeof v->syllable[i], "%s%s",
			 onsets[i / 5], v->lang->vowels[i % 5]);
	for (uint32_t i = SYLLABLES - 1; i; i--) {
		uint32_t j = draw_below(&state, i + 1);
		char t[sizeof v->syllable[0]];

		memcpy(t, v->syllable[i], sizeof t);
		memcpy(v->syllable[i], v->syllable[j], sizeof t);
		memcpy(v->syllable[j], t, sizeof t);
	}
}

/* Reads "WORD PERMILLE " and steps over it; false at the end. */
static bool next_function_word(const char **at, struct word *word,
			       double *permille)
{
	size_t n = strcspn(*at, " ");
	char *end;

	if (!n || n >= sizeof(word->text))
		return false;
	memcpy(word->text, *at, n);
	word->text[n] = 0;
	word->len = (uint8_t)n;
	*permille = strtod(*at + n, &end);
	if (end == *at + n)
		return false;
	*at = end + strspn(end, " ");
	return true;
}

/* The function words' rows; returns the sum of their shares. */
static double fill_function_words(struct vocabulary *v, double *share)
{
	const char *at = v->lang->words;
	double sum = 0, permille;
	uint32_t n = 0;

	for (; next_function_word(&at, &v->words[n], &permille); n++) {
		share[n] = permille / 1000;
		sum += share[n];
	}
	v->first_lexeme = n;
	return sum;
}

static void fill_lexemes(struct vocabulary *v, double *share, double scale)
{
	uint32_t n = v->first_lexeme;

	for (uint32_t r = 0; r < HEAD; r++) {
		const struct word_class *c = class_of(v, r);

		for (uint32_t f = 0; f < class_forms(c); f++, n++) {
			v->words[n] = spell(v, r, f);
			share[n] = scale * c->form[f].share / (r + 2.7);
		}
	}
	v->number_row = n;
}

static void fill_words(struct vocabulary *v, double *share)
{
	double rest = 1 - NUMBER_SHARE - fill_function_words(v, share);
	double head = 0, tail = 1 / (TAIL_EXPONENT - 1), scale;

	for (uint32_t r = 0; r < HEAD; r++)
		head += 1 / (r + 2.7);
	/* tail: the integral of 1/HEAD (HEAD/r)^1.9 from HEAD on */
	scale = rest / (head + tail);
	fill_lexemes(v, share, scale);
	share[v->number_row] = NUMBER_SHARE;
	share[v->number_row + 1] = scale * tail;
	v->n_rows = v->number_row + 2;
}

/* Vose's method, with the small and the large rows on one array from its two
 * ends. */
static void fill_rows(struct vocabulary *v, double *share, uint32_t *stack)
{
	uint32_t small = 0, large = v->n_rows, a, b;
	double sum = 0;

	for (uint32_t i = 0; i < v->n_rows; i++)
		sum += share[i];
	for (uint32_t i = 0; i < v->n_rows; i++) {
		share[i] *= v->n_rows / sum;
		v->rows[i] = (struct row){ UINT32_MAX, i };
		if (share[i] < 1)
			stack[small++] = i;
		else
			stack[--large] = i;
	}
	while (small && large < v->n_rows) {
		a = stack[--small];
		b = stack[large];
		v->rows[a].keep = (uint32_t)(share[a] * UINT32_MAX);
		v->rows[a].alias = b;
		share[b] -= 1 - share[a];
		if (share[b] < 1) {
			large++;
			stack[small++] = b;
		}
	}
}

static const struct language *find_language(const char *name)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (!strcmp(languages[i].name, name))
			return &languages[i];
	return NULL;
}

bool vocabulary_init(struct vocabulary *v, const char *lang)
{
	size_t most = 256 + (size_t)HEAD * FORMS;
	double *share = calloc(most, sizeof *share);
	uint32_t *stack = calloc(most, sizeof *stack);
	bool ok;

	v->lang = find_language(lang);
	v->rows = calloc(most, sizeof *v->rows);
	v->words = calloc(most, sizeof *v->words);
	ok = v->lang && share && stack && v->rows && v->words;
	if (ok) {
		shuffle_syllables(v);
		fill_words(v, share);
		fill_rows(v, share, stack);
	} else {
		vocabulary_free(v);
	}
	free(share);
	free(stack);
	return ok;
}

void vocabulary_free(struct vocabulary *v)
{
	free(v->rows);
	free(v->words);
	v->rows = NULL;
	v->words = NULL;
}
