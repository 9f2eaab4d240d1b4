/* An archive and its model, changed side by side. */
#include "tests/oracle_shelf.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/archive/postings.h"
#include "indexer/builder.h"
#include "indexer/merge.h"

#define NONE UINT32_MAX

enum {
	WINDOW_DOCS = 4096, // of the engine's windows
	BITSET_AT = 1,      // of a block's bytes: says that it is one
	BITSET = 0x80,
};

/* What the rules know of a document, and of an id. */
struct shelf_doc {
	uint32_t id;
	struct ns_hash128 content;
};
struct shelf_id {
	uint32_t live;   // document, or NONE
	uint32_t commit; // the last that had it
	bool forgotten;
};

/* ---- opening ------------------------------------------------------------- */

enum ns_code shelf_open(struct shelf *s, struct ns_analyzer *an, uint32_t n_ids)
{
	const char *where = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
	uint32_t i;

	*s = (struct shelf){ .an = an, .settings = NS_SETTINGS_DEFAULT };
	(void)snprintf(s->dir, sizeof(s->dir), "%s/ns-oracle-XXXXXX", where);
	if (!mkdtemp(s->dir))
		return ns_fail_errno(&s->error, errno, "%s", s->dir);
	(void)snprintf(s->path, sizeof(s->path), "%s/a.ns", s->dir);
	s->o = oracle_open(an, s->settings);
	s->n_ids = n_ids;
	s->id = calloc(n_ids, sizeof(*s->id));
	assert(s->id);
	for (i = 0; i < n_ids; i++)
		s->id[i].live = NONE;
	return NS_OK;
}

static void remove_all(const char *dir)
{
	const struct dirent *entry;
	char path[512];
	DIR *d = opendir(dir);

	while (d && (entry = readdir(d)) != NULL) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		(void)unlink(path);
	}
	if (d)
		(void)closedir(d);
	(void)rmdir(dir);
}

void shelf_close(struct shelf *s)
{
	ns_update_close(s->u);
	oracle_free(s->o);
	free(s->doc);
	free(s->id);
	free(s->stem);
	remove_all(s->path);
	remove_all(s->dir);
	*s = (struct shelf){ 0 };
}

static enum ns_code open_update(struct shelf *s)
{
	if (s->u)
		return NS_OK;
	return ns_update_open(s->path, &s->settings, &s->u, &s->error);
}

/* ---- articles ------------------------------------------------------------ */

static void write_id(uint32_t id, char out[32])
{
	(void)snprintf(out, 32, "urn:n:%u", id);
}

/* What the rules say of it is decided when all of a commit are known. */
static void take_in(struct shelf *s, const struct ns_article *a,
		    const struct shelf_item *item)
{
	uint32_t number = oracle_add(s->o, a, item->lang, s->next_sequence);
	struct ns_buf scratch = { 0 };

	if (number >= s->cap_docs) {
		s->cap_docs = s->cap_docs ? 2 * s->cap_docs : 256;
		s->doc = realloc(s->doc, s->cap_docs * sizeof(*s->doc));
		assert(s->doc);
	}
	s->doc[number].id = item->id;
	ns_article_hash(a, &scratch, &s->doc[number].content);
	ns_buf_free(&scratch);
}

static enum ns_code build_one(struct shelf *s, struct ns_builder *b,
			      const struct shelf_item *item)
{
	struct ns_article a = item->article;
	struct ns_buf record = { 0 };
	struct ns_item in = { .article = &a, .lang = item->lang };
	enum ns_code rc;
	char id[32];

	write_id(item->id, id);
	a.id = ns_str_of(id);
	ns_article_encode(&a, &record);
	in.record = ns_buf_view(&record);
	in.id = a.id;
	in.sequence = s->next_sequence;
	rc = ns_builder_add(b, &in, &s->error);
	if (!rc) {
		take_in(s, &a, item);
		s->next_sequence++;
	}
	ns_buf_free(&record);
	return rc;
}

/* What becomes segment `number`. */
struct share {
	const struct shelf_item *item;
	uint32_t from, to, number;
};

