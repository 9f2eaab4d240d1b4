#include "indexer/window.h"

#include <stdlib.h>
#include <string.h>

/* Big enough that moving what is left of a record costs nothing beside reading
 * it, small enough for the cache. */
enum { BLOCK_BYTES = 256 << 10 };

static enum ns_code make_room(struct ns_window *w, struct ns_error *e)
{
	size_t left = ns_window_left(w);
	char *grown;

	if (w->cap - w->end >= BLOCK_BYTES)
		return NS_OK;
	if (w->start) {
		memmove(w->p, w->p + w->start, left);
		w->base += w->start;
		w->start = 0;
		w->end = left;
	}
	if (w->cap - w->end >= BLOCK_BYTES)
		return NS_OK;
	grown = realloc(w->p, 2 * (w->cap + BLOCK_BYTES));
	if (!grown)
		return ns_fail(e, NS_NOMEM, "no memory to read %s",
			       ns_input_name(w->in));
	w->p = grown;
	w->cap = 2 * (w->cap + BLOCK_BYTES);
	return NS_OK;
}

enum ns_code ns_window_fill(struct ns_window *w, struct ns_error *e)
{
	enum ns_code rc = make_room(w, e);
	size_t got;

	if (rc || w->at_end)
		return rc;
	rc = ns_input_read(w->in, w->p + w->end, BLOCK_BYTES, &got, e);
	if (rc)
		return rc;
	w->end += got;
	w->at_end = got == 0;
	return NS_OK;
}

enum ns_code ns_window_want(struct ns_window *w, size_t n, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	while (!rc && !w->at_end && ns_window_left(w) < n)
		rc = ns_window_fill(w, e);
	return rc;
}

void ns_window_free(struct ns_window *w)
{
	free(w->p);
	w->p = NULL;
}
