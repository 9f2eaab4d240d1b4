#include "indexer/html/page.h"

#include <stdlib.h>
#include <strings.h>

#include "core/base/utf8.h"
#include "indexer/html/marks.h"
#include "indexer/html/page_text.h"
#include "indexer/html/tags.h"

enum {
	FIRST_NODES = 1024,
	IMPLIED_STEPS = 24, // how far up a <li> looks for the one it ends
};

/* An element that is open. */
struct element {
	enum ns_html_tag tag;
	uint32_t node; // the container of its text
	bool skip;     // no text of it is taken
	bool link, strong;
};

struct builder {
	struct ns_html_page *page;
	struct ns_html_line line;
	struct element open[NS_HTML_DEPTH];
	uint32_t n_open;            // at least 1: the root
	uint32_t n_of[NS_TAGS + 1]; // open elements of a tag
	uint64_t beyond;            // open, but deeper than NS_HTML_DEPTH
	bool broke;                 // a <br> was the last thing
	bool linked;                // the script is JSON-LD
};

/* ---- containers ---- */

static uint32_t add_node(struct builder *b, const struct ns_html_token *t,
			 uint32_t parent)
{
	struct ns_html_page *page = b->page;

	if (page->n_nodes == NS_HTML_NODES)
		return parent;
	if (page->n_nodes == page->room_nodes) {
		uint32_t room = page->room_nodes ? 2 * page->room_nodes
						 : FIRST_NODES;
		struct ns_html_node *grown =
			realloc(page->node, room * sizeof(*grown));

		if (!grown) {
			page->nomem = true;
			return parent;
		}
		page->node = grown;
		page->room_nodes = room;
	}
	page->node[page->n_nodes] = (struct ns_html_node){
		.parent = parent,
		.tag = t->tag,
		.marks = ns_html_marks(t),
		.first_block = page->n_blocks,
	};
	return page->n_nodes++;
}

static void pop(struct builder *b)
{
	const struct element *top = &b->open[--b->n_open];
	struct ns_html_node *node = &b->page->node[top->node];

	b->n_of[top->tag]--;
	if (ns_html_is_inline(top->tag))
		return;
	ns_html_line_end(&b->line);
	b->broke = false;
	node->end_block = b->page->n_blocks;
}

static void pop_to(struct builder *b, uint32_t n)
{
	while (b->n_open > n)
		pop(b);
}

/* ---- what a tag ends that has no end tag ---- */

/* Says whether an element that opens ends one that is open. */
static bool ends(enum ns_html_tag opens, enum ns_html_tag open)
{
	switch (open) {
	case NS_TAG_P:
		return !ns_html_is_inline(opens);
	case NS_TAG_LI:
		return opens == NS_TAG_LI;
	case NS_TAG_DT:
	case NS_TAG_DD:
		return opens == NS_TAG_DT || opens == NS_TAG_DD;
	case NS_TAG_TD:
	case NS_TAG_TH:
		return opens == NS_TAG_TD || opens == NS_TAG_TH ||
		       opens == NS_TAG_TR;
	case NS_TAG_TR:
		return opens == NS_TAG_TR;
	case NS_TAG_OPTION:
		return opens == NS_TAG_OPTION;
	case NS_TAG_HEAD:
		return opens == NS_TAG_BODY;
	case NS_TAG_A:
		return opens == NS_TAG_A;
	default:
		return false;
	}
}

static bool is_wall(enum ns_html_tag tag)
{
	return tag == NS_TAG_UL || tag == NS_TAG_OL || tag == NS_TAG_DL ||
	       tag == NS_TAG_TABLE || tag == NS_TAG_MENU ||
	       tag == NS_TAG_SELECT;
}

static void end_implied(struct builder *b, enum ns_html_tag opens)
{
	uint32_t low = b->n_open > IMPLIED_STEPS ? b->n_open - IMPLIED_STEPS
						 : 1;

	for (uint32_t i = b->n_open; i > low; i--) {
		if (ends(opens, b->open[i - 1].tag)) {
			pop_to(b, i - 1);
			return;
		}
		if (is_wall(b->open[i - 1].tag))
			return;
	}
}

/* ---- the head ---- */

static struct ns_str plain(struct builder *b, struct ns_str s)
{
	struct ns_str out = ns_html_plain(s, &b->page->arena);

	b->page->nomem |= !out.p;
	return out;
}

