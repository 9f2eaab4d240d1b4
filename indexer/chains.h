/* chains.h - where the stems of a batch occur, as they come in.
 *
 *	stem --> chain: latest bytes --> slice --> slice ... of one pool
 *
 * An occurrence is written once, behind the one before, in about two bytes, and
 * read once, when the batch is written:
 *
 *	gap << 3 | other form << 2 | new document << 1 | long
 *	new document: (document - last one's) << 1 | long
 *	other form:   form number << 1 | long
 *
 * Each is a byte, or two where it is long, little-endian; nothing is decided
 * bit by bit. A gap counts from the position behind the last occurrence, in a
 * new document from 0. What does not fit into two bytes is rare: the greatest
 * gap, of neither flag, says that all three follow as one u64. What is written
 * last stays with the chain, so that a word costs one miss of the
 * cache, and leaves it NS_CHAIN_SPILL bytes at a time; slices grow with their
 * chain, and the last four bytes of each say where the next begins.
 */
#ifndef NS_INDEXER_CHAINS_H
#define NS_INDEXER_CHAINS_H

#include "core/base/buf.h"
#include "core/base/err.h"

enum {
	NS_CHAIN_DOC_BITS = 24,
	NS_CHAIN_POSITION_BITS = 22,
	NS_CHAIN_FORM_BITS = 18,
};

enum {
	NS_CHAIN_LATEST = 32,
	NS_CHAIN_SPILL = 20, // three of them fill the first slice
	NS_CHAIN_UNIT = 64,  // slices begin at a multiple
	NS_CHAIN_WORD = 4,   // where spills begin
};

/* Of one stem: a line of the cache. No bit fields: storing one and loading its
 * neighbours waits for the store. */
struct ns_chain {
	uint8_t latest[NS_CHAIN_LATEST]; // not yet in a slice
	uint32_t doc;                    // last document + 1
	uint32_t next;                   // position behind the last
	uint32_t form;                   // last form
	uint32_t df;
	uint32_t total; // occurrences
	uint32_t first; // unit where the first slice begins
	uint32_t at;    // where the last goes on, in words of the pool
	uint16_t left;  // bytes of it
	uint8_t used;   // bytes of latest
	uint8_t grown;  // slices, as far as their length grows
};

_Static_assert(sizeof(struct ns_chain) == 64, "a line");

/* A zeroed struct is legal and empty. */
struct ns_chains {
	struct ns_buf chain; // struct ns_chain
	struct ns_buf pool;
	uint32_t most_total; // of one chain
};

/* A token is a stem, and the number of the form that stood there. */
struct ns_token {
	uint32_t stem, form;
};

#define NS_TOKEN_GAP UINT32_MAX // for a stem: a position without a word

void ns_chains_free(struct ns_chains *c);
void ns_chains_reset(struct ns_chains *c); // keeps the memory
size_t ns_chains_bytes(const struct ns_chains *c);

/* The next chain: chains are numbered as they are made, from 0. NS_NOMEM. */
enum ns_code ns_chains_add(struct ns_chains *c);

static inline struct ns_chain *ns_chain(const struct ns_chains *c,
					uint32_t stem)
{
	return (struct ns_chain *)(void *)c->chain.p + stem;
}

/* Appends the tokens of document `doc`, whose positions are their places here:
 * 0, 1 ... A chain's documents rise. NS_NOMEM, NS_LIMIT (16 GiB): the chains
 * are then of no use. */
enum ns_code ns_chains_put(struct ns_chains *c, const struct ns_token *token,
			   uint32_t n, uint32_t doc);

/* Values that may be read behind .position and .form. */
enum { NS_OCCURRENCES_SLACK = 4 };

/* The occurrences of one chain. A zeroed struct is legal and empty. */
struct ns_occurrences {
	uint32_t n_docs, n;
	uint32_t *doc;      // ascending
	uint32_t *end;      // of each document's occurrences
	uint32_t *position; // ascending in a document
	uint32_t *form;
	struct ns_buf bytes, memory; // what is above lies in .memory
};

/* A chain that is to be read soon, and lies in the cache itself. */
static inline void ns_chain_prefetch(const struct ns_chains *c, uint32_t stem)
{
	const struct ns_chain *x = ns_chain(c, stem);

	if (x->grown)
		__builtin_prefetch(c->pool.p +
				   (size_t)x->first * NS_CHAIN_UNIT);
}

/* Adds up in df[form] the documents of each form of a chain; last[form], of as
 * many, is scratch, and bytes too. NS_NOMEM. */
struct ns_form_counts {
	uint32_t *df, *last; // zeros
};
enum ns_code ns_chain_forms(const struct ns_chains *c, uint32_t stem,
			    struct ns_form_counts of, struct ns_buf *bytes);

/* Reads a chain into *o, which is replaced. NS_NOMEM. */
enum ns_code ns_chain_read(const struct ns_chains *c, uint32_t stem,
			   struct ns_occurrences *o);
void ns_occurrences_free(struct ns_occurrences *o);

/* Bytes that ns_chain_read takes for n occurrences. */
static inline size_t ns_occurrences_bytes(size_t n)
{
	return n * (4 * sizeof(uint32_t) + 4);
}

#endif
