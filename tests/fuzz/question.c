/* Whatever is typed is a question: only its size can be refused, and under
 * syntax=strict its form, at a byte that it has. */
#include <assert.h>
#include <stdlib.h>

#include "query/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void ask(struct ns_str text, struct ns_parse_options o)
{
	struct ns_arena arena = { .budget_bytes = 64 << 20 };
	struct ns_buf print = { 0 };
	struct ns_parsed parsed;
	struct ns_error e;
	uint32_t at = UINT32_MAX;
	enum ns_code rc = ns_parse(text, &o, &arena, &parsed, &at, &e);

	if (rc != NS_OK && rc != NS_LIMIT && (rc != NS_INVALID || !o.strict))
		abort();
	if (rc == NS_INVALID && at > text.n)
		abort();
	if (!rc)
		ns_node_print(parsed.root, &print);
	for (uint32_t i = 0; !rc && i < parsed.n_warnings; i++)
		if (parsed.warning[i].start > parsed.warning[i].end ||
		    parsed.warning[i].end > text.n)
			abort();
	ns_buf_free(&print);
	ns_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ns_str text = { (const char *)data, n };
	struct ns_parse_options o = { .limits = NS_LIMITS_CLI,
				      .now = 1710000000 };

	ask(text, o);
	o.exact = true;
	o.limits = NS_LIMITS_HTTP;
	ask(text, o);
	o.strict = true;
	ask(text, o);
	return 0;
}
