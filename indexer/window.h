/* window.h - a moving view of an input: what a reader of dumps looks at.
 *
 *	consumed | start ..... end | not read yet
 */
#ifndef NS_INDEXER_WINDOW_H
#define NS_INDEXER_WINDOW_H

#include "core/base/str.h"
#include "indexer/input.h"

struct ns_window {
	struct ns_input *in;
	char *p;
	size_t start, end, cap;
	uint64_t base; // byte of the input that p[0] is
	bool at_end;   // of the input
};

/* Reads on behind .end, moving or growing the memory: pointers into it are
 * void. At the end of the input it sets .at_end. What ns_input_read answers,
 * and NS_NOMEM. */
enum ns_code ns_window_fill(struct ns_window *w, struct ns_error *e);
/* Fills until n bytes are there, or the input's end. */
enum ns_code ns_window_want(struct ns_window *w, size_t n, struct ns_error *e);
void ns_window_free(struct ns_window *w);

static inline size_t ns_window_left(const struct ns_window *w)
{
	return w->end - w->start;
}

static inline struct ns_str ns_window_view(const struct ns_window *w)
{
	return (struct ns_str){ w->p + w->start, w->end - w->start };
}

/* The byte of the input where the view begins. */
static inline uint64_t ns_window_byte(const struct ns_window *w)
{
	return w->base + w->start;
}

#endif
