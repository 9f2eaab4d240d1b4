/* table.h - one segment of UAX #29 by the table of chars.h, without ICU. */
#ifndef NS_TEXT_TABLE_H
#define NS_TEXT_TABLE_H

#include "core/text/chars.h"

struct ns_segment {
	const uint8_t *end;
	bool word;    // holds a letter or a number
	bool foreign; // only ICU knows where it ends: .end says nothing
};

/* The segment that begins at s < end, a boundary: as ICU's root rules have it,
 * with every character seen as ns_char_map writes it. Han and kana are foreign,
 * and end what stands before them. */
struct ns_segment ns_table_segment(struct ns_chars *t, const uint8_t *s,
				   const uint8_t *end);

#endif
