/* pages.h - the answers for people: HTML and its style sheet. */
#ifndef NS_HTTP_PAGES_H
#define NS_HTTP_PAGES_H

#include "http/call.h"

void ns_pages_search(struct ns_call *call);  // / and /search
void ns_pages_article(struct ns_call *call); // /article?id=
void ns_pages_style(struct ns_call *call);   // /style.css

#endif
