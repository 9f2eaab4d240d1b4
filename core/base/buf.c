#include "core/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/bytes.h"

enum { FIRST_BYTES = 256 };

uint8_t *ns_buf_room(struct ns_buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : FIRST_BYTES;
	uint8_t *p;

	if (b->failed)
		return NULL;
	if (b->cap - b->n >= n && b->p)
		return b->p + b->n;
	if (n > SIZE_MAX / 4 - b->n) {
		b->failed = true;
		return NULL;
	}
	while (cap - b->n < n)
		cap *= 2;
	p = realloc(b->p, cap);
	if (!p) {
		b->failed = true;
		return NULL;
	}
	b->p = p;
	b->cap = cap;
	return p + b->n;
}

void ns_buf_put(struct ns_buf *b, const void *p, size_t n)
{
	uint8_t *to = ns_buf_room(b, n);

	if (!to || !n)
		return;
	memcpy(to, p, n);
	b->n += n;
}

void ns_buf_fill(struct ns_buf *b, uint8_t byte, size_t n)
{
	uint8_t *to = ns_buf_room(b, n);

	if (!to || !n)
		return;
	memset(to, byte, n);
	b->n += n;
}

void ns_buf_u8(struct ns_buf *b, uint8_t v)
{
	ns_buf_put(b, &v, sizeof(v));
}

void ns_buf_u16(struct ns_buf *b, uint16_t v)
{
	ns_buf_put(b, &v, sizeof(v));
}

void ns_buf_u32(struct ns_buf *b, uint32_t v)
{
	ns_buf_put(b, &v, sizeof(v));
}

void ns_buf_u64(struct ns_buf *b, uint64_t v)
{
	ns_buf_put(b, &v, sizeof(v));
}

void ns_buf_f32(struct ns_buf *b, float v)
{
	ns_buf_put(b, &v, sizeof(v));
}

void ns_buf_f64(struct ns_buf *b, double v)
{
	ns_buf_put(b, &v, sizeof(v));
}

void ns_buf_varint(struct ns_buf *b, uint64_t v)
{
	uint8_t *to = ns_buf_room(b, NS_VARINT_BYTES);

	if (to)
		b->n += ns_put_varint(to, v);
}

void ns_buf_text(struct ns_buf *b, struct ns_str s)
{
	ns_buf_put(b, s.p, s.n);
}

void ns_buf_str(struct ns_buf *b, struct ns_str s)
{
	ns_buf_varint(b, s.n);
	ns_buf_put(b, s.p, s.n);
}

void ns_buf_printf(struct ns_buf *b, const char *format, ...)
{
	va_list args;
	uint8_t *to;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	to = n < 0 ? NULL : ns_buf_room(b, (size_t)n + 1);
	if (!to)
		return;
	va_start(args, format);
	(void)vsnprintf((char *)to, (size_t)n + 1, format, args);
	va_end(args);
	b->n += (size_t)n;
}

void ns_buf_reset(struct ns_buf *b)
{
	b->n = 0;
	b->failed = false;
}

void ns_buf_free(struct ns_buf *b)
{
	free(b->p);
	*b = (struct ns_buf){ 0 };
}
