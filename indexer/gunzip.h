/* gunzip.h - gzip by zlib, which compares each member's checksum; libarchive
 * 3.6 does not, and a damaged dump would be indexed as if it were whole. The
 * only file that includes zlib's header is gunzip.c.
 */
#ifndef NS_INDEXER_GUNZIP_H
#define NS_INDEXER_GUNZIP_H

#include <stddef.h>
#include <sys/types.h>

/* Up to n compressed bytes into buf; 0 at the end, -1 with errno set. */
typedef ssize_t ns_gunzip_source(void *context, void *buf, size_t n);

struct ns_gunzip;
struct ns_gunzip *ns_gunzip_new(ns_gunzip_source *source, void *context);
void ns_gunzip_free(struct ns_gunzip *g); // NULL is fine

/* Up to n bytes of content, of one member after another. 0 at the end; -1: the
 * source failed (errno), or, with errno 0, *why says what is wrong with the
 * data. What came before is not yet proved: the checksum comes last. */
ssize_t ns_gunzip_read(struct ns_gunzip *g, void *buf, size_t n,
		       const char **why);

#endif
