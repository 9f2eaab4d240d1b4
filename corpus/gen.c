/* gen.c - any number of invented articles from a seed, as JSON Lines, for tests
 * of scale and of crashes.
 *
 *	cc -O3 -D_GNU_SOURCE -I. corpus/gen.c corpus/gen_words.c -lm -o gen
 *	gen [--docs N] [--first I] [--seed S] [--lang en|de|fr] [--mean-words M]
 *
 * gen_words.h says where the words come from. An article returns to a few
 * topics of its own, which gives frequencies above one and names of two words.
 * Article i depends on the seed and i alone: --first 500 --docs 10 writes what
 * --docs 510 ends with.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "corpus/gen_words.h"

enum {
	TOPICS = 10,             // lexemes that an article returns to
	MAX_WORDS = 20000,       // of one article
	ARTICLE_BYTES = 2 << 20, // more than MAX_WORDS of the longest words
	FLUSH_BYTES = 256 << 10, // a write is at least this long: fits in L2
};

static const double LENGTH_SIGMA = 0.7; // of the log-normal lengths
static const double TOPIC_SHARE = 0.12; // of all words

static const char *const sections[] = { "politics", "business", "sport",
					"world",    "culture",  "science",
					"local",    "weather" };
static const char *const outlets[] = { "Plover Gazette", "Marsh Tribune",
				       "Eastgate Post", "Tarn Observer",
				       "Quill Weekly" };

struct gen {
	struct vocabulary words;
	const char *lang;
	double log_mean; // of the lengths
};

struct topic {
	struct word form[FORMS];
	uint32_t n;
};

struct article {
	uint64_t state;
	struct topic topic[TOPICS];
	struct word name; // a person: two words
	uint32_t n_words;
};

/* A quarter of an article's topics are rare lexemes. */
static struct topic draw_topic(const struct vocabulary *v, uint64_t *state)
{
	uint32_t rank = draw_tail(state);
	struct topic t = { .n = 0 };

	if (draw(state) & 3)
		rank = (uint32_t)(pow(HEAD, draw_unit(state))) - 1;
	t.n = count_forms(v, rank);
	for (uint32_t f = 0; f < t.n; f++)
		t.form[f] = spell(v, rank, f);
	return t;
}

/* Ranks this small have one and two syllables: both fit in one struct word. */
static struct word draw_name(const struct vocabulary *v, uint64_t *state)
{
	struct word first = spell(v, draw_below(state, 300), 0);
	struct word last = spell(v, draw_below(state, 150000), 0);

	word_capital(&first);
	word_capital(&last);
	first.text[first.len++] = ' ';
	memcpy(first.text + first.len, last.text, last.len);
	first.len = (uint8_t)(first.len + last.len);
	return first;
}

static char *put(char *p, const char *text)
{
	size_t n = strlen(text);

	memcpy(p, text, n);
	return p + n;
}

/* The fixed size makes it two vector moves; what is behind len is written
 * over. */
static char *put_word(char *p, const struct word *w)
{
	memcpy(p, w->text, sizeof w->text);
	return p + w->len;
}

static char *put_topic(struct article *a, char *p)
{
	uint32_t pick = draw_below(&a->state, TOPICS + 1);
	const struct topic *t = &a->topic[pick % TOPICS];

	if (pick == TOPICS)
		return put_word(p, &a->name);
	return put_word(p, &t->form[draw_below(&a->state, t->n)]);
}

static char *put_next(const struct gen *g, struct article *a, char *p)
{
	uint32_t row = draw_row(&g->words, &a->state);
	struct word w;

	if (row < g->words.number_row)
		return put_word(p, &g->words.words[row]);
	w = draw_unlisted(&g->words, row, &a->state);
	return put_word(p, &w);
}

/* n words with spaces between; the first has a capital. */
static char *put_words(const struct gen *g, struct article *a, char *p,
		       uint32_t n)
{
	const uint32_t topical = (uint32_t)(TOPIC_SHARE * UINT32_MAX);
	char *start = p;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t chance = (uint32_t)draw(&a->state);

		if (i)
			*p++ = ' ';
		if (chance < topical)
			p = put_topic(a, p);
		else
			p = put_next(g, a, p);
		if (chance > UINT32_MAX / 16 * 15 && i + 1 < n)
			*p++ = ',';
	}
	if (*start >= 'a' && *start <= 'z')
		*start = (char)(*start - 'a' + 'A');
	return p;
}

/* One sentence in 12 is direct speech. */
static char *put_sentence(const struct gen *g, struct article *a, char *p,
			  uint32_t n)
{
	bool speech = draw_below(&a->state, 12) == 0;

	if (speech)
		p = put(p, "\\\"");
	p = put_words(g, a, p, n);
	*p++ = '.';
	return speech ? put(p, "\\\"") : p;
}

static char *put_body(const struct gen *g, struct article *a, char *p)
{
	uint32_t left = a->n_words, in_paragraph = 0;

	while (left) {
		uint32_t n = 6 + draw_below(&a->state, 28);

		n = n < left ? n : left;
		p = put_sentence(g, a, p, n);
		left -= n;
		if (!left)
			break;
		if (++in_paragraph == 3 || draw_below(&a->state, 3) == 0) {
			p = put(p, "\\n\\n");
			in_paragraph = 0;
		} else {
			*p++ = ' ';
		}
	}
	return p;
}

