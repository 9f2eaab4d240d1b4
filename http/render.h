/* render.h - answers of the API: query/render.h's JSON, with the matches shown
 * as the asker wants them.
 */
#ifndef NS_HTTP_RENDER_H
#define NS_HTTP_RENDER_H

#include "http/question.h"

/* Each appends one value and a newline. What highlight=html needs is from the
 * arena; out->failed when memory ran out. */
void ns_http_render_answer(const struct ns_answer *a,
			   const struct ns_question *question,
			   struct ns_arena *arena, struct ns_buf *out);
void ns_http_render_article(const struct ns_article *a, bool pretty,
			    struct ns_buf *out);

#endif
