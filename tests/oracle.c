/* Articles become arrays of tokens, and a vocabulary that numbers them. */
#include "tests/oracle.h"

#include <assert.h>
#include <stdlib.h>

#include "core/base/hash.h"

struct oracle_slots {
	uint32_t *slot; // word + 1; 0: free
	uint32_t n;     // a power of two
};

static void *grown(void *p, uint32_t *cap, uint32_t n, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap ? 2 * *cap : 16;
	p = realloc(p, *cap * size);
	assert(p);
	return p;
}

struct oracle *oracle_open(struct ns_analyzer *an, struct ns_settings s)
{
	struct oracle *o = calloc(1, sizeof(*o));

	assert(o);
	o->an = an;
	o->settings = s;
	o->slots = calloc(1, sizeof(*o->slots));
	assert(o->slots);
	return o;
}

static void tokens_free(struct oracle_tokens *t)
{
	free(t->word);
	free(t->at);
	free(t->paragraph);
}

static void doc_free(struct oracle_doc *d)
{
	uint32_t i;

	tokens_free(&d->text);
	tokens_free(&d->author);
	tokens_free(&d->url);
	for (i = 0; i < d->n_names; i++)
		free(d->name[i].folded);
	free(d->name);
}

void oracle_free(struct oracle *o)
{
	uint32_t i;

	if (!o)
		return;
	for (i = 0; i < o->n_docs; i++)
		doc_free(&o->doc[i]);
	free(o->doc);
	free(o->word);
	free(o->slots->slot);
	free(o->slots);
	free(o->lang);
	ns_arena_free(&o->texts);
	ns_words_free(&o->scratch);
	free(o);
}

/* ---- the vocabulary ------------------------------------------------------ */

static uint64_t hash_of(struct ns_lang lang, struct ns_str form,
			struct ns_str stem)
{
	uint64_t seed = ns_hash64(lang.code, sizeof(lang.code));

	return ns_hash64_seed(stem.p, stem.n,
			      ns_hash64_seed(form.p, form.n, seed));
}

static void enlarge(struct oracle *o)
{
	struct oracle_slots *s = o->slots;
	uint32_t i, n = s->n ? 2 * s->n : 1024;

	free(s->slot);
	s->slot = calloc(n, sizeof(*s->slot));
	assert(s->slot);
	s->n = n;
	for (i = 0; i < o->n_words; i++) {
		const struct oracle_word *w = &o->word[i];
		uint64_t at = hash_of(w->lang, w->form, w->stem);

		while (s->slot[at & (n - 1)])
			at++;
		s->slot[at & (n - 1)] = i + 1;
	}
}

/* The number of the stem: that of an earlier word that has it, or a new one. */
static uint32_t stem_number(struct oracle *o, struct ns_lang lang,
			    struct ns_str stem)
{
	uint32_t i;

	for (i = 0; i < o->n_words; i++)
		if (ns_str_eq(o->word[i].stem, stem) &&
		    ns_lang_eq(o->word[i].lang, lang))
			return o->word[i].stem_number;
	return o->n_stems++;
}

static uint32_t new_word(struct oracle *o, struct ns_lang lang,
			 struct ns_str form, struct ns_str stem)
{
	struct oracle_word w = { .lang = lang };

	w.form = ns_arena_str(&o->texts, form);
	w.stem = ns_arena_str(&o->texts, stem);
	w.stem_number = stem_number(o, lang, stem);
	o->word = grown(o->word, &o->cap_words, o->n_words, sizeof(w));
	o->word[o->n_words] = w;
	return o->n_words++;
}

uint32_t oracle_word_number(struct oracle *o, struct ns_lang lang,
			    struct ns_str form, struct ns_str stem)
{
	struct oracle_slots *s = o->slots;
	uint64_t at;

	if (2 * o->n_words >= s->n)
		enlarge(o);
	for (at = hash_of(lang, form, stem); s->slot[at & (s->n - 1)]; at++) {
		uint32_t number = s->slot[at & (s->n - 1)] - 1;
		const struct oracle_word *w = &o->word[number];

		if (ns_str_eq(w->form, form) && ns_str_eq(w->stem, stem) &&
		    ns_lang_eq(w->lang, lang))
			return number;
	}
	s->slot[at & (s->n - 1)] = o->n_words + 1;
	return new_word(o, lang, form, stem);
}

/* ---- an article ---------------------------------------------------------- */

static void put(struct oracle_tokens *t, uint32_t word, uint32_t at,
		uint32_t paragraph)
{
	uint32_t cap = t->cap;

	t->word = grown(t->word, &cap, t->n, sizeof(*t->word));
	cap = t->cap;
	t->at = grown(t->at, &cap, t->n, sizeof(*t->at));
	cap = t->cap;
	t->paragraph = grown(t->paragraph, &cap, t->n, sizeof(*t->paragraph));
	t->cap = cap;
	t->word[t->n] = word;
	t->at[t->n] = at;
	t->paragraph[t->n++] = paragraph;
}

/* How a text is taken. */
struct taken {
	struct ns_lang lang;
	uint32_t at;        // position of its first word
	uint32_t paragraph; // number of its first
	bool paragraphs;    // it may have several
};

/* Appends the words of a text; answers how many. */
static uint32_t take(struct oracle *o, struct oracle_tokens *t,
		     struct ns_str text, struct taken how)
{
	struct ns_words *w = &o->scratch;
	enum ns_code rc = ns_analyze(o->an, how.lang, text, w, NULL);
	uint32_t i;

