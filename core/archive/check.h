/* check.h - the deep check of an archive: every checksum, order, count and
 * cross-reference. It reads all of it: call it in a child process, since a file
 * that is damaged in LMDB's own pages can end in a signal.
 */
#ifndef NS_ARCHIVE_CHECK_H
#define NS_ARCHIVE_CHECK_H

#include "core/archive/archive.h"

struct ns_check_report {
	uint64_t segments, documents, chunks, terms, postings, occurrences;
	uint64_t problems;
};

/* Called for each problem, with one sentence that names its place. */
typedef void ns_check_say(void *arg, const char *sentence);

/* Checks the current generation of dir. NS_OK: it could be read to its end;
 * r->problems says how many sentences there were. Else why it could not. */
enum ns_code ns_check(const char *dir, ns_check_say *say, void *arg,
		      struct ns_check_report *r, struct ns_error *e);

#endif
