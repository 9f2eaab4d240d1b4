#include "query/parse_leaf.h"

#include "core/base/utf8.h"

enum { QUOTED_BYTES = 60 };

/* One end of an interval as typed; "" and * are open. */
static bool bound(struct ns_parser *p, struct ns_str s, struct ns_interval *out)
{
	*out = (struct ns_interval){ INT64_MIN, INT64_MAX };
	if (s.n == 0 || ns_str_eq(s, NS_STR("*")))
		return true;
	return ns_time_bound(s, p->o->now, &p->o->tz, out) == NS_OK;
}

/* Within the years that can be written, unless open. */
static int64_t inside(int64_t seconds)
{
	if (seconds == INT64_MIN || seconds == INT64_MAX)
		return seconds;
	if (seconds < NS_TIME_MIN)
		return NS_TIME_MIN;
	return seconds < NS_TIME_MAX ? seconds : NS_TIME_MAX;
}

static bool from_to(struct ns_parser *p, struct ns_range r,
		    struct ns_interval *out)
{
	struct ns_interval a, b;

	if (!bound(p, r.from, &a) || !bound(p, r.to, &b))
		return false;
	*out = (struct ns_interval){ a.from, b.to };
	if (r.from_open && a.to != INT64_MAX)
		out->from = a.to + 1;
	if (r.to_open && b.from != INT64_MIN)
		out->to = b.from - 1;
	out->from = inside(out->from);
	out->to = inside(out->to);
	return true;
}

static bool dates(struct ns_parser *p, const struct ns_leaf *leaf,
		  struct ns_interval *out)
{
	struct ns_str s = leaf->text;
	const char *dots = memmem(s.p, s.n, "..", 2);
	struct ns_range r = { .from = s, .to = s };

	if (s.n == 0 || ns_str_eq(s, NS_STR("..")))
		return false;
	if (leaf->field.kind == NS_FIELD_AFTER) {
		r.to.n = 0;
	} else if (leaf->field.kind == NS_FIELD_BEFORE) {
		r.from.n = 0;
		r.to_open = true;
	} else if (dots) {
		r.from.n = (size_t)(dots - s.p);
		r.to = (struct ns_str){ dots + 2, s.n - r.from.n - 2 };
	}
	return from_to(p, r, out);
}

static struct ns_node *date_node(struct ns_parser *p,
				 const struct ns_leaf *leaf,
				 struct ns_interval dates)
{
	bool all = dates.from == INT64_MIN && dates.to == INT64_MAX;
	struct ns_node *n;

	if (!ns_parser_count(p, leaf->at.start, 1))
		return NULL;
	n = ns_parser_node(p, all ? NS_NODE_ALL : NS_NODE_DATE, leaf->at);
	if (!n)
		return NULL;
	if (dates.from > dates.to)
		ns_parser_warn(p, leaf->at,
			       "the interval of dates is empty: "
			       "its end lies before its start");
	if (!all)
		n->dates = dates;
	return n;
}

static void warn_date(struct ns_parser *p, const struct ns_leaf *leaf)
{
	struct ns_str s = ns_utf8_cut(leaf->text, QUOTED_BYTES);

	ns_parser_warn(p, leaf->at,
		       "\"%.*s\" is no date (as 2024, 2024-03, 2024-03-05, "
		       "-30d or today): searched as text",
		       (int)s.n, s.p);
}

struct ns_node *ns_leaf_date(struct ns_parser *p, struct ns_leaf leaf)
{
	struct ns_interval interval;
	bool odd;

	if (!leaf.quoted)
		(void)ns_lex_suffix(&leaf.text); // a date has no score
	if (dates(p, &leaf, &interval))
		return date_node(p, &leaf, interval);
	if (!ns_lex_has_letters(leaf.text))
		return NULL;
	warn_date(p, &leaf);
	leaf.field.kind = NS_FIELD_SCOPE;
	if (leaf.quoted)
		return ns_leaf_node(p, NS_NODE_PHRASE, &leaf);
	odd = memchr("*~^", *leaf.text.p, 3); // after:~2 is no word after:
	if (!odd)
		leaf.text = leaf.raw;
	return ns_leaf_word(p, leaf);
}

struct ns_node *ns_leaf_range(struct ns_parser *p, struct ns_leaf leaf,
			      struct ns_range r)
{
	struct ns_interval interval;

	if (!r.closed)
		ns_parser_warn(p, leaf.at, "the bracket was not closed");
	if (r.whole && from_to(p, r, &interval))
		return date_node(p, &leaf, interval);
	leaf.text = r.inside;
	if (!ns_lex_has_letters(leaf.text))
		return NULL;
	warn_date(p, &leaf);
	return ns_leaf_node(p, NS_NODE_PHRASE, &leaf);
}
