#include "http/filter.h"

#include "http/limits.h"

/* Bytes of s up to its first comma that no backslash precedes. */
static size_t piece_bytes(struct ns_str s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != ',')
		i += s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
	return i;
}

static bool escapes(struct ns_str s, size_t i)
{
	return s.p[i] == '\\' && i + 1 < s.n && strchr(",-\\", s.p[i + 1]) &&
	       s.p[i + 1];
}

/* A copy without its backslashes and the spaces around it. */
static struct ns_str unescape(struct ns_str s, struct ns_arena *arena)
{
	struct ns_str out = { NULL, 0 };
	char *p;

	while (s.n && *s.p == ' ')
		s = (struct ns_str){ s.p + 1, s.n - 1 };
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	p = ns_arena_alloc(arena, s.n + 1);
	if (!p)
		return out;
	for (size_t i = 0; i < s.n; i++) {
		i += escapes(s, i);
		p[out.n++] = s.p[i];
	}
	out.p = p;
	return out;
}

static enum ns_code add(struct ns_filters *f, enum ns_scope field,
			struct ns_str piece, struct ns_error *e)
{
	struct ns_filter *to;

	if (f->n == NS_HTTP_FILTERS)
		return ns_fail(e, NS_LIMIT, "more than %d values of filters",
			       NS_HTTP_FILTERS);
	to = &f->filter[f->n];
	*to = (struct ns_filter){ .field = field };
	to->exclude = *piece.p == '-';
	piece = (struct ns_str){ piece.p + to->exclude, piece.n - to->exclude };
	to->value = unescape(piece, f->arena);
	if (!to->value.p)
		return ns_fail(e, NS_NOMEM, "no memory for filters");
	if (to->value.n == 0)
		return ns_fail(e, NS_INVALID, "a minus excludes a name");
	if (to->value.n > NS_HTTP_VALUE_BYTES)
		return ns_fail(e, NS_LIMIT, "a name of more than %d bytes",
			       NS_HTTP_VALUE_BYTES);
	f->n++;
	return NS_OK;
}

enum ns_code ns_filters_add(struct ns_filters *f, enum ns_scope field,
			    struct ns_str text, struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	while (text.n && !rc) {
		struct ns_str piece = { text.p, piece_bytes(text) };
		size_t used = piece.n + (piece.n < text.n);

		text = (struct ns_str){ text.p + used, text.n - used };
		while (piece.n && *piece.p == ' ')
			piece = (struct ns_str){ piece.p + 1, piece.n - 1 };
		if (piece.n)
			rc = add(f, field, piece, e);
	}
	return rc;
}
