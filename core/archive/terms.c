/* Terms of an open segment: look-ups in its dictionary and walks of it. The
 * codec is dict.c. */
#include <stdlib.h>

#include "core/archive/chunkset.h"
#include "core/archive/dict.h"

static struct ns_str key_of(const struct ns_dict_reader *d)
{
	return (struct ns_str){ (const char *)d->key, d->key_len };
}

/* Opens a block, the first time by its checksum. */
static enum ns_code open_block(const struct ns_segment *seg, struct ns_str at,
			       struct ns_dict_reader *d, struct ns_error *e)
{
	struct ns_segment *s;
	_Atomic(const char *) *seen;
	enum ns_code code;

	memcpy(&s, &seg, sizeof(s)); // what it remembers is any thread's
	seen = &s->seen[((uintptr_t)at.p >> 6) % NS_DICT_SEEN];
	if (atomic_load_explicit(seen, memory_order_relaxed) == at.p) {
		code = ns_dict_reopen(at, d);
	} else {
		code = ns_dict_open(at, d);
		if (!code)
			atomic_store_explicit(seen, at.p, memory_order_relaxed);
	}
	return code ? ns_segment_damaged(seg, "a dictionary block's checksum",
					 e)
		    : NS_OK;
}

/* NS_NOTFOUND: the key falls between two blocks, or behind the last. Or else a
 * damaged tree of LMDB led to the wrong one: the block before must end before
 * the key. */
static enum ns_code between_blocks(const struct ns_segment *seg,
				   struct ns_str key, struct ns_error *e)
{
	struct ns_entry before = { .key = key };
	struct ns_dict_reader d;
	enum ns_code code = ns_env_before(seg->env, NS_DB_DICT, &before, e);

	if (code)
		return code == NS_CORRUPT ? ns_segment_blame(seg, code, e)
					  : code;
	code = open_block(seg, before.value, &d, e);
	if (code)
		return code;
	while (!(code = ns_dict_next(&d)))
		if (ns_str_cmp(key_of(&d), key) >= 0)
			break;
	return code == NS_END
		       ? NS_NOTFOUND
		       : ns_segment_damaged(
				 seg, "the order of dictionary blocks", e);
}

/* The block that holds the term if any does. */
static enum ns_code block_of(const struct ns_segment *seg, struct ns_str key,
			     struct ns_dict_reader *d, struct ns_error *e)
{
	struct ns_entry found = { .key = key };
	enum ns_code code = ns_env_seek(seg->env, NS_DB_DICT, &found, e);

	if (code == NS_NOTFOUND)
		return between_blocks(seg, key, e);
	if (code)
		return code == NS_CORRUPT ? ns_segment_blame(seg, code, e)
					  : code;
	if (ns_str_cmp(found.key, key) < 0)
		return ns_segment_damaged(seg, "the order of dictionary blocks",
					  e);
	return open_block(seg, found.value, d, e);
}

enum ns_code ns_term_find(const struct ns_segment *seg, uint8_t kind,
			  const char lang[4], struct ns_str term,
			  struct ns_term *out, struct ns_error *e)
{
	uint8_t bytes[NS_KEY_BYTES];
	struct ns_str key = { (const char *)bytes,
			      ns_key_make(kind, lang, term, bytes) };
	struct ns_dict_reader d;
	enum ns_code code = block_of(seg, key, &d, e);
	bool first;

	if (code)
		return code;
	code = ns_dict_find(&d, key, &first);
	if (code == NS_NOTFOUND)
		return first ? between_blocks(seg, key, e) : NS_NOTFOUND;
	if (!code)
		code = ns_entry_decode(key, d.entry, out);
	return code ? ns_segment_damaged(seg, "a dictionary block", e) : NS_OK;
}

/* Finds the form among those of its stem: its number and documents. NS_NOTFOUND
 * when a merge left none of them. */
static enum ns_code find_form(const struct ns_segment *seg,
			      const struct ns_term *t, struct ns_arena *arena,
			      struct ns_form_stem *s, struct ns_error *e)
{
	struct ns_str text = { (const char *)t->bytes + NS_KEY_PREFIX,
			       t->text.n };
	struct ns_term stem = { 0 };
	struct ns_form *form = NULL;
	enum ns_code code =
		ns_term_find(seg, NS_KIND_STEM, t->lang, s->stem, &stem, e);

	if (!code)
		code = ns_term_forms(&stem, arena, &form, e);
	if (code)
		return code;
	while (s->form < stem.n_forms && !ns_str_eq(form[s->form].text, text))
		s->form++;
	if (s->form == stem.n_forms || !form[s->form].df)
		return NS_NOTFOUND;
	s->df = form[s->form].df;
	return NS_OK;
}

enum ns_code ns_term_stems(const struct ns_segment *seg,
			   const struct ns_term *t, struct ns_arena *arena,
			   struct ns_form_stem **out, uint32_t *n,
			   struct ns_error *e)
{
	uint32_t all = 0, kept = 0;
	enum ns_code code = ns_form_entry_decode(t, arena, out, &all, e);

	for (uint32_t i = 0; i < all && !code; i++) {
		(*out)[kept] = (*out)[i];
		code = find_form(seg, t, arena, &(*out)[kept], e);
		if (!code)
			kept++;
		else if (code == NS_NOTFOUND)
			code = NS_OK;
	}
	*n = kept;
	return code;
}

