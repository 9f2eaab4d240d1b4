/* search.h - the whole of a search: question in, hits out.
 *
 *	ns_request --parse, plan, operators, top k, stage two--> ns_answer
 */
#ifndef NS_QUERY_SEARCH_H
#define NS_QUERY_SEARCH_H

#include "core/base/article.h"
#include "query/parse.h"

/* nshttpd sees core/base and query only: these two stay opaque here. */
struct ns_archive;
struct ns_snapshot;

enum ns_match { NS_MATCH_AUTO, NS_MATCH_ALL, NS_MATCH_ANY };
enum ns_sort { NS_SORT_RELEVANCE, NS_SORT_NEWEST, NS_SORT_OLDEST };
enum ns_rank { NS_RANK_DEFAULT, NS_RANK_BM25 };

/* --outlet NAME, --section -NAME ...: names of one field are alternatives. */
struct ns_filter {
	enum ns_scope field; // NS_SCOPE_OUTLET .. TYPE, or NS_SCOPE_AUTHOR for
			     // a whole author's name
	struct ns_str value;
	bool exclude;
};

struct ns_request {
	struct ns_str text;
	struct ns_parse_options parse;
	const struct ns_parsed *parsed; // the question as a tree: text is not
					// read; NULL: it is
	enum ns_match match;
	enum ns_sort sort;
	enum ns_rank rank;
	bool keep_stop_words;  // for measurements: nothing is dropped
	uint32_t first, limit; // hits [first, first + limit); UINT32_MAX: all
	struct ns_interval dates;
	const struct ns_filter *filter;
	uint32_t n_filters;
	uint32_t in;            // --in: bits 1 << NS_SCOPE_*; 0: text
	bool count_only;        // no hits are made
	bool no_total;          // no more is looked at than the hits need
	bool articles;          // load the stored records of the hits
	uint32_t snippet_chars; // 0: none; code points
	uint32_t snippets;      // passages a hit, 1 by default
	bool explain;
};
#define NS_REQUEST_DEFAULT                                          \
	((struct ns_request){ .parse = { .limits = NS_LIMITS_CLI }, \
			      .limit = 10,                          \
			      .dates = { INT64_MIN, INT64_MAX },    \
			      .articles = true,                     \
			      .snippet_chars = 240,                 \
			      .snippets = 1 })

/* Code points of the string they come with, [start, end). */
struct ns_span {
	uint32_t start, end;
};

struct ns_snippet {
	struct ns_str text;
	const struct ns_span *span;
	uint32_t n_spans;
};

struct ns_hit {
	double score;
	uint32_t tier;    // 1: has what was asked; 2: match=auto's others
	uint32_t segment; // of the snapshot, with doc: for ns_explain and show
	uint32_t doc;
	struct ns_article article; // when asked for
	struct ns_span *title_span;
	uint32_t n_title_spans;
	struct ns_snippet *snippet;
	uint32_t n_snippets;
	struct ns_str explanation; // when asked for: lines of text
};

struct ns_answer {
	uint64_t generation;
	struct ns_str understood; // the tree, printed; empty for a given one
	uint64_t total;           // exact; what `match` promises
	uint64_t further;         // match=auto: how many tier two adds
				  // (no_total: at least so many each)
	struct ns_hit *hit;
	uint32_t n_hits;
	struct ns_warning *warning;
	uint32_t n_warnings;
	bool partial;  // the soft time limit cut it
	bool has_next; // more hits follow (no_total: the page is full)
};

/* A searcher: one per thread (analyser, decoder of stored records, arena).
 * The archive may be shared. */
struct ns_searcher;
enum ns_code ns_searcher_open(struct ns_archive *ar, struct ns_searcher **s,
			      struct ns_error *e);
void ns_searcher_close(struct ns_searcher *s); // NULL is fine

/* Sets the moment (Unix seconds) of the calls that follow. Articles whose
 * embargo ends later are not there for them; before the first call none that
 * has one is. */
void ns_searcher_at(struct ns_searcher *s, int64_t now);

/* Answers one question on the current generation. *out lives until the next
 * call with this searcher. Memory of a search is bounded by memory_bytes of
 * ns_searcher_budget (NS_LIMIT beyond). *error_at: byte of the question for
 * NS_INVALID and NS_LIMIT, else UINT32_MAX. */
enum ns_code ns_search(struct ns_searcher *s, const struct ns_request *r,
		       struct ns_answer *out, uint32_t *error_at,
		       struct ns_error *e);
void ns_searcher_budget(struct ns_searcher *s, size_t memory_bytes);

/* Reads one live article by its id. As above. NS_NOTFOUND. */
enum ns_code ns_search_article(struct ns_searcher *s, struct ns_str id,
			       struct ns_article *out, uint64_t *generation,
			       struct ns_error *e);

/* The archive for programs that may not see core/archive. */
enum ns_code ns_search_archive_open(const char *dir, struct ns_archive **ar,
				    struct ns_error *e);
void ns_search_archive_close(struct ns_archive *ar);

struct ns_archive_facts {
	uint64_t generation, n_docs;
	uint64_t n_hidden; // under an embargo; n_docs is without them
	uint8_t uuid[16];
	int64_t newest, oldest;
};
enum ns_code ns_search_facts(struct ns_searcher *s,
			     struct ns_archive_facts *out, struct ns_error *e);

#endif
