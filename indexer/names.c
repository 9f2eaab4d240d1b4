#include "indexer/names.h"

#include <stdlib.h>

#include "core/base/article.h"
#include "core/base/hash.h"
#include "core/base/utf8.h"

/* A spelling met before: folding asks ICU, and most names come again. */
struct spelling {
	uint32_t text, len; // in .texts
	uint32_t value;     // ordinal + 1, or 0
	uint32_t field;
};

void ns_names_free(struct ns_names *t)
{
	ns_slots_free(&t->given);
	ns_slots_free(&t->folded);
	ns_buf_free(&t->texts);
	ns_buf_free(&t->spellings);
	ns_buf_free(&t->all);
	ns_buf_free(&t->scratch);
	for (unsigned f = 0; f < NS_NAME_FIELDS; f++)
		ns_buf_free(&t->ordinals[f]);
}

void ns_names_reset(struct ns_names *t)
{
	ns_slots_clear(&t->given);
	ns_slots_clear(&t->folded);
	ns_buf_reset(&t->texts);
	ns_buf_reset(&t->spellings);
	ns_buf_reset(&t->all);
	for (unsigned f = 0; f < NS_NAME_FIELDS; f++)
		ns_buf_reset(&t->ordinals[f]);
}

size_t ns_names_bytes(const struct ns_names *t)
{
	size_t n = ns_slots_bytes(&t->given) + ns_slots_bytes(&t->folded) +
		   t->texts.n + t->spellings.n + t->all.n;

	for (unsigned f = 0; f < NS_NAME_FIELDS; f++)
		n += t->ordinals[f].n;
	return n;
}

static struct ns_str text_at(const struct ns_names *t, uint32_t at,
			     uint32_t len)
{
	return (struct ns_str){ (const char *)t->texts.p + at, len };
}

static uint32_t text_put(struct ns_names *t, struct ns_str s)
{
	uint32_t at = (uint32_t)t->texts.n;

	ns_buf_text(&t->texts, s);
	return at;
}

static uint32_t new_name(struct ns_names *t, const struct ns_name_in *in,
			 struct ns_str folded)
{
	uint32_t place = (uint32_t)(t->all.n / sizeof(struct ns_name));
	struct ns_name name = { .field = (uint8_t)in->field,
				.shown_len = (uint32_t)in->name.n,
				.folded_len = (uint8_t)folded.n };

	name.shown = text_put(t, in->name);
	name.folded = ns_str_eq(in->name, folded) ? name.shown
						  : text_put(t, folded);
	ns_buf_put(&t->all, &name, sizeof(name));
	ns_buf_u32(&t->ordinals[in->field], place);
	return ns_names_n(t, in->field);
}

/* The ordinal + 1 of a folded name. References in .folded are of this name's
 * field only, because its hash is seeded with the field. */
static uint32_t by_folded(struct ns_names *t, const struct ns_name_in *in,
			  struct ns_str folded)
{
	uint32_t tag =
		ns_slots_tag(ns_hash64_seed(folded.p, folded.n, in->field));
	uint32_t at = ns_slots_start(&t->folded, tag), ref;

	while ((ref = ns_slots_next(&t->folded, tag, &at))) {
		const struct ns_name *old;

		if (ref > ns_names_n(t, in->field))
			continue;
		old = ns_names_at(t, in->field, ref - 1);
		if (ns_str_eq(ns_name_folded(t, old), folded))
			return ref;
	}
	ref = new_name(t, in, folded);
	ns_slots_put(&t->folded, at, tag, ref);
	return ref;
}

static enum ns_code fold(struct ns_names *t, struct ns_analyzer *an,
			 const struct ns_name_in *in, uint32_t *value,
			 struct ns_error *e)
{
	struct ns_str folded;
	enum ns_code rc;

	ns_buf_reset(&t->scratch);
	rc = ns_fold_name(an, in->name, &t->scratch, e);
	if (rc)
		return rc;
	folded = ns_utf8_cut(ns_buf_view(&t->scratch), NS_ARTICLE_NAME_BYTES);
	*value = folded.n ? by_folded(t, in, folded) : 0;
	return NS_OK;
}

static bool same(const struct ns_names *t, const struct spelling *s,
		 const struct ns_name_in *in)
{
	return s->field == in->field &&
	       ns_str_eq(text_at(t, s->text, s->len), in->name);
}

static enum ns_code add(struct ns_names *t, struct ns_analyzer *an,
			const struct ns_name_in *in, uint32_t *value,
			struct ns_error *e)
{
	uint32_t tag =
		ns_slots_tag(ns_hash64_seed(in->name.p, in->name.n, in->field));
	uint32_t at = ns_slots_start(&t->given, tag), ref;
	struct spelling new = { .field = in->field };
	const struct spelling *old = (const void *)t->spellings.p;
	enum ns_code rc;

	while ((ref = ns_slots_next(&t->given, tag, &at))) {
		*value = old[ref - 1].value;
		if (same(t, &old[ref - 1], in))
			return NS_OK;
	}
	rc = fold(t, an, in, value, e);
	if (rc)
		return rc;
	new.text = text_put(t, in->name);
	new.len = (uint32_t)in->name.n;
	new.value = *value;
	ns_buf_put(&t->spellings, &new, sizeof(new));
	ns_slots_put(&t->given, at, tag,
		     (uint32_t)(t->spellings.n / sizeof(new)));
	return NS_OK;
}

enum ns_code ns_names_add(struct ns_names *t, struct ns_analyzer *an,
			  const struct ns_name_in *in, uint32_t *value,
			  struct ns_error *e)
{
	struct ns_name_in name = *in;
	enum ns_code rc = ns_slots_reserve(&t->given, 1);

	*value = 0;
	name.name = ns_utf8_cut(in->name, NS_ARTICLE_NAME_BYTES);
	if (!rc)
		rc = ns_slots_reserve(&t->folded, 1);
	if (rc || t->texts.n > INT32_MAX)
		return ns_fail(e, rc ? rc : NS_LIMIT, "no memory for names");
	rc = name.name.n ? add(t, an, &name, value, e) : NS_OK;
	if (!rc && (t->texts.failed || t->spellings.failed || t->all.failed ||
		    t->ordinals[in->field].failed))
		rc = ns_fail(e, NS_NOMEM, "no memory for names");
	return rc;
}

/* ---- order ---- */

struct order {
	const struct ns_names *t;
	unsigned field;
};

static int by_text(const void *a, const void *b, void *order)
{
	const struct order *o = order;
	const uint32_t *x = a, *y = b;

	return ns_str_cmp(ns_name_folded(o->t, ns_names_at(o->t, o->field, *x)),
			  ns_name_folded(o->t,
					 ns_names_at(o->t, o->field, *y)));
}

enum ns_code ns_names_sort(const struct ns_names *t, unsigned field,
			   struct ns_buf *out)
{
	uint32_t n = ns_names_n(t, field);
	struct order o = { t, field };

	ns_buf_reset(out);
	for (uint32_t i = 0; i < n; i++)
		ns_buf_u32(out, i);
	if (out->failed)
		return NS_NOMEM;
	if (n)
		qsort_r(out->p, n, sizeof(uint32_t), by_text, &o);
	return NS_OK;
}
