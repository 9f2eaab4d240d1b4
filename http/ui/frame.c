#include "http/ui/frame.h"

void ns_frame_link(struct ns_html *h, const struct ns_page *p, const char *name,
		   struct ns_str path)
{
	struct ns_buf b = { 0 };

	ns_buf_text(&b, ns_str_of(p->base));
	ns_buf_text(&b, path);
	ns_html_attr(h, name, ns_buf_view(&b));
	ns_buf_free(&b);
}

static void head(struct ns_html *h, const struct ns_page *p,
		 struct ns_str title)
{
	ns_html_open(h, "head");
	ns_html_void(h, "meta");
	ns_html_attr(h, "charset", NS_STR("utf-8"));
	ns_html_void(h, "meta");
	ns_html_attr(h, "name", NS_STR("viewport"));
	ns_html_attr(h, "content", NS_STR("width=device-width"));
	ns_html_open(h, "title");
	ns_html_text(h, title);
	ns_html_text(h, title.n ? NS_STR(" - ") : NS_STR(""));
	ns_html_text(h, ns_str_of(p->site));
	ns_html_close(h);
	ns_html_void(h, "link");
	ns_html_attr(h, "rel", NS_STR("stylesheet"));
	ns_frame_link(h, p, "href", NS_STR("/style.css"));
	ns_html_close(h);
}

/* ---- the form ---- */

static void words_field(struct ns_html *h, const struct ns_page *p)
{
	ns_html_open(h, "div");
	ns_html_attr(h, "class", NS_STR("ask"));
	ns_html_void(h, "input");
	ns_html_attr(h, "type", NS_STR("search"));
	ns_html_attr(h, "name", NS_STR("q"));
	ns_html_attr(h, "value", p->question->asked.q);
	ns_html_attr(h, "dir", NS_STR("auto"));
	ns_html_attr(h, "aria-label", NS_STR("Words to search for"));
	ns_html_simple(h, "button", NULL, NS_STR("Search"));
	ns_html_close(h);
}

struct field {
	const char *name, *label, *hint;
};

static void text_field(struct ns_html *h, const struct field *f,
		       struct ns_str value)
{
	ns_html_open(h, "label");
	ns_html_text(h, ns_str_of(f->label));
	ns_html_void(h, "input");
	ns_html_attr(h, "name", ns_str_of(f->name));
	ns_html_attr(h, "value", value);
	ns_html_attr(h, "placeholder", ns_str_of(f->hint));
	ns_html_attr(h, "dir", NS_STR("auto"));
	ns_html_close(h);
}

struct choice {
	const char *value, *label;
};

static void choice_field(struct ns_html *h, const struct field *f,
			 const struct choice *choice, int chosen)
{
	ns_html_open(h, "label");
	ns_html_text(h, ns_str_of(f->label));
	ns_html_open(h, "select");
	ns_html_attr(h, "name", ns_str_of(f->name));
	for (int i = 0; choice[i].value; i++) {
		ns_html_open(h, "option");
		ns_html_attr(h, "value", ns_str_of(choice[i].value));
		if (i == chosen)
			ns_html_flag(h, "selected");
		ns_html_text(h, ns_str_of(choice[i].label));
		ns_html_close(h);
	}
	ns_html_close(h);
	ns_html_close(h);
}

/* A filter's first value; more of them are kept by a field each. */
static void filter_fields(struct ns_html *h, const struct field *f,
			  const struct ns_opt_list *values)
{
	text_field(h, f, values->n ? values->value[0] : NS_STR(""));
	for (uint32_t i = 1; i < values->n; i++) {
		ns_html_void(h, "input");
		ns_html_attr(h, "type", NS_STR("hidden"));
		ns_html_attr(h, "name", ns_str_of(f->name));
		ns_html_attr(h, "value", values->value[i]);
	}
}

static const struct choice sorts[] = {
	{ "relevance", "Best match" },
	{ "newest", "Newest first" },
	{ "oldest", "Oldest first" },
	{ NULL, NULL },
};

static const struct choice matches[] = {
	{ "auto", "All words first" },
	{ "all", "All words only" },
	{ "any", "Any of the words" },
	{ NULL, NULL },
};

static const struct field filters[NS_ASKED_FILTERS] = {
	[NS_ASKED_SECTION] = { "section", "Section", "" },
	[NS_ASKED_OUTLET] = { "outlet", "Outlet", "" },
	[NS_ASKED_AUTHOR] = { "author", "Author", "" },
	[NS_ASKED_LANG] = { "lang", "Language", "en" },
	[NS_ASKED_TYPE] = { "type", "Type", "" },
	[NS_ASKED_TAG] = { "tag", "Tag", "" },
};

/* Options that were used are shown open. */
static bool is_refined(const struct ns_asked *a)
{
	bool used = a->from.n || a->to.n || a->sort || a->match;

	for (int i = 0; i < NS_ASKED_FILTERS; i++)
		used = used || a->filter[i].n;
	return used;
}

static void more_fields(struct ns_html *h, const struct ns_asked *a)
{
	static const struct field from = { "from", "From", "2024-03-05" };
	static const struct field to = { "to", "To (inclusive)", "today" };
	static const struct field sort = { "sort", "Order", "" };
	static const struct field match = { "match", "Match", "" };

	ns_html_open(h, "details");
	if (is_refined(a))
		ns_html_flag(h, "open");
	ns_html_simple(h, "summary", NULL, NS_STR("Dates, order, filters"));
	ns_html_open(h, "div");
	ns_html_attr(h, "class", NS_STR("more"));
	text_field(h, &from, a->from);
	text_field(h, &to, a->to);
	choice_field(h, &sort, sorts, a->sort);
	choice_field(h, &match, matches, a->match);
	for (int i = 0; i < NS_ASKED_FILTERS; i++)
		filter_fields(h, &filters[i], &a->filter[i]);
	ns_html_close(h);
	ns_html_close(h);
}

static void header(struct ns_html *h, const struct ns_page *p)
{
	ns_html_open(h, "header");
	ns_html_open(h, "p");
	ns_html_open(h, "a");
	ns_frame_link(h, p, "href", NS_STR("/"));
	ns_html_text(h, ns_str_of(p->site));
	ns_html_close(h);
	ns_html_close(h);
	ns_html_open(h, "form");
	ns_frame_link(h, p, "action", NS_STR("/search"));
	ns_html_attr(h, "role", NS_STR("search"));
	words_field(h, p);
	more_fields(h, &p->question->asked);
	ns_html_close(h);
	ns_html_close(h);
}

/* ---- the frame ---- */

void ns_frame_begin(struct ns_html *h, const struct ns_page *p,
		    struct ns_str title)
{
	ns_html_doctype(h);
	ns_html_open(h, "html");
	ns_html_attr(h, "lang", NS_STR("en"));
	head(h, p, title);
	ns_html_open(h, "body");
	header(h, p);
	ns_html_open(h, "main");
}

void ns_frame_end(struct ns_html *h)
{
	while (h->depth)
		ns_html_close(h);
	ns_html_text(h, NS_STR("\n"));
}

void ns_frame_problem(struct ns_html *h, const struct ns_problem *problem)
{
	ns_html_simple(h, "h1", NULL, ns_str_of(ns_problem_title(problem)));
	ns_html_open(h, "p");
	ns_html_attr(h, "role", NS_STR("alert"));
	ns_html_text(h, ns_str_of(problem->detail));
	ns_html_text(h, NS_STR("."));
	ns_html_close(h);
}
