/* names.h - the elements and attributes of HTML that a reader of articles tells
 * apart; all others are NS_TAG_OTHER, and attributes that are passed over.
 */
#ifndef NS_INDEXER_HTML_NAMES_H
#define NS_INDEXER_HTML_NAMES_H

#include "core/base/str.h"

/* Sorted by name, as the table of names is. */
enum ns_html_tag {
	NS_TAG_OTHER,
	NS_TAG_A,
	NS_TAG_ABBR,
	NS_TAG_ADDRESS,
	NS_TAG_ARTICLE,
	NS_TAG_ASIDE,
	NS_TAG_AUDIO,
	NS_TAG_B,
	NS_TAG_BDI,
	NS_TAG_BLOCKQUOTE,
	NS_TAG_BODY,
	NS_TAG_BR,
	NS_TAG_BUTTON,
	NS_TAG_CANVAS,
	NS_TAG_CAPTION,
	NS_TAG_CITE,
	NS_TAG_CODE,
	NS_TAG_DD,
	NS_TAG_DEL,
	NS_TAG_DIALOG,
	NS_TAG_DIV,
	NS_TAG_DL,
	NS_TAG_DT,
	NS_TAG_EM,
	NS_TAG_FIGCAPTION,
	NS_TAG_FIGURE,
	NS_TAG_FONT,
	NS_TAG_FOOTER,
	NS_TAG_FORM,
	NS_TAG_H1,
	NS_TAG_H2,
	NS_TAG_H3,
	NS_TAG_H4,
	NS_TAG_H5,
	NS_TAG_H6,
	NS_TAG_HEAD,
	NS_TAG_HEADER,
	NS_TAG_HR,
	NS_TAG_HTML,
	NS_TAG_I,
	NS_TAG_IFRAME,
	NS_TAG_IMG,
	NS_TAG_INPUT,
	NS_TAG_INS,
	NS_TAG_KBD,
	NS_TAG_LABEL,
	NS_TAG_LI,
	NS_TAG_LINK,
	NS_TAG_MAIN,
	NS_TAG_MARK,
	NS_TAG_MATH,
	NS_TAG_MENU,
	NS_TAG_META,
	NS_TAG_NAV,
	NS_TAG_NOEMBED,
	NS_TAG_NOFRAMES,
	NS_TAG_NOSCRIPT,
	NS_TAG_OBJECT,
	NS_TAG_OL,
	NS_TAG_OPTION,
	NS_TAG_P,
	NS_TAG_PRE,
	NS_TAG_Q,
	NS_TAG_S,
	NS_TAG_SAMP,
	NS_TAG_SCRIPT,
	NS_TAG_SECTION,
	NS_TAG_SELECT,
	NS_TAG_SMALL,
	NS_TAG_SPAN,
	NS_TAG_STRIKE,
	NS_TAG_STRONG,
	NS_TAG_STYLE,
	NS_TAG_SUB,
	NS_TAG_SUP,
	NS_TAG_SVG,
	NS_TAG_TABLE,
	NS_TAG_TBODY,
	NS_TAG_TD,
	NS_TAG_TEMPLATE,
	NS_TAG_TEXTAREA,
	NS_TAG_TFOOT,
	NS_TAG_TH,
	NS_TAG_THEAD,
	NS_TAG_TIME,
	NS_TAG_TITLE,
	NS_TAG_TR,
	NS_TAG_TT,
	NS_TAG_U,
	NS_TAG_UL,
	NS_TAG_VAR,
	NS_TAG_VIDEO,
	NS_TAG_WBR,
	NS_TAG_XMP,
	NS_TAGS
};

enum ns_html_attr {
	NS_ATTR_ARIA_HIDDEN,
	NS_ATTR_CHARSET,
	NS_ATTR_CLASS,
	NS_ATTR_CONTENT,
	NS_ATTR_DATETIME,
	NS_ATTR_HIDDEN,
	NS_ATTR_HREF,
	NS_ATTR_HTTP_EQUIV,
	NS_ATTR_ID,
	NS_ATTR_ITEMPROP,
	NS_ATTR_LANG,
	NS_ATTR_NAME,
	NS_ATTR_PROPERTY,
	NS_ATTR_REL,
	NS_ATTR_ROLE,
	NS_ATTR_STYLE,
	NS_ATTR_TYPE,
	NS_ATTRS
};

/* By name, whatever its case. NS_TAG_OTHER, NS_ATTRS: none of these. */
enum ns_html_tag ns_html_tag_of(struct ns_str name);
enum ns_html_attr ns_html_attr_of(struct ns_str name);

/* Part of a line of text: it ends no paragraph. */
bool ns_html_is_inline(enum ns_html_tag tag);
/* Without an end tag. */
bool ns_html_is_void(enum ns_html_tag tag);
/* What is between its tags is no markup. */
bool ns_html_is_raw(enum ns_html_tag tag);

#endif
