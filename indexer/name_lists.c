/* Whole names as terms: a list of documents each, no positions. */
#include "core/base/bytes.h"
#include "indexer/batch.h"

struct writing {
	struct ns_builder *b;
	struct ns_segment_writer *w;
	struct ns_block block;
};

struct name_list {
	const uint32_t *doc; // ascending
	uint32_t n;
	struct ns_str key;
};

static enum ns_code write_name(struct writing *x, const struct name_list *l,
			       struct ns_error *e)
{
	struct ns_term_head head = { .key = l->key, .most = l->n };
	enum ns_code rc = ns_writer_term(x->w, &head, e);

	x->block.has_title = 0;
	for (uint32_t i = 0; !rc && i < l->n; i += x->block.n) {
		x->block.n = l->n - i < NS_BLOCK_DOCS ? l->n - i
						      : NS_BLOCK_DOCS;
		for (uint32_t j = 0; j < x->block.n; j++) {
			x->block.doc[j] = l->doc[i + j];
			x->block.freq[j] = 1;
		}
		rc = ns_writer_block(x->w, &x->block, NULL, NULL, e);
	}
	return rc ? rc : ns_writer_term_end(x->w, e);
}

/* Where the name stands in a document's columns. */
static unsigned single_place(unsigned field)
{
	static const unsigned field_of[NS_BATCH_NAMES] = {
		NS_NAME_STATUS,  NS_NAME_LANG, NS_NAME_OUTLET,
		NS_NAME_SECTION, NS_NAME_TYPE,
	};
	unsigned i = 0;

	while (i < NS_BATCH_NAMES && field_of[i] != field)
		i++;
	return i;
}

/* Documents by the ordinals of one field's names. */
struct scatter {
	unsigned field;
	uint32_t *next; // by ordinal: where its next document goes
	uint32_t *doc;
};

static void scatter_one(struct scatter *s, uint32_t value, ns_docid doc)
{
	s->doc[s->next[value - 1]++] = doc;
}

static void scatter_list(struct scatter *s, const struct ns_builder *b,
			 const struct ns_batch_doc *d, ns_docid doc)
{
	bool tags = s->field == NS_NAME_TAG;
	size_t skip = tags ? d->authors_len : 0;
	size_t n = tags ? d->tags_len : d->authors_len;
	struct ns_rd rd = ns_rd_of(b->bytes.p + d->bytes_at + skip, n);

	while (ns_rd_left(&rd))
		scatter_one(s, ns_rd_varint32(&rd), doc);
}

/* Afterwards next[ordinal] is the end of its run. */
static void scatter_names(struct scatter *s, const struct ns_builder *b)
{
	const uint32_t *order = ns_ranks_u32(&b->order);
	uint32_t n = ns_builder_docs(b), place = single_place(s->field);

	for (ns_docid doc = 0; doc < n; doc++) {
		const struct ns_batch_doc *d = ns_batch_doc(b, order[doc]);

		if (place == NS_BATCH_NAMES)
			scatter_list(s, b, d, doc);
		else if (d->name[place])
			scatter_one(s, d->name[place], doc);
	}
}

static enum ns_code scatter_field(struct ns_builder *b, struct scatter *s)
{
	uint32_t n = ns_names_n(&b->names, s->field);
	size_t sum = 0;

	ns_buf_reset(&b->next);
	ns_buf_reset(&b->sort);
	s->next = (void *)ns_buf_room(&b->next, n * sizeof(*s->next));
	for (uint32_t i = 0; s->next && i < n; i++) {
		s->next[i] = (uint32_t)sum;
		sum += ns_names_at(&b->names, s->field, i)->df;
	}
	s->doc = (void *)ns_buf_room(&b->sort, sum * sizeof(*s->doc));
	if (!s->next || !s->doc)
		return NS_NOMEM;
	scatter_names(s, b);
	return NS_OK;
}

static enum ns_code write_field(struct writing *x, unsigned field,
				struct ns_error *e)
{
	static const char no_lang[4];
	const struct ns_names *names = &x->b->names;
	uint8_t key[NS_KEY_PREFIX + NS_TERM_BYTES];
	uint32_t n = ns_names_n(names, field);
	struct scatter s = { .field = field };
	enum ns_code rc = ns_names_sort(names, field, &x->b->scratch);

	if (!rc)
		rc = scatter_field(x->b, &s);
	if (rc)
		return ns_fail(e, rc, "no memory to sort names");
	for (uint32_t i = 0; !rc && i < n; i++) {
		uint32_t ordinal = ns_ranks_u32(&x->b->scratch)[i];
		const struct ns_name *name = ns_names_at(names, field, ordinal);
		struct name_list l = { s.doc + s.next[ordinal] - name->df,
				       name->df,
				       { (const char *)key, 0 } };

		if (!name->df)
			continue;
		l.key.n = ns_key_make(ns_name_kind[field], no_lang,
				      ns_name_folded(names, name), key);
		rc = write_name(x, &l, e);
	}
	return rc;
}

enum ns_code ns_batch_write_names(struct ns_builder *b,
				  struct ns_segment_writer *w,
				  struct ns_error *e)
{
	struct writing x = { .b = b, .w = w };
	enum ns_code rc = NS_OK;

	for (unsigned kind = 'A'; !rc && kind <= 'Z'; kind++)
		for (unsigned f = 0; !rc && f < NS_NAME_FIELDS; f++)
			if (ns_name_kind[f] == kind)
				rc = write_field(&x, f, e);
	return rc;
}
