#include "indexer/html/linked.h"

#define CDATA "<![CDATA["

enum { LEVELS = 4 }; // of lists and @graphs around an object

static bool ends_with(struct ns_str s, struct ns_str end)
{
	return s.n >= end.n && memcmp(s.p + s.n - end.n, end.p, end.n) == 0;
}

static bool is_article_type(const struct ns_json *type)
{
	struct ns_str s = type->text;

	return type->kind == NS_JSON_STRING &&
	       (ends_with(s, NS_STR("Article")) ||
		ends_with(s, NS_STR("Posting")) ||
		ends_with(s, NS_STR("Report")) ||
		ns_str_eq(s, NS_STR("Review")) ||
		ns_str_eq(s, NS_STR("ClaimReview")));
}

static bool is_article(const struct ns_json *object)
{
	const struct ns_json *type = ns_json_get(object, NS_STR("@type"));

	if (!type)
		return false;
	for (const struct ns_json *t = type->child; t; t = t->next)
		if (is_article_type(t))
			return true;
	return is_article_type(type);
}

static bool has_id(const struct ns_json *object, struct ns_str id)
{
	const struct ns_json *own = ns_json_get(object, NS_STR("@id"));

	/* Not the reference itself. */
	return own && ns_str_eq(own->text, id) && object->child->next;
}

/* The first object below v that is an article, or, with an id, goes by it. */
static const struct ns_json *find(const struct ns_json *v, struct ns_str id,
				  int levels)
{
	const struct ns_json *list = v, *found;

	if (v->kind == NS_JSON_OBJECT) {
		if (id.n ? has_id(v, id) : is_article(v))
			return v;
		list = ns_json_get(v, NS_STR("@graph"));
		if (!list)
			list = ns_json_get(v, NS_STR("mainEntity"));
		if (list && list->kind == NS_JSON_OBJECT && levels)
			return find(list, id, levels - 1);
	}
	if (!list || list->kind != NS_JSON_ARRAY || !levels)
		return NULL;
	for (v = list->child; v; v = v->next) {
		found = find(v, id, levels - 1);
		if (found)
			return found;
	}
	return NULL;
}

static struct ns_str cut_behind_value(struct ns_str s)
{
	while (s.n && s.p[s.n - 1] != '}' && s.p[s.n - 1] != ']')
		s.n--;
	return s;
}

/* Some scripts come inside comments, or as HTML once asked for: between
 * "//<![CDATA[" and "//]]>". */
static struct ns_str json_of(struct ns_str s)
{
	const char *open = s.n ? memmem(s.p, s.n, CDATA, strlen(CDATA)) : NULL;
	const char *end = s.p + s.n;

	if (open)
		s.p = open + strlen(CDATA);
	while (s.p < end && *s.p != '{' && *s.p != '[')
		s.p++;
	s = cut_behind_value((struct ns_str){ s.p, (size_t)(end - s.p) });
	if (open && ends_with(s, NS_STR("]]"))) {
		s.n -= 2;
		s = cut_behind_value(s);
	}
	return s;
}

const struct ns_json *ns_linked_article(const struct ns_html_page *page,
					struct ns_json_parser *parser,
					const struct ns_json **root)
{
	for (uint32_t i = 0; i < page->n_linked; i++) {
		struct ns_json_repairs repairs = { 0 };
		struct ns_str text = json_of(page->linked[i]);
		const struct ns_json *found;
		struct ns_json *tree;
		size_t error_at;

		if (!text.n || ns_json_parse(parser, text, &tree, &repairs,
					     &error_at, NULL))
			continue;
		found = find(tree, NS_STR(""), LEVELS);
		if (found) {
			*root = tree;
			return found;
		}
	}
	return NULL;
}

const struct ns_json *ns_linked_resolve(const struct ns_json *v,
					const struct ns_json *root)
{
	const struct ns_json *id = ns_json_get(v, NS_STR("@id")), *named;

	if (!id || !id->text.n || v->child->next)
		return v;
	named = find(root, id->text, LEVELS);
	return named ? named : v;
}

const struct ns_json *ns_linked_get(const struct ns_json *object,
				    const char *name,
				    const struct ns_json *root)
{
	const struct ns_json *v = object ? ns_json_get(object, ns_str_of(name))
					 : NULL;

	return v ? ns_linked_resolve(v, root) : NULL;
}
