#include "indexer/dump_value.h"

#include <string.h>

#include "core/base/utf8.h"

enum { WRAPPERS = 4 }; // lists and objects around one text

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

struct ns_str ns_value_trim(struct ns_str s)
{
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	while (s.n && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	return s;
}

bool ns_value_is_empty(const struct ns_json *v)
{
	switch (v->kind) {
	case NS_JSON_NULL:
		return true;
	case NS_JSON_STRING:
		return ns_value_trim(v->text).n == 0;
	case NS_JSON_ARRAY:
	case NS_JSON_OBJECT:
		return v->child == NULL;
	default:
		return false;
	}
}

static const struct ns_json *first_of_list(const struct ns_json *list)
{
	for (const struct ns_json *v = list->child; v; v = v->next)
		if (!ns_value_is_empty(v))
			return v;
	return NULL;
}

/* The members that hold the text of an object, the best first. */
static const struct ns_json *member_of_object(const struct ns_json *object)
{
	static const char *const names[] = {
		"name",     "main",  "title", "value",  "text", "original",
		"rendered", "$date", "$oid",  "@value", "url",  "#text",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct ns_json *v =
			ns_json_get(object, ns_str_of(names[i]));

		if (v && !ns_value_is_empty(v))
			return v;
	}
	return NULL;
}

const struct ns_json *ns_value_text(const struct ns_json *v)
{
	for (int i = 0; v && i <= WRAPPERS; i++) {
		if (ns_value_is_empty(v) || v->kind == NS_JSON_BOOL)
			return NULL;
		if (v->kind == NS_JSON_STRING || v->kind == NS_JSON_NUMBER)
			return v;
		v = v->kind == NS_JSON_ARRAY ? first_of_list(v)
					     : member_of_object(v);
	}
	return NULL;
}

struct ns_str ns_value_paragraphs(const struct ns_json *v,
				  struct ns_arena *arena)
{
	size_t n = 0;
	char *joined;

	if (v->kind != NS_JSON_ARRAY) {
		v = ns_value_text(v);
		return v ? v->text : NS_STR("");
	}
	for (const struct ns_json *c = v->child; c; c = c->next) {
		const struct ns_json *text = ns_value_text(c);

		n += text ? text->text.n + 2 : 0;
	}
	joined = ns_arena_alloc(arena, n);
	if (!joined)
		return (struct ns_str){ NULL, 0 };
	n = 0;
	for (const struct ns_json *c = v->child; c; c = c->next) {
		const struct ns_json *text = ns_value_text(c);

		if (!text)
			continue;
		if (n) {
			memcpy(joined + n, "\n\n", 2);
			n += 2;
		}
		memcpy(joined + n, text->text.p, text->text.n);
		n += text->text.n;
	}
	return (struct ns_str){ joined, n };
}

struct ns_str ns_value_without_nuls(struct ns_str s, struct ns_arena *arena,
				    uint64_t *nuls)
{
	enum { BAD_BYTES = sizeof(NS_UTF8_BAD) - 1 };
	size_t n = 0;
	char *to, *out;

	if (!s.n || !memchr(s.p, 0, s.n))
		return s;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\0';
	*nuls += n;
	out = to = ns_arena_alloc(arena, s.n + n * (BAD_BYTES - 1));
	if (!out)
		return (struct ns_str){ NULL, 0 };
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i]) {
			*to++ = s.p[i];
			continue;
		}
		memcpy(to, NS_UTF8_BAD, BAD_BYTES);
		to += BAD_BYTES;
	}
	return (struct ns_str){ out, (size_t)(to - out) };
}
