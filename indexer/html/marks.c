#include "indexer/html/marks.h"

#include <strings.h>

#include "indexer/html/page.h"

enum { NAMES_BYTES = 512, WORD_BYTES = 24 }; // of a class that are looked at

/* Beginnings of words of class names. An exact one ends in "$". */
static const struct {
	const char *words;
	uint32_t marks;
} known[] = {
	{ "comment disqus respond$ replies reply$ discussion$ livefyre",
	  NS_MARK_FURNITURE },
	{ "sidebar rail$ aside$ footer masthead$ nav navbar navigation menu "
	  "breadcrumb crumbs$ toolbar pagination pager$ paging$ dropdown "
	  "sitemap",
	  NS_MARK_FURNITURE },
	{ "related recommend recirc trending popular mostread mostpopular "
	  "readmore morefrom readnext upnext outbrain taboola teaser promo "
	  "promos zergnet revcontent suggested onward carousel",
	  NS_MARK_FURNITURE },
	{ "share$ sharing$ sharebar shares$ social sharedaddy addthis "
	  "addtoany follow$ newsletter signup subscribe subscription login$ "
	  "register$ donate",
	  NS_MARK_FURNITURE },
	{ "ad$ ads$ advert advertisement adslot sponsor dfp$ adsense banner "
	  "skyscraper cookie gdpr consent modal popup overlay$ lightbox$ "
	  "tooltip alert$ paywall$",
	  NS_MARK_FURNITURE },
	{ "tags$ taglist keywords$ disclaimer copyright legal$ widget rating "
	  "bio$ authorbox authorbio print$ skip$ srlonly hidden$",
	  NS_MARK_FURNITURE },
	{ "byline author$ authors$", NS_MARK_BYLINE },
	{ "dateline$ date$ datetime$ timestamp published$ pubdate postdate "
	  "time$",
	  NS_MARK_DATE },
	{ "caption figcaption credit$ credits$ imagecredit photocredit",
	  NS_MARK_CAPTION },
	{ "article articlebody entrycontent entry$ storybody story$ post$ "
	  "postcontent postbody articletext bodytext",
	  NS_MARK_STORY },
};

static bool matches(const char *word, const char *beginning, size_t n)
{
	if (beginning[n - 1] == '$')
		return strncmp(word, beginning, n - 1) == 0 &&
		       word[n - 1] == '\0';
	return strncmp(word, beginning, n) == 0;
}

static bool is_one_of(const char *word, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, " ");

		if (matches(word, words, n))
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}

static uint32_t marks_of_word(const char *word)
{
	uint32_t marks = 0;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is_one_of(word, known[i].words))
			marks |= known[i].marks;
	return marks;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Says whether a word begins at s[i]: behind a separator, or inside of
 * "articleBody". */
static bool is_break(struct ns_str s, size_t i)
{
	return !(is_upper(s.p[i]) || is_lower(s.p[i])) ||
	       (i > 0 && is_upper(s.p[i]) && is_lower(s.p[i - 1]));
}

static uint32_t marks_of_names(struct ns_str s)
{
	uint32_t marks = 0;
	size_t i = 0;

	if (s.n > NAMES_BYTES)
		s.n = NAMES_BYTES;
	while (i < s.n) {
		char word[WORD_BYTES];
		size_t n = 0;

		do {
			if (n + 1 < WORD_BYTES &&
			    (is_upper(s.p[i]) || is_lower(s.p[i])))
				word[n++] = (char)(s.p[i] | 0x20);
			i++;
		} while (i < s.n && !is_break(s, i));
		word[n] = '\0';
		if (n > 1)
			marks |= marks_of_word(word);
	}
	return marks;
}

static uint32_t marks_of_tag(enum ns_html_tag tag)
{
	switch (tag) {
	case NS_TAG_NAV:
	case NS_TAG_FOOTER:
	case NS_TAG_ASIDE:
	case NS_TAG_MENU:
	case NS_TAG_DIALOG:
		return NS_MARK_FURNITURE;
	case NS_TAG_FIGCAPTION:
	case NS_TAG_FIGURE:
	case NS_TAG_CAPTION:
		return NS_MARK_CAPTION;
	case NS_TAG_ARTICLE:
		return NS_MARK_STORY;
	default:
		return 0;
	}
}

static bool has(struct ns_str s, struct ns_str part)
{
	return s.n && memmem(s.p, s.n < NAMES_BYTES ? s.n : NAMES_BYTES, part.p,
			     part.n) != NULL;
}

static bool is_hidden(const struct ns_html_token *t)
{
	struct ns_str style = t->attr[NS_ATTR_STYLE];

	return t->attr[NS_ATTR_HIDDEN].p ||
	       ns_str_eq(t->attr[NS_ATTR_ARIA_HIDDEN], NS_STR("true")) ||
	       has(style, NS_STR("display:none")) ||
	       has(style, NS_STR("display: none"));
}

static uint32_t marks_of_role(struct ns_str role)
{
	static const char *const furniture[] = {
		"navigation", "complementary", "contentinfo", "banner",
		"search",     "dialog",        "menu",
	};

	for (size_t i = 0; i < sizeof(furniture) / sizeof(furniture[0]); i++)
		if (ns_str_eq(role, ns_str_of(furniture[i])))
			return NS_MARK_FURNITURE;
	return 0;
}

static uint32_t marks_of_property(struct ns_str itemprop)
{
	if (has(itemprop, NS_STR("articleBody")))
		return NS_MARK_BODY;
	if (has(itemprop, NS_STR("author")))
		return NS_MARK_BYLINE;
	return 0;
}

uint32_t ns_html_marks(const struct ns_html_token *t)
{
	uint32_t marks = marks_of_tag(t->tag);

	marks |= marks_of_names(t->attr[NS_ATTR_CLASS]);
	marks |= marks_of_names(t->attr[NS_ATTR_ID]);
	marks |= marks_of_role(t->attr[NS_ATTR_ROLE]);
	marks |= marks_of_property(t->attr[NS_ATTR_ITEMPROP]);
	if (ns_str_eq(t->attr[NS_ATTR_REL], NS_STR("author")))
		marks |= NS_MARK_BYLINE;
	if (is_hidden(t))
		marks |= NS_MARK_HIDDEN;
	/* <body class="has-sidebar">: of the whole page. */
	if (t->tag == NS_TAG_BODY || t->tag == NS_TAG_HTML)
		marks = 0;
	return marks;
}
