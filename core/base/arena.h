/* arena.h - memory that dies together, with a budget in bytes.
 *
 * One arena per query and per batch. A zeroed struct is a legal empty arena
 * without a budget. Not for several threads at once.
 */
#ifndef NS_BASE_ARENA_H
#define NS_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

struct ns_arena_block;

struct ns_arena {
	struct ns_arena_block *block; // newest first
	size_t used_bytes;            // handed out since the last reset
	size_t budget_bytes;          // 0: no budget
};

/* n bytes aligned to 16, not cleared; NULL when the budget or the memory is
 * used up. n == 0 gives a pointer that must not be read. */
void *ns_arena_alloc(struct ns_arena *a, size_t n);

/* count * size bytes, cleared; NULL as above, and when the product overflows.
 */
void *ns_arena_calloc(struct ns_arena *a, size_t count, size_t size);

/* A NUL-terminated copy of s (the NUL is not counted in .n). On failure .p is
 * NULL. */
struct ns_str ns_arena_str(struct ns_arena *a, struct ns_str s);

/* Forgets everything handed out; keeps the newest block for reuse. */
void ns_arena_reset(struct ns_arena *a);

/* Gives all memory back; the budget stays. Freeing an empty arena is legal. */
void ns_arena_free(struct ns_arena *a);

#endif
