#include "http/message.h"

#include <strings.h>

static bool is_printable(struct ns_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

static struct ns_http_header *find(struct ns_http_response *r, const char *name)
{
	for (uint32_t i = 0; i < r->n_headers; i++)
		if (strcasecmp(r->header[i].name, name) == 0)
			return &r->header[i];
	return NULL;
}

void ns_http_header(struct ns_http_response *r, const char *name,
		    struct ns_str value)
{
	struct ns_http_header *h = find(r, name);

	if (value.n >= NS_HTTP_HEADER_BYTES || !is_printable(value))
		return;
	if (!h && r->n_headers == NS_HTTP_HEADERS)
		return;
	if (!h)
		h = &r->header[r->n_headers++];
	h->name = name;
	if (value.n)
		memcpy(h->value, value.p, value.n);
	h->value[value.n] = '\0';
}

const char *ns_http_header_get(const struct ns_http_response *r,
			       const char *name)
{
	for (uint32_t i = 0; i < r->n_headers; i++)
		if (strcasecmp(r->header[i].name, name) == 0)
			return r->header[i].value;
	return NULL;
}

void ns_http_response_reset(struct ns_http_response *r)
{
	r->status = 0;
	r->n_headers = 0;
	ns_buf_reset(&r->body);
}

void ns_http_response_free(struct ns_http_response *r)
{
	ns_buf_free(&r->body);
	*r = (struct ns_http_response){ 0 };
}
