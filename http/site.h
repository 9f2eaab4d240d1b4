/* site.h - an archive as a service: routes on one side, the server's query
 * threads on the other.
 */
#ifndef NS_HTTP_SITE_H
#define NS_HTTP_SITE_H

#include "http/call.h"
#include "http/server.h"

/* The service of *site, which must outlive the server. */
struct ns_service ns_site_service(struct ns_site *site);

#endif
