/* api.h - the answers for programs: JSON under /v1, and health. */
#ifndef NS_HTTP_API_H
#define NS_HTTP_API_H

#include "http/call.h"

void ns_api_search(struct ns_call *call);  // /v1/search
void ns_api_article(struct ns_call *call); // /v1/article/{id}
void ns_api_alive(struct ns_call *call);   // /healthz: the process serves
void ns_api_ready(struct ns_call *call);   // /readyz: a real search works

#endif