/* 1994 to the middle of 2026, more of them late, in four precisions; one in a
 * hundred has none. */
static char *put_date(uint64_t *state, char *p)
{
	static const char *const shapes[] = { "%Y", "%Y-%m", "%Y-%m-%d",
					      "%Y-%m-%dT%H:%M:%SZ" };
	const double first = 757382400, last = 1782863999;
	uint32_t chance = draw_below(state, 100);
	int shape = chance < 2 ? 0 : chance < 5 ? 1 : chance < 30 ? 2 : 3;
	time_t t = (time_t)(first + (last - first) * sqrt(draw_unit(state)));
	struct tm tm;

	if (chance == 99 || !gmtime_r(&t, &tm))
		return p;
	p = put(p, ",\"date\":\"");
	p += strftime(p, 32, shapes[shape], &tm);
	return put(p, "\"");
}

static uint32_t draw_length(const struct gen *g, uint64_t *state)
{
	double u = draw_unit(state), v = draw_unit(state);
	double normal = sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
	double n = exp(g->log_mean + LENGTH_SIGMA * normal);

	return n < 5 ? 5 : n > MAX_WORDS ? MAX_WORDS : (uint32_t)n;
}

static char *put_article(const struct gen *g, uint64_t i, char *p)
{
	struct article a = { .state = mix(g->words.seed) ^ mix(~i) };
	uint32_t outlet = draw_below(&a.state, 5);
	uint32_t section = draw_below(&a.state, 8);
	struct word author = draw_name(&g->words, &a.state);

	for (int t = 0; t < TOPICS; t++)
		a.topic[t] = draw_topic(&g->words, &a.state);
	a.name = draw_name(&g->words, &a.state);
	a.n_words = draw_length(g, &a.state);
	p += sprintf(p, "{\"id\":\"g%llu-%llu\",\"title\":\"",
		     (unsigned long long)g->words.seed, (unsigned long long)i);
	p = put_words(g, &a, p, 5 + draw_below(&a.state, 8));
	p = put(p, "\",\"body\":\"");
	p = put_body(g, &a, p);
	p = put(p, "\"");
	p = put_date(&a.state, p);
	return p + sprintf(p,
			   ",\"outlet\":\"%s\",\"section\":\"%s\","
			   "\"author\":\"%.*s\",\"lang\":\"%s\"}\n",
			   outlets[outlet], sections[section], author.len,
			   author.text, g->lang);
}

static bool write_all(const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(STDOUT_FILENO, p, n);

		if (done < 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* ---- options ------------------------------------------------------------- */

struct options {
	uint64_t docs, first, seed, mean_words;
	const char *lang;
};

static bool read_number(const char *text, uint64_t *out)
{
	char *end;

	*out = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end;
}

static bool read_options(int argc, char **argv, struct options *o)
{
	struct {
		const char *name;
		uint64_t *number;
	} rows[] = { { "--docs", &o->docs },
		     { "--first", &o->first },
		     { "--seed", &o->seed },
		     { "--mean-words", &o->mean_words } };
	const size_t n_rows = sizeof rows / sizeof *rows;

	for (int i = 1; i < argc; i += 2) {
		size_t r = 0;

		if (i + 1 == argc)
			return false;
		if (!strcmp(argv[i], "--lang")) {
			o->lang = argv[i + 1];
			continue;
		}
		while (r < n_rows && strcmp(argv[i], rows[r].name))
			r++;
		if (r == n_rows || !read_number(argv[i + 1], rows[r].number))
			return false;
	}
	return o->mean_words >= 1 && o->mean_words <= MAX_WORDS / 4;
}

static bool write_articles(const struct gen *g, const struct options *o)
{
	char *buffer = malloc(FLUSH_BYTES + ARTICLE_BYTES), *p = buffer;
	bool ok = buffer != NULL;

	for (uint64_t i = 0; ok && i < o->docs; i++) {
		p = put_article(g, o->first + i, p);
		if (p - buffer >= FLUSH_BYTES) {
			ok = write_all(buffer, (size_t)(p - buffer));
			p = buffer;
		}
	}
	ok = ok && write_all(buffer, (size_t)(p - buffer));
	free(buffer);
	return ok;
}

int main(int argc, char **argv)
{
	struct options o = { 1000, 0, 1, 400, "en" };
	struct gen g = { 0 };
	bool ok;

	if (!read_options(argc, argv, &o)) {
		fputs("usage: gen [--docs N] [--first I] [--seed S] "
		      "[--lang en|de|fr] [--mean-words 1..5000]\n",
		      stderr);
		return 2;
	}
	g.lang = o.lang;
	g.words.seed = o.seed;
	g.log_mean =
		log((double)o.mean_words) - LENGTH_SIGMA * LENGTH_SIGMA / 2;
	ok = vocabulary_init(&g.words, o.lang) && write_articles(&g, &o);
	if (!ok)
		fputs("gen: no such language, or no memory or space\n", stderr);
	vocabulary_free(&g.words);
	return ok ? 0 : 2;
}
