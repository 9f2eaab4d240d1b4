#include "indexer/ingest.h"

static const struct {
	char suffix;
	uint64_t factor;
} units[] = {
	{ 'k', UINT64_C(1) << 10 },
	{ 'M', UINT64_C(1) << 20 },
	{ 'G', UINT64_C(1) << 30 },
};

/* The number before the suffix; 0 when there is none, or it is absurd. */
static uint64_t number(struct ns_str text, size_t *digits)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++)
		v = v > UINT32_MAX ? v : v * 10 + (uint64_t)(text.p[i] - '0');
	*digits = i;
	return v > UINT32_MAX ? 0 : v;
}

enum ns_code ns_commit_every_parse(struct ns_str text,
				   struct ns_commit_every *out,
				   struct ns_error *e)
{
	size_t digits;
	uint64_t v = number(text, &digits);
	char suffix = digits + 1 == text.n ? text.p[digits] : 0;

	*out = (struct ns_commit_every){ 0 };
	if (v && digits == text.n)
		out->articles = v;
	if (v && suffix == 's')
		out->seconds = v;
	for (size_t i = 0; v && suffix && i < 3; i++)
		if (suffix == units[i].suffix)
			out->text_bytes = v * units[i].factor;
	if (out->articles || out->seconds || out->text_bytes)
		return NS_OK;
	return ns_fail(e, NS_INVALID,
		       "--commit-every takes articles (1000), bytes of text "
		       "(64M) or seconds (30s), not '%.*s'",
		       (int)text.n, text.p);
}
