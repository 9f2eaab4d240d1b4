/* A batch becomes a segment: documents in their final order, then what is
 * looked up by hash, then names, then terms (terms.c).
 */
#include <stdlib.h>

#include "indexer/batch.h"

struct doc_key {
	uint64_t date; // falls where the date rises
	uint64_t id_hash;
	uint64_t sequence;
	uint32_t doc;
};

struct hash_key {
	uint64_t hash;
	ns_docid doc;
};

/* Newest first; undated (INT64_MIN) last. */
static uint64_t date_key(int64_t date)
{
	return ~((uint64_t)date ^ (UINT64_C(1) << 63));
}

static int by_doc_key(const void *a, const void *b)
{
	const struct doc_key *x = a, *y = b;

	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	if (x->id_hash != y->id_hash)
		return x->id_hash < y->id_hash ? -1 : 1;
	return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static int by_hash_key(const void *a, const void *b)
{
	const struct hash_key *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->doc > y->doc) - (x->doc < y->doc);
}

/* Fills .order, .number and .titles. */
static enum ns_code order_docs(struct ns_builder *b, struct ns_error *e)
{
	uint32_t n = ns_builder_docs(b);
	struct doc_key *key;
	uint32_t *number;

	ns_buf_reset(&b->sort);
	ns_buf_reset(&b->order);
	ns_buf_reset(&b->number);
	ns_buf_reset(&b->titles);
	key = (void *)ns_buf_room(&b->sort, n * sizeof(*key));
	number = (void *)ns_buf_room(&b->number, n * sizeof(*number));
	if (!key || !number)
		return ns_fail(e, NS_NOMEM, "no memory to sort articles");
	for (uint32_t i = 0; i < n; i++) {
		const struct ns_batch_doc *d = ns_batch_doc(b, i);

		key[i] = (struct doc_key){ date_key(d->date), d->id_hash,
					   d->sequence, i };
	}
	qsort(key, n, sizeof(*key), by_doc_key);
	for (uint32_t i = 0; i < n; i++) {
		number[key[i].doc] = i;
		ns_buf_u32(&b->order, key[i].doc);
		ns_buf_u32(&b->titles, ns_batch_doc(b, key[i].doc)->n_title);
	}
	if (b->order.failed || b->titles.failed)
		return ns_fail(e, NS_NOMEM, "no memory to sort articles");
	return NS_OK;
}

static const struct ns_batch_doc *in_order(const struct ns_builder *b,
					   ns_docid doc)
{
	return ns_batch_doc(b, ns_ranks_u32(&b->order)[doc]);
}

/* ---- documents ---- */

static uint32_t weighted_length(const struct ns_builder *b,
				const struct ns_batch_doc *d)
{
	return d->n_text + (b->plan.settings.title_weight - 1u) * d->n_title;
}

static struct ns_str take(const char **p, size_t n)
{
	struct ns_str s = { *p, n };

	*p += n;
	return s;
}

static void doc_of(const struct ns_builder *b, const struct ns_batch_doc *d,
		   struct ns_doc *out)
{
	const char *bytes = (const char *)b->bytes.p + d->bytes_at;

	*out = (struct ns_doc){
		.length = weighted_length(b, d),
		.title_length = d->n_title,
		.text_bytes = d->text_bytes,
		.date = d->date,
		.modified = d->modified,
		.embargo = d->embargo,
		.date_info = d->date_info,
		.sequence = d->sequence,
		.id_hash = d->id_hash,
		.title_hash = d->title_hash,
		.content = d->content,
		.source = d->source,
		.place = d->place,
	};
	_Static_assert(sizeof(out->name) == sizeof(d->name), "five names");
	memcpy(out->name, d->name, sizeof(d->name));
	out->authors = take(&bytes, d->authors_len);
	out->tags = take(&bytes, d->tags_len);
	out->text_map = take(&bytes, d->map_len);
}

static enum ns_code write_docs(struct ns_builder *b,
			       struct ns_segment_writer *w, struct ns_error *e)
{
	const uint32_t *order = ns_ranks_u32(&b->order);
	uint32_t n = ns_builder_docs(b);
	enum ns_code rc = NS_OK;

