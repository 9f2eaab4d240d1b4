/* merge_lists.h - the lists of one term become one. Inside indexer only.
 *
 *	blocks whose documents stay neighbours --------------------> copied
 *	others -> decoded, numbered anew -> runs in document order -> encoded
 */
#ifndef NS_INDEXER_MERGE_LISTS_H
#define NS_INDEXER_MERGE_LISTS_H

#include "core/base/buf.h"
#include "indexer/merge_state.h"

/* One source's list. */
struct ns_merge_list {
	struct ns_merge_source *source;
	struct ns_postings p;
	const uint32_t *form_map; // [p.n_forms]; NULL: not a stem
	bool same_forms;          // the map is the identity

	uint32_t block; // to be read next
	bool copies;    // it can be taken as it is
	/* The block before: live postings, documents of the merged segment. */
	uint32_t at;
	struct ns_block b;
	uint32_t start[NS_BLOCK_DOCS + 1];
	struct ns_buf gap, form; // of its occurrences (gaps.h)
};

struct ns_merge_lists {
	struct ns_merge *m;
	struct ns_merge_list *list; // [n_sources]
	uint64_t *turn;             // by list: its next document, and itself
	uint32_t n;

	struct ns_form *form; // all lists' forms
	uint32_t *counted;    // by form: the last document it was counted in
	uint32_t n_forms;     // 0: not a stem

	struct ns_block b; // being gathered
	struct ns_buf gap, gap_form;
};

enum ns_code ns_merge_lists_init(struct ns_merge_lists *t, struct ns_merge *m,
				 struct ns_error *e);
void ns_merge_lists_free(struct ns_merge_lists *t);

/* Moves the lists [0, n), whose .source, .form_map and .same_forms the caller
 * sets and whose .p it opened, to their first live documents. *any: there is
 * one. */
enum ns_code ns_merge_lists_start(struct ns_merge_lists *t, bool *any,
				  struct ns_error *e);

/* Writes all of their postings to the term that the writer is at. */
enum ns_code ns_merge_lists_write(struct ns_merge_lists *t, struct ns_error *e);

#endif
