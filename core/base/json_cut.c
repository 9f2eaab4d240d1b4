#include "core/base/json.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* From inside a string to behind its closing quote, or to n. */
static size_t cut_string(struct ns_json_cut *cut, const char *block, size_t i,
			 size_t n)
{
	if (cut->escaped && i < n) {
		cut->escaped = false;
		i++;
	}
	while (i < n) {
		char c = block[i++];

		if (c == '"') {
			cut->in_string = false;
			break;
		}
		if (c != '\\')
			continue;
		if (i == n)
			cut->escaped = true;
		else
			i++;
	}
	return i;
}

/* A word or number at the top: up to what cannot belong to it. */
static size_t cut_bare(const char *block, size_t i, size_t n, bool *done)
{
	for (; i < n; i++) {
		char c = block[i];

		if (is_space(c) || c == ',' || c == ']' || c == '}') {
			*done = true;
			break;
		}
	}
	return i;
}

/* The bracket or quote at block[i], or the bare value that begins there. */
static size_t cut_outside(struct ns_json_cut *cut, const char *block, size_t i,
			  size_t n, bool *done)
{
	switch (block[i]) {
	case '"':
		cut->in_string = true;
		return i + 1;
	case '{':
	case '[':
		cut->depth++;
		return i + 1;
	case '}':
	case ']':
		cut->depth -= cut->depth > 0;
		*done = cut->depth == 0;
		return i + 1;
	default:
		if (cut->depth == 0)
			return cut_bare(block, i, n, done);
		return i + 1;
	}
}

size_t ns_json_cut(struct ns_json_cut *cut, const char *block, size_t n,
		   bool *done)
{
	size_t i = 0;

	*done = false;
	while (i < n && !*done) {
		bool was_string = cut->in_string;

		i = was_string ? cut_string(cut, block, i, n)
			       : cut_outside(cut, block, i, n, done);
		if (was_string && !cut->in_string && cut->depth == 0)
			*done = true;
	}
	return i;
}
