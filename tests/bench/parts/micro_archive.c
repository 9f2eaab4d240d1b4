/* Reading: the dictionary, blocks of postings, stored articles, opening. */
#include <stdio.h>
#include <stdlib.h>

#include "core/archive/archive.h"
#include "tests/bench/parts/micro.h"

enum {
	TERMS = 4096, // looked up
	STRIDE = 37,  // of the walk that finds them
	FETCHES = 2000,
	TOUCHED = 4, // reads that miss: two pages of the tree, a leaf, a block
};

struct reading {
	struct micro *m;
	const struct ns_segment *seg;
	struct ns_arena arena, scratch;
	struct ns_str term[TERMS];
	uint32_t n_terms;
	struct ns_str densest; // the commonest stem, in df documents
	uint32_t df;
	uint64_t total; // its occurrences
	struct ns_postings postings;
	uint32_t from;  // of documents that are fetched
	uint64_t bytes; // fetched
	enum ns_code rc;
};

static const char english[4] = "en";

/* ---- the dictionary ------------------------------------------------------ */

static uint32_t place_of(uint32_t i)
{
	return (uint32_t)(i * UINT64_C(2654435761) % TERMS);
}

/* Every so many stems, in an order that jumps about; and the commonest. */
static void gather(struct reading *r)
{
	struct ns_walk w = { .seg = NULL };
	uint32_t i = 0;

	r->rc = ns_walk_open(r->seg, NS_KIND_STEM, english,
			     (struct ns_str){ "", 0 }, &w, r->m->e);
	for (; !r->rc && w.term.kind == NS_KIND_STEM; i++) {
		if (i % STRIDE == 0 && i / STRIDE < TERMS)
			r->term[place_of(i / STRIDE)] =
				ns_arena_str(&r->arena, w.term.text);
		if (w.term.df > r->df) {
			r->df = w.term.df;
			r->densest = ns_arena_str(&r->arena, w.term.text);
		}
		r->rc = ns_walk_next(&w, r->m->e);
	}
	r->rc = r->rc == NS_END ? NS_OK : r->rc;
	ns_walk_close(&w);
}

static void look_up(void *with)
{
	struct reading *r = with;
	struct ns_term t;

	r->n_terms = 0;
	for (uint32_t i = 0; !r->rc && i < TERMS; i++) {
		if (!r->term[i].p)
			continue;
		r->rc = ns_term_find(r->seg, NS_KIND_STEM, english, r->term[i],
				     &t, r->m->e);
		r->n_terms++;
	}
}

/* ---- postings ------------------------------------------------------------ */

static void decode_blocks(void *with)
{
	struct reading *r = with;
	struct ns_block b;

	for (uint32_t i = 0; !r->rc && i < r->postings.n_blocks; i++) {
		r->rc = ns_postings_block(&r->postings, i, &b, r->m->e);
		micro_keep(b.freq[0]);
	}
}

static void decode_docs(void *with)
{
	struct reading *r = with;
	struct ns_block b;

	for (uint32_t i = 0; !r->rc && i < r->postings.n_blocks; i++) {
		r->rc = ns_postings_docs(&r->postings, i, &b, r->m->e);
		micro_keep(b.doc[0]);
	}
}

static void set_bits(void *with)
{
	struct reading *r = with;
	uint64_t words[64] = { 0 };

	for (uint32_t i = 0; !r->rc && i < r->postings.n_blocks; i++)
		r->rc = ns_postings_bits(&r->postings, i,
					 r->postings.base[i] / 64 * 64, words,
					 64, r->m->e);
	micro_keep(words[0]);
}

static void find_positions(void *with)
{
	struct reading *r = with;
	uint32_t *position = ns_arena_alloc(
		&r->scratch, (NS_POSITION_MAX + 1) * sizeof(*position));
	struct ns_positions ps;
	struct ns_block b;

	for (uint32_t i = 0; position && !r->rc && i < r->postings.n_blocks;
	     i++) {
		r->rc = ns_postings_block(&r->postings, i, &b, r->m->e);
		if (!r->rc)
			r->rc = ns_positions_open(&r->postings, i, &b, &ps,
						  r->m->e);
		for (uint32_t j = 0; !r->rc && j < b.n; j++)
			r->rc = ns_positions_get(&ps, j, position, NULL,
						 r->m->e);
	}
	ns_arena_reset(&r->scratch);
}

