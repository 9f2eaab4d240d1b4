#include "query/node.h"

#include "query/parse_lex.h"

static const char *const scope_names[NS_SCOPES] = {
	[NS_SCOPE_TEXT] = "",
	[NS_SCOPE_TITLE] = "title:",
	[NS_SCOPE_SUMMARY] = "summary:",
	[NS_SCOPE_BODY] = "body:",
	[NS_SCOPE_AUTHOR] = "author:",
	[NS_SCOPE_URL] = "url:",
	[NS_SCOPE_OUTLET] = "outlet:",
	[NS_SCOPE_SECTION] = "section:",
	[NS_SCOPE_LANG] = "lang:",
	[NS_SCOPE_TAG] = "tag:",
	[NS_SCOPE_TYPE] = "type:",
};

/* A node whose children are being written. */
struct step {
	const struct ns_node *node;
	uint32_t next; // child
	bool brackets;
};

static void put(struct ns_buf *out, const char *text)
{
	ns_buf_text(out, ns_str_of(text));
}

static void put_quoted(struct ns_buf *out, struct ns_str text)
{
	struct ns_quotes q = ns_lex_quotes(text);

	put(out, q.open);
	ns_buf_text(out, text);
	put(out, q.close);
}

static void put_boost(struct ns_buf *out, float boost)
{
	uint32_t thousandths = (uint32_t)(boost * 1000.0f + .5f);
	char fraction[8];
	int n = 3;

	if (thousandths == 1000)
		return;
	ns_buf_printf(out, "^%u", thousandths / 1000);
	if (thousandths % 1000 == 0)
		return;
	for (int i = 2; i >= 0; i--) {
		fraction[i] = (char)('0' + thousandths % 10);
		thousandths /= 10;
	}
	while (n > 1 && fraction[n - 1] == '0')
		n--;
	put(out, ".");
	ns_buf_put(out, fraction, (size_t)n);
}

static void put_time(struct ns_buf *out, int64_t seconds)
{
	char text[NS_TIME_TEXT] = "";

	if (seconds != INT64_MIN && seconds != INT64_MAX)
		ns_time_format((struct ns_time){ seconds, NS_PREC_SECOND },
			       text);
	put(out, text);
}

static bool reads_as_operator(struct ns_str text)
{
	return ns_str_eq(text, NS_STR("AND")) ||
	       ns_str_eq(text, NS_STR("OR")) ||
	       ns_str_eq(text, NS_STR("NOT")) ||
	       ns_str_eq(text, NS_STR("SAME")) || ns_lex_near(text) > 0;
}

/* An operator that had nothing to join is a word: it stays one in lower case.
 */
static void put_word(struct ns_buf *out, struct ns_str text)
{
	bool lower = reads_as_operator(text);

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (lower && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		ns_buf_u8(out, (uint8_t)c);
	}
}

static void put_leaf(struct ns_buf *out, const struct ns_node *n)
{
	put(out, scope_names[n->scope]);
	if (n->exact)
		put(out, "=");
	if (n->kind == NS_NODE_PHRASE || ns_scope_is_name(n->scope))
		put_quoted(out, n->text);
	else if (n->kind == NS_NODE_WORD)
		put_word(out, n->text);
	else
		ns_buf_text(out, n->text);
	if (n->kind == NS_NODE_PREFIX)
		put(out, "*");
	if (n->kind == NS_NODE_FUZZY)
		ns_buf_printf(out, "~%u", n->n);
	put_boost(out, n->boost);
}

static void put_atleast(struct ns_buf *out, const struct ns_node *n)
{
	put(out, scope_names[n->scope]);
	ns_buf_printf(out, "%satleast%u:", n->scope == NS_SCOPE_TEXT ? "" : "(",
		      n->n);
	put_quoted(out, n->text);
	put_boost(out, n->boost);
	put(out, n->scope == NS_SCOPE_TEXT ? "" : ")");
}

static void put_dates(struct ns_buf *out, const struct ns_node *n)
{
	put(out, "date:");
	put_time(out, n->dates.from);
	put(out, "..");
	put_time(out, n->dates.to);
}

