/* scratch.h - a folder of a test's own, gone when the test ends. */
#ifndef NS_TESTS_INDEXER_SCRATCH_H
#define NS_TESTS_INDEXER_SCRATCH_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/t.h"

struct scratch {
	char dir[64]; // exists
	char ns[80];  // an archive in it, not yet made
};

static inline struct scratch scratch_make(void)
{
	struct scratch s = { "/tmp/ns-indexer-XXXXXX", "" };

	T_OK(mkdtemp(s.dir) != NULL);
	(void)snprintf(s.ns, sizeof(s.ns), "%s/a.ns", s.dir);
	return s;
}

static inline void scratch_empty(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *entry;
	char path[512];

	while (d && (entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		(void)unlink(path);
	}
	if (d)
		(void)closedir(d);
	(void)rmdir(dir);
}

static inline void scratch_free(const struct scratch *s)
{
	scratch_empty(s->ns);
	scratch_empty(s->dir);
}

static inline void scratch_file(const struct scratch *s, const char *name,
				const char *text)
{
	char path[512];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	f = fopen(path, "w");
	T_OK(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

#endif
