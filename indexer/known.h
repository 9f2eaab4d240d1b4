/* known.h - is this article in the archive already, just as it is?
 *
 *	article --id hash--> live documents --content hash--> unchanged?
 *
 * What is unchanged need not be inverted only to be found unchanged when it is
 * published: a dump that is read again costs its parsing.
 */
#ifndef NS_INDEXER_KNOWN_H
#define NS_INDEXER_KNOWN_H

#include "core/archive/archive.h"
#include "core/base/article.h"
#include "core/base/buf.h"

/* Of one run, up to its next commit. A zeroed struct is empty. */
struct ns_known {
	struct ns_buf changed; // u64: a hash table of ids, 0: free
	uint32_t n_changed;
};
void ns_known_free(struct ns_known *k);

/* Says in *same whether the snapshot holds a live document with this id (set by
 * ns_identify) and this content (record: ns_article_encode() of a), and nothing
 * of that id came since in this run: of two articles with one id the later
 * wins, so one that is as the archive has it still undoes another before it. */
enum ns_code ns_known_same(struct ns_known *k, const struct ns_snapshot *s,
			   const struct ns_article *a, struct ns_str record,
			   bool *same, struct ns_error *e);

/* A commit: all that came is in the next snapshot. */
void ns_known_reset(struct ns_known *k);

#endif
