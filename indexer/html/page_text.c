#include "indexer/html/page_text.h"

#include <stdlib.h>

#include "indexer/html/refs.h"
#include "indexer/html/tags.h"

enum { FIRST_BLOCKS = 1024 };

static uint32_t count_chars(struct ns_str s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += (s.p[i] & 0xc0) != 0x80;
	return n;
}

static void put(struct ns_html_line *line, struct ns_str s,
		struct ns_html_place at)
{
	struct ns_html_block *b = &line->block;
	struct ns_buf *text = &line->page->text;
	uint32_t chars;

	if (text->n == b->at)
		b->node = at.node;
	else if (line->space)
		ns_buf_u8(text, ' ');
	line->space = false;
	ns_buf_text(text, s);
	chars = count_chars(s);
	b->chars += chars;
	b->link_chars += at.link ? chars : 0;
	b->strong_chars += at.strong ? chars : 0;
}

/* As are no-break spaces, and NULs, which are no text. */
static bool is_space(char c)
{
	return ns_html_is_space(c) || c == '\0';
}

static bool is_space_character(struct ns_str c)
{
	return ns_str_eq(c, NS_STR("\xc2\xa0")) ||
	       (c.n == 1 && is_space(c.p[0]));
}

/* The bytes of white space that begin s: 0, 1, or 2. */
static size_t space_at(struct ns_str s)
{
	if (is_space(s.p[0]))
		return 1;
	return ns_str_starts(s, NS_STR("\xc2\xa0")) ? 2 : 0;
}

static size_t word_at(struct ns_str s)
{
	size_t n = 0;

	while (n < s.n && !is_space(s.p[n]) && s.p[n] != '&' &&
	       s.p[n] != '\xc2')
		n++;
	if (n < s.n && s.p[n] == '\xc2' && n + 1 < s.n && s.p[n + 1] != '\xa0')
		n += 2;
	return n ? n : 1;
}

/* The piece of text that begins s: white space, a reference (written to c), or
 * a word. Answers the bytes it takes. */
static size_t piece_at(struct ns_str s, char c[NS_REF_UTF8],
		       struct ns_str *piece)
{
	size_t taken = 0;

	*piece = (struct ns_str){ c, 0 };
	if (s.p[0] == '&')
		taken = ns_ref_read(s, false, c, &piece->n);
	if (taken)
		return taken;
	taken = space_at(s);
	*piece = (struct ns_str){ s.p, taken ? taken : word_at(s) };
	return piece->n;
}

void ns_html_line_add(struct ns_html_line *line, struct ns_str s,
		      struct ns_html_place at)
{
	while (s.n) {
		char c[NS_REF_UTF8];
		struct ns_str piece;
		size_t taken = piece_at(s, c, &piece);

		if (is_space_character(piece))
			line->space = true;
		else
			put(line, piece, at);
		s.p += taken;
		s.n -= taken;
	}
}

static bool make_room(struct ns_html_page *page)
{
	uint32_t room = page->room_blocks ? 2 * page->room_blocks
					  : FIRST_BLOCKS;
	struct ns_html_block *grown;

	if (page->n_blocks < page->room_blocks)
		return true;
	if (page->n_blocks == NS_HTML_BLOCKS)
		return false;
	grown = realloc(page->block, room * sizeof(*grown));
	if (!grown) {
		page->nomem = true;
		return false;
	}
	page->block = grown;
	page->room_blocks = room;
	return true;
}

void ns_html_line_end(struct ns_html_line *line)
{
	struct ns_html_page *page = line->page;
	struct ns_html_block *b = &line->block;

	line->space = false;
	if (page->text.n > b->at) {
		b->n = (uint32_t)page->text.n - b->at;
		if (make_room(page))
			page->block[page->n_blocks++] = *b;
		else
			page->text.n = b->at;
	}
	*b = (struct ns_html_block){ .at = (uint32_t)page->text.n };
}

struct ns_str ns_html_plain(struct ns_str s, struct ns_arena *arena)
{
	struct ns_html_page scratch = { 0 };
	struct ns_html_line line = { .page = &scratch };
	struct ns_str plain = { NULL, 0 };

	if (s.n > NS_HTML_VALUE_BYTES)
		s.n = NS_HTML_VALUE_BYTES;
	ns_html_line_add(&line, s, (struct ns_html_place){ 0 });
	if (!scratch.text.failed)
		plain = ns_arena_str(arena, ns_buf_view(&scratch.text));
	ns_buf_free(&scratch.text);
	return plain;
}
