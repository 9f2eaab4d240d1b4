/* What comes from disks and from the net byte by byte: records, dates, zones,
 * targets. Anything may be refused, nothing may be read outside. */
#include <stdlib.h>
#include <string.h>

#include "core/base/article.h"
#include "core/base/time.h"
#include "core/base/tz.h"
#include "http/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* A date reads back as it is written. */
static void read_date(struct ns_str text)
{
	struct ns_time t, again;
	char iso[NS_TIME_TEXT];
	bool doubt;

	if (ns_time_parse(text, &t, &doubt))
		return;
	ns_time_format(t, iso);
	if (ns_time_parse(ns_str_of(iso), &again, &doubt) ||
	    again.precision != t.precision)
		abort();
}

static void read_zone(struct ns_str text, struct ns_arena *arena)
{
	const int64_t now = 1710000000;
	struct ns_interval span;
	struct ns_tz tz;

	if (ns_tz_decode(text, arena, &tz))
		return;
	for (uint32_t i = 1; i < tz.n_shifts; i++)
		if (tz.shift[i].from <= tz.shift[i - 1].from)
			abort();
	if (ns_time_bound(NS_STR("today"), now, &tz, &span))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ns_str text = { (const char *)data, n };
	struct ns_arena arena = { .budget_bytes = 64 << 20 };
	struct ns_article a;
	struct ns_url_params params;
	struct ns_buf out = { 0 };

	if (!ns_article_decode(data, n, &arena, &a, NULL))
		ns_article_encode(&a, &out);
	read_date(text);
	read_zone(text, &arena);
	(void)ns_url_params(ns_url_split(text).query, &arena, &params);
	ns_url_encode(&out, text);
	ns_buf_free(&out);
	ns_arena_free(&arena);
	return 0;
}
