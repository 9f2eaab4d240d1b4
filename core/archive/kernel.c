#include "core/archive/kernel.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/archive/kernel_sets.h"

const struct ns_kernels *const ns_kernel_sets[] = {
#ifdef __x86_64__
	&ns_kernels_avx512,
	&ns_kernels_avx2,
#endif
	&ns_kernels_portable,
	NULL,
};
const struct ns_kernels *ns_kernel = &ns_kernels_portable;

int ns_kernel_runs(const struct ns_kernels *set)
{
#ifdef __x86_64__
	bool avx2 = __builtin_cpu_supports("avx2") &&
		    __builtin_cpu_supports("bmi") &&
		    __builtin_cpu_supports("bmi2") &&
		    __builtin_cpu_supports("fma") &&
		    __builtin_cpu_supports("popcnt");

	if (set == &ns_kernels_avx2)
		return avx2;
	if (set == &ns_kernels_avx512)
		return avx2 && __builtin_cpu_supports("avx512f") &&
		       __builtin_cpu_supports("avx512bw") &&
		       __builtin_cpu_supports("avx512dq") &&
		       __builtin_cpu_supports("avx512vl") &&
		       __builtin_cpu_supports("avx512vbmi") &&
		       __builtin_cpu_supports("avx512vbmi2");
#endif
	return set == &ns_kernels_portable;
}

enum ns_code ns_kernel_take(const char *name, struct ns_error *e)
{
	const char *wanted = name ? name : "";
	bool any = !*wanted;

	for (size_t i = 0; ns_kernel_sets[i]; i++) {
		const struct ns_kernels *set = ns_kernel_sets[i];

		if (!any && strcmp(set->name, wanted) != 0)
			continue;
		if (ns_kernel_runs(set)) {
			ns_kernel = set;
			return NS_OK;
		}
		if (!any)
			return ns_fail(e, NS_INVALID,
				       "NS_KERNEL: this processor does not run "
				       "%s",
				       wanted);
	}
	return ns_fail(e, NS_INVALID,
		       "NS_KERNEL: %s is none of avx512, avx2, portable",
		       wanted);
}

/* What was wrong with $NS_KERNEL when the program started. */
static struct ns_error at_start;

enum ns_code ns_kernel_check(struct ns_error *e)
{
	return at_start.code ? ns_fail(e, at_start.code, "%s", at_start.text)
			     : NS_OK;
}

/* Whoever links this has the fastest set, without a call. */
__attribute__((constructor)) static void take_first(void)
{
#ifdef __x86_64__
	__builtin_cpu_init();
#endif
	if (ns_kernel_take(getenv("NS_KERNEL"), &at_start))
		(void)ns_kernel_take(NULL, NULL);
}
