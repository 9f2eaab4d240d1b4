/* byline.h - "By Jane Doe and John Roe" are two authors. */
#ifndef NS_INDEXER_BYLINE_H
#define NS_INDEXER_BYLINE_H

#include <stdint.h>

#include "core/base/str.h"

/* A list of names with a limit; what does not fit is counted. */
struct ns_name_list {
	struct ns_str *name;
	uint32_t n, max;
	uint64_t dropped;
};

/* Adds one name as it is, unless the list has it. */
void ns_name_list_add(struct ns_name_list *list, struct ns_str name);

/* Adds the authors of a byline: without "By", split at "and", "&" and ";", and
 * at commas between names of two words or more ("Doe, Jane" is one person). */
void ns_byline_split(struct ns_str byline, struct ns_name_list *list);

/* Adds the words of "a, b; c". */
void ns_tags_split(struct ns_str tags, struct ns_name_list *list);

#endif
