/* archive_size.h - what an archive takes on disk. */
#ifndef NS_INDEXER_ARCHIVE_SIZE_H
#define NS_INDEXER_ARCHIVE_SIZE_H

#include <stdint.h>

/* Bytes allocated for the files of a folder, as du counts them; 0 when it
 * cannot be read. */
uint64_t ns_archive_disk_bytes(const char *dir);

#endif
