#include "indexer/byline.h"

#include <string.h>

#include "indexer/dump_value.h"

void ns_name_list_add(struct ns_name_list *list, struct ns_str name)
{
	if (!name.n)
		return;
	for (uint32_t i = 0; i < list->n; i++)
		if (ns_str_eq(list->name[i], name))
			return;
	if (list->n < list->max)
		list->name[list->n++] = name;
	else
		list->dropped++;
}

static struct ns_str skip(struct ns_str s, size_t n)
{
	return (struct ns_str){ s.p + n, s.n - n };
}

static bool starts(struct ns_str s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && strncasecmp(s.p, word, n) == 0;
}

static struct ns_str without_by(struct ns_str s)
{
	s = ns_value_trim(s);
	if (starts(s, "by ") || starts(s, "by:"))
		s = ns_value_trim(skip(s, 3));
	return s;
}

static bool has_two_words(struct ns_str s)
{
	s = ns_value_trim(s);
	return s.n && memchr(s.p, ' ', s.n) != NULL;
}

/* Commas part authors only where every part may be a whole name. */
static bool commas_part(struct ns_str s)
{
	size_t start = 0, parts = 0;

	for (size_t i = 0; i <= s.n; i++) {
		struct ns_str part;

		if (i < s.n && s.p[i] != ',' && s.p[i] != ';' &&
		    !starts(skip(s, i), " and "))
			continue;
		part = ns_value_trim((struct ns_str){ s.p + start, i - start });
		if (starts(part, "and "))
			part = skip(part, 4);
		if (part.n && !has_two_words(part))
			return false;
		parts++;
		start = i + (i < s.n && s.p[i] == ' ' ? 5 : 1);
	}
	return parts > 1;
}

/* Bytes of the separator at s, or 0. */
static size_t separator(struct ns_str s, bool commas)
{
	static const char *const words[] = { " and ", " & ", ";" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (starts(s, words[i]))
			return strlen(words[i]);
	if (!commas || s.p[0] != ',')
		return 0;
	return starts(s, ", and ") ? 6 : 1;
}

static void split(struct ns_str s, bool commas, struct ns_name_list *list)
{
	size_t start = 0, i = 0;

	while (i < s.n) {
		size_t n = separator(skip(s, i), commas);

		if (!n) {
			i++;
			continue;
		}
		ns_name_list_add(list, without_by((struct ns_str){
					       s.p + start, i - start }));
		i += n;
		start = i;
	}
	ns_name_list_add(list, without_by(skip(s, start)));
}

void ns_byline_split(struct ns_str byline, struct ns_name_list *list)
{
	byline = without_by(byline);
	split(byline, commas_part(byline), list);
}

void ns_tags_split(struct ns_str tags, struct ns_name_list *list)
{
	size_t start = 0;

	for (size_t i = 0; i <= tags.n; i++) {
		if (i < tags.n && tags.p[i] != ',' && tags.p[i] != ';')
			continue;
		ns_name_list_add(list, ns_value_trim((struct ns_str){
					       tags.p + start, i - start }));
		start = i + 1;
	}
}
