/* report.h - a run in words: a line while it runs, a summary at its end. */
#ifndef NS_INDEXER_REPORT_H
#define NS_INDEXER_REPORT_H

#include "core/base/buf.h"
#include "indexer/ingest.h"

/* 1234567 -> "1.2 MB" (powers of 1000). */
void ns_report_size(struct ns_buf *out, uint64_t bytes);

/* One line without its newline: bytes, share, articles/s, MB/s, ETA, rejects.
 */
void ns_report_progress(struct ns_buf *out, const struct ns_ingest_report *r);

/* Some lines for people; one object of JSON. */
void ns_report_summary(struct ns_buf *out, const struct ns_ingest_report *r);
enum ns_code ns_report_json(struct ns_buf *out,
			    const struct ns_ingest_report *r,
			    struct ns_error *e);

#endif
