/* batch.h - what a builder holds: builder.c fills it, flush.c, terms.c and
 * name_lists.c write it. */
#ifndef NS_INDEXER_BATCH_H
#define NS_INDEXER_BATCH_H

#include "indexer/builder.h"
#include "indexer/lexicon.h"
#include "indexer/names.h"
#include "indexer/ranks.h"
#include "indexer/records.h"

enum { NS_BATCH_DOCS = 1 << NS_CHAIN_DOC_BITS };

_Static_assert((int)NS_CHAIN_FORM_BITS == (int)NS_FORM_BITS_MAX &&
		       NS_POSITION_MAX < 1 << NS_CHAIN_POSITION_BITS,
	       "a chain takes every position and every form number");

/* Single names of a document, in the order of struct ns_doc.name. */
enum { NS_BATCH_NAMES = 5 };

struct ns_batch_doc {
	int64_t date, modified, embargo;
	uint64_t sequence, id_hash, title_hash, content;
	uint64_t place;    // in the source
	uint64_t bytes_at; // in .bytes: authors, tags, text map
	uint32_t n_title, n_summary, n_text, n_author, n_url; // tokens
	uint32_t text_bytes;
	uint32_t name[NS_BATCH_NAMES]; // ordinal + 1
	uint32_t source;               // its number
	uint32_t map_len;
	uint16_t authors_len, tags_len;
	uint8_t date_info;
};

struct ns_builder {
	struct ns_builder_plan plan;
	struct ns_buf dir; // the plan's, with its NUL
	struct ns_lexicon lexicon;
	struct ns_names names;
	struct ns_records *records;
	struct ns_buf bytes;
	struct ns_buf docs; // struct ns_batch_doc

	/* For one document. */
	struct ns_buf tokens; // struct ns_token: text, then authors, then URL
	struct ns_words words;
	struct ns_buf paragraphs; // u32
	struct ns_buf scratch;

	/* For the flush. */
	struct ns_ranks ranks;
	struct ns_buf order;  // u32: documents by their final numbers
	struct ns_buf number; // u32: final numbers of the documents
	struct ns_buf titles; // u32: title words, by final number
	struct ns_buf sort;   // keys
	struct ns_buf next;   // u32: where each name's next document goes
	struct ns_buf position, form;
};

static inline const struct ns_batch_doc *
ns_batch_doc(const struct ns_builder *b, uint32_t number)
{
	const void *docs = b->docs.p;

	return (const struct ns_batch_doc *)docs + number;
}

/* The terms of the batch, in key order, into w. */
enum ns_code ns_batch_write_terms(struct ns_builder *b,
				  struct ns_segment_writer *w,
				  struct ns_error *e);

/* Of those the whole names. */
enum ns_code ns_batch_write_names(struct ns_builder *b,
				  struct ns_segment_writer *w,
				  struct ns_error *e);

#endif
