/* charset.h - text in other charsets than UTF-8, by ICU's converters.
 *
 * Labels mean what they mean to browsers: "latin1" and "iso-8859-1" are
 * windows-1252, "gb2312" is gb18030.
 */
#ifndef NS_TEXT_CHARSET_H
#define NS_TEXT_CHARSET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

enum {
	NS_CHARSET_NAME_BYTES = 64,        // with its NUL
	NS_CHARSET_GUESS_BYTES = 64 << 10, // that a guess looks at
};

/* Says whether a converter goes by that label. */
bool ns_charset_known(struct ns_str label);

/* Writes the name of the charset that text is probably in; false: nothing fits
 * well. Slow beside everything else here: for text that declares none. */
bool ns_charset_guess(struct ns_str text, char name[NS_CHARSET_NAME_BYTES]);

/* Appends text, in the charset of that label, as UTF-8; what is no character
 * there becomes U+FFFD, and their number is added to *bad. NS_NOTFOUND (no such
 * charset), NS_NOMEM. */
enum ns_code ns_charset_decode(struct ns_str text, struct ns_str label,
			       struct ns_buf *out, uint64_t *bad,
			       struct ns_error *e);

#endif
