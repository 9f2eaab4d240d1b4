/* building.h - makes an archive as nsindex does, and says what it took. */
#ifndef NS_TESTS_BENCH_BUILDING_H
#define NS_TESTS_BENCH_BUILDING_H

#include "core/base/buf.h"
#include "indexer/ingest.h"

#define BUILDING_SOURCE "bench" // what qualifies ids

struct building {
	const char *dump, *dir;     // dir is made
	uint32_t memory_mb;         // of one builder
	uint32_t threads;           // builders
	struct ns_ingest_talk talk; // names what is rejected
};

/* `nsindex --title-weight 1`, then `nsindex compact`; appends the facts as a
 * JSON object in one line. */
enum ns_code building_run(const struct building *b, struct ns_buf *out,
			  struct ns_error *e);

#endif