static void add_meta(struct builder *b, const struct ns_html_token *t)
{
	static const enum ns_html_attr names[] = { NS_ATTR_PROPERTY,
						   NS_ATTR_NAME,
						   NS_ATTR_ITEMPROP };
	struct ns_html_page *page = b->page;
	struct ns_str name = { NULL, 0 };

	for (size_t i = 0; i < 3 && !name.n; i++)
		name = t->attr[names[i]];
	if (!name.n || !t->attr[NS_ATTR_CONTENT].n ||
	    page->n_metas == NS_HTML_METAS)
		return;
	page->meta[page->n_metas++] =
		(struct ns_html_meta){ plain(b, name),
				       plain(b, t->attr[NS_ATTR_CONTENT]) };
}

static void add_link(struct builder *b, const struct ns_html_token *t)
{
	struct ns_str rel = t->attr[NS_ATTR_REL];

	if (rel.n == 9 && strncasecmp(rel.p, "canonical", 9) == 0 &&
	    !b->page->canonical.n)
		b->page->canonical = plain(b, t->attr[NS_ATTR_HREF]);
}

static void add_raw(struct builder *b, const struct ns_html_token *t)
{
	struct ns_html_page *page = b->page;

	if (t->tag == NS_TAG_TITLE && !page->title.n && !b->n_of[NS_TAG_SVG])
		page->title = plain(b, t->text);
	if (t->tag == NS_TAG_SCRIPT && b->linked &&
	    page->n_linked < NS_HTML_LINKED)
		page->linked[page->n_linked++] = t->text;
}

static bool is_linked(struct ns_str type)
{
	return type.n >= 19 &&
	       strncasecmp(type.p, "application/ld+json", 19) == 0;
}

/* ---- elements ---- */

static bool is_skipped(enum ns_html_tag tag)
{
	switch (tag) {
	case NS_TAG_HEAD:
	case NS_TAG_SCRIPT:
	case NS_TAG_STYLE:
	case NS_TAG_NOSCRIPT:
	case NS_TAG_TEMPLATE:
	case NS_TAG_SVG:
	case NS_TAG_MATH:
	case NS_TAG_SELECT:
	case NS_TAG_BUTTON:
	case NS_TAG_IFRAME:
	case NS_TAG_OBJECT:
	case NS_TAG_CANVAS:
	case NS_TAG_AUDIO:
	case NS_TAG_VIDEO:
	case NS_TAG_TEXTAREA:
		return true;
	default:
		return false;
	}
}

static bool is_strong(enum ns_html_tag tag)
{
	return tag == NS_TAG_B || tag == NS_TAG_STRONG;
}

/* Two <br> are a paragraph's end, one is a space. */
static void line_break(struct builder *b)
{
	if (b->broke)
		ns_html_line_end(&b->line);
	b->line.space = true;
	b->broke = true;
}

static void open_void(struct builder *b, const struct ns_html_token *t)
{
	if (t->tag == NS_TAG_BR)
		line_break(b);
	else if (t->tag == NS_TAG_HR)
		ns_html_line_end(&b->line);
	else if (t->tag == NS_TAG_META)
		add_meta(b, t);
	else if (t->tag == NS_TAG_LINK)
		add_link(b, t);
}

static void note_facts(struct builder *b, const struct ns_html_token *t)
{
	struct ns_html_page *page = b->page;

	if (t->tag == NS_TAG_HTML && !page->lang.n)
		page->lang = plain(b, t->attr[NS_ATTR_LANG]);
	if (t->tag == NS_TAG_TIME && !page->time.n)
		page->time = plain(b, t->attr[NS_ATTR_DATETIME]);
	if (t->tag == NS_TAG_SCRIPT)
		b->linked = is_linked(t->attr[NS_ATTR_TYPE]);
}

static void push(struct builder *b, const struct ns_html_token *t)
{
	const struct element *top = &b->open[b->n_open - 1];
	struct element new = {
		.tag = t->tag,
		.node = top->node,
		.skip = top->skip || is_skipped(t->tag),
		.link = top->link || t->tag == NS_TAG_A,
		.strong = top->strong || is_strong(t->tag),
	};

	if (!ns_html_is_inline(t->tag)) {
		ns_html_line_end(&b->line);
		b->broke = false;
		new.node = add_node(b, t, top->node);
	} else if (t->tag != NS_TAG_A) {
		new.skip |= (ns_html_marks(t) & NS_MARK_HIDDEN) != 0;
	}
	b->n_of[t->tag]++;
	b->open[b->n_open++] = new;
}

