/* The kernels for processors with AVX-512 and its byte permutations (VBMI). */
#ifdef __x86_64__
#define KERNEL_AVX2
#define KERNEL_AVX512
#define KERNEL_NAME "avx512"
#define KERNEL_TABLE ns_kernels_avx512
#include "core/archive/kernel_body.h"
#else
typedef int kernel_avx512_is_empty; // ISO C asks for a declaration
#endif
