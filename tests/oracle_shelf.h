/* oracle_shelf.h - one archive in two ways: as nsindex makes it, and as the
 * oracle has it; and the rules of which articles are there.
 *
 *	articles --builders, publish, forget, merge--> archive
 *	    \---> oracle: the later of one id; unless it is the same; unless
 *	          it was forgotten
 */
#ifndef NS_TESTS_ORACLE_SHELF_H
#define NS_TESTS_ORACLE_SHELF_H

#include "core/archive/update.h"
#include "tests/oracle.h"

/* An article on its way in. */
struct shelf_item {
	struct ns_article article; // .id is empty
	struct ns_lang lang;
	uint32_t id; // equal ones replace each other
};

enum { SHELF_SEGMENTS = 64 };

/* What a stem's lists are like in some segment. */
enum {
	SHELF_LONG = 1,    // more than three blocks
	SHELF_BITSET = 2,  // some block is a bitset
	SHELF_DEAD = 4,    // some block holds a dead document
	SHELF_WINDOWS = 8, // documents of more than one window
};

struct shelf {
	char dir[80], path[96];
	struct ns_analyzer *an;
	struct ns_settings settings;
	struct oracle *o;
	struct ns_update *u;
	/* The rules: by number of the oracle's documents. */
	struct shelf_doc *doc;
	uint32_t cap_docs;
	uint64_t next_sequence;
	/* By id. */
	struct shelf_id *id;
	uint32_t n_ids, n_commits;
	/* By shelf_settle. */
	uint8_t *stem; // [oracle's stems]: SHELF_*
	uint32_t n_segments, n_dead;
	uint64_t copied_blocks; // by merges
	bool grew, shrank;      // avgdl, since some segment was built
	bool out_of_order; // a segment that is visited later has newer ones
	struct ns_error error;
};

/* Makes an empty one in a folder of its own, for articles of ids 0..n_ids-1.
 * NS_OK, or the failure, which .error explains (so in all that follows). */
enum ns_code shelf_open(struct shelf *s, struct ns_analyzer *an,
			uint32_t n_ids);
void shelf_close(struct shelf *s);

/* One commit, written as n_segments segments. */
enum ns_code shelf_add(struct shelf *s, const struct shelf_item *item,
		       uint32_t n, uint32_t n_segments);
enum ns_code shelf_forget(struct shelf *s, const uint32_t *id, uint32_t n);
/* Segments [from, from + n) of the snapshot become one. */
enum ns_code shelf_merge(struct shelf *s, uint32_t from, uint32_t n);

/* Compares what is live with the rules (NS_CORRUPT: they differ), and readies
 * the oracle. The archive is closed: others may open it, until the next
 * change. */
enum ns_code shelf_settle(struct shelf *s);

/* The oracle's document of a hit. */
enum ns_code shelf_find(const struct shelf *s, const struct ns_snapshot *snap,
			const struct ns_hit *hit, uint32_t *doc,
			struct ns_error *e);

#endif
