/* decode.h - the bytes of a page as UTF-8, whatever it says of itself. */
#ifndef NS_INDEXER_HTML_DECODE_H
#define NS_INDEXER_HTML_DECODE_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

/* Looks, in that order, at a byte order mark, at whether the bytes are UTF-8,
 * at the charset that the page declares, and at what its bytes look like;
 * windows-1252 is what is left. *text is a view of page or of *room. Sequences
 * that had to be replaced are added to *bad. NS_NOMEM. */
enum ns_code ns_html_decode(struct ns_str page, struct ns_buf *room,
			    struct ns_str *text, uint64_t *bad,
			    struct ns_error *e);

#endif
