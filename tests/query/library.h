/* library.h - small archives for tests of the engine, written article by
 * article; each commit is a segment.
 */
#ifndef NS_TESTS_QUERY_LIBRARY_H
#define NS_TESTS_QUERY_LIBRARY_H

#include "core/archive/update.h"
#include "core/text/analyze.h"
#include "indexer/builder.h"
#include "query/search.h"
#include "tests/indexer/scratch.h"
#include "tests/t.h"

struct library {
	struct scratch scratch;
	struct ns_settings settings;
	struct ns_analyzer *an;
	struct ns_update *update;
	struct ns_builder *builder;
	uint64_t sequence;
	struct ns_archive *archive; // by library_read
	struct ns_searcher *searcher;
};

static inline void library_make(struct library *l,
				const struct ns_settings *settings)
{
	struct ns_builder_plan plan = { 0 };
	struct ns_error e = { 0 };

	memset(l, 0, sizeof(*l));
	l->settings = settings ? *settings : NS_SETTINGS_DEFAULT;
	l->scratch = scratch_make();
	T_INT(ns_analyzer_open(&l->an, &e), NS_OK);
	T_INT(ns_update_open(l->scratch.ns, &l->settings, &l->update, &e),
	      NS_OK);
	plan.dir = l->scratch.ns;
	plan.settings = l->settings;
	plan.an = l->an;
	plan.memory_bytes = NS_BUILDER_MEMORY_LEAST;
	T_INT(ns_builder_open(&plan, &l->builder, &e), NS_OK);
}

static inline void library_put(struct library *l, const struct ns_article *a)
{
	struct ns_buf record = { 0 };
	struct ns_error e = { 0 };
	struct ns_item item = { .article = a };

	ns_article_encode(a, &record);
	item.record = ns_buf_view(&record);
	item.id = a->id;
	item.sequence = l->sequence++;
	T_INT(ns_lang_parse(a->lang.n ? a->lang : NS_STR("en"), &item.lang),
	      NS_OK);
	T_INT(ns_builder_add(l->builder, &item, &e), NS_OK);
	ns_buf_free(&record);
}

/* day: days since 2000-01-01, at noon; negative: undated. */
static inline void library_add(struct library *l, const char *id,
			       const char *title, const char *body, int day)
{
	struct ns_article a = { .id = ns_str_of(id),
				.title = ns_str_of(title),
				.body = ns_str_of(body),
				.lang = NS_STR("en") };

	if (day >= 0) {
		a.date.seconds = 946728000 + day * INT64_C(86400);
		a.date.precision = NS_PREC_DAY;
	}
	library_put(l, &a);
}

static inline void library_commit(struct library *l)
{
	const struct ns_snapshot *snap = ns_update_snapshot(l->update);
	struct ns_builder_target to = { ns_update_number(l->update), 0, 0 };
	struct ns_segment_info info;
	struct ns_published done;
	struct ns_publish p = { .add = &to.number, .n_add = 1 };
	struct ns_error e = { 0 };

	if (snap) {
		to.n_docs = snap->n_docs;
		to.sum_length = snap->sum_length;
	}
	T_INT(ns_builder_finish(l->builder, &to, &info, &e), NS_OK);
	p.sequence = l->sequence;
	T_INT(ns_publish(l->update, &p, &done, &e), NS_OK);
}

static inline void library_read(struct library *l)
{
	struct ns_error e = { 0 };

	if (l->searcher)
		return;
	T_INT(ns_search_archive_open(l->scratch.ns, &l->archive, &e), NS_OK);
	T_INT(ns_searcher_open(l->archive, &l->searcher, &e), NS_OK);
}

static inline void library_free(struct library *l)
{
	ns_searcher_close(l->searcher);
	ns_search_archive_close(l->archive);
	ns_builder_free(l->builder);
	ns_update_close(l->update);
	ns_analyzer_free(l->an);
	scratch_free(&l->scratch);
}

/* Asks, and writes the ids of the hits with a space between them; tier two's
 * come after a bar. */
static inline void library_ask(struct library *l, const struct ns_request *r,
			       struct ns_answer *out, struct ns_buf *ids)
{
	struct ns_error e = { 0 };
	uint32_t at, i;
	bool bar = false;

	library_read(l);
	T_INT(ns_search(l->searcher, r, out, &at, &e), NS_OK);
	ns_buf_reset(ids);
	for (i = 0; i < out->n_hits; i++) {
		const struct ns_hit *h = &out->hit[i];

		if (ids->n)
			ns_buf_u8(ids, ' ');
		if (h->tier == 2 && !bar)
			ns_buf_text(ids, NS_STR("| "));
		bar |= h->tier == 2;
		ns_buf_text(ids, h->article.id);
	}
}

#endif
