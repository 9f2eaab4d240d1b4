/* json.h - reads a body for a test: fails the case when it is no JSON. */
#ifndef NS_TESTS_HTTP_JSON_H
#define NS_TESTS_HTTP_JSON_H

#include "core/base/json.h"
#include "tests/t.h"

static struct ns_json_parser *j_parser;

/* The root, alive until the next call; never NULL. */
static inline const struct ns_json *j_read(struct ns_str body)
{
	static const struct ns_json nothing;
	struct ns_json_repairs repairs = { 0 };
	struct ns_json *root = NULL;
	size_t at = 0;
	struct ns_error e;

	if (!j_parser)
		j_parser = ns_json_parser_new();
	if (ns_json_parse(j_parser, body, &root, &repairs, &at, &e)) {
		T_FAIL("no JSON: %s: %.*s", e.text, (int)body.n, body.p);
		return &nothing;
	}
	T_INT(repairs.bad_utf8 + repairs.lone_surrogates, 0);
	return root;
}

static inline void j_check(const struct ns_json *object, const char *key,
			   const char *wanted)
{
	const struct ns_json *v = ns_json_get(object, ns_str_of(key));

	if (!v)
		T_FAIL("no %s, wanted %s", key, wanted);
	else
		T_BYTES(v->text.p, v->text.n, wanted, strlen(wanted));
}

static inline bool j_has(const struct ns_json *object, const char *key)
{
	return ns_json_get(object, ns_str_of(key)) != NULL;
}

#endif
