/* texts.h - articles as arrays of words: what a search of the very words is
 * compared with. No archive, no index: every word is looked at.
 *
 *	article --ns_analyze, ns_word_terms--> (form, stem, paragraph) a word
 *
 * As query/plan.h says, title, summary and every paragraph of the body are
 * paragraphs of their own, and a form is compared within its language.
 */
#ifndef NS_TESTS_QUERY_TEXTS_H
#define NS_TESTS_QUERY_TEXTS_H

#include "core/base/hash.h"
#include "tests/query/library.h"

enum {
	TEXTS_LANGS = 32,
	TEXTS_PHRASE = 16, // words
};

struct token {
	uint32_t form, stem; // numbers of texts.names
	uint32_t start, end; // bytes of texts.raw
	bool opens;          // a paragraph
};

struct text {
	struct ns_lang lang;
	uint32_t first, n;  // tokens
	uint32_t n_title;   // the first so many of them
	uint32_t raw, upto; // bytes of texts.raw
};

/* A number for each (kind, language, name), from 1. */
struct names {
	struct ns_buf bytes, at; // at: u32 of each name's varint length
	uint32_t *slot;          // a number, 0: free
	uint32_t n, size;
};

struct texts {
	struct ns_analyzer *an;
	struct ns_words words;
	struct ns_buf raw, token, text; // bytes, struct token, struct text
	struct ns_buf form;             // token.form alone: what a scan reads
	struct names names;
	struct ns_buf forms; // u32 a name: a stem's different forms
	struct ns_buf uses;  // u32 a name: a form's occurrences
	struct ns_lang lang[TEXTS_LANGS];
	uint32_t n_langs;
};

static inline uint32_t texts_n(const struct texts *t)
{
	return (uint32_t)(t->text.n / sizeof(struct text));
}

static inline const struct text *texts_at(const struct texts *t, uint32_t i)
{
	return (const struct text *)(const void *)t->text.p + i;
}

static inline const struct token *texts_token(const struct texts *t, uint32_t i)
{
	return (const struct token *)(const void *)t->token.p + i;
}

/* ---- names ---- */

static inline struct ns_str names_at(const struct names *s, uint32_t number)
{
	const uint32_t *at = (const void *)s->at.p;
	uint32_t upto = number < s->n ? at[number] : (uint32_t)s->bytes.n;

	return (struct ns_str){ (const char *)s->bytes.p + at[number - 1],
				upto - at[number - 1] };
}

/* The slot of a name: of its number, or the free one. */
static inline uint32_t *names_slot(const struct names *s, struct ns_str name)
{
	uint64_t i = ns_hash64(name.p, name.n);

	for (;; i++) {
		uint32_t *slot = &s->slot[i & (s->size - 1)];

		if (!*slot || ns_str_eq(names_at(s, *slot), name))
			return slot;
	}
}

static inline void names_grow(struct names *s)
{
	uint32_t n = s->n;

	s->size = s->size ? s->size * 2 : 1024;
	free(s->slot);
	s->slot = calloc(s->size, sizeof(*s->slot));
	if (!s->slot)
		abort();
	for (uint32_t i = 1; i <= n; i++)
		*names_slot(s, names_at(s, i)) = i;
}

/* make: a new name gets a number; else 0. */
static inline uint32_t names_number(struct names *s, char kind,
				    struct ns_lang lang, struct ns_str name,
				    bool make)
{
	char key[1 + NS_LANG_BYTES + NS_WORD_BYTES + 1];
	struct ns_str whole = { key, 1 + NS_LANG_BYTES + name.n };
	uint32_t *slot;

	if (s->n * 2 >= s->size)
		names_grow(s);
	key[0] = kind;
	memcpy(key + 1, lang.code, NS_LANG_BYTES);
	memcpy(key + 1 + NS_LANG_BYTES, name.p, name.n);
	slot = names_slot(s, whole);
	if (!*slot && make) {
		ns_buf_u32(&s->at, (uint32_t)s->bytes.n);
		ns_buf_text(&s->bytes, whole);
		*slot = ++s->n;
	}
	return *slot;
}

/* ---- articles ---- */

static inline void texts_open(struct texts *t)
{
	memset(t, 0, sizeof(*t));
	T_INT(ns_analyzer_open(&t->an, NULL), NS_OK);
}

static inline void texts_free(struct texts *t)
{
	ns_analyzer_free(t->an);
	ns_words_free(&t->words);
	ns_buf_free(&t->raw);
	ns_buf_free(&t->token);
	ns_buf_free(&t->text);
	ns_buf_free(&t->form);
	ns_buf_free(&t->forms);
	ns_buf_free(&t->uses);
	ns_buf_free(&t->names.bytes);
	ns_buf_free(&t->names.at);
	free(t->names.slot);
}

/* The counter of a name among counters, which grow as names do. */
static inline uint32_t *texts_counter(const struct texts *t,
				      struct ns_buf *counters, uint32_t name)
{
	size_t size = (t->names.n + 1) * sizeof(uint32_t);

	if (counters->n < size)
		ns_buf_fill(counters, 0, size - counters->n);
	return (uint32_t *)(void *)counters->p + name;
}

