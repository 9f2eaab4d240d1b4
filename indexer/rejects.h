/* rejects.h - what could not be taken, named: a line for people, and a record
 * of --rejects FILE for machines.
 *
 *	{"file":"a.jsonl","line":17,"byte":4711,"reason":"...","raw":"..."}
 */
#ifndef NS_INDEXER_REJECTS_H
#define NS_INDEXER_REJECTS_H

#include "indexer/dump.h"

enum { NS_REJECT_RAW_BYTES = 4096 }; // of the record, in the file

/* A line for people, without its newline; NUL-terminated. */
typedef void ns_rejects_say(void *context, const char *line);

struct ns_rejects;

/* path: of the file that is made (or emptied); NULL: none. say: may be NULL.
 * NS_IO, NS_NOMEM. */
enum ns_code ns_rejects_open(const char *path, ns_rejects_say *say,
			     void *context, struct ns_rejects **r,
			     struct ns_error *e);

/* Writes one; safe from several threads. NS_IO, NS_NOMEM. */
enum ns_code ns_rejects_add(struct ns_rejects *r, const struct ns_place *place,
			    struct ns_str raw, const char *reason,
			    struct ns_error *e);

/* Flushes and closes: NS_IO when the disk is full. NULL is fine. */
enum ns_code ns_rejects_close(struct ns_rejects *r, struct ns_error *e);

#endif
