#include "indexer/huge.h"

#include <stdlib.h>
#include <sys/mman.h>

void *ns_huge_alloc(size_t n)
{
	void *p;

	if (n < NS_HUGE_BYTES || n > SIZE_MAX - NS_HUGE_BYTES)
		return NULL;
	n = (n + NS_HUGE_BYTES - 1) & ~((size_t)NS_HUGE_BYTES - 1);
	p = aligned_alloc(NS_HUGE_BYTES, n);
	if (p)
		(void)madvise(p, n, MADV_HUGEPAGE); // a wish: small pages do
	return p;
}

void ns_huge_reserve(struct ns_buf *b, size_t n)
{
	void *p = b->p ? NULL : ns_huge_alloc(n);

	if (!p)
		return;
	b->p = p;
	b->cap = n;
}
