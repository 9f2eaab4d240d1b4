#include "core/base/json.h"

#include <stdlib.h>

enum { FEW = 32 }; // members that are compared each with each

const struct ns_json *ns_json_get(const struct ns_json *object,
				  struct ns_str key)
{
	const struct ns_json *found = NULL;

	if (!object || object->kind != NS_JSON_OBJECT)
		return NULL;
	for (const struct ns_json *m = object->child; m; m = m->next)
		if (ns_str_eq(m->key, key))
			found = m;
	return found;
}

static bool is_overridden(const struct ns_json *member)
{
	for (const struct ns_json *m = member->next; m; m = m->next)
		if (ns_str_eq(m->key, member->key))
			return true;
	return false;
}

static void drop_few(struct ns_json *object)
{
	struct ns_json **at = &object->child;

	while (*at) {
		if (is_overridden(*at))
			*at = (*at)->next;
		else
			at = &(*at)->next;
	}
}

struct ranked {
	struct ns_json *member;
	size_t order;
	bool overridden;
};

static int by_key(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = ns_str_cmp(x->member->key, y->member->key);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

/* A million members would take a million million comparisons. */
static enum ns_code drop_many(struct ns_json *object, size_t n)
{
	struct ranked *list = calloc(n, sizeof(*list));
	struct ns_json **tail = &object->child;
	size_t i = 0;

	if (!list)
		return NS_NOMEM;
	for (struct ns_json *m = object->child; m; m = m->next, i++)
		list[i] = (struct ranked){ m, i, false };
	qsort(list, n, sizeof(*list), by_key);
	for (i = 0; i + 1 < n; i++)
		list[i].overridden =
			ns_str_eq(list[i].member->key, list[i + 1].member->key);
	qsort(list, n, sizeof(*list), by_order);
	for (i = 0; i < n; i++) {
		if (list[i].overridden)
			continue;
		*tail = list[i].member;
		tail = &list[i].member->next;
	}
	*tail = NULL;
	free(list);
	return NS_OK;
}

enum ns_code ns_json_drop_duplicates(struct ns_json *object)
{
	size_t n = 0;

	for (const struct ns_json *m = object->child; m; m = m->next)
		n++;
	if (n > FEW)
		return drop_many(object, n);
	drop_few(object);
	return NS_OK;
}
