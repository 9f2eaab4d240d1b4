/* page.h - what a document must have from stage one to come onto the page
 * after stage two, learned while a tier is searched.
 *
 * Whatever n documents have in the end, the page's last has it or more: a
 * document that stage two could not lift up to it need not be found.
 *
 *	T        the n-th best final score of some documents
 *	f(s)     the most that stage two makes of s (ns_extra_bound), rising
 *	f(s) < T the document is not on the page: the n above have f(their s)
 *	         >= T, so each that is not among the best 200 itself lies above
 *	         it, and it is not among them either
 *
 * The heap is told (ns_topk.least); the documents that it then has are all that
 * the page needs, in full, not the best 200.
 */
#ifndef NS_QUERY_PAGE_H
#define NS_QUERY_PAGE_H

#include "query/rescore.h"

enum { NS_PAGE_KNOWN = 256 };

struct ns_page {
	const struct ns_plan *plan;
	struct ns_topk *top;
	uint32_t n;    // hits of the tier up to the end of the page
	bool learns;   // .top->least is raised
	uint64_t next; // documents that the heap took until it is looked at
	double *best;  // [n] the best final scores so far, falling
	uint32_t n_best;
	struct ns_found *known; // [NS_PAGE_KNOWN] rescored on the way
	uint32_t n_known;
	struct ns_rescorer rescorer; // of the segment being searched
};

/* Of a tier of which .n documents are asked for; .plan and .top are set, too.
 * two_stage: they are rescored. From the plan's arena. */
enum ns_code ns_page_make(struct ns_page *p, bool two_stage,
			  struct ns_error *e);

/* n documents have this score or more from stage one. */
void ns_page_prime(struct ns_page *p, uint32_t score);

/* Looks at the heap, now and then, and learns. Documents of this segment are
 * rescored, with what is bound in the plan's segment arena. */
enum ns_code ns_page_look(struct ns_page *p, uint32_t segment,
			  struct ns_error *e);

/* When the tier is known: gives these, the best 200 or all that count, the
 * scores they got on the way. From here on the floor is by these alone: what
 * a document adds by itself is no bound for those that are gone. */
void ns_page_recall(struct ns_page *p, struct ns_found *found, uint32_t n);

/* A document has this final score. */
void ns_page_note(struct ns_page *p, double score);

/* The final score of the page's last, at least; 0: not known. */
static inline double ns_page_floor(const struct ns_page *p)
{
	return p->n_best && p->n_best == p->n ? p->best[p->n - 1] : 0;
}

#endif