/* A form met for the first time with this stem is one more of the stem's. */
static inline void texts_count(struct texts *t, struct ns_lang lang,
			       const struct token *w)
{
	uint32_t pair[2] = { w->form, w->stem }, before = t->names.n;
	struct ns_str bytes = { (const char *)pair, sizeof(pair) };

	(void)names_number(&t->names, 'p', lang, bytes, true);
	*texts_counter(t, &t->forms, w->stem) += t->names.n > before;
	++*texts_counter(t, &t->uses, w->form);
}

/* Appends the words of one part of an article. */
static inline uint32_t texts_part(struct texts *t, struct ns_lang lang,
				  struct ns_str part, bool title)
{
	uint32_t raw = (uint32_t)t->raw.n;

	if (!part.n)
		return 0;
	ns_buf_text(&t->raw, part);
	ns_buf_u8(&t->raw, '\n');
	T_INT(ns_analyze(t->an, lang, part, &t->words, NULL), NS_OK);
	for (uint32_t i = 0; i < t->words.n; i++) {
		const struct ns_word *word = &t->words.word[i];
		struct token w = { .start = raw + word->start,
				   .end = raw + word->end };
		struct ns_terms terms;

		T_INT(ns_word_terms(t->an, lang, ns_word_str(&t->words, i),
				    &terms, NULL),
		      NS_OK);
		w.form = names_number(&t->names, 'f', lang, terms.form, true);
		w.stem = names_number(&t->names, 's', lang, terms.stem, true);
		w.opens = i == 0 || (!title && word->starts_paragraph);
		texts_count(t, lang, &w);
		ns_buf_put(&t->token, &w, sizeof(w));
		ns_buf_put(&t->form, &w.form, sizeof(w.form));
	}
	return t->words.n;
}

static inline void texts_add(struct texts *t, const struct ns_article *a)
{
	struct text x = { .first =
				  (uint32_t)(t->token.n / sizeof(struct token)),
			  .raw = (uint32_t)t->raw.n };
	uint32_t i = 0;

	T_INT(ns_lang_parse(a->lang.n ? a->lang : NS_STR("en"), &x.lang),
	      NS_OK);
	x.n_title = texts_part(t, x.lang, a->title, true);
	x.n = x.n_title + texts_part(t, x.lang, a->summary, false);
	x.n += texts_part(t, x.lang, a->body, false);
	x.upto = (uint32_t)t->raw.n;
	ns_buf_put(&t->text, &x, sizeof(x));
	while (i < t->n_langs && !ns_lang_eq(t->lang[i], x.lang))
		i++;
	if (i == t->n_langs && i < TEXTS_LANGS)
		t->lang[t->n_langs++] = x.lang;
	T_OK(i < TEXTS_LANGS);
}

/* ---- the search ---- */

/* A phrase in one language; n 0: found nowhere. */
struct phrase {
	uint32_t form[TEXTS_PHRASE], n;
};

static inline void phrase_read(struct texts *t, struct ns_lang lang,
			       struct ns_str text, struct phrase *p)
{
	bool known = true;

	T_INT(ns_analyze(t->an, lang, text, &t->words, NULL), NS_OK);
	T_OK(t->words.n <= TEXTS_PHRASE);
	p->n = t->words.n <= TEXTS_PHRASE ? t->words.n : 0;
	for (uint32_t i = 0; i < p->n; i++) {
		struct ns_terms terms;

		T_INT(ns_word_terms(t->an, lang, ns_word_str(&t->words, i),
				    &terms, NULL),
		      NS_OK);
		p->form[i] =
			names_number(&t->names, 'f', lang, terms.form, false);
		known &= p->form[i] != 0;
	}
	if (!known)
		p->n = 0;
}

static inline bool phrase_stands(const struct token *w, const struct phrase *p)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (w[i].form != p->form[i] || (i && w[i].opens))
			return false;
	return true;
}

/* Says whether the phrase stands in the first n words of a text. */
static inline bool phrase_in(const struct texts *t, const struct text *x,
			     uint32_t n, const struct phrase *p)
{
	const struct token *w = texts_token(t, x->first);
	const uint32_t *form = (const void *)t->form.p;

	form += x->first;
	for (uint32_t i = 0; i + p->n <= n; i++)
		if (form[i] == p->form[0] && phrase_stands(w + i, p))
			return true;
	return false;
}

/* Marks in found[texts_n] the texts that hold these very words side by side,
 * and answers how many; title: in their titles. */
static inline uint32_t texts_scan(struct texts *t, struct ns_str words,
				  bool title, bool *found)
{
	uint32_t total = 0;

	memset(found, 0, texts_n(t) * sizeof(*found));
	for (uint32_t l = 0; l < t->n_langs; l++) {
		struct phrase p;

		phrase_read(t, t->lang[l], words, &p);
		for (uint32_t i = 0; p.n && i < texts_n(t); i++) {
			const struct text *x = texts_at(t, i);

			if (!ns_lang_eq(x->lang, t->lang[l]))
				continue;
			found[i] =
				phrase_in(t, x, title ? x->n_title : x->n, &p);
			total += found[i];
		}
	}
	return total;
}

#endif
