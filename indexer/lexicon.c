#include "indexer/lexicon.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"

enum {
	AT_ONCE = 64, // words whose slots are fetched together
	WORD_UNIT = 8,
	MAX_BYTES = INT32_MAX, // of texts: references are u32
};

static uint64_t hash_of(const struct ns_lexicon *lx, struct ns_str s,
			uint32_t of)
{
	return ns_hash64_seed(s.p, s.n, lx->seed ^ of);
}

void ns_lexicon_free(struct ns_lexicon *lx)
{
	ns_slots_free(&lx->word_slot);
	ns_slots_free(&lx->form_slot);
	ns_slots_free(&lx->stem_slot);
	ns_buf_free(&lx->words);
	ns_buf_free(&lx->texts);
	ns_buf_free(&lx->forms);
	ns_buf_free(&lx->stems);
	ns_buf_free(&lx->groups);
	ns_buf_free(&lx->fresh);
}

void ns_lexicon_reset(struct ns_lexicon *lx)
{
	ns_slots_clear(&lx->word_slot);
	ns_slots_clear(&lx->form_slot);
	ns_slots_clear(&lx->stem_slot);
	memset(lx->hot, 0, sizeof(lx->hot));
	ns_buf_reset(&lx->words);
	ns_buf_reset(&lx->texts);
	ns_buf_reset(&lx->forms);
	ns_buf_reset(&lx->stems);
	ns_buf_reset(&lx->groups);
	lx->most_total = 0;
	lx->most_forms = 0;
}

size_t ns_lexicon_bytes(const struct ns_lexicon *lx)
{
	return ns_slots_bytes(&lx->word_slot) + ns_slots_bytes(&lx->form_slot) +
	       ns_slots_bytes(&lx->stem_slot) + lx->words.n + lx->texts.n +
	       lx->forms.n + lx->stems.n;
}

enum ns_code ns_lexicon_group(struct ns_lexicon *lx, uint8_t kind,
			      struct ns_lang lang, uint16_t *group)
{
	uint16_t n = ns_lexicon_n_groups(lx);
	struct ns_lexgroup g = { kind, lang };

	for (uint16_t i = 0; i < n; i++) {
		const struct ns_lexgroup *old = ns_lexicon_group_of(lx, i);

		*group = i;
		if (old->kind == kind && ns_lang_eq(old->lang, lang))
			return NS_OK;
	}
	if (n == UINT16_MAX)
		return NS_LIMIT;
	*group = n;
	ns_buf_put(&lx->groups, &g, sizeof(g));
	return lx->groups.failed ? NS_NOMEM : NS_OK;
}

/* ---- new words ---- */

static struct ns_str text_at(const struct ns_lexicon *lx, uint32_t at,
			     uint8_t len)
{
	return (struct ns_str){ (const char *)lx->texts.p + at, len };
}

static struct ns_str cut(struct ns_str s)
{
	return (struct ns_str){ s.p,
				s.n < NS_TERM_BYTES ? s.n : NS_TERM_BYTES };
}

static enum ns_code stem_of(struct ns_lexicon *lx, uint16_t group,
			    const struct ns_terms *t, uint32_t *stem)
{
	struct ns_lexstem *all = ns_lexicon_stems(lx), new = { 0 };
	uint32_t tag = ns_slots_tag(hash_of(lx, t->stem, group));
	uint32_t at = ns_slots_start(&lx->stem_slot, tag), ref;

	while ((ref = ns_slots_next(&lx->stem_slot, tag, &at))) {
		const struct ns_lexstem *s = &all[ref - 1];

		*stem = ref - 1;
		if (s->group == group &&
		    ns_str_eq(text_at(lx, s->text, s->len), t->stem))
			return NS_OK;
	}
	*stem = ns_lexicon_n_stems(lx);
	/* Its form comes next, and is as new: form_text finds it here. */
	new.text = (uint32_t)lx->texts.n;
	ns_buf_text(&lx->texts,
		    ns_str_starts(t->form, t->stem) ? t->form : t->stem);
	new.group = group;
	new.len = (uint8_t)t->stem.n;
	ns_buf_put(&lx->stems, &new, sizeof(new));
	ns_slots_put(&lx->stem_slot, at, tag, *stem + 1);
	return lx->stems.failed || lx->texts.failed ? NS_NOMEM : NS_OK;
}

