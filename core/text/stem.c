#include "core/text/stem.h"

#include <assert.h>
#include <libstemmer.h>

#include "core/text/lang.h"

void ns_stemmers_free(struct ns_stemmers *s)
{
	for (unsigned i = 0; i < s->n; i++)
		sb_stemmer_delete(s->handle[i]);
	*s = (struct ns_stemmers){ 0 };
}

static enum ns_code add(struct ns_stemmers *s, struct ns_lang lang,
			const char *algorithm, struct ns_error *e)
{
	struct sb_stemmer *handle = sb_stemmer_new(algorithm, "UTF_8");

	assert(s->n < NS_STEMMERS);
	if (!handle)
		return ns_fail(e, NS_NOMEM, "no memory for the stemmer '%s'",
			       algorithm);
	s->lang[s->n] = lang;
	s->handle[s->n] = handle;
	s->last = s->n++;
	return NS_OK;
}

/* Makes s->last the handle of lang; NS_NOTFOUND where there is none. */
static enum ns_code find(struct ns_stemmers *s, struct ns_lang lang,
			 struct ns_error *e)
{
	const char *algorithm;

	if (s->last < s->n && ns_lang_eq(s->lang[s->last], lang))
		return NS_OK;
	for (unsigned i = 0; i < s->n; i++) {
		if (ns_lang_eq(s->lang[i], lang)) {
			s->last = i;
			return NS_OK;
		}
	}
	algorithm = ns_lang_eq(s->none, lang) ? NULL : ns_lang_stemmer(lang);
	if (algorithm)
		return add(s, lang, algorithm, e);
	s->none = lang;
	return NS_NOTFOUND;
}

enum ns_code ns_stem(struct ns_stemmers *s, struct ns_lang lang,
		     struct ns_str word, struct ns_str *stem,
		     struct ns_error *e)
{
	enum ns_code rc = find(s, lang, e);
	const sb_symbol *p;
	int n;

	*stem = word;
	if (rc == NS_NOTFOUND)
		return NS_OK;
	if (rc)
		return rc;
	/* NULL on some valid Greek words (libstemmer 2.2.0), not only when
	 * memory has run out: the word is then its own stem. */
	p = sb_stemmer_stem(s->handle[s->last], (const sb_symbol *)word.p,
			    (int)word.n);
	n = p ? sb_stemmer_length(s->handle[s->last]) : 0;
	if (n > 0)
		*stem = (struct ns_str){ (const char *)p, (size_t)n };
	return NS_OK;
}
