/* dump.h - a dump is a stream of articles.
 *
 *	ns_input --ns_dump_next--> ns_article, ns_article, ...
 *
 * One reader a file, for one thread. A record that cannot be taken is rejected
 * and the stream goes on.
 */
#ifndef NS_INDEXER_DUMP_H
#define NS_INDEXER_DUMP_H

#include "core/base/article.h"
#include "indexer/input.h"

enum ns_dump_format {
	NS_DUMP_AUTO, // by content
	NS_DUMP_JSONL,
	NS_DUMP_JSON, // an array, or one object after another
	NS_DUMP_CSV,  // a table, its cells divided by , ; | or tab
	NS_DUMP_TSV,  // one divided by tabs
	NS_DUMP_HTML, // a page: one article
};

/* The names of --format, in that order, NULL at the end. */
extern const char *const ns_dump_format_names[];

/* Where a record begins. */
struct ns_place {
	const char *file; // alive until the input is closed
	uint64_t line;    // from 1; 0: the format has no lines, see byte
	uint64_t byte;    // of the decompressed file, from 0
};

/* Writes "FILE:LINE" or "FILE, byte N", cut to n with its NUL. */
void ns_place_format(const struct ns_place *place, char *out, size_t n);

/* The article is in, but something about it was not understood. */
typedef void ns_dump_warn(void *context, const struct ns_place *place,
			  const char *sentence);

struct ns_dump_options {
	enum ns_dump_format format;
	/* "title=headline,date=meta.published_at": fields of an article by
	 * their names in the dump, before those that are known anyway. */
	struct ns_str map;
	/* For articles that say nothing themselves; `lang` and `outlet` empty:
	 * they stay without. */
	struct ns_str lang, outlet;
	ns_dump_warn *warn; // may be NULL
	void *context;      // of warn
};

/* Running counts of one dump. */
struct ns_dump_counts {
	uint64_t records;         // given out and rejected
	uint64_t rejected;        //
	uint64_t bad_dates;       // articles left undated by a date not read
	uint64_t bad_utf8;        // sequences replaced by U+FFFD
	uint64_t lone_surrogates; // replaced by U+FFFD
	uint64_t nuls;            // \u0000 replaced by U+FFFD
	uint64_t no_numbers;      // NaN and Infinity read as null
	uint64_t dropped_names;   // authors and tags over NS_ARTICLE_NAMES
};

/* Says whether --map can be read, before any dump is opened. NS_INVALID names
 * the field, and the nearest. */
enum ns_code ns_dump_check_map(struct ns_str map, struct ns_error *e);

struct ns_dump;

/* Reads enough of `in` to know its format. The options are copied, their texts
 * are not. `in` stays the caller's and outlives the dump. NS_INVALID: no format
 * that is known; and what ns_input_read answers. */
enum ns_code ns_dump_open(struct ns_input *in,
			  const struct ns_dump_options *options,
			  struct ns_dump **d, struct ns_error *e);
void ns_dump_close(struct ns_dump *d); // NULL is fine

/* The next record. Text and arrays live until the next call.
 *
 * NS_OK: *a is an article with a title or a body. Its id is the dump's, or
 * empty.
 * NS_END: that was all.
 * NS_INVALID: the record at *place is rejected, e->text says why, ns_dump_raw
 * has its text; call again for the next.
 * Anything else ends the dump: what came before is good, and *place says where
 * it ended. */
enum ns_code ns_dump_next(struct ns_dump *d, struct ns_article *a,
			  struct ns_place *place, struct ns_error *e);

/* The bytes of the record that ns_dump_next answered for last, as they stand
 * in the dump (of an overlong one: its beginning). */
struct ns_str ns_dump_raw(const struct ns_dump *d);

const struct ns_dump_counts *ns_dump_counts(const struct ns_dump *d);

#endif
