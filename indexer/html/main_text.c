#include "indexer/html/main_text.h"

#include "indexer/html/cues.h"

enum {
	PROSE_CHARS = 80,    // a block so long is prose
	SENTENCE_CHARS = 25, // and one so long that ends as sentences do
	FEW_CHARS = 250,     // a page with less text is looked at again
	CUE_CHARS = 90,      // a longer line ends no article
	ASIDE_CHARS = 180,   // and one longer than this is no aside
	MOST = 70,           // of 100: the prose of a parent
	BODY_PARTS = 4,      // one of them at least is in articleBody
};

/* ---- one block ---- */

static bool ends_sentence(struct ns_str s)
{
	static const char *const marks[] = {
		".",
		"!",
		"?",
		"\"",
		":",
		";",
		")",
		"\xe2\x80\x9d",
		"\xe2\x80\xa6",
		"\xe3\x80\x82",
		"\xe0\xa5\xa4",
		"\xd8\x9f",
		"\xe2\x80\x99",
		"\xc2\xbb",
		"\xef\xbc\x9f",
		"\xef\xbc\x81",
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = strlen(marks[i]);

		if (s.n >= n && memcmp(s.p + s.n - n, marks[i], n) == 0)
			return true;
	}
	return false;
}

static bool is_heading(enum ns_html_tag tag)
{
	return tag >= NS_TAG_H1 && tag <= NS_TAG_H6;
}

static bool is_linked(const struct ns_html_block *b)
{
	return 2 * b->link_chars > b->chars;
}

static uint32_t prose_of(const struct ns_html_page *page,
			 const struct ns_html_block *b)
{
	if (is_linked(b) || is_heading(page->node[b->node].tag))
		return 0;
	if (b->chars >= PROSE_CHARS ||
	    (b->chars >= SENTENCE_CHARS &&
	     ends_sentence(ns_html_block_text(page, b))))
		return b->chars - b->link_chars;
	return 0;
}

/* ---- the container ---- */

static void weigh(struct ns_html_page *page, uint32_t without)
{
	for (uint32_t i = 0; i < page->n_nodes; i++)
		page->node[i].weight = 0;
	for (uint32_t i = 0; i < page->n_blocks; i++) {
		struct ns_html_node *node = &page->node[page->block[i].node];

		if (!(node->marks & without))
			node->weight += prose_of(page, &page->block[i]);
	}
	for (uint32_t i = page->n_nodes; i-- > 1;)
		page->node[page->node[i].parent].weight += page->node[i].weight;
}

/* A name that would throw out half of the page's prose is mistaken; the others
 * hold for all that is inside. */
static void spread_marks(struct ns_html_page *page, uint32_t marks)
{
	uint32_t all = page->node[0].weight;

	for (uint32_t i = 1; i < page->n_nodes; i++) {
		struct ns_html_node *node = &page->node[i];

		if (2 * (uint64_t)node->weight > all)
			node->marks &= ~marks;
		node->marks |= page->node[node->parent].marks & marks;
	}
}

/* What the page itself names as the article's text, unless there is next to
 * nothing in it; 0: none. */
static uint32_t find_body(const struct ns_html_page *page)
{
	uint32_t all = page->node[0].weight, best = 0;

	for (uint32_t i = 1; i < page->n_nodes; i++) {
		const struct ns_html_node *node = &page->node[i];

		if (!(node->marks & NS_MARK_BODY) ||
		    BODY_PARTS * (uint64_t)node->weight <= all)
			continue;
		if (!best || node->weight > page->node[best].weight)
			best = i;
	}
	return best;
}

/* Else the deepest container that still has most of its parent's prose. */
static uint32_t find_container(const struct ns_html_page *page)
{
	uint32_t best = find_body(page);

	if (best)
		return best;
	for (uint32_t i = 1; i < page->n_nodes; i++) {
		const struct ns_html_node *node = &page->node[i];

		if (node->parent == best && node->tag != NS_TAG_P &&
		    100 * (uint64_t)node->weight >
			    MOST * (uint64_t)page->node[best].weight)
			best = i;
	}
	return best;
}

/* ---- block by block ---- */

static bool is_title(struct ns_str s, struct ns_str title)
{
	return s.n && title.n >= s.n && memcmp(s.p, title.p, s.n) == 0;
}

static bool is_kept(const struct ns_html_page *page,
		    const struct ns_html_block *b, uint32_t without)
{
	const struct ns_html_node *node = &page->node[b->node];
	struct ns_str text = ns_html_block_text(page, b);

	if (node->marks & (without | NS_MARK_CAPTION))
		return false;
	if (b->chars <= ASIDE_CHARS && ns_cue_aside(text))
		return false;
	if (is_heading(node->tag))
		return node->tag != NS_TAG_H1 && !is_linked(b);
	if (is_linked(b))
		return node->tag == NS_TAG_P &&
		       b->chars - b->link_chars >= SENTENCE_CHARS &&
		       ends_sentence(text);
	if (node->tag == NS_TAG_P)
		return true;
	return prose_of(page, b) > 0 || node->tag == NS_TAG_LI ||
	       node->tag == NS_TAG_BLOCKQUOTE || node->tag == NS_TAG_PRE;
}

/* A heading without text below it is of something else. */
static void drop_bare_headings(struct ns_html_page *page, uint32_t from,
			       uint32_t to)
{
	bool text = false;

	for (uint32_t i = to; i-- > from;) {
		struct ns_html_block *b = &page->block[i];

		if (!b->keep)
			continue;
		if (is_heading(page->node[b->node].tag)) {
			b->keep = text;
			text = false;
		} else {
			text = true;
		}
	}
}

/* "Related stories" in the middle of an article is a box; behind two thirds of
 * its prose it is the end. */
static bool is_end(uint64_t chars, uint32_t all)
{
	return chars > FEW_CHARS && 3 * chars > 2 * (uint64_t)all;
}

static uint64_t mark(struct ns_html_page *page, struct ns_str title,
		     uint32_t without)
{
	const struct ns_html_node *c = &page->node[find_container(page)];
	uint64_t chars = 0;
	bool ended = false;

	for (uint32_t i = 0; i < page->n_blocks; i++) {
		struct ns_html_block *b = &page->block[i];

		b->keep = false;
		if (i < c->first_block || i >= c->end_block || ended)
			continue;
		if (b->chars < CUE_CHARS &&
		    ns_cue_ends(ns_html_block_text(page, b))) {
			ended = is_end(chars, c->weight);
			continue;
		}
		b->keep = is_kept(page, b, without) &&
			  !is_title(ns_html_block_text(page, b), title);
		chars += b->keep ? b->chars : 0;
	}
	drop_bare_headings(page, c->first_block, c->end_block);
	return chars;
}

uint64_t ns_main_text_mark(struct ns_html_page *page, struct ns_str title)
{
	uint32_t without = NS_MARK_FURNITURE | NS_MARK_HIDDEN;
	uint64_t chars;

	weigh(page, 0);
	spread_marks(page, without | NS_MARK_CAPTION);
	weigh(page, without);
	chars = mark(page, title, without);
	if (chars >= FEW_CHARS)
		return chars;
	weigh(page, 0);
	return mark(page, title, 0);
}

void ns_main_text_put(const struct ns_html_page *page, struct ns_buf *out)
{
	size_t start = out->n;

	for (uint32_t i = 0; i < page->n_blocks; i++) {
		if (!page->block[i].keep)
			continue;
		if (out->n > start)
			ns_buf_text(out, NS_STR("\n\n"));
		ns_buf_text(out, ns_html_block_text(page, &page->block[i]));
	}
}
