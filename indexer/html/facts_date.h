/* facts_date.h - when a page's article was published; for facts.c alone. */
#ifndef NS_INDEXER_HTML_FACTS_DATE_H
#define NS_INDEXER_HTML_FACTS_DATE_H

#include "indexer/html/facts.h"

/* Sets the dates of *a, where they came from, and s->bad_date. */
void ns_html_dates(struct ns_html_source *s, struct ns_article *a);

#endif
