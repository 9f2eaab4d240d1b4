#include "core/base/json_nan.h"

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