// NOLINTNEXTLINE(readability-function-size): a place, a key, what was found
enum ns_code ns_form_stems(const struct ns_segment *seg, const char lang[4],
			   struct ns_str form, struct ns_arena *arena,
			   struct ns_form_stem **out, uint32_t *n,
			   struct ns_error *e)
{
	struct ns_term t = { 0 };
	enum ns_code code = ns_term_find(seg, NS_KIND_FORM, lang, form, &t, e);

	return code ? code : ns_term_stems(seg, &t, arena, out, n, e);
}

struct walk_state {
	struct ns_dict_reader d;
	uint8_t last[NS_KEY_BYTES + 1]; // the block's last key
	size_t last_len;
};

static enum ns_code walk_block(struct ns_walk *w, struct ns_str from,
			       struct ns_error *e)
{
	struct walk_state *s = w->state;
	struct ns_entry found = { .key = from };
	enum ns_code code = ns_env_seek(w->seg->env, NS_DB_DICT, &found, e);

	if (code == NS_NOTFOUND)
		return NS_END;
	if (code)
		return code == NS_CORRUPT ? ns_segment_blame(w->seg, code, e)
					  : code;
	if (ns_str_cmp(found.key, from) < 0) // a walk must end
		return ns_segment_damaged(w->seg,
					  "the order of dictionary blocks", e);
	if (found.key.n > NS_KEY_BYTES)
		return ns_segment_damaged(w->seg, "a dictionary block's key",
					  e);
	code = open_block(w->seg, found.value, &s->d, e);
	if (code)
		return code;
	memcpy(s->last, found.key.p, found.key.n);
	s->last_len = found.key.n;
	return NS_OK;
}

/* The next key; a block's last one must be the block's. */
static enum ns_code next_key(struct ns_walk *w, struct ns_error *e)
{
	struct walk_state *s = w->state;
	enum ns_code code = ns_dict_next(&s->d);

	if (code == NS_END) {
		if (s->d.key_len != s->last_len ||
		    memcmp(s->d.key, s->last, s->last_len) != 0)
			return ns_segment_damaged(
				w->seg, "a dictionary block's key", e);
		s->last[s->last_len] = 0; // the least key greater than it
		code = walk_block(w,
				  (struct ns_str){ (const char *)s->last,
						   s->last_len + 1 },
				  e);
		if (code)
			return code;
		code = ns_dict_next(&s->d);
	}
	return code ? ns_segment_damaged(w->seg, "a dictionary block", e)
		    : NS_OK;
}

enum ns_code ns_walk_term(struct ns_walk *w, struct ns_error *e)
{
	struct walk_state *s = w->state;

	return ns_entry_decode(key_of(&s->d), s->d.entry, &w->term)
		       ? ns_segment_damaged(w->seg, "a dictionary block", e)
		       : NS_OK;
}

enum ns_code ns_walk_next(struct ns_walk *w, struct ns_error *e)
{
	enum ns_code code = next_key(w, e);

	return code ? code : ns_walk_term(w, e);
}

enum ns_code ns_walk_key(struct ns_walk *w, struct ns_error *e)
{
	struct walk_state *s = w->state;
	enum ns_code code = next_key(w, e);

	if (code)
		return code;
	w->term.kind = s->d.key[0];
	memcpy(w->term.lang, s->d.key + 1, NS_KEY_PREFIX - 1);
	w->term.text = (struct ns_str){ (const char *)s->d.key + NS_KEY_PREFIX,
					s->d.key_len - NS_KEY_PREFIX };
	return NS_OK;
}

/* Goes on to the first key that is >= key. */
static enum ns_code walk_to(struct ns_walk *w, struct ns_str key,
			    struct ns_error *e)
{
	struct walk_state *s = w->state;
	enum ns_code code;

	do
		code = ns_walk_key(w, e);
	while (!code && ns_str_cmp(key_of(&s->d), key) < 0);
	return code;
}

enum ns_code ns_walk_jump(struct ns_walk *w, struct ns_str from,
			  struct ns_error *e)
{
	struct walk_state *s = w->state;
	uint8_t bytes[NS_KEY_BYTES];
	struct ns_str last = { (const char *)s->last, s->last_len };
	struct ns_str key = { (const char *)bytes,
			      ns_key_make(w->term.kind, w->term.lang, from,
					  bytes) };
	enum ns_code code = NS_OK;

	if (ns_str_cmp(last, key) < 0)
		code = walk_block(w, key, e);
	return code ? code : walk_to(w, key, e);
}

enum ns_code ns_walk_open(const struct ns_segment *seg, uint8_t kind,
			  const char lang[4], struct ns_str from,
			  struct ns_walk *w, struct ns_error *e)
{
	uint8_t bytes[NS_KEY_BYTES];
	struct ns_str key = { (const char *)bytes,
			      ns_key_make(kind, lang, from, bytes) };
	enum ns_code code;

	*w = (struct ns_walk){ .seg = seg };
	w->state = calloc(1, sizeof(struct walk_state));
	if (!w->state)
		return ns_fail(e, NS_NOMEM, "no memory to walk the terms");
	code = walk_block(w, key, e);
	if (!code)
		code = walk_to(w, key, e);
	return code ? code : ns_walk_term(w, e);
}

void ns_walk_close(struct ns_walk *w)
{
	free(w->state);
	*w = (struct ns_walk){ 0 };
}
