#include "tests/bench/parts/asked.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_BYTES = 4096, FIELDS = 5 };

/* How a line of a kind is typed: words with something before, between and
 * after them. A hyphen joins stems that stand side by side. */
static const struct kind {
	const char *name, *of; // the class; the kind of line it is made of
	const char *before, *between, *after;
	enum ns_match match;
	enum ns_rank rank;
	bool as_users; // stop words are dropped, as by default
} kinds[] = {
	{ "term", "term", "", " ", "", NS_MATCH_ALL, NS_RANK_BM25, false },
	{ "and", "and", "", " ", "", NS_MATCH_ALL, NS_RANK_BM25, false },
	{ "or", "or", "", " ", "", NS_MATCH_ANY, NS_RANK_BM25, false },
	{ "phrase", "phrase", "", "-", "", NS_MATCH_ALL, NS_RANK_BM25, false },
	{ "mustshould", "mustshould", "+", " ", "", NS_MATCH_ANY, NS_RANK_BM25,
	  false },
	{ "not", "not", "", " -", "", NS_MATCH_ALL, NS_RANK_BM25, false },
	{ "anddate", "anddate", "", " ", "", NS_MATCH_ALL, NS_RANK_BM25,
	  false },
	{ "ordate", "ordate", "", " ", "", NS_MATCH_ANY, NS_RANK_BM25, false },
	{ "prefix", "prefix", "", " ", "*", NS_MATCH_ALL, NS_RANK_BM25, false },
	{ "quote", "phrase", "\"", " ", "\"", NS_MATCH_ALL, NS_RANK_BM25,
	  false },
	{ "auto", "and", "", " ", "", NS_MATCH_AUTO, NS_RANK_BM25, true },
	{ "default", "and", "", " ", "", NS_MATCH_AUTO, NS_RANK_DEFAULT, true },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* ---- lines --------------------------------------------------------------- */

/* Cuts a line in place; fields that are not there are empty. */
static void cut_line(char *line, const char *field[FIELDS])
{
	line[strcspn(line, "\n")] = 0;
	for (int i = 0; i < FIELDS; i++) {
		size_t n = strcspn(line, "\t");

		field[i] = line;
		line += n;
		if (*line)
			*line++ = 0;
	}
}

static struct ns_str type_words(struct asked_list *l, const struct kind *k,
				const char *words)
{
	struct ns_buf text = { 0 };
	struct ns_str out = { NULL, 0 };

	ns_buf_text(&text, ns_str_of(k->before));
	for (; *words; words++) {
		if (*words == ' ')
			ns_buf_text(&text, ns_str_of(k->between));
		else
			ns_buf_u8(&text, (uint8_t)*words);
	}
	ns_buf_text(&text, ns_str_of(k->after));
	if (!text.failed)
		out = ns_arena_str(&l->arena, ns_buf_view(&text));
	ns_buf_free(&text);
	return out;
}

/* "phrase007" as a quote is "quote007". */
static struct ns_str name_it(struct asked_list *l, const struct kind *k,
			     const char *id)
{
	char name[64];
	size_t n = strlen(k->of);

	(void)snprintf(name, sizeof(name), "%s%.40s", k->name,
		       strncmp(id, k->of, n) == 0 ? id + n : id);
	return ns_arena_str(&l->arena, ns_str_of(name));
}

static struct asked *push(struct asked_list *l)
{
	size_t cap = l->cap ? 2 * l->cap : 1024;
	struct asked *grown;

	if (l->n == l->cap) {
		grown = realloc(l->item, cap * sizeof(*grown));
		if (!grown)
			return NULL;
		l->item = grown;
		l->cap = cap;
	}
	return &l->item[l->n++];
}

static uint32_t count_nodes(const struct ns_node *n)
{
	uint32_t all = 1;

	for (uint32_t i = 0; i < n->n_children; i++)
		all += count_nodes(n->child[i]);
	return all;
}

static enum ns_code read_text(struct asked_list *l, struct asked *a,
			      struct ns_error *e)
{
	const struct ns_request *r = &a->request;
	uint32_t at;
	enum ns_code rc;

	rc = ns_parse(r->text, &r->parse, &l->arena, &a->parsed, &at, e);
	if (!rc && count_nodes(a->parsed.root) > ASKED_NODES)
		rc = ns_fail(e, NS_INVALID, "'%.*s' has too many words",
			     (int)r->text.n, r->text.p);
	return rc;
}

static enum ns_code add(struct asked_list *l, const struct kind *k,
			const char *const field[FIELDS], struct ns_error *e)
{
	struct asked *a = push(l);
	struct ns_request *r;

	if (!a)
		return ns_fail(e, NS_NOMEM, "no memory for the questions");
	a->id = name_it(l, k, field[0]);
	a->kind = k->name;
	a->request = NS_REQUEST_DEFAULT;
	r = &a->request;
	r->text = type_words(l, k, field[2]);
	r->match = k->match;
	r->rank = k->rank;
	r->keep_stop_words = !k->as_users;
	r->articles = false;
	r->snippet_chars = 0;
	if (*field[4]) {
		r->dates.from = strtoll(field[3], NULL, 10);
		r->dates.to = strtoll(field[4], NULL, 10);
	}
	if (!a->id.p || !r->text.p)
		return ns_fail(e, NS_NOMEM, "no memory for the questions");
	return read_text(l, a, e);
}

/* ---- trees --------------------------------------------------------------- */

/* The children of a node stand side by side, those of the next behind them. */
void asked_build(const struct asked *a, struct asked_tree *t)
{
	t->parsed = a->parsed;
	t->node[0] = *a->parsed.root;
	t->parsed.root = &t->node[0];
	t->n = 1;
	for (uint32_t i = 0, made = 0; i < t->n; i++) {
		struct ns_node *n = &t->node[i];

		for (uint32_t j = 0; j < n->n_children; j++) {
			t->node[t->n] = *n->child[j];
			t->child[made + j] = &t->node[t->n++];
		}
		n->child = &t->child[made];
		made += n->n_children;
	}
}

/* ---- files --------------------------------------------------------------- */

/* Says whether a list with commas names it; an empty one names all. */
static bool is_named(struct ns_str list, const char *name)
{
	struct ns_str rest = list, word;
	const char *comma;

	while (rest.n) {
		comma = memchr(rest.p, ',', rest.n);
		word.p = rest.p;
		word.n = comma ? (size_t)(comma - rest.p) : rest.n;
		if (ns_str_eq(word, ns_str_of(name)))
			return true;
		rest.p += word.n + (comma ? 1 : 0);
		rest.n -= word.n + (comma ? 1 : 0);
	}
	return !list.n;
}

static enum ns_code read_line(struct asked_list *l, char *line,
			      struct ns_str wanted, struct ns_error *e)
{
	const char *field[FIELDS];
	enum ns_code rc = NS_OK;
	bool known = false;

	cut_line(line, field);
	for (int i = 0; !rc && i < KINDS; i++) {
		if (strcmp(kinds[i].of, field[1]) != 0)
			continue;
		known = true;
		if (*field[2] && is_named(wanted, kinds[i].name))
			rc = add(l, &kinds[i], field, e);
	}
	if (!known || !*field[2])
		return ns_fail(e, NS_INVALID, "'%s' is no question", field[0]);
	return rc;
}

enum ns_code asked_read(struct asked_list *l, const char *path,
			struct ns_str wanted, struct ns_error *e)
{
	char line[LINE_BYTES];
	FILE *f = fopen(path, "r");
	enum ns_code rc = NS_OK;

	if (!f)
		return ns_fail(e, NS_NOTFOUND, "%s cannot be read", path);
	while (!rc && fgets(line, sizeof(line), f))
		rc = read_line(l, line, wanted, e);
	if (!rc && !l->n)
		rc = ns_fail(e, NS_INVALID, "%s asks nothing", path);
	(void)fclose(f);
	return rc;
}

void asked_free(struct asked_list *l)
{
	ns_arena_free(&l->arena);
	free(l->item);
	*l = (struct asked_list){ .n = 0 };
}
