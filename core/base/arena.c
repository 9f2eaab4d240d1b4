#include "core/base/arena.h"

#include <stdlib.h>

enum { ALIGN = 16, BLOCK_BYTES = 64 * 1024 };

struct ns_arena_block {
	struct ns_arena_block *next; // older
	size_t cap, used;            // of data
	_Alignas(ALIGN) unsigned char data[];
};

static struct ns_arena_block *grow(struct ns_arena *a, size_t n)
{
	size_t cap = n > BLOCK_BYTES ? n : BLOCK_BYTES;
	struct ns_arena_block *b;

	if (n > SIZE_MAX - sizeof(*b))
		return NULL;
	b = malloc(sizeof(*b) + cap);
	if (!b)
		return NULL;
	b->cap = cap;
	b->used = 0;
	b->next = a->block;
	a->block = b;
	return b;
}

void *ns_arena_alloc(struct ns_arena *a, size_t n)
{
	struct ns_arena_block *b = a->block;
	void *p;

	if (n > SIZE_MAX - ALIGN)
		return NULL;
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (a->budget_bytes && (a->used_bytes > a->budget_bytes ||
				n > a->budget_bytes - a->used_bytes))
		return NULL;
	if (!b || b->cap - b->used < n)
		b = grow(a, n);
	if (!b)
		return NULL;
	p = b->data + b->used;
	b->used += n;
	a->used_bytes += n;
	return p;
}

void *ns_arena_calloc(struct ns_arena *a, size_t count, size_t size)
{
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	p = ns_arena_alloc(a, bytes);
	if (p)
		memset(p, 0, bytes);
	return p;
}

struct ns_str ns_arena_str(struct ns_arena *a, struct ns_str s)
{
	char *p = s.n < SIZE_MAX ? ns_arena_alloc(a, s.n + 1) : NULL;

	if (!p)
		return (struct ns_str){ NULL, 0 };
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return (struct ns_str){ p, s.n };
}

static void free_blocks(struct ns_arena_block *b)
{
	while (b) {
		struct ns_arena_block *next = b->next;

		free(b);
		b = next;
	}
}

void ns_arena_reset(struct ns_arena *a)
{
	if (a->block) {
		free_blocks(a->block->next);
		a->block->next = NULL;
		a->block->used = 0;
	}
	a->used_bytes = 0;
}

void ns_arena_free(struct ns_arena *a)
{
	free_blocks(a->block);
	a->block = NULL;
	a->used_bytes = 0;
}
