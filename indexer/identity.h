/* identity.h - which article is this, and in which language is it?
 *
 * The key of an article: its id when that is a URL (or another URI with an
 * authority, a urn: or a tag:) or a UUID; else QUALIFIER:ID, qualified by
 * --source, or the outlet, or the input's name; without an id its URL; without
 * both xxh128:HEX, a hash of outlet, title, date and body.
 */
#ifndef NS_INDEXER_IDENTITY_H
#define NS_INDEXER_IDENTITY_H

#include "core/base/article.h"
#include "core/text/analyze.h"

/* Says whether an id is a key by itself: nobody else gives it out. */
bool ns_id_is_global(struct ns_str id);

struct ns_identity;

struct ns_identity_options {
	struct ns_str source; // --source, may be empty
	struct ns_lang lang;  // of articles that name none
};
enum ns_code ns_identity_open(const struct ns_identity_options *o,
			      struct ns_identity **i, struct ns_error *e);
void ns_identity_free(struct ns_identity *i); // NULL is fine

/* The input whose articles follow: its name must stay where it is. */
void ns_identity_input(struct ns_identity *i, struct ns_str name);

struct ns_identified {
	struct ns_lang lang;
	bool by_input; // the input's name had to qualify the id
};

/* Sets a->id to the article's key and a->lang to the code of its language. What
 * the dump gave instead is added to a->given. The texts live until the next
 * call. */
enum ns_code ns_identify(struct ns_identity *i, struct ns_article *a,
			 struct ns_identified *out, struct ns_error *e);

#endif