static enum ns_code build(struct shelf *s, const struct share *x)
{
	struct ns_builder_plan plan = { .dir = ns_update_dir(s->u),
					.settings = s->settings,
					.an = s->an };
	const struct ns_snapshot *now = ns_update_snapshot(s->u);
	struct ns_builder_target to = { x->number, now->n_docs,
					now->sum_length };
	struct ns_segment_info info;
	struct ns_builder *b = NULL;
	enum ns_code rc = ns_builder_open(&plan, &b, &s->error);
	uint32_t i;

	for (i = x->from; !rc && i < x->to; i++)
		rc = build_one(s, b, &x->item[i]);
	if (!rc)
		rc = ns_builder_finish(b, &to, &info, &s->error);
	ns_builder_free(b);
	return rc;
}

static bool is_same(const struct ns_hash128 *a, const struct ns_hash128 *b)
{
	return a->lo == b->lo && a->hi == b->hi;
}

/* The last of an id in this commit takes the place of what was there, unless
 * that is the same. */
static void apply(struct shelf *s, uint32_t first)
{
	uint32_t i = s->o->n_docs;

	s->n_commits++;
	while (i-- > first) {
		const struct shelf_doc *d = &s->doc[i];
		struct shelf_id *id = &s->id[d->id];

		if (id->commit == s->n_commits)
			continue;
		id->commit = s->n_commits;
		if (id->forgotten ||
		    (id->live != NONE &&
		     is_same(&s->doc[id->live].content, &d->content)))
			continue;
		id->live = i;
	}
}

enum ns_code shelf_add(struct shelf *s, const struct shelf_item *item,
		       uint32_t n, uint32_t n_segments)
{
	uint32_t number[SHELF_SEGMENTS], i, first = s->o->n_docs;
	struct ns_publish p = { .add = number };
	enum ns_code rc = open_update(s);

	if (!rc && !s->next_sequence)
		s->next_sequence = ns_update_sequence(s->u);
	for (i = 0; !rc && i < n_segments; i++) {
		struct share x = {
			item, (uint32_t)((uint64_t)n * i / n_segments),
			(uint32_t)((uint64_t)n * (i + 1) / n_segments),
			ns_update_number(s->u)
		};

		if (x.from == x.to)
			continue;
		number[p.n_add++] = x.number;
		rc = build(s, &x);
	}
	p.sequence = s->next_sequence;
	if (!rc)
		rc = ns_publish(s->u, &p, NULL, &s->error);
	apply(s, first);
	return rc;
}

enum ns_code shelf_forget(struct shelf *s, const uint32_t *id, uint32_t n)
{
	struct ns_tombstone *stone = calloc(n + 1u, sizeof(*stone));
	char(*text)[32] = calloc(n + 1u, sizeof(*text));
	struct ns_publish p = { .forget = stone, .n_forget = n };
	enum ns_code rc = open_update(s);
	uint32_t i;

	assert(stone && text);
	for (i = 0; i < n; i++) {
		write_id(id[i], text[i]);
		stone[i].id = ns_str_of(text[i]);
		s->id[id[i]].live = NONE;
		s->id[id[i]].forgotten = true;
	}
	p.sequence = s->next_sequence;
	if (!rc)
		rc = ns_publish(s->u, &p, NULL, &s->error);
	free(stone);
	free(text);
	return rc;
}

enum ns_code shelf_merge(struct shelf *s, uint32_t from, uint32_t n)
{
	uint32_t number[SHELF_SEGMENTS], out, i;
	struct ns_publish p = { .drop = number, .merged = true, .add = &out };
	struct ns_merge_facts facts = { 0 };
	const struct ns_snapshot *snap;
	enum ns_code rc = open_update(s);

