#include "core/text/emit.h"

#include <stdlib.h>

#include "core/base/utf8.h"
#include "core/text/codepoint.h"
#include "core/text/cut.h"
#include "core/text/fold.h"
#include "core/text/split.h"

enum {
	/* More of a segment is never folded: four times a word's bytes, and
	 * so few that the normaliser's sorting of marks stays linear. */
	SOURCE_BYTES = 4 * NS_WORD_BYTES,
	MARGIN_BYTES = 16,
};

bool ns_words_room(struct ns_tokens *t, uint32_t n)
{
	struct ns_words *out = t->out;
	uint32_t cap = out->cap ? out->cap : 64;
	struct ns_word *grown;

	if (out->cap - out->n >= n)
		return true;
	if (n > UINT32_MAX / 4 - out->n)
		return false;
	while (cap - out->n < n)
		cap *= 2;
	grown = realloc(out->word, cap * sizeof(*grown));
	if (!grown)
		return false;
	out->word = grown;
	out->cap = cap;
	return true;
}

static enum ns_code put_word(struct ns_tokens *t, struct ns_word word)
{
	if (!ns_words_room(t, 1))
		return ns_fail(t->e, NS_NOMEM, "no memory for words");
	word.position = t->out->n;
	t->out->word[t->out->n++] = word;
	return NS_OK;
}

static bool is_letter(uint8_t c)
{
	return (uint8_t)((c | 0x20) - 'a') < 26;
}

static bool is_alnum(uint8_t c)
{
	return is_letter(c) || (uint8_t)(c - '0') < 10;
}

/* Underscores and @ join letters; around them they are decoration. */
static void trim(const uint8_t **s, const uint8_t **e)
{
	while (*s < *e && (**s == '_' || **s == '@'))
		(*s)++;
	while (*s < *e && ((*e)[-1] == '_' || (*e)[-1] == '@'))
		(*e)--;
}

static bool are_letters(const uint8_t *s, const uint8_t *e)
{
	for (; s < e; s++) {
		if (!is_letter(*s))
			return false;
	}
	return true;
}

/* The bytes behind [s, e) that belong to a name like C++, Notepad++, C#, F#:
 * "++" behind letters, "#" behind one letter, where no such name goes on. */
static size_t suffix_bytes(const struct ns_tokens *t, const uint8_t *s,
			   const uint8_t *e)
{
	size_t left = (size_t)(t->end - e), n;

	if (left == 0 || (*e != '+' && *e != '#') || s == e ||
	    !are_letters(s, e))
		return 0;
	n = *e == '+' ? 2 : 1;
	if (left < n || e[n - 1] != *e || (n == 1 && e - s > 1))
		return 0;
	if (left > n && (e[n] == *e || is_alnum(e[n]) || e[n] >= 0x80))
		return 0;
	return n;
}

/* Where apostrophe number `wanted` of [s, e) stands; behind it when asked. */
static const uint8_t *quote_at(const uint8_t *s, const uint8_t *e,
			       unsigned wanted, bool behind)
{
	const uint8_t *next;
	uint32_t c;

	for (; s < e; s = next) {
		next = ns_codepoint_next(s, e, &c);
		if (ns_char_map(c) == '\'' && --wanted == 0)
			return behind ? next : s;
	}
	return e;
}

/* *plain: there is nothing to cut. */
static enum ns_code fold(struct ns_tokens *t, const uint8_t *s,
			 const uint8_t *e, bool *plain)
{
	struct ns_str text = { (const char *)s, (size_t)(e - s) };
	enum ns_folded folded = NS_FOLDED_NOT;

	text = ns_utf8_cut(text, SOURCE_BYTES);
	if (!t->slow)
		folded = ns_fold_quick(t->chars, text, t->turkic,
				       &t->out->bytes);
	*plain = folded == NS_FOLDED_PLAIN;
	if (folded != NS_FOLDED_NOT)
		return NS_OK;
	return ns_unicode_fold(t->chars->unicode, text, t->turkic,
			       &t->out->bytes, t->e);
}

/* One word, [s, e). */
static enum ns_code emit(struct ns_tokens *t, const uint8_t *s,
			 const uint8_t *e)
{
	struct ns_buf *bytes = &t->out->bytes;
	size_t at = bytes->n, n, suffix;
	struct ns_cut cut = { 0 };
	enum ns_code rc;
	bool plain;

	trim(&s, &e);
	suffix = suffix_bytes(t, s, e);
	rc = fold(t, s, e, &plain);
	if (rc)
		return rc;
	if (bytes->n > UINT32_MAX - MARGIN_BYTES)
		return ns_fail(t->e, NS_LIMIT, "words of more than 4 GiB");
	n = bytes->n - at;
	if (!plain)
		cut = ns_cut_word(t->chars, t->lang, bytes->p + at, &n);
	n = ns_utf8_cut((struct ns_str){ (char *)bytes->p + at, n },
			NS_WORD_BYTES - suffix)
		    .n;
	bytes->n = at + n;
	if (n == 0)
		return NS_OK;
	ns_buf_put(bytes, e, suffix);
	if (bytes->failed)
		return ns_fail(t->e, NS_NOMEM, "no memory for words");
	if (cut.before)
		e = quote_at(s, e, cut.before, false);
	if (cut.after)
		s = quote_at(s, e, cut.after, true);
	return put_word(t, (struct ns_word){
				   .at = (uint32_t)at,
				   .len = (uint32_t)(n + suffix),
				   .start = (uint32_t)(s - t->begin),
				   .end = (uint32_t)(e + suffix - t->begin),
			   });
}

enum ns_code ns_emit(struct ns_tokens *t, const uint8_t *s, const uint8_t *e)
{
	const uint8_t *end, *next;
	enum ns_code rc = NS_OK;

	for (; s < e && !rc; s = next) {
		end = ns_split(t->chars, s, e, &next);
		rc = emit(t, s, end);
	}
	return rc;
}
