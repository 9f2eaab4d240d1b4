/* article.h - one article, as a reader of dumps makes it and as an archive
 * gives it back.
 *
 * Every ns_str is valid UTF-8 (readers replace what is not); what keeps the
 * views alive is said by whoever fills the struct. An absent field is the
 * empty view.
 */
#ifndef NS_BASE_ARTICLE_H
#define NS_BASE_ARTICLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/time.h"

enum {
	NS_ARTICLE_BODY_BYTES = 4 << 20, // a longer body is rejected
	NS_ARTICLE_NAMES = 255,          // authors, tags: more are dropped
	NS_ARTICLE_NAME_BYTES = 240,     // a longer name is cut in the index
};

/* Where a date came from (columns "date info" of FORMAT.md). */
enum ns_provenance {
	NS_FROM_NOWHERE = 0, // undated
	NS_FROM_FIELD,
	NS_FROM_FEED,
	NS_FROM_URL,
	NS_FROM_PAGE,
	NS_FROM_FILE,
};

/* A field of the dump whose decoded form differs from what was given, or that
 * is unknown: its name there and its value as JSON text. */
struct ns_given {
	struct ns_str name, json;
};

struct ns_article {
	struct ns_str id, title, summary, body, url;
	struct ns_str outlet, section, lang, type, status, image;
	const struct ns_str *author, *tag;
	uint32_t n_author, n_tag;
	struct ns_time date, modified, embargo; // precision NONE: unknown
	enum ns_provenance date_from;
	bool date_doubt; // two readings were possible, e.g. 03/04/2024
	const struct ns_given *given;
	uint32_t n_given;
};

/* The stored record: appends the article's encoding (FORMAT.md, "Record"). */
void ns_article_encode(const struct ns_article *a, struct ns_buf *out);

/* Decodes in[0..n). The views point into in; the arrays are from the arena.
 * The bytes are untrusted: NS_OK, NS_CORRUPT, NS_VERSION, NS_NOMEM (or the
 * arena's budget). */
enum ns_code ns_article_decode(const void *in, size_t n, struct ns_arena *arena,
			       struct ns_article *a, struct ns_error *e);

/* Says whether two articles are the same in all that is decoded, their
 * language and outlet among it; `given` is left out. 128 bits of XXH3 over the
 * encoding without `given`. */
struct ns_hash128;
void ns_article_hash(const struct ns_article *a, struct ns_buf *scratch,
		     struct ns_hash128 *hash);

/* The same from record, which is ns_article_encode() of a: nothing is encoded
 * a second time. */
void ns_article_hash_record(const struct ns_article *a, struct ns_str record,
			    struct ns_hash128 *hash);

#endif