/* "a b"~10 says all of a NEAR of plain words. */
static bool is_near_quote(const struct ns_node *n)
{
	if (n->kind != NS_NODE_NEAR)
		return false;
	for (uint32_t i = 0; i < n->n_children; i++) {
		const struct ns_node *c = n->child[i];

		if (c->kind != NS_NODE_WORD || c->exact || c->boost != 1)
			return false;
	}
	return true;
}

static void put_near_quote(struct ns_buf *out, const struct ns_node *n)
{
	struct ns_buf text = { 0 };

	for (uint32_t i = 0; i < n->n_children; i++) {
		put(&text, i ? " " : "");
		ns_buf_text(&text, n->child[i]->text);
	}
	put(out, scope_names[n->scope]);
	put_quoted(out, ns_buf_view(&text));
	ns_buf_printf(out, "~%u", n->n);
	put_boost(out, n->boost);
	out->failed |= text.failed;
	ns_buf_free(&text);
}

/* Writes n if it is no list of nodes. */
static bool put_simple(struct ns_buf *out, const struct ns_node *n)
{
	switch (n->kind) {
	case NS_NODE_NONE:
		return true;
	case NS_NODE_ALL:
		put(out, "*");
		return true;
	case NS_NODE_WORD:
	case NS_NODE_PHRASE:
	case NS_NODE_PREFIX:
	case NS_NODE_FUZZY:
		put_leaf(out, n);
		return true;
	case NS_NODE_ATLEAST:
		put_atleast(out, n);
		return true;
	case NS_NODE_DATE:
		put_dates(out, n);
		return true;
	default:
		if (!is_near_quote(n))
			return false;
		put_near_quote(out, n);
		return true;
	}
}

static void put_between(struct ns_buf *out, const struct ns_node *n)
{
	if (n->kind == NS_NODE_OR)
		put(out, " OR ");
	else if (n->kind == NS_NODE_SAME)
		put(out, " SAME ");
	else if (n->kind == NS_NODE_NEAR)
		ns_buf_printf(out, " NEAR/%u ", n->n);
	else
		put(out, n->said ? " AND " : " ");
}

/* Brackets of atleast in a field are its own. */
static bool needs_brackets(const struct ns_node *n, const struct ns_node *over)
{
	if (n->kind == NS_NODE_ATLEAST && n->scope != NS_SCOPE_TEXT)
		return false;
	if (n->group)
		return true;
	return over && n->n_children > 1 && !is_near_quote(n);
}

static bool begin(struct ns_buf *out, const struct step *s)
{
	if (s->node->required)
		put(out, "+");
	if (s->brackets)
		put(out, "(");
	if (s->node->kind == NS_NODE_NOT) {
		put(out, "-");
		return false;
	}
	return put_simple(out, s->node);
}

bool ns_node_is_loose(const struct ns_node *n)
{
	struct ns_node bare = *n;
	uint32_t i;

	bare.group = false; // (word)
	if (n->kind != NS_NODE_AND)
		return ns_node_is_bare(&bare);
	for (i = 0; i < n->n_children && ns_node_is_loose(n->child[i]); i++)
		;
	return n->group && !n->said && !n->required && i == n->n_children;
}

/* The boost of a list stands behind its brackets. */
static void end(struct ns_buf *out, const struct step *s, bool simple)
{
	if (s->brackets)
		put(out, ")");
	if (!simple)
		put_boost(out, s->node->boost);
}

void ns_node_print(const struct ns_node *n, struct ns_buf *out)
{
	struct ns_buf stack = { 0 };
	struct step s = { n, 0, needs_brackets(n, NULL) };
	bool simple = begin(out, &s);

	for (;;) {
		if (!simple && s.next < s.node->n_children) {
			const struct ns_node *child = s.node->child[s.next];

			if (s.next++)
				put_between(out, s.node);
			ns_buf_put(&stack, &s, sizeof(s));
			s = (struct step){ child, 0,
					   needs_brackets(child, s.node) };
			simple = begin(out, &s);
			continue;
		}
		end(out, &s, simple);
		if (!stack.n || stack.failed)
			break;
		stack.n -= sizeof(s);
		memcpy(&s, stack.p + stack.n, sizeof(s));
		simple = false;
	}
	out->failed |= stack.failed;
	ns_buf_free(&stack);
}
