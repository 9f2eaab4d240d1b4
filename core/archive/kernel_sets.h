/* kernel_sets.h - the compiled sets by name. Inside core/archive only. */
#ifndef NS_ARCHIVE_KERNEL_SETS_H
#define NS_ARCHIVE_KERNEL_SETS_H

#include "core/archive/kernel.h"

#ifdef __x86_64__
extern const struct ns_kernels ns_kernels_avx512, ns_kernels_avx2;
#endif
extern const struct ns_kernels ns_kernels_portable;

#endif
