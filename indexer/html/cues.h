/* cues.h - what a short line says about itself: that the article ends here, or
 * that it is none of its text.
 */
#ifndef NS_INDEXER_HTML_CUES_H
#define NS_INDEXER_HTML_CUES_H

#include <stdbool.h>

#include "core/base/str.h"

/* "Related stories", "Leave a comment": the article has ended. */
bool ns_cue_ends(struct ns_str line);

/* "Advertisement", "Read more: ...", "Photo: ...": this line is not of it. */
bool ns_cue_aside(struct ns_str line);

#endif
