/* frame.h - what all pages share: head, form and foot. */
#ifndef NS_HTTP_UI_FRAME_H
#define NS_HTTP_UI_FRAME_H

#include "http/ui/html.h"
#include "http/ui/page.h"

/* Writes up to the inside of <main>; title: "" or what the page is about. */
void ns_frame_begin(struct ns_html *h, const struct ns_page *p,
		    struct ns_str title);
void ns_frame_end(struct ns_html *h);

/* An attribute that leads to a path of ours, behind the proxy's base. */
void ns_frame_link(struct ns_html *h, const struct ns_page *p, const char *name,
		   struct ns_str path);

/* What is wrong, in words. */
void ns_frame_problem(struct ns_html *h, const struct ns_problem *problem);

#endif
