/* dump_reader.h - what every reader of dumps is made of; for the dump_*.c
 * files alone.
 */
#ifndef NS_INDEXER_DUMP_READER_H
#define NS_INDEXER_DUMP_READER_H

#include "indexer/dump.h"
#include "indexer/window.h"

/* One row a format, in dump.c. */
struct ns_dump_kind {
	enum ns_dump_format format;
	/* Says whether the input is of this format. It may fill the window and
	 * consumes nothing. NS_OK, NS_NOTFOUND, or what filling answers. */
	enum ns_code (*knows)(struct ns_window *w, struct ns_error *e);
	/* Makes d->reader. */
	enum ns_code (*open)(struct ns_dump *d, struct ns_error *e);
	/* As ns_dump_next, but counts nothing; sets d->raw. */
	enum ns_code (*next)(struct ns_dump *d, struct ns_article *a,
			     struct ns_place *place, struct ns_error *e);
	void (*close)(struct ns_dump *d); // d->reader may be NULL
};

struct ns_dump {
	const struct ns_dump_kind *kind;
	struct ns_dump_options options;
	struct ns_dump_counts counts;
	struct ns_window window;
	struct ns_str raw; // of the last record
	void *reader;      // of .kind
};

extern const struct ns_dump_kind ns_dump_jsonl, ns_dump_json, ns_dump_csv,
	ns_dump_tsv, ns_dump_html;

#endif