static void open_element(struct builder *b, const struct ns_html_token *t)
{
	if (ns_html_is_void(t->tag)) {
		open_void(b, t);
		return;
	}
	note_facts(b, t);
	if (b->n_of[t->tag] || b->n_of[NS_TAG_P] || t->tag == NS_TAG_BODY)
		end_implied(b, t->tag);
	if (b->n_open == NS_HTML_DEPTH)
		b->beyond++;
	else
		push(b, t);
}

/* </a> of a link that a paragraph's end tag has cut: no link any more. */
static void unlink_from(struct builder *b, uint32_t i)
{
	for (; i < b->n_open; i++)
		b->open[i].link = false;
}

static void close_element(struct builder *b, enum ns_html_tag tag)
{
	if (b->beyond) {
		b->beyond--;
		return;
	}
	if (tag == NS_TAG_P || tag == NS_TAG_BR)
		ns_html_line_end(&b->line);
	for (uint32_t i = b->n_open; b->n_of[tag] && i > 1; i--) {
		enum ns_html_tag open = b->open[i - 1].tag;

		if (open == tag) {
			pop_to(b, i - 1);
			return;
		}
		if (ns_html_is_inline(tag) && !ns_html_is_inline(open)) {
			if (tag == NS_TAG_A)
				unlink_from(b, 1);
			return;
		}
		if (open == NS_TAG_TD && tag != NS_TAG_TR &&
		    tag != NS_TAG_TABLE && tag != NS_TAG_TBODY)
			return;
	}
}

static void add_text(struct builder *b, struct ns_str text)
{
	const struct element *top = &b->open[b->n_open - 1];
	struct ns_html_place at = { top->node, top->link, top->strong };
	uint32_t chars = b->line.block.chars;

	if (top->skip)
		return;
	ns_html_line_add(&b->line, text, at);
	b->broke &= b->line.block.chars == chars;
}

/* ---- all of it ---- */

static void reset(struct ns_html_page *page)
{
	ns_buf_reset(&page->text);
	ns_arena_reset(&page->arena);
	page->n_nodes = page->n_blocks = page->n_metas = page->n_linked = 0;
	page->title = page->lang = page->canonical = page->time =
		(struct ns_str){ NULL, 0 };
	page->nomem = false;
}

static void take(struct builder *b, const struct ns_html_token *t)
{
	switch (t->kind) {
	case NS_HTML_TEXT:
		add_text(b, t->text);
		break;
	case NS_HTML_RAW:
		add_raw(b, t);
		break;
	case NS_HTML_OPEN:
		open_element(b, t);
		break;
	case NS_HTML_CLOSE:
		close_element(b, t->tag);
		break;
	}
}

enum ns_code ns_html_page_read(struct ns_html_page *page, struct ns_str html,
			       struct ns_error *e)
{
	struct ns_html_reader r = { .p = html.p, .end = html.p + html.n };
	struct ns_html_token t = { .tag = NS_TAG_OTHER };
	struct builder *b = calloc(1, sizeof(*b));

	reset(page);
	if (!b)
		return ns_fail(e, NS_NOMEM, "no memory for a page");
	b->page = b->line.page = page;
	add_node(b, &t, 0);
	b->n_open = 1;
	while (!page->nomem && ns_html_next(&r, &t))
		take(b, &t);
	ns_html_line_end(&b->line);
	pop_to(b, 1);
	if (page->n_nodes)
		page->node[0].end_block = page->n_blocks;
	free(b);
	if (page->nomem || page->text.failed)
		return ns_fail(e, NS_NOMEM, "no memory for a page");
	return NS_OK;
}

void ns_html_page_free(struct ns_html_page *page)
{
	ns_buf_free(&page->text);
	ns_arena_free(&page->arena);
	free(page->node);
	free(page->block);
}

struct ns_str ns_html_page_meta(const struct ns_html_page *page,
				const char *name)
{
	size_t n = strlen(name);

	for (uint32_t i = 0; i < page->n_metas; i++) {
		const struct ns_html_meta *m = &page->meta[i];

		if (m->name.n == n && strncasecmp(m->name.p, name, n) == 0 &&
		    m->content.n)
			return m->content;
	}
	return (struct ns_str){ "", 0 };
}
