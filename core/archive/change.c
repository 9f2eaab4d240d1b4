#include "core/archive/change.h"

#include <stdlib.h>

#include "core/base/bytes.h"

bool ns_part_is_live(const struct ns_part *p, ns_docid doc)
{
	return ns_is_live(p->live ? p->live : p->before, doc);
}

/* Gives the part a bitmap of its own. */
static bool own_live(struct ns_part *p)
{
	uint32_t n = p->record.n_docs;
	size_t words = ((size_t)n + 63) / 64;

	if (p->live)
		return true;
	p->live = malloc(words * sizeof(*p->live));
	if (!p->live)
		return false;
	if (p->before) {
		memcpy(p->live, p->before, words * sizeof(*p->live));
		return true;
	}
	memset(p->live, 0xff, words * sizeof(*p->live));
	if (n % 64)
		p->live[words - 1] = (UINT64_C(1) << (n % 64)) - 1;
	return true;
}

enum ns_code ns_change_count(struct ns_change *c, const char lang[4], int step,
			     struct ns_error *e)
{
	uint32_t i = 0;

	while (i < c->n_langs && memcmp(c->lang[i].lang, lang, 4) != 0)
		i++;
	if (i == c->n_langs) {
		if (c->n_langs == c->lang_cap) {
			uint32_t cap = c->lang_cap ? 2 * c->lang_cap : 16;
			struct ns_lang_use *l =
				realloc(c->lang, cap * sizeof(*l));

			if (!l)
				return ns_fail(e, NS_NOMEM,
					       "no memory to count languages");
			c->lang = l;
			c->lang_cap = cap;
		}
		c->lang[c->n_langs] = (struct ns_lang_use){ .n_docs = 0 };
		memcpy(c->lang[c->n_langs++].lang, lang, 4);
	}
	c->lang[i].n_docs += (uint32_t)step;
	return NS_OK;
}

enum ns_code ns_doc_lang(const struct ns_segment *seg, ns_docid doc,
			 char lang[4], struct ns_error *e)
{
	uint64_t ordinal;
	struct ns_str name;
	enum ns_code code = ns_column_get(seg, NS_COL_LANG, doc, &ordinal, e);

	memset(lang, 0, 4);
	if (code || !ordinal)
		return code;
	code = ns_segment_name(seg, NS_NAME_LANG, (uint32_t)ordinal - 1, &name,
			       e);
	if (!code)
		memcpy(lang, name.p, name.n < 3 ? name.n : 3);
	return code;
}

/* Words of the document's title, the first number of its text map. */
static enum ns_code title_words(const struct ns_segment *seg, ns_docid doc,
				uint32_t *n, struct ns_error *e)
{
	struct ns_str map;
	struct ns_rd r;
	enum ns_code code = ns_column_bytes(seg, NS_COL_TEXT_MAP, doc, &map, e);

	if (code)
		return code;
	r = ns_rd_of(map.p, map.n);
	*n = ns_rd_varint32(&r);
	return NS_OK;
}

enum ns_code ns_change_kill(struct ns_change *c, struct ns_part *p,
			    ns_docid doc, struct ns_error *e)
{
	uint64_t length;
	uint32_t title;
	char lang[4];
	enum ns_code code;

	if (!ns_part_is_live(p, doc))
		return NS_OK;
	code = ns_column_get(p->seg, NS_COL_LENGTH, doc, &length, e);
	if (!code)
		code = title_words(p->seg, doc, &title, e);
	if (!code)
		code = ns_doc_lang(p->seg, doc, lang, e);
	if (!code)
		code = ns_change_count(c, lang, -1, e);
	if (code)
		return code;
	if (!own_live(p))
		return ns_fail(e, NS_NOMEM, "no memory for live documents");
	p->live[doc / 64] &= ~(UINT64_C(1) << (doc % 64));
	p->record.n_live--;
	p->record.sum_length -= length;
	p->record.sum_title -= title;
	p->record.n_titled -= title > 0;
	p->touched = true;
	return NS_OK;
}
