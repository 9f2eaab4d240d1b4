/* ingest.h - a run of nsindex: dumps in, one commit (or several) out.
 *
 *	inputs -> dump -> identity -> pool of builders -> segments -> publish
 */
#ifndef NS_INDEXER_INGEST_H
#define NS_INDEXER_INGEST_H

#include <stdatomic.h>

#include "core/archive/update.h"
#include "indexer/dump.h"
#include "indexer/input.h"

/* How often a run commits; 0: not for that reason. At the end it always does.
 */
struct ns_commit_every {
	uint64_t articles, text_bytes, seconds;
};

/* Reads "1000" (articles), "64M" (bytes of text: k, M or G) or "30s". */
enum ns_code ns_commit_every_parse(struct ns_str text,
				   struct ns_commit_every *out,
				   struct ns_error *e);

/* How a run stands, or how it ended. */
struct ns_ingest_report {
	uint64_t articles, rejected; // taken; not taken
	uint64_t text_bytes;         // titles and bodies of those taken
	uint64_t bad_dates, bad_utf8, lone_surrogates, nuls, dropped_names;
	uint64_t files, files_failed;
	uint64_t bytes, bytes_all; // of files; bytes_all 0: not known
	double seconds;
	bool interrupted;
	/* After the commits. */
	uint64_t commits; // that changed something
	uint64_t added, replaced, unchanged, duplicates, held_back;
	uint64_t generation;
	uint64_t n_docs;        // in the archive
	uint64_t archive_bytes; // of its files
	uint64_t archive_text;  // titles and bodies of its articles
};

/* Where a run speaks; each may be NULL. */
struct ns_ingest_talk {
	void *context;
	void (*line)(void *context, const char *line); // a sentence
	/* Called often; it is for the callee to say something only now and
	 * then. */
	void (*progress)(void *context, const struct ns_ingest_report *now);
};

struct ns_ingest {
	const char *dir;
	const struct ns_settings *settings; // NULL: defaults, or the archive's
	struct ns_inputs *inputs;
	enum ns_dump_format format;
	struct ns_str map, lang, outlet, source;
	uint64_t memory_bytes; // of one builder
	uint32_t jobs;
	bool allow_forgotten, stop_on_error, dry_run;
	bool verbose;        // name every file as it is read
	const char *rejects; // file, NULL: none
	struct ns_commit_every every;
	struct ns_ingest_talk talk;
	const _Atomic bool *stop; // a signal asks to end; may be NULL
};

/* NS_OK also when records were rejected and when it was interrupted: the report
 * says so. After a failure nothing is visible of what was not yet committed. */
enum ns_code ns_ingest(const struct ns_ingest *in,
		       struct ns_ingest_report *report, struct ns_error *e);

#endif
