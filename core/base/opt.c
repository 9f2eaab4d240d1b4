#include "core/base/opt.h"

#include <string.h>

#include "core/base/nearest.h"

enum {
	HELP_COLUMN = 28,
	SHOWN_BYTES = 60, // of a wrong value, in a message
	NAMES_MAX = 128,  // of one table, for the nearest
};

static int shown(struct ns_str s)
{
	return (int)(s.n < SHOWN_BYTES ? s.n : SHOWN_BYTES);
}

/* ---- values ---- */

/* What a row's value is read with, and into. */
struct value {
	const struct ns_opt_table *table;
	const struct ns_opt *row;
	struct ns_str text;
	struct ns_arena *arena;
	void *to; // at the row's offset
};

static enum ns_code refuse(const struct value *v, struct ns_error *e,
			   const char *wanted)
{
	return ns_fail(e, NS_INVALID, "%s%s is %s, not '%.*s'",
		       v->table->dashes, v->row->name, wanted, shown(v->text),
		       v->text.p ? v->text.p : "");
}

/* Decimal digits and nothing else, without overflow; suffix: k, M, G. */
static bool read_number(struct ns_str s, bool suffix, uint64_t *out)
{
	static const char letters[] = "kmg";
	unsigned shift = 0;
	uint64_t v = 0;

	if (suffix && s.n > 1) {
		const char *letter = strchr(letters, s.p[s.n - 1] | 0x20);

		if (letter && *letter) {
			shift = 10 * (unsigned)(letter - letters + 1);
			s.n--;
		}
	}
	if (!s.n || s.n > 19)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	}
	*out = v << shift;
	return v << shift >> shift == v;
}

static enum ns_code set_bool(const struct value *v, struct ns_error *e)
{
	static const char *const words[] = { "0",     "1",    "no",  "yes",
					     "false", "true", "off", "on" };
	bool on;

	for (unsigned i = 0; i < 8; i++) {
		if (ns_str_eq(v->text, ns_str_of(words[i]))) {
			on = i % 2 == 1;
			memcpy(v->to, &on, sizeof(on));
			return NS_OK;
		}
	}
	return refuse(v, e, "1 or 0, true or false, on or off");
}

/* "a number from 1 to 100 or all" */
static enum ns_code refuse_number(const struct value *v, struct ns_error *e)
{
	struct ns_buf wanted = { 0 };
	const char *word = v->row->kind == NS_OPT_UINT && v->row->names
				   ? v->row->names[0]
				   : NULL;
	enum ns_code rc;

	ns_buf_printf(&wanted, "a %s from %llu to %llu%s%s",
		      v->row->kind == NS_OPT_SIZE ? "size" : "number",
		      (unsigned long long)v->row->min,
		      (unsigned long long)v->row->max, word ? " or " : "",
		      word ? word : "");
	ns_buf_u8(&wanted, 0);
	rc = refuse(v, e, wanted.failed ? "a number" : (char *)wanted.p);
	ns_buf_free(&wanted);
	return rc;
}

static enum ns_code set_uint(const struct value *v, struct ns_error *e)
{
	uint64_t n = 0;
	uint32_t narrow;

	if (v->row->names && ns_str_eq(v->text, ns_str_of(v->row->names[0])))
		narrow = UINT32_MAX;
	else if (!read_number(v->text, false, &n) || n < v->row->min ||
		 n > v->row->max || n > UINT32_MAX)
		return refuse_number(v, e);
	else
		narrow = (uint32_t)n;
	memcpy(v->to, &narrow, sizeof(narrow));
	return NS_OK;
}

static enum ns_code set_size(const struct value *v, struct ns_error *e)
{
	uint64_t n;

	if (!read_number(v->text, true, &n) || n < v->row->min ||
	    n > v->row->max)
		return refuse_number(v, e);
	memcpy(v->to, &n, sizeof(n));
	return NS_OK;
}

static enum ns_code check_text(const struct value *v, struct ns_error *e)
{
	const struct ns_opt *row = v->row;

	if (v->text.n >= row->min && (!row->max || v->text.n <= row->max))
		return NS_OK;
	if (!v->text.n)
		return ns_fail(e, NS_INVALID, "%s%s is empty", v->table->dashes,
			       row->name);
	return ns_fail(e, NS_INVALID,
		       "%s%s has %zu bytes: it may have %llu to %llu",
		       v->table->dashes, row->name, v->text.n,
		       (unsigned long long)row->min,
		       (unsigned long long)row->max);
}

static enum ns_code set_text(const struct value *v, struct ns_error *e)
{
	enum ns_code rc = check_text(v, e);

