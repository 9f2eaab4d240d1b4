#include "query/list.h"

#include "core/archive/kernel.h"
#include "query/group.h"

/* Blocks of a window above which they are mostly bitsets, which are added in
 * place: quicker than their documents are decoded. */
enum { DENSE = 4, PROBES = 6 };

/* Moves a cursor to the first block whose last document is >= doc. */
static uint32_t seek(const struct ns_postings *p, uint32_t *at, ns_docid doc)
{
	uint32_t i = *at;

	if (i && p->last_doc[i - 1] >= doc)
		i = 0;
	if (i >= p->n_blocks || p->last_doc[i] < doc)
		i = ns_postings_seek(p, i, doc);
	return *at = i;
}

uint32_t ns_list_seek(struct ns_list *l, ns_docid from)
{
	return seek(&l->p, &l->at, from);
}

/* ---- blocks -------------------------------------------------------------- */

static struct ns_cache *cache_of(struct ns_list *l)
{
	struct ns_group *g = l->group;
	bool share = g->n_lists > NS_GROUP_CACHES;
	struct ns_cache **slot = share ? &g->shared : &l->cache;

	if (!*slot) {
		*slot = ns_arena_alloc(g->arena, sizeof(**slot));
		if (*slot)
			(*slot)->owner = NULL;
	}
	return *slot;
}

/* The cache, emptied unless it has the block. */
static struct ns_cache *cache_for(struct ns_list *l, uint32_t i)
{
	struct ns_cache *c = cache_of(l);

	if (c && (c->owner != l || c->block != i)) {
		c->owner = NULL;
		c->block = i;
		c->at = 0;
		c->is_whole = c->placed = false;
	}
	return c;
}

enum ns_code ns_list_block(struct ns_list *l, uint32_t i, struct ns_cache **out,
			   struct ns_error *e)
{
	struct ns_cache *c = *out = cache_for(l, i);
	enum ns_code rc;

	if (!c)
		return ns_out_of_budget(e);
	if (c->owner && c->is_whole)
		return NS_OK;
	rc = c->owner ? NS_OK : ns_postings_docs(&l->p, i, &c->b, e);
	c->owner = NULL;
	if (!rc)
		rc = ns_postings_freqs(&l->p, i, &c->b, e);
	if (!rc)
		rc = ns_postings_titles(&l->p, i, &c->b, e);
	if (rc)
		return rc;
	c->owner = l;
	c->is_whole = true;
	return NS_OK;
}

/* Block i with its documents at least. */
static enum ns_code docs_of(struct ns_list *l, uint32_t i,
			    struct ns_cache **out, struct ns_error *e)
{
	struct ns_cache *c = *out = cache_for(l, i);
	enum ns_code rc;

	if (!c)
		return ns_out_of_budget(e);
	if (c->owner)
		return NS_OK;
	rc = ns_postings_docs(&l->p, i, &c->b, e);
	if (!rc)
		c->owner = l;
	return rc;
}

/* The first posting of the block whose document is >= doc; b.n: none. Most
 * questions come in ascending order. */
static inline uint32_t find_in(struct ns_cache *c, ns_docid doc)
{
	const uint32_t *v = c->b.doc;
	uint32_t from = c->at;

	if (from && v[from - 1] >= doc)
		from = 0;
	if (from < c->b.n && v[from] < doc)
		from = (uint32_t)ns_kernel->find(v, c->b.n, from + 1, doc);
	return c->at = from;
}

/* The block that holds the document if any does; NS_NOTFOUND. */
static enum ns_code block_for(struct ns_list *l, ns_docid doc,
			      struct ns_cache **out, struct ns_error *e)
{
	struct ns_cache *c = l->cache;
	uint32_t i;

	if (c && c->owner == l && c->b.doc[0] <= doc &&
	    c->b.doc[c->b.n - 1] >= doc) {
		*out = c;
		return NS_OK;
	}
	i = seek(&l->p, &l->near, doc);
	if (i >= l->p.n_blocks || l->p.base[i] > doc)
		return NS_NOTFOUND;
	return docs_of(l, i, out, e);
}

enum ns_code ns_list_find(struct ns_list *l, ns_docid doc,
			  struct ns_posting *out, struct ns_error *e)
{
	struct ns_cache *c;
	uint32_t j;
	enum ns_code rc = block_for(l, doc, &c, e);