/* Where the text of a new form lies: a stem begins its form as a rule, and was
 * put with it. */
static uint32_t form_text(struct ns_lexicon *lx, const struct ns_lexstem *s,
			  struct ns_str form)
{
	uint32_t at = (uint32_t)lx->texts.n;

	if (at - s->text >= form.n &&
	    ns_str_eq(text_at(lx, s->text, (uint8_t)form.n), form))
		return s->text;
	ns_buf_text(&lx->texts, form);
	return at;
}

static enum ns_code form_of(struct ns_lexicon *lx, uint32_t stem,
			    struct ns_str form, uint32_t *index)
{
	struct ns_lexform *all = ns_lexicon_forms(lx), new = { 0 };
	struct ns_lexstem *s = &ns_lexicon_stems(lx)[stem];
	uint32_t tag = ns_slots_tag(hash_of(lx, form, ~stem));
	uint32_t at = ns_slots_start(&lx->form_slot, tag), ref;

	while ((ref = ns_slots_next(&lx->form_slot, tag, &at))) {
		const struct ns_lexform *f = &all[ref - 1];

		*index = ref - 1;
		if (f->stem == stem &&
		    ns_str_eq(text_at(lx, f->text, f->len), form))
			return NS_OK;
	}
	*index = ns_lexicon_n_forms(lx);
	new.text = form_text(lx, s, form);
	new.stem = stem;
	new.len = (uint8_t)form.n;
	ns_buf_put(&lx->forms, &new, sizeof(new));
	ns_slots_put(&lx->form_slot, at, tag, *index + 1);
	if (++s->n_forms > lx->most_forms)
		lx->most_forms = s->n_forms;
	return lx->forms.failed || lx->texts.failed ? NS_NOMEM : NS_OK;
}

static enum ns_code terms_of(const struct ns_lex_reader *r, struct ns_str word,
			     struct ns_terms *t, struct ns_error *e)
{
	const struct ns_lexgroup *g = ns_lexicon_group_of(r->lx, r->group);
	enum ns_code rc = ns_word_terms(r->an, g->lang, word, t, e);

	t->form = cut(t->form);
	t->stem = g->kind == NS_KIND_STEM ? cut(t->stem) : t->form;
	return rc;
}

static enum ns_code word_put(const struct ns_lex_reader *r, struct ns_str word,
			     uint32_t *ref, struct ns_error *e)
{
	struct ns_lexicon *lx = r->lx;
	struct ns_lexeme new = { .group = r->group, .len = (uint8_t)word.n };
	size_t n = offsetof(struct ns_lexeme, text) + word.n;
	uint32_t stem = 0;
	struct ns_terms t;
	enum ns_code rc = terms_of(r, word, &t, e);

	if (rc)
		return rc;
	rc = stem_of(lx, r->group, &t, &stem);
	if (!rc)
		rc = form_of(lx, stem, t.form, &new.form);
	if (rc)
		return ns_fail(e, rc, "no memory for words");
	*ref = (uint32_t)(lx->words.n / WORD_UNIT);
	ns_buf_put(&lx->words, &new, offsetof(struct ns_lexeme, text));
	ns_buf_text(&lx->words, word);
	ns_buf_fill(&lx->words, 0, (0 - n) % WORD_UNIT);
	return lx->words.failed ? ns_fail(e, NS_NOMEM, "no memory for words")
				: NS_OK;
}

/* ---- every word ---- */

static inline uint64_t load(const char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n);
	return v;
}

