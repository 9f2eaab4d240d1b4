#include "core/base/json_repair.h"

#include <limits.h>
#include <string.h>

#include "core/base/utf8.h"

/* ---- text ---- */

/* Four hex digits; UINT_MAX where they are not. */
static unsigned hex4(const char *s)
{
	unsigned v = 0;

	for (int i = 0; i < 4; i++) {
		char c = s[i], lower = (char)(c | 0x20);

		if (c >= '0' && c <= '9')
			v = v << 4 | (unsigned)(c - '0');
		else if (lower >= 'a' && lower <= 'f')
			v = v << 4 | (unsigned)(lower - 'a' + 10);
		else
			return UINT_MAX;
	}
	return v;
}

/* The unit of a \uXXXX at s[i], or UINT_MAX. */
static unsigned escape_at(struct ns_str s, size_t i)
{
	if (s.n - i < 6 || s.p[i] != '\\' || s.p[i + 1] != 'u')
		return UINT_MAX;
	return hex4(s.p + i + 2);
}

/* The next lone surrogate from *i on; false when there is none. yajl would
 * write "?" for it and swallow the character behind. */
static bool find_lone(struct ns_str s, size_t *i)
{
	while (*i < s.n) {
		const char *p = memchr(s.p + *i, '\\', s.n - *i);
		unsigned unit;

		if (!p)
			return false;
		*i = (size_t)(p - s.p);
		unit = escape_at(s, *i);
		if (unit < 0xd800 || unit > 0xdfff)
			*i += 2;
		else if (unit > 0xdbff || s.n - *i < 12 ||
			 (escape_at(s, *i + 6) & ~0x3ffu) != 0xdc00)
			return true;
		else
			*i += 12;
	}
	return false;
}

struct ns_str ns_json_repair_text(struct ns_str text, struct ns_buf *out,
				  struct ns_json_repairs *repairs)
{
	size_t i = 0;

	ns_buf_reset(out);
	if (!ns_utf8_valid(text)) {
		repairs->bad_utf8 += ns_utf8_repair(text, out);
		text = ns_buf_view(out);
	}
	while (find_lone(text, &i)) {
		if (!out->n)
			ns_buf_text(out, text);
		if (out->failed)
			break;
		text = ns_buf_view(out);
		memcpy(out->p + i + 2, "fffd", 4);
		repairs->lone_surrogates++;
		i += 6;
	}
	return text;
}

/* ---- numbers ---- */

/* Bytes of the word at s, or 0. */
static size_t word_at(struct ns_str s)
{
	static const struct ns_str words[] = { { "NaN", 3 },
					       { "Infinity", 8 },
					       { "-Infinity", 9 } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (ns_str_starts(s, words[i]))
			return words[i].n;
	return 0;
}

/* Bytes of the string whose opening quote is at s, both quotes among them. */
static size_t string_at(struct ns_str s)
{
	size_t i = 1;

	while (i < s.n && s.p[i] != '"')
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

uint64_t ns_json_null_numbers(struct ns_str json, struct ns_buf *out)
{
	uint64_t found = 0;

	ns_buf_reset(out);
	while (json.n) {
		size_t n = json.p[0] == '"' ? string_at(json) : 0;
		size_t word = n ? 0 : word_at(json);

		if (word)
			ns_buf_text(out, NS_STR("null"));
		else
			ns_buf_put(out, json.p, n ? n : 1);
		n = n + word ? n + word : 1;
		json = (struct ns_str){ json.p + n, json.n - n };
		found += word > 0;
	}
	return found;
}
