/* style.h - the page's style sheet, served as /style.css. */
#ifndef NS_HTTP_UI_STYLE_H
#define NS_HTTP_UI_STYLE_H

extern const char ns_style[];

#endif
