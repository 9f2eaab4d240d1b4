/* builder.h - inverts articles in memory and writes them as one segment.
 *
 *	article --analyse--> u32 a token --full--> sort by term --> seg-N.mdb
 *
 * Positions are not stored: a token's position is its place among its
 * document's tokens. Title words come first, then the summary's, then the
 * body's. Each author's words and the URL's words have positions of their own,
 * from 0; a gap of one lies between two authors.
 *
 * Terms: NS_KIND_STEM and NS_KIND_FORM in the article's language; author and
 * URL words (NS_KIND_AUTHOR_WORD, NS_KIND_URL_WORD) are analysed without a
 * language, and their term is the form; names are whole and folded.
 *
 * A builder belongs to one thread.
 */
#ifndef NS_INDEXER_BUILDER_H
#define NS_INDEXER_BUILDER_H

#include "core/archive/writer.h"
#include "core/base/article.h"
#include "core/text/analyze.h"

#define NS_BUILDER_MEMORY (UINT64_C(256) << 20) // by default
#define NS_BUILDER_MEMORY_LEAST (UINT64_C(4) << 20)

struct ns_builder_plan {
	const char *dir;
	struct ns_settings settings;
	struct ns_analyzer *an; // the caller's, of the builder's thread
	uint64_t memory_bytes;  // the flush included
	struct ns_str zdict;    // the archive's; copied
	bool train;             // one where there is none (records.h)
};

/* One article on its way in. Everything is copied. */
struct ns_item {
	const struct ns_article *article;
	struct ns_str record; // ns_article_encode() of it
	struct ns_lang lang;
	struct ns_str id; // qualified
	uint64_t sequence;
	uint32_t source; // ns_update_source
	uint64_t place;  // line or byte in it
};

struct ns_builder;

enum ns_code ns_builder_open(const struct ns_builder_plan *plan,
			     struct ns_builder **b, struct ns_error *e);
void ns_builder_free(struct ns_builder *b); // NULL is fine

/* NS_INVALID: this article cannot be indexed (more than NS_POSITION_MAX words);
 * the batch goes on without it. Any other failure ends the batch. */
enum ns_code ns_builder_add(struct ns_builder *b, const struct ns_item *item,
			    struct ns_error *e);

bool ns_builder_full(const struct ns_builder *b);
uint32_t ns_builder_docs(const struct ns_builder *b);

/* The dictionary of records in use, empty while none is; whether the builder
 * may still train one. */
struct ns_str ns_builder_zdict(const struct ns_builder *b);
bool ns_builder_training(const struct ns_builder *b);

/* Writes the batch, at least one article, as segment `number`, then the builder
 * is empty. The sums are the archive's so far: avgdl is that of both. */
struct ns_builder_target {
	uint32_t number;
	uint64_t n_docs, sum_length;
};
enum ns_code ns_builder_finish(struct ns_builder *b,
			       const struct ns_builder_target *to,
			       struct ns_segment_info *info,
			       struct ns_error *e);

#endif