	if (!rc)
		memcpy(v->to, &v->text, sizeof(v->text));
	return rc;
}

/* Room is doubled at each power of two. */
static enum ns_code add_to_list(const struct value *v, struct ns_error *e)
{
	struct ns_opt_list *list = v->to;
	struct ns_str *grown;
	enum ns_code rc = check_text(v, e);

	if (rc)
		return rc;
	if (list->n == NS_OPT_LIST_MAX)
		return ns_fail(e, NS_INVALID, "%s%s is given over %d times",
			       v->table->dashes, v->row->name, NS_OPT_LIST_MAX);
	if ((list->n & (list->n - 1)) == 0) {
		grown = ns_arena_calloc(v->arena, list->n ? 2 * list->n : 1,
					sizeof(*grown));
		if (!grown)
			return ns_fail(e, NS_NOMEM, "no memory for %s%s",
				       v->table->dashes, v->row->name);
		if (list->n)
			memcpy(grown, list->value, list->n * sizeof(*grown));
		list->value = grown;
	}
	list->value[list->n++] = v->text;
	return NS_OK;
}

static enum ns_code refuse_name(const struct value *v, struct ns_error *e)
{
	struct ns_buf wanted = { 0 };
	enum ns_code rc;

	for (const char *const *name = v->row->names; *name; name++)
		ns_buf_printf(&wanted, "%s%s",
			      name == v->row->names ? ""
			      : name[1]             ? ", "
						    : " or ",
			      *name);
	ns_buf_u8(&wanted, 0);
	rc = refuse(v, e, wanted.failed ? "a name" : (char *)wanted.p);
	ns_buf_free(&wanted);
	return rc;
}

static enum ns_code set_enum(const struct value *v, struct ns_error *e)
{
	for (int i = 0; v->row->names[i]; i++) {
		if (ns_str_eq(v->text, ns_str_of(v->row->names[i]))) {
			memcpy(v->to, &i, sizeof(i));
			return NS_OK;
		}
	}
	return refuse_name(v, e);
}

static enum ns_code set(const struct value *v, struct ns_error *e)
{
	switch (v->row->kind) {
	case NS_OPT_BOOL:
		return set_bool(v, e);
	case NS_OPT_UINT:
		return set_uint(v, e);
	case NS_OPT_SIZE:
		return set_size(v, e);
	case NS_OPT_TEXT:
		return set_text(v, e);
	case NS_OPT_LIST:
		return add_to_list(v, e);
	case NS_OPT_ENUM:
		return set_enum(v, e);
	case NS_OPT_CALL:
		break;
	}
	return v->row->call(v->to, v->text, e);
}

/* ---- names ---- */

const struct ns_opt *ns_opt_find(const struct ns_opt_table *t,
				 struct ns_str name)
{
	for (size_t i = 0; i < t->n; i++)
		if (ns_str_eq(name, ns_str_of(t->row[i].name)))
			return &t->row[i];
	return NULL;
}

const char *ns_opt_nearest(const struct ns_opt_table *t, struct ns_str name)
{
	const char *names[NAMES_MAX];
	size_t n = t->n < NAMES_MAX ? t->n : NAMES_MAX;

	for (size_t i = 0; i < n; i++)
		names[i] = t->row[i].help ? t->row[i].name : NULL;
	return ns_nearest(name, names, n);
}

static enum ns_code unknown(const struct ns_opt_table *t, struct ns_str name,
			    enum ns_code rc, struct ns_error *e)
{
	const char *near = ns_opt_nearest(t, name);

	if (!near)
		return ns_fail(e, rc, "no %s %s%.*s", t->noun, t->dashes,
			       shown(name), name.p ? name.p : "");
	return ns_fail(e, rc, "no %s %s%.*s: did you mean %s%s?", t->noun,
		       t->dashes, shown(name), name.p ? name.p : "", t->dashes,
		       near);
}

enum ns_code ns_opt_apply(const struct ns_opt_table *t,
			  const struct ns_opt_pair *pair, void *to,
			  struct ns_error *e)
{
	const struct ns_opt *row = ns_opt_find(t, pair->name);
	struct value v = { t, row, pair->value, pair->arena, NULL };

	if (!row)
		return unknown(t, pair->name, NS_NOTFOUND, e);
	v.to = (char *)to + row->offset;
	return set(&v, e);
}

/* ---- a command line ---- */

struct reader {
	const struct ns_opt_table *table;
	struct ns_opt_line *line;
	void *to;
	int next; // of argv
};

