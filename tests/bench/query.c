/* query.c - how long questions take, in process, with files and caches warm.
 *
 *	query ARCHIVE QUESTIONS ROUNDS      (QUESTIONS: a line is id TAB
 *question)
 *
 * A round asks every question once. Of each the least time of all rounds
 *counts; mean, median and 99th percentile are over questions. "ranked" is the
 *search up to the sorted list, "shown" also reads the articles and makes the
 *snippets. "first" is the first question of the process, opening the archive
 *included.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/buf.h"
#include "query/search.h"

enum { LINE_BYTES = 4096, MODES = 2 };

struct question {
	char *text;
	double us[MODES]; // least so far
};

struct run {
	struct question *q;
	size_t n;
};

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void stop(const char *what)
{
	fprintf(stderr, "query: %s\n", what);
	exit(2);
}

static void read_questions(const char *path, struct run *r)
{
	char line[LINE_BYTES], *tab;
	FILE *f = fopen(path, "r");

	if (!f)
		stop("the file of questions cannot be read");
	while (fgets(line, sizeof(line), f)) {
		r->q = realloc(r->q, (r->n + 1) * sizeof(*r->q));
		tab = strchr(line, '\t');
		if (!r->q || !tab)
			stop("a question is id, tab, text");
		tab[strcspn(tab, "\n")] = 0;
		r->q[r->n++] =
			(struct question){ strdup(tab + 1), { 1e12, 1e12 } };
	}
	fclose(f);
}

static void ask(struct ns_searcher *s, struct question *q, int mode)
{
	struct ns_request request = NS_REQUEST_DEFAULT;
	struct ns_answer answer;
	struct ns_error e;
	uint32_t at;
	double start = now_us(), us;

	request.text = ns_str_of(q->text);
	request.articles = mode == 1;
	request.snippet_chars = mode == 1 ? 240 : 0;
	if (ns_search(s, &request, &answer, &at, &e))
		stop(e.text);
	us = now_us() - start;
	if (us < q->us[mode])
		q->us[mode] = us;
}

static int order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void report(const struct run *r, int mode)
{
	static const char *const name[MODES] = { "ranked", "shown" };
	double *us = malloc(r->n * sizeof(*us)), sum = 0;

	if (!us)
		stop("no memory");
	for (size_t i = 0; i < r->n; i++)
		sum += us[i] = r->q[i].us[mode];
	qsort(us, r->n, sizeof(*us), order);
	printf("%-7s %6zu questions  mean %8.1f us  median %8.1f us  p99 "
	       "%8.1f us\n",
	       name[mode], r->n, sum / (double)r->n, us[r->n / 2],
	       us[(r->n - 1) * 99 / 100]);
	free(us);
}

int main(int argc, char **argv)
{
	struct run r = { 0 };
	struct ns_archive *ar = NULL;
	struct ns_searcher *s = NULL;
	struct ns_error e;
	double start;

	if (argc != 4)
		stop("usage: query ARCHIVE QUESTIONS ROUNDS");
	read_questions(argv[2], &r);
	if (!r.n)
		stop("no questions");
	start = now_us();
	if (ns_search_archive_open(argv[1], &ar, &e) ||
	    ns_searcher_open(ar, &s, &e))
		stop(e.text);
	ask(s, &r.q[0], 1);
	printf("first   %8.1f us with opening the archive\n", now_us() - start);
	for (int round = atoi(argv[3]); round >= 0; round--)
		for (size_t i = 0; i < r.n; i++)
			for (int mode = 0; mode < MODES; mode++)
				ask(s, &r.q[i], mode);
	for (int mode = 0; mode < MODES; mode++)
		report(&r, mode);
	ns_searcher_close(s);
	ns_search_archive_close(ar);
	for (size_t i = 0; i < r.n; i++)
		free(r.q[i].text);
	free(r.q);
	return 0;
}
