/* main_text.h - which blocks of a page are its article.
 *
 * Two steps: the container that holds most of the page's prose, once what is
 * named as furniture is set aside; and in it, block by block, what reads like
 * an article and not like what stands between its paragraphs.
 */
#ifndef NS_INDEXER_HTML_MAIN_TEXT_H
#define NS_INDEXER_HTML_MAIN_TEXT_H

#include "indexer/html/page.h"

/* Sets .keep of the article's blocks; answers how many characters they have.
 * `title`: of the page; a heading that repeats it is not kept. */
uint64_t ns_main_text_mark(struct ns_html_page *page, struct ns_str title);

/* Appends the blocks that are kept, an empty line between two. */
void ns_main_text_put(const struct ns_html_page *page, struct ns_buf *out);

#endif
