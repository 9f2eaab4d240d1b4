#include "indexer/lexicon.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"

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
	ns_chains_free(&lx->chains);
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
	ns_chains_reset(&lx->chains);
	lx->most_forms = 0;
}

size_t ns_lexicon_bytes(const struct ns_lexicon *lx)
{
	return ns_slots_bytes(&lx->word_slot) + ns_slots_bytes(&lx->form_slot) +
	       ns_slots_bytes(&lx->stem_slot) + lx->words.n + lx->texts.n +
	       lx->forms.n + lx->stems.n + ns_chains_bytes(&lx->chains);
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
	if (lx->stems.failed || lx->texts.failed)
		return NS_NOMEM;
	return ns_chains_add(&lx->chains);
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
			    struct ns_str form, uint32_t *number)
{
	struct ns_lexform *all = ns_lexicon_forms(lx), new = { 0 };
	struct ns_lexstem *s = &ns_lexicon_stems(lx)[stem];
	uint32_t tag = ns_slots_tag(hash_of(lx, form, ~stem));
	uint32_t at = ns_slots_start(&lx->form_slot, tag), ref;

	while ((ref = ns_slots_next(&lx->form_slot, tag, &at))) {
		const struct ns_lexform *f = &all[ref - 1];

		*number = f->number;
		if (f->stem == stem &&
		    ns_str_eq(text_at(lx, f->text, f->len), form))
			return NS_OK;
	}
	*number = s->n_forms;
	new.number = s->n_forms;
	new.text = form_text(lx, s, form);
	new.stem = stem;
	new.len = (uint8_t)form.n;
	ns_buf_put(&lx->forms, &new, sizeof(new));
	ns_slots_put(&lx->form_slot, at, tag, ns_lexicon_n_forms(lx));
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

enum ns_code ns_lexicon_new(const struct ns_lex_reader *r, struct ns_str word,
			    uint32_t *ref, struct ns_error *e)
{
	struct ns_lexicon *lx = r->lx;
	struct ns_lexeme new = { .group = r->group, .len = (uint8_t)word.n };
	size_t n = offsetof(struct ns_lexeme, text) + word.n;
	struct ns_terms t;
	enum ns_code rc = terms_of(r, word, &t, e);

	if (rc)
		return rc;
	rc = stem_of(lx, r->group, &t, &new.token.stem);
	if (!rc)
		rc = form_of(lx, new.token.stem, t.form, &new.token.form);
	if (rc)
		return ns_fail(e, rc, "no memory for words");
	*ref = (uint32_t)(lx->words.n / NS_LEX_WORD_UNIT);
	ns_buf_put(&lx->words, &new, offsetof(struct ns_lexeme, text));
	ns_buf_text(&lx->words, word);
	ns_buf_fill(&lx->words, 0, (0 - n) % NS_LEX_WORD_UNIT);
	(void)ns_buf_room(&lx->words, NS_LEX_KEY_BYTES);
	return lx->words.failed ? ns_fail(e, NS_NOMEM, "no memory for words")
				: NS_OK;
}
