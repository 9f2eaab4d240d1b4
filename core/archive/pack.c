#include "core/archive/pack.h"

#include "core/archive/kernel.h"

void ns_pack_put(const uint32_t *value, size_t n, unsigned bits,
		 struct ns_buf *out)
{
	size_t bytes = ns_packed_bytes(n, bits);
	uint8_t *to = ns_buf_room(out, bytes + NS_PACK_SLACK);

	if (!to)
		return;
	ns_kernel->pack(value, n, bits, to);
	out->n += bytes;
}
