#include "query/snippet_terms.h"

#include "core/base/hash.h"

enum {
	SLOTS = 1024, // 64 KB a searcher
	ROOM = 57,    // a word with its terms; longer ones are not kept
};

/* A word, its form and its stem, one behind the other. No word is empty: a slot
 * of zeros is free. */
struct slot {
	char lang[4];
	uint8_t n_word, n_form, n_stem;
	char bytes[ROOM];
};

static struct slot *slot_of(struct ns_snippeter *s, struct ns_lang lang,
			    struct ns_str word)
{
	uint64_t hash = ns_hash64(word.p, word.n) ^ (uint8_t)lang.code[1];

	if (!s->terms.n)
		ns_buf_fill(&s->terms, 0, SLOTS * sizeof(struct slot));
	if (s->terms.failed)
		return NULL;
	return (struct slot *)(void *)s->terms.p + hash % SLOTS;
}

static bool is_kept(const struct slot *t, struct ns_lang lang,
		    struct ns_str word)
{
	return t->n_word == word.n && memcmp(t->bytes, word.p, word.n) == 0 &&
	       memcmp(t->lang, lang.code, sizeof(lang.code)) == 0;
}

static void keep(struct slot *t, struct ns_lang lang, struct ns_str word,
		 const struct ns_terms *terms)
{
	if (word.n + terms->form.n + terms->stem.n > ROOM)
		return;
	memcpy(t->lang, lang.code, sizeof(t->lang));
	t->n_word = (uint8_t)word.n;
	t->n_form = (uint8_t)terms->form.n;
	t->n_stem = (uint8_t)terms->stem.n;
	memcpy(t->bytes, word.p, word.n);
	memcpy(t->bytes + word.n, terms->form.p, terms->form.n);
	memcpy(t->bytes + word.n + terms->form.n, terms->stem.p, terms->stem.n);
}

enum ns_code ns_snippet_terms(struct ns_snippeter *s, struct ns_lang lang,
			      struct ns_str word, struct ns_terms *out,
			      struct ns_error *e)
{
	struct slot *t = slot_of(s, lang, word);
	enum ns_code rc;

	if (t && word.n && is_kept(t, lang, word)) {
		out->form = (struct ns_str){ t->bytes + t->n_word, t->n_form };
		out->stem =
			(struct ns_str){ out->form.p + t->n_form, t->n_stem };
		return NS_OK;
	}
	rc = ns_word_terms(s->an, lang, word, out, e);
	if (!rc && t && word.n && out->form.n && out->stem.n)
		keep(t, lang, word, out);
	return rc;
}
