#include "core/base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>
#include <yajl/yajl_parse.h>

#include "core/base/json_repair.h"
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

/* ---- reading ---- */

/* An array or object that is still open. */
struct open {
	struct ns_json *node;
	struct ns_json **tail; // where its next child goes
};

struct ns_json_parser {
	yajl_handle yajl;
	struct ns_arena arena;
	struct ns_buf repaired, nulled;
	struct ns_str text;
	struct ns_str key; // of the member whose value comes next
	struct ns_json *root;
	struct open open[NS_JSON_DEPTH];
	size_t depth;
	size_t last_end; // byte behind the last token
	bool flushing;   // all of the text is read
	enum ns_code failure;
	const char *reason;
};

static int fail(struct ns_json_parser *p, enum ns_code code, const char *why)
{
	p->failure = code;
	p->reason = why;
	return 0;
}

/* What separates tokens belongs to none of them. */
static size_t skip_between(const struct ns_json_parser *p, size_t i)
{
	while (i < p->text.n && (p->text.p[i] == ' ' || p->text.p[i] == '\n' ||
				 p->text.p[i] == '\t' || p->text.p[i] == ',' ||
				 p->text.p[i] == '\r' || p->text.p[i] == ':'))
		i++;
	return i;
}

/* The JSON text of the token that yajl has just read. */
static struct ns_str token(struct ns_json_parser *p)
{
	size_t start = skip_between(p, p->last_end), end = p->text.n;

	if (!p->flushing)
		end = yajl_get_bytes_consumed(p->yajl);
	p->last_end = end;
	if (end < start)
		end = start;
	return (struct ns_str){ p->text.p + start, end - start };
}

/* yajl hands out views of the text, or of a buffer of its own when there was
 * something to decode: only those are copied. */
static struct ns_str keep(struct ns_json_parser *p, const void *s, size_t n)
{
	uintptr_t at = (uintptr_t)s, from = (uintptr_t)p->text.p;
	struct ns_str view = { s, n };

	if (at >= from && at - from <= p->text.n)
		return view;
	return ns_arena_str(&p->arena, view);
}

static struct ns_json *add(struct ns_json_parser *p, enum ns_json_kind kind)
{
	struct ns_json *node = ns_arena_alloc(&p->arena, sizeof(*node));

	if (!node) {
		fail(p, NS_LIMIT, "the record needs too much memory");
		return NULL;
	}
	*node = (struct ns_json){ .kind = kind, .key = p->key };
	node->raw = token(p);
	p->key = (struct ns_str){ 0 };
	if (p->depth) {
		struct open *parent = &p->open[p->depth - 1];

		*parent->tail = node;
		parent->tail = &node->next;
	} else if (p->root) {
		fail(p, NS_INVALID, "more than one value");
		return NULL;
	} else {
		p->root = node;
	}
	return node;
}

static int on_null(void *context)
{
	return add(context, NS_JSON_NULL) != NULL;
}

static int on_bool(void *context, int value)
{
	struct ns_json *node = add(context, NS_JSON_BOOL);

	if (!node)
		return 0;
	node->text = value ? NS_STR("true") : NS_STR("false");
	return 1;
}

static int set_text(struct ns_json_parser *p, struct ns_json *node,
		    const void *s, size_t n)
{
	if (!node)
		return 0;
	node->text = keep(p, s, n);
	if (!node->text.p)
		return fail(p, NS_LIMIT, "the record needs too much memory");
	return 1;
}

static int on_number(void *context, const char *s, size_t n)
{
	return set_text(context, add(context, NS_JSON_NUMBER), s, n);
}

static int on_string(void *context, const unsigned char *s, size_t n)
{
	return set_text(context, add(context, NS_JSON_STRING), s, n);
}

static int on_key(void *context, const unsigned char *s, size_t n)
{
	struct ns_json_parser *p = context;

	(void)token(p);
	p->key = keep(p, s, n);
	if (!p->key.p)
		return fail(p, NS_LIMIT, "the record needs too much memory");
	return 1;
}

static int begin(struct ns_json_parser *p, enum ns_json_kind kind)
{
	struct ns_json *node = add(p, kind);

	if (!node)
		return 0;
	if (p->depth == NS_JSON_DEPTH)
		return fail(p, NS_LIMIT, "more than 64 levels of nesting");
	p->open[p->depth++] = (struct open){ node, &node->child };
	return 1;
}

static int on_map(void *context)
{
	return begin(context, NS_JSON_OBJECT);
}

static int on_array(void *context)
{
	return begin(context, NS_JSON_ARRAY);
}