/* Words are short: two loads that may overlap, where memcmp is a call. */
static inline bool same_bytes(const char *a, const char *b, size_t n)
{
	if (n > 16)
		return memcmp(a, b, n) == 0;
	if (n >= 8)
		return load(a, 8) == load(b, 8) &&
		       load(a + n - 8, 8) == load(b + n - 8, 8);
	if (n >= 4)
		return load(a, 4) == load(b, 4) &&
		       load(a + n - 4, 4) == load(b + n - 4, 4);
	return n == 0 ||
	       (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

static enum ns_code find(const struct ns_lex_reader *r, uint32_t tag,
			 struct ns_str word, uint32_t *token,
			 struct ns_error *e)
{
	struct ns_slots *slots = &r->lx->word_slot;
	uint32_t at = ns_slots_start(slots, tag), ref;
	enum ns_code rc;

	while ((ref = ns_slots_next(slots, tag, &at))) {
		const struct ns_lexeme *x = ns_lexicon_word(r->lx, ref);

		*token = ref;
		if (x->len == word.n && x->group == r->group &&
		    same_bytes(x->text, word.p, word.n))
			return NS_OK;
	}
	rc = word_put(r, word, token, e);
	if (!rc)
		ns_slots_put(slots, at, tag, *token);
	return rc;
}

/* ---- frequent words ---- */

/* A word of at most eight bytes as a number; false: a longer one, or one so
 * near the end of its buffer that eight bytes cannot be read at once. */
static inline bool short_word(const struct ns_words *w, uint32_t i,
			      uint64_t *text)
{
	const struct ns_word *x = &w->word[i];

	if (x->len - 1u >= 8 || w->bytes.cap - x->at < 8)
		return false;
	*text = ns_le64(w->bytes.p + x->at) & UINT64_MAX >> (64 - 8 * x->len);
	return true;
}

static inline struct ns_lexhot *hot_place(struct ns_lexicon *lx, uint64_t text)
{
	uint64_t mixed = (text ^ lx->seed) * UINT64_C(0x9e3779b97f4a7c15);

	return &lx->hot[mixed >> (64 - NS_LEX_HOT_BITS)];
}

/* A run of words to look up. */
struct run {
	uint32_t n;
	uint32_t *token;        // of all words
	uint32_t left[AT_ONCE]; // indices of words not yet found
};

/* Looks up the run from `from` on among the frequent words; answers how many
 * are left. No branch depends on a word's being found: it would be guessed
 * wrongly for every third. */
static uint32_t find_hot(const struct ns_lex_reader *r,
			 const struct ns_words *w, uint32_t from,
			 struct run *run)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < run->n; i++) {
		const struct ns_lexhot *h;
		uint64_t text;

		run->left[kept] = from + i;
		if (!short_word(w, from + i, &text)) {
			kept++;
			continue;
		}
		h = hot_place(r->lx, text);
		run->token[from + i] = h->ref;
		kept += (h->text != text) | (h->group != r->group) |
			(h->len != w->word[from + i].len);
	}
	return kept;
}

static void keep_hot(const struct ns_lex_reader *r, const struct ns_words *w,
		     uint32_t i, uint32_t ref)
{
	uint64_t text;

	if (short_word(w, i, &text))
		*hot_place(r->lx, text) =
			(struct ns_lexhot){ text, ref, r->group,
					    (uint8_t)w->word[i].len };
}

/* Slots of a run of words first, then the words they lead to, then the
 * comparisons: each step finds in the cache what the step before fetched. */