	if (rc)
		return rc;
	j = find_in(c, doc);
	if (j == c->b.n || c->b.doc[j] != doc)
		return NS_NOTFOUND;
	*out = (struct ns_posting){ c, j };
	return c->is_whole ? NS_OK : ns_list_block(l, c->block, &out->in, e);
}

enum ns_code ns_posting_place(const struct ns_posting *at, uint32_t *n,
			      struct ns_error *e)
{
	struct ns_cache *c = at->in;
	enum ns_code rc = NS_OK;

	if (!c->placed)
		rc = ns_positions_open(&c->owner->p, c->block, &c->b, &c->ps,
				       e);
	c->placed = !rc;
	*n = rc ? 0 : c->ps.start[at->j + 1] - c->ps.start[at->j];
	return rc;
}

/* ---- windows ------------------------------------------------------------- */

static bool is_within(const struct ns_postings *p, uint32_t i, ns_docid from)
{
	return p->base[i] >= from &&
	       p->last_doc[i] - from < (ns_docid)NS_WINDOW_DOCS;
}

/* A block that lies in several windows is decoded once for all of them. */
static enum ns_code add_part(struct ns_list *l, uint32_t i, ns_docid from,
			     uint64_t *bits, struct ns_error *e)
{
	struct ns_cache *c;
	uint32_t j;
	enum ns_code rc = docs_of(l, i, &c, e);

	if (rc)
		return rc;
	for (j = find_in(c, from); j < c->b.n; j++) {
		uint32_t d = c->b.doc[j] - from;

		if (d >= NS_WINDOW_DOCS)
			break;
		bits[d / 64] |= UINT64_C(1) << (d % 64);
	}
	return NS_OK;
}

enum ns_code ns_list_add(struct ns_list *l, ns_docid from, uint64_t *bits,
			 struct ns_error *e)
{
	bool share = l->group->n_lists > NS_GROUP_CACHES;
	uint32_t i;
	enum ns_code rc = NS_OK;

	if (l->p.bitmap) {
		ns_kernel->or
			(bits, bits, l->p.bitmap + from / 64, NS_WINDOW_WORDS);
		return NS_OK;
	}
	for (i = ns_list_seek(l, from); !rc && i < l->p.n_blocks; i++) {
		if (l->p.base[i] >= from + NS_WINDOW_DOCS)
			break;
		if (share || is_within(&l->p, i, from))
			rc = ns_postings_bits(&l->p, i, from, bits,
					      NS_WINDOW_WORDS, e);
		else
			rc = add_part(l, i, from, bits, e);
	}
	return rc;
}

bool ns_list_is_asked(const struct ns_list *l, uint32_t i, ns_docid from,
		      const uint64_t *bits)
{
	ns_docid first = l->p.base[i], last = l->p.last_doc[i];
	uint32_t word = first > from ? (first - from) / 64 : 0;
	uint32_t to = last - from < NS_WINDOW_DOCS ? last - from
						   : NS_WINDOW_DOCS - 1;

	for (; word <= to / 64; word++) {
		if (bits[word])
			return true;
	}
	return false;
}

bool ns_list_is_probed(struct ns_list *l, ns_docid from, uint32_t n)
{
	uint32_t i = ns_list_seek(l, from), blocks;
	ns_docid to = from + NS_WINDOW_DOCS;

	if (l->p.bitmap)
		return false;
	for (blocks = 0; i + blocks < l->p.n_blocks; blocks++) {
		if (l->p.base[i + blocks] >= to || blocks * PROBES >= n)
			break;
	}
	return blocks < DENSE ? n <= blocks * PROBES : n <= blocks / 2;
}

enum ns_code ns_list_probe(struct ns_list *l, ns_docid from,
			   const uint64_t *asked, uint64_t *out,
			   struct ns_error *e)
{
	uint32_t w, j;
	struct ns_cache *c;

	for (w = 0; w < NS_WINDOW_WORDS; w++) {
		uint64_t left = asked[w];

		for (; left; left &= left - 1) {
			ns_docid doc =
				from + w * 64 + (uint32_t)__builtin_ctzll(left);
			enum ns_code rc = block_for(l, doc, &c, e);

			if (rc == NS_NOTFOUND)
				continue;
			if (rc)
				return rc;
			j = find_in(c, doc);
			if (j < c->b.n && c->b.doc[j] == doc)
				out[w] |= left & -left;
		}
	}
	return NS_OK;
}
