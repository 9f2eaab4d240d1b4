/* explain.h - why a document has the score it has, in lines of text.
 */
#ifndef NS_QUERY_EXPLAIN_H
#define NS_QUERY_EXPLAIN_H

#include "query/rescore.h"

/* Appends the lines of one document. */
enum ns_code ns_explain(const struct ns_plan *plan, const struct ns_found *f,
			struct ns_buf *out, struct ns_error *e);

#endif
