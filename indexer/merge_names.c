/* Names of a merge: those that fold alike become one. */
#include <stdlib.h>

#include "core/text/analyze.h"
#include "indexer/merge_state.h"

/* A name of a source. Folded names lie one after another in a buffer. */
struct name {
	size_t at, n; // its folded form
	uint32_t source, ordinal;
};

struct gathered {
	struct name *name;
	uint32_t n;
	struct ns_buf folded;
};

static enum ns_code no_memory(struct ns_error *e)
{
	return ns_fail(e, NS_NOMEM, "no memory to merge names");
}

static int order(const void *a, const void *b, void *arg)
{
	const struct name *x = a, *y = b;
	const char *folded = arg;
	int by_text = ns_str_cmp((struct ns_str){ folded + x->at, x->n },
				 (struct ns_str){ folded + y->at, y->n });

	if (by_text)
		return by_text;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return x->ordinal < y->ordinal ? -1 : 1;
}

static enum ns_code gather(struct ns_merge *m, struct ns_analyzer *an,
			   enum ns_name_field field, struct gathered *g,
			   struct ns_error *e)
{
	enum ns_code code = NS_OK;

	for (uint32_t i = 0; i < m->n_sources; i++) {
		const struct ns_segment *seg = m->source[i].seg;
		uint32_t n = ns_segment_names(seg, field);
		struct name *more =
			realloc(g->name, (g->n + n + 1) * sizeof(*more));

		m->source[i].name[field] = calloc(n + 1, sizeof(uint32_t));
		if (more)
			g->name = more;
		if (!more || !m->source[i].name[field])
			return no_memory(e);
		for (uint32_t k = 0; k < n && !code; k++) {
			struct name *x = &g->name[g->n++];
			struct ns_str text;

			*x = (struct name){ g->folded.n, 0, i, k };
			code = ns_segment_name(seg, field, k, &text, e);
			if (!code)
				code = ns_fold_name(an, text, &g->folded, e);
			x->n = g->folded.n - x->at;
		}
		if (code)
			return code;
	}
	return g->folded.failed ? no_memory(e) : NS_OK;
}

/* Gives ordinals in the order of folded names and writes each name once, as its
 * first source shows it. */
static enum ns_code number(struct ns_merge *m, enum ns_name_field field,
			   struct gathered *g, struct ns_error *e)
{
	const char *folded = (const char *)g->folded.p;
	enum ns_code code = NS_OK;
	uint32_t next = 0;

	if (!g->n)
		return NS_OK;
	qsort_r(g->name, g->n, sizeof(*g->name), order, g->folded.p);
	for (uint32_t i = 0; i < g->n && !code; i++) {
		struct name *x = &g->name[i];
		struct ns_str text = { folded + x->at, x->n }, shown;
		struct ns_str before = { NULL, 0 };

		if (i)
			before = (struct ns_str){ folded + x[-1].at, x[-1].n };
		if (!i || !ns_str_eq(text, before)) {
			next++;
			code = ns_segment_name(m->source[x->source].seg, field,
					       x->ordinal, &shown, e);
			if (!code)
				code = ns_writer_name(m->writer, field, shown,
						      e);
		}
		m->source[x->source].name[field][x->ordinal] = next - 1;
	}
	return code;
}

enum ns_code ns_merge_names(struct ns_merge *m, struct ns_error *e)
{
	struct ns_analyzer *an = NULL;
	enum ns_code code = ns_analyzer_open(&an, e);

	for (int f = 0; f < NS_NAME_FIELDS && !code; f++) {
		struct gathered g = { 0 };

		code = gather(m, an, (enum ns_name_field)f, &g, e);
		if (!code)
			code = number(m, (enum ns_name_field)f, &g, e);
		free(g.name);
		ns_buf_free(&g.folded);
	}
	ns_analyzer_free(an);
	return code;
}
