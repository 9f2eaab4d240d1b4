/* The kernels for any processor. */
#define KERNEL_NAME "portable"
#define KERNEL_TABLE ns_kernels_portable
#include "core/archive/kernel_body.h"
