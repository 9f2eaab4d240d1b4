/* buf.h - bytes that grow.
 *
 * A zeroed struct is a legal empty buffer. The first failed growth sets
 * .failed and empties all later puts: put on, check .failed once at the end.
 */
#ifndef NS_BASE_BUF_H
#define NS_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

struct ns_buf {
	uint8_t *p;
	size_t n, cap;
	bool failed; // memory ran out
};

/* Room for n more bytes behind .n; NULL when memory ran out. The caller fills
 * them and adds what it used to .n. */
uint8_t *ns_buf_room(struct ns_buf *b, size_t n);

void ns_buf_put(struct ns_buf *b, const void *p, size_t n);
void ns_buf_fill(struct ns_buf *b, uint8_t byte, size_t n);
void ns_buf_u8(struct ns_buf *b, uint8_t v);
void ns_buf_u16(struct ns_buf *b, uint16_t v);
void ns_buf_u32(struct ns_buf *b, uint32_t v);
void ns_buf_u64(struct ns_buf *b, uint64_t v);
void ns_buf_f32(struct ns_buf *b, float v); // IEEE 754, as the bits lie
void ns_buf_f64(struct ns_buf *b, double v);
void ns_buf_varint(struct ns_buf *b, uint64_t v);
void ns_buf_text(struct ns_buf *b, struct ns_str s); // the bytes alone
void ns_buf_str(struct ns_buf *b, struct ns_str s);  // varint length, bytes
void ns_buf_printf(struct ns_buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static inline struct ns_str ns_buf_view(const struct ns_buf *b)
{
	return (struct ns_str){ (const char *)b->p, b->n };
}

/* Empties the buffer and clears .failed; the memory stays. */
void ns_buf_reset(struct ns_buf *b);
void ns_buf_free(struct ns_buf *b);

#endif
