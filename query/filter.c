#include "query/filter.h"

/* Bytes up to the first comma that no backslash precedes. */
static size_t piece_bytes(struct ns_str s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != ',')
		i += s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
	return i;
}

static struct ns_str trim(struct ns_str s)
{
	while (s.n && *s.p == ' ')
		s = (struct ns_str){ s.p + 1, s.n - 1 };
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

static bool is_escape(struct ns_str s, size_t i)
{
	return s.p[i] == '\\' && i + 1 < s.n && memchr(",-\\", s.p[i + 1], 3);
}

static struct ns_str unescape(struct ns_str s, struct ns_arena *arena)
{
	char *to = ns_arena_alloc(arena, s.n + 1);
	struct ns_str out = { to, 0 };

	for (size_t i = 0; to && i < s.n; i++) {
		i += is_escape(s, i);
		to[out.n++] = s.p[i];
	}
	return out;
}

static enum ns_code add(struct ns_filters *f, enum ns_scope field,
			struct ns_str piece, struct ns_error *e)
{
	bool exclude = *piece.p == '-';
	struct ns_str name;

	piece = trim((struct ns_str){ piece.p + exclude, piece.n - exclude });
	if (!piece.n)
		return ns_fail(e, NS_INVALID,
			       "a minus excludes a name: none "
			       "stands behind it");
	if (f->n == f->most)
		return ns_fail(e, NS_LIMIT, "more than %u names to filter by",
			       f->most);
	name = unescape(piece, f->arena);
	if (!name.p)
		return ns_fail(e, NS_NOMEM, "no memory for names");
	if (name.n > f->name_bytes)
		return ns_fail(e, NS_LIMIT, "a name has more than %u bytes",
			       f->name_bytes);
	f->filter[f->n++] = (struct ns_filter){ field, name, exclude };
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
		piece = trim(piece);
		if (piece.n)
			rc = add(f, field, piece, e);
	}
	return rc;
}
