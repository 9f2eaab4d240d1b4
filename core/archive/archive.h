/* archive.h - an archive as readers see it: snapshots of generations.
 *
 *	ns_archive --current--> ns_snapshot --segments--> ns_segment
 *
 * ns_archive is safe for several threads. A snapshot is counted: it stays whole
 * (segments mapped, live bitmaps unchanged) until its last put.
 */
#ifndef NS_ARCHIVE_ARCHIVE_H
#define NS_ARCHIVE_ARCHIVE_H

#include "core/archive/segment.h"

/* Settings of an archive, fixed when it is made (FORMAT.md, "Settings"). */
struct ns_settings {
	float k1, b;
	uint8_t title_weight; // 1..NS_TITLE_WEIGHT_MAX
	char lang[4];         // of articles that name none
};
#define NS_SETTINGS_DEFAULT ((struct ns_settings){ 1.2f, .75f, 2, "en" })

/* One segment within a snapshot. */
struct ns_segment_view {
	const struct ns_segment *seg;
	const uint64_t *live; // bit d: document d is live; NULL: all are.
			      // 64-bit words, zero bits behind n_docs
	uint32_t n_live;
};

/* Says whether a bitmap of live documents has this one. */
static inline bool ns_is_live(const uint64_t *live, ns_docid doc)
{
	return !live || (live[doc / 64] >> (doc % 64) & 1);
}

struct ns_lang_use {
	char lang[4];
	uint32_t n_docs;      // live ones
	uint64_t fingerprint; // of the analyser that indexed them
};

struct ns_snapshot {
	uint64_t generation;
	uint8_t uuid[NS_UUID_BYTES]; // of the archive
	struct ns_settings settings;
	uint32_t n_segments;
	const struct ns_segment_view *segment; // newest documents first
	uint64_t n_docs;                       // live documents: BM25's N
	uint64_t sum_length; // of the live ones; avgdl = sum_length / n_docs
	uint64_t sum_title, n_titled; // of the live ones
	uint32_t n_langs;
	const struct ns_lang_use *langs; // languages that live documents have
};

struct ns_archive;

/* Opens dir for reading. NS_NOTFOUND: no archive there; NS_VERSION; NS_IO ...
 */
enum ns_code ns_archive_open(const char *dir, struct ns_archive **ar,
			     struct ns_error *e);
void ns_archive_close(struct ns_archive *ar); // NULL is fine; after all puts

/* The current generation, re-read from the manifest when it changed. */
enum ns_code ns_snapshot_get(struct ns_archive *ar,
			     const struct ns_snapshot **out,
			     struct ns_error *e);
void ns_snapshot_put(const struct ns_snapshot *s); // NULL is fine

/* Readers that died without leaving their slots, found since it was opened. */
int ns_archive_stale_readers(struct ns_archive *ar);

/* Finds the live document with this id (qualified, or as given). NS_NOTFOUND.
 */
enum ns_code ns_snapshot_find(const struct ns_snapshot *s, struct ns_str id,
			      uint32_t *segment, ns_docid *doc,
			      struct ns_error *e);

#endif