	if (rc)
		return rc;
	snap = ns_update_snapshot(s->u);
	for (i = from; i < from + n && i < snap->n_segments; i++)
		number[p.n_drop++] = ns_segment_number(snap->segment[i].seg);
	if (!p.n_drop)
		return NS_OK;
	rc = ns_merge_counted(s->u, number, p.n_drop, &out, &facts, &s->error);
	if (rc)
		return rc == NS_NOTFOUND ? NS_OK : rc;
	s->copied_blocks += facts.copied_blocks;
	p.n_add = 1;
	p.sequence = s->next_sequence;
	return ns_publish(s->u, &p, NULL, &s->error);
}

/* ---- what is there ------------------------------------------------------- */

static bool is_live(const struct ns_segment_view *v, ns_docid doc)
{
	return !v->live || (v->live[doc / 64] >> (doc % 64) & 1);
}

/* The oracle's number of a document: they were numbered in input order. */
static enum ns_code number_of(const struct shelf *s,
			      const struct ns_segment *seg, ns_docid doc,
			      uint32_t *number, struct ns_error *e)
{
	uint64_t sequence;
	enum ns_code rc =
		ns_column_get(seg, NS_COL_SEQUENCE, doc, &sequence, e);

	if (rc)
		return rc;
	*number = (uint32_t)(sequence - s->o->doc[0].sequence);
	if (*number >= s->o->n_docs || s->o->doc[*number].sequence != sequence)
		return ns_fail(e, NS_CORRUPT, "no article has sequence %llu",
			       (unsigned long long)sequence);
	return NS_OK;
}

static enum ns_code read_segment(struct shelf *s, uint32_t i)
{
	const struct ns_segment_view *v = &ns_update_snapshot(s->u)->segment[i];
	uint32_t n = ns_segment_info(v->seg)->n_docs, number = 0;
	enum ns_code rc = NS_OK;
	ns_docid d;

	for (d = 0; !rc && d < n; d++) {
		struct oracle_doc *doc;

		rc = number_of(s, v->seg, d, &number, &s->error);
		if (rc)
			return rc;
		doc = &s->o->doc[number];
		doc->present = true;
		doc->live = is_live(v, d);
		doc->segment = i;
		s->n_dead += !doc->live;
	}
	return rc;
}

/* What is live must be what the rules say. */
static enum ns_code compare_live(struct shelf *s)
{
	uint32_t i;

	for (i = 0; i < s->o->n_docs; i++) {
		uint32_t id = s->doc[i].id;
		bool wanted = s->id[id].live == i;

		if (s->o->doc[i].live != wanted)
			return ns_fail(&s->error, NS_CORRUPT,
				       "article %u (id %u) is %slive", i, id,
				       wanted ? "not " : "");
	}
	return NS_OK;
}

static enum ns_code compare_sums(struct shelf *s)
{
	const struct ns_snapshot *snap = ns_update_snapshot(s->u);
	const struct oracle *o = s->o;

	if (snap->n_docs == o->n_live && snap->sum_length == o->sum_length &&
	    snap->sum_title == o->sum_title && snap->n_titled == o->n_titled &&
	    snap->n_langs == o->n_langs)
		return NS_OK;
	return ns_fail(&s->error, NS_CORRUPT,
		       "%llu articles of %llu words in %u languages, not %llu "
		       "of %llu in %u",
		       (unsigned long long)snap->n_docs,
		       (unsigned long long)snap->sum_length, snap->n_langs,
		       (unsigned long long)o->n_live,
		       (unsigned long long)o->sum_length, o->n_langs);
}

/* ---- what its lists are like --------------------------------------------- */

static enum ns_code look_at_blocks(struct shelf *s,
				   const struct ns_segment_view *v,
				   const struct ns_postings *p, uint8_t *flags)
{
	uint8_t bytes[NS_BLOCK_ROOM];
	enum ns_code rc = NS_OK;
	ns_docid first = 0;
	struct ns_block b;
	uint32_t i, j;

	for (i = 0; !rc && i < p->n_blocks; i++) {
		rc = ns_postings_block(p, i, &b, &s->error);
		if (rc)
			return rc;
		first = i ? first : b.doc[0];
		(void)ns_block_encode(&b, p->base[i], bytes);
		if (bytes[BITSET_AT] == BITSET)
			*flags |= SHELF_BITSET;
		for (j = 0; j < b.n; j++)
			if (!is_live(v, b.doc[j]))
				*flags |= SHELF_DEAD;
		if (b.doc[b.n - 1] / WINDOW_DOCS != first / WINDOW_DOCS)
			*flags |= SHELF_WINDOWS;
	}
	if (p->n_blocks > 3)
		*flags |= SHELF_LONG;
	return rc;
}