static enum ns_code find_run(const struct ns_lex_reader *r,
			     const struct ns_words *w, uint32_t from,
			     uint32_t *token, struct ns_error *e)
{
	const struct ns_slots *slots = &r->lx->word_slot;
	uint32_t n = w->n - from < AT_ONCE ? w->n - from : AT_ONCE;
	struct run run = { .n = n, .token = token };
	const uint32_t *left = run.left;
	uint32_t tag[AT_ONCE];
	enum ns_code rc = NS_OK;

	n = find_hot(r, w, from, &run);
	for (uint32_t i = 0; i < n; i++) {
		struct ns_str s = ns_word_str(w, left[i]);

		tag[i] = ns_slots_tag(hash_of(r->lx, s, r->group));
		ns_slots_prefetch(slots, tag[i]);
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = ns_slots_start(slots, tag[i]);

		__builtin_prefetch(ns_lexicon_word(
			r->lx, ns_slots_next(slots, tag[i], &at)));
	}
	for (uint32_t i = 0; !rc && i < n; i++) {
		uint32_t at = left[i];

		rc = find(r, tag[i], ns_word_str(w, at), &token[at], e);
		if (!rc)
			keep_hot(r, w, at, token[at]);
	}
	return rc;
}

static enum ns_code reserve(struct ns_lexicon *lx)
{
	enum ns_code rc = ns_slots_reserve(&lx->word_slot, AT_ONCE);

	if (!rc)
		rc = ns_slots_reserve(&lx->form_slot, AT_ONCE);
	if (!rc)
		rc = ns_slots_reserve(&lx->stem_slot, AT_ONCE);
	if (!rc && lx->words.n / WORD_UNIT + lx->texts.n > MAX_BYTES)
		rc = NS_LIMIT;
	/* Reference 0 is the gap. */
	if (!rc && !lx->words.n)
		ns_buf_fill(&lx->words, 0, WORD_UNIT);
	return rc;
}

enum ns_code ns_lexicon_resolve(const struct ns_lex_reader *r,
				const struct ns_words *w, uint32_t *token,
				struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	for (uint32_t i = 0; !rc && i < w->n; i += AT_ONCE) {
		rc = reserve(r->lx);
		if (rc)
			return ns_fail(e, rc, "no memory for distinct words");
		rc = find_run(r, w, i, token, e);
	}
	return rc;
}

/* A document's forms, each once: their stems are fetched while the others are
 * counted. Answers how many stems were new, into fresh[]. */
static size_t count_forms(struct ns_lexicon *lx, uint32_t *fresh, size_t n,
			  uint32_t stamp)
{
	struct ns_lexform *forms = ns_lexicon_forms(lx);
	const struct ns_lexstem *stems = ns_lexicon_stems(lx);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct ns_lexform *f = &forms[fresh[i]];

		if (f->stamp == stamp)
			continue;
		f->stamp = stamp;
		f->df++;
		__builtin_prefetch(&stems[f->stem], 1);
		fresh[kept++] = f->stem;
	}
	return kept;
}

static void count_stems(struct ns_lexicon *lx, const uint32_t *fresh, size_t n,
			uint32_t stamp)
{
	struct ns_lexstem *stems = ns_lexicon_stems(lx);

	for (size_t i = 0; i < n; i++) {
		struct ns_lexstem *s = &stems[fresh[i]];

		s->df += s->stamp != stamp;
		s->stamp = stamp;
	}
}

enum ns_code ns_lexicon_count(struct ns_lexicon *lx, const uint32_t *token,
			      size_t n, uint32_t doc)
{
	const struct ns_lexform *forms = ns_lexicon_forms(lx);
	uint32_t *fresh, most = lx->most_total, stamp = doc + 1;
	size_t kept = 0;

	ns_buf_reset(&lx->fresh);
	fresh = (void *)ns_buf_room(&lx->fresh, n * sizeof(*fresh));
	if (!fresh)
		return NS_NOMEM;
	for (size_t i = 0; i < n; i++) {
		struct ns_lexeme *x = ns_lexicon_word(lx, token[i]);

		if (token[i] == NS_LEX_GAP)
			continue;
		most = ++x->total > most ? x->total : most;
		if (x->stamp == stamp)
			continue;
		x->stamp = stamp;
		__builtin_prefetch(&forms[x->form], 1);
		fresh[kept++] = x->form;
	}
	lx->most_total = most;
	kept = count_forms(lx, fresh, kept, stamp);
	count_stems(lx, fresh, kept, stamp);
	return NS_OK;
}