	assert(!rc);
	for (i = 0; i < w->n; i++) {
		struct ns_terms terms;

		rc = ns_word_terms(o->an, how.lang, ns_word_str(w, i), &terms,
				   NULL);
		assert(!rc);
		if (i && how.paragraphs && w->word[i].starts_paragraph)
			how.paragraph++;
		put(t, oracle_word_number(o, how.lang, terms.form, terms.stem),
		    how.at + i, how.paragraph);
	}
	return w->n;
}

static void take_text(struct oracle *o, struct oracle_doc *d,
		      const struct ns_article *a)
{
	struct taken how = { .lang = d->lang };
	uint32_t weight = o->settings.title_weight;

	d->n_title = take(o, &d->text, a->title, how);
	how.at = d->n_title;
	how.paragraph = 1;
	how.paragraphs = true;
	d->n_summary = take(o, &d->text, a->summary, how);
	how.at += d->n_summary;
	if (d->n_summary)
		how.paragraph = d->text.paragraph[d->text.n - 1] + 1;
	take(o, &d->text, a->body, how);
	d->length = d->text.n + (weight - 1) * d->n_title;
}

static void take_plain(struct oracle *o, struct oracle_doc *d,
		       const struct ns_article *a)
{
	struct taken how = { .lang = { { 0 } } };
	uint32_t i;

	for (i = 0; i < a->n_author; i++)
		how.at += take(o, &d->author, a->author[i], how) + 1;
	how.at = 0;
	take(o, &d->url, a->url, how);
}

static void take_name(struct oracle *o, struct oracle_doc *d,
		      enum ns_scope field, struct ns_str name)
{
	struct ns_buf b = { 0 };
	enum ns_code rc = ns_fold_name(o->an, name, &b, NULL);

	assert(!rc && !b.failed);
	if (!b.n) {
		ns_buf_free(&b);
		return;
	}
	d->name = realloc(d->name, (d->n_names + 1) * sizeof(*d->name));
	assert(d->name);
	d->name[d->n_names++] = (struct oracle_name){ field, (char *)b.p, b.n };
}

static void take_names(struct oracle *o, struct oracle_doc *d,
		       const struct ns_article *a)
{
	uint32_t i;

	take_name(o, d, NS_SCOPE_OUTLET, a->outlet);
	take_name(o, d, NS_SCOPE_SECTION, a->section);
	take_name(o, d, NS_SCOPE_TYPE, a->type);
	take_name(o, d, NS_SCOPE_LANG, ns_str_of(d->lang.code));
	for (i = 0; i < a->n_tag; i++)
		take_name(o, d, NS_SCOPE_TAG, a->tag[i]);
	for (i = 0; i < a->n_author; i++)
		take_name(o, d, NS_SCOPE_AUTHOR, a->author[i]);
}

uint32_t oracle_add(struct oracle *o, const struct ns_article *a,
		    struct ns_lang lang, uint64_t sequence)
{
	struct oracle_doc *d;

	o->doc = grown(o->doc, &o->cap_docs, o->n_docs, sizeof(*o->doc));
	d = &o->doc[o->n_docs];
	*d = (struct oracle_doc){ .lang = lang, .sequence = sequence };
	d->date = a->date.precision == NS_PREC_NONE ? INT64_MIN
						    : a->date.seconds;
	d->coarse = d->date != INT64_MIN && a->date.precision <= NS_PREC_DAY;
	take_text(o, d, a);
	take_plain(o, d, a);
	take_names(o, d, a);
	return o->n_docs++;
}

/* ---- what they are together ---------------------------------------------- */

static void count_frequencies(struct oracle *o, const struct oracle_doc *d,
			      uint32_t *last, uint32_t number)
{
	uint32_t i;

	for (i = 0; i < d->text.n; i++) {
		uint32_t w = d->text.word[i];

		if (last[w] == number + 1)
			continue;
		last[w] = number + 1;
		o->word[w].df++;
	}
}

static void count_live(struct oracle *o, const struct oracle_doc *d)
{
	uint32_t i;

	o->n_live++;
	o->sum_length += d->length;
	o->sum_title += d->n_title;
	o->n_titled += d->n_title > 0;
	for (i = 0; i < o->n_langs; i++)
		if (ns_lang_eq(o->lang[i], d->lang))
			return;
	o->lang = realloc(o->lang, (o->n_langs + 1) * sizeof(*o->lang));
	assert(o->lang);
	o->lang[o->n_langs++] = d->lang;
}

/* BM25's K for each length code. */
static void set_k(const struct oracle *o, uint64_t sum, uint64_t n,
		  double k[256])
{
	double k1 = (double)o->settings.k1, b = (double)o->settings.b;
	double avgdl = sum && n ? (double)sum / (double)n : 1;
	uint32_t code;

	for (code = 0; code < 256; code++) {
		double dl = ns_norm_length((uint8_t)code);

		k[code] = k1 * (1 - b + b * dl / avgdl);
	}
}

void oracle_settle(struct oracle *o)
{
	uint32_t *last = calloc(o->n_words + 1u, sizeof(*last)), i;

	assert(last);
	o->n_live = o->sum_length = o->sum_title = o->n_titled = 0;
	o->n_langs = 0;
	for (i = 0; i < o->n_words; i++)
		o->word[i].df = 0;
	for (i = 0; i < o->n_docs; i++) {
		if (o->doc[i].present)
			count_frequencies(o, &o->doc[i], last, i);
		if (o->doc[i].live)
			count_live(o, &o->doc[i]);
	}
	set_k(o, o->sum_length, o->n_live, o->k_text);
	set_k(o, o->sum_title, o->n_titled, o->k_title);
	o->k_flat = (double)o->settings.k1;
	free(last);
}
