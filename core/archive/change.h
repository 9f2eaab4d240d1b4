/* change.h - a generation in the making: the snapshot before, the new segments,
 * and who dies. Inside core/archive only.
 */
#ifndef NS_ARCHIVE_CHANGE_H
#define NS_ARCHIVE_CHANGE_H

#include "core/archive/chunkset.h"
#include "core/archive/manifest.h"
#include "core/archive/update.h"

/* One segment of the generation in the making. */
struct ns_part {
	const struct ns_segment *seg;
	struct ns_segment *own; // opened for this change, or NULL
	struct ns_seg_record record;
	uint64_t *live; // our own copy, or NULL: as `before`
	const uint64_t *before;
	bool is_new, dropped, touched;
};

struct ns_change {
	struct ns_part *part; // new ones first
	uint32_t n_parts, n_new;
	struct ns_lang_use *lang; // counts of live documents
	uint32_t n_langs, lang_cap;
	struct ns_published done;
	struct ns_arena arena; // scratch of comparisons
};

bool ns_part_is_live(const struct ns_part *p, ns_docid doc);

/* Marks a live document dead and takes it out of the sums. Killing a dead one
 * changes nothing. */
enum ns_code ns_change_kill(struct ns_change *c, struct ns_part *p,
			    ns_docid doc, struct ns_error *e);

/* Counts a document of language `lang` in (+1) or out (-1). */
enum ns_code ns_change_count(struct ns_change *c, const char lang[4], int step,
			     struct ns_error *e);

/* The language of a document, from its column. */
enum ns_code ns_doc_lang(const struct ns_segment *seg, ns_docid doc,
			 char lang[4], struct ns_error *e);

/* Resolves ids: of two articles with one id the later in input order stays, and
 * an unchanged one leaves the older document in place. */
enum ns_code ns_change_resolve(struct ns_change *c, struct ns_error *e);

/* Kills the live documents that have this id; *n: how many. */
enum ns_code ns_change_forget(struct ns_change *c, struct ns_str id,
			      uint32_t *n, struct ns_error *e);

#endif