	for (ns_docid i = 0; !rc && i < n; i++) {
		struct ns_doc doc;

		doc_of(b, in_order(b, i), &doc);
		rc = ns_records_frame(b->records, order[i], &doc.frame, e);
		if (!rc)
			rc = ns_writer_doc(w, &doc, e);
	}
	return rc;
}

/* which: 0 ids, 1 titles. */
static enum ns_code write_hashes(struct ns_builder *b,
				 struct ns_segment_writer *w, int which,
				 struct ns_error *e)
{
	uint32_t n = ns_builder_docs(b), used = 0;
	struct hash_key *key;
	enum ns_code rc = NS_OK;

	ns_buf_reset(&b->sort);
	key = (void *)ns_buf_room(&b->sort, n * sizeof(*key));
	if (!key)
		return ns_fail(e, NS_NOMEM, "no memory to sort ids");
	for (ns_docid i = 0; i < n; i++) {
		const struct ns_batch_doc *d = in_order(b, i);

		if (which && !d->title_hash)
			continue;
		key[used].hash = which ? d->title_hash : d->id_hash;
		key[used++].doc = i;
	}
	qsort(key, used, sizeof(*key), by_hash_key);
	for (uint32_t i = 0; !rc && i < used; i++)
		rc = ns_writer_id(w, which, key[i].doc, e);
	return rc;
}

static enum ns_code write_names(const struct ns_builder *b,
				struct ns_segment_writer *w, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	for (unsigned f = 0; f < NS_NAME_FIELDS; f++) {
		uint32_t n = ns_names_n(&b->names, f);

		for (uint32_t i = 0; !rc && i < n; i++)
			rc = ns_writer_name(
				w, f,
				ns_name_shown(&b->names,
					      ns_names_at(&b->names, f, i)),
				e);
	}
	return rc;
}

static enum ns_code write_all(struct ns_builder *b, struct ns_segment_writer *w,
			      struct ns_error *e)
{
	struct ns_str zdict = ns_records_zdict(b->records);
	enum ns_code rc = write_docs(b, w, e);

	for (int which = 0; !rc && which < 2; which++)
		rc = write_hashes(b, w, which, e);
	if (!rc)
		rc = write_names(b, w, e);
	if (!rc && zdict.n)
		rc = ns_writer_dictionary(w, ns_zdict_id(zdict), zdict, e);
	if (!rc)
		rc = ns_batch_write_terms(b, w, e);
	return rc;
}

/* ---- the segment ---- */

static double avgdl(const struct ns_builder *b,
		    const struct ns_builder_target *to)
{
	uint64_t sum = to->sum_length;
	uint32_t n = ns_builder_docs(b);

	for (uint32_t i = 0; i < n; i++)
		sum += weighted_length(b, ns_batch_doc(b, i));
	return sum ? (double)sum / (double)(to->n_docs + n) : 1;
}

static enum ns_code reset(struct ns_builder *b, struct ns_error *e)
{
	ns_lexicon_reset(&b->lexicon);
	ns_names_reset(&b->names);
	ns_buf_reset(&b->bytes);
	ns_buf_reset(&b->docs);
	return ns_records_reset(b->records, e);
}

enum ns_code ns_builder_finish(struct ns_builder *b,
			       const struct ns_builder_target *to,
			       struct ns_segment_info *info, struct ns_error *e)
{
	struct ns_writer_plan plan = { (const char *)b->dir.p, to->number,
				       b->plan.settings, avgdl(b, to) };
	struct ns_segment_writer *w = NULL;
	enum ns_code rc = ns_records_end(b->records, e);

	if (!rc)
		rc = order_docs(b, e);
	if (!rc)
		rc = ns_ranks_make(&b->ranks, &b->lexicon, e);
	if (!rc)
		rc = ns_writer_open(&plan, &w, e);
	if (!rc)
		rc = write_all(b, w, e);
	if (!rc)
		rc = ns_writer_finish(&w, info, e);
	ns_writer_abort(w);
	return rc ? rc : reset(b, e);
}