static int on_end(void *context)
{
	struct ns_json_parser *p = context;
	struct ns_json *node = p->open[--p->depth].node;
	struct ns_str last = token(p);

	node->raw.n = (size_t)(last.p + last.n - node->raw.p);
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_bool,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_map,
	.yajl_map_key = on_key,
	.yajl_end_map = on_end,
	.yajl_start_array = on_array,
	.yajl_end_array = on_end,
};

/* One handle reads record after record: making one costs as much as a short
 * record. After an error a new one is made. */
static bool start_yajl(struct ns_json_parser *p)
{
	if (p->yajl)
		return true;
	p->yajl = yajl_alloc(&callbacks, NULL, p);
	if (!p->yajl)
		return false;
	yajl_config(p->yajl, yajl_allow_multiple_values, 1);
	yajl_config(p->yajl, yajl_dont_validate_strings, 1);
	return true;
}

static void stop_yajl(struct ns_json_parser *p)
{
	if (p->yajl)
		yajl_free(p->yajl);
	p->yajl = NULL;
}

struct ns_json_parser *ns_json_parser_new(void)
{
	struct ns_json_parser *p = calloc(1, sizeof(*p));

	if (p)
		p->arena.budget_bytes = NS_JSON_RECORD_MEMORY;
	return p;
}

void ns_json_parser_free(struct ns_json_parser *p)
{
	if (!p)
		return;
	stop_yajl(p);
	ns_arena_free(&p->arena);
	ns_buf_free(&p->repaired);
	ns_buf_free(&p->nulled);
	free(p);
}

/* yajl's own words, without its prefix and newline. */
static enum ns_code say_yajl(struct ns_json_parser *p, struct ns_error *e)
{
	unsigned char *words = yajl_get_error(p->yajl, 0, NULL, 0);
	const char *text = words ? (const char *)words : "";
	enum ns_code rc;

	rc = ns_fail(e, NS_INVALID, "malformed JSON: %.*s",
		     (int)strcspn(text, "\n"), text);
	if (words)
		yajl_free_error(p->yajl, words);
	return rc;
}

static enum ns_code finish(struct ns_json_parser *p, yajl_status status,
			   struct ns_error *e)
{
	if (p->failure)
		return ns_fail(e, p->failure, "%s", p->reason);
	if (status != yajl_status_ok)
		return say_yajl(p, e);
	if (!p->root)
		return ns_fail(e, NS_INVALID, "malformed JSON: no value");
	if (p->depth)
		return ns_fail(e, NS_INVALID,
			       "malformed JSON: it ends inside "
			       "an array or object");
	return NS_OK;
}

static enum ns_code parse_once(struct ns_json_parser *p, struct ns_str text,
			       size_t *error_at, struct ns_error *e)
{
	yajl_status status;
	enum ns_code rc;

	ns_arena_reset(&p->arena);
	p->text = text;
	p->key = (struct ns_str){ 0 };
	p->root = NULL;
	p->depth = p->last_end = 0;
	p->flushing = false;
	p->failure = NS_OK;
	if (!start_yajl(p))
		return ns_fail(e, NS_NOMEM, "no memory for a JSON record");
	status = yajl_parse(p->yajl, (const unsigned char *)p->text.p,
			    p->text.n);
	*error_at = yajl_get_bytes_consumed(p->yajl);
	p->flushing = true; // a number ends where the text does
	if (status == yajl_status_ok)
		status = yajl_parse(p->yajl, (const unsigned char *)" ", 1);
	rc = finish(p, status, e);
	if (rc)
		stop_yajl(p);
	return rc;
}

enum ns_code ns_json_parse(struct ns_json_parser *p, struct ns_str text,
			   struct ns_json **root,
			   struct ns_json_repairs *repairs, size_t *error_at,
			   struct ns_error *e)
{
	enum ns_code rc;
	uint64_t found;

	*error_at = 0;
	*root = NULL;
	text = ns_json_repair_text(text, &p->repaired, repairs);
	if (p->repaired.failed)
		return ns_fail(e, NS_NOMEM, "no memory for a JSON record");
	rc = parse_once(p, text, error_at, e);
	if (rc == NS_INVALID) {
		found = ns_json_null_numbers(text, &p->nulled);
		if (p->nulled.failed)
			return ns_fail(e, NS_NOMEM,
				       "no memory for a JSON record");
		if (found)
			rc = parse_once(p, ns_buf_view(&p->nulled), error_at,
					e);
		repairs->no_numbers += rc ? 0 : found;
	}
	*root = p->root;
	return rc;
}
