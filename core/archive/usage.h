/* usage.h - what the parts of a segment take on disk. */
#ifndef NS_ARCHIVE_USAGE_H
#define NS_ARCHIVE_USAGE_H

#include "core/archive/segment.h"

enum { NS_USAGE_PARTS = 10 };

/* Their names, in words; in the order of a segment's databases. */
extern const char *const ns_usage_name[NS_USAGE_PARTS];

/* Adds the bytes of each part's pages. */
void ns_segment_usage(const struct ns_segment *seg,
		      uint64_t bytes[NS_USAGE_PARTS]);

#endif
