#include "core/archive/pack.h"

void ns_pack(const uint32_t *value, size_t n, unsigned bits, uint8_t *out)
{
	uint64_t word = 0;
	unsigned have = 0;

	if (!bits)
		return;
	for (size_t i = 0; i < n; i++) {
		word |= (uint64_t)value[i] << have;
		have += bits;
		if (have >= 32) {
			uint32_t low = (uint32_t)word;

			memcpy(out, &low, sizeof(low));
			out += sizeof(low);
			word >>= 32;
			have -= 32;
		}
	}
	for (; have; have = have > 8 ? have - 8 : 0) {
		*out++ = (uint8_t)word;
		word >>= 8;
	}
}

void ns_unpack(const uint8_t *in, size_t first, size_t n, unsigned bits,
	       uint32_t *value)
{
	const uint64_t mask = (UINT64_C(1) << bits) - 1;
	uint64_t at = (uint64_t)first * bits;

	for (size_t i = 0; i < n; i++, at += bits)
		value[i] =
			(uint32_t)((ns_le64(in + at / 8) >> (at % 8)) & mask);
}
