/* The deep check of dictionaries and lists. */
#include <stdlib.h>
#include <string.h>

#include "core/archive/check_state.h"
#include "core/archive/kernel.h"
#include "core/archive/postings.h"

/* What a term's list adds up to. */
struct tally {
	uint64_t docs, total;
	uint32_t *form_docs;       // by form
	ns_docid next;             // no document below may follow
	uint32_t *position, *form; // room for one document's occurrences
	size_t room;
};

static const char *name_of(const struct ns_term *t)
{
	return t->text.n ? t->text.p : "";
}

static bool make_room(struct tally *y, uint32_t n)
{
	uint32_t *p, *f;

	if (n <= y->room)
		return true;
	p = realloc(y->position, n * sizeof(*p));
	if (p)
		y->position = p;
	f = realloc(y->form, n * sizeof(*f));
	if (f)
		y->form = f;
	if (p && f)
		y->room = n;
	return p && f;
}

static int order(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Counts each form of a document once. */
static void count_forms(struct ns_check *c, const struct ns_term *t,
			struct tally *y, uint32_t n)
{
	if (n)
		qsort(y->form, n, sizeof(*y->form), order);
	for (uint32_t i = 0; i < n; i++) {
		if (y->form[i] >= t->n_forms) {
			ns_check_problem(c, "\"%s\": a form's number",
					 name_of(t));
			return;
		}
		if (!i || y->form[i] != y->form[i - 1])
			y->form_docs[y->form[i]]++;
	}
}

static void check_positions(struct ns_check *c, const struct ns_term *t,
			    struct ns_positions *ps, uint32_t j,
			    struct tally *y)
{
	uint32_t n = ps->start[j + 1] - ps->start[j];
	struct ns_error e;

	if (!make_room(y, n)) {
		ns_check_problem(c, "no memory to check \"%s\"", name_of(t));
		return;
	}
	if (ns_positions_get(ps, j, y->position, y->form, &e))
		ns_check_problem(c, "\"%s\": %s", name_of(t), e.text);
	else if (y->form_docs)
		count_forms(c, t, y, n);
}

/* The bound of a block must hold for all of its postings. */
static void check_impact(struct ns_check *c, const struct ns_term *t,
			 const struct ns_block *b, uint16_t impact)
{
	const uint8_t *norm;
	struct ns_error e;
	double bound = impact == UINT16_MAX ? 1 : impact / 65536.;

	if (t->kind != NS_KIND_STEM)
		return;
	for (uint32_t j = 0; j < b->n; j++) {
		double tf = b->freq[j];

		norm = ns_column_chunk(c->seg, NS_COL_NORM,
				       b->doc[j] / NS_COLUMN_DOCS, &e);
		if (norm &&
		    tf / (tf + c->k[norm[b->doc[j] % NS_COLUMN_DOCS]]) > bound)
			ns_check_problem(c, "\"%s\": a bound below document %u",
					 name_of(t), b->doc[j]);
	}
}

static void check_block(struct ns_check *c, const struct ns_term *t,
			const struct ns_postings *p, uint32_t i,
			struct tally *y)
{
	struct ns_block b;
	struct ns_positions ps;
	struct ns_error e;

	if (ns_postings_block(p, i, &b, &e) ||
	    (p->has_positions && ns_positions_open(p, i, &b, &ps, &e))) {
		ns_check_problem(c, "\"%s\": %s", name_of(t), e.text);
		return;
	}
	for (uint32_t j = 0; j < b.n; j++) {
		uint32_t n = ns_occurrences(&b, j, c->seg->info.title_weight);

		if (b.doc[j] < y->next || b.doc[j] >= c->seg->info.n_docs || !n)
			ns_check_problem(c, "\"%s\": document %u", name_of(t),
					 b.doc[j]);
		y->next = b.doc[j] + 1;
		y->total += n;
		if (p->has_positions)
			check_positions(c, t, &ps, j, y);
	}
	y->docs += b.n;
	check_impact(c, t, &b, p->impact[i]);
}

/* A dense list's bitmap holds its documents and no others. */
static void check_bitmap(struct ns_check *c, const struct ns_term *t,
			 const struct ns_postings *p)
{
	size_t n = ns_bitmap_words(c->seg->info.n_docs);
	uint64_t *bits;
	struct ns_block b;
	struct ns_error e;

	if (!p->bitmap && p->n_blocks > 1 &&
	    ns_has_bitmap(t->df, c->seg->info.n_docs))
		ns_check_problem(c, "\"%s\": a bitmap too few", name_of(t));
	if (!p->bitmap)
		return;
	bits = calloc(n, sizeof(*bits));
	for (uint32_t i = 0; bits && i < p->n_blocks; i++)
		if (!ns_postings_docs(p, i, &b, &e)) // else it was told
			ns_kernel->set_bits(b.doc, b.n, 0, bits);
	if (!bits || memcmp(bits, p->bitmap, n * sizeof(*bits)) != 0)
		ns_check_problem(c, "\"%s\": its bitmap", name_of(t));
	free(bits);
}

static void check_form_counts(struct ns_check *c, const struct ns_term *t,
			      const struct tally *y)
{
	struct ns_form *form;
	struct ns_form_stem *stem;
	struct ns_error e;
	uint32_t n;

	ns_arena_reset(&c->arena);
	if (ns_term_forms(t, &c->arena, &form, &e)) {
		ns_check_problem(c, "%s", e.text);
		return;
	}
	for (uint32_t i = 0; i < t->n_forms; i++) {
		if (form[i].df != y->form_docs[i])
			ns_check_problem(c, "\"%s\": form %u is in %u, not %u",
					 name_of(t), i, y->form_docs[i],
					 form[i].df);
		if (!form[i].df)
			continue;
		if (ns_form_stems(c->seg, t->lang, form[i].text, &c->arena,
				  &stem, &n, &e))
			ns_check_problem(c, "\"%s\": form %u has no entry",
					 name_of(t), i);
		else if (t->own_forms && n != 1)
			ns_check_problem(c, "\"%s\": form %u is not its own",
					 name_of(t), i);
	}
}

static void check_list(struct ns_check *c, const struct ns_term *t,
		       struct tally *y)
{
	struct ns_postings p;
	struct ns_error e;

	if (ns_postings_open(c->seg, t, &p, &e)) {
		ns_check_problem(c, "%s", e.text);
		return;
	}
	y->docs = y->total = 0;
	y->next = 0;
	y->form_docs = t->n_forms ? calloc(t->n_forms, sizeof(uint32_t)) : NULL;
	for (uint32_t i = 0; i < p.n_blocks; i++)
		check_block(c, t, &p, i, y);
	check_bitmap(c, t, &p);
	if (y->docs != t->df || y->total != t->total)
		ns_check_problem(c, "\"%s\": %llu documents, %llu occurrences",
				 name_of(t), (unsigned long long)y->docs,
				 (unsigned long long)y->total);
	if (y->form_docs)
		check_form_counts(c, t, y);
	free(y->form_docs);
	c->report->postings += y->docs;
	c->report->occurrences += y->total;
}

void ns_check_terms(struct ns_check *c)
{
	static const char no_lang[4];
	struct tally y = { 0 };
	struct ns_walk w;
	struct ns_error e;
	uint64_t n = 0;
	enum ns_code code = ns_walk_open(c->seg, 0, no_lang,
					 (struct ns_str){ "", 0 }, &w, &e);

	for (; !code; code = ns_walk_next(&w, &e), n++)
		if (w.term.kind != NS_KIND_FORM)
			check_list(c, &w.term, &y);
	ns_walk_close(&w);
	if (code != NS_END)
		ns_check_problem(c, "%s", e.text);
	if (n != c->seg->info.n_terms)
		ns_check_problem(c, "%llu terms, the header says %llu",
				 (unsigned long long)n,
				 (unsigned long long)c->seg->info.n_terms);
	c->report->terms += n;
	free(y.position);
	free(y.form);
}
