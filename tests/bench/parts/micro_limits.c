/* What the machine can do: bandwidth, latency, a write that lasts. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/parts/micro.h"

enum {
	MEMORY_BYTES = 128 << 20, // more than any cache
	NEAR_BYTES = 16 << 10,
	CACHE_BYTES = 256 << 10,
	ROUNDS_BYTES = 32 << 20, // read of a cache in all
	STEPS = 1 << 20,         // of a chase
	PAGE_BYTES = 4096,
	SYNCS = 9,
};

struct memory {
	uint64_t *word, *copy;
	size_t n;
	unsigned rounds;
};

/* Sixteen sums: the compiler makes vectors of them. */
static void read_all(void *with)
{
	const struct memory *m = with;
	uint64_t sum[16] = { 0 };

	for (unsigned round = 0; round < m->rounds; round++) {
		for (size_t i = 0; i + 16 <= m->n; i += 16)
			for (size_t j = 0; j < 16; j++)
				sum[j] += m->word[i + j];
		micro_keep(sum[0]);
	}
	for (size_t j = 1; j < 16; j++)
		sum[0] += sum[j];
	micro_keep(sum[0]);
}

static void copy_all(void *with)
{
	const struct memory *m = with;

	memcpy(m->copy, m->word, m->n * sizeof(*m->word));
	micro_keep(m->copy[m->n / 2]);
}

static void chase(void *with)
{
	const struct memory *m = with;
	uint64_t at = 0;

	for (size_t i = 0; i < STEPS; i++)
		at = m->word[at];
	micro_keep(at);
}

/* One cycle through all words, in an order no prefetcher knows (Sattolo). */
static void make_cycle(struct memory *m)
{
	uint64_t random = 1;

	for (size_t i = 0; i < m->n; i++)
		m->word[i] = i;
	for (size_t i = m->n - 1; i > 0; i--) {
		size_t j;
		uint64_t t;

		random = random * UINT64_C(6364136223846793005) + 1;
		j = (size_t)(random >> 20) % i;
		t = m->word[i];
		m->word[i] = m->word[j];
		m->word[j] = t;
	}
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static enum ns_code measure_sync(struct micro *m)
{
	char path[512], page[PAGE_BYTES] = "";
	double ms[SYNCS];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/sync", m->dir);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return ns_fail(m->e, NS_IO, "%s cannot be written", path);
	for (int i = 0; i < SYNCS; i++) {
		double start = micro_wall_ms();

		if (write(fd, page, sizeof(page)) < 0 || fsync(fd) < 0)
			start = 0;
		ms[i] = micro_wall_ms() - start;
	}
	(void)close(fd);
	(void)unlink(path);
	qsort(ms, SYNCS, sizeof(*ms), by_size);
	m->limit.fsync_ms = ms[SYNCS / 2];
	return NS_OK;
}

/* GB/s of so many bytes, read again and again. */
static double read_again(const struct memory *all, size_t bytes)
{
	struct memory cached = { all->word, NULL, bytes / sizeof(uint64_t),
				 (unsigned)(ROUNDS_BYTES / bytes) };

	return ROUNDS_BYTES / micro_least(read_all, &cached, 9);
}

static void measure_memory(struct micro *m, struct memory *all)
{
	struct micro_limits *l = &m->limit;

	memset(all->word, 1, MEMORY_BYTES);
	memset(all->copy, 1, MEMORY_BYTES);
	l->memory_gbs = MEMORY_BYTES / micro_least(read_all, all, 5);
	l->copy_gbs = MEMORY_BYTES / micro_least(copy_all, all, 5);
	l->near_gbs = read_again(all, NEAR_BYTES);
	l->cache_gbs = read_again(all, CACHE_BYTES);
	make_cycle(all);
	l->latency_ns = micro_least(chase, all, 3) / STEPS;
}

enum ns_code micro_limits(struct micro *m)
{
	struct memory all = { .n = MEMORY_BYTES / sizeof(uint64_t),
			      .rounds = 1 };
	const struct micro_limits *l = &m->limit;
	enum ns_code rc = NS_OK;

	all.word = malloc(MEMORY_BYTES);
	all.copy = malloc(MEMORY_BYTES);
	if (all.word && all.copy)
		measure_memory(m, &all);
	else
		rc = ns_fail(m->e, NS_NOMEM, "no memory to measure");
	free(all.word);
	free(all.copy);
	if (!rc)
		rc = measure_sync(m);
	micro_put(m, &(struct micro_row){ "memory, read", "GB/s", l->memory_gbs,
					  0, "" });
	micro_put(m, &(struct micro_row){ "memory, copied", "GB/s", l->copy_gbs,
					  0, "" });
	micro_put(m, &(struct micro_row){ "16 KB, read again and again", "GB/s",
					  l->near_gbs, 0, "" });
	micro_put(m, &(struct micro_row){ "256 KB, read again and again",
					  "GB/s", l->cache_gbs, 0, "" });
	micro_put(m, &(struct micro_row){ "memory, a read that is missed", "ns",
					  l->latency_ns, 0, "" });
	micro_put(m, &(struct micro_row){ "a page written and synced", "ms",
					  l->fsync_ms, 0, "" });
	return rc;
}
