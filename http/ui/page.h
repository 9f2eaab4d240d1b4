/* page.h - the pages people read: search and one article. They need no script,
 * and nothing from elsewhere.
 */
#ifndef NS_HTTP_UI_PAGE_H
#define NS_HTTP_UI_PAGE_H

#include "http/question.h"

struct ns_page {
	const char *site; // its title
	const char *base; // path before ours: "" or "/news"
	const struct ns_url_params *params;
	const struct ns_question *question;
	const struct ns_answer *answer;   // NULL: nothing was asked
	const struct ns_article *article; // the article's page
	const struct ns_problem *problem; // NULL: none
	uint64_t n_docs;                  // in the archive, 0: unknown
};

/* Each appends a whole document. */
void ns_page_search(const struct ns_page *p, struct ns_buf *out);
void ns_page_article(const struct ns_page *p, struct ns_buf *out);

/* A document whose main part says what is wrong. */
void ns_page_problem(const struct ns_page *p, struct ns_buf *out);

#endif
