#include "indexer/html/decode.h"

#include <strings.h>

#include "core/base/utf8.h"
#include "core/text/charset.h"
#include "indexer/html/tags.h"

enum { HEAD_BYTES = 4096 }; // a page declares its charset in them

/* The value behind `name`, "=", and perhaps a quote. */
static struct ns_str value_of(struct ns_str s, struct ns_str name)
{
	struct ns_str value = { "", 0 };
	size_t i = 0;

	while (i + name.n < s.n && strncasecmp(s.p + i, name.p, name.n) != 0)
		i++;
	i += name.n;
	while (i < s.n && (ns_html_is_space(s.p[i]) || s.p[i] == '='))
		i++;
	if (i < s.n && (s.p[i] == '"' || s.p[i] == '\''))
		i++;
	if (i >= s.n)
		return value;
	value.p = s.p + i;
	while (i + value.n < s.n && !strchr("\"'; \t\n\r>?", value.p[value.n]))
		value.n++;
	return value;
}

/* The charset that a page's head names; empty: none. */
static struct ns_str declared(struct ns_str page)
{
	size_t n = page.n < HEAD_BYTES ? page.n : HEAD_BYTES;
	struct ns_html_reader r = { .p = page.p, .end = page.p + n };
	struct ns_html_token t;
	const char *end;

	if (ns_str_starts(page, NS_STR("<?xml"))) {
		end = memchr(page.p, '>', n);
		if (end &&
		    memmem(page.p, (size_t)(end - page.p), "encoding", 8))
			return value_of(
				(struct ns_str){ page.p,
						 (size_t)(end - page.p) },
				NS_STR("encoding"));
	}
	while (ns_html_next(&r, &t)) {
		struct ns_str content;

		if (t.kind != NS_HTML_OPEN || t.tag != NS_TAG_META)
			continue;
		if (t.attr[NS_ATTR_CHARSET].n)
			return t.attr[NS_ATTR_CHARSET];
		content = t.attr[NS_ATTR_CONTENT];
		if (t.attr[NS_ATTR_HTTP_EQUIV].n && content.n &&
		    memmem(content.p, content.n, "charset", 7))
			return value_of(content, NS_STR("charset"));
	}
	return (struct ns_str){ "", 0 };
}

static bool label_begins(struct ns_str label, struct ns_str with)
{
	return label.n >= with.n && strncasecmp(label.p, with.p, with.n) == 0;
}

/* UTF-16 shows in a mark, or in a "<" beside a zero. */
static struct ns_str wide(struct ns_str page)
{
	if (ns_str_starts(page, NS_STR("\xff\xfe")) ||
	    ns_str_starts(page, NS_STR("<\0")))
		return NS_STR("UTF-16LE");
	if (ns_str_starts(page, NS_STR("\xfe\xff")) ||
	    ns_str_starts(page, NS_STR("\0<")))
		return NS_STR("UTF-16BE");
	return (struct ns_str){ "", 0 };
}

/* Says whether repairing makes a text of it: most of what is no ASCII is
 * well-formed. */
static bool is_repairable(struct ns_str page, uint64_t bad)
{
	uint64_t leads = 0;

	for (size_t i = 0; i < page.n; i++)
		leads += (uint8_t)page.p[i] >= 0xc2;
	return 3 * bad <= leads;
}

static enum ns_code decode_as(struct ns_str page, struct ns_str label,
			      struct ns_buf *room, struct ns_str *text,
			      uint64_t *bad, struct ns_error *e)
{
	enum ns_code rc = ns_charset_decode(page, label, room, bad, e);

	*text = ns_buf_view(room);
	if (ns_str_starts(*text, NS_STR("\xef\xbb\xbf"))) {
		text->p += 3;
		text->n -= 3;
	}
	return rc;
}

static enum ns_code decode_unknown(struct ns_str page, struct ns_buf *room,
				   struct ns_str *text, uint64_t *bad,
				   struct ns_error *e)
{
	char guess[NS_CHARSET_NAME_BYTES];
	struct ns_str label = NS_STR("windows-1252");

	if (ns_charset_guess(page, guess) &&
	    ns_charset_known(ns_str_of(guess)) &&
	    strncasecmp(guess, "utf-", 4) != 0)
		label = ns_str_of(guess);
	return decode_as(page, label, room, text, bad, e);
}

enum ns_code ns_html_decode(struct ns_str page, struct ns_buf *room,
			    struct ns_str *text, uint64_t *bad,
			    struct ns_error *e)
{
	struct ns_str label = wide(page);
	uint64_t replaced;

	ns_buf_reset(room);
	if (label.n)
		return decode_as(page, label, room, text, bad, e);
	label = declared(page);
	if (label_begins(label, NS_STR("iso-2022")) && ns_charset_known(label))
		return decode_as(page, label, room, text, bad, e);
	*text = page;
	if (ns_utf8_valid(page))
		return NS_OK;
	if (label.n && !label_begins(label, NS_STR("utf")) &&
	    ns_charset_known(label))
		return decode_as(page, label, room, text, bad, e);
	replaced = ns_utf8_repair(page, room);
	if (room->failed)
		return ns_fail(e, NS_NOMEM, "no memory for a page");
	*text = ns_buf_view(room);
	if (is_repairable(page, replaced)) {
		*bad += replaced;
		return NS_OK;
	}
	ns_buf_reset(room);
	return decode_unknown(page, room, text, bad, e);
}
