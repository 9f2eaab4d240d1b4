/* flat.h - a question that is a flat list of words: all of some, any of others,
 * none of a third kind. Such a question is answered by pruned.h; every other
 * one window by window (scan.h).
 *
 *	AND(a, OR(b, c), NOT d, date)   a must; b, c any; d no
 *	+a b, by score                  a must; b add
 *
 * Tier two is flat as well: what tier one has is one group of words that must
 * not all be there.
 */
#ifndef NS_QUERY_FLAT_H
#define NS_QUERY_FLAT_H

#include "query/plan.h"

enum { NS_FLAT_WORDS = 64 };

enum ns_role {
	NS_ROLE_MUST,
	NS_ROLE_ANY, // at least one of these
	NS_ROLE_ADD, // only adds to scores
	NS_ROLE_NO,  // only excludes
};

struct ns_flat_word {
	uint32_t leaf; // of the plan
	enum ns_role role;
};

struct ns_flat {
	bool is; // or else nothing else counts
	uint32_t n_words, n_must, n_any;
	struct ns_flat_word word[NS_FLAT_WORDS];
	/* no[0..n_no): numbers of words; each set bit of no_ends ends a group.
	 * A document that has all words of a group is not wanted. */
	uint32_t n_no;
	uint8_t no[NS_FLAT_WORDS];
	uint64_t no_ends;
	/* Leaves of dates: all hold. */
	uint32_t n_dates;
	uint32_t date[4];
};

/* Looks whether a tier of a language is flat. */
void ns_flat_make(const struct ns_plan *plan, uint32_t lang, uint32_t tier,
		  struct ns_flat *out);

#endif