static enum ns_code look_at_stem(struct shelf *s, const struct oracle_word *w)
{
	const struct ns_snapshot *snap = ns_update_snapshot(s->u);
	enum ns_code rc = NS_OK;
	struct ns_postings p;
	struct ns_term t;
	uint32_t i;

	for (i = 0; !rc && i < snap->n_segments; i++) {
		const struct ns_segment_view *v = &snap->segment[i];

		rc = ns_term_find(v->seg, NS_KIND_STEM, w->lang.code, w->stem,
				  &t, &s->error);
		if (rc == NS_NOTFOUND) {
			rc = NS_OK;
			continue;
		}
		if (rc || !t.n_blocks)
			continue;
		rc = ns_postings_open(v->seg, &t, &p, &s->error);
		if (!rc)
			rc = look_at_blocks(s, v, &p, &s->stem[w->stem_number]);
	}
	return rc;
}

static enum ns_code look_at_stems(struct shelf *s)
{
	bool *seen = calloc(s->o->n_stems + 1u, sizeof(*seen));
	enum ns_code rc = NS_OK;
	uint32_t i;

	free(s->stem);
	s->stem = calloc(s->o->n_stems + 1u, sizeof(*s->stem));
	assert(seen && s->stem);
	for (i = 0; !rc && i < s->o->n_words; i++) {
		const struct oracle_word *w = &s->o->word[i];

		if (!w->df || seen[w->stem_number])
			continue;
		seen[w->stem_number] = true;
		rc = look_at_stem(s, w);
	}
	free(seen);
	return rc;
}

static void look_at_segments(struct shelf *s)
{
	const struct ns_snapshot *snap = ns_update_snapshot(s->u);
	double avgdl = (double)s->o->sum_length / (double)s->o->n_live;
	uint32_t i, j;

	s->n_segments = snap->n_segments;
	s->grew = s->shrank = s->out_of_order = false;
	for (i = 0; i < snap->n_segments; i++) {
		const struct ns_segment_info *x =
			ns_segment_info(snap->segment[i].seg);

		s->grew |= avgdl > 1.02 * x->avgdl_greatest;
		s->shrank |= 1.02 * avgdl < x->avgdl_least;
		for (j = 0; j < i; j++)
			s->out_of_order |=
				ns_segment_info(snap->segment[j].seg)->oldest <
				x->newest;
	}
}

enum ns_code shelf_settle(struct shelf *s)
{
	enum ns_code rc = open_update(s);
	uint32_t i;

	s->n_dead = 0;
	for (i = 0; i < s->o->n_docs; i++)
		s->o->doc[i].present = s->o->doc[i].live = false;
	for (i = 0; !rc && i < ns_update_snapshot(s->u)->n_segments; i++)
		rc = read_segment(s, i);
	if (!rc)
		rc = compare_live(s);
	oracle_settle(s->o);
	if (!rc)
		rc = compare_sums(s);
	if (!rc)
		rc = look_at_stems(s);
	if (!rc)
		look_at_segments(s);
	ns_update_close(s->u);
	s->u = NULL;
	return rc;
}

enum ns_code shelf_find(const struct shelf *s, const struct ns_snapshot *snap,
			const struct ns_hit *hit, uint32_t *doc,
			struct ns_error *e)
{
	if (hit->segment >= snap->n_segments)
		return ns_fail(e, NS_CORRUPT, "a hit in segment %u of %u",
			       hit->segment, snap->n_segments);
	return number_of(s, snap->segment[hit->segment].seg, hit->doc, doc, e);
}
