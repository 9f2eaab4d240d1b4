/* The kernels for processors with AVX2 and BMI2. */
#ifdef __x86_64__
#define KERNEL_AVX2
#define KERNEL_NAME "avx2"
#define KERNEL_TABLE ns_kernels_avx2
#include "core/archive/kernel_body.h"
#else
typedef int kernel_avx2_is_empty; // ISO C asks for a declaration
#endif
