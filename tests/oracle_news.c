/* Random articles. */
#include "tests/oracle_news.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/t.h"

enum { WORDS = 24 };

/* Some words of a language: function words first, then families of one stem,
 * then pairs of one form with two stems (`doubles` on). */
struct tongue {
	const char *code;
	const char *word[WORDS];
	const char *twice[4];
};

static const struct tongue tongues[] = {
	{ "en",
	  { "the",      "of",        "and",           "run",       "runs",
	    "running",  "runner",    "election",      "elections", "elected",
	    "minister", "ministers", "mother-in-law", "AT&T",      "covid-19",
	    "U.S.",     "city's",    "war",           "wars",      "tax",
	    "trade",    "3.5",       "state",         "states" },
	  { "resume", "résumé", "resumes", "résumés" } },
	{ "es",
	  { "el",     "de",       "los",        "gobierno", "gobiernos",
	    "ciudad", "ciudades", "presidente", "guerra",   "guerras",
	    "año",    "años",     "política",   "político", "ley",
	    "leyes",  "trade",    "election",   "elección", "elecciones",
	    "state",  "run",      "war",        "país" },
	  { "habían", "habian", "tenía", "tenia" } },
	{ "fr",
	  { "le",     "de",      "la",       "l'élection", "élections",
	    "école",  "écoles",  "d'accord", "ville",      "villes",
	    "guerre", "guerres", "ministre", "ministres",  "aujourd'hui",
	    "loi",    "lois",    "trade",    "election",   "state",
	    "run",    "tax",     "année",    "années" },
	  { "élevé", "eleve", "marchés", "marches" } },
	{ "de",
	  { "der",      "die",      "und",        "Stadt", "Städte", "Wahl",
	    "Wahlen",   "Minister", "Ministerin", "Krieg", "Kriege", "Straße",
	    "Strassen", "E-Mail",   "grün",       "grüne", "Jahr",   "Jahre",
	    "trade",    "election", "state",      "run",   "war",    "tax" },
	  { "schon", "schön", "schonen", "schönen" } },
	{ "tr",
	  { "ve",       "bir",    "bu",       "İstanbul", "ışık",     "şehir",
	    "şehirler", "seçim",  "seçimler", "bakan",    "bakanlar", "savaş",
	    "yıl",      "yıllar", "yasa",     "yasalar",  "trade",    "run",
	    "state",    "war",    "tax",      "kitap",    "kitaplar", "IRMAK" },
	  { "ada", "adalar", "oda", "odalar" } },
	{ "zh",
	  { "北京",     "上海",  "选举",   "中国人", "战争",      "法律",
	    "年",       "trade", "run",    "state",  "war",       "tax",
	    "election", "城市",  "总统",   "人民",   "政府",      "经济",
	    "runs",     "wars",  "states", "taxes",  "elections", "trades" },
	  { "run", "war", "state", "tax" } },
};
enum { TONGUES = sizeof(tongues) / sizeof(tongues[0]) };

static const char *const outlets[] = { "Harbour Post", "HARBOUR  POST",
				       "El Día", "El Dia", "Kestrel" };
static const char *const sections[] = { "World", "Sport", "world", "" };
static const char *const types[] = { "article", "opinion", "", "" };
static const char *const tags[] = { "war", "Tax", "climate", "Zürich" };
static const char *const authors[] = { "Ada Lovelace", "Lovelace Ada",
				       "José Martín", "Jose Martin",
				       "Ada Ada" };

uint32_t news_pick(struct news *n, uint32_t below)
{
	uint64_t r = t_random(&n->seed) >> 32;

	return (uint32_t)(r * below >> 32);
}

bool news_once_in(struct news *n, uint32_t times)
{
	return news_pick(n, times) == 0;
}

void news_start(struct news *n, struct news_shape shape, uint64_t seed)
{
	uint32_t i, j;

	*n = (struct news){ .seed = seed, .shape = shape };
	for (i = 0; i < shape.n_langs; i++) {
		n->lang[i] = news_pick(n, TONGUES);
		for (j = 0; j < i; j++)
			if (n->lang[i] == n->lang[j]) {
				n->lang[i] = (n->lang[i] + 1) % TONGUES;
				j = UINT32_MAX; // look at all again
			}
	}
}

void news_end(struct news *n)
{
	uint32_t i;

	for (i = 0; i < n->n_samples; i++)
		free(n->sample[i]);
	n->n_samples = 0;
}

/* ---- texts --------------------------------------------------------------- */

/* The first words are the most frequent. */
static uint32_t skewed(struct news *n, uint32_t below)
{
	double u = (double)(t_random(&n->seed) >> 11) / 9007199254740992.0;

	return (uint32_t)(u * u * u * below);
}

static void made_up(struct news *n, struct ns_buf *out)
{
	static const char *const ends[] = { "", "", "", "s", "ing", "ed" };
	uint32_t v = skewed(n, n->shape.vocabulary);

	ns_buf_printf(out, "%c%co%c%c%s", 'b' + v % 3, 'a' + v / 3 % 26,
		      'a' + v / 78 % 26, 'k' + v / 2028 % 10,
		      ends[news_pick(n, 6)]);
}

