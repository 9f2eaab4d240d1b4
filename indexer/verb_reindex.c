/* nsindex reindex: analyses every article again, from its stored record. The
 * new segments take the place of all old ones in one commit.
 */
#include "core/base/bytes.h"
#include "indexer/archive_dir.h"
#include "indexer/cli.h"
#include "indexer/pool.h"
#include "indexer/report.h"

typedef unsigned long long ull;

struct reindex {
	struct ns_cli *cli;
	struct ns_run run;
	struct ns_pool *pool;
	struct ns_buf record;
	struct ns_arena arena;
	uint64_t articles;
};

static const struct ns_opt rows[] = { NS_CLI_COMMON, NS_CLI_BUILD };

static const struct ns_opt_table table = {
	rows, sizeof(rows) / sizeof(rows[0]), "option", "--", false,
};

static enum ns_code origin(const struct ns_segment *seg, ns_docid doc,
			   struct ns_item *item, struct ns_error *e)
{
	uint64_t source = 0;
	enum ns_code rc = ns_column_get(seg, NS_COL_SOURCE, doc, &source, e);

	if (!rc)
		rc = ns_column_get(seg, NS_COL_PLACE, doc, &item->place, e);
	if (!rc)
		rc = ns_column_get(seg, NS_COL_SEQUENCE, doc, &item->sequence,
				   e);
	item->source = (uint32_t)source;
	return rc || source <= UINT32_MAX
		       ? rc
		       : ns_fail(e, NS_CORRUPT, "source of an article");
}

static enum ns_code put_doc(struct reindex *x, const struct ns_segment *seg,
			    ns_docid doc, struct ns_error *e)
{
	struct ns_entry entry = { .at = { .file = x->cli->dir } };
	struct ns_article a;
	enum ns_code rc;

	ns_arena_reset(&x->arena);
	rc = ns_segment_article(seg, doc, &x->arena, &a, e);
	if (!rc)
		rc = origin(seg, doc, &entry.item, e);
	if (!rc && ns_lang_parse(a.lang, &entry.item.lang))
		rc = ns_fail(e, NS_CORRUPT, "language of an article: '%.*s'",
			     (int)a.lang.n, a.lang.p);
	if (rc)
		return rc;
	ns_buf_reset(&x->record);
	ns_article_encode(&a, &x->record);
	if (x->record.failed)
		return ns_fail(e, NS_NOMEM, "no memory for an article");
	entry.item.article = &a;
	entry.item.record = ns_buf_view(&x->record);
	entry.item.id = a.id;
	x->articles++;
	return ns_pool_put(x->pool, &entry, e);
}

static enum ns_code put_segment(struct reindex *x,
				const struct ns_segment_view *v,
				struct ns_error *e)
{
	uint32_t n = ns_segment_info(v->seg)->n_docs;
	enum ns_code rc = NS_OK;

	for (ns_docid d = 0; !rc && d < n; d++) {
		if (*x->cli->stop)
			return ns_fail(e, NS_INTERRUPTED,
				       "interrupted: nothing was changed");
		if (ns_is_live(v->live, d))
			rc = put_doc(x, v->seg, d, e);
	}
	return rc;
}

static enum ns_code publish(struct reindex *x, struct ns_error *e)
{
	const struct ns_snapshot *s = ns_update_snapshot(x->run.update);
	struct ns_publish p = {
		.add = (const void *)x->run.segments.p,
		.n_add = (uint32_t)(x->run.segments.n / sizeof(uint32_t)),
		.sequence = ns_update_sequence(x->run.update),
		.merged = true,
	};
	struct ns_published done;
	struct ns_buf drop = { 0 };
	enum ns_code rc;

	for (uint32_t i = 0; i < s->n_segments; i++)
		ns_buf_u32(&drop, ns_segment_number(s->segment[i].seg));
	p.drop = (const void *)drop.p;
	p.n_drop = s->n_segments;
	rc = drop.failed ? ns_fail(e, NS_NOMEM, "no memory to publish")
			 : ns_publish(x->run.update, &p, &done, e);
	ns_buf_free(&drop);
	return rc;
}

static enum ns_code rebuild(struct reindex *x, struct ns_error *e)
{
	const struct ns_snapshot *s = ns_update_snapshot(x->run.update);
	uint32_t jobs = x->cli->options.jobs;
	enum ns_code rc;

	ns_update_reanalyse(x->run.update);
	rc = ns_pool_open(&x->run, jobs ? jobs : 1, &x->pool, e);
	for (uint32_t i = 0; !rc && i < s->n_segments; i++)
		rc = put_segment(x, &s->segment[i], e);
	if (!rc)
		rc = ns_pool_drain(x->pool, e);
	if (!rc && x->run.rejected)
		rc = ns_fail(e, NS_LIMIT, "%llu articles have too many words",
			     (ull)x->run.rejected);
	return rc ? rc : publish(x, e);
}

static void tell(const struct reindex *x)
{
	struct ns_buf *out = &x->cli->out;

	if (x->cli->options.json) {
		ns_buf_printf(out, "{\"articles\":%llu}\n", (ull)x->articles);
		return;
	}
	if (x->cli->options.quiet)
		return;
	ns_buf_printf(out, "%llu articles analysed again; ", (ull)x->articles);
	ns_report_size(out, ns_archive_disk_bytes(x->cli->dir));
	ns_buf_printf(out, " on disk\n");
}

static enum ns_code run(struct ns_cli *cli, struct ns_error *e)
{
	uint64_t memory = cli->options.memory;
	struct reindex x = {
		.cli = cli,
		.run.memory_bytes = memory ? memory : NS_BUILDER_MEMORY,
	};
	enum ns_code rc = ns_archive_expect(cli->dir, e);

	if (!rc)
		rc = ns_run_open(&x.run, e);
	if (rc)
		return rc;
	rc = ns_update_open(cli->dir, NULL, &x.run.update, e);
	if (!rc)
		rc = rebuild(&x, e);
	if (!rc)
		tell(&x);
	ns_pool_close(x.pool);
	ns_update_close(x.run.update);
	ns_run_close(&x.run);
	ns_buf_free(&x.record);
	ns_arena_free(&x.arena);
	return rc;
}

const struct ns_verb ns_verb_reindex = {
	"reindex", "",  "analyse every article again, from its stored record",
	&table,    run,
};