/* Written, in bytes of 32 bits each, beside reading that much from a cache. */
static void put_postings(struct reading *r, const char *what, double ns,
			 uint64_t n)
{
	micro_put(r->m, &(struct micro_row){ what, "ns", ns / (double)n,
					     4 / r->m->limit.near_gbs,
					     "4 bytes from 16 KB" });
}

static void measure_postings(struct reading *r)
{
	uint64_t df = r->df;
	struct ns_term t;

	r->rc = ns_term_find(r->seg, NS_KIND_STEM, english, r->densest, &t,
			     r->m->e);
	if (!r->rc)
		r->rc = ns_postings_open(r->seg, &t, &r->postings, r->m->e);
	if (r->rc)
		return;
	r->total = t.total;
	put_postings(r, "a posting decoded: document, frequency",
		     micro_least(decode_blocks, r, 20), df);
	put_postings(r, "a posting decoded: document",
		     micro_least(decode_docs, r, 20), df);
	put_postings(r, "a posting set as a bit", micro_least(set_bits, r, 20),
		     df);
	put_postings(r, "an occurrence's position",
		     micro_least(find_positions, r, 5), r->total);
}

/* ---- stored articles ----------------------------------------------------- */

static void fetch(void *with)
{
	struct reading *r = with;
	uint32_t n = ns_segment_info(r->seg)->n_docs;

	r->bytes = 0;
	for (uint32_t i = 0; !r->rc && i < FETCHES; i++) {
		uint32_t doc =
			(uint32_t)((r->from + i * UINT64_C(2654435761)) % n);
		struct ns_article a;

		ns_arena_reset(&r->scratch);
		r->rc = ns_segment_article(r->seg, doc, &r->scratch, &a,
					   r->m->e);
		if (!r->rc)
			r->bytes += a.title.n + a.body.n;
	}
	r->from += 7;
}

static void measure_fetch(struct reading *r)
{
	double ns = micro_least(fetch, r, 4);

	micro_put(r->m, &(struct micro_row){ "a stored article", "us",
					     ns / FETCHES / 1e3,
					     (double)r->bytes / FETCHES /
						     r->m->limit.copy_gbs / 1e3,
					     "its text copied" });
}

static void open_archive(void *with)
{
	struct reading *r = with;
	const struct ns_snapshot *snap = NULL;
	struct ns_archive *ar = NULL;
	char dir[512];

	(void)snprintf(dir, sizeof(dir), "%s/micro.ns", r->m->dir);
	if (!r->rc)
		r->rc = ns_archive_open(dir, &ar, r->m->e);
	if (!r->rc)
		r->rc = ns_snapshot_get(ar, &snap, r->m->e);
	ns_snapshot_put(snap);
	ns_archive_close(ar);
}

/* ---- all of it ----------------------------------------------------------- */

static void measure(struct reading *r)
{
	double ns = micro_least(open_archive, r, 5);

	micro_put(r->m, &(struct micro_row){ "opening an archive", "us",
					     ns / 1e3, 0, "" });
	gather(r);
	ns = micro_least(look_up, r, 5);
	micro_put(r->m, &(struct micro_row){ "a term looked up", "ns",
					     ns / r->n_terms,
					     TOUCHED * r->m->limit.latency_ns,
					     "four reads that are missed" });
	if (!r->rc)
		measure_postings(r);
	if (!r->rc)
		measure_fetch(r);
}

enum ns_code micro_archive(struct micro *m)
{
	struct reading *r = calloc(1, sizeof(*r));
	const struct ns_snapshot *snap = NULL;
	struct ns_archive *ar = NULL;
	char dir[512];
	enum ns_code rc;

	if (!r)
		return ns_fail(m->e, NS_NOMEM, "no memory to measure");
	r->m = m;
	(void)snprintf(dir, sizeof(dir), "%s/micro.ns", m->dir);
	rc = ns_archive_open(dir, &ar, m->e);
	if (!rc)
		rc = ns_snapshot_get(ar, &snap, m->e);
	for (uint32_t i = 0; !rc && i < snap->n_segments; i++) {
		const struct ns_segment *seg = snap->segment[i].seg;

		if (!r->seg || ns_segment_info(seg)->n_docs >
				       ns_segment_info(r->seg)->n_docs)
			r->seg = seg;
	}
	if (!rc && r->seg)
		measure(r);
	rc = rc ? rc : r->rc;
	ns_arena_free(&r->arena);
	ns_arena_free(&r->scratch);
	ns_snapshot_put(snap);
	ns_archive_close(ar);
	free(r);
	return rc;
}
