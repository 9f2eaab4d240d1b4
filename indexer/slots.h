/* slots.h - open addressing for tables whose entries live elsewhere.
 *
 *	slot = tag (upper 32 bits of a hash) << 32 | reference, 0: empty
 *
 * The place of a slot comes from its tag alone, so a table grows without
 * looking at an entry, and a lookup that fails touches no entry at all.
 */
#ifndef NS_INDEXER_SLOTS_H
#define NS_INDEXER_SLOTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/* A zeroed struct is legal and empty; reserve before anything is looked up. */
struct ns_slots {
	uint64_t *slot;
	uint32_t bits; // 2^bits slots
	uint32_t n;    // in use
};

/* Room for `more` further entries: NS_OK, NS_NOMEM, NS_LIMIT (2^31 slots). */
enum ns_code ns_slots_reserve(struct ns_slots *s, uint32_t more);
void ns_slots_clear(struct ns_slots *s); // keeps the memory
void ns_slots_free(struct ns_slots *s);

static inline size_t ns_slots_bytes(const struct ns_slots *s)
{
	return s->slot ? sizeof(*s->slot) << s->bits : 0;
}

static inline uint32_t ns_slots_tag(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

static inline uint32_t ns_slots_start(const struct ns_slots *s, uint32_t tag)
{
	return tag >> (32 - s->bits);
}

static inline void ns_slots_prefetch(const struct ns_slots *s, uint32_t tag)
{
	__builtin_prefetch(s->slot + ns_slots_start(s, tag));
}

/* The next reference under this tag, from slot *at on; 0 when there is none:
 * then *at is where ns_slots_put may put one. */
static inline uint32_t ns_slots_next(const struct ns_slots *s, uint32_t tag,
				     uint32_t *at)
{
	uint32_t mask = (UINT32_C(1) << s->bits) - 1;
	uint64_t v;

	for (uint32_t i = *at;; i = (i + 1) & mask) {
		v = s->slot[i];
		if (!v || v >> 32 == tag) {
			*at = v ? (i + 1) & mask : i;
			return (uint32_t)v;
		}
	}
}

/* ref is not 0; room was reserved; at: as ns_slots_next left it. */
static inline void ns_slots_put(struct ns_slots *s, uint32_t at, uint32_t tag,
				uint32_t ref)
{
	s->slot[at] = (uint64_t)tag << 32 | ref;
	s->n++;
}

#endif
