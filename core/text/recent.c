#include "core/text/recent.h"

#include "core/base/hash.h"

struct ns_recent_word *ns_recent_at(struct ns_recent *r, struct ns_lang lang,
				    struct ns_str word)
{
	uint32_t code;

	memcpy(&code, lang.code, sizeof(code));
	return &r->word[(ns_hash64(word.p, word.n) ^ code) % NS_RECENT_WORDS];
}

bool ns_recent_get(const struct ns_recent_word *at, struct ns_lang lang,
		   struct ns_str word, struct ns_terms *out)
{
	const char *form = at->bytes + at->n;

	if (!at->n || at->n != word.n || !ns_lang_eq(at->lang, lang) ||
	    memcmp(at->bytes, word.p, word.n) != 0)
		return false;
	out->form = (struct ns_str){ form, at->form_n };
	out->stem = (struct ns_str){ form + at->form_n, at->stem_n };
	return true;
}

void ns_recent_put(struct ns_recent_word *at, struct ns_lang lang,
		   struct ns_str word, const struct ns_terms *terms)
{
	struct ns_str form = terms->form, stem = terms->stem;

	if (!word.n || word.n > NS_RECENT_BYTES || !form.n || !stem.n ||
	    form.n > NS_RECENT_BYTES - word.n ||
	    stem.n > NS_RECENT_BYTES - word.n - form.n)
		return;
	at->lang = lang;
	at->n = (uint8_t)word.n;
	at->form_n = (uint8_t)form.n;
	at->stem_n = (uint8_t)stem.n;
	memcpy(at->bytes, word.p, word.n);
	memcpy(at->bytes + word.n, form.p, form.n);
	memcpy(at->bytes + word.n + form.n, stem.p, stem.n);
}
