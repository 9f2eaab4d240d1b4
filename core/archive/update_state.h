/* update_state.h - what update.c (lock, leftovers, pending facts) and publish.c
 * share. Inside core/archive only.
 */
#ifndef NS_ARCHIVE_UPDATE_STATE_H
#define NS_ARCHIVE_UPDATE_STATE_H

#include "core/archive/manifest.h"
#include "core/archive/update.h"

/* A source named since the last publish. */
struct ns_source {
	char *name;
	size_t n;
	uint32_t number;
};

struct ns_update {
	char dir[NS_PATH_BYTES];
	int lock_fd;
	struct ns_env *env;
	struct ns_archive *archive;
	const struct ns_snapshot *snapshot;
	struct ns_state state;
	struct ns_buf zdict;
	bool new_zdict;
	struct ns_source *source; // named since the last publish
	uint32_t n_sources, source_cap;
	struct ns_lang_use *lang; // fingerprints since the last publish
	uint32_t n_langs, lang_cap;
	bool reanalyses; // every article: old fingerprints do not bind
};

/* Reads the generation that was just published. */
enum ns_code ns_update_refresh(struct ns_update *u, struct ns_error *e);
/* Drops what was said since the last publish: it is in the manifest now. */
void ns_update_said(struct ns_update *u);

#endif
