#include "http/url.h"

#include <ctype.h>
#include <strings.h>

#include "http/limits.h"

static struct ns_str from(struct ns_str s, size_t n)
{
	return (struct ns_str){ s.p + n, s.n - n };
}

/* The first byte c in s, or s.n. */
static size_t find(struct ns_str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

static bool starts_caseless(struct ns_str s, struct ns_str prefix)
{
	return s.n >= prefix.n && strncasecmp(s.p, prefix.p, prefix.n) == 0;
}

bool ns_url_is_web(struct ns_str url)
{
	return starts_caseless(url, NS_STR("http://")) ||
	       starts_caseless(url, NS_STR("https://"));
}

/* Behind a proxy's "GET http://host/path": the part that is ours. */
static struct ns_str without_host(struct ns_str target)
{
	struct ns_str rest;

	if (!ns_url_is_web(target))
		return target;
	rest = from(target, find(target, ':') + 3);
	return from(rest, find(rest, '/'));
}

struct ns_url ns_url_split(struct ns_str target)
{
	struct ns_str s = without_host(target);
	size_t end, mark;

	end = find(s, '#');
	s.n = end;
	mark = find(s, '?');
	return (struct ns_url){
		.path = mark ? (struct ns_str){ s.p, mark } : NS_STR("/"),
		.query = mark < s.n ? from(s, mark + 1) : NS_STR(""),
	};
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that %XX at the start of s stands for, or -1. */
static int escaped(struct ns_str s)
{
	if (s.n < 3 || s.p[0] != '%' || hex(s.p[1]) < 0 || hex(s.p[2]) < 0)
		return -1;
	return hex(s.p[1]) * 16 + hex(s.p[2]);
}

struct ns_str ns_url_decode(struct ns_str raw, bool plus,
			    struct ns_arena *arena)
{
	char *out = ns_arena_alloc(arena, raw.n + 1);
	size_t n = 0;

	if (!out)
		return (struct ns_str){ NULL, 0 };
	while (raw.n) {
		int byte = escaped(raw);

		if (byte >= 0)
			out[n++] = (char)byte;
		else
			out[n++] = plus && *raw.p == '+' ? ' ' : *raw.p;
		raw = from(raw, byte >= 0 ? 3 : 1);
	}
	out[n] = '\0';
	return (struct ns_str){ out, n };
}

static enum ns_code read_param(struct ns_str piece, struct ns_arena *arena,
			       struct ns_url_param *out)
{
	size_t mark = find(piece, '=');

	out->name =
		ns_url_decode((struct ns_str){ piece.p, mark }, true, arena);
	out->value = mark < piece.n ? from(piece, mark + 1) : NS_STR("");
	out->value = ns_url_decode(out->value, true, arena);
	return out->name.p && out->value.p ? NS_OK : NS_NOMEM;
}

enum ns_code ns_url_params(struct ns_str query, struct ns_arena *arena,
			   struct ns_url_params *out)
{
	enum ns_code rc = NS_OK;

	out->n = 0;
	out->param =
		ns_arena_calloc(arena, NS_HTTP_PARAMS, sizeof(*out->param));
	if (!out->param)
		return NS_NOMEM;
	while (query.n && !rc) {
		struct ns_str piece = { query.p, find(query, '&') };

		query = from(query, piece.n + (piece.n < query.n));
		if (piece.n == 0)
			continue;
		if (out->n == NS_HTTP_PARAMS)
			return NS_LIMIT;
		rc = read_param(piece, arena, &out->param[out->n++]);
	}
	return rc;
}

void ns_url_encode(struct ns_buf *out, struct ns_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x80 && (isalnum(c) || strchr("-._~", c)) && c)
			ns_buf_u8(out, c);
		else
			ns_buf_printf(out, "%%%02X", c);
	}
}
