/* The articles of pages, for f1.py:
 *
 *	articles FILE...	one JSON object a line, {"file":..., "body":...}
 *	articles -t FILE...	instead, megabytes read a second of a core
 *
 * A page is read from its file each time, as nsindex does.
 */
#include "core/base/json.h"
#include "indexer/dump.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TIMES = 5 }; // each page is read by -t

/* Bytes of the page; 0: it could not be read. */
static uint64_t read_page(const char *path, struct ns_json_writer *w)
{
	struct ns_dump_options options = { .format = NS_DUMP_HTML };
	struct ns_input *in = NULL;
	struct ns_dump *d = NULL;
	struct ns_article a = { 0 };
	struct ns_place place;
	uint64_t bytes = 0;

	if (ns_input_open(path, &in, NULL) == NS_OK &&
	    ns_dump_open(in, &options, &d, NULL) == NS_OK) {
		if (ns_dump_next(d, &a, &place, NULL) != NS_OK)
			a.body.n = 0;
		bytes = ns_input_consumed(in);
	}
	if (w) {
		ns_json_map(w);
		ns_json_key(w, "file");
		ns_json_text(w, path);
		ns_json_key(w, "body");
		ns_json_str(w, a.body);
		ns_json_map_end(w);
		ns_json_next(w);
	}
	ns_dump_close(d);
	ns_input_close(in);
	return bytes;
}

static int write_articles(int n, char *const *path)
{
	struct ns_buf out = { 0 };
	struct ns_json_writer *w = ns_json_writer_new(&out, false);

	for (int i = 0; w && i < n; i++)
		(void)read_page(path[i], w);
	ns_json_writer_free(w);
	(void)fwrite(out.p, 1, out.n, stdout);
	ns_buf_free(&out);
	return fflush(stdout) != 0;
}

static int write_speed(int n, char *const *path)
{
	uint64_t bytes = 0;
	clock_t began = clock();
	double seconds;

	for (int times = 0; times < TIMES; times++)
		for (int i = 0; i < n; i++)
			bytes += read_page(path[i], NULL);
	seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
	(void)printf("%.1f\n", (double)bytes / 1e6 / seconds);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "-t") == 0)
		return write_speed(argc - 2, argv + 2);
	return write_articles(argc - 1, argv + 1);
}
