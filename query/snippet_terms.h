/* snippet_terms.h - the terms of a word, which a stemmer made before: texts
 * repeat their words, and a stemmer takes most of the time of a snippet.
 */
#ifndef NS_QUERY_SNIPPET_TERMS_H
#define NS_QUERY_SNIPPET_TERMS_H

#include "query/snippet.h"

/* As ns_word_terms; the views live until the next call. */
enum ns_code ns_snippet_terms(struct ns_snippeter *s, struct ns_lang lang,
			      struct ns_str word, struct ns_terms *out,
			      struct ns_error *e);

#endif
