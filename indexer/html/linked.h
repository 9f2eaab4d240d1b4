/* linked.h - what a page says of its article to machines: schema.org in
 * JSON-LD.
 */
#ifndef NS_INDEXER_HTML_LINKED_H
#define NS_INDEXER_HTML_LINKED_H

#include "core/base/json.h"
#include "indexer/html/page.h"

/* Finds the article: the first object of such a type in any script, in lists
 * and @graph too. NULL: none. *root is the script it is in, where objects that
 * are named by @id are looked up. Both live until the parser's next text. */
const struct ns_json *ns_linked_article(const struct ns_html_page *page,
					struct ns_json_parser *parser,
					const struct ns_json **root);

/* v itself; of one that is but {"@id": ...} what goes by that id under root. */
const struct ns_json *ns_linked_resolve(const struct ns_json *v,
					const struct ns_json *root);

/* The member of that name, resolved. NULL: none, or object is NULL. */
const struct ns_json *ns_linked_get(const struct ns_json *object,
				    const char *name,
				    const struct ns_json *root);

#endif
