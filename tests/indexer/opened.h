/* opened.h - a text as a dump that is being read, and its articles as lines. */
#ifndef NS_TESTS_INDEXER_OPENED_H
#define NS_TESTS_INDEXER_OPENED_H

#include "core/base/buf.h"
#include "indexer/dump.h"

#include "tests/t.h"

static char path[] = "/tmp/ns-dump-XXXXXX";

struct opened {
	struct ns_input *in;
	struct ns_dump *d;
	struct ns_article a;
	struct ns_place place;
	struct ns_error e;
	enum ns_code rc;
	char warning[256];
	int warnings;
};

static inline void warn(void *context, const struct ns_place *place,
			const char *sentence)
{
	struct opened *o = context;

	T_OK(place->file && strcmp(place->file, path) == 0);
	snprintf(o->warning, sizeof(o->warning), "%llu: %s",
		 (unsigned long long)place->line, sentence);
	o->warnings++;
}

static struct ns_dump_options options;

static inline void start(struct opened *o, const void *text, size_t n)
{
	FILE *f = fopen(path, "wb");

	memset(o, 0, sizeof(*o));
	if (!f || (n && fwrite(text, 1, n, f) != n) || fclose(f))
		T_FAIL("cannot write %s", path);
	options.warn = warn;
	options.context = o;
	o->rc = ns_input_open(path, &o->in, &o->e);
	if (!o->rc)
		o->rc = ns_dump_open(o->in, &options, &o->d, &o->e);
}

static inline enum ns_code next(struct opened *o)
{
	if (!o->d)
		return o->rc;
	return ns_dump_next(o->d, &o->a, &o->place, &o->e);
}

static inline void stop(struct opened *o)
{
	ns_dump_close(o->d);
	ns_input_close(o->in);
}

/* The article in one line: what a test compares. */
static inline void show(const struct ns_article *a, struct ns_buf *out)
{
	static const char *const labels[] = {
		"id",      "title", "summary", "body",   "url",   "outlet",
		"section", "lang",  "type",    "status", "image",
	};
	const struct ns_str text[] = { a->id,   a->title,  a->summary, a->body,
				       a->url,  a->outlet, a->section, a->lang,
				       a->type, a->status, a->image };
	char iso[NS_TIME_TEXT];

	ns_buf_reset(out);
	for (size_t i = 0; i < 11; i++)
		if (text[i].n)
			ns_buf_printf(out, "%s=%.*s ", labels[i],
				      (int)text[i].n, text[i].p);
	for (uint32_t i = 0; i < a->n_author; i++)
		ns_buf_printf(out, "by=%.*s ", (int)a->author[i].n,
			      a->author[i].p);
	for (uint32_t i = 0; i < a->n_tag; i++)
		ns_buf_printf(out, "tag=%.*s ", (int)a->tag[i].n, a->tag[i].p);
	ns_time_format(a->date, iso);
	if (*iso)
		ns_buf_printf(out, "date=%s%s ", iso, a->date_doubt ? "?" : "");
	ns_time_format(a->modified, iso);
	if (*iso)
		ns_buf_printf(out, "modified=%s ", iso);
	ns_time_format(a->embargo, iso);
	if (*iso)
		ns_buf_printf(out, "embargo=%s ", iso);
	for (uint32_t i = 0; i < a->n_given; i++)
		ns_buf_printf(out, "{%.*s:%.*s} ", (int)a->given[i].name.n,
			      a->given[i].name.p, (int)a->given[i].json.n,
			      a->given[i].json.p);
	out->n -= out->n > 0;
}

/* What a dump of $DATA must come to. */
struct real_dump {
	const char *file, *map;
	uint64_t articles, rejected, dated;
};

static inline void read_real(const struct real_dump *want)
{
	struct opened o = { .rc = NS_OK };
	uint64_t articles = 0, dated = 0;
	char name[512];
	enum ns_code rc;

	snprintf(name, sizeof(name), "%s/%s", t_data(), want->file);
	if (ns_input_open(name, &o.in, &o.e))
		T_SKIP("%s", o.e.text);
	options = (struct ns_dump_options){ .map = ns_str_of(want->map) };
	T_INT(ns_dump_open(o.in, &options, &o.d, &o.e), NS_OK);
	while ((rc = next(&o)) == NS_OK || rc == NS_INVALID) {
		articles += rc == NS_OK;
		dated += rc == NS_OK && o.a.date.precision;
	}
	T_INT(rc, NS_END);
	T_INT(articles, want->articles);
	T_INT(dated, want->dated);
	T_INT(ns_dump_counts(o.d)->rejected, want->rejected);
	T_INT(ns_dump_counts(o.d)->bad_dates, 0);
	stop(&o);
}

#endif
