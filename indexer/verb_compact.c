/* nsindex compact: one segment, without what is dead. */
#include "indexer/archive_dir.h"
#include "indexer/builder.h"
#include "indexer/cli.h"
#include "indexer/report.h"
#include "indexer/tiers.h"

typedef unsigned long long ull;

static const struct ns_opt rows[] = { NS_CLI_COMMON };

static const struct ns_opt_table table = {
	rows, sizeof(rows) / sizeof(rows[0]), "option", "--", false,
};

static void tell(struct ns_cli *cli, uint64_t before)
{
	uint64_t after = ns_archive_disk_bytes(cli->dir);
	struct ns_buf *out = &cli->out;

	if (cli->options.json) {
		ns_buf_printf(out,
			      "{\"bytes_before\":%llu,\"bytes_after\":%llu}\n",
			      (ull)before, (ull)after);
		return;
	}
	if (cli->options.quiet)
		return;
	ns_report_size(out, before);
	ns_buf_printf(out, " before, ");
	ns_report_size(out, after);
	ns_buf_printf(out, " now\n");
}

static enum ns_code run(struct ns_cli *cli, struct ns_error *e)
{
	uint64_t before = ns_archive_disk_bytes(cli->dir);
	struct ns_update *u = NULL;
	enum ns_code rc = ns_archive_expect(cli->dir, e);

	if (!rc)
		rc = ns_update_open(cli->dir, NULL, &u, e);
	if (!rc)
		rc = ns_tiers_compact(u, cli->stop, e);
	ns_update_close(u);
	if (!rc)
		tell(cli, before);
	return rc;
}

const struct ns_verb ns_verb_compact = {
	"compact", "", "merge all segments into one", &table, run,
};