void news_word(struct news *n, uint32_t lang, struct ns_buf *out)
{
	const struct tongue *t = &tongues[n->lang[lang]];

	if (n->shape.doubles && news_once_in(n, 4))
		ns_buf_text(out, ns_str_of(t->twice[news_pick(n, 4)]));
	else if (!n->shape.vocabulary)
		ns_buf_text(out, ns_str_of(t->word[news_pick(n, 7)]));
	else if (news_once_in(n, 3))
		ns_buf_text(out, ns_str_of(t->word[skewed(n, WORDS)]));
	else
		made_up(n, out);
}

static void put_words(struct news *n, uint32_t lang, uint32_t count,
		      struct ns_buf *out)
{
	bool paragraphs = news_once_in(n, 2);
	uint32_t i;

	for (i = 0; i < count; i++) {
		if (i && paragraphs && news_once_in(n, 8))
			ns_buf_text(out, NS_STR(".\n\n"));
		else if (i)
			ns_buf_text(out, news_once_in(n, 9) ? NS_STR(", ")
							    : NS_STR(" "));
		news_word(n, lang, out);
	}
}

static struct ns_str kept(struct ns_arena *arena, struct ns_buf *b)
{
	struct ns_str s = ns_arena_str(arena, ns_buf_view(b));

	assert(s.p && !b->failed);
	ns_buf_reset(b);
	return s;
}

static void keep_sample(struct news *n, struct ns_str text)
{
	char **to = &n->sample[news_pick(n, NEWS_SAMPLES)];

	if (!text.n)
		return;
	if (n->n_samples < NEWS_SAMPLES)
		to = &n->sample[n->n_samples++];
	else
		free(*to);
	*to = strdup(text.p);
	assert(*to);
}

static void make_texts(struct news *n, uint32_t lang, struct ns_arena *arena,
		       struct ns_article *a)
{
	struct ns_buf b = { 0 };
	uint32_t most = n->shape.words;

	if (!news_once_in(n, 20))
		put_words(n, lang, 1 + news_pick(n, most < 6 ? most : 6), &b);
	for (size_t i = 0; i < b.n; i++) // one paragraph
		if (b.p[i] == '\n')
			b.p[i] = ' ';
	a->title = kept(arena, &b);
	if (news_once_in(n, 6)) {
		for (uint32_t i = news_pick(n, 5) + 1; i; i--) {
			news_word(n, lang, &b);
			ns_buf_u8(&b, ' ');
		}
	}
	a->summary = kept(arena, &b);
	put_words(n, lang, 1 + news_pick(n, most), &b);
	a->body = kept(arena, &b);
	ns_buf_printf(&b, "https://www.example.org/%u/",
		      2000 + news_pick(n, 9));
	made_up(n, &b);
	ns_buf_printf(&b, "-war.html");
	a->url = kept(arena, &b);
	ns_buf_free(&b);
	keep_sample(n, news_once_in(n, 4) ? a->title : a->body);
}

/* ---- the rest ------------------------------------------------------------ */

static struct ns_str one_of(struct news *n, const char *const *list,
			    uint32_t count)
{
	return ns_str_of(list[news_pick(n, count)]);
}

static void make_lists(struct news *n, struct ns_arena *arena,
		       struct ns_article *a)
{
	struct ns_str *name = ns_arena_calloc(arena, 8, sizeof(*name));
	uint32_t i;

	assert(name);
	a->n_author = news_pick(n, 4);
	a->n_tag = news_pick(n, 3);
	a->author = name;
	a->tag = name + 4;
	for (i = 0; i < a->n_author; i++)
		name[i] = one_of(n, authors, 5);
	for (i = 0; i < a->n_tag; i++)
		name[4 + i] = one_of(n, tags, 4);
}

static void pick_date(struct news *n, struct ns_time *t)
{
	const int64_t day = 86400, noon = day / 2;
	int64_t s =
		1700000000 + 7211 * (int64_t)(n->shape.from +
					      news_pick(n, n->shape.seconds));
	struct ns_civil c;

	*t = (struct ns_time){ 0, NS_PREC_NONE };
	if (news_once_in(n, 12))
		return;
	*t = (struct ns_time){ s, NS_PREC_SECOND };
	if (!news_once_in(n, 5))
		return;
	c = ns_time_civil(s);
	c.hour = c.minute = c.second = 0;
	t->precision = NS_PREC_DAY;
	if (news_once_in(n, 3)) {
		c.day = 1;
		t->precision = NS_PREC_MONTH;
		if (news_once_in(n, 2)) {
			c.month = 1;
			t->precision = NS_PREC_YEAR;
		}
	}
	t->seconds = ns_time_seconds(c) + noon;
}

void news_date(struct news *n, struct ns_article *a)
{
	pick_date(n, &a->date);
	a->date_from = a->date.precision == NS_PREC_NONE ? NS_FROM_NOWHERE
							 : NS_FROM_FIELD;
}

void news_article(struct news *n, struct ns_arena *arena, struct ns_article *a,
		  struct ns_lang *lang)
{
	uint32_t number = news_pick(n, n->shape.n_langs);

	*a = (struct ns_article){ 0 };
	(void)ns_lang_parse(ns_str_of(tongues[n->lang[number]].code), lang);
	a->lang = ns_arena_str(arena, ns_str_of(lang->code));
	make_texts(n, number, arena, a);
	a->outlet = one_of(n, outlets, 5);
	a->section = one_of(n, sections, 4);
	a->type = one_of(n, types, 4);
	make_lists(n, arena, a);
	news_date(n, a);
}
