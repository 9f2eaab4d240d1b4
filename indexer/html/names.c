#include "indexer/html/names.h"

#include <stdint.h>

enum { NAME_BYTES = 12 }; // of the longest name, at most

/* In the order of enum ns_html_tag. */
static const char *const tag_names[] = {
	"a",        "abbr",     "address",    "article", "aside",  "audio",
	"b",        "bdi",      "blockquote", "body",    "br",     "button",
	"canvas",   "caption",  "cite",       "code",    "dd",     "del",
	"dialog",   "div",      "dl",         "dt",      "em",     "figcaption",
	"figure",   "font",     "footer",     "form",    "h1",     "h2",
	"h3",       "h4",       "h5",         "h6",      "head",   "header",
	"hr",       "html",     "i",          "iframe",  "img",    "input",
	"ins",      "kbd",      "label",      "li",      "link",   "main",
	"mark",     "math",     "menu",       "meta",    "nav",    "noembed",
	"noframes", "noscript", "object",     "ol",      "option", "p",
	"pre",      "q",        "s",          "samp",    "script", "section",
	"select",   "small",    "span",       "strike",  "strong", "style",
	"sub",      "sup",      "svg",        "table",   "tbody",  "td",
	"template", "textarea", "tfoot",      "th",      "thead",  "time",
	"title",    "tr",       "tt",         "u",       "ul",     "var",
	"video",    "wbr",      "xmp",
};

_Static_assert(sizeof(tag_names) / sizeof(tag_names[0]) == NS_TAGS - 1,
	       "a name for every element");

/* In the order of enum ns_html_attr. */
static const char *const attr_names[NS_ATTRS] = {
	"aria-hidden", "charset",    "class", "content",  "datetime", "hidden",
	"href",        "http-equiv", "id",    "itemprop", "lang",     "name",
	"property",    "rel",        "role",  "style",    "type",
};

/* Writes name in lower case, with its NUL; false: it is too long to be one. */
static bool lower(struct ns_str name, char out[NAME_BYTES])
{
	if (name.n >= NAME_BYTES)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		out[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	out[name.n] = '\0';
	return true;
}

/* The place of a name among n sorted ones; n: it is none of them. */
static size_t find(struct ns_str name, const char *const *names, size_t n)
{
	char plain[NAME_BYTES];
	size_t low = 0, high = n;

	if (!lower(name, plain))
		return n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(plain, names[middle]);

		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return n;
}

enum ns_html_tag ns_html_tag_of(struct ns_str name)
{
	size_t n = sizeof(tag_names) / sizeof(tag_names[0]);
	size_t i = find(name, tag_names, n);

	return i == n ? NS_TAG_OTHER : (enum ns_html_tag)(i + 1);
}

enum ns_html_attr ns_html_attr_of(struct ns_str name)
{
	return (enum ns_html_attr)find(name, attr_names, NS_ATTRS);
}

static const uint8_t traits[NS_TAGS + 1] = {
#define IN(id) [NS_TAG_##id] = 1
	IN(A),
	IN(ABBR),
	IN(B),
	IN(BDI),
	IN(CITE),
	IN(CODE),
	IN(DEL),
	IN(EM),
	IN(FONT),
	IN(I),
	IN(INS),
	IN(KBD),
	IN(LABEL),
	IN(MARK),
	IN(Q),
	IN(S),
	IN(SAMP),
	IN(SMALL),
	IN(SPAN),
	IN(STRIKE),
	IN(STRONG),
	IN(SUB),
	IN(SUP),
	IN(TIME),
	IN(TT),
	IN(U),
	IN(VAR),
#undef IN
	[NS_TAG_BR] = 3,
	[NS_TAG_IMG] = 3,
	[NS_TAG_INPUT] = 3,
	[NS_TAG_WBR] = 3,
	[NS_TAG_HR] = 2,
	[NS_TAG_LINK] = 3,
	[NS_TAG_META] = 3,
	[NS_TAG_SCRIPT] = 5,
	[NS_TAG_STYLE] = 5,
	[NS_TAG_TITLE] = 4,
	[NS_TAG_TEXTAREA] = 4,
	[NS_TAG_XMP] = 4,
	[NS_TAG_IFRAME] = 5,
	[NS_TAG_NOEMBED] = 5,
	[NS_TAG_NOFRAMES] = 5,
};

bool ns_html_is_inline(enum ns_html_tag tag)
{
	return traits[tag] & 1;
}

bool ns_html_is_void(enum ns_html_tag tag)
{
	return traits[tag] & 2;
}

bool ns_html_is_raw(enum ns_html_tag tag)
{
	return traits[tag] & 4;
}
