#include "indexer/slots.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/huge.h"

enum { FIRST_BITS = 10, LAST_BITS = 31 };

/* At most two thirds of the slots are in use. */
static uint64_t most(uint32_t bits)
{
	return (UINT64_C(2) << bits) / 3;
}

static uint64_t *empty_slots(uint32_t bits)
{
	size_t n = (size_t)1 << bits;
	uint64_t *slot = ns_huge_alloc(n * sizeof(*slot));

	return slot ? memset(slot, 0, n * sizeof(*slot))
		    : calloc(n, sizeof(*slot));
}

static enum ns_code grow(struct ns_slots *s, uint32_t bits)
{
	struct ns_slots wide = { NULL, bits, 0 };
	size_t n = s->slot ? (size_t)1 << s->bits : 0;

	wide.slot = empty_slots(bits);
	if (!wide.slot)
		return NS_NOMEM;
	for (size_t i = 0; i < n; i++) {
		uint32_t tag = (uint32_t)(s->slot[i] >> 32), at;

		if (!s->slot[i])
			continue;
		at = ns_slots_start(&wide, tag);
		while (wide.slot[at])
			at = (at + 1) & ((UINT32_C(1) << bits) - 1);
		ns_slots_put(&wide, at, tag, (uint32_t)s->slot[i]);
	}
	free(s->slot);
	*s = wide;
	return NS_OK;
}

enum ns_code ns_slots_reserve(struct ns_slots *s, uint32_t more)
{
	uint32_t bits = s->slot ? s->bits : FIRST_BITS;

	while (bits < LAST_BITS && most(bits) < (uint64_t)s->n + more)
		bits++;
	if (most(bits) < (uint64_t)s->n + more)
		return NS_LIMIT;
	return s->slot && bits == s->bits ? NS_OK : grow(s, bits);
}

void ns_slots_clear(struct ns_slots *s)
{
	if (s->slot)
		memset(s->slot, 0, ns_slots_bytes(s));
	s->n = 0;
}

void ns_slots_free(struct ns_slots *s)
{
	free(s->slot);
	*s = (struct ns_slots){ 0 };
}
