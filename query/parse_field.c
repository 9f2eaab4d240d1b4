#include "query/parse_leaf.h"

#include <strings.h>

enum { NAME_BYTES = 32 };

static const struct {
	const char *name;
	struct ns_field field;
} fields[] = {
	{ "title", { NS_FIELD_SCOPE, NS_SCOPE_TITLE, 0 } },
	{ "summary", { NS_FIELD_SCOPE, NS_SCOPE_SUMMARY, 0 } },
	{ "body", { NS_FIELD_SCOPE, NS_SCOPE_BODY, 0 } },
	{ "author", { NS_FIELD_SCOPE, NS_SCOPE_AUTHOR, 0 } },
	{ "url", { NS_FIELD_SCOPE, NS_SCOPE_URL, 0 } },
	{ "outlet", { NS_FIELD_SCOPE, NS_SCOPE_OUTLET, 0 } },
	{ "source", { NS_FIELD_SCOPE, NS_SCOPE_OUTLET, 0 } },
	{ "section", { NS_FIELD_SCOPE, NS_SCOPE_SECTION, 0 } },
	{ "lang", { NS_FIELD_SCOPE, NS_SCOPE_LANG, 0 } },
	{ "tag", { NS_FIELD_SCOPE, NS_SCOPE_TAG, 0 } },
	{ "type", { NS_FIELD_SCOPE, NS_SCOPE_TYPE, 0 } },
	{ "date", { NS_FIELD_DATE, NS_SCOPE_TEXT, 0 } },
	{ "after", { NS_FIELD_AFTER, NS_SCOPE_TEXT, 0 } },
	{ "before", { NS_FIELD_BEFORE, NS_SCOPE_TEXT, 0 } },
};

/* What stands before a colon and is no field: links. */
static const char *const schemes[] = { "mailto", "urn",  "doi",
				       "tel",    "data", "news" };

/* Bytes before the colon of s, 0: none, or not near. */
static size_t name_bytes(struct ns_str s)
{
	size_t n = s.n < NAME_BYTES ? s.n : NAME_BYTES;
	const char *colon = memchr(s.p, ':', n);

	return colon ? (size_t)(colon - s.p) : 0;
}

static bool is(struct ns_str s, size_t n, const char *name)
{
	return strlen(name) == n && strncasecmp(s.p, name, n) == 0;
}

/* atleast3: */
static bool atleast(struct ns_str s, size_t n, struct ns_field *out)
{
	const size_t word = strlen("atleast");
	uint32_t value = 0;

	if (n <= word || strncasecmp(s.p, "atleast", word) != 0)
		return false;
	for (size_t i = word; i < n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		value = value * 10 + (uint32_t)(s.p[i] - '0');
		if (value > NS_ATLEAST_MAX)
			value = NS_ATLEAST_MAX;
	}
	out->kind = NS_FIELD_ATLEAST;
	out->n = value ? value : 1;
	return true;
}

size_t ns_field_read(struct ns_str s, struct ns_field context,
		     struct ns_field *out)
{
	size_t n = name_bytes(s);

	*out = context;
	for (size_t i = 0; n && i < sizeof(fields) / sizeof(fields[0]); i++)
		if (is(s, n, fields[i].name)) {
			*out = fields[i].field;
			if (out->kind != NS_FIELD_SCOPE)
				out->scope = context.scope;
			return n + 1;
		}
	if (!atleast(s, n, out))
		return 0;
	if (ns_scope_is_name(out->scope)) // names hold no words to count
		out->scope = NS_SCOPE_TEXT;
	return n + 1;
}

void ns_field_warn(struct ns_parser *p, struct ns_str s, struct ns_place at)
{
	size_t n = name_bytes(s);
	struct ns_str rest = { s.p + n + 1, n ? s.n - n - 1 : 0 };

	if (n < 2)
		return;
	for (size_t i = 0; i < n; i++)
		if (s.p[i] != '_' && (s.p[i] < 'a' || s.p[i] > 'z'))
			return;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (is(s, n, schemes[i]))
			return;
	rest.n = rest.n ? 1 : 0;
	if (rest.n && !ns_lex_has_letters(rest))
		return;
	ns_parser_warn(p, at, "there is no field \"%.*s\": searched as text",
		       (int)n, s.p);
}
