/* refs.h - character references: &amp; &eacute; &#8217; &#x2019; */
#ifndef NS_INDEXER_HTML_REFS_H
#define NS_INDEXER_HTML_REFS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"

enum { NS_REF_UTF8 = 4 }; // bytes of a character

/* Reads the reference that begins s with its "&": the bytes it takes, and the
 * character as UTF-8 of *n bytes in out. 0: it is but an "&". In the value of
 * an attribute (`value`) a name without ";" before "=" or a letter is none:
 * ?a=1&copy=2. */
size_t ns_ref_read(struct ns_str s, bool value, char out[NS_REF_UTF8],
		   size_t *n);

/* ---- for refs.c alone ---- */

#define NS_REF_LEGACY UINT32_C(0x80000000) // known without ";" too

struct ns_ref_name {
	char name[12];
	uint32_t code;
};
extern const struct ns_ref_name ns_ref_names[];
extern const size_t ns_ref_names_n;

#endif
