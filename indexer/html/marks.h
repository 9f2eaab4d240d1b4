/* marks.h - what class names and ids say about a container. */
#ifndef NS_INDEXER_HTML_MARKS_H
#define NS_INDEXER_HTML_MARKS_H

#include <stdint.h>

#include "indexer/html/tags.h"

/* The marks (page.h) of an element that opens. */
uint32_t ns_html_marks(const struct ns_html_token *t);

#endif
