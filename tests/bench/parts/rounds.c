#include "tests/bench/parts/rounds.h"

#include <stdlib.h>
#include <time.h>

#include "tests/bench/parts/building.h"

#define PAIR_NS UINT64_C(300000000)

static const struct op {
	const char *name;
	uint32_t limit; // hits; 0: only the number
	bool total;     // the exact number is asked for
} ops[] = {
	{ "top10", 10, false },
	{ "top100", 100, false },
	{ "count", 0, true },
	{ "top10count", 10, true },
};

enum { OPS = sizeof(ops) / sizeof(ops[0]) };

/* Of one question and operation. */
struct timing {
	uint64_t spent, hits;
	uint32_t n; // times kept
};

/* All of them; the times of timing[i] are ns[i * room ...]. */
struct timings {
	struct timing *timing; // [n]
	uint64_t *ns;
	size_t n, room;
};

static uint64_t now_ns(const struct rounds *r)
{
	struct timespec t;

	(void)clock_gettime(
		r->cpu_time ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

static bool is_wanted(struct ns_str list, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i + n <= list.n; i++) {
		if ((i == 0 || list.p[i - 1] == ',') &&
		    memcmp(list.p + i, name, n) == 0 &&
		    (i + n == list.n || list.p[i + n] == ','))
			return true;
	}
	return !list.n;
}

static struct ns_request request_of(const struct asked *a, const struct op *op)
{
	struct ns_request r = a->request;

	r.limit = op->limit;
	r.count_only = !op->limit;
	r.no_total = !op->total;
	return r;
}

static enum ns_code fail(const struct asked *a, struct ns_error *e)
{
	struct ns_error why = *e;

	return ns_fail(e, why.code, "%.*s: %s", (int)a->id.n, a->id.p,
		       why.text);
}

/* Asks once; the time goes to *ns. */
static enum ns_code ask(const struct rounds *r, size_t pair, struct timing *t,
			uint64_t *ns, struct ns_error *e)
{
	const struct asked *a = &r->asked->item[pair / OPS];
	const struct op *op = &ops[pair % OPS];
	struct ns_request request = request_of(a, op);
	struct asked_tree tree;
	struct ns_answer answer;
	uint64_t start;
	uint32_t at;

	start = now_ns(r);
	if (!r->typed) {
		asked_build(a, &tree);
		request.parsed = &tree.parsed;
	}
	if (ns_search(r->searcher, &request, &answer, &at, e))
		return fail(a, e);
	*ns = now_ns(r) - start;
	t->hits = op->total ? answer.total : answer.n_hits;
	return NS_OK;
}

/* ---- all of them --------------------------------------------------------- */

/* One operation over every question. Round 0 is forgotten. */
static enum ns_code pass(const struct rounds *r, size_t op, uint32_t round,
			 struct timings *all, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	for (size_t i = op; !rc && i < all->n; i += OPS) {
		struct timing *t = &all->timing[i];
		uint64_t *ns = &all->ns[i * all->room + t->n];

		if (t->spent >= PAIR_NS)
			continue;
		rc = ask(r, i, t, ns, e);
		if (!round)
			continue;
		t->spent += *ns;
		t->n++;
	}
	return rc;
}

static int by_time(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void put_times(const struct rounds *r, const struct timings *all,
		      struct ns_buf *out)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct asked *a = &r->asked->item[i / OPS];
		const struct timing *t = &all->timing[i];
		uint64_t *ns = &all->ns[i * all->room];

		if (!t->n)
			continue;
		qsort(ns, t->n, sizeof(*ns), by_time);
		ns_buf_printf(out, "%.*s\t%s\t%s\t%llu\t%llu\t%llu\n",
			      (int)a->id.n, a->id.p, a->kind, ops[i % OPS].name,
			      (unsigned long long)t->hits,
			      (unsigned long long)ns[0],
			      (unsigned long long)ns[t->n / 2]);
	}
}

enum ns_code rounds_time(const struct rounds *r, struct ns_buf *out,
			 struct ns_error *e)
{
	struct timings all = { .n = r->asked->n * OPS,
			       .room = (size_t)r->n + 1 };
	enum ns_code rc = NS_OK;

	all.timing = calloc(all.n, sizeof(*all.timing));
	all.ns = calloc(all.n * all.room, sizeof(*all.ns));
	if (!all.timing || !all.ns)
		rc = ns_fail(e, NS_NOMEM, "no memory for the times");
	for (uint32_t round = 0; round <= r->n; round++) {
		for (size_t op = 0; !rc && op < OPS; op++) {
			if (is_wanted(r->ops, ops[op].name))
				rc = pass(r, op, round, &all, e);
		}
	}
	if (!rc)
		put_times(r, &all, out);
	free(all.timing);
	free(all.ns);
	return rc;
}

/* ---- the best ten -------------------------------------------------------- */

/* As the dump has it: building.h qualifies ids by this source. */
static struct ns_str bare_id(struct ns_str id)
{
	const struct ns_str source = NS_STR(BUILDING_SOURCE ":");

	if (!ns_str_starts(id, source))
		return id;
	return (struct ns_str){ id.p + source.n, id.n - source.n };
}

static void put_hits(const struct asked *a, const struct ns_answer *answer,
		     struct ns_buf *out)
{
	for (uint32_t i = 0; i < answer->n_hits; i++) {
		const struct ns_hit *h = &answer->hit[i];
		struct ns_str id = bare_id(h->article.id);

		ns_buf_printf(out, "%.*s\t%.*s\t%.6g\n", (int)a->id.n, a->id.p,
			      (int)id.n, id.p, h->score);
	}
}

enum ns_code rounds_dump(const struct rounds *r, struct ns_buf *out,
			 struct ns_error *e)
{
	for (size_t i = 0; i < r->asked->n; i++) {
		const struct asked *a = &r->asked->item[i];
		struct ns_request request = request_of(a, &ops[0]);
		struct ns_answer answer;
		uint32_t at;

		request.articles = true;
		if (ns_search(r->searcher, &request, &answer, &at, e))
			return fail(a, e);
		put_hits(a, &answer, out);
	}
	return NS_OK;
}
