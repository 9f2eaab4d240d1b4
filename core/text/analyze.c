#include "core/text/analyze.h"

#include <stdlib.h>

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/text/chars.h"
#include "core/text/fold.h"
#include "core/text/paragraph.h"
#include "core/text/probe.h"
#include "core/text/recent.h"
#include "core/text/stem.h"
#include "core/text/token.h"
#include "core/text/unicode.h"

struct ns_analyzer {
	struct ns_unicode *unicode;
	struct ns_chars *chars;
	struct ns_stemmers stemmers;
	struct ns_buf terms;   // form and stem of the last word
	struct ns_buf scratch; // a folded name, a fingerprint's terms
	struct ns_words words; // a fingerprint's words
	struct ns_recent recent;
};

enum ns_code ns_analyzer_open(struct ns_analyzer **out, struct ns_error *e)
{
	struct ns_analyzer *an = calloc(1, sizeof(*an));
	enum ns_code rc;

	*out = NULL;
	if (!an)
		return ns_fail(e, NS_NOMEM, "no memory for the analyser");
	an->chars = calloc(1, sizeof(*an->chars));
	if (!an->chars) {
		rc = ns_fail(e, NS_NOMEM, "no memory for the analyser");
		goto fail;
	}
	rc = ns_unicode_open(&an->unicode, e);
	if (rc)
		goto fail;
	an->chars->unicode = an->unicode;
	*out = an;
	return NS_OK;
fail:
	ns_analyzer_free(an);
	return rc;
}

void ns_analyzer_free(struct ns_analyzer *an)
{
	if (!an)
		return;
	ns_unicode_free(an->unicode);
	ns_stemmers_free(&an->stemmers);
	ns_buf_free(&an->terms);
	ns_buf_free(&an->scratch);
	ns_words_free(&an->words);
	free(an->chars);
	free(an);
}

void ns_words_free(struct ns_words *w)
{
	free(w->word);
	ns_buf_free(&w->bytes);
	*w = (struct ns_words){ 0 };
}

static bool is_lang(struct ns_lang lang, const char *code)
{
	return strncmp(lang.code, code, NS_LANG_BYTES) == 0;
}

static enum ns_code analyze(struct ns_analyzer *an, struct ns_tokens *t,
			    struct ns_str text)
{
	enum ns_code rc;

	t->out->n = 0;
	ns_buf_reset(&t->out->bytes);
	if (text.n > INT32_MAX)
		return ns_fail(t->e, NS_LIMIT, "text of %zu bytes", text.n);
	if (text.n == 0)
		return NS_OK;
	t->chars = an->chars;
	t->turkic = is_lang(t->lang, "tr") || is_lang(t->lang, "az");
	t->begin = (const uint8_t *)text.p;
	t->end = t->begin + text.n;
	rc = ns_tokens_read(t);
	if (rc)
		return rc;
	ns_paragraphs_mark(text, t->out);
	return NS_OK;
}

enum ns_code ns_analyze(struct ns_analyzer *an, struct ns_lang lang,
			struct ns_str text, struct ns_words *out,
			struct ns_error *e)
{
	struct ns_tokens t = { .lang = lang, .out = out, .e = e };

	return analyze(an, &t, text);
}

enum ns_code ns_analyze_slow(struct ns_analyzer *an, struct ns_lang lang,
			     struct ns_str text, struct ns_words *out,
			     struct ns_error *e)
{
	struct ns_tokens t = { .lang = lang, .slow = true, .out = out, .e = e };

	return analyze(an, &t, text);
}

static enum ns_code make_terms(struct ns_analyzer *an, struct ns_lang lang,
			       struct ns_str word, struct ns_terms *out,
			       struct ns_error *e)
{
	struct ns_str stem = word;
	size_t form_bytes;
	enum ns_code rc;

	if (!memchr(word.p, '.', word.n)) { // u.s would become "u."
		rc = ns_stem(&an->stemmers, lang, word, &stem, e);
		if (rc)
			return rc;
	}
	ns_buf_reset(&an->terms);
	ns_marks_off(an->unicode, word, &an->terms);
	form_bytes = an->terms.n;
	ns_marks_off(an->unicode, stem, &an->terms);
	if (an->terms.failed)
		return ns_fail(e, NS_NOMEM, "no memory for terms");
	out->form = (struct ns_str){ (const char *)an->terms.p, form_bytes };
	out->stem = ns_utf8_cut(
		(struct ns_str){ (const char *)an->terms.p + form_bytes,
				 an->terms.n - form_bytes },
		NS_WORD_BYTES);
	return NS_OK;
}

enum ns_code ns_word_terms(struct ns_analyzer *an, struct ns_lang lang,
			   struct ns_str word, struct ns_terms *out,
			   struct ns_error *e)
{
	struct ns_recent_word *at = ns_recent_at(&an->recent, lang, word);
	enum ns_code rc;

	if (ns_recent_get(at, lang, word, out))
		return NS_OK;
	rc = make_terms(an, lang, word, out, e);
	if (!rc)
		ns_recent_put(at, lang, word, out);
	return rc;
}

/* Appends s with its runs of spaces as one, none at its ends. */
static void put_spaced(struct ns_buf *out, struct ns_str s)
{
	bool space = false, begun = false;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = (uint8_t)s.p[i];

		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			space = true;
			continue;
		}
		if (space && begun)
			ns_buf_u8(out, ' ');
		ns_buf_u8(out, c);
		space = false;
		begun = true;
	}
}

enum ns_code ns_fold_name(struct ns_analyzer *an, struct ns_str name,
			  struct ns_buf *out, struct ns_error *e)
{
	enum ns_code rc;

	ns_buf_reset(&an->scratch);
	ns_buf_reset(&an->terms);
	rc = ns_unicode_fold(an->unicode, name, false, &an->scratch, e);
	if (rc)
		return rc;
	ns_marks_off(an->unicode, ns_buf_view(&an->scratch), &an->terms);
	put_spaced(out, ns_buf_view(&an->terms));
	if (an->terms.failed || out->failed)
		return ns_fail(e, NS_NOMEM, "no memory for a name");
	return NS_OK;
}

static enum ns_code add_probe(struct ns_analyzer *an, struct ns_lang lang,
			      struct ns_str probe, struct ns_error *e)
{
	enum ns_code rc = ns_analyze(an, lang, probe, &an->words, e);
	struct ns_terms terms;

	for (uint32_t i = 0; !rc && i < an->words.n; i++) {
		struct ns_str word = ns_word_str(&an->words, i);

		rc = ns_word_terms(an, lang, word, &terms, e);
		if (rc)
			break;
		ns_buf_u32(&an->scratch, an->words.word[i].start);
		ns_buf_u32(&an->scratch, an->words.word[i].end);
		ns_buf_str(&an->scratch, word);
		ns_buf_str(&an->scratch, terms.form);
		ns_buf_str(&an->scratch, terms.stem);
	}
	return rc;
}

enum ns_code ns_analyzer_fingerprint(struct ns_analyzer *an,
				     struct ns_lang lang, uint64_t *out,
				     struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	ns_buf_reset(&an->scratch);
	for (size_t i = 0; !rc && ns_probes[i]; i++)
		rc = add_probe(an, lang, ns_str_of(ns_probes[i]), e);
	if (rc)
		return rc;
	if (an->scratch.failed)
		return ns_fail(e, NS_NOMEM, "no memory for a fingerprint");
	*out = ns_hash64(an->scratch.p, an->scratch.n);
	return NS_OK;
}
