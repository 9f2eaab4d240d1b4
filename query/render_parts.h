/* render_parts.h - one function a format; render.c chooses. */
#ifndef NS_QUERY_RENDER_PARTS_H
#define NS_QUERY_RENDER_PARTS_H

#include "query/render.h"

void ns_render_text(const struct ns_render *r, const struct ns_answer *a,
		    struct ns_buf *out);
void ns_render_json(const struct ns_render *r, const struct ns_answer *a,
		    struct ns_buf *out);
void ns_render_jsonl(const struct ns_render *r, const struct ns_answer *a,
		     struct ns_buf *out);
void ns_render_table(const struct ns_render *r, const struct ns_answer *a,
		     struct ns_buf *out);
void ns_render_atom(const struct ns_render *r, const struct ns_answer *a,
		    struct ns_buf *out);

void ns_render_article_text(const struct ns_render *r,
			    const struct ns_article *a, struct ns_buf *out);
void ns_render_article_json(const struct ns_article *a, bool pretty,
			    struct ns_buf *out);

/* "" for a date of no precision, else "day" and so on. */
const char *ns_precision_name(enum ns_precision p);

static inline bool ns_shows(const struct ns_render *r, enum ns_shown field)
{
	return r->fields & NS_SHOW_BIT(field);
}

#endif
