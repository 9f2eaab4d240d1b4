#include "core/base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <yajl/yajl_gen.h>

#include "core/base/utf8.h"

struct ns_json_writer {
	yajl_gen gen;
	struct ns_buf *out;
	struct ns_buf repaired; // text that was no UTF-8
	bool pretty;
};

static void print(void *context, const char *text, size_t n)
{
	struct ns_json_writer *w = context;

	ns_buf_put(w->out, text, n);
}

struct ns_json_writer *ns_json_writer_new(struct ns_buf *out, bool pretty)
{
	struct ns_json_writer *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->out = out;
	w->pretty = pretty;
	w->gen = yajl_gen_alloc(NULL);
	if (!w->gen) {
		ns_json_writer_free(w);
		return NULL;
	}
	yajl_gen_config(w->gen, yajl_gen_print_callback, print, w);
	yajl_gen_config(w->gen, yajl_gen_beautify, pretty ? 1 : 0);
	yajl_gen_config(w->gen, yajl_gen_indent_string, "  ");
	return w;
}

void ns_json_writer_free(struct ns_json_writer *w)
{
	if (!w)
		return;
	if (w->gen)
		yajl_gen_free(w->gen);
	ns_buf_free(&w->repaired);
	free(w);
}

void ns_json_map(struct ns_json_writer *w)
{
	yajl_gen_map_open(w->gen);
}

void ns_json_map_end(struct ns_json_writer *w)
{
	yajl_gen_map_close(w->gen);
}

void ns_json_array(struct ns_json_writer *w)
{
	yajl_gen_array_open(w->gen);
}

void ns_json_array_end(struct ns_json_writer *w)
{
	yajl_gen_array_close(w->gen);
}

void ns_json_key(struct ns_json_writer *w, const char *key)
{
	ns_json_str(w, ns_str_of(key));
}

void ns_json_key_str(struct ns_json_writer *w, struct ns_str key)
{
	ns_json_str(w, key);
}

void ns_json_str(struct ns_json_writer *w, struct ns_str s)
{
	if (!ns_utf8_valid(s)) {
		ns_buf_reset(&w->repaired);
		ns_utf8_repair(s, &w->repaired);
		w->out->failed |= w->repaired.failed;
		s = ns_buf_view(&w->repaired);
	}
	yajl_gen_string(w->gen, (const unsigned char *)(s.n ? s.p : ""), s.n);
}

void ns_json_text(struct ns_json_writer *w, const char *z)
{
	ns_json_str(w, ns_str_of(z));
}

void ns_json_int(struct ns_json_writer *w, int64_t v)
{
	yajl_gen_integer(w->gen, v);
}

/* yajl writes 17 digits always, .1 as 0.10000000000000001. JSON has no
 * infinities: null. */
void ns_json_num(struct ns_json_writer *w, double v)
{
	char text[32];
	int n = 0;

	if (!isfinite(v)) {
		ns_json_null(w);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		n = snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	yajl_gen_number(w->gen, text, (size_t)n);
}

void ns_json_bool(struct ns_json_writer *w, bool v)
{
	yajl_gen_bool(w->gen, v);
}

void ns_json_null(struct ns_json_writer *w)
{
	yajl_gen_null(w->gen);
}

/* yajl copies a number's text as it is: any JSON text passes through. */
void ns_json_raw(struct ns_json_writer *w, struct ns_str json)
{
	yajl_gen_number(w->gen, json.p, json.n);
}

void ns_json_next(struct ns_json_writer *w)
{
	yajl_gen_reset(w->gen, w->pretty ? NULL : "\n");
}
