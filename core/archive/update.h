/* update.h - changing an archive: one writer at a time, one commit at a time.
 *
 *	open (lock) -> segments are written -> ns_publish -> ... -> close
 *
 * ns_publish is the only moment at which anything becomes visible; it is one
 * durable transaction of the manifest. Whatever a killed writer left behind is
 * removed by the next ns_update_open.
 */
#ifndef NS_ARCHIVE_UPDATE_H
#define NS_ARCHIVE_UPDATE_H

#include "core/archive/archive.h"
#include "core/base/hash.h"

struct ns_update;

/* Opens dir for writing; makes it, with these settings, when it is not there
 * (settings NULL: defaults; an existing archive keeps its own, and others than
 * its own are NS_INVALID). NS_BUSY: another writer holds the lock. */
enum ns_code ns_update_open(const char *dir, const struct ns_settings *settings,
			    struct ns_update **u, struct ns_error *e);
void ns_update_close(struct ns_update *u); // NULL is fine

/* The last published state; lives until the next publish or close. */
const struct ns_snapshot *ns_update_snapshot(const struct ns_update *u);

uint32_t ns_update_number(struct ns_update *u); // a fresh segment number
uint64_t ns_update_sequence(const struct ns_update *u); // next input sequence
const char *ns_update_dir(const struct ns_update *u);

/* The zstd dictionary in use, empty when none was trained yet; and a way to
 * set it (it is stored with the next publish). */
struct ns_str ns_update_zdict(const struct ns_update *u);
enum ns_code ns_update_set_zdict(struct ns_update *u, struct ns_str zdict,
				 struct ns_error *e);

/* The number of a source's name (file), the same for the same name. */
enum ns_code ns_update_source(struct ns_update *u, struct ns_str name,
			      uint32_t *number, struct ns_error *e);

/* Refuses (NS_VERSION, naming `nsindex reindex`) when the archive's documents
 * in this language were analysed by another fingerprint; else records it with
 * the next publish. */
enum ns_code ns_update_fingerprint(struct ns_update *u, const char lang[4],
				   uint64_t fingerprint, struct ns_error *e);
/* All articles will be analysed anew: from now on nothing is refused. */
void ns_update_reanalyse(struct ns_update *u);

/* A forgotten id. */
struct ns_tombstone {
	struct ns_str id; // qualified
	struct ns_str reason;
	int64_t when;
};

struct ns_publish {
	const uint32_t *add; // numbers of finished segments, in no order
	uint32_t n_add;
	const uint32_t *drop; // numbers replaced by them (merges)
	uint32_t n_drop;
	uint64_t sequence;    // the next input sequence number from now on
	bool allow_forgotten; // tombstones do not hold these back
	/* add[] holds what drop[] held: ids are not looked up, live documents
	 * were copied. */
	bool merged;
	const struct ns_tombstone *forget; // documents and their tombstones
	uint32_t n_forget;
};

struct ns_published {
	uint64_t generation;
	uint64_t added;      // ids that were not there
	uint64_t replaced;   // ids that were there, with other content
	uint64_t unchanged;  // ids that were there, with the same content: the
			     // older document stays
	uint64_t duplicates; // within what was added: the later stays
	uint64_t held_back;  // tombstones
	uint64_t forgotten;  // live documents that forget[] removed
};

/* Resolves ids between the new segments and the live ones, then commits. A new
 * segment without live documents is removed instead of added. Nothing to
 * change: no commit, the generation stays. */
enum ns_code ns_publish(struct ns_update *u, const struct ns_publish *p,
			struct ns_published *out, struct ns_error *e);

#endif
