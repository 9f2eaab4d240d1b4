/* render.h - answers of the API as JSON.
 *
 * The same question on the same generation gives the same bytes: no time, no
 * order of chance.
 */
#ifndef NS_HTTP_RENDER_H
#define NS_HTTP_RENDER_H

#include "http/question.h"

/* Each appends one value and a newline. */
void ns_http_render_answer(const struct ns_answer *a,
			   const struct ns_question *question,
			   struct ns_buf *out);
void ns_http_render_article(const struct ns_article *a, bool pretty,
			    struct ns_buf *out);

#endif
