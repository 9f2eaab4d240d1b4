/* Walking the sorted hashes of an open segment. */
#include "core/archive/chunkset.h"
#include "core/archive/pack.h"

/* A chunk: how many entries u32, then their documents, packed. Their hashes are
 * in the column that the list sorts by. */
struct sorted {
	const uint8_t *docs;
	uint32_t n;
	unsigned bits;
};

static enum ns_code open_sorted(const struct ns_segment *seg, int which,
				uint32_t chunk, struct sorted *s,
				struct ns_error *e)
{
	size_t len = 0;
	const uint8_t *p = ns_set_chunk(seg, &seg->ids[which], chunk, &len, e);
	struct ns_rd r = ns_rd_of(p, len);

	if (!p)
		return e ? e->code : NS_CORRUPT;
	s->n = ns_rd_u32(&r);
	s->bits = ns_bits(seg->info.n_docs - 1);
	s->docs = r.p;
	return r.bad || ns_rd_left(&r) != ns_packed_bytes(s->n, s->bits)
		       ? ns_segment_damaged(seg, "a list of hashes", e)
		       : NS_OK;
}

/* Entry i < s->n. */
static enum ns_code sorted_get(const struct ns_id_cursor *c,
			       const struct sorted *s, uint32_t i,
			       ns_docid *doc, uint64_t *hash,
			       struct ns_error *e)
{
	*doc = ns_unpack_one(s->docs, i, s->bits);
	return ns_column_get(c->seg,
			     c->which ? NS_COL_TITLE_HASH : NS_COL_ID_HASH,
			     *doc, hash, e);
}

enum ns_code ns_id_cursor_next(struct ns_id_cursor *c, struct ns_error *e)
{
	while (c->chunk < c->seg->ids[c->which].n) {
		struct sorted s = { 0 };
		enum ns_code code =
			open_sorted(c->seg, c->which, c->chunk, &s, e);

		if (code)
			return code;
		if (c->i < s.n)
			return sorted_get(c, &s, c->i++, &c->doc, &c->hash, e);
		c->chunk++;
		c->i = 0;
	}
	return NS_END;
}

/* The last chunk whose first hash is < hash, or the first. */
static enum ns_code find_chunk(struct ns_id_cursor *c, uint64_t hash,
			       struct ns_error *e)
{
	uint32_t low = 0, high = c->seg->ids[c->which].n;
	enum ns_code code = NS_OK;

	while (!code && high - low > 1) {
		uint32_t mid = low + (high - low) / 2;
		struct sorted s = { 0 };
		uint64_t first = UINT64_MAX;

		code = open_sorted(c->seg, c->which, mid, &s, e);
		if (!code && s.n)
			code = sorted_get(c, &s, 0, &c->doc, &first, e);
		if (first < hash)
			low = mid;
		else
			high = mid;
	}
	c->chunk = low;
	return code;
}

enum ns_code ns_id_cursor_seek(const struct ns_segment *seg, int which,
			       uint64_t hash, struct ns_id_cursor *c,
			       struct ns_error *e)
{
	uint32_t low = 0, high;
	struct sorted s = { 0 };
	enum ns_code code;

	*c = (struct ns_id_cursor){ .seg = seg, .which = which };
	if (!seg->ids[which].n)
		return NS_END;
	code = find_chunk(c, hash, e);
	if (!code)
		code = open_sorted(seg, which, c->chunk, &s, e);
	if (code)
		return code;
	for (high = s.n; !code && low < high;) {
		uint32_t mid = low + (high - low) / 2;
		uint64_t here = 0;

		code = sorted_get(c, &s, mid, &c->doc, &here, e);
		if (here < hash)
			low = mid + 1;
		else
			high = mid;
	}
	c->i = low;
	return code ? code : ns_id_cursor_next(c, e);
}