static enum ns_code set_row(struct reader *r, const struct ns_opt *row,
			    struct ns_str text, struct ns_error *e)
{
	struct value v = { r->table, row, text, r->line->arena,
			   (char *)r->to + row->offset };

	return set(&v, e);
}

static const char *implied(const struct ns_opt *row)
{
	return row->kind == NS_OPT_BOOL ? "1" : row->implied;
}

/* The value of a row that came without one: what it implies, or the next
 * argument. */
static enum ns_code set_detached(struct reader *r, const struct ns_opt *row,
				 struct ns_error *e)
{
	if (implied(row))
		return set_row(r, row, ns_str_of(implied(row)), e);
	if (r->next == r->line->argc)
		return ns_fail(e, NS_INVALID, "%s%s needs a value: %s",
			       r->table->dashes, row->name,
			       row->arg ? row->arg : "VALUE");
	return set_row(r, row, ns_str_of(r->line->argv[r->next++]), e);
}

static enum ns_code read_long(struct reader *r, const char *text,
			      struct ns_error *e)
{
	const char *equals = strchr(text, '=');
	struct ns_str name = ns_str_of(text);
	const struct ns_opt *row;

	if (equals)
		name.n = (size_t)(equals - text);
	row = ns_opt_find(r->table, name);
	if (!row)
		return unknown(r->table, name, NS_INVALID, e);
	if (equals)
		return set_row(r, row, ns_str_of(equals + 1), e);
	return set_detached(r, row, e);
}

static const struct ns_opt *find_letter(const struct ns_opt_table *t, char c)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->row[i].letter == c)
			return &t->row[i];
	return NULL;
}

/* "-qv", "-n5", "-qn5", "-n" "5" */
static enum ns_code read_letters(struct reader *r, const char *text,
				 struct ns_error *e)
{
	enum ns_code rc = NS_OK;

	while (!rc && *text) {
		const struct ns_opt *row = find_letter(r->table, *text);

		if (!row)
			return ns_fail(e, NS_INVALID, "no %s -%c",
				       r->table->noun, *text);
		text++;
		if (row->kind == NS_OPT_BOOL || !*text) {
			rc = set_detached(r, row, e);
		} else {
			rc = set_row(r, row, ns_str_of(text), e);
			break;
		}
	}
	return rc;
}

static bool is_letters(const struct reader *r, const char *text)
{
	return text[0] == '-' && text[1] &&
	       !(r->table->letters_first && r->line->n_words);
}

enum ns_code ns_opt_parse(const struct ns_opt_table *t,
			  struct ns_opt_line *line, void *to,
			  struct ns_error *e)
{
	struct reader r = { t, line, to, line->first };
	bool options = true;
	enum ns_code rc = NS_OK;

	line->n_words = 0;
	while (!rc && r.next < line->argc) {
		const char *text = line->argv[r.next++];

		if (options && strcmp(text, "--") == 0)
			options = false;
		else if (options && strncmp(text, "--", 2) == 0)
			rc = read_long(&r, text + 2, e);
		else if (options && is_letters(&r, text))
			rc = read_letters(&r, text + 1, e);
		else
			line->word[line->n_words++] = text;
	}
	return rc;
}

/* ---- help ---- */

static void help_names(const struct ns_opt *row, struct ns_buf *out)
{
	for (const char *const *name = row->names; name && *name; name++)
		ns_buf_printf(out, "%s%s", name == row->names ? "" : "|",
			      *name);
}

static void help_label(const struct ns_opt_table *t, const struct ns_opt *row,
		       struct ns_buf *out)
{
	const char *open = row->implied ? "[=" : " ";

	if (row->letter)
		ns_buf_printf(out, "  -%c, ", row->letter);
	else
		ns_buf_printf(out, "      ");
	ns_buf_printf(out, "%s%s", t->dashes, row->name);
	if (row->kind == NS_OPT_BOOL)
		return;
	ns_buf_text(out, ns_str_of(open));
	if (row->arg)
		ns_buf_text(out, ns_str_of(row->arg));
	else
		help_names(row, out);
	if (row->implied)
		ns_buf_u8(out, ']');
}

void ns_opt_help(const struct ns_opt_table *t, struct ns_buf *out)
{
	for (size_t i = 0; i < t->n; i++) {
		size_t start = out->n, n;

		if (!t->row[i].help)
			continue;
		help_label(t, &t->row[i], out);
		n = out->n - start;
		if (n + 2 > HELP_COLUMN) {
			ns_buf_u8(out, '\n');
			n = 0;
		}
		ns_buf_fill(out, ' ', HELP_COLUMN - n);
		ns_buf_printf(out, "%s\n", t->row[i].help);
	}
}
