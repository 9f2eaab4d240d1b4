/* merge_state.h - what merge.c (documents) and merge_terms.c (lists) share.
 * Inside indexer only.
 */
#ifndef NS_INDEXER_MERGE_STATE_H
#define NS_INDEXER_MERGE_STATE_H

#include "core/archive/writer.h"
#include "indexer/merge.h"

/* One segment that goes in. */
struct ns_merge_source {
	const struct ns_segment *seg;
	struct ns_segment *own; // opened here, or NULL: the snapshot's
	const uint64_t *live;   // NULL: all
	uint32_t n_docs;
	uint32_t *map; // document -> the merged one's, NS_NO_DOC: dead
	bool has_dead;
	uint32_t *name[NS_NAME_FIELDS]; // ordinal -> the merged one's
	/* while documents or hashes are walked */
	uint32_t next;
	int64_t date;
	uint64_t id_hash, sequence;
	struct ns_id_cursor id;
};

struct ns_merge {
	struct ns_merge_source *source;
	uint32_t n_sources;
	uint32_t n_docs;     // live ones
	uint64_t sum_length; // theirs
	uint64_t text_bytes;
	struct ns_segment_writer *writer;
	struct ns_merge_facts *facts;
	uint8_t title_weight;
};

static inline bool ns_merge_stopped(const struct ns_merge *m)
{
	return m->facts->stop && *m->facts->stop;
}

/* Writes all terms. */
enum ns_code ns_merge_terms(struct ns_merge *m, struct ns_error *e);

/* Writes the names of all fields and fills the sources' maps of ordinals. */
enum ns_code ns_merge_names(struct ns_merge *m, struct ns_error *e);

#endif
