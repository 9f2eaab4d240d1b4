/* check_state.h - what check.c (files, documents) and check_terms.c (lists)
 * share. Inside core/archive only.
 */
#ifndef NS_ARCHIVE_CHECK_STATE_H
#define NS_ARCHIVE_CHECK_STATE_H

#include "core/archive/check.h"
#include "core/archive/chunkset.h"

struct ns_check {
	ns_check_say *say;
	void *arg;
	struct ns_check_report *report;
	const struct ns_segment *seg;
	struct ns_arena arena;
	double k[256]; // K by norm code for the segment's least avgdl
};

/* Counts a problem and says it, with the segment's file in front. */
void ns_check_problem(struct ns_check *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* All terms of c->seg. */
void ns_check_terms(struct ns_check *c);

#endif
