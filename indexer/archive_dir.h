/* archive_dir.h - an archive as verbs meet it: a folder, and live documents. */
#ifndef NS_INDEXER_ARCHIVE_DIR_H
#define NS_INDEXER_ARCHIVE_DIR_H

#include "core/archive/archive.h"

/* Bytes allocated for the files of a folder, as du counts them; 0 when it
 * cannot be read. */
uint64_t ns_archive_disk_bytes(const char *dir);

/* Bytes of a segment's file; 0 when it cannot be read. */
uint64_t ns_archive_segment_bytes(const char *dir, uint32_t number);

/* Removes the file of a segment that was never published. */
void ns_archive_remove_segment(const char *dir, uint32_t number);

/* NS_OK when dir can be opened for reading: verbs that change an archive make
 * none by mistake. */
enum ns_code ns_archive_expect(const char *dir, struct ns_error *e);

#endif
