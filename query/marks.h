/* marks.h - what of a plan is shown in the texts found. */
#ifndef NS_QUERY_MARKS_H
#define NS_QUERY_MARKS_H

#include "query/plan.h"
#include "query/snippet.h"

/* The words and phrases that score, of all languages; from the plan's arena. */
enum ns_code ns_marks_make(const struct ns_plan *plan, struct ns_marks *out,
			   struct ns_error *e);

#endif
