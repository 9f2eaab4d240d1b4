#include "indexer/input.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FIRST_FILES = 16 };

static enum ns_code push(struct ns_inputs *in, const char *path, off_t bytes,
			 struct ns_error *e)
{
	bool full = in->n == 0 ||
		    (in->n >= FIRST_FILES && (in->n & (in->n - 1)) == 0);
	char **grown = in->path;

	if (in->n == NS_INPUT_FILES)
		return ns_fail(e, NS_LIMIT, "more than %d files",
			       NS_INPUT_FILES);
	if (full)
		grown = realloc(in->path, (in->n ? 2 * in->n : FIRST_FILES) *
						  sizeof(*grown));
	if (!grown)
		return ns_fail(e, NS_NOMEM, "no memory for %zu names of files",
			       in->n);
	in->path = grown;
	in->path[in->n] = strdup(path);
	if (!in->path[in->n])
		return ns_fail(e, NS_NOMEM, "no memory for %zu names of files",
			       in->n);
	in->n++;
	in->bytes += (uint64_t)bytes;
	return NS_OK;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static enum ns_code visit(struct ns_inputs *in, FTS *tree, FTSENT *entry,
			  struct ns_error *e)
{
	bool hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';

	switch (entry->fts_info) {
	case FTS_D:
		if (hidden)
			(void)fts_set(tree, entry, FTS_SKIP);
		else if (entry->fts_level > NS_INPUT_DEPTH)
			return ns_fail(e, NS_LIMIT,
				       "%s lies more than %d folders deep",
				       entry->fts_path, NS_INPUT_DEPTH);
		return NS_OK;
	case FTS_F:
		return hidden ? NS_OK
			      : push(in, entry->fts_path,
				     entry->fts_statp->st_size, e);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return ns_fail_errno(e, entry->fts_errno, "cannot read %s",
				     entry->fts_path);
	default: // a folder left, a loop, a socket, a link to nothing
		return NS_OK;
	}
}

/* Links are followed; fts sees a folder that contains itself. */
static enum ns_code add_folder(struct ns_inputs *in, const char *path,
			       struct ns_error *e)
{
	char *copy = strdup(path);
	char *roots[] = { copy, NULL };
	FTS *tree = NULL;
	FTSENT *entry;
	enum ns_code rc = NS_OK;

	if (copy)
		tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	if (!tree) {
		rc = ns_fail_errno(e, copy ? errno : ENOMEM, "cannot read %s",
				   path);
		goto out;
	}
	while (!rc && (errno = 0, entry = fts_read(tree)))
		rc = visit(in, tree, entry, e);
	if (!rc && errno)
		rc = ns_fail_errno(e, errno, "cannot read %s", path);
	fts_close(tree);
out:
	free(copy);
	return rc;
}

enum ns_code ns_inputs_add(struct ns_inputs *in, const char *argument,
			   struct ns_error *e)
{
	struct stat st = { 0 };

	if (strcmp(argument, "-") == 0)
		return push(in, argument, 0, e);
	if (stat(argument, &st) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return ns_fail(e, NS_NOTFOUND, "no file %s", argument);
		return ns_fail_errno(e, errno, "cannot read %s", argument);
	}
	if (S_ISDIR(st.st_mode))
		return add_folder(in, argument, e);
	return push(in, argument, S_ISREG(st.st_mode) ? st.st_size : 0, e);
}

void ns_inputs_free(struct ns_inputs *in)
{
	for (size_t i = 0; i < in->n; i++)
		free(in->path[i]);
	free(in->path);
	*in = (struct ns_inputs){ 0 };
}
