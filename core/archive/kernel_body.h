/* kernel_body.h - one set of kernels: KERNEL_NAME and KERNEL_TABLE name it. */
#ifndef NS_ARCHIVE_KERNEL_BODY_H
#define NS_ARCHIVE_KERNEL_BODY_H

#include "core/archive/kernel_bits.h"
#include "core/archive/kernel_pack.h"
#include "core/archive/kernel_runs.h"
#include "core/archive/kernel_score.h"
#include "core/archive/kernel_sets.h"

const struct ns_kernels KERNEL_TABLE = {
	.name = KERNEL_NAME,
	.unpack = unpack,
	.unpack_add = unpack_add,
	.pack = pack,
	.numbers = numbers,
	.gaps = gaps,
	.any = any,
	.sum = sum,
	.places = places,
	.bit_numbers = bit_numbers,
	.and = bits_and,
	.or = bits_or,
	.andnot = bits_andnot,
	.count = count,
	.and_count = and_count,
	.set_bits = set_bits,
	.seek = seek,
	.find = find,
	.beside = beside,
	.score = score,
};

#endif
